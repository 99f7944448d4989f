"""Bundles: whole, signed, checked before anything is unpickled."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import date
from importlib import metadata
from pathlib import Path

import joblib
import numpy as np
import pytest

import models.bundle
import models.manifest
from models.bundle import load, read_manifest, save
from models.errors import BundleFolderFault, BundleMismatch, BundleUntrusted, KeyFault
from models.keys import SigningKey, signing_key
from models.manifest import MANIFEST, MODEL, SIGNATURE, Window
from models.scoring import score_youths
from tests.lib.small_bundle import fitted, now, small_bundle

FILES = (MODEL, MANIFEST, SIGNATURE)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    signing_key(None, tmp_path / "keys")
    return tmp_path / "keys"


@pytest.fixture
def key(keys: Path) -> SigningKey:
    return signing_key(None, keys)


@pytest.fixture
def folder(tmp_path: Path, key: SigningKey) -> Path:
    save(small_bundle(), tmp_path / "bundle", key=key)
    return tmp_path / "bundle"


@pytest.fixture
def nothing_is_unpickled(monkeypatch):
    def touched(*_):
        raise AssertionError("unpickled")

    monkeypatch.setattr(models.bundle._Reader, "load", touched)


def resign(folder: Path, key: SigningKey, **changes: object) -> None:
    """Change the manifest and sign it anew, as its maker could."""
    manifest = {**json.loads((folder / MANIFEST).read_text()), **changes}
    written = json.dumps(manifest).encode()
    (folder / MANIFEST).write_bytes(written)
    (folder / SIGNATURE).write_bytes(key.private.sign(written))


def replace_model(folder: Path, key: SigningKey, content: bytes) -> None:
    """Put another model into the bundle and sign for it, under the name that its content then has."""
    (folder / MODEL).write_bytes(content)
    resign(folder, key, files={MODEL: hashlib.sha256(content).hexdigest()})
    name_anew(folder, key)


def name_anew(folder: Path, key: SigningKey) -> None:
    """Give a changed manifest the name that its content then has."""
    said = json.loads((folder / MANIFEST).read_text())
    resign(folder, key, model_id=models.manifest._model_id({part: said[part] for part in said if part != "model_id"}))


def test_what_is_loaded_scores_like_what_was_saved(folder, keys):
    loaded = load(folder, trusted=keys / "trusted")
    assert loaded.model_id == small_bundle().model_id
    assert (loaded.recipe, loaded.origin) == (small_bundle().recipe, small_bundle().origin)
    assert score_youths(loaded, now()).equals(score_youths(small_bundle(), now()))


def test_the_same_seed_gives_the_same_bytes(folder, key, tmp_path):
    save(fitted(seed=3), tmp_path / "again", key=key)
    assert [(tmp_path / "again" / name).read_bytes() for name in FILES] == [
        (folder / name).read_bytes() for name in FILES
    ]


def test_another_process_writes_the_same_bytes(folder, tmp_path):
    made = """
import sys
from dataclasses import replace
from datetime import date
from importlib import metadata
from pathlib import Path
from models.bundle import save
from models.keys import signing_key
from tests.lib.small_bundle import fitted
place = Path(sys.argv[1])
save(fitted(seed=3), place / "b", key=signing_key(None, place / "keys"))
"""
    environment = {**os.environ, "PYTHONPATH": ".", "PYTHONHASHSEED": "77", "OMP_NUM_THREADS": "2"}
    subprocess.run([sys.executable, "-c", made, str(tmp_path / "other")], check=True, env=environment)
    for name in (MODEL, MANIFEST):
        assert (tmp_path / "other" / "b" / name).read_bytes() == (folder / name).read_bytes()


def test_another_seed_gives_another_model_id(folder):
    assert fitted(seed=4).model_id != small_bundle().model_id
    assert small_bundle().model_id.startswith("herning-2025-12-01-")


def test_the_manifest_says_what_the_bundle_is_and_what_it_was_made_from(folder, keys):
    manifest = read_manifest(folder, trusted=keys / "trusted")
    assert manifest["recipe"]["horizon_days"] == 180
    origin = {"data": "synthetic", "until": "2025-12-01", "seed": 3, "notes": ["made for tests"], "source": ""}
    assert manifest["origin"] == {**origin, "training": None, "calibration": None}
    assert set(manifest["regimes"]) == {"attendance", "status_only"}
    attendance = manifest["regimes"]["attendance"]
    assert attendance["base_rate"] == attendance["training"]["events"] / attendance["training"]["rows"]
    assert attendance["calibration"]["slope"] > 0
    assert len(manifest["catalogue"]["names"]) == len(set(manifest["catalogue"]["names"]))
    assert {"numpy", "scikit-learn"} <= set(manifest["libraries"])


def test_a_bundle_says_from_which_dates_and_rows_it_was_learned(folder, key, keys):
    first, last = (
        Window(date(2024, 1, 1), date(2024, 9, 1), 9, "a" * 64),
        Window(date(2025, 1, 1), date(2025, 3, 1), 3, "b" * 64),
    )
    save(
        replace(small_bundle(), origin=replace(small_bundle().origin, training=first, calibration=last)),
        folder,
        key=key,
    )
    loaded = load(folder, trusted=keys / "trusted")
    assert (loaded.origin.training, loaded.origin.calibration) == (first, last)


def test_a_bundle_that_answers_otherwise_here_than_when_it_was_signed_is_refused(folder, key, keys):
    said = json.loads((folder / MANIFEST).read_text())["canaries"]
    said["attendance"]["answers"]["risk"][2] += 1e-6
    resign(folder, key, canaries=said)
    name_anew(folder, key)
    with pytest.raises(
        BundleMismatch, match=r"other answers to the canaries of attendance .* allowed are the same to 1e-09"
    ):
        load(folder, trusted=keys / "trusted")


def test_canaries_reach_every_bin_of_few_and_a_missing_value(folder):
    told = small_bundle().manifest["canaries"]
    assert set(told) == set(small_bundle().models)
    rows = told["attendance"]["rows"]
    assert set(rows) == set(small_bundle().models["attendance"].indicators)
    assert any(None in values for values in rows.values())
    assert len(set(told["attendance"]["answers"]["risk"])) > 1


def test_a_bundle_keeps_the_name_it_was_signed_with_under_other_versions(folder, keys, monkeypatch):
    signed, version = small_bundle().model_id, metadata.version
    monkeypatch.setattr(metadata, "version", lambda library: f"{version(library)}.99")
    assert load(folder, trusted=keys / "trusted").model_id == signed


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("change", ["first", "last", "cut", "longer", "empty"])
def test_a_changed_byte_is_refused_before_anything_is_unpickled(folder, keys, nothing_is_unpickled, name, change):
    content = (folder / name).read_bytes()
    flipped = {"first": bytes([content[0] ^ 1]) + content[1:], "last": content[:-1] + bytes([content[-1] ^ 1])}
    changed = {**flipped, "cut": content[:-1], "longer": content + b"\n", "empty": b""}[change]
    (folder / name).write_bytes(changed)
    with pytest.raises(BundleUntrusted) as refused:
        load(folder, trusted=keys / "trusted")
    assert refused.value.exit_code == 5


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder, keys, name):
    (folder / name).unlink()
    with pytest.raises(BundleFolderFault, match=name):
        load(folder, trusted=keys / "trusted")


def test_a_bundle_by_a_stranger_is_refused(folder, tmp_path, nothing_is_unpickled):
    signing_key(None, tmp_path / "others")
    with pytest.raises(BundleUntrusted, match="none of the 1 trusted keys"):
        load(folder, trusted=tmp_path / "others" / "trusted")


def test_without_any_trusted_key_nothing_is_trusted(folder, tmp_path, nothing_is_unpickled):
    with pytest.raises(BundleUntrusted, match="none of the 0 trusted keys"):
        load(folder, trusted=tmp_path / "nowhere")


def test_keys_can_be_named_one_by_one(folder, keys):
    files = list((keys / "trusted").iterdir())
    assert load(folder, trusted=files).model_id == load(folder, trusted=files[0]).model_id


def test_a_path_alone_is_enough(folder, keys, monkeypatch):
    monkeypatch.setenv("ALLESKALMED_VAR", str(keys.parent))
    assert load(folder).model_id == small_bundle().model_id


class Evil:
    def __reduce__(self):
        return (os.system, ("touch ran",))


def evil_by_opcode(_: Path) -> bytes:
    return pickle.dumps(Evil())


def evil_inside_an_array(folder: Path) -> bytes:
    joblib.dump({"models": np.array([Evil()], dtype=object)}, folder / "evil")
    return (folder / "evil").read_bytes()


def evil_beside_the_models(folder: Path) -> bytes:
    joblib.dump({"recipe": small_bundle().recipe, "models": {}, "onset": Evil()}, folder / "evil")
    return (folder / "evil").read_bytes()


def evil_by_builtins(_: Path) -> bytes:
    return b'cbuiltins\neval\n(S\'open("ran", "w")\'\ntR.'


@pytest.mark.parametrize("make", [evil_by_opcode, evil_inside_an_array, evil_beside_the_models, evil_by_builtins])
def test_even_a_signed_file_may_name_only_what_a_model_needs(folder, keys, key, tmp_path, monkeypatch, make):
    monkeypatch.chdir(tmp_path)
    replace_model(folder, key, make(tmp_path))
    with pytest.raises(BundleUntrusted, match="something a model does not need"):
        load(folder, trusted=keys / "trusted")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("part", "change", "message"),
    [
        ("format", 99, "got format 99"),
        ("catalogue", lambda said: {**said, "names": said["names"][1:]}, "new: .'absence_share_10d'."),
        ("catalogue", lambda said: {**said, "names": [*said["names"], "x_20d"]}, "gone: .'x_20d'."),
        ("catalogue", lambda said: {**said, "fingerprint": "0"}, "other definitions"),
        ("libraries", lambda said: {**said, "numpy": "1.26.4"}, "got numpy 1.26.4"),
    ],
)
def test_a_bundle_made_for_something_else_is_refused_before_it_is_unpickled(
    folder, keys, key, nothing_is_unpickled, part, change, message
):
    said = json.loads((folder / MANIFEST).read_text())[part]
    resign(folder, key, **{part: change(said) if callable(change) else change})
    with pytest.raises(BundleMismatch, match=message):
        load(folder, trusted=keys / "trusted")


def test_a_bundle_takes_the_place_of_an_older_one_and_leaves_nothing_behind(folder, keys, key):
    save(fitted(seed=4), folder, key=key)
    assert load(folder, trusted=keys / "trusted").origin.seed == 4
    assert sorted(file.name for file in folder.parent.iterdir()) == ["bundle", "keys"]


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path, key):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "to_anna.txt").write_text("kept")
    with pytest.raises(BundleFolderFault, match="no bundle"):
        save(small_bundle(), tmp_path / "letters", key=key)
    assert [file.name for file in (tmp_path / "letters").iterdir()] == ["to_anna.txt"]


def test_a_failed_save_leaves_the_older_bundle_whole(folder, keys, key, monkeypatch):
    def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr(models.bundle, "_write_through", full)
    with pytest.raises(OSError, match="no space"):
        save(fitted(seed=4), folder, key=key)
    assert load(folder, trusted=keys / "trusted").origin.seed == 3
    assert sorted(file.name for file in folder.parent.iterdir()) == ["bundle", "keys"]


def test_a_made_key_is_its_owners_alone_and_made_once(tmp_path):
    first = signing_key(None, tmp_path)
    assert first.made_at is not None
    assert stat.S_IMODE(first.made_at.stat().st_mode) == 0o600
    assert [file.name.startswith("made-") for file in (tmp_path / "trusted").iterdir()] == [True]
    assert signing_key(None, tmp_path).made_at is None
    assert (
        signing_key(first.made_at, tmp_path / "unused").private.private_bytes_raw() == first.private.private_bytes_raw()
    )


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN PRIVATE KEY-----\n", "public"])
def test_a_key_file_that_holds_no_key_is_refused(tmp_path, content):
    signing_key(None, tmp_path)
    if content == "public":
        content = next((tmp_path / "trusted").iterdir()).read_bytes()
    if content is not None:
        (tmp_path / "key.pem").write_bytes(content)
    with pytest.raises(KeyFault, match=r"key\.pem: .* Ed25519 private key"):
        signing_key(tmp_path / "key.pem", tmp_path)
