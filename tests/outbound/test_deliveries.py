"""Webhooks against a real receiver on a loopback port: nothing lost, nothing applied twice, in order for each youth."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook as Signer

from service.domain.access import COMMAND_LINE
from service.domain.errors import LockHeld
from service.domain.webhooks import LONGEST_WAIT, SUSTAINED, Disabled, wait_after
from service.outbound.addresses import Reach
from service.outbound.delivering import ENOUGH, LOCK, Courier, deliver
from service.outbound.posting import Post
from service.outbound.receivers import Wanted, add_webhook, disable_webhook, redeliver, rotate_secret
from service.outbound.signing import signed
from service.store import outbox, webhooks
from service.store.audit import lines
from service.store.locks import alone
from tests.lib.flag_events import START, many_events
from tests.lib.receiver import SLOW_SECONDS, WAYS, Receiver, receiving

HERE = Reach(may_stay_here=True)
PATIENT_SECONDS = 30
"""Longer than any answer of a receiver that is not slow, however busy the machine."""


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    at: datetime = START + timedelta(hours=1)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> None:
        self.at += by


@dataclass
class Office:
    """A store with one receiver, and the courier between them."""

    store: object
    receiver: Receiver
    courier: Courier
    clock: Clock = field(default_factory=Clock)

    def round(self):
        [told] = deliver(self.store, self.courier)
        return told

    def act(self, act, *given, **named):
        with self.store.begin() as work:
            return act(work, COMMAND_LINE, *given, at=self.clock(), **named)

    def backlog(self):
        with self.store.read() as work:
            return webhooks.backlog(work, webhooks.webhook(work, "journal")).events

    def standing(self):
        with self.store.read() as work:
            return webhooks.webhook(work, "journal")


@pytest.fixture
def open_office(store, tmp_path):
    receivers = []

    def opened(receiver):
        entered = receiving(receiver)
        entered.__enter__()
        receivers.append(entered)
        clock = Clock()
        post = Post(HERE, seconds=SLOW_SECONDS * 0.6 if receiver.is_slow else PATIENT_SECONDS)
        courier = Courier(post, clock, random.Random(3).random, tmp_path / "lock")
        office = Office(store, receiver, courier, clock)
        new = office.act(add_webhook, Wanted("journal", receiver.url, after=0), reach=HERE)
        receiver.secrets = (new.secret,)
        return office

    yield opened
    for entered in receivers:
        entered.__exit__(None, None, None)


def test_of_two_thousand_events_none_is_lost_none_applied_twice_and_each_youth_is_told_in_order(open_office):
    office = open_office(Receiver(share=0.30))
    youth_of = many_events(office.store, youths=200, each=10)
    rounds = 0
    while (office.round().waiting or office.backlog()) and rounds < 400:
        rounds += 1
        office.clock.forward(timedelta(minutes=5))
    receiver = office.receiver
    assert office.backlog() == 0
    with office.store.read() as work:
        written = [event.content for event in outbox.events_after(work, 0, at=office.clock(), limit=5_000)]
    assert len(written) == 2_000
    assert sorted(event["number"] for event in receiver.applied) == [event["number"] for event in written]
    assert sorted(receiver.applied, key=lambda event: event["number"]) == written
    told = defaultdict(list)
    for event in receiver.applied:
        told[youth_of[event["flag_id"]]].append(event["number"])
    assert len(told) == 200
    assert all(numbers == sorted(numbers) for numbers in told.values())
    assert set(receiver.failed) == set(WAYS)
    assert min(receiver.failed.values()) > 50  # each of the six ways was really tried
    assert receiver.again > 100  # what was applied before its answer was lost came again, under the same id
    assert receiver.badly_signed == 0
    assert receiver.strayed == 0


def test_a_message_holds_ids_and_no_youth_and_no_reason(open_office):
    office = open_office(Receiver())
    many_events(office.store, youths=3, each=1)
    assert office.round().taken == 3
    heads = [
        {name: told for name, told in one.items() if name != "webhook-signature"} for one in office.receiver.requests
    ]
    said = b"".join(office.receiver.bodies) + str(heads).encode()
    assert b"flag_id" in said
    assert not any(word in said for word in (b"y0", b"y1", b"y2", b"Karla", b"010105", b"hanne", b"D1", b"contact_5"))


def test_a_receiver_checks_a_message_with_the_library_of_the_standard(open_office):
    office = open_office(Receiver())
    many_events(office.store, youths=1, each=1)
    with office.store.read() as work:
        [event] = outbox.events_after(work, 0, at=office.clock())
    secret = office.standing().secret
    message = signed(event, by=[secret], at=datetime.now(UTC))
    told = Signer(secret).verify(message.body, dict(message.headers))
    assert told == {"type": "flag.moved", "timestamp": event.at.isoformat(), "data": event.content}


def test_during_the_overlap_both_secrets_sign_and_after_it_only_the_new_one(open_office):
    office = open_office(Receiver())
    old = office.standing().secret
    new = office.act(rotate_secret, "journal", overlap=timedelta(hours=24))
    many_events(office.store, youths=1, each=1)
    office.receiver.secrets = (old, new)
    office.round()
    assert office.receiver.badly_signed == 0
    office.clock.forward(timedelta(hours=24))
    assert office.standing().secrets_at(office.clock()) == (new,)
    assert office.act(redeliver, "journal", after=0) == 1
    office.round()
    assert office.receiver.badly_signed == 1  # the old one no longer signs
    assert office.receiver.requests[-1]["webhook-signature"].count("v1,") == 1


def test_secrets_are_stored_encrypted_and_shown_nowhere(open_office):
    office = open_office(Receiver())
    one = office.standing()
    with office.store.read() as work:
        row = work.connection.exec_driver_sql("SELECT secret FROM webhooks").one()
    assert one.secret.removeprefix("whsec_").encode() not in bytes(row.secret)
    assert one.secret not in repr(one)


def test_a_receiver_that_fails_for_days_is_disabled_and_its_events_are_kept(open_office):
    office = open_office(Receiver(share=1.0, ways=("server_error",)))
    many_events(office.store, youths=2, each=2)
    office.round()
    assert office.standing().failing_since == office.clock()
    office.clock.forward(SUSTAINED - timedelta(seconds=1))
    assert office.round().disabled is None
    office.clock.forward(LONGEST_WAIT * 2)
    assert office.round().disabled is Disabled.FAILING
    assert deliver(office.store, office.courier) == []
    assert office.backlog() == 4
    office.receiver.share = 0.0
    assert office.act(redeliver, "journal", after=None) == 0
    assert (office.round().taken, office.backlog()) == (4, 0)
    assert office.standing().failing_since is None
    with office.store.read() as work:
        told = [line.action for line in lines(work)]
    assert told[0] == "webhook.added"
    assert {"webhook.told", "webhook.disabled", "webhook.redelivered"} <= set(told)


def test_a_receiver_that_says_it_is_gone_is_disabled_at_once(open_office):
    office = open_office(Receiver(share=1.0, ways=("gone",)))
    many_events(office.store, youths=5, each=1)
    told = office.round()
    assert (told.disabled, told.waiting, told.failed) == (Disabled.GONE, 5, 1)


def test_who_is_disabled_by_hand_is_told_nothing_until_asked_again(open_office):
    office = open_office(Receiver())
    office.act(disable_webhook, "journal")
    many_events(office.store, youths=2, each=1)
    assert deliver(office.store, office.courier) == []
    office.act(redeliver, "journal", after=None)
    assert office.round().taken == 2


def test_a_receiver_that_fails_often_in_a_row_is_left_alone_for_the_round(open_office):
    office = open_office(Receiver(share=1.0, ways=("busy",)))
    many_events(office.store, youths=3 * ENOUGH, each=1)
    assert office.round().failed == ENOUGH


def test_a_failure_keeps_back_the_later_events_of_that_youth_and_nobody_elses(open_office):
    office = open_office(Receiver(share=1.0, ways=("busy",)))
    many_events(office.store, youths=1, each=2)
    assert office.round().failed == 1
    office.receiver.share = 0.0
    other = many_events(office.store, youths=1, each=1, first=1)
    told = office.round()
    assert (told.taken, told.waiting) == (1, 2)
    assert {event["flag_id"] for event in office.receiver.applied} == set(other)


def test_events_that_were_taken_are_sent_again_by_command_under_the_same_ids(open_office):
    office = open_office(Receiver())
    many_events(office.store, youths=4, each=1)
    office.round()
    assert office.act(redeliver, "journal", after=2) == 2
    assert office.round().taken == 2
    assert (len(office.receiver.applied), office.receiver.again) == (4, 2)


def test_two_rounds_at_a_time_are_refused(open_office):
    office = open_office(Receiver())
    with alone(office.store, office.courier.lock, key=LOCK), pytest.raises(LockHeld):
        office.round()


def test_the_wait_doubles_with_jitter_and_has_an_end():
    middle = [wait_after(attempts, random=lambda: 0.5).total_seconds() for attempts in range(1, 20)]
    assert middle[:4] == [5, 10, 20, 40]
    assert middle[-1] == LONGEST_WAIT.total_seconds()
    assert wait_after(1, random=lambda: 0.0).total_seconds() == 2.5
    assert wait_after(1, random=lambda: 1.0).total_seconds() == 7.5
