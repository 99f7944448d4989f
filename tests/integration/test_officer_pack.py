"""The protection officer's pack: whole, honest, plain to read, the same each time, and of no youth."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from features.catalogue import INDICATORS
from features.legal import BY_MUNICIPALITY, HeldFor
from features.permission import LegalBasis, Phase, Purpose
from features.records import TABLES
from service.__main__ import app
from service.domain.access import COMMAND_LINE, ROLE_ACTS, SCOPE_ACTS, Role
from service.domain.retention import Limits
from service.domain.users import User
from service.domain.webhooks import Webhook
from service.officer.incident import COMMANDS
from service.officer.known import Known, Measured, read_known, stored_tables
from service.officer.notices import notice_to_custody
from service.officer.pack import INDEX, PAPERS, Asked, make_pack, pack_of
from service.operating.users import add_user
from service.settings import Mode
from service.store import audit, webhooks
from service.store.schema import METADATA
from service.texts import catalogue
from service.texts.catalogue import TEXTS, say
from service.texts.dates import Language
from service.texts.dpia_texts import DPIA_TEXTS, FRIA_TEXTS
from service.texts.instruction_texts import INSTRUCTION_TEXTS
from service.texts.notice_texts import NOTICE_TEXTS
from service.texts.pack_texts import PACK_TEXTS
from service.texts.papers import Open, open_places, prose
from service.texts.record_texts import RECORD_TEXTS
from tests.lib.canary_home import AT, CANARY, TOLD, canary_home
from tests.lib.pages import read_page
from tests.lib.small_figures import small_figures
from tests.lib.small_night import Home
from tests.lib.small_town import YOUTHS
from tests.unit.test_texts import lix

OWN = {**PACK_TEXTS, **RECORD_TEXTS, **DPIA_TEXTS, **FRIA_TEXTS, **NOTICE_TEXTS, **INSTRUCTION_TEXTS}
SECRETS = (*TOLD, "Ringede om")
SYSTEM, RECEIVER = "fagsystem", "journalen"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """An installation in which one youth stands everywhere, whose active bundle was evaluated."""
    var = tmp_path_factory.mktemp("pack") / "var"
    home = canary_home(var, f"sqlite:///{var / 'service' / 'store.db'}")
    [bundle] = home.settings.folders.bundles.iterdir()
    figures = {**small_figures(), "model_id": bundle.name}
    (bundle / "evaluation.json").write_text(json.dumps(figures), encoding="utf-8")
    store = home.open()
    with store.begin() as work:
        webhooks.add(work, Webhook(RECEIVER, "https://journal.example.org/", "a secret", AT))
        add_user(work, COMMAND_LINE, User(SYSTEM, "Fagsystem", Role.SYSTEM), mode=Mode.DEMO, at=AT)
    store.close()
    return home


@pytest.fixture(scope="module")
def known(home: Home) -> Known:
    store = home.open()
    with store.read() as work:
        found = read_known(home.settings, work, None, at=AT)
    store.close()
    return found


def without_model(known: Known) -> Known:
    return replace(known, model=None, measured=())


BASIS = LegalBasis(
    "Lov om noget § 7",
    frozenset(Purpose),
    frozenset(Phase),
    frozenset(table.name for table in TABLES),
    date(2026, 1, 1),
    "the board",
    dpia="24/117",
    fria="24/118",
    notice_given_on=date(2026, 2, 1),
)


def as_real(known: Known) -> Known:
    """A municipality that has decided, with a model of its own."""
    assert known.model is not None
    origin = {**known.model.manifest["origin"], "data": "real"}
    model = replace(known.model, manifest={**known.model.manifest, "origin": origin})
    return replace(known, mode=Mode.REAL, municipality="Nordby Kommune", data="real", model=model, bases=(BASIS,))


@pytest.fixture(scope="module")
def text(known: Known) -> str:
    """All words of the pack, in Danish."""
    pages = pack_of(known, Language.DA).files
    return "\n".join("".join(read_page(content).text) for name, content in pages.items() if name != INDEX)


@pytest.mark.parametrize("language", Language)
def test_every_page_is_sound_needs_nothing_else_and_its_links_lead_somewhere(known: Known, language: Language):
    files = pack_of(known, language).files
    pages = {name: read_page(content) for name, content in files.items() if name != INDEX}
    assert len(pages) == len(PAPERS) + 1
    for name, page in pages.items():
        assert f'lang="{language}"'.encode() in files[name]
        for link in page.links:
            file, _, anchor = link.partition("#")
            assert (file or name) in pages, link
            assert not anchor or anchor in pages[file or name].ids, link
        assert b"<script" not in files[name] and b"http" not in files[name].replace(b"http-equiv", b"")


def test_the_pack_is_complete(known: Known, text: str):
    for item in INDICATORS:
        assert item.reason[0] in text, item.name
    assert {table.name for table in known.tables} == {table.name for table in TABLES} | set(METADATA.tables)
    for table in stored_tables():
        assert say(f"pack.table.{table.name}", Language.DA) in text
        assert say(f"held_for.{table.purpose}", Language.DA) in text
    for table in TABLES:
        words = [(f"pack.column.{column.name}", f"rights.column.{column.name}") for column in table.columns]
        assert all(any(key in TEXTS and TEXTS[key][0] in text for key in keys) for keys in words), table.name
    for role, acts in ROLE_ACTS.items():
        assert role is Role.SYSTEM or say(f"role.{role}", Language.DA) in text
        assert all(say(f"pack.act.{act}", Language.DA) in text for act in acts)
    assert all(say(f"pack.scope.{scope}", Language.DA) in text for scope in SCOPE_ACTS)
    for name, value in vars(Limits()).items():
        assert say(f"pack.limit.{name}", Language.DA, count=value) in text
    assert RECEIVER in text and SYSTEM in text and str(known.model_id) in text


def test_a_letter_to_a_custody_holder_does_not_speak_to_the_youth(known: Known):
    for of in (known, without_model(known)):
        told = prose(notice_to_custody(of, Language.DA)).lower()
        assert not re.search(r"\b(du|dig|din|dit|dine)\b", told)


def test_a_limit_of_retention_that_changes_changes_the_pack(known: Known):
    longer = replace(known, limits={**known.limits, "judgement_months": 31})
    assert b"efter 31 m" in pack_of(longer, Language.DA).files["record.html"]


def test_the_models_figures_stand_there_good_and_bad(known: Known, text: str):
    assert known.measured
    for one in known.measured:
        assert say(f"pack.measure.{one.name}", Language.DA) in text
        assert one.value is None or f"{one.value:.2f}".replace(".", ",") in text
    bad = replace(known, measured=(Measured("predicted_over_observed", 1.4, 1.2, 1.6),))
    told = "".join(read_page(pack_of(bad, Language.DA).files["dpia.html"]).text)
    assert "Her er tallet klart skævt" in told and "1,40" in told
    fine = replace(known, measured=(Measured("predicted_over_observed", 1.0, 0.8, 1.2),))
    assert b"klart sk" not in pack_of(fine, Language.DA).files["dpia.html"]


@pytest.mark.parametrize("language", Language)
def test_what_is_left_open_is_marked_on_the_page_and_listed_in_the_index(known: Known, language: Language):
    pack = pack_of(known, language)
    index = json.loads(pack.files[INDEX])
    assert sum(len(page["open"]) for page in index["pages"]) == pack.left > 50
    overview = read_page(pack.files["overview.html"])
    for page in index["pages"]:
        content = pack.files[page["file"]]
        assert page["sha256"] == hashlib.sha256(content).hexdigest()
        marked = [one for one in read_page(content).ids if one.startswith("open-")]
        assert marked == [one["anchor"] for one in page["open"]]
        assert page["open"], page["name"]
        told = [(one["section"], one["beside"], one["what"]) for one in page["open"]]
        assert len(told) == len(set(told))
        assert {f"{page['file']}#{anchor}" for anchor in marked} <= set(overview.links)


def test_no_law_is_claimed_for_the_computing_until_the_municipality_has_recorded_one(known: Known):
    papers = [make(known, Language.DA) for make in PAPERS]
    left = {one.place.name for paper in papers for one in open_places(paper)}
    assert {"law.computing", "law.fairness"} <= left
    decided = {one.place.name for make in PAPERS for one in open_places(make(as_real(known), Language.DA))}
    assert "law.computing" not in decided and "law.fairness" in decided
    told = "".join(read_page(pack_of(as_real(known), Language.DA).files["record.html"]).text)
    assert BASIS.law in told and BASIS.dpia in told and BASIS.approved_by not in told
    partly = replace(known, bases=(replace(BASIS, tables=frozenset({"youths"})),))
    assert "law.computing" in {one.place.name for one in open_places(PAPERS[0](partly, Language.DA))}
    assert all(item.legal_reference is BY_MUNICIPALITY for item in INDICATORS) and HeldFor.EARLY_SIGNS


def test_made_up_data_a_model_from_elsewhere_and_no_model_are_said_on_every_page(known: Known):
    def pages(of: Known) -> Iterator[str]:
        files = pack_of(of, Language.DA).files
        return ("".join(read_page(content).text) for name, content in files.items() if name != INDEX)

    for page in pages(known):
        assert "Denne opstilling bruger opdigtede data." in page
        assert "Modellen har ikke lært af kommunens egne unge." in page
    for page in pages(as_real(known)):
        assert "rigtige data om unge" in page and "opdigtede data" not in page
        assert "ikke lært af kommunens" not in page
    for page in pages(without_model(known)):
        assert "Ingen model er i brug." in page


@pytest.mark.parametrize("make", PAPERS, ids=lambda make: make.__name__)
def test_every_paper_is_easy_to_read(known: Known, make):
    for of in (known, without_model(known), as_real(known)):
        read = prose(make(of, Language.DA))
        assert len(read.split()) > 60
        assert lix(read) <= (35 if "notice" in make.__name__ else 40)


class Heard(dict[str, tuple[str, str]]):
    """Texts that remember which were asked for."""

    def __init__(self) -> None:
        super().__init__(TEXTS)
        self.asked: set[str] = set()

    def __getitem__(self, key: str) -> tuple[str, str]:
        self.asked.add(key)
        return super().__getitem__(key)


def test_no_sentence_of_the_pack_is_left_over(known: Known, monkeypatch: pytest.MonkeyPatch):
    heard = Heard()
    monkeypatch.setattr(catalogue, "TEXTS", heard)
    for of in (known, without_model(known), as_real(known), replace(known, systems=(), told=(), data="")):
        pack_of(replace(of, measured=(*of.measured, Measured("calibration_slope", None, None, None))), Language.DA)
        pack_of(replace(of, measured=(Measured("calibration_slope", 0.5, 0.4, 0.6),)), Language.EN)
    pack_of(replace(known, measured=()), Language.DA)
    letters = {key for key in OWN if key.endswith((".hello", ".open.name"))}  # of the letter, not of the pack
    others = {"pack.data.public", "pack.data.undeclared"}
    assert set(OWN) - heard.asked - letters - others == set()


def test_the_same_state_and_clock_give_the_same_bytes_and_each_making_is_written_down(home: Home):
    store = home.open()
    made = []
    for _ in range(2):
        with store.begin() as work:
            made.append(make_pack(home.settings, work, Asked(), actor=COMMAND_LINE, at=AT))
    with store.read() as work:
        lines = [line for line in audit.lines(work) if line.action == "pack.made"]
    store.close()
    assert made[0].files == made[1].files
    assert len(lines) == 2


def test_the_command_writes_a_new_folder_and_names_no_youth(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ALLESKALMED_VAR", str(home.var))

    def run(*words: object, code: int = 0) -> Any:
        result = CliRunner().invoke(app, ["dpo-pack", *map(str, words)])
        assert result.exit_code == code, result.output
        assert CANARY not in result.output
        return result

    assert "places left for the municipality" in run("--out", tmp_path / "da").stderr
    run("--out", tmp_path / "da", code=1)
    run("--out", tmp_path / "en", "--language", "en")
    run("--out", tmp_path / "none", "--bundle", "nobody-brought-this", code=2)
    run("--out", tmp_path / "stranger", "--by", "nobody", code=2)
    assert not (tmp_path / "none").exists() and not (tmp_path / "stranger").exists()
    names = [CANARY, *(name for name in YOUTHS if name not in {"anna"})]
    for path in [*(tmp_path / "da").iterdir(), *(tmp_path / "en").iterdir()]:
        told = path.read_text(encoding="utf-8")
        assert [name for name in names if name in told.lower().split()] == []
        assert [secret for secret in SECRETS if secret in told] == []
        assert CANARY not in told and "Hanne" not in told and "Ole Vang" not in told
        assert not any(born in told for born, _ in YOUTHS.values())


def test_the_commands_of_the_incident_form_exist(text: str):
    for command in COMMANDS.values():
        assert command in text
        assert CliRunner().invoke(app, [*command.split()[1:], "--help"]).exit_code == 0


def test_an_open_place_is_a_value_that_says_what_belongs_there(known: Known):
    for make in PAPERS:
        for one in open_places(make(known, Language.DA)):
            assert isinstance(one.place, Open) and len(one.place.what) >= 4 and one.section
