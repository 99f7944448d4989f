"""An installation in real mode: the small town declared real, keys made on purpose, and a model of its own records."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from features.calendar import cut
from features.permission import LegalBasis, Phase, Purpose
from models.bundle import save
from models.keys import SigningKey
from models.manifest import Origin
from service.domain.access import COMMAND_LINE
from service.operating.bundles import add_bundle
from service.operating.permits import record_basis
from service.settings import Settings
from service.store.migration import upgrade
from service.store.unit_of_work import Store
from tests.lib.small_bundle import small_bundle
from tests.lib.small_night import Home
from tests.lib.small_town import write_small_town
from tests.lib.two_people import put_to_use

HERE = "a small town"
BEFORE = cut(date(2026, 9, 1))
PROFILING = LegalBasis(
    law="Lov om kommunal indsats for unge",
    scope=frozenset({Purpose.PROFILING}),
    phases=frozenset({Phase.OPERATION}),
    tables=frozenset(),
    valid_from_on=date(2026, 8, 1),
    approved_by="Direktør",
    dpia="sag 14",
    fria="sag 15",
    notice_given_on=date(2026, 8, 1),
)
DUTIES = replace(PROFILING, scope=frozenset({Purpose.DUTIES}), dpia="", fria="", notice_given_on=None)
EVERYTHING = frozenset(
    """youths spells attendance risk_reports next_steps contacts interventions institutions school_days areas districts
    counsellors assignments teams""".split()
)


@dataclass(frozen=True)
class RealHome(Home):
    """An installation in real mode."""

    @property
    def settings(self) -> Settings:
        """Its settings, with keys that somebody put beside it."""
        said = {
            "mode": "real",
            "municipality": HERE,
            "audit_key_file": self.key("audit"),
            "raw_key_file": self.key("raw"),
        }
        return Settings(var=self.var, database_url=self.url, shard_jobs=1, **said)  # type: ignore[arg-type] # pydantic reads text

    def key(self, name: str) -> Path:
        """A file with a key, made once."""
        place = self.var.parent / f"{name}.key"
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text("5a" * 32, encoding="ascii")
        return place

    def deliver(self, name: str = "town") -> Path:
        """Put the small town's records, declared real, into the inbox."""
        return declared_real(write_small_town(self.inbox / name))


def declared_real(folder: Path) -> Path:
    """A records folder that says its data are real."""
    said = json.loads((folder / "delivery.json").read_bytes())
    (folder / "delivery.json").write_text(json.dumps({**said, "data": "real", "source": HERE}), encoding="utf-8")
    return folder


def real_home(var: Path, url: str, *bases: LegalBasis) -> RealHome:
    """An installation in real mode with an active model of its own records, its delivery in the inbox, and these bases."""
    home = RealHome(var, url)
    store = home.open()
    upgrade(store)
    home.deliver()
    _bring_bundle(home, store)
    with store.begin() as work:
        for basis in bases:
            record_basis(work, COMMAND_LINE, basis, at=BEFORE)
    store.close()
    return home


def _bring_bundle(home: RealHome, store: Store) -> None:
    put_to_use(home.settings, store, add_own_bundle(home, store, until=date(2025, 12, 1)), at=BEFORE)


def add_own_bundle(home: RealHome, store: Store, *, until: date) -> str:
    """Bring in a model of the town's own records, signed by an analyst."""
    published = home.var / f"published-{until}"
    key = Ed25519PrivateKey.generate()
    trusted = home.var / "keys" / "trusted"
    trusted.mkdir(parents=True, exist_ok=True)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (trusted / f"analyst-{until}.pem").write_bytes(public)
    bundle = replace(small_bundle(), origin=Origin("real", until, 3, (), HERE))
    model_id = save(bundle, published / "bundle", key=SigningKey(key))
    figures = {"model_id": model_id, "data": "real", "source": HERE}
    (published / "evaluation.json").write_text(json.dumps(figures), encoding="utf-8")
    (published / "activation.json").write_text(json.dumps({"model_id": model_id}), encoding="utf-8")
    return add_bundle(home.settings, store, published, actor=COMMAND_LINE, at=BEFORE)
