"""Årshjul: the checkpoints of those who leave school, each a list that is ready when its day comes. Facts and duties alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from service.casework.seeing import check_may_overlook, hidden_from, local_day
from service.domain.audit import Event
from service.domain.errors import UnknownThing
from service.domain.flag_life import FlagState, StoredFlag
from service.domain.night import Run
from service.domain.rules import HERNING
from service.domain.situation import Situation
from service.domain.year import ComingHome, Standing, Year, stations, year_of
from service.edge.problems import Kind, Refused
from service.store import flags, lists, nights
from service.store.transitions import facts_overlooked
from service.store.youth_keys import keys_of_store
from service.texts.catalogue import say_count
from service.texts.year_wording import WordedStation, word_home, word_station, word_touch
from service.web.freshness import freshness
from service.web.reading import SignedIn, Somebody
from service.web.rendering import Link
from service.web.views import YearPage, YearRow

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class _Read:
    """What was read for the page. `flags`: open ones, by youth and rule. `districts`: ids and names to choose from."""

    run: Run
    year: Year
    flags: Mapping[tuple[str, str], StoredFlag]
    districts: tuple[tuple[str, str], ...]


@router.get("/aarshjul")
def year_page(reader: Somebody) -> Response:
    """The year in every district of the reader's.

    Raises: NotPermitted for whoever sees no youths.
    """
    return _answer(reader, None)


@router.get("/aarshjul/{district}")
def year_of_district(reader: Somebody, district: str) -> Response:
    """The year in one district.

    Raises: UnknownThing if it is not the reader's to see.
    """
    return _answer(reader, district)


def _answer(reader: SignedIn, district: str | None) -> Response:
    read = _read(reader, district)
    reader.service.looks.write(
        Event(reader.at, reader.actor, "year.looked", detail={"count": len(read.year.youth_ids)})
    )
    return reader.page("year.html.j2", _page(reader, read, district))


def _read(reader: SignedIn, district: str | None) -> _Read:
    seen = check_may_overlook(reader.actor, district=district, at=reader.at)
    mine, on = check_may_overlook(reader.actor, at=reader.at), local_day(reader.at)
    with reader.service.store.read() as work:
        run = nights.published(work)
        if run is None:
            raise Refused(Kind.NOTHING_PUBLISHED, "Run `alleskalmed nightly` first.")
        found = year_of((facts.situation for facts in facts_overlooked(work, seen)), HERNING.on(on), on=on)
        found = found.without(hidden_from(work, reader.actor, found.youth_ids, at=reader.at))
        opened = flags.open_of(work, seen, youth_ids=found.youth_ids)
        places = [one for one in lists.places(work, mine) if not one.is_queue]
    known = tuple((one.place, one.name) for one in places if mine.districts is None or one.place in mine.districts)
    if district is not None and district not in dict(known):
        raise UnknownThing("district: got one that is not known here or not yours, allowed are those of your lists.")
    return _Read(run, found, {(flag.youth_id, str(flag.rule)): flag for flag in opened}, known)


def _page(reader: SignedIn, read: _Read, district: str | None) -> YearPage:
    on, standings, rows = local_day(reader.at), read.year.standings, _Rows(reader, read)
    wheel = stations(read.year.summer, HERNING.on(on))
    worded = tuple(word_station(one, standings, on=on, language=reader.language) for one in wheel)
    return YearPage(
        read.year.summer,
        freshness(read.run, reader),
        say_count("year.leavers", len(standings), reader.language) if standings else "",
        worded,
        {one.name: tuple(rows.waiting(one, standings)) for one in worded},
        tuple(rows.of_home(one) for one in read.year.coming if not one.is_settled),
        tuple(rows.of_home(one) for one in read.year.coming if one.is_settled),
        _links(reader, read, district),
    )


class _Rows:
    """Rows of youths, each with the way to the youth's page."""

    def __init__(self, reader: SignedIn, read: _Read) -> None:
        self._reader, self._read = reader, read
        self._keys = keys_of_store(reader.service.store)

    def waiting(self, station: WordedStation, standings: Iterable[Standing]) -> Iterable[YearRow]:
        """Those who wait at a checkpoint."""
        waits = set(station.youth_ids)
        for one in standings:
            if one.situation.youth_id in waits:
                flag = self._read.flags.get((one.situation.youth_id, station.name))
                yield self._row(one.situation, word_touch(one.situation, self._reader.language), flag)

    def of_home(self, home: ComingHome) -> YearRow:
        """One who comes home."""
        return self._row(home.situation, word_home(home, self._reader.language), None)

    def _row(self, situation: Situation, told: str, flag: StoredFlag | None) -> YearRow:
        is_told = flag is not None and flag.state is not FlagState.NEW
        return YearRow(
            situation.youth_id,
            f"/unge/{self._keys.key_of(situation.youth_id)}",
            self._reader.say("cell.age", years=situation.age_years),
            told,
            self._reader.say(f"state.{flag.state}") if flag is not None and is_told else "",
        )


def _links(reader: SignedIn, read: _Read, district: str | None) -> tuple[Link, ...]:
    """The ways to each district, for whoever has several."""
    if len(read.districts) < 2:
        return ()
    every = Link(reader.say("year.all"), "/aarshjul", district is None)
    return (every, *(Link(name, f"/aarshjul/{place}", place == district) for place, name in read.districts))
