"""A bundle: a folder with the fitted models, a manifest that says what they are, and a signature over the manifest.

    model.joblib    recipe, risk models, onset rule
    manifest.json   what it is, what it was made from and with, and the SHA-256 of every other file
    manifest.sig    Ed25519 signature over the bytes of manifest.json

A pickle is a program. So nothing is unpickled before signature, hash, catalogue and libraries hold, and then only the classes below.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import joblib
from joblib.numpy_pickle import NumpyUnpickler

from features import catalogue
from features.vocabulary import Regime
from models.errors import BundleFolderFault, BundleMismatch, BundleUntrusted
from models.keys import TRUSTED, SigningKey, check_signature, default_var
from models.profile import OnsetRule
from models.recipe import Recipe
from models.risk import RiskModel
from models.rule_models import RuleModel

FORMAT: Final = 1
MODEL, MANIFEST, SIGNATURE = "model.joblib", "manifest.json", "manifest.sig"
LIBRARIES: Final = ("joblib", "numpy", "pandas", "scikit-learn")
_ALLOWED: Final = frozenset(
    {
        ("joblib.numpy_pickle", "NumpyArrayWrapper"),
        ("models.calibration", "Calibration"),
        ("models.profile", "OneClass"),
        ("models.profile", "OnsetRule"),
        ("models.recipe", "Recipe"),
        ("models.risk", "Basis"),
        ("models.risk", "RiskModel"),
        ("models.rule_models", "ChanceModel"),
        ("models.rule_models", "PlaceModel"),
        ("models.rule_models", "RuleModel"),
        ("models.tables", "ShapeTable"),
        ("numpy", "dtype"),
        ("numpy", "ndarray"),
    }
)
"""Everything a model file may name."""


@dataclass(frozen=True)
class Origin:
    """What a bundle was made from: the data's declaration, the day from which nothing was seen, the seed, notes on the way, and the source.

    `source`: whose records they were, as their delivery said.
    """

    data: str
    until: date
    seed: int
    notes: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, eq=False)
class Bundle:
    """Everything needed to score. `models`: regime → model; a regime without a model is not assessed, and `origin.notes` say why."""

    recipe: Recipe
    models: Mapping[str, RiskModel]
    onset: OnsetRule
    origin: Origin

    @cached_property
    def model_id(self) -> str:
        """Name of the recipe, until, and the first 12 hex digits of the content's SHA-256."""
        return str(self.manifest["model_id"])

    @property
    def manifest(self) -> dict[str, Any]:
        """What manifest.json says."""
        return _manifest(self, _model_bytes(self))


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
    manifest = _manifest(bundle, model)
    written = _manifest_bytes(manifest)
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
    """The bundle in a folder, once signature, hashes, catalogue and libraries hold.

    `trusted`: folder or files of public keys; by default those of `default_var()`.
    Raises: BundleFolderFault, BundleUntrusted, BundleMismatch; all before anything is unpickled.
    """
    path = Path(path)
    manifest = read_manifest(path, trusted=trusted)
    model = _read(path, MODEL)
    if hashlib.sha256(model).hexdigest() != manifest["files"].get(MODEL):
        raise BundleUntrusted(
            f"bundle {path.name}, {MODEL}: got another content than was signed, allowed is the signed one. Fetch the bundle again."
        )
    _check_match(path.name, manifest)
    found = _Reader(io.BytesIO(model)).load()
    origin = manifest["origin"]
    return Bundle(
        found["recipe"],
        found["models"],
        found["onset"],
        Origin(
            origin["data"],
            date.fromisoformat(origin["until"]),
            origin["seed"],
            tuple(origin["notes"]),
            origin.get("source", ""),
        ),
    )


def read_manifest(path: Path, *, trusted: Path | Sequence[Path] | None = None) -> dict[str, Any]:
    """The manifest of a bundle, once its signature holds; nothing is unpickled.

    Raises: BundleFolderFault if there is none; BundleUntrusted if no trusted key signed it.
    """
    written, signature = _read(path, MANIFEST), _read(path, SIGNATURE)
    check_signature(written, signature, default_var() / "keys" / TRUSTED if trusted is None else trusted)
    manifest: dict[str, Any] = json.loads(written)
    return manifest


def catalogue_fingerprint() -> str:
    """SHA-256 over what every indicator measures and may feed; wording for people is left out."""
    rows = [
        [item.name, item.unit, item.window, item.definition, sorted(item.feeds), item.response, sorted(item.regimes), item.missing]
        for item in catalogue.INDICATORS
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


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


def _manifest(bundle: Bundle, model: bytes) -> dict[str, Any]:
    """The manifest; model_id is the hash of everything else in it."""
    said: dict[str, Any] = {
        "format": FORMAT,
        "recipe": asdict(bundle.recipe),
        "origin": {
            "data": bundle.origin.data,
            "until": bundle.origin.until.isoformat(),
            "seed": bundle.origin.seed,
            "notes": list(bundle.origin.notes),
            **({"source": bundle.origin.source} if bundle.origin.source else {}),  # bundles made before it was said keep their id
        },
        "regimes": {regime: _regime(model) for regime, model in bundle.models.items()},
        "not_assessed": sorted(str(regime) for regime in Regime if regime not in bundle.models),
        "onset": {"threshold": bundle.onset.threshold, "false_calls": bundle.onset.false_calls, "note": bundle.onset.note},
        "catalogue": {"names": list(catalogue.NAMES), "fingerprint": catalogue_fingerprint()},
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "files": {MODEL: hashlib.sha256(model).hexdigest()},
    }  # fmt: skip
    content = hashlib.sha256(_manifest_bytes(said)).hexdigest()
    return {**said, "model_id": f"{bundle.recipe.name}-{bundle.origin.until.isoformat()}-{content[:12]}"}


def _regime(model: RiskModel) -> dict[str, Any]:
    """What the manifest says of one regime's model."""
    scaling = model.calibration
    return {
        "base_rate": model.base_rate,
        "intercept": model.intercept,
        "training": asdict(model.training),
        "calibration": {
            **asdict(model.later),
            "intercept": scaling.intercept,
            "slope": scaling.slope,
            "covariance": scaling.covariance.tolist(),
        },
        "trees": model.trees,
        "indicators": list(model.indicators),
        "notes": list(model.notes),
        **({"rule": model.said} if isinstance(model, RuleModel) else {}),
    }


def _manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    return json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def _check_match(name: str, manifest: Mapping[str, Any]) -> None:
    """Refuse a bundle that this code could load but would misread."""
    if manifest["format"] != FORMAT:
        raise BundleMismatch(f"bundle {name}: got format {manifest['format']}, allowed is {FORMAT}. Fit again.")
    theirs, ours = manifest["catalogue"]["names"], list(catalogue.NAMES)
    if theirs != ours:
        added, gone = sorted(set(ours) - set(theirs)), sorted(set(theirs) - set(ours))
        raise BundleMismatch(
            f"bundle {name} expects {len(theirs)} indicators, the catalogue makes {len(ours)} (new: {added}, gone: {gone}). "
            "Fit again, or use a bundle made with this catalogue."
        )
    if manifest["catalogue"]["fingerprint"] != catalogue_fingerprint():
        raise BundleMismatch(
            f"bundle {name}: got indicators of the same names with other definitions, allowed is the catalogue it was fitted with. "
            "Fit again, or use a bundle made with this catalogue."
        )
    for library, version in manifest["libraries"].items():
        here = metadata.version(library)
        if version.split(".")[0] != here.split(".")[0]:
            raise BundleMismatch(
                f"bundle {name}: got {library} {version}, here is {here}; allowed is the same major version. "
                "Fit again, or install what the lock file names."
            )


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
