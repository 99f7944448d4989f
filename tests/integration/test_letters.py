"""Drafts of letters: plain, respectful, to whom they may go, logged, and sent by nobody but a person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from features.calendar import LOCAL
from features.catalogue import INDICATORS
from features.vocabulary import Feeds, YouthId
from models.scores import OnsetProfile, RiskBand
from models.scoring import score_youths
from service.__main__ import app
from service.domain.access import COMMAND_LINE, Actor, Role
from service.domain.coming_of_age import is_of_age
from service.domain.disputes import Dispute, Disputed
from service.domain.errors import NotPermitted, UnknownThing
from service.domain.judgement import Judgement, Term
from service.domain.users import User
from service.officer.drafts import DraftFor, Wanted, draft_explanation, draft_notice
from service.officer.explanation import Explained, letter_of_explanation
from service.officer.notices import To, letter_of_notice
from service.operating.users import add_user
from service.settings import Mode
from service.store import audit
from service.texts import catalogue
from service.texts.catalogue import say
from service.texts.dates import Language
from service.texts.explanation_texts import EXPLANATION_TEXTS
from service.texts.papers import Paper, open_places, prose
from tests.integration.test_officer_pack import SECRETS, Heard
from tests.lib.canary_home import AT, CANARY, OFFICER, canary_home
from tests.lib.pages import read_page
from tests.lib.small_bundle import now, small_bundle
from tests.lib.small_night import Home
from tests.unit.test_texts import HARMFUL, lix

GERT = YouthId("gert")  # turned 18 on 12 November 2026
LAST_MINUTE = datetime(2026, 11, 11, 23, 59, tzinfo=LOCAL)
BIRTHDAY = datetime(2026, 11, 12, 0, 0, tzinfo=LOCAL)
PLACES = ("Søskolen", "Erhvervsskolen", "Gymnasiet", "FGU Midt", "Nordby", "Sydby", "S1", "D1", "A1")
ILLNESS = ("syg", "ill ", "sick", "læge", "diagnos", "helbred")
BLAME = ("skyld", "burde", "desværre", "pjæk", "dårlig", "blame", "risiko for frafald", "høj risiko", "high risk")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    var = tmp_path_factory.mktemp("letters") / "var"
    home = canary_home(var, f"sqlite:///{var / 'service' / 'store.db'}")
    store = home.open()
    with store.begin() as work:
        add_user(work, COMMAND_LINE, User("officer", "Olga", Role.PROTECTION_OFFICER), mode=Mode.DEMO, at=AT)
        work.connection.exec_driver_sql("UPDATE disputes SET record_table = 'attendance'")
        work.connection.exec_driver_sql("UPDATE protections SET until_at = NULL")
        add_user(work, COMMAND_LINE, User("driver", "Dan", Role.OPERATOR), mode=Mode.DEMO, at=AT)
    store.close()
    return home


def drafted(
    home: Home, make: Any, youth: str, to: To, *, at: datetime = AT, actor: Actor = OFFICER, **more: Any
) -> bytes:
    store = home.open()
    try:
        with store.begin() as work:
            wanted = Wanted(YouthId(youth), to, DraftFor.ASKED, **more)
            return bytes(make(home.settings, work, wanted, actor=actor, at=at))
    finally:
        store.close()


def _terms(told: str) -> tuple[Term, ...]:
    return tuple(
        Term(
            item["indicator"],
            item.get("value"),
            item.get("usual"),
            item["direction"],
            item["contribution"],
            date.fromisoformat(item["since"]) if item.get("since") else None,
        )
        for item in json.loads(told)
    )


@pytest.fixture(scope="module")
def judgements() -> list[Judgement]:
    """What the small bundle says of hundreds of youths, of each band and profile."""
    scores = score_youths(small_bundle(), now(), youths=now()["youth_id"].unique(), data="synthetic")
    made = []
    for place, row in enumerate(scores.to_dict("records")):
        judged = Judgement(
            YouthId(f"y{place}"), row["as_of"].date(), 180, row["model_id"], "synthetic", str(row["regime"]), 1.0,
            str(row["band"]), str(row["profile"]), _terms(row["reasons"]), _terms(row["protective"]),
        )  # fmt: skip
        made.append(judged)
    first = made[0]
    return [
        *made,
        *(replace(first, band=str(band)) for band in RiskBand),
        *(replace(first, profile=str(profile)) for profile in OnsetProfile),
        replace(first, reasons=(), protective=()),
    ]


def explanations(judgements: list[Judgement], to: To, language: Language = Language.DA) -> Iterator[Paper]:
    for place, judged in enumerate(judgements):
        data = ("synthetic", "real", "public")[place % 3]
        yield letter_of_explanation(to, Explained(judged, bool(place % 2), data), language)


def test_what_a_youth_reads_is_easy_to_read(judgements: list[Judgement]):
    letters = [prose(paper) for paper in explanations(judgements, To.YOUTH)]
    assert len(letters) > 500
    assert max(lix(letter) for letter in letters) <= 35
    assert max(lix(prose(paper)) for paper in explanations(judgements, To.CUSTODY)) <= 40
    assert lix(prose(letter_of_notice(To.YOUTH, None, Language.DA))) <= 35


def test_every_youth_of_the_small_town_who_was_scored_gets_an_explanation(home: Home):
    found = 0
    for youth in ("anna", CANARY, "karla", "ida", "clara", "lars"):
        try:
            page = read_page(drafted(home, draft_explanation, youth, To.YOUTH))
        except UnknownThing:
            continue
        found += 1
        told = " ".join("".join(page.text).split())
        assert lix(told.split("Det regnede vi ud om dig", 2)[2]) <= 35
        assert told.index("Det så vi på") < told.index("Lagt sammen") < told.index("Et menneske bestemmer")
    assert found >= 4


def test_nobody_is_blamed_no_illness_hinted_at_and_no_band_or_number_of_the_risk_told(judgements: list[Judgement]):
    for to in To:
        for language in Language:
            for paper in explanations(judgements[:150] + judgements[-10:], to, language):
                told = prose(paper).lower()
                assert [word for word in (*ILLNESS, *BLAME) if word in told] == []
                assert [word for word in HARMFUL if re.search(rf"\b{word}", told)] == [] or language is Language.EN
                assert not re.search(r"\d[.,]\d", told)
                assert "mange tegn på frafald" not in told and "sandsynlig" not in told
    for paper in explanations(judgements, To.CUSTODY):
        assert not re.search(r"\b(du|dig|din|dit|dine)\b", prose(paper).lower())
    for paper in explanations(judgements, To.YOUTH):
        assert "den unge" not in prose(paper).lower()


def test_facts_come_before_what_was_made_of_them(judgements: list[Judgement]):
    for paper in explanations(judgements[:20], To.YOUTH):
        assert [section.anchor for section in paper.sections] == ["seen", "sum", "person", "disagree", "whom"]


def test_every_indicator_that_may_feed_risk_can_be_told_to_a_youth(judgements: list[Judgement]):
    feeding = [item for item in INDICATORS if Feeds.RISK in item.feeds]
    terms = tuple(Term(item.name, 1.0, 0.5, "raises", 0.1, None) for item in feeding)
    baseline = Term("institution_rate", 3.0, None, "lowers", 0.4, None)
    for start in range(0, len(terms), 5):
        judged = replace(judgements[0], reasons=terms[start : start + 5], protective=(baseline,))
        told = prose(letter_of_explanation(To.YOUTH, Explained(judged, False, "real"), Language.DA))
        assert "den unge" not in told and "Noget, der ikke handler om dig selv" in told
    assert len(terms) > 15


def test_a_youth_of_whom_too_little_is_known_is_told_that_nothing_was_computed(judgements: list[Judgement]):
    judged = replace(judgements[0], band=str(RiskBand.NOT_ASSESSED), reasons=(), protective=())
    told = prose(letter_of_explanation(To.YOUTH, Explained(judged, False, "real"), Language.DA))
    assert "Vi vidste for lidt." in told and "model" not in told.lower()


def test_what_is_disputed_stands_in_the_explanation(judgements: list[Judgement]):
    dispute = Dispute(1, Disputed(YouthId("y"), "attendance", date(2026, 11, 2)), "Jeg var der", AT, date(2026, 12, 2))
    told = prose(letter_of_explanation(To.YOUTH, Explained(judgements[0], False, "real", (dispute,)), Language.DA))
    assert "2. nov. 2026" in told and "Jeg var der" not in told


def test_no_sentence_of_the_explanation_is_left_over(
    home: Home, judgements: list[Judgement], monkeypatch: pytest.MonkeyPatch
):
    heard = Heard()
    monkeypatch.setattr(catalogue, "TEXTS", heard)
    dispute = Dispute(1, Disputed(YouthId("y"), "attendance", date(2026, 11, 2)), "Jeg var der", AT, date(2026, 12, 2))
    baseline = replace(judgements[0], reasons=(Term("institution_rate", 3.0, None, "lowers", 0.4, None),))
    changed = replace(judgements[0], reasons=(Term("absence_change_20d", 0.2, 0.0, "raises", 0.4, None),))
    for to in To:
        list(explanations(judgements, to))
        for judged in (baseline, changed):
            letter_of_explanation(to, Explained(judged, False, "public", (dispute,)), Language.EN)
        drafted(home, draft_notice, CANARY, to)
    assert set(EXPLANATION_TEXTS) - heard.asked == set()


@pytest.mark.parametrize("make", [draft_notice, draft_explanation])
@pytest.mark.parametrize("language", Language)
def test_a_draft_is_a_sound_page_with_open_places_and_without_any_place(home: Home, make: Any, language: Language):
    for to in To:
        content = drafted(home, make, CANARY, to, language=language)
        page = read_page(content)
        told = "".join(page.text)
        assert [place for place in PLACES if re.search(rf"\b{place}\b", told)] == []
        assert (
            b'contenteditable="true"' in content
            and b"<script" not in content
            and b"http" not in content.replace(b"http-equiv", b"")
        )
        assert len([one for one in page.ids if one.startswith("open-")]) >= 3
        assert say("letter.protected", language) in told
        assert [secret for secret in SECRETS if secret in told] == []
        assert told.count(CANARY) == 1  # the number by which the sender knows whom it is about


def test_until_the_last_minute_before_the_18th_birthday_and_not_a_moment_longer(home: Home):
    assert drafted(home, draft_notice, GERT, To.CUSTODY, at=LAST_MINUTE)
    for make in (draft_notice, draft_explanation):
        with pytest.raises(NotPermitted, match="of age, allowed are those under 18"):
            drafted(home, make, GERT, To.CUSTODY, at=BIRTHDAY)
    assert drafted(home, draft_notice, GERT, To.YOUTH, at=BIRTHDAY)


@pytest.mark.parametrize(
    ("born", "last", "first"),
    [
        (date(2008, 7, 1), datetime(2026, 6, 30, 21, 59, tzinfo=UTC), datetime(2026, 6, 30, 22, tzinfo=UTC)),  # summer time
        (date(2008, 2, 29), datetime(2026, 2, 28, 22, 59, tzinfo=UTC), datetime(2026, 2, 28, 23, tzinfo=UTC)),  # no leap year
        (date(2009, 1, 1), datetime(2026, 12, 31, 22, 59, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_the_birthday_begins_at_midnight_in_denmark(born: date, last: datetime, first: datetime):
    assert not is_of_age(born, last)
    assert is_of_age(born, first)
    assert first - last == timedelta(minutes=1)


def test_where_the_age_is_not_known_nothing_is_offered_to_a_custody_holder(home: Home):
    store = home.open()
    with store.begin() as work:
        work.connection.exec_driver_sql("DELETE FROM youths WHERE youth_id = 'oda'")
    store.close()
    with pytest.raises(UnknownThing, match="whose age the published night does not know"):
        drafted(home, draft_notice, "oda", To.CUSTODY)
    assert drafted(home, draft_notice, "oda", To.YOUTH)


def test_only_who_answers_youths_may_and_each_draft_is_written_down_with_its_purpose(home: Home):
    driver = Actor("driver", Role.OPERATOR, districts=None)
    for make in (draft_notice, draft_explanation):
        with pytest.raises(NotPermitted, match="answer_subject"):
            drafted(home, make, CANARY, To.YOUTH, actor=driver)
        with pytest.raises(UnknownThing, match="nothing here speaks of such a youth"):
            drafted(home, make, "nobody", To.YOUTH)
    with pytest.raises(UnknownThing, match="nothing was computed"):
        drafted(home, draft_explanation, "farah", To.YOUTH)
    drafted(home, draft_explanation, CANARY, To.CUSTODY)
    store = home.open()
    with store.read() as work:
        line = list(audit.lines(work, youth_id=YouthId(CANARY)))[-1]
    store.close()
    assert line.action == "subject.explanation_drafted"
    assert json.loads(line.detail) == {"to": "custody", "purpose": "asked"}


def subject(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(app, ["subject", *map(str, words)])
    assert result.exit_code == code, result.output
    assert CANARY not in result.output
    return result


@pytest.mark.parametrize("kind", ["notice", "explanation"])
def test_the_command_writes_one_page_into_a_closed_folder(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
):
    monkeypatch.setenv("ALLESKALMED_VAR", str(home.var))
    asked = (kind, CANARY, "--to", "youth", "--by", "officer")
    said = subject(*asked, "--purpose", "asked", "--out", tmp_path / "letter")
    assert "send it yourself" in said.stderr
    assert [path.name for path in (tmp_path / "letter").iterdir()] == [f"{kind}.html"]
    assert (tmp_path / "letter").stat().st_mode & 0o077 == 0
    subject(*asked, "--out", tmp_path / "none", code=2)  # without a purpose
    subject(kind, CANARY, "--to", "youth", "--by", "driver", "--purpose", "duty", "--out", tmp_path / "none", code=3)
    subject(kind, "gert", "--to", "custody", "--by", "officer", "--purpose", "duty", "--out", tmp_path / "none", code=3)
    assert not (tmp_path / "none").exists()


def test_what_is_left_open_in_a_letter_is_who_it_is_to_and_whom_to_ask(judgements: list[Judgement]):
    for paper in explanations(judgements[:1], To.YOUTH):
        assert [one.place.name.rpartition(".")[2] for one in open_places(paper)] == ["name", "counsellor", "officer"]
