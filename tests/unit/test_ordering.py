"""Danish names stand in the order of a Danish dictionary, whatever the database."""

from __future__ import annotations

from itertools import permutations

import pytest

from service.texts.ordering import danish_key

IN_ORDER = (
    ("Anna", "Bo", "Zoe", "Æbelø", "Ølgod", "Aarre", "Åstrup"),
    ("Nord", "Syd", "Vest", "Øst"),
    ("kirke", "Kirkeby", "Kærby", "Køge", "Kaas"),
    ("Rene", "René", "Renée"),
    ("y1", "y10", "y2"),
)


@pytest.mark.parametrize("names", IN_ORDER, ids=" ".join)
def test_names_stand_in_the_order_of_the_alphabet_with_aa_as_the_last_letter(names):
    for mixed in list(permutations(names))[:: max(1, 720 // 100)]:
        assert tuple(sorted(mixed, key=danish_key)) == names


def test_capitals_and_accents_decide_only_between_names_that_are_else_the_same():
    assert danish_key("ÅSE")[0] == danish_key("Aase")[0] == danish_key("åse")[0]
    assert danish_key("ÅSE") != danish_key("Aase")


def test_an_empty_name_comes_first_and_is_no_error():
    assert sorted(["b", "", "a"], key=danish_key) == ["", "a", "b"]
