"""A bundle: a folder with the fitted models, a manifest that says what they are, and a signature over the manifest.

    model.joblib    recipe, risk models, onset rule
    manifest.json   what it is, what it was made from and with, and the SHA-256 of every other file
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
_PARTS: Final[Mapping[str, type]] = {
    "format": int, "recipe": dict, "origin": dict, "regimes": dict, "not_assessed": list, "onset": dict, "catalogue": dict,
    "libraries": dict, "files": dict, "model_id": str,
}  # fmt: skip
"""The parts of a manifest."""
_ORIGIN: Final[Mapping[str, type]] = {"data": str, "until": str, "seed": int, "notes": list}
_BROKEN: Final = (
    pickle.UnpicklingError, struct.error, EOFError, ImportError, ArithmeticError, AssertionError, AttributeError, LookupError, TypeError,
    ValueError,
)  # fmt: skip
"""What reading a model file that is none ends with."""


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
    """The bundle in a folder, once files, signature, hashes, catalogue and libraries hold.

    `trusted`: folder or files of public keys; by default those of `default_var()`.
    Raises: BundleFolderFault, BundleUntrusted, BundleMismatch; all before anything is unpickled, but where a trusted key signed for a
    model file that is none, names more than a model needs, or holds something else than the manifest says.
    """
    path = Path(path)
    _check_files(path)
    manifest = read_manifest(path, trusted=trusted)
    model = _read(path, MODEL)
    _check_match(path.name, manifest)
    if hashlib.sha256(model).hexdigest() != manifest["files"][MODEL]:
        raise BundleUntrusted(
            f"bundle {path.name}, {MODEL}: got another content than was signed, allowed is the signed one. Fetch the bundle again."
        )
    bundle = _bundle(path.name, model, manifest["origin"])
    if json.loads(_manifest_bytes(_held(bundle))) != {part: manifest[part] for part in _held(bundle)}:
        raise BundleUntrusted(
            f"bundle {path.name}, {MODEL}: got another model than {MANIFEST} describes, allowed is the one described. "
            "Do not use this bundle; ask whoever signed it."
        )
    return bundle


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
        **_held(bundle),
        "origin": {
            "data": bundle.origin.data,
            "until": bundle.origin.until.isoformat(),
            "seed": bundle.origin.seed,
            "notes": list(bundle.origin.notes),
            **({"source": bundle.origin.source} if bundle.origin.source else {}),  # bundles made before it was said keep their id
        },
        "catalogue": {"names": list(catalogue.NAMES), "fingerprint": catalogue_fingerprint()},
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "files": {MODEL: hashlib.sha256(model).hexdigest()},
    }  # fmt: skip
    return {**said, "model_id": _model_id(said)}


def _model_id(said: Mapping[str, Any]) -> str:
    content = hashlib.sha256(_manifest_bytes(said)).hexdigest()
    return f"{said['recipe']['name']}-{said['origin']['until']}-{content[:12]}"


def _held(bundle: Bundle) -> dict[str, Any]:
    """What a manifest says of the model file's content."""
    return {
        "recipe": asdict(bundle.recipe),
        "regimes": {str(regime): _regime(model) for regime, model in bundle.models.items()},
        "not_assessed": sorted(str(regime) for regime in Regime if regime not in bundle.models),
        "onset": {
            "threshold": bundle.onset.threshold,
            "false_calls": bundle.onset.false_calls,
            "note": bundle.onset.note,
        },
    }


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
    if manifest.get("format") != FORMAT:
        raise BundleMismatch(f"bundle {name}: got format {manifest.get('format')}, allowed is {FORMAT}. Fit again.")
    _check_parts(name, manifest)
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
    if manifest["model_id"] != _model_id({part: said for part, said in manifest.items() if part != "model_id"}):
        raise BundleUntrusted(
            f"bundle {name}, {MANIFEST}: got a model_id that belongs to another content, allowed is the content's own. Fetch it again."
        )


def _check_parts(name: str, manifest: Mapping[str, Any]) -> None:
    """Refuse a manifest that says more, less or other kinds of things than one does."""
    wrong = [part for part, kind in _PARTS.items() if not isinstance(manifest.get(part), kind)]
    wrong += ["something else"] * bool(set(manifest) - set(_PARTS))
    if not wrong:
        origin, named = manifest["origin"], manifest["catalogue"].get("names")
        whole = {
            "recipe": isinstance(manifest["recipe"].get("name"), str),
            "origin": all(isinstance(origin.get(part), kind) for part, kind in _ORIGIN.items())
            and _is_date(origin["until"]),
            "catalogue": isinstance(named, list) and all(isinstance(item, str) for item in named),
            "libraries": set(manifest["libraries"]) == set(LIBRARIES) and _are_texts(manifest["libraries"]),
            "files": set(manifest["files"]) == {MODEL} and _are_texts(manifest["files"]),
        }
        wrong = [part for part, is_whole in whole.items() if not is_whole]
    if wrong:
        raise BundleMismatch(
            f"bundle {name}, {MANIFEST}: got {', '.join(wrong)} in another form, allowed is that of format {FORMAT}. Fit again."
        )


def _are_texts(said: Mapping[str, Any]) -> bool:
    return all(isinstance(item, str) for item in said.values())


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


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


def _bundle(name: str, model: bytes, origin: Mapping[str, Any]) -> Bundle:
    """What the model file holds; only for a file whose hash was signed."""
    try:
        found = _Reader(io.BytesIO(model)).load()
    except _BROKEN:
        found = None
    kinds = {"recipe": Recipe, "models": dict, "onset": OnsetRule}
    whole = (
        isinstance(found, dict)
        and set(found) == set(kinds)
        and all(isinstance(found[part], kinds[part]) for part in kinds)
    )
    if not whole or not all(isinstance(held, RiskModel) for held in found["models"].values()):
        raise BundleUntrusted(
            f"bundle {name}, {MODEL}: got a signed file that holds no model, allowed is one with recipe, models and onset rule. "
            "Do not use this bundle; ask whoever signed it."
        )
    said = Origin(
        origin["data"],
        date.fromisoformat(origin["until"]),
        origin["seed"],
        tuple(origin["notes"]),
        origin.get("source", ""),
    )
    return Bundle(found["recipe"], found["models"], found["onset"], said)


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
