"""Bundles brought in, activated and opened: verified each time, and only of a kind that may be used here."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from models.bundle import Bundle, load, read_manifest
from models.errors import BundleFolderFault
from models.keys import TRUSTED
from service.domain.access import Act, Actor, check_may
from service.domain.audit import Event
from service.domain.errors import IntegrityBroken, NoModel, NotPermitted, WrongUse
from service.domain.model_origin import House, Judged, check_may_activate
from service.settings import Mode, Settings
from service.store import audit, bundles
from service.store.bundles import ActiveBundle, Registered
from service.store.unit_of_work import Store, Work

BUNDLE, FIGURES, DECISION = "bundle", "evaluation.json", "activation.json"
"""What a published folder holds; a bundle alone has no figures, and one that was only evaluated no decision."""
_MADE: Final = "made-"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")


def trusted_keys(settings: Settings) -> Sequence[Path]:
    """The public keys that may sign bundles here; keys made for demonstration count outside real mode only."""
    folder = settings.trusted_keys or settings.var / "keys" / TRUSTED
    found = sorted(folder.glob("*.pem"))
    return [key for key in found if settings.mode is not Mode.REAL or not key.name.startswith(_MADE)]


def add_bundle(settings: Settings, store: Store, folder: Path, *, actor: Actor, at: datetime) -> str:
    """Verify a bundle, or what `publish` wrote, copy it into the installation and register it; returns its model_id.

    Bringing it in again changes nothing.
    Raises: ModelError if it does not verify; NotPermitted for an actor who may not.
    """
    check_may(actor, Act.ACTIVATE_BUNDLE)
    given = folder / BUNDLE if (folder / BUNDLE).is_dir() else folder
    load(given, trusted=trusted_keys(settings))
    manifest = read_manifest(given, trusted=trusted_keys(settings))
    model_id = _checked_name(str(manifest["model_id"]))
    said = [folder / name for name in (FIGURES, DECISION) if (folder / name).is_file()]
    _copy(given, said, settings.folders.bundles / model_id)
    with store.begin() as work:
        new = Registered(model_id, str(manifest["origin"]["data"]), model_id, manifest, at)
        if bundles.add(work, new):
            audit.append(work, Event(at, actor, "bundle.added", detail={"model_id": model_id, "data": new.data}))
    return model_id


def activate_bundle(settings: Settings, store: Store, model_id: str, *, actor: Actor, at: datetime) -> None:
    """Let a bundle score from now on; where records are real two people do it together (`two_people`).

    Raises: NotPermitted if it was not made from what this installation holds, with no override, and of one person in real mode; ModelError
    if it does not verify.
    """
    check_may(actor, Act.ACTIVATE_BUNDLE)
    with store.read() as work:
        bundles.bundle_of(work, model_id)
    load_model(settings, model_id)
    if settings.mode is Mode.REAL:
        raise NotPermitted(
            "model: got one person, allowed in real mode are two: one proposes, another confirms. Use the page Data og model, or give "
            "`alleskalmed bundle activate MODEL_ID --by USER` twice, each in their own name."
        )
    with store.begin() as work:
        bundles.activate(work, model_id, actor_id=actor.actor_id, at=at)
        audit.append(work, Event(at, actor, "bundle.activated", detail={"model_id": model_id}))


def active(work: Work) -> ActiveBundle | None:
    """The bundle that scores; None if none does."""
    return bundles.active(work)


def active_model(work: Work) -> str | None:
    """The name of the model that scores; None if none does."""
    return bundles.active_id(work)


def load_active(settings: Settings, work: Work) -> Bundle:
    """The bundle that scores, verified anew.

    Raises: NoModel if none is active or it is gone; NotPermitted if it may not be used here; ModelError if it does not verify.
    """
    model_id = active_model(work)
    if model_id is None:
        raise NoModel(
            "model: got no active bundle, allowed is one. Bring one in with `alleskalmed bundle add` and activate it; "
            "duties run without it."
        )
    return load_model(settings, model_id)


def load_model(settings: Settings, model_id: str) -> Bundle:
    """A bundle that was brought in, verified anew, and checked anew against what this installation holds.

    Raises: as `load_active`.
    """
    place = settings.folders.bundles / _checked_name(model_id)
    try:
        bundle = load(place / BUNDLE, trusted=trusted_keys(settings))
        manifest = read_manifest(place / BUNDLE, trusted=trusted_keys(settings))
    except BundleFolderFault as gone:
        raise NoModel(
            f"model {model_id}: got no readable bundle in its place, allowed is the one that was brought in. "
            "Bring it in again with `alleskalmed bundle add`, or activate another; duties run without it."
        ) from gone
    if manifest["model_id"] != model_id:
        raise IntegrityBroken(
            f"model {model_id}: got another bundle in its place, allowed is the one of that name. Bring it in again."
        )
    is_real = settings.mode is Mode.REAL
    check_may_activate(manifest, _judged(place, model_id), House(is_real, settings.municipality))
    return bundle


def figures_beside(settings: Settings, model_id: str) -> Mapping[str, Any] | None:
    """The figures of the evaluation that was brought in with a bundle; None if there are none, or they speak of another model.

    Raises: IntegrityBroken if they cannot be read.
    """
    return _said_of(model_id, settings.folders.bundles / _checked_name(model_id) / FIGURES)


def decision_beside(settings: Settings, model_id: str) -> Mapping[str, Any] | None:
    """The decision by which a bundle was handed on; None if there is none, or it hands on another one.

    Raises: IntegrityBroken if it cannot be read.
    """
    return _said_of(model_id, settings.folders.bundles / _checked_name(model_id) / DECISION)


def _said_of(model_id: str, place: Path) -> Mapping[str, Any] | None:
    if not place.is_file():
        return None
    said = _read(place, place.stat().st_mtime_ns)
    return said if said.get("model_id") == model_id else None


@lru_cache(maxsize=4)
def _read(place: Path, written: int) -> Mapping[str, Any]:  # noqa: ARG001 - another instant of writing is another content
    """What a file beside a bundle says, read once for all who ask, for anybody may ask."""
    try:
        said = json.loads(place.read_bytes())
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise IntegrityBroken(
            f"{place.name}: got something else than said of a model, allowed is what `alleskalmed-train publish` wrote. "
            "Bring the bundle in again."
        )
    return said


def _judged(place: Path, model_id: str) -> Judged | None:
    """What the evaluation beside a bundle says it is of; None if there is none of this model.

    Raises: IntegrityBroken if it cannot be read.
    """
    said = _said_of(model_id, place / FIGURES)
    if said is None:
        return None
    try:
        data, source = str(said["data"]), str(said["source"])
    except KeyError as fault:
        raise IntegrityBroken(
            f"{FIGURES}: got no {fault.args[0]}, allowed is what `alleskalmed-train evaluate` wrote. Bring the bundle in again."
        ) from None
    return Judged(data, source, is_handed_on=_said_of(model_id, place / DECISION) is not None)


def _copy(bundle: Path, said: Sequence[Path], place: Path) -> None:
    """Copy into a folder beside the place, then rename: what is in the place is whole, and replaced only by what was verified."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=f".{place.name}-") as beside:
        made = Path(beside) / "made"
        shutil.copytree(bundle, made / BUNDLE)
        for file in said or [place / name for name in (FIGURES, DECISION)]:
            if file.is_file():  # a bundle that is brought in again alone keeps what was said of it
                shutil.copyfile(file, made / file.name)
        for file in made.rglob("*"):
            _flush(file)
        if place.exists():
            place.rename(Path(beside) / "older")
        made.rename(place)


def _flush(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _checked_name(model_id: str) -> str:
    if not _NAME.fullmatch(model_id):
        raise WrongUse(
            "model_id: got a name that is no file name, allowed are letters, digits, dots and dashes. Name one that `bundle list` shows."
        )
    return model_id
