"""The sign of life after a published night: whoever waits for it raises the alarm when it fails to come (a dead man's switch)."""

from __future__ import annotations

from typing import Final

import httpx2

SECONDS: Final = 10.0


def call_dead_man(url: str) -> str | None:
    """Call the address, if there is one; a failure is told in words and stops nothing.

    Nothing of the night is sent, so that the address learns no more than that it was published.
    """
    if not url:
        return None
    try:
        answered = httpx2.get(url, timeout=SECONDS)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        return f"dead_man_url: got {type(error).__name__} instead of an answer; the list is published all the same. Look at the address."
    if answered.is_success:
        return None
    return (
        f"dead_man_url: got the answer {answered.status_code}; the list is published all the same. Look at the address."
    )
