"""What the pages of hand-overs, of time off and of a parent's call show, as values."""

from __future__ import annotations

from dataclasses import dataclass

from service.web.views import Choice


@dataclass(frozen=True)
class HandoverRow:
    """One hand-over; `href` is empty where the reader may no longer see the youth. `chase`: whom to ring."""

    number: int
    youth: str
    href: str
    who: str
    why: str
    waited: str
    chase: str
    acknowledge: str = ""
    keep: str = ""


@dataclass(frozen=True)
class HandoversPage:
    """The reader's hand-overs. `others`: None for those who lead nobody."""

    to_me: tuple[HandoverRow, ...]
    from_me: tuple[HandoverRow, ...]
    others: tuple[HandoverRow, ...] | None
    receipts: tuple[HandoverRow, ...]


@dataclass(frozen=True)
class HandoverPage:
    """Where a youth is handed over, or a tovholder chosen. `reasons`: empty while a hand-over is on its way."""

    href: str
    youth: str
    now: str
    is_on_the_way: bool
    colleagues: tuple[Choice, ...]
    reasons: tuple[Choice, ...]
    take_up: str
    may_appoint: bool
    is_wrong: bool = False


@dataclass(frozen=True)
class CoverRow:
    """Time off; `counsellor_id` is set while somebody is away today and the reader may say that they are back."""

    text: str
    counsellor_id: str
    back: str


@dataclass(frozen=True)
class Item:
    """One thing to be done; `href` leads to where it is done."""

    text: str
    href: str
    due: str
    is_past: bool


@dataclass(frozen=True)
class ItemRow:
    """What is open for one youth."""

    youth: str
    href: str
    all: tuple[Item, ...]


@dataclass(frozen=True)
class Items:
    """Somebody's open items under a heading."""

    title: str
    rows: tuple[ItemRow, ...]


@dataclass(frozen=True)
class CoverPage:
    """Time off, and what is open for whom. `who`: those whose time off the reader may write; one's own alone is not asked for."""

    covers: tuple[CoverRow, ...]
    items: tuple[Items, ...]
    who: tuple[Choice, ...]
    colleagues: tuple[Choice, ...]
    first: str
    last: str
    typed_from: str
    typed_to: str
    is_wrong: bool = False


@dataclass(frozen=True)
class Tellable:
    """What a custody holder may be told: facts alone."""

    last: str
    next: tuple[str, ...]
    goes_well: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True)
class CallPage:
    """Half a page for a call. `turns`: when the youth turns 18, and `tellable`: nothing of either from that day on."""

    href: str
    youth: str
    is_of_age: bool
    turns: str
    is_protected: bool
    may_reach: bool
    who: tuple[str, ...]
    tellable: Tellable | None
