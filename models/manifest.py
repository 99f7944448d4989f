"""What a bundle says of itself: what it is, what it was learned from and with, and how to tell that it is still that."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from importlib import metadata
from types import UnionType
from typing import Any, Final

from features import catalogue
from features.vocabulary import Regime
from models.canary import ANSWERS, ONSET, canaries, is_whole, onset_canaries
from models.errors import BundleMismatch, BundleUntrusted
from models.recipe import Recipe
from models.risk import RiskModel
from models.rule_models import RuleModel
from models.scores import POSTERIORS
from models.starters import Starters

FORMAT: Final = 2
MODEL, MANIFEST, SIGNATURE = "model.joblib", "manifest.json", "manifest.sig"
LIBRARIES: Final = ("joblib", "numpy", "pandas", "scikit-learn")
_PARTS: Final[Mapping[str, type]] = {
    "format": int, "recipe": dict, "origin": dict, "regimes": dict, "not_assessed": list, "onset": dict, "catalogue": dict,
    "canaries": dict, "libraries": dict, "files": dict, "model_id": str,
}  # fmt: skip
"""The parts of a manifest."""
_ORIGIN: Final[Mapping[str, type | UnionType]] = {
    "data": str, "until": str, "seed": int, "notes": list, "source": str, "training": dict | None, "calibration": dict | None,
}  # fmt: skip
_WINDOW: Final[Mapping[str, type]] = {"first": str, "last": str, "dates": int, "sha256": str}


@dataclass(frozen=True)
class Window:
    """The dates that something was learned from, and the SHA-256 of their rows as they were learned from."""

    first: date
    last: date
    dates: int
    sha256: str


@dataclass(frozen=True)
class Origin:
    """What a bundle was made from: the data's declaration, the day from which nothing was seen, the seed, notes on the way, and the source.

    `source`: whose records they were, as their delivery said. `training`, `calibration`: from which dates and rows.
    """

    data: str
    until: date
    seed: int
    notes: tuple[str, ...] = ()
    source: str = ""
    training: Window | None = None
    calibration: Window | None = None

    @property
    def said(self) -> dict[str, Any]:
        """As a manifest holds it."""
        told = asdict(self) | {"until": self.until.isoformat(), "notes": list(self.notes)}
        for window in (told["training"], told["calibration"]):
            if window is not None:
                window |= {"first": window["first"].isoformat(), "last": window["last"].isoformat()}
        return told

    @classmethod
    def read(cls, said: Mapping[str, Any]) -> Origin:
        """From what a manifest holds."""
        windows = {name: _window(said[name]) for name in ("training", "calibration")}
        return cls(**{**said, **windows, "until": date.fromisoformat(said["until"]), "notes": tuple(said["notes"])})


def catalogue_fingerprint() -> str:
    """SHA-256 over what every indicator measures and may feed; wording for people is left out."""
    rows = [
        [item.name, item.unit, item.window, item.definition, sorted(item.feeds), item.response, sorted(item.regimes), item.missing]
        for item in catalogue.INDICATORS
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class Content:
    """Everything needed to score. `models`: regime → model; a regime without a model is not assessed, and the origin's notes say why."""

    recipe: Recipe
    models: Mapping[str, RiskModel]
    onset: Starters


def describe(content: Content, origin: Origin, model: bytes) -> dict[str, Any]:
    """The manifest of a content whose model file is `model`; model_id is the hash of everything else in it."""
    said = {
        "format": FORMAT,
        **held(content),
        "canaries": _canaries(content),
        "origin": origin.said,
        "catalogue": {"names": list(catalogue.NAMES), "fingerprint": catalogue_fingerprint()},
        "libraries": {name: metadata.version(name) for name in LIBRARIES},
        "files": {MODEL: hashlib.sha256(model).hexdigest()},
    }
    return {**said, "model_id": _model_id(said)}


def held(content: Content) -> dict[str, Any]:
    """What a manifest says of the model file's content."""
    return {
        "recipe": asdict(content.recipe),
        "regimes": {str(regime): _regime(model) for regime, model in content.models.items()},
        "not_assessed": sorted(str(regime) for regime in Regime if regime not in content.models),
        "onset": content.onset.said,
    }


def _canaries(content: Content) -> dict[str, Any]:
    told = {str(regime): canaries(model) for regime, model in content.models.items()}
    mixture = content.onset.mixture
    return told if mixture is None else {**told, ONSET: onset_canaries(mixture)}


def as_bytes(manifest: Mapping[str, Any]) -> bytes:
    """As manifest.json holds it."""
    return json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def _model_id(said: Mapping[str, Any]) -> str:
    content = hashlib.sha256(as_bytes(said)).hexdigest()
    return f"{said['recipe']['name']}-{said['origin']['until']}-{content[:12]}"


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


def check_match(name: str, manifest: Mapping[str, Any]) -> None:
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
            and set(origin) == set(_ORIGIN)
            and _is_date(origin["until"])
            and all(_is_window(origin[name]) for name in ("training", "calibration")),
            "canaries": _are_canaries(manifest["canaries"], of={*manifest["regimes"]}, onset=manifest["onset"]),
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


def _are_canaries(said: Mapping[str, Any], *, of: set[str], onset: Mapping[str, Any]) -> bool:
    wanted = of | ({ONSET} if onset.get("mixture") else set())
    return set(said) == wanted and all(is_whole(said[name], POSTERIORS if name == ONSET else ANSWERS) for name in said)


def _is_window(said: Any) -> bool:
    if said is None:
        return True
    is_shaped = set(said) == set(_WINDOW) and all(isinstance(said[part], kind) for part, kind in _WINDOW.items())
    return is_shaped and _is_date(said["first"]) and _is_date(said["last"])


def _window(said: Mapping[str, Any] | None) -> Window | None:
    if said is None:
        return None
    days = {name: date.fromisoformat(said[name]) for name in ("first", "last")}
    return Window(**days, dates=said["dates"], sha256=said["sha256"])
