"""`alleskalmed serve`: the pages and the API, answered from this machine."""

from __future__ import annotations

from urllib.parse import urlunsplit

from features.exits import say
from service.app import serve
from service.domain.errors import WrongUse
from service.edge.whereabouts import is_loopback
from service.settings import Mode, Settings


def run(*, host: str, port: int, workers: int) -> None:
    """Refuse addresses that a demonstration must not have, say where it answers, and answer until stopped."""
    settings = Settings()
    check_may_listen(host, settings.mode)
    say(f"Answers on {address(host, port)} in mode {settings.mode}; stop it with Ctrl-C.")
    if settings.mode is Mode.DEMO:
        say("Sign in as any demo user on the page; a system's token: `alleskalmed users token --role system`.")
    serve(settings, host=host, port=port, workers=workers)


def check_may_listen(host: str, mode: Mode) -> None:
    """Pass unless a demonstration, where anybody may sign in as anybody, would be reached from other machines.

    Raises: WrongUse.
    """
    if mode is Mode.DEMO and not is_loopback(host):
        raise WrongUse(
            "--host: got an address that other machines reach, in mode demo allowed is loopback (127.0.0.1, ::1, localhost). "
            "Anybody may sign in as anybody here; set ALLESKALMED_MODE to serve others."
        )


def address(host: str, port: int) -> str:
    """The address as a browser takes it."""
    return urlunsplit(("http", f"[{host}]:{port}" if ":" in host else f"{host}:{port}", "", "", ""))
