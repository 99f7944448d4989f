"""Receivers of alarms: told of changes of level in order, of nothing else, and those of flags are told as before."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta

from service.domain.access import COMMAND_LINE
from service.domain.watching import Level
from service.domain.webhooks import Topic
from service.outbound.delivering import Courier, deliver
from service.outbound.posting import Post
from service.outbound.receivers import Wanted, add_webhook, redeliver
from service.store import webhooks
from tests.lib.flag_events import START, many_events
from tests.lib.receiver import Receiver, receiving
from tests.lib.watched import MONDAY, NEWS, SILENT, WEEK, watch_week
from tests.outbound.test_deliveries import HERE

F, W, S = Level.FINE, Level.WATCH, Level.STOP
LATER: datetime = START + timedelta(days=40)


def test_a_receiver_is_told_of_alarms_or_of_flags_and_each_in_order(store, tmp_path):
    with receiving(Receiver()) as alarms, receiving(Receiver()) as flags:
        with store.begin() as work:
            for name, receiver, topic in (("alarms", alarms, Topic.ALARMS), ("flags", flags, Topic.FLAGS)):
                new = add_webhook(work, COMMAND_LINE, Wanted(name, receiver.url, 0, topic), reach=HERE, at=START)
                receiver.secrets = (new.secret,)
        many_events(store, youths=2, each=1)
        for number, levels in enumerate(({NEWS: W, SILENT: W}, {NEWS: S, SILENT: W}, {NEWS: F, SILENT: F})):
            with store.begin() as work:
                watch_week(work, MONDAY + number * WEEK, levels)
        courier = Courier(Post(HERE), lambda: LATER, random.Random(3).random, tmp_path / "lock")
        assert [(one.webhook_id, one.taken, one.waiting) for one in deliver(store, courier)] == [
            ("alarms", 5, 0),
            ("flags", 2, 0),
        ]
        with store.begin() as work:
            assert redeliver(work, COMMAND_LINE, "alarms", after=3, at=LATER) == 2
            assert webhooks.backlog(work, webhooks.webhook(work, "alarms")).events == 2
    told = [json.loads(body) for body in alarms.bodies]
    assert {one["type"] for one in told} == {"alarm.changed"}
    assert set(told[0]["data"]) == {"number", "at", "matter", "subject", "was", "level", "monday_on"}
    of_news = [one["data"] for one in told if one["data"]["matter"] == "no_news"]
    assert [(one["was"], one["level"]) for one in of_news] == [("fine", "watch"), ("watch", "stop"), ("stop", "fine")]
    assert {json.loads(body)["type"] for body in flags.bodies} == {"flag.moved"}
    assert alarms.badly_signed == flags.badly_signed == 0
