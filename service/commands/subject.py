"""`alleskalmed subject`: the rights of one youth - access, looks, erasure, objection, contest, legal hold, drafts of letters."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from features.calendar import LOCAL
from features.exits import say
from features.vocabulary import YouthId
from service.commands.clock import now
from service.commands.installation import in_the_name_of, installation, show
from service.domain.disputes import Answer, Disputed
from service.domain.exports import Purpose
from service.officer.drafts import DraftFor, Wanted, draft_explanation, draft_notice
from service.officer.notices import To
from service.operating.contesting import Complaint, contest, read_disputes
from service.operating.contesting import answer as answer_dispute
from service.operating.erasing import erase
from service.operating.holding import release, set_hold
from service.operating.permits import end_objection, object_to_profiling
from service.operating.subject_access import Asked, Held, access, looks
from service.settings import Settings
from service.store.durable import write_once
from service.store.locks import hold
from service.store.records_lake import Lake
from service.texts.dates import Language
from service.web.subject_page import subject_page


def run(*, action: str, **typed: Any) -> None:
    """Do what was asked for."""
    ACTIONS[action](**typed)


def _access(*, youth: str, by: str, purpose: str, out: Path, language: str) -> None:
    """Two files below `out`: everything as JSON, and the same to be read."""
    settings, at = Settings(), now()
    with installation(settings) as store:
        with store.read() as work:
            actor = in_the_name_of(work, by)
        held = access(settings, store, youth, asked=Asked(actor, at, Purpose(purpose)))
    out.mkdir(mode=0o700, parents=True)
    write_once(out / "access.json", content_of(held))
    write_once(out / "access.html", subject_page(content_of(held), Language(language)))
    rows = sum(len(rows) for tables in (held.store, held.lake) for rows in tables.values())
    say(f"{rows:,} rows and what deliveries name: {out}. Hand it over, then remove the folder.")


def content_of(held: Held) -> bytes:
    """Everything that is held as JSON; names here are promises."""
    return json.dumps({"format": 1, **vars(held)}, ensure_ascii=False, indent=1, default=str).encode()


def _looks(*, youth: str, by: str, for_youth: bool, as_json: bool) -> None:
    """To the officer with who it was, to the youth with what they are here for."""
    with installation(Settings()) as store, store.begin() as work:
        found = looks(work, youth, actor=in_the_name_of(work, by), at=now())
    rows = [
        {"at": line.at.isoformat(timespec="seconds"), "role": line.role, "action": line.action}
        | ({} if for_youth else {"actor_id": line.actor_id})
        for line in found
    ]
    show(rows, as_json=as_json, nothing="Nobody has looked, and nothing was done.")


def _erase(*, youth: str, by: str, is_certain: bool) -> None:
    settings, at = Settings(), now()
    if not is_certain:
        sys.stdout.write("Nothing was erased: give --yes when you are certain. It cannot be undone.\n")
        return
    with installation(settings) as store, hold(store, settings.folders.lock, at=at):
        with store.read() as work:
            actor = in_the_name_of(work, by)
        erased = erase(settings, store, youth, actor=actor, at=at)
    say(
        f"Erased: {erased.rows:,} rows of the database, {erased.lake_rows:,} of the lake, {erased.deliveries} deliveries. Remove what was "
        "handed out too: `alleskalmed audit export` tells lists and exports."
    )


def _hold(*, youth: str, by: str, reason: str) -> None:
    with installation(Settings()) as store, store.begin() as work:
        number = set_hold(work, in_the_name_of(work, by), YouthId(youth), reason=reason, at=now())
    say(f"Held, number {number}: nothing of this youth is erased until it is released.")


def _release(*, number: int, by: str) -> None:
    with installation(Settings()) as store, store.begin() as work:
        release(work, in_the_name_of(work, by), number, at=now())
    say("Released.")


def _object(*, youth: str, by: str, is_ended: bool) -> None:
    with installation(Settings()) as store, store.begin() as work:
        actor, at = in_the_name_of(work, by), now()
        if is_ended:
            end_objection(work, actor, YouthId(youth), at=at)
        else:
            object_to_profiling(work, actor, YouthId(youth), at=at)
    say("The objection has ended." if is_ended else "Kept: no score from the next night on; duties run on.")


def _contest(*, youth: str, by: str, table: str, day: date, reason: str) -> None:
    settings = Settings()
    with installation(settings) as store, store.begin() as work:
        made, lake = Complaint(Disputed(YouthId(youth), table, day), reason), Lake(settings.folders.lake)
        dispute = contest(work, lake, made, actor=in_the_name_of(work, by), at=now())
    say(
        f"Disputed, number {dispute.number}: out of risk from the next night on. Ask the source; its answer is due by {dispute.due_on}."
    )


def _answer(*, number: int, by: str, answer: str) -> None:
    with installation(Settings()) as store, store.begin() as work:
        answer_dispute(work, in_the_name_of(work, by), number, said=Answer(answer), at=now())
    say("Answered: from the next night on the record counts again, as it then stands.")


def _notice(**typed: Any) -> None:
    _draft(draft_notice, "notice.html", typed)


def _explanation(**typed: Any) -> None:
    _draft(draft_explanation, "explanation.html", typed)


def _draft(make: Callable[..., bytes], name: str, typed: Mapping[str, Any]) -> None:
    """One file below `out`, for a person to read, amend and send."""
    settings, at, out = Settings(), now(), typed["out"]
    wanted = Wanted(YouthId(typed["youth"]), To(typed["to"]), DraftFor(typed["purpose"]), Language(typed["language"]))
    with installation(settings) as store, store.begin() as work:
        page = make(settings, work, wanted, actor=in_the_name_of(work, typed["by"]), at=at)
    out.mkdir(mode=0o700, parents=True)
    write_once(out / name, page)
    say(f"A draft: {out / name}. Read it, amend it, send it yourself; then remove the folder.")


def _disputes(*, by: str, as_json: bool) -> None:
    at = now()
    with installation(Settings()) as store, store.begin() as work:
        found = read_disputes(work, in_the_name_of(work, by), at=at)
    rows = [
        {
            "number": one.number,
            "table": one.what.table,
            "on": one.what.on.isoformat(),
            "due_on": one.due_on.isoformat(),
            "is_overdue": one.is_overdue(at.astimezone(LOCAL).date()),
        }
        for one in found
    ]
    show(rows, as_json=as_json, nothing="No record is disputed.")


ACTIONS: Final[Mapping[str, Callable[..., None]]] = {
    "access": _access,
    "looks": _looks,
    "erase": _erase,
    "hold": _hold,
    "release": _release,
    "object": _object,
    "contest": _contest,
    "answer": _answer,
    "disputes": _disputes,
    "notice": _notice,
    "explanation": _explanation,
}
