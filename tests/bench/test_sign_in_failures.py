"""How long a failed sign-in takes does not tell what failed: kinds of failure, in turn, compared as distributions."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import httpx2
import pytest
from scipy.stats import ks_2samp

from service.app import build_app
from service.domain.access import Role
from service.domain.users import User
from service.settings import Settings
from service.store import users
from service.web.sign_in_pages import ATTEMPT_COOKIE
from tests.lib.databases import migrated
from tests.lib.issuer import CLIENT, SECRET, Issuer, issuing
from tests.lib.ratios import write
from tests.lib.running import running

pytestmark = [pytest.mark.bench, pytest.mark.alone]

EACH = 300
LEAST_P = 0.01
"""Of the smallest of all pairs, after Holm's first step: the number of pairs times its p."""
AT = datetime.now(UTC)


def failures(http: httpx2.Client, issuer: Issuer) -> dict[str, Callable[[], tuple[str, str]]]:
    """How each kind of failed second half is prepared: the query and the cookie that a browser brings."""

    def left(sub: str = "hanne") -> tuple[str, str]:
        answer = http.get("/log-ind/udbyder")
        cookie = answer.headers["set-cookie"].split(";")[0].removeprefix(f"{ATTEMPT_COOKIE}=")
        return issuer.authorize(answer.headers["location"], sub=sub), cookie

    def with_wrong_code() -> tuple[str, str]:
        query, cookie = left()
        return query.replace("code=", "code=0"), cookie

    def with_wrong_state() -> tuple[str, str]:
        query, cookie = left()
        return query.replace("state=", "state=0"), cookie

    return {
        "nobody let in": lambda: left("nobody"),
        "let in no more": lambda: left("gone"),
        "a system": lambda: left("journal"),
        "wrong code": with_wrong_code,
        "wrong state": with_wrong_state,
    }


def seconds(http: httpx2.Client, prepared: tuple[str, str]) -> float:
    """How long one failure takes, as whoever fails sees it."""
    query, cookie = prepared
    began = time.perf_counter()
    answer = http.get(f"/log-ind/svar?{query}", headers={"cookie": f"{ATTEMPT_COOKIE}={cookie}"})
    took = time.perf_counter() - began
    assert answer.status_code == 403
    return took


def measured(http: httpx2.Client, kinds: dict[str, Callable[[], tuple[str, str]]]) -> dict[str, list[float]]:
    """Seconds of each kind: in every round one of each at once, begun in random turn, so that a busy moment slows all alike."""
    took: dict[str, list[float]] = {kind: [] for kind in kinds}
    order = random.Random(5)
    with ThreadPoolExecutor(len(kinds)) as pool:
        for _ in range(EACH):
            turn = order.sample(sorted(kinds), len(kinds))
            prepared = [kinds[kind]() for kind in turn]
            for kind, second in zip(turn, pool.map(lambda one: seconds(http, one), prepared), strict=True):
                took[kind].append(second)
    return took


def test_failed_sign_ins_do_not_differ_in_time_by_what_failed(tmp_path: Path):
    secret = tmp_path / "client.secret"
    secret.write_text(SECRET, encoding="utf-8")
    with issuing() as issuer, migrated(f"sqlite:///{tmp_path / 'store.db'}") as store:
        named = {"issuer": issuer.address, "client_id": CLIENT, "client_secret_file": secret, "public_url": "http://p"}
        settings = Settings(var=tmp_path, mode="synthetic", sign_ins_per_minute=1_000_000, **named)
        with store.begin() as work:
            users.add(work, [User("gone", "Gone", Role.LEADER), User("journal", "J", Role.SYSTEM)], at=AT)
            users.end(work, "gone", at=AT)
        app = build_app(settings, store=store, now=lambda: datetime.now(UTC))
        with running(app) as address, httpx2.Client(base_url=address) as http:
            took = measured(http, failures(http, issuer))
    p = {f"{a} / {b}": float(ks_2samp(took[a], took[b]).pvalue) for a, b in combinations(took, 2)}
    middle = {kind: sorted(times)[EACH // 2] for kind, times in took.items()}
    write(
        "sign_in_failures",
        {
            "what": f"Kolmogorov-Smirnov p of pairs of kinds of failed sign-ins, {EACH} each; median seconds of each kind",
            "limit": f"smallest p times the number of pairs at least {LEAST_P}",
            "p": {pair: round(value, 4) for pair, value in p.items()},
            "median_seconds": {kind: round(value, 4) for kind, value in middle.items()},
        },
    )
    assert all(times > settings.failure_seconds for values in took.values() for times in values)
    assert min(p.values()) * len(p) >= LEAST_P
