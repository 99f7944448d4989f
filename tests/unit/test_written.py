"""What people write is kept as it can be read, within its length."""

from __future__ import annotations

import pytest

from service.domain.errors import WrongUse
from service.domain.written import written, written_line


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (None, ""),
        ("  talt om   praktik \n", "talt om praktik"),
        ("en linje\r\nog en til", "en linje\nog en til"),
        ("nul\0tegn", "nultegn"),
        ("\u202egnp.exe", "gnp.exe"),
        ("halv\ud83d", "halv"),
        ("\ttab\tmellem", "tab mellem"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_a_text_is_kept_without_what_no_eye_sees(text, kept):
    assert written(text, most=500, what="note") == kept


def test_a_line_is_one_line():
    assert written_line("to\nlinjer", most=20, what="reason") == "to linjer"


def test_a_text_has_a_longest_length_and_is_never_cut_short():
    assert written("x" * 10, most=10, what="note") == "x" * 10
    with pytest.raises(WrongUse, match="note: got 11 characters, allowed are 10"):
        written("x" * 11, most=10, what="note")
