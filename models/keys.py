"""Signing keys: who vouches for a bundle, and whom readers trust.

A key made here is for demonstration: its public half carries `made-` in its file name, so that a stricter reader can refuse it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from models.errors import BundleUntrusted, KeyFault

TRUSTED: Final = "trusted"
"""Folder of public keys beside the private one."""
MADE_KEY: Final = "made-signing-key.pem"


@dataclass(frozen=True)
class SigningKey:
    """A private key; `made_at` is the file it was just made in, None if it was there before."""

    private: Ed25519PrivateKey
    made_at: Path | None = None


def default_var() -> Path:
    """The folder for what programs make: ALLESKALMED_VAR, else the repository's `var`.

    The one place below the command line that reads the environment: `models.bundle.load(path)` is promised to work with a path alone.
    """
    named = os.environ.get("ALLESKALMED_VAR")
    return Path(named) if named else Path(__file__).resolve().parents[1] / "var"


def signing_key(path: Path | None, keys_folder: Path) -> SigningKey:
    """The key in the file `path`; without one, the key made in `keys_folder`, made now if there is none.

    A key made now is readable by its owner alone (0600), and its public half is put into `keys_folder`/trusted.
    Raises: KeyFault if the file is missing or holds no Ed25519 private key.
    """
    if path is not None:
        return SigningKey(_read_private(path))
    place = keys_folder / MADE_KEY
    if place.exists():
        return SigningKey(_read_private(place))
    key = Ed25519PrivateKey.generate()
    (keys_folder / TRUSTED).mkdir(parents=True, exist_ok=True)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (keys_folder / TRUSTED / f"made-{hashlib.sha256(public).hexdigest()[:8]}.pem").write_bytes(public)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(private)
    return SigningKey(key, made_at=place)


def check_signature(message: bytes, signature: bytes, trusted: Path | Sequence[Path]) -> None:
    """Pass if one of the trusted keys signed the message.

    `trusted`: a folder of public keys (*.pem), one such file, or several.
    Raises: BundleUntrusted if none did, or none is there; KeyFault if a file holds no Ed25519 public key.
    """
    files = _key_files(trusted)
    if not any(_verifies(_read_public(file), message, signature) for file in files):
        raise BundleUntrusted(
            f"bundle, manifest.sig: got a signature by none of the {len(files)} trusted keys, allowed is one by a trusted key. "
            "The bundle was changed after signing, or its maker is not trusted here: fetch it again, or have the maker's public key "
            "put into the folder of trusted keys."
        )


def _key_files(trusted: Path | Sequence[Path]) -> list[Path]:
    if not isinstance(trusted, Path):
        return list(trusted)
    return sorted(trusted.glob("*.pem")) if trusted.is_dir() or not trusted.exists() else [trusted]


def _verifies(key: Ed25519PublicKey, message: bytes, signature: bytes) -> bool:
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _read_private(path: Path) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as fault:
        raise KeyFault(_fault(path, "private", type(fault).__name__)) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFault(_fault(path, "private", type(key).__name__))
    return key


def _read_public(path: Path) -> Ed25519PublicKey:
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as fault:
        raise KeyFault(_fault(path, "public", type(fault).__name__)) from None
    if not isinstance(key, Ed25519PublicKey):
        raise KeyFault(_fault(path, "public", type(key).__name__))
    return key


def _fault(path: Path, half: str, got: str) -> str:
    return (
        f"key file {path.name}: got {got}, allowed is an unencrypted Ed25519 {half} key in PEM. "
        "Name another file, or make a key with `openssl genpkey -algorithm ed25519`."
    )
