"""The same delivery as a municipality's systems would export it: semicolons, Windows-1252, Danish headings, words and dates.

Headings and words are those of the invented export; its mapping file is written beside it, so that the folder reads back as delivered.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq
import tomli_w

from features.records import TABLES, Column, Kind, Table

ENCODING: Final = "windows-1252"
FILES: Final = {
    "youths": "elever",
    "attendance": "fravaer",
    "spells": "forloeb",
    "risk_reports": "bekymringer",
    "next_steps": "ansoegninger",
    "contacts": "henvendelser",
    "interventions": "indsatser",
    "institutions": "institutioner",
    "school_days": "skoledage",
    "areas": "omraader",
    "districts": "distrikter",
    "counsellors": "vejledere",
    "assignments": "tilknytninger",
    "teams": "tvaerfaglige_teams",
}
HEADINGS: Final = {
    "youth_id": "Pseudonym",
    "birth_on": "Fødselsdato",
    "sex": "Køn",
    "district_id": "Skoledistrikt",
    "moved_in_on": "Tilflyttet",
    "left_municipality_on": "Fraflyttet",
    "known_at": "Registreret",
    "on": "Dato",
    "institution_id": "Institution",
    "scheduled": "Mulige lektioner",
    "sick": "Fravær syg",
    "permitted": "Fravær lovligt",
    "unlawful": "Fravær ulovligt",
    "retracted": "Tilbagekaldt",
    "started_on": "Startdato",
    "ended_on": "Slutdato",
    "status": "Forløb",
    "end_reason": "Ophørsårsag",
    "grade": "Klassetrin",
    "hours_per_week": "Timer pr. uge",
    "expected_end_on": "Forventet slut",
    "reported_on": "Meldt den",
    "withdrawn_on": "Trukket tilbage den",
    "starts_on": "Begynder den",
    "kind": "Art",
    "contacted_on": "Kontaktet den",
    "by_role": "Rolle",
    "step": "Trin",
    "result": "Udbytte",
    "name": "Betegnelse",
    "delivers_attendance": "Sender fravær",
    "possible": "Muligt",
    "area_id": "Område",
    "valid_from_on": "Gælder fra",
    "valid_to_on": "Gælder til",
    "counsellor_id": "Vejleder",
    "email": "E-post",
    "weekly_capacity": "Pladser om ugen",
    "scope": "Omfang",
    "scope_id": "Hvem eller hvad",
    "role": "Tilknytning",
    "profession": "Faggruppe",
    "phone": "Telefon",
}
WORDS: Final = {
    ("spells", "status"): {
        "compulsory_school": "Grundskole",
        "tenth_grade": "10. klasse",
        "boarding_school": "Efterskole",
        "upper_secondary": "Gymnasial uddannelse",
        "vocational_basic": "Grundforløb",
        "vocational_main": "Hovedforløb",
        "fgu": "FGU",
        "stu": "STU",
        "other_education": "Anden uddannelse",
        "employment": "Beskæftigelse",
        "other_activity": "Anden aktivitet",
        "exempt": "Fritaget",
        "abroad": "Udlandsophold",
        "none": "Intet",
    },
    ("spells", "end_reason"): {
        "completed": "Gennemført",
        "interrupted": "Afbrudt",
        "programme_change": "Omvalg",
        "institution_change": "Skoleskift",
        "moved_away": "Flyttet",
        "unknown": "Uoplyst",
    },
    ("next_steps", "kind"): {"applied": "Ansøgt", "admitted": "Optaget", "agreed": "Aftalt", "declined": "Afslag"},
    ("contacts", "kind"): {"attempt": "Forsøg", "reached": "Talt med", "meeting": "Møde", "offer": "Tilbud"},
    ("interventions", "result"): {
        "helped": "Hjalp",
        "partly": "Hjalp noget",
        "no_effect": "Ingen virkning",
        "unknown": "Ved ikke",
    },
    ("youths", "sex"): {"F": "K", "M": "M"},
}


def write_messy_csv(records: Path, folder: Path) -> None:
    """Write every table of a records folder as Danish CSV, with mapping.toml and the same delivery.json."""
    folder.mkdir(parents=True, exist_ok=True)
    present = [table for table in TABLES if (records / f"{table.name}.parquet").exists()]
    for table in present:
        for stale in folder.glob(f"{FILES[table.name]}_*.csv"):
            stale.unlink()
        _write(table, pq.ParquetFile(records / f"{table.name}.parquet"), folder)
    (folder / "mapping.toml").write_text(tomli_w.dumps(_mapping(present)), encoding="utf-8")
    (folder / "delivery.json").write_bytes((records / "delivery.json").read_bytes())


def _mapping(tables: list[Table]) -> dict[str, object]:
    return {
        "source": {"name": "Kommunens udtræk", "delimiter": ";", "encoding": ENCODING, "date_format": "dd-mm-yyyy"},
        "tables": {table.name: _table_mapping(table) for table in tables},
    }


def _table_mapping(table: Table) -> Mapping[str, object]:
    words = {
        column: {foreign: own for own, foreign in pairs.items()}
        for (name, column), pairs in WORDS.items()
        if name == table.name
    }
    headings = {HEADINGS[name]: name for name in table.names}
    return {"file": f"{FILES[table.name]}*.csv", "columns": headings} | ({"values": words} if words else {})


def _write(table: Table, file: pq.ParquetFile, folder: Path) -> None:
    """One CSV file for each row group: deliveries come in parts."""
    columns = [table.column(name) for name in file.schema_arrow.names][::-1]
    heading = ";".join(HEADINGS[column.name] for column in columns)
    for number, batch in enumerate(_groups(file), start=1):
        foreign = pa.table({column.name: _foreign(table, column, batch[column.name]) for column in columns})
        content = io.BytesIO()
        options = arrow_csv.WriteOptions(include_header=False, delimiter=";", quoting_style="needed")
        arrow_csv.write_csv(foreign, content, options)
        text = heading + "\r\n" + content.getvalue().decode("utf-8").replace("\n", "\r\n")
        (folder / f"{FILES[table.name]}_{number:02d}.csv").write_bytes(text.encode(ENCODING))


def _groups(file: pq.ParquetFile) -> Iterator[pa.Table]:
    for number in range(file.num_row_groups):
        yield file.read_row_group(number)


def _foreign(table: Table, column: Column, cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column as the export writes it, all text."""
    match column.kind:
        case Kind.DATE:
            return pc.strftime(cells, format="%d-%m-%Y")
        case Kind.INSTANT:
            local = cells.cast(pa.timestamp("s"), safe=False).cast(pa.timestamp("s", "UTC"))
            return pc.strftime(local.cast(pa.timestamp("s", "Europe/Copenhagen")), format="%d-%m-%Y %H:%M")
        case Kind.NUMBER:
            return pc.replace_substring(cells.cast(pa.string()), ".", ",")
        case Kind.FLAG:
            return pc.if_else(cells, "ja", "nej")
        case _:
            return _translated(cells.cast(pa.string()), WORDS.get((table.name, column.name), {}))


def _translated(words: pa.ChunkedArray, pairs: dict[str, str]) -> pa.ChunkedArray:
    if not pairs:
        return words
    own, foreign = pa.array(list(pairs)), pa.array(list(pairs.values()))
    return foreign.take(pc.index_in(words, own))
