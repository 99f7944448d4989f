"""What no installation may run on: each weakness in words, for the doctor, the night and whoever starts the service.

One list for all three, so that what the doctor calls well is what starts.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from itertools import pairwise
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from service.domain.errors import WrongUse
from service.settings import CONFIG, Mode, Settings

LOOPBACK: Final = "127.0.0.1"
LEAST_SECRET: Final = 16
"""Characters of a client's secret; what providers make is longer."""
LEAST_KINDS: Final = 16
"""Different bytes in a key: of 32 drawn by chance there are 30, and fewer than 17 once in ten million million keys."""
LEAST_LETTERS: Final = 8
_MADE: Final = re.compile(r"(^|[-_.])(made|demo|test|example|sample)([-_.]|$)")
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_COMMON: Final = re.compile(r"(?i)secret|password|changeme|adgangskode|kodeord|alleskalmed|example")
Weak = Callable[[Settings], Iterator[str]]


def weaknesses(settings: Settings, *, host: str = LOOPBACK) -> list[str]:
    """What would let somebody in who does not belong, or tell what nobody may read; `host`: the address to listen on."""
    found = list(_of_listening(settings, host))
    if settings.mode is Mode.REAL:
        found += [weak for check in _REAL for weak in check(settings)]
    return found


def check_strong(settings: Settings, *, host: str = LOOPBACK) -> None:
    """Pass if an installation may run with these settings.

    Raises: WrongUse naming every weakness.
    """
    found = weaknesses(settings, host=host)
    if found:
        raise WrongUse(f"{'; '.join(found)}. Mend the settings, then start again; `alleskalmed doctor` shows them.")


def is_loopback(host: str) -> bool:
    """Whether an address is that of the machine itself."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _of_listening(settings: Settings, host: str) -> Iterator[str]:
    """Where anybody may be anybody, nobody else is let in; and nothing real goes over a network in plain text."""
    if is_loopback(host):
        return
    allowed = "loopback (127.0.0.1, ::1, localhost)"
    if settings.mode is Mode.DEMO:
        yield f"--host: got an address that other machines reach, in mode demo allowed is {allowed}; set ALLESKALMED_MODE to serve others"
    if settings.mode is Mode.REAL and not settings.is_behind_tls:
        yield (
            f"--host: got an address that other machines reach over plain http, in mode real allowed is {allowed}, or another behind a "
            "proxy that ends TLS, which is_behind_tls says"
        )


def _of_addresses(settings: Settings) -> Iterator[str]:
    if not settings.issuer:
        yield "issuer: got none, allowed is the provider that people sign in with"
    for name in ("issuer", "public_url"):
        given = getattr(settings, name)
        if (given or name == "public_url") and urlsplit(given).scheme != "https":
            yield f"{name}: got an address that is not https, allowed is https"


def _of_debugging(settings: Settings) -> Iterator[str]:
    if settings.log_level == "debug":
        yield "log_level: got debug, allowed is info or less"
    for name in ("PYTHONASYNCIODEBUG", "PYTHONDEVMODE", "PYTHONINSPECT"):
        if os.environ.get(name):
            yield f"{name}: got a debugging switch in the environment, allowed is none"


def _of_secret(settings: Settings) -> Iterator[str]:
    file = settings.client_secret_file
    if file is None:
        return
    if not file.is_file() or not (secret := file.read_text(encoding="utf-8").strip()):
        yield "client_secret_file: got no file with a secret, allowed is one that the service can read"
    elif len(secret) < LEAST_SECRET or len(set(secret)) < LEAST_LETTERS or _COMMON.search(secret):
        yield (
            f"client_secret_file: got a secret that can be guessed, allowed is one of at least {LEAST_SECRET} characters drawn by chance. "
            "Let the provider make a new one"
        )


def _of_keys(settings: Settings) -> Iterator[str]:
    """Every key is named, was drawn by chance on purpose, and serves one thing."""
    for name in ("raw_key_file", "audit_key_file", "identity_keys"):
        if getattr(settings, name) is None:
            yield f"{name}: got none, allowed in mode real is a key made for this installation: `openssl rand -hex 32`"
    seen: dict[str, str] = {}
    for name, file in _keys(settings):
        if _MADE.search(file.name) or file.resolve().is_relative_to(settings.folders.home.resolve()):
            yield f"{name}: got a key that was made here for demonstration, or lies in the installation's own folder, allowed is neither"
        if not file.is_file():
            continue  # whoever opens it says so
        written = file.read_text(encoding="ascii", errors="replace").strip().lower()
        if _can_be_guessed(written):
            yield f"{name}: got a key that can be guessed, allowed is one drawn by chance: `openssl rand -hex 32`"
        if written in seen:
            yield f"{name}: got the key of {seen[written]} again, allowed is a key for each thing"
        seen[written] = name


def _can_be_guessed(written: str) -> bool:
    """Few different bytes, or the same step from each to the next."""
    try:
        key = bytes.fromhex(written)
    except ValueError:
        return False  # whoever opens it says that it is none
    steps = {(after - before) % 256 for before, after in pairwise(key)}
    return len(set(key)) < LEAST_KINDS or len(steps) < LEAST_LETTERS


def _of_rights(settings: Settings) -> Iterator[str]:
    """Keys, secrets, settings and database are their owner's alone; the installation's folder is not everybody's."""
    database = settings.url.removeprefix("sqlite:///")
    kept = [] if database == settings.url else [Path(database + end) for end in ("", "-wal", "-shm")]
    named = [Path(os.environ[CONFIG])] if os.environ.get(CONFIG) else []
    secret = [settings.client_secret_file] if settings.client_secret_file else []
    folder = [settings.identity_keys] if settings.identity_keys else []
    told = [("key", file) for _, file in _keys(settings)]
    told += [("secret", file) for file in secret] + [("settings", file) for file in named]
    told += [("database", file) for file in kept] + [("folder of keys", place) for place in folder]
    for what, file in told:
        if file.exists() and file.stat().st_mode & _OTHERS:
            right = "700" if file.is_dir() else "600"
            yield f"{what}: others may read {file.name}, allowed is its owner alone: chmod {right}"
    home = settings.folders.home
    if home.exists() and home.stat().st_mode & stat.S_IRWXO:
        yield f"var: everybody may look into {home.name}, allowed are owner and group: chmod o-rwx"


def _keys(settings: Settings) -> list[tuple[str, Path]]:
    """The files of keys by the setting that names them."""
    named = [(name, getattr(settings, name)) for name in ("raw_key_file", "audit_key_file")]
    folder = settings.identity_keys
    inside = sorted(folder.glob("*.key")) if folder is not None else []
    return [(name, file) for name, file in named if file is not None] + [("identity_keys", file) for file in inside]


_REAL: Final[tuple[Weak, ...]] = (_of_addresses, _of_debugging, _of_secret, _of_keys, _of_rights)
"""What mode real asks for besides."""
