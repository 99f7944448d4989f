"""`alleskalmed serve`: the pages and the API, answered from this machine."""

from __future__ import annotations

from urllib.parse import urlunsplit

from features.exits import say
from service.app import serve
from service.operating.strength import check_strong
from service.settings import Mode, Settings


def run(*, host: str, port: int, workers: int) -> None:
    """Refuse addresses that a demonstration must not have, say where it answers, and answer until stopped."""
    settings = Settings()
    check_strong(settings, host=host)
    say(f"Answers on {address(host, port)} in mode {settings.mode}; stop it with Ctrl-C.")
    if settings.mode is Mode.DEMO:
        say("Sign in as any demo user on the page; a system's token: `alleskalmed users token --role system`.")
    serve(settings, host=host, port=port, workers=workers)


def address(host: str, port: int) -> str:
    """The address as a browser takes it."""
    return urlunsplit(("http", f"[{host}]:{port}" if ":" in host else f"{host}:{port}", "", "", ""))
