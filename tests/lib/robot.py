"""A robot in real Chromium, and a system with a token: what users of a running installation do on a Monday."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2
from playwright.sync_api import Page

from tests.lib.chromium import chromium

PROGRAM = Path(sys.executable).parent / "alleskalmed"
STARTING_SECONDS = 120
JUDGEMENT = (
    "tegn på frafald",
    "sen starter",
    "tidlig starter",
    "raised",
    "risk_low",
    "raw_logit",
    "rank_within_capacity",
)
"""Words that must not be in a page before the own assessment."""
FROM_THE_MODEL = "Tegn i data, som en vejleder bør se på"
"""What the list says of a flag that the model raised."""


@dataclass(frozen=True)
class Seen:
    """What the robot saw on its way."""

    place: str
    week: str
    youths_listed: int
    judgement: str


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[str]:
    """The address of `alleskalmed serve`, as a process of its own."""
    with serving(environment) as (address, _):
        yield address


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The same with the process, for whoever wants to kill it."""
    port = _free_port()
    process = subprocess.Popen(
        [PROGRAM, "serve", "--port", str(port)], env={**os.environ, **environment}, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _await(address, process)
        yield address, process
    finally:
        process.terminate()
        process.wait(STARTING_SECONDS)


def work_as_counsellor(address: str, *, of: str) -> Seen:
    """Sign in as the counsellor of a district, open Monday's list and a youth, assess, read the judgement, record a contact."""
    with chromium() as browser:
        page = browser.new_context(locale="da-DK").new_page()
        page.goto(address)
        page.locator("li", has_text=of).get_by_role("button", name="Log ind som").first.click()
        place, week = page.url.split("/")[-2:]
        assert not _judges(page.content())
        listed = page.locator("article").count()
        judgement = next(told for told in _assessed(page) if "tegn på frafald" in told)
        page.get_by_role("button", name="Talt med").click()
        page.get_by_text("Talt med den unge").first.wait_for()
    return Seen(place, week, listed, judgement)


def look_at_drift(address: str, *, who: str) -> str:
    """Sign in as somebody who sees reports, open the drift page, and read what stands in its frame."""
    with chromium() as browser:
        page = browser.new_context(locale="da-DK").new_page()
        page.goto(f"{address}/log-ind")
        page.get_by_role("button", name=re.compile(f"Log ind som .*{who}")).first.click()
        page.goto(f"{address}/drift")
        frame = page.frame_locator("iframe")
        frame.locator("body").wait_for()
        frame.get_by_text(re.compile("Drift", re.IGNORECASE)).first.wait_for(timeout=30_000)
        return frame.locator("body").inner_text()


def token(environment: Mapping[str, str]) -> str:
    """A demo token of a system, by the command that users are told."""
    done = subprocess.run(
        [PROGRAM, "users", "token", "--role", "system"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def _assessed(page: Page) -> Iterator[str]:
    """Open one youth after the other whom the model raised, store an assessment, and tell what then stands there."""
    place = page.url
    for number in range(page.locator("article", has_text=FROM_THE_MODEL).count()):
        page.goto(place)
        page.locator("article", has_text=FROM_THE_MODEL).nth(number).get_by_role("link").first.click()
        assert not _judges(page.content())
        page.get_by_role("button", name="Lidt").click()
        page.locator("#judgement").wait_for()
        yield page.locator(".judgement").inner_text()


def _judges(content: str) -> bool:
    return any(word in content for word in JUDGEMENT)


def _free_port() -> int:
    """A port below those that the system hands out by itself, so that nobody is given it before the server has it."""
    first = 20_000 + os.getpid() % 10_000
    for port in range(first, first + 1_000):
        with socket.socket() as tried, suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port
    raise AssertionError(f"no port from {first} on is free")


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, f"serve ended with {process.returncode}"
        try:
            if httpx2.get(f"{address}/readyz").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError("serve did not answer in time")
