"""The rows of a list: what stands beside a youth's facts, and who can be chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache

from markupsafe import Markup

from features.vocabulary import YouthId
from service.domain.flag_life import FlagState, Move
from service.domain.sight import PlaceSight
from service.domain.unanswered import is_unanswered
from service.store import audit, users
from service.store.lists import CurrentYouth
from service.store.unit_of_work import Work
from service.store.youth_keys import YouthKeys
from service.texts.dates import Language, short_day
from service.texts.list_wording import say_act
from service.texts.wording import WordedYouth
from service.web.list_views import ListRow
from service.web.reading import SignedIn
from service.web.rendering import environment
from service.web.sparkline import sparkline


@dataclass(frozen=True)
class Acts:
    """What the rows need to know of people: names by user, and when the reader last opened each youth."""

    names: Mapping[str, str] = field(default_factory=dict)
    opened_at: Mapping[YouthId, datetime] = field(default_factory=dict)


def acts_of(work: Work, seen: PlaceSight, youths: Iterable[CurrentYouth]) -> Acts:
    """Who did what on a list, and whom the reader has opened."""
    youths = tuple(youths)
    who = {youth.last_act.actor_id for youth in youths if youth.last_act}
    ids = [youth.listed.youth_id for youth in youths]
    opened = audit.opened_at(work, seen, actor_id=seen.actor.actor_id, youth_ids=ids)
    return Acts(users.names(work, who), opened)


def has_opened(youth: CurrentYouth, opened_at: Mapping[YouthId, datetime]) -> bool:
    """Whether the reader has opened the youth since the newest of the flags joined."""
    at = opened_at.get(youth.listed.youth_id)
    return at is not None and at >= max(flag.joined_at for flag in youth.flags)


@lru_cache(maxsize=4_000)
def draw(youth: WordedYouth, row: ListRow, language: Language) -> Markup:
    """A youth's row as HTML; kept, since the list is read again after each youth that is opened from it, and most rows are as before."""
    return Markup(environment(language).get_template("list_row.html.j2").render(youth=youth, row=row))  # noqa: S704 - a template that escapes


@dataclass(frozen=True)
class Rows:
    """Makes the rows of a list for a reader. `on`: the day on which it is read. `may_move`: whether the reader may move flags."""

    reader: SignedIn
    keys: YouthKeys
    acts: Acts
    on: date
    may_move: bool

    def row(self, youth: CurrentYouth) -> ListRow:
        """One youth of the list as it is now."""
        listed, reader = youth.listed, self.reader
        key = self.keys.key_of(listed.youth_id)
        since = min(flag.raised_on for flag in youth.flags)
        return ListRow(
            f"/unge/{key}",
            tuple(self._marks(youth)),
            reader.say("row.since", on=short_day(since, reader.language)),
            sparkline(listed.absence_weeks, reader.language),
            key if self.may_move and has_opened(youth, self.acts.opened_at) and _is_untouched(youth) else "",
            any(flag.state is FlagState.NEW for flag in youth.flags),
        )

    def _marks(self, youth: CurrentYouth) -> Iterable[str]:
        reader, act = self.reader, youth.last_act
        if youth.is_new_since_monday:
            yield reader.say("list.since_monday")
        if is_unanswered(youth.unanswered_since, on=self.on) and youth.unanswered_since:
            yield reader.say("row.unanswered", on=short_day(youth.unanswered_since, reader.language))
        if act is not None:
            yield say_act(act, self.acts.names.get(act.actor_id, act.actor_id), reader.language)
        if any(
            flag.last_move is Move.RESUME and flag.until_on is None and act and act.move is Move.WAIT
            for flag in youth.flags
        ):
            yield reader.say("last_act.resumed")


def _is_untouched(youth: CurrentYouth) -> bool:
    """Whether any flag can still be marked as seen or taken up."""
    return any(flag.state in {FlagState.NEW, FlagState.SEEN} for flag in youth.flags)
