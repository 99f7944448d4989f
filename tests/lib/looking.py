"""Somebody who looks at a page in real Chromium under our own policy, and tells of everything that is not as it should be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, Response

from service.domain.users import User
from service.edge.actors import COOKIE
from service.edge.headers import content_policy
from tests.lib.worlds import World

RULES: Final = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""Every rule of axe that is on, and the one of WCAG 2.2 AA that is off until asked for."""
LEFT: Final = "net::ERR_ABORTED"
"""What Chromium calls a request that was under way when its page was left."""
NONCE: Final = re.compile(r'nonce="([^"]*)"')


@dataclass
class Looker:
    """One page for each person of each world; the same page is not looked at twice. `said`: what the browser complained of."""

    browser: Browser
    said: list[str] = field(default_factory=list)
    _pages: dict[tuple[str, str], Page] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def page(self, world: World, user: User | None) -> Page:
        """A page of somebody who is signed in, or of nobody."""
        key = (world.address, user.user_id if user else "")
        if key not in self._pages:
            self._pages[key] = self._watched(self._context(world, user).new_page(), world.address)
        return self._pages[key]

    def open(self, world: World, user: User | None, path: str) -> tuple[Page, int]:
        """Go to a page and judge it: its policy, its requests, its headings, its accessibility."""
        page = self.page(world, user)
        answer = page.goto(f"{world.address}{path}")
        assert answer is not None
        self.judge(page, answer)
        return page, answer.status

    def judge(self, page: Page, answer: Response) -> None:
        """Fail if anything of a page is not as every page's is."""
        body = answer.text()
        policy, nonce = answer.headers["content-security-policy"], NONCE.search(body)
        assert policy == content_policy(nonce[1] if nonce else policy.split("'nonce-")[1].split("'")[0])
        assert answer.headers["cache-control"] == "no-store"
        told, self.said = self.said, []
        refused = [line for line in told if f"status of {answer.status} " not in line or answer.status < 400]
        assert refused == [], refused
        plain = NONCE.sub("", body)
        if plain not in self._seen:
            page.eval_on_selector_all("details", "all => all.forEach(one => { one.open = true; })")
            assert violations(page) == []
            assert headings(page) == []
            self._seen.add(plain)

    def close(self) -> None:
        """Nothing is open afterwards."""
        for page in self._pages.values():
            page.context.close()

    def _context(self, world: World, user: User | None) -> BrowserContext:
        context = self.browser.new_context(locale="da-DK", viewport={"width": 1280, "height": 900})
        if user is not None:
            context.add_cookies([{"name": COOKIE, "value": world.secret(user), "url": world.address}])
        return context

    def _watched(self, page: Page, address: str) -> Page:
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("requestfailed", lambda request: self.said.extend(failure(request)))
        page.on("request", lambda request: None if _is_ours(request.url, address) else self.said.append(request.url))
        return page


def failure(request: Request) -> list[str]:
    """What is said of a request without an answer; nothing of one that was given up because the page was left meanwhile."""
    return [] if request.failure == LEFT else [f"failed: {request.url} ({request.failure})"]


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds, with the places where it finds it."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [{"rule": one["id"], "at": [node["html"][:160] for node in one["nodes"]]} for one in found]


def headings(page: Page) -> list[str]:
    """What is wrong with the headings: there is one of the first level, and none leaves a level out."""
    levels = page.eval_on_selector_all("h1, h2, h3, h4, h5, h6", "all => all.map(one => Number(one.tagName[1]))")
    gaps = [f"h{after} after h{before}" for before, after in pairwise(levels) if after > before + 1]
    return gaps if levels.count(1) == 1 else [*gaps, f"{levels.count(1)} of h1"]


def widest(page: Page) -> int:
    """The right edge of whatever reaches furthest; the body hides what runs over, so its scroll width would not tell."""
    return int(
        page.evaluate(
            "Math.ceil(Math.max(...[...document.querySelectorAll('body *')].filter(one => !one.closest('.skipnav, .plan'))"
            ".map(one => one.getBoundingClientRect().right)))"
        )
    )


def _is_ours(url: str, address: str) -> bool:
    return url.startswith((f"{address}/", "data:"))
