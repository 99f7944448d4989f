"""Who was erased, as keyed hashes in a file beside the keys: no backup holds it, so that a restored one brings nobody back."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from service.store.seal import Seal

LIST: Final = "erasures"


@dataclass(frozen=True)
class Erasures:
    """The list of an installation, which lies beside the anchor of its audit trail."""

    seal: Seal

    @property
    def place(self) -> Path:
        """Where the list lies; keep it with the keys."""
        return self.seal.anchor.with_name(LIST)

    def add(self, youth_id: str, *, at: datetime) -> None:
        """Note that a youth is erased, before anything is; it is on the disk when this returns."""
        if self.has(youth_id):
            return
        self.place.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(self.place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as file:
            file.write(f"{self._hash(youth_id)} {at.date()}\n")
            file.flush()
            os.fsync(file.fileno())

    def count(self) -> int:
        """How many youths the list names; lines of the trail tell how many it should."""
        return len(self._hashes())

    def has(self, youth_id: str) -> bool:
        """Whether a youth was erased."""
        return self._hash(youth_id) in self._hashes()

    def among(self, names: set[str]) -> list[str]:
        """Those of some names that were erased."""
        hashes = self._hashes()
        return sorted(name for name in names if self._hash(name) in hashes) if hashes else []

    def _hashes(self) -> set[str]:
        if not self.place.exists():
            return set()
        return {line.split()[0] for line in self.place.read_text(encoding="ascii").splitlines() if line.strip()}

    def _hash(self, youth_id: str) -> str:
        return hmac.new(self.seal.key, f"erasure {youth_id}".encode(), hashlib.sha256).hexdigest()
