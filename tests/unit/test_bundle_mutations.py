"""A bundle that is not, to the byte, what a trusted maker signed is refused in words, and no program in it ever runs."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest

import models.bundle
import models.manifest
from models.bundle import load, save
from models.errors import BundleFolderFault, BundleMismatch, BundleUntrusted, ModelError
from models.keys import SigningKey, signing_key
from models.manifest import LIBRARIES, MANIFEST, MODEL, SIGNATURE
from tests.lib.small_bundle import small_bundle

FILES = (MODEL, MANIFEST, SIGNATURE)
RAN = "ran"


@dataclass(frozen=True)
class Case:
    """A bundle to spoil, another of the same maker, one of a stranger, and the maker's key."""

    folder: Path
    sibling: Path
    strange: Path
    key: SigningKey
    trusted: Path

    def write(self, name: str, content: bytes) -> None:
        (self.folder / name).write_bytes(content)

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    @property
    def manifest(self) -> dict[str, Any]:
        return json.loads(self.read(MANIFEST))

    def sign(self, manifest: Any, *, named: bool = True) -> None:
        """Sign a manifest as its maker could; with `named`, under the model_id that belongs to its content."""
        if named:
            manifest.pop("model_id", None)
            manifest["model_id"] = models.manifest._model_id(manifest)
        written = json.dumps(manifest).encode()
        self.write(MANIFEST, written)
        self.write(SIGNATURE, self.key.private.sign(written))

    def change(self, *path: str, to: Any, named: bool = True) -> None:
        """Sign a manifest with one field changed."""
        manifest = self.manifest
        part = manifest
        for name in path[:-1]:
            part = part[name]
        part[path[-1]] = to
        self.sign(manifest, named=named)

    def put_model(self, content: bytes) -> None:
        """Put another model file into the bundle and sign for it."""
        self.write(MODEL, content)
        self.change("files", to={MODEL: hashlib.sha256(content).hexdigest()})


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    place = tmp_path_factory.mktemp("made")
    key, stranger = signing_key(None, place / "keys"), signing_key(None, place / "others")
    older = replace(small_bundle(), origin=replace(small_bundle().origin, seed=4))
    lesser = replace(small_bundle(), models=dict(list(small_bundle().models.items())[:1]))
    for name, bundle, by in (("bundle", small_bundle(), key), ("sibling", lesser, key), ("strange", older, stranger)):
        save(bundle, place / name, key=by)
    return place, key


@pytest.fixture
def case(made, tmp_path, monkeypatch):
    place, key = made
    for name in ("bundle", "sibling", "strange"):
        shutil.copytree(place / name, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    return Case(tmp_path / "bundle", tmp_path / "sibling", tmp_path / "strange", key, place / "keys" / "trusted")


def refusal(case: Case) -> ModelError:
    """What loading is refused with; nothing may have run."""
    with pytest.raises((BundleFolderFault, BundleMismatch, BundleUntrusted)) as refused:
        load(case.folder, trusted=case.trusted)
    assert not Path(RAN).exists()
    message = str(refused.value)
    assert "got" in message or "expects" in message
    assert message.rstrip().endswith(".")
    return refused.value


def flip(name: str, share: float) -> Callable[[Case], None]:
    def spoil(case: Case) -> None:
        content = bytearray(case.read(name))
        content[int(share * (len(content) - 1))] ^= 0x10
        case.write(name, bytes(content))

    return spoil


def cut(name: str, share: float) -> Callable[[Case], None]:
    return lambda case: case.write(name, case.read(name)[: int(share * len(case.read(name)))])


def grown(name: str) -> Callable[[Case], None]:
    return lambda case: case.write(name, case.read(name) + b"\x00")


def gone(name: str) -> Callable[[Case], None]:
    return lambda case: (case.folder / name).unlink()


def swapped(source: str, *names: str) -> Callable[[Case], None]:
    def spoil(case: Case) -> None:
        for name in names:
            shutil.copyfile(getattr(case, source) / name, case.folder / name)

    return spoil


def linked(name: str) -> Callable[[Case], None]:
    def spoil(case: Case) -> None:
        (case.folder / name).rename(case.folder.parent / "elsewhere")
        (case.folder / name).symlink_to(case.folder.parent / "elsewhere")

    return spoil


def said(*path: str, to: Any, named: bool = True) -> Callable[[Case], None]:
    return lambda case: case.change(*path, to=to, named=named)


def unsigned(*path: str, to: Any) -> Callable[[Case], None]:
    def spoil(case: Case) -> None:
        signature = case.read(SIGNATURE)
        case.change(*path, to=to)
        case.write(SIGNATURE, signature)

    return spoil


def dropped(part: str) -> Callable[[Case], None]:
    def spoil(case: Case) -> None:
        case.sign({name: value for name, value in case.manifest.items() if name != part}, named=False)

    return spoil


def replaced_by_folder(name: str) -> Callable[[Case], None]:
    def spoil(case: Case) -> None:
        (case.folder / name).unlink()
        (case.folder / name).mkdir()

    return spoil


def signed_bytes(written: bytes) -> Callable[[Case], None]:
    def spoil(case: Case) -> None:
        case.write(MANIFEST, written)
        case.write(SIGNATURE, case.key.private.sign(written))

    return spoil


def add(name: str, content: bytes) -> Callable[[Case], None]:
    def spoil(case: Case) -> None:
        (case.folder / name).parent.mkdir(exist_ok=True)
        (case.folder / name).write_bytes(content)

    return spoil


def nested(case: Case) -> None:
    shutil.move(case.folder, case.folder.parent / "inner")
    case.folder.mkdir()
    shutil.move(case.folder.parent / "inner", case.folder / "inner")


def later_version(version: str) -> str:
    return f"{int(version.split('.', 1)[0]) + 1}.0"


def other_library(name: str) -> Callable[[Case], None]:
    return lambda case: case.change("libraries", name, to=later_version(case.manifest["libraries"][name]))


MUTATIONS: dict[str, Callable[[Case], Any]] = {
    **{f"a bit of {name} at {share}": flip(name, share) for name in FILES for share in (0.0, 0.2, 0.5, 0.8, 1.0)},
    **{f"{name} cut to {share}": cut(name, share) for name in FILES for share in (0.0, 0.5, 0.99)},
    **{f"a byte after {name}": grown(name) for name in FILES},
    **{f"{name} missing": gone(name) for name in FILES},
    **{f"a folder instead of {name}": replaced_by_folder(name) for name in FILES},
    **{f"{name} a link": linked(name) for name in FILES},
    **{f"{name} of a sibling": swapped("sibling", name) for name in FILES},
    **{f"{name} of a stranger": swapped("strange", name) for name in FILES if name != MODEL},
    "manifest and signature of a sibling": swapped("sibling", MANIFEST, SIGNATURE),
    "model and manifest of a sibling": swapped("sibling", MODEL, MANIFEST),
    "model and signature of a sibling": swapped("sibling", MODEL, SIGNATURE),
    "everything by a stranger": swapped("strange", *FILES),
    "a text beside": add("readme.txt", b"read me"),
    "a hidden file beside": add(".model.joblib", b""),
    "a module beside": add("models.py", b"open('ran', 'w')"),
    "a folder beside": add("inner/model.joblib", b""),
    "the bundle one folder down": nested,
    "nothing at all": lambda case: shutil.rmtree(case.folder),
    "an empty folder": lambda case: [file.unlink() for file in case.folder.iterdir()],
    **{f"{part} dropped": dropped(part) for part in models.manifest._PARTS},
    **{f"{part} a number": said(part, to=7, named=False) for part in models.manifest._PARTS},
    **{f"another {name}": other_library(name) for name in LIBRARIES},
    "an older format": said("format", to=0),
    "a later format": said("format", to=3),
    "a format in words": said("format", to="1"),
    "a part more": said("trusted", to=True),
    "an old name": said("origin", "seed", to=99, named=False),
    "another name": said("model_id", to="herning-2025-12-01-000000000000", named=False),
    "another day": unsigned("origin", "until", to="2020-01-01"),
    "a day that is none": said("origin", "until", to="yesterday"),
    "another seed, unsigned": unsigned("origin", "seed", to=99),
    "another declaration, unsigned": unsigned("origin", "data", to="real"),
    "a seed in words": said("origin", "seed", to="three"),
    "another horizon": said("recipe", "horizon_days", to=28),
    "another floor": said("recipe", "floor", to=0.0),
    "another recipe": said("recipe", to={"name": "herning"}),
    "another base rate": said("regimes", "attendance", "base_rate", to=0.5),
    "a regime more": said("regimes", "weather", to={}),
    "a regime less": said("regimes", to={}),
    "no canaries": said("canaries", to={}),
    "a canary less": said("canaries", "attendance", "answers", "risk", to=[0.1]),
    "canaries in words": said("canaries", "attendance", "rows", to={"absence_share_10d": ["none"] * 8}),
    "a window without days": said("origin", "training", to={"first": "2024-01-01"}),
    "a window of no days": said("origin", "calibration", to={"first": "x", "last": "y", "dates": 3, "sha256": ""}),
    "an origin with more": said("origin", "place", to="here"),
    "nobody left out": said("not_assessed", to=["attendance"]),
    "another threshold": said("onset", "rule", "threshold", to=0.9),
    "another that is served": said("onset", "served", to="mixture"),
    "another fingerprint": said("catalogue", "fingerprint", to="0" * 64),
    "an indicator less": lambda case: case.change("catalogue", "names", to=case.manifest["catalogue"]["names"][1:]),
    "indicators in another order": lambda case: case.change(
        "catalogue", "names", to=case.manifest["catalogue"]["names"][::-1]
    ),
    "indicators by number": said("catalogue", "names", to=[1, 2, 3]),
    "no libraries": said("libraries", to={}),
    "a library more": said("libraries", "colours", to="1.0"),
    "a library without version": said("libraries", "numpy", to=None),
    "another hash": said("files", MODEL, to="0" * 64),
    "no hash": said("files", to={}),
    "a hash that is none": said("files", MODEL, to=None),
    "a way out of the folder": said("files", to={"../sibling/model.joblib": "0" * 64}),
    "a way out beside the model": lambda case: case.change("files", "../sibling/model.joblib", to="0" * 64),
    "an absolute way": said("files", to={"/etc/passwd": "0" * 64}),
    "a list for a manifest": signed_bytes(b"[]"),
    "null for a manifest": signed_bytes(b"null"),
    "no JSON": signed_bytes(b"{'format': 1}"),
    "no text": signed_bytes(b"\xff\xfe\x00"),
    "an empty manifest, signed": signed_bytes(b""),
    "a manifest of nothing": signed_bytes(b"{}"),
    "an empty signature of a changed manifest": lambda case: (case.change("format", to=1), case.write(SIGNATURE, b"")),
    "a signature over the model": lambda case: case.write(SIGNATURE, case.key.private.sign(case.read(MODEL))),
    "a signature in hex": lambda case: case.write(SIGNATURE, case.read(SIGNATURE).hex().encode()),
    "a signature twice": lambda case: case.write(SIGNATURE, case.read(SIGNATURE) * 2),
}
"""What is done to the bundle, by what it then has."""

KNOWN_LATE = frozenset(
    {
        "another horizon", "another floor", "another recipe", "another base rate", "nobody left out",
        "another threshold", "another that is served",
    }
)  # fmt: skip
"""A trusted key signed a manifest that tells of another model: what the model is can only be told from the model."""


def test_there_are_at_least_forty_mutations():
    assert len(MUTATIONS) >= 40
    assert set(MUTATIONS) > KNOWN_LATE


@pytest.mark.parametrize("what", [what for what in MUTATIONS if what not in KNOWN_LATE])
def test_a_changed_bundle_is_refused_before_anything_is_unpickled(case, monkeypatch, what):
    def touched(*_: object) -> None:
        pytest.fail("unpickled")

    monkeypatch.setattr(models.bundle._Reader, "load", touched)
    MUTATIONS[what](case)
    refusal(case)


@pytest.mark.parametrize("what", sorted(KNOWN_LATE))
def test_a_manifest_that_tells_of_another_model_is_refused_though_a_trusted_key_signed_it(case, what):
    MUTATIONS[what](case)
    assert "another model" in str(refusal(case))


def test_the_bundle_that_is_spoiled_is_sound_before(case):
    assert load(case.folder, trusted=case.trusted).model_id == small_bundle().model_id
    case.sign(case.manifest)
    assert load(case.folder, trusted=case.trusted).model_id == small_bundle().model_id


class By:
    """An object whose pickle calls something when read."""

    def __init__(self, *reduced: Any) -> None:
        self.reduced = reduced

    def __reduce__(self) -> tuple[Any, ...]:
        return self.reduced


def dumped(thing: Any, protocol: int = 4) -> bytes:
    return pickle.dumps(thing, protocol=protocol)


def in_joblib(thing: Any, folder: Path) -> bytes:
    joblib.dump(thing, folder / "evil")
    return (folder / "evil").read_bytes()


TOUCH = "open('ran', 'w').close()"
NAMES_MORE = "something a model does not need"
NO_MODEL = "holds no model"

EVIL: dict[str, tuple[Callable[[Path], bytes], str]] = {
    **{
        f"os.system by protocol {number}": (
            lambda _, number=number: dumped(By(os.system, ("touch ran",)), number),
            NAMES_MORE,
        )
        for number in range(6)
    },
    "eval by GLOBAL": (lambda _: f'cbuiltins\neval\n(S"{TOUCH}"\ntR.'.encode(), NAMES_MORE),
    "eval by INST": (lambda _: f'(S"{TOUCH}"\nibuiltins\neval\n.'.encode(), NAMES_MORE),
    "eval by OBJ": (lambda _: f'(cbuiltins\neval\nS"{TOUCH}"\no.'.encode(), NAMES_MORE),
    "eval by STACK_GLOBAL": (
        lambda _: b"\x80\x04\x8c\x08builtins\x8c\x04eval\x93\x8c\x18open('ran', 'w').close()\x85R.",
        NAMES_MORE,
    ),
    "exec": (lambda _: dumped(By(exec, (TOUCH,))), NAMES_MORE),
    "a process": (lambda _: dumped(By(subprocess.Popen, (["touch", "ran"],))), NAMES_MORE),
    "open": (lambda _: dumped(By(open, ("ran", "w"))), NAMES_MORE),
    "getattr": (lambda _: dumped(By(getattr, ("", "join"))), NAMES_MORE),
    "an import": (lambda _: dumped(By(__import__, ("antigravity",))), NAMES_MORE),
    "another pickle": (lambda _: dumped(By(pickle.loads, (dumped(By(exec, (TOUCH,))),))), NAMES_MORE),
    "another joblib file": (lambda _: dumped(By(joblib.load, ("evil",))), NAMES_MORE),
    "numpy's loader": (lambda _: dumped(By(np.load, ("evil.npy", None, True))), NAMES_MORE),
    "a name with dots": (lambda _: b"\x80\x04\x8c\x05numpy\x8c\x10ndarray.tofile.x\x93.", NAMES_MORE),
    "a class of the library itself": (lambda _: b"cmodels.bundle\n_Reader\n.", NAMES_MORE),
    "inside an array": (lambda folder: in_joblib(np.array([By(exec, (TOUCH,))], dtype=object), folder), NAMES_MORE),
    "inside the models": (
        lambda folder: in_joblib(
            {"recipe": small_bundle().recipe, "models": {"attendance": By(exec, (TOUCH,))}, "onset": None}, folder
        ),
        NAMES_MORE,
    ),
    "as a state": (lambda _: b"cmodels.risk\nBasis\n)\x81}(S'rows'\ncbuiltins\nopen\n(S'ran'\nS'w'\ntRsb.", NAMES_MORE),
    "by a persistent id": (lambda _: b"Pran\n.", NO_MODEL),
    "by the extension registry": (lambda _: b"\x80\x02\x82\x01.", NO_MODEL),
    "no end": (lambda _: b"\x80\x04", NO_MODEL),
    "nothing": (lambda _: b"", NO_MODEL),
    "no pickle": (lambda _: b"MZ" * 100, NO_MODEL),
    "a text": (lambda _: dumped("model"), NO_MODEL),
    "an empty dict": (lambda _: dumped({}), NO_MODEL),
    "parts of other kinds": (lambda _: dumped({"recipe": {}, "models": {}, "onset": {}}), NO_MODEL),
    "a part more": (
        lambda folder: in_joblib(
            {"recipe": small_bundle().recipe, "models": {}, "onset": small_bundle().onset, "more": 1}, folder
        ),
        NO_MODEL,
    ),
    "a model that is none": (
        lambda folder: in_joblib(
            {"recipe": small_bundle().recipe, "models": {"attendance": 7}, "onset": small_bundle().onset}, folder
        ),
        NO_MODEL,
    ),
    "models of nothing": (
        lambda folder: in_joblib(
            {"recipe": small_bundle().recipe, "models": {}, "onset": small_bundle().onset}, folder
        ),
        "another model",
    ),
}
"""Model files, and what is said of them."""


@pytest.mark.parametrize("what", EVIL)
def test_an_evil_model_file_never_runs_though_a_trusted_key_signed_it(case, tmp_path, what):
    make, words = EVIL[what]
    case.put_model(make(tmp_path))
    assert words in str(refusal(case))


@pytest.mark.parametrize("what", EVIL)
def test_an_evil_model_file_that_nobody_signed_is_not_even_read(case, tmp_path, monkeypatch, what):
    monkeypatch.setattr(models.bundle._Reader, "load", lambda *_: pytest.fail("unpickled"))
    case.write(MODEL, EVIL[what][0](tmp_path))
    assert "another content than was signed" in str(refusal(case))


def test_the_evil_files_do_run_where_nothing_is_checked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pickle.loads(EVIL["exec"][0](tmp_path))
    assert Path(RAN).exists()
