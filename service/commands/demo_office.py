"""What the demonstration's counsellors did in the weeks before: they looked, spoke, ended, so that Monday's list is a list and no pile.

On the last Friday each desk holds a story of every kind: begun, waiting, ended with a reason, tried, spoken with, weighed, helped, met,
closed; a school has rung, a colleague hands a youth over, and another is away at Christmas.

Everything goes through the same acts as a click on a page, and follows from a flag's own id, so that every demonstration is the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from features.calendar import LOCAL
from features.vocabulary import ContactKind, CounsellorId, InterventionKind, YouthId
from service.casework.assessing import assess
from service.casework.assigning import set_cover
from service.casework.closings import close_course
from service.casework.contacts import Contacted, record_contact
from service.casework.efforts import start_effort
from service.casework.flag_moves import WantedMove, move_flag, raise_flag, see_flags
from service.casework.handing_over import Offered, hand_over
from service.casework.meetings import agree, call_meeting, meeting_of
from service.casework.seeing import check_may_overlook, seen_of
from service.domain.access import Actor, Role
from service.domain.casework import Concern, Cover
from service.domain.closings import Closing, Helped, WhereNow
from service.domain.efforts import Plan, WantedEffort
from service.domain.errors import WrongUse
from service.domain.flag_life import CHOSEN, Asked, AskedBy, FlagState, Move, StoredFlag, Wish
from service.domain.flags import Source
from service.domain.meetings import Content, MeetingKind, MeetingState, People, Profession, Promise
from service.domain.sight import Errand, Task
from service.domain.users import actor_of, demo_users
from service.store import flags
from service.store.organisations import published_organisation
from service.store.transitions import facts_overlooked
from service.store.unit_of_work import Store, Work

THURSDAY: Final = timedelta(days=3)
IN_HAND: Final = timedelta(weeks=2)
"""How long a flag is worked with before it is ended."""
FRIDAY: Final = timedelta(days=4)
SOON: Final = timedelta(days=5)
A_FORTNIGHT: Final = timedelta(days=14)
CHRISTMAS: Final = ((12, 21), (12, 31))
Desk = tuple[Actor, Sequence[StoredFlag]]


def work_a_week(store: Store, monday: date) -> None:
    """What the counsellors did on the Thursday after a Monday's list, with the flags that the model had raised."""
    at = datetime.combine(monday + THURSDAY, time(10), LOCAL)
    with store.begin() as work:
        for actor, mine in _desks(work, flags.standing(work, Errand(Task.UPKEEP)), at=at).values():
            for flag in mine:
                if flag.source is Source.RISK:
                    _act(work, actor, flag, at=at)


def _desks(work: Work, standing: Sequence[StoredFlag], *, at: datetime) -> dict[CounsellorId, Desk]:
    """Each counsellor with the flags on their desk, but for those of youths who have moved away since and are nobody's to see."""
    desks = dict[CounsellorId, Desk]()
    for counsellor_id, actor in sorted(_counsellors(work).items()):
        mine = [flag for flag in standing if flag.counsellor_id == counsellor_id]
        seen = seen_of(work, actor, {flag.youth_id for flag in mine}, at=at)
        desks[counsellor_id] = (actor, [flag for flag in mine if flag.youth_id in seen])
    return desks


def _counsellors(work: Work) -> Mapping[CounsellorId, Actor]:
    organisation = published_organisation(work)
    if organisation is None:
        return {}
    people = (user for user in demo_users(organisation) if user.role is Role.COUNSELLOR)
    return {user.counsellor_id: actor_of(user, organisation) for user in people if user.counsellor_id is not None}


def _act(work: Work, actor: Actor, flag: StoredFlag, *, at: datetime) -> None:
    """One in six is only looked at, one in six cannot be reached; with the others somebody speaks, and ends it a fortnight later."""
    chance = int(flag.flag_id[:8], 16) % 6
    if at.date() - flag.raised_on > IN_HAND and chance:
        _move(work, actor, flag, at, Wish(Move.CLOSE))
    elif chance == 0:
        see_flags(work, actor, flag.youth_id, at=at)
    elif at.date() - flag.raised_on <= THURSDAY:
        kind = ContactKind.ATTEMPT if chance == 1 else ContactKind.REACHED
        record_contact(work, actor, flag.youth_id, contacted=Contacted(kind, at.date()), at=at)


# The last Friday


def fill_the_desks(store: Store, monday: date) -> None:
    """What lies on the desks on the Friday after a Monday's list."""
    at = datetime.combine(monday + FRIDAY, time(10), LOCAL)
    with store.begin() as work:
        standing = flags.standing(work, Errand(Task.UPKEEP))
        desks = _desks(work, standing, at=at)
        for actor, mine in desks.values():
            _live_stories(work, actor, mine, at=at)
        _ask_each_other(work, desks, {flag.youth_id for flag in standing}, at=at)


def _live_stories(work: Work, actor: Actor, mine: Iterable[StoredFlag], *, at: datetime) -> None:
    """One flag for each story, the first that it can be told of; the others stay as they are."""
    waiting = [flag for flag in mine if flag.state in {FlagState.NEW, FlagState.SEEN} and flag.joined_at <= at]
    for story, sources in STORIES:
        flag = next((one for one in waiting if one.source in sources), None)
        if flag is not None:
            story(work, actor, flag, at)
            waiting = [one for one in waiting if one.youth_id != flag.youth_id]


def _move(work: Work, actor: Actor, flag: StoredFlag, at: datetime, wish: Wish) -> None:
    move_flag(work, actor, WantedMove(flag.flag_id, flag.version, wish), at=at)


def _begins(work: Work, actor: Actor, flag: StoredFlag, at: datetime) -> None:
    _move(work, actor, flag, at, Wish(Move.TAKE_UP))


def _waits(work: Work, actor: Actor, flag: StoredFlag, at: datetime) -> None:
    _move(work, actor, flag, at, Wish(Move.WAIT, until_on=at.date() + A_FORTNIGHT))


def _ends(work: Work, actor: Actor, flag: StoredFlag, at: datetime) -> None:
    _move(work, actor, flag, at, Wish(Move.DISMISS, "Talt med skolen. Der er lagt en plan."))


def _tries(work: Work, actor: Actor, flag: StoredFlag, at: datetime) -> None:
    record_contact(work, actor, flag.youth_id, contacted=Contacted(ContactKind.ATTEMPT, at.date()), at=at)


def _speaks(work: Work, actor: Actor, flag: StoredFlag, at: datetime) -> None:
    record_contact(work, actor, flag.youth_id, contacted=Contacted(ContactKind.REACHED, at.date()), at=at)
    assess(work, actor, flag.youth_id, level=Concern.A_LITTLE, at=at)


def _weighs(work: Work, actor: Actor, flag: StoredFlag, at: datetime) -> None:
    see_flags(work, actor, flag.youth_id, at=at)
    assess(work, actor, flag.youth_id, level=Concern.MUCH, at=at)


def _helps(work: Work, actor: Actor, flag: StoredFlag, at: datetime) -> None:
    """A talk, which is looked at again on the Wednesday of the next week."""
    plan = Plan(_own(actor), at.date() + SOON)
    wanted = WantedEffort(InterventionKind.INDIVIDUAL_TALK, at.date(), plan, "Den unge vil gerne tale med en voksen.")
    start_effort(work, actor, flag.youth_id, wanted=wanted, at=at)


def _meets(work: Work, actor: Actor, flag: StoredFlag, at: datetime) -> None:
    """A network meeting was held, and somebody promised something."""
    people = People((Profession.PSYCHOLOGIST,), ("Mentoren fra ungdomsskolen",), ("Mor", "En moster"))
    content = Content(
        MeetingKind.NETWORK,
        at.date(),
        _own(actor),
        agenda="Jeg vil gerne i praktik.",
        people=people,
        state=MeetingState.HELD,
        agreed="Vi ser på en praktikplads.",
    )
    number = call_meeting(work, actor, flag.youth_id, content=content, at=at)
    found = meeting_of(work, Errand(Task.UPKEEP).of(flag.youth_id), number)
    agree(work, actor, found, promise=Promise("Ringer til praktikstedet", "En moster", at.date() + SOON), at=at)


def _closes(work: Work, actor: Actor, flag: StoredFlag, at: datetime) -> None:
    closing = Closing(
        WhereNow.EDUCATION, Helped.YES, Helped.YES, _own(actor), "Det er blevet lettere at komme af sted."
    )
    close_course(work, actor, flag.youth_id, closing=closing, at=at)


def _own(actor: Actor) -> CounsellorId:
    if actor.counsellor_id is None:
        raise WrongUse("demo: got a desk of nobody, allowed is a counsellor's. Look at the organisation.")
    return actor.counsellor_id


Story = Callable[[Work, Actor, StoredFlag, datetime], None]
STORIES: Final[tuple[tuple[Story, frozenset[Source]], ...]] = (
    (_ends, CHOSEN),
    (_waits, frozenset(Source)),
    (_begins, frozenset(Source)),
    (_tries, frozenset(Source)),
    (_speaks, CHOSEN),
    (_weighs, frozenset(Source)),
    (_helps, frozenset(Source)),
    (_meets, frozenset(Source)),
    (_closes, CHOSEN),
)
"""What happens with a flag, and of which sources; a contact would meet a duty, so that it is told of what people chose."""


def _ask_each_other(
    work: Work, desks: Mapping[CounsellorId, Desk], named: Collection[YouthId], *, at: datetime
) -> None:
    """The first counsellor is asked by a school, is to receive a youth from the second, and answers for the second at Christmas."""
    (first, (asked, _)), (second, (giving, given)) = list(desks.items())[:2]
    seen = check_may_overlook(asked, at=at)
    quiet = next(facts.youth_id for facts in facts_overlooked(work, seen) if facts.youth_id not in named)
    raise_flag(work, asked, Asked(quiet, AskedBy.SCHOOL, "Klasselæreren har ringet."), at=at)
    if given:
        hand_over(work, giving, Offered(given[-1].youth_id, first), at=at)
    away = Cover(second, first, *(date(at.year, *day) for day in CHRISTMAS))
    set_cover(work, giving, away, at=at)
