"""Monday's e-mail: four counts of the list and a link, and nobody's name."""

from __future__ import annotations

import email
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner

from features.calendar import LOCAL
from service.__main__ import app
from service.domain.access import COMMAND_LINE, Actor, Role
from service.domain.errors import NotPermitted, UnknownThing, WrongUse
from service.domain.sight import AT_NIGHT
from service.outbound.digest import Digest, digest
from service.store.lists import published_list
from service.texts.dates import Language
from tests.lib.copied_town import copy_of, published_town
from tests.lib.small_service import MORNING
from tests.unit.test_texts import lix

WANTED = Digest("D1", "2026-W47", "nord@example.org", "https://asm.example.org/lister")
SIX = datetime(2026, 11, 16, 6, 0, tzinfo=LOCAL)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    with published_town("sqlite", tmp_path_factory.mktemp("town"), None) as found:
        yield found


@pytest.fixture
def town(template, tmp_path):
    with copy_of(template, tmp_path) as store:
        yield store


def written(store, wanted=WANTED, *, actor=COMMAND_LINE, at=MORNING):
    with store.begin() as work:
        return digest(work, actor, wanted, at=at)


def test_it_has_four_counts_and_a_link(town):
    with town.read() as work:
        youths = published_list(work, AT_NIGHT.at("D1"), week="2026-W47").weekly.youths
    message = written(town)
    lines = message.get_content().splitlines()
    assert message["Subject"] == "Ugens liste er klar, uge 47"
    counts = [line for line in lines if line.startswith("- ")]
    assert counts[0] == f"- {len(youths)} unge"
    assert len(counts) == 4
    assert "Se listen her: https://asm.example.org/lister" in lines


def test_it_names_nobody_and_is_easy_to_read(town):
    with town.read() as work:
        youths = published_list(work, AT_NIGHT.at("D1"), week="2026-W47").weekly.youths
    text = written(town).as_string()
    assert len(youths) > 3
    assert not any(str(youth.youth_id) in text or (youth.owner and youth.owner in text) for youth in youths)
    assert lix(written(town).get_content().replace(WANTED.link, "")) <= 40


def test_it_speaks_english_by_switch(town):
    message = written(town, Digest("D1", "2026-W47", "n@example.org", "https://a.example.org/", Language.EN))
    assert "Names are on the list only." in message.get_content()


def test_it_is_not_written_before_monday_at_six(town):
    with pytest.raises(UnknownThing, match="not published yet"):
        written(town, at=SIX - timedelta(seconds=1))
    assert written(town, at=SIX)


@pytest.mark.parametrize("to", ["", "nobody", "a@b\nBcc: c@d", "a@b, c@d", "<a@b>x"])
def test_a_mailbox_that_is_none_is_refused(town, to):
    with pytest.raises(WrongUse, match="--to"):
        written(town, Digest("D1", "2026-W47", to, WANTED.link))


@pytest.mark.parametrize("link", ["javascript:alert(1)", "asm.example.org", "https://a.example.org/\nx"])
def test_a_link_that_is_none_is_refused(town, link):
    with pytest.raises(WrongUse, match="--link"):
        written(town, Digest("D1", "2026-W47", WANTED.to, link))


def test_only_operators_write_it(town):
    with pytest.raises(NotPermitted):
        written(town, actor=Actor("x", Role.COUNSELLOR))


def test_the_command_writes_one_file_that_only_its_owner_reads(town, tmp_path, monkeypatch):
    monkeypatch.setenv("ALLESKALMED_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("ALLESKALMED_DATABASE_URL", str(town.engine.url))
    monkeypatch.setattr("service.commands.digest.now", lambda: MORNING)
    words = ["digest", "D1", "--week", "2026-W47", "--to", WANTED.to, "--link", WANTED.link]
    for _ in range(2):
        found = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "mail")])
        assert found.exit_code == 0, found.output
    [file] = (tmp_path / "mail").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert email.message_from_bytes(file.read_bytes())["To"] == "nord@example.org"
