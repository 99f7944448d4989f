"""A bundle: a folder with the fitted models, a manifest that says what they are, and a signature over the manifest.

    model.joblib    recipe, risk models, onset rule and mixture
    manifest.json   what it is, what it was made from and with, the SHA-256 of every other file, and canaries with their answers
    manifest.sig    Ed25519 signature over the bytes of manifest.json

A pickle is a program. So nothing is unpickled before files, signature, hashes, catalogue and libraries hold, and then only the classes
below, and then only if the model is what the manifest says it is.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import struct
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import joblib
from joblib.numpy_pickle import NumpyUnpickler

from models.canary import CLOSE, ONSET, changed, onset_changed
from models.errors import BundleFolderFault, BundleMismatch, BundleUntrusted
from models.keys import TRUSTED, SigningKey, check_signature, default_var
from models.manifest import MANIFEST, MODEL, SIGNATURE, Content, Origin, as_bytes, check_match, describe, held
from models.recipe import Recipe
from models.risk import RiskModel
from models.starters import Starters

_ALLOWED: Final = frozenset(
    {
        ("joblib.numpy_pickle", "NumpyArrayWrapper"),
        ("models.calibration", "Calibration"),
        ("models.growth", "Courses"),
        ("models.growth", "GrowthMixture"),
        ("models.onset", "Comparison"),
        ("models.onset", "Gain"),
        ("models.onset", "OnsetMixture"),
        ("models.profile", "OneClass"),
        ("models.profile", "OnsetRule"),
        ("models.recipe", "Recipe"),
        ("models.risk", "Basis"),
        ("models.risk", "RiskModel"),
        ("models.rule_models", "ChanceModel"),
        ("models.rule_models", "PlaceModel"),
        ("models.rule_models", "RuleModel"),
        ("models.scores", "OnsetProfile"),
        ("models.starters", "Starters"),
        ("models.tables", "ShapeTable"),
        ("numpy", "dtype"),
        ("numpy", "ndarray"),
    }
)
"""Everything a model file may name."""
_BROKEN: Final = (
    pickle.UnpicklingError, struct.error, EOFError, ImportError, ArithmeticError, AssertionError, AttributeError, LookupError, TypeError,
    ValueError,
)  # fmt: skip
"""What reading a model file that is none ends with."""


@dataclass(frozen=True, eq=False)
class Bundle(Content):
    """A content and where it comes from. `signed`: the manifest it was loaded with; one that was never saved has none."""

    origin: Origin
    signed: Mapping[str, Any] | None = None

    @property
    def model_id(self) -> str:
        """Name of the recipe, until, and the first 12 hex digits of the content's SHA-256."""
        return str(self.manifest["model_id"])

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """What manifest.json says."""
        return describe(self, self.origin, _model_bytes(self)) if self.signed is None else self.signed


def save(bundle: Bundle, folder: Path, *, key: SigningKey) -> str:
    """Write the bundle, whole or not at all, in place of an older one; the same bundle gives the same bytes.

    Returns the model_id.
    Raises: BundleFolderFault if something else than a bundle is in the folder's place.
    """
    if folder.exists() and not (folder.is_dir() and (_is_bundle(folder) or not any(folder.iterdir()))):
        raise BundleFolderFault(
            f"bundle folder {folder.name}: got a file or folder that is no bundle, allowed is a new name, an empty folder or an "
            "older bundle. Choose another place."
        )
    model = _model_bytes(bundle)
    manifest = describe(bundle, bundle.origin, model)
    written = as_bytes(manifest)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as beside:
        made = Path(beside) / "made"
        made.mkdir()
        for name, content in ((MODEL, model), (MANIFEST, written), (SIGNATURE, key.private.sign(written))):
            _write_through(made / name, content)
        if folder.exists():
            folder.rename(Path(beside) / "older")
        made.rename(folder)
    return str(manifest["model_id"])


def load(path: Path, *, trusted: Path | Sequence[Path] | None = None) -> Bundle:
    """The bundle in a folder, once files, signature, hashes, catalogue and libraries hold.

    `trusted`: folder or files of public keys; by default those of `default_var()`.
    Raises: BundleFolderFault, KeyFault, BundleUntrusted, BundleMismatch; all before anything is unpickled, but where a trusted key signed
    for a model file that is none, names more than a model needs, or holds something else than the manifest says.
    """
    path = Path(path)
    _check_files(path)
    manifest = read_manifest(path, trusted=trusted)
    model = _read(path, MODEL)
    check_match(path.name, manifest)
    if hashlib.sha256(model).hexdigest() != manifest["files"][MODEL]:
        raise BundleUntrusted(
            f"bundle {path.name}, {MODEL}: got another content than was signed, allowed is the signed one. Fetch the bundle again."
        )
    return _held_as_said(path.name, model, manifest)


def read_manifest(path: Path, *, trusted: Path | Sequence[Path] | None = None) -> dict[str, Any]:
    """The manifest of a bundle, once its signature holds; nothing is unpickled.

    Raises: BundleFolderFault if there is none; BundleUntrusted if no trusted key signed it; BundleMismatch if it is none.
    """
    written, signature = _read(path, MANIFEST), _read(path, SIGNATURE)
    check_signature(written, signature, default_var() / "keys" / TRUSTED if trusted is None else trusted)
    try:
        manifest = json.loads(written)
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict):
        raise BundleMismatch(f"bundle {path.name}, {MANIFEST}: got no JSON object, allowed is one. Fit again.")
    return manifest


class _Reader(NumpyUnpickler):  # type: ignore[misc]  # joblib ships no types
    """joblib's reader, with a closed list of what may be named."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__("", file, True)

    def find_class(self, module: str, name: str) -> Any:
        """The class, if it is on the list.

        Raises: BundleUntrusted if it is not.
        """
        if (module, name) not in _ALLOWED:
            raise BundleUntrusted(
                f"bundle, {MODEL}: got a reference to something a model does not need, allowed are {len(_ALLOWED)} classes. "
                "Do not use this bundle; ask whoever signed it."
            )
        return super().find_class(module, name)


def _model_bytes(bundle: Bundle) -> bytes:
    file = io.BytesIO()
    content = {"recipe": bundle.recipe, "models": dict(bundle.models), "onset": bundle.onset}
    joblib.dump(content, file, protocol=pickle.DEFAULT_PROTOCOL)
    return file.getvalue()


def _check_files(folder: Path) -> None:
    """Refuse a folder in which lies more than a bundle, or a link that may lead elsewhere; what is missing is told on reading."""
    try:
        found = list(folder.iterdir())
    except OSError:
        return  # no folder: reading the manifest says so
    more = [file for file in found if file.name not in {MODEL, MANIFEST, SIGNATURE}]
    links = [file for file in found if file.is_symlink()]
    if more or links:
        raise BundleUntrusted(
            f"bundle {folder.name}: got {len(more)} other files and {len(links)} links, allowed are {MODEL}, {MANIFEST} and {SIGNATURE} "
            "themselves and nothing else. Fetch the bundle again."
        )


def _held_as_said(name: str, model: bytes, manifest: Mapping[str, Any]) -> Bundle:
    """The bundle of a signed model file, once it is what the manifest describes and answers as it did when it was signed."""
    content = _content(name, model)
    ours = json.loads(as_bytes(held(content)))
    if ours != {part: manifest[part] for part in ours}:
        raise BundleUntrusted(
            f"bundle {name}, {MODEL}: got another model than {MANIFEST} describes, allowed is the one described. "
            "Do not use this bundle; ask whoever signed it."
        )
    strange = _strange(content, manifest["canaries"])
    if strange:
        raise BundleMismatch(
            f"bundle {name}: got other answers to the canaries of {', '.join(strange)} than when it was signed, allowed are the same to "
            f"{CLOSE:g}. The libraries here compute otherwise: install what the lock file names, or fit again."
        )
    return Bundle(content.recipe, content.models, content.onset, Origin.read(manifest["origin"]), manifest)


def _strange(content: Content, said: Mapping[str, Any]) -> list[str]:
    """Whose canaries are answered otherwise than was said."""
    strange = [regime for regime, model in content.models.items() if changed(model, said[regime])]
    mixture = content.onset.mixture
    return strange if mixture is None or not onset_changed(mixture, said[ONSET]) else [*strange, ONSET]


def _content(name: str, model: bytes) -> Content:
    """What the model file holds; only for a file whose hash was signed."""
    try:
        found = _Reader(io.BytesIO(model)).load()
    except _BROKEN:
        found = None
    kinds = {"recipe": Recipe, "models": dict, "onset": Starters}
    whole = (
        isinstance(found, dict)
        and set(found) == set(kinds)
        and all(isinstance(found[part], kinds[part]) for part in kinds)
    )
    if not whole or not all(isinstance(held, RiskModel) for held in found["models"].values()):
        raise BundleUntrusted(
            f"bundle {name}, {MODEL}: got a signed file that holds no model, allowed is one with recipe, models and onset. "
            "Do not use this bundle; ask whoever signed it."
        )
    return Content(**found)


def _is_bundle(folder: Path) -> bool:
    return {MODEL, MANIFEST, SIGNATURE} >= {file.name for file in folder.iterdir()} and (folder / MANIFEST).exists()


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError:
        raise BundleFolderFault(
            f"bundle {folder.name}: got no readable {name}, allowed is a folder with {MODEL}, {MANIFEST} and {SIGNATURE}. "
            "Name the folder that `alleskalmed-train fit` wrote."
        ) from None


def _write_through(path: Path, content: bytes) -> None:
    """Write and wait until it is on disk: a bundle that is there must be whole."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
