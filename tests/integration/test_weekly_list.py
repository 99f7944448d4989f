"""From a records folder to the list a counsellor holds in her hand."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from features.reading import read_records
from features.records import Records
from features.vocabulary import DataKind
from service.commands import flags as flags_command
from service.commands import weekly_list as list_command
from service.commands.weekly_list import FORMS
from service.domain.errors import FrameRefused, OtherDate, WrongUse
from service.domain.weekly import WeeklyList
from service.flagging import COLUMNS, SCHEMA, decide_flags
from service.listing import Asked, build_list
from service.texts.dates import Language
from tests.lib.golden import check_golden
from tests.lib.small_town import MONDAY, WEEK, YOUTHS, small_town_scores, write_small_town

JUDGEMENT = r"risk_low|raw_logit|contribution|rank|early_starter|late_starter|profil|0[.,]31|0[.,]22|31 %|22 %|\bhigh\b|\braised\b"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_town(tmp_path_factory.mktemp("town") / "records")


@pytest.fixture(scope="module")
def records(folder: Path) -> Records:
    return read_records(folder)


@pytest.fixture(scope="module")
def flags(records: Records) -> pd.DataFrame:
    return decide_flags(records, as_of=MONDAY, scores=small_town_scores())


@pytest.fixture(scope="module")
def weekly(records: Records, flags: pd.DataFrame) -> WeeklyList:
    return build_list(records, Asked("D1", MONDAY), flags=flags, scores=small_town_scores())


@pytest.fixture(scope="module")
def lists(records: Records, flags: pd.DataFrame) -> dict[str, WeeklyList]:
    """Every list there is, by district or queue."""
    places = ("D1", "D2", "central", "area:A1")
    return {place: build_list(records, Asked(place, MONDAY), flags=flags, scores=None) for place in places}


def duties(flags: pd.DataFrame) -> pd.DataFrame:
    return flags[flags["source"] != "risk"].reset_index(drop=True)


# Flags


def test_flags_keep_their_contract(flags):
    assert tuple(flags.columns) == COLUMNS
    SCHEMA.validate(flags)


def test_who_is_flagged_and_why(flags):
    told = flags.groupby("youth_id")["rule"].agg(list).to_dict()
    assert told == {
        "bilal": ["contact_5", "no_known_activity"],
        "clara": ["absence_quarter_10", "absence_quarter_15"],
        "david": ["contact_5", "next_step_known", "no_known_activity"],
        "emma": ["offer_30", "no_known_activity"],
        "farah": ["contact_5", "no_known_activity"],
        "gert": ["birthday_18"],
        "ida": ["guidance_10"],
        "jonas": ["risk"],
        "karla": ["risk"],
        "maja": ["contact_5", "no_known_activity"],
        "niels": ["contact_5", "next_step_known", "no_known_activity"],
    }


def test_every_flag_has_exactly_one_owner_or_one_visible_queue(flags):
    assert (flags["counsellor_id"].notna() ^ flags["queue"].notna()).all()
    owners = flags.drop_duplicates("youth_id").set_index("youth_id")
    assert owners.loc["gert", ["counsellor_id", "routed_by"]].tolist() == ["ole", 1]
    assert owners.loc["niels", ["queue", "routed_by"]].tolist() == ["area:A1", 4]
    assert owners.loc["maja", ["queue", "routed_by"]].tolist() == ["central", 5]


def test_capacity_cuts_risk_flags_and_nothing_else(flags):
    assert not duties(flags)["cut_off"].any()
    risk = flags[flags["source"] == "risk"].set_index("youth_id")
    assert risk["rank_within_capacity"].to_dict() == {"jonas": 1, "karla": 2}
    assert risk["cut_off"].to_dict() == {"jonas": False, "karla": True}
    assert risk["cause_on"].eq(pd.Timestamp(MONDAY)).all()


def test_without_capacity_every_duty_still_stands(records, flags):
    nobody = records.tables["counsellors"].assign(weekly_capacity=pd.array([0, 0], dtype="Int64"))
    without = decide_flags(
        replace(records, tables={**records.tables, "counsellors": nobody}), as_of=MONDAY, scores=small_town_scores()
    )
    pd.testing.assert_frame_equal(duties(without), duties(flags))
    assert without.loc[without["source"] == "risk", "cut_off"].all()


@pytest.mark.parametrize("seed", range(3))
def test_shuffling_all_scores_changes_no_duty(records, flags, seed):
    scores = small_town_scores()
    mixed = np.random.default_rng(seed).permutation(len(scores))
    shuffled = scores.assign(**{name: scores[name].to_numpy()[mixed] for name in ("risk", "band")})
    pd.testing.assert_frame_equal(duties(decide_flags(records, as_of=MONDAY, scores=shuffled)), duties(flags))


def test_duties_need_no_scores(records, flags):
    pd.testing.assert_frame_equal(decide_flags(records, as_of=MONDAY, scores=None), duties(flags), check_dtype=True)


def test_a_duty_flag_keeps_its_id_over_the_nights(records, flags):
    friday = decide_flags(records, as_of=MONDAY + timedelta(days=4), scores=None)
    assert set(duties(flags)["flag_id"]) <= set(friday["flag_id"])


@pytest.mark.parametrize(("week", "raised"), [("2026-10-05", True), ("2026-10-12", False), ("2026-10-19", True)])
def test_a_week_without_school_raises_no_risk_flag_from_attendance(records, week, raised):
    morning = pd.Timestamp(week)
    scores = small_town_scores().assign(as_of=pd.Series([morning] * 4, dtype="datetime64[s]"))
    found = decide_flags(records, as_of=morning.date(), scores=scores)
    assert (found["source"] == "risk").any() == raised
    by_status = scores.assign(regime="status_only")
    assert (decide_flags(records, as_of=morning.date(), scores=by_status)["source"] == "risk").any()


@pytest.mark.parametrize(
    ("kind", "on", "raised"),
    [("meeting", "2026-10-20", False), ("attempt", "2026-10-20", True), ("meeting", "2026-08-20", True)],
)
def test_contact_cools_a_risk_flag_for_eight_school_weeks(folder, tmp_path, kind, on, raised):
    told = pd.read_csv(folder / "contacts.csv")
    town = write_small_town(tmp_path / "records")
    pd.concat([told, pd.DataFrame([{"youth_id": "jonas", "contacted_on": on, "kind": kind}])]).to_csv(
        town / "contacts.csv", index=False
    )
    found = decide_flags(read_records(town), as_of=MONDAY, scores=small_town_scores())
    risk = found[found["source"] == "risk"].set_index("youth_id")
    assert ("jonas" in risk.index) == raised
    assert risk.loc["karla", "cut_off"] == raised  # whoever is cooling takes no place


def test_scores_of_another_day_are_refused(records):
    with pytest.raises(OtherDate, match="scores: got rows as of 2026-11-16, allowed is 2026-11-17"):
        decide_flags(records, as_of=MONDAY + timedelta(days=1), scores=small_town_scores())


def test_what_came_to_be_known_on_the_morning_changes_no_flag(folder, flags, tmp_path):
    town = write_small_town(tmp_path / "records")
    spells = pd.read_csv(town / "spells.csv", dtype=str)
    late = spells[spells["youth_id"] == "ida"].assign(
        ended_on="2026-11-13", end_reason="interrupted", known_at="2026-11-16T00:00:00"
    )
    pd.concat([spells, late]).to_csv(town / "spells.csv", index=False)
    pd.testing.assert_frame_equal(decide_flags(read_records(town), as_of=MONDAY, scores=small_town_scores()), flags)


# The list


def test_deadlines_come_first_then_the_new_then_the_others(weekly):
    assert [youth.youth_id for youth in weekly.with_deadline] == ["farah", "david", "bilal", "ida", "emma"]
    assert [youth.youth_id for youth in weekly.new] == ["gert", "jonas"]
    assert [youth.youth_id for youth in weekly.others] == ["clara"]
    assert [youth.youth_id for youth in weekly.youths] == [
        *(youth.youth_id for group in (weekly.with_deadline, weekly.new, weekly.others) for youth in group)
    ]


def test_the_order_of_the_list_does_not_follow_the_scores(records, flags, weekly):
    swapped = flags.copy()
    swapped.loc[swapped["source"] == "risk", "cut_off"] = False
    both = build_list(records, Asked("D1", MONDAY), flags=swapped, scores=None)
    assert [youth.youth_id for youth in both.new] == ["gert", "jonas", "karla"]
    reversed_ranks = swapped.assign(rank_within_capacity=3 - swapped["rank_within_capacity"])
    again = build_list(records, Asked("D1", MONDAY), flags=reversed_ranks, scores=None)
    assert [youth.youth_id for youth in again.new] == ["gert", "jonas", "karla"]


def test_who_waits_is_counted_and_not_named(weekly):
    assert weekly.waiting == 1
    assert "karla" not in {youth.youth_id for youth in weekly.youths}
    for write in FORMS.values():
        assert b"karla" not in write(weekly, Language.DA)


def test_the_list_says_for_how_many_no_attendance_is_received(weekly):
    assert (weekly.not_seen.without_attendance, weekly.not_seen.residents) == (8, 12)


@pytest.mark.parametrize(("place", "listed"), [("D2", ["niels"]), ("central", ["maja"]), ("area:A1", ["niels"])])
def test_every_queue_and_district_has_its_list(lists, place, listed):
    assert [youth.youth_id for youth in lists[place].youths] == listed


def test_together_the_lists_hold_everybody_who_is_not_waiting(lists, flags):
    on_lists = {youth.youth_id for found in lists.values() for youth in found.youths}
    assert on_lists == set(flags.loc[~flags["cut_off"], "youth_id"])


@pytest.mark.parametrize("left_out", [(), ("districts",), ("districts", "areas")], ids=str)
def test_every_flag_is_on_a_list_whatever_is_known_of_districts(records, left_out):
    youths = records.tables["youths"]
    moved = youths.assign(
        district_id=youths["district_id"].mask(youths["youth_id"] == "gert").replace("D2", "D8")
    )  # gert's tovholder has no district; D8 has no row
    tables = {**records.tables, "youths": moved, **{name: records.tables[name].head(0) for name in left_out}}
    altered = replace(records, tables=tables)
    decided = decide_flags(altered, as_of=MONDAY, scores=None)
    places = ["D1", "central", *(["D8"] if left_out else [])]
    on = {
        place: {
            youth.youth_id for youth in build_list(altered, Asked(place, MONDAY), flags=decided, scores=None).youths
        }
        for place in places
    }
    assert set().union(*on.values()) == set(decided["youth_id"])
    assert "gert" in on["central"]
    assert "niels" in on["D8" if left_out else "central"]


@pytest.mark.parametrize("form", ["table", "csv", "html", "json"])
@pytest.mark.parametrize("language", list(Language))
def test_no_form_of_the_list_holds_a_judgement(weekly, form, language):
    written = FORMS[form](weekly, language).decode("utf-8-sig")
    body = re.sub(r"<style>.*?</style>", "", written, flags=re.DOTALL)
    assert re.findall(JUDGEMENT, body, flags=re.IGNORECASE) == []


def test_the_list_is_the_same_whatever_the_risks_were(records, flags, weekly):
    scores = small_town_scores().assign(risk=[0.99, 0.98, 0.5, 0.4])
    other = build_list(records, Asked("D1", MONDAY), flags=flags, scores=scores)
    assert {form: write(other, Language.DA) for form, write in FORMS.items()} == {
        form: write(weekly, Language.DA) for form, write in FORMS.items()
    }


@pytest.mark.parametrize(
    ("name", "form", "language"),
    [
        ("weekly_list.txt", "table", Language.DA),
        ("weekly_list.en.txt", "table", Language.EN),
        ("weekly_list.html", "html", Language.DA),
        ("weekly_list.csv", "csv", Language.DA),
        ("weekly_list.json", "json", Language.DA),
    ],
)
def test_the_list_reads_as_it_was_agreed(weekly, name, form, language):
    check_golden(name, FORMS[form](weekly, language))


def test_the_table_fits_80_columns(weekly):
    for language in Language:
        assert max(len(line) for line in FORMS["table"](weekly, language).decode().splitlines()) <= 80


def test_the_csv_opens_in_a_danish_spreadsheet(weekly):
    written = FORMS["csv"](weekly, Language.DA)
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig")), delimiter=";"))
    assert [row["Ung"] for row in rows] == [youth.youth_id for youth in weekly.youths]
    assert {row["Uge"] for row in rows} == {WEEK}


@pytest.mark.parametrize("name", ["-anna", "=1+1", "@cmd", "+45"])
def test_no_cell_of_a_sheet_is_a_formula(weekly, name):
    evil = replace(weekly, youths=(replace(weekly.youths[0], youth_id=name, owner="=HYPERLINK(1)"),))
    row = FORMS["csv"](evil, Language.DA).decode("utf-8-sig").splitlines()[1].split(";")
    assert [cell for cell in row if cell.startswith(("=", "+", "-", "@"))] == []
    book = openpyxl.load_workbook(io.BytesIO(FORMS["xlsx"](evil, Language.DA)))
    assert {cell.data_type for line in book.worksheets[0] for cell in line} <= {"s", "n"}
    assert book.worksheets[0]["D2"].value == name


def test_the_page_escapes_what_comes_from_records(weekly):
    evil = replace(weekly, place_name="<script>alert(1)</script>")
    assert b"<script" not in FORMS["html"](evil, Language.DA)


def test_the_workbook_says_how_the_list_is_to_be_read(weekly):
    book = openpyxl.load_workbook(io.BytesIO(FORMS["xlsx"](weekly, Language.DA)))
    assert book.sheetnames == ["Ugens liste", "Om listen"]
    about = "\n".join(str(row[0].value) for row in book["Om listen"])
    assert "Det, vi ikke ser" in about
    assert "De fleste på listen falder ikke fra" in about
    assert "slettes senest 14. december 2026" in about


def test_json_is_valid_and_holds_every_reason(weekly, flags):
    told = json.loads(FORMS["json"](weekly, Language.DA))
    rules = {(youth["youth_id"], reason["rule"]) for youth in told["youths"] for reason in youth["reasons"]}
    ours = flags[(flags["district_id"] == "D1") & ~flags["cut_off"]]
    assert rules == set(zip(ours["youth_id"], ours["rule"], strict=True))


def test_a_list_of_real_data_without_a_basis_has_duties_and_no_figures(records):
    real = replace(records, delivery=replace(records.delivery, data=DataKind.REAL))
    flags = decide_flags(real, as_of=MONDAY, scores=None)
    found = build_list(real, Asked("D1", MONDAY), flags=flags, scores=None)
    assert not found.has_figures
    assert {youth.youth_id for youth in found.youths} == set(YOUTHS) - {
        "anna", "jonas", "karla", "lars", "maja", "niels", "oda"
    }  # fmt: skip
    assert "Tal om fravær er ikke med" in FORMS["table"](found, Language.DA).decode()


@pytest.mark.parametrize(("monday_on", "stands"), [("2027-01-04", True), ("2027-01-11", True), ("2027-01-18", False)])
def test_the_quarter_that_ended_is_still_told_in_the_first_fortnight_of_the_next(records, monday_on, stands):
    asked = Asked("D1", date.fromisoformat(monday_on))
    found = build_list(records, asked, flags=decide_flags(records, as_of=asked.monday_on, scores=None), scores=None)
    clara = [youth for youth in found.youths if youth.youth_id == "clara"]
    assert [reason.rule for youth in clara for reason in youth.shown_reasons] == ["absence_quarter_15"] * stands
    assert [fact.key for youth in clara for fact in youth.facts.changed].count("fact.unlawful_finished") == stands


def test_reasons_that_read_the_same_are_told_once(weekly):
    clara = next(youth for youth in weekly.youths if youth.youth_id == "clara")
    assert replace(clara, reasons=clara.reasons * 2).shown_reasons == clara.shown_reasons


# Wrong use


def test_flags_of_another_day_are_refused_with_what_to_do(records, flags):
    with pytest.raises(
        OtherDate, match=r"--flags: got rows as of 2026-11-16, allowed for week 2026-W48 .* --as-of 2026-11-23"
    ):
        build_list(records, Asked("D1", MONDAY + timedelta(weeks=1)), flags=flags, scores=None)


def test_a_file_that_is_no_flags_file_is_refused(records, flags):
    with pytest.raises(FrameRefused, match="without the columns rule"):
        build_list(records, Asked("D1", MONDAY), flags=flags.drop(columns="rule"), scores=None)


def test_scores_that_lack_a_column_or_hold_a_youth_twice_are_refused(records, flags):
    scores = small_town_scores()
    twice = pd.concat([scores, scores.head(1)])
    with pytest.raises(FrameRefused, match="--scores: got a file without the columns regime, risk"):
        decide_flags(records, as_of=MONDAY, scores=scores.drop(columns=["regime", "risk"]))
    with pytest.raises(FrameRefused, match="--scores: got 1 rows whose youth_id stands in an earlier row"):
        decide_flags(records, as_of=MONDAY, scores=twice)
    with pytest.raises(FrameRefused, match="--scores: got 1 rows"):
        build_list(records, Asked("D1", MONDAY), flags=flags, scores=twice)


def test_flags_of_youths_whom_the_records_do_not_have_are_refused_without_naming_them(records, flags):
    foreign = flags.assign(youth_id=flags["youth_id"].replace("bilal", "somebody"))
    with pytest.raises(FrameRefused, match="flags of 1 youths who are no residents") as refused:
        build_list(records, Asked("D1", MONDAY), flags=foreign, scores=None)
    assert "somebody" not in str(refused.value)


def test_a_file_that_is_no_parquet_is_refused_in_words(folder, tmp_path):
    wrong = tmp_path / "wrong.parquet"
    wrong.write_text("youth_id,as_of", encoding="utf-8")
    with pytest.raises(FrameRefused, match="--scores: got a file that is no Parquet"):
        flags_command.run(records=folder, as_of=MONDAY, out=tmp_path / "f.parquet", scores=wrong)
    with pytest.raises(FrameRefused, match="--flags: got a file that is no Parquet"):
        list_command.run(district="D1", week=WEEK, records=folder, flags=wrong)


@pytest.mark.parametrize("place", ["D9", "area:A9"])
def test_an_unknown_district_or_area_is_refused_without_repeating_it(records, flags, place):
    with pytest.raises(WrongUse, match=r"--district: got an id that table (district|area)s does not have") as refused:
        build_list(records, Asked(place, MONDAY), flags=flags, scores=None)
    assert place not in str(refused.value)


def test_both_commands_write_files_that_fit_together(folder, tmp_path, capsys):
    scores, flags, out = tmp_path / "s.parquet", tmp_path / "f.parquet", tmp_path / "list.html"
    small_town_scores().to_parquet(scores)
    flags_command.run(records=folder, as_of=MONDAY, out=flags, scores=scores)
    list_command.run(
        district="D1", week=WEEK, records=folder, flags=flags, scores=scores, form="html", out=out, language="da"
    )
    assert b'<html lang="da">' in out.read_bytes()
    assert "wait for a place" in capsys.readouterr().err
