"""What real mode refuses to run on: each weakness in words, for the doctor and for whoever starts the service."""

from __future__ import annotations

import stat
from pathlib import Path
from urllib.parse import urlsplit

from service.domain.errors import WrongUse
from service.settings import Mode, Settings


def weaknesses(settings: Settings) -> list[str]:
    """What would let somebody in who does not belong, or tell what nobody may read; empty outside real mode."""
    if settings.mode is not Mode.REAL:
        return []
    if not settings.issuer:
        return ["issuer: got none, allowed is the provider that people sign in with"]
    found = [
        f"{name}: got an address that is not https, allowed is https"
        for name in ("issuer", "public_url")
        if urlsplit(getattr(settings, name)).scheme != "https"
    ]
    if settings.log_level == "debug":
        found.append("log_level: got debug, allowed is info or less")
    return found if settings.client_secret_file is None else found + _of_secret(settings.client_secret_file)


def check_strong(settings: Settings) -> None:
    """Pass if the service may be started with these settings.

    Raises: WrongUse naming every weakness.
    """
    found = weaknesses(settings)
    if found:
        raise WrongUse(f"{'; '.join(found)}. Mend the settings, then start again; `alleskalmed doctor` shows them.")


def _of_secret(file: Path) -> list[str]:
    if not file.is_file() or not file.read_text(encoding="utf-8").strip():
        return ["client_secret_file: got no file with a secret, allowed is one that the service can read"]
    if file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return ["client_secret_file: others may read it, allowed is its owner alone: chmod 600"]
    return []
