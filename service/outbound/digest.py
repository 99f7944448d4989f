"""Monday's e-mail: four counts of a place's list and a link; it names nobody, for mail is read by whoever passes by."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from urllib.parse import urlsplit

from features.calendar import LOCAL, monday_of_week
from service.domain.access import Act, Actor, check_may
from service.domain.audit import Event
from service.domain.errors import UnknownThing, WrongUse
from service.domain.sight import Errand, Task
from service.domain.weekly import WeeklyList
from service.store import audit
from service.store.lists import published_list
from service.store.publication import risk_from
from service.store.unit_of_work import Work
from service.texts.catalogue import say, say_count
from service.texts.dates import Language, day


@dataclass(frozen=True)
class Digest:
    """What is wanted: whose list of which week, for which mailbox, with which link."""

    place: str
    week: str
    to: str
    link: str
    language: Language = Language.DA

    @property
    def name(self) -> str:
        """The same for the same mail, so that one that is written again is known again; tells nothing of where it goes."""
        said = "|".join((self.place, self.week, self.to))
        return f"digest-{self.week}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"


def digest(work: Work, actor: Actor, wanted: Digest, *, at: datetime) -> EmailMessage:
    """The message about a published list.

    Raises: NotPermitted; UnknownThing before Monday 06:00 or without a list; WrongUse for a mailbox or link that is none.
    """
    check_may(actor, Act.MANAGE_WEBHOOKS)
    mailbox = _mailbox(wanted.to)
    if urlsplit(wanted.link).scheme not in {"https", "http"} or not wanted.link.isprintable():
        raise WrongUse("--link: got another kind, allowed is https://HOST/PATH. Correct it.")
    if at < risk_from(monday_of_week(wanted.week)):
        raise UnknownThing("list: got a week that is not published yet, allowed is one since its Monday 06:00.")
    weekly = published_list(work, Errand(Task.TELLING).at(wanted.place), week=wanted.week).weekly
    audit.append(work, Event(at, actor, "digest.written", detail={"place": wanted.place, "week": wanted.week}))
    message = EmailMessage()
    message["Subject"] = say("digest.subject", wanted.language, week=int(wanted.week[-2:]))
    message["To"] = mailbox
    message["Date"] = at
    message["Message-ID"] = f"<{wanted.name}@alleskalmed>"
    message.set_content("\n".join(_lines(weekly, wanted, at)))
    return message


def _lines(weekly: WeeklyList, wanted: Digest, at: datetime) -> tuple[str, ...]:
    language, today = wanted.language, at.astimezone(LOCAL).date()
    counts = {
        "count.listed": len(weekly.youths),
        "count.new": sum(youth.is_new for youth in weekly.youths),
        "count.deadlines": len(weekly.with_deadline),
        "count.overdue": sum(youth.due_on is not None and youth.due_on < today for youth in weekly.youths),
    }
    told = (f"- {say_count(key, number, language)}" for key, number in counts.items())
    end = [say("digest.link", language, link=wanted.link), say("digest.why", language)]
    end += ["", say("note.footer", language, on=day(weekly.delete_on, language))]
    return (say("digest.greeting", language), "", *told, "", *end)


def _mailbox(words: str) -> Address:
    try:
        return Address(addr_spec=words)
    except (HeaderParseError, ValueError, IndexError):
        raise WrongUse("--to: got no mailbox, allowed is NAME@HOST. Correct it.") from None
