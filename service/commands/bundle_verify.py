"""`alleskalmed bundle verify`: whether a bundle may be trusted, and what it is."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from models.bundle import load, read_manifest

SHOWN = ("model_id", "recipe", "data", "until", "seed", "regimes", "notes", "files")


def run(*, bundle: Path, as_json: bool) -> None:
    """Verify and describe; an error says which check failed (exit 5)."""
    load(bundle)
    manifest = read_manifest(bundle)
    if as_json:
        json.dump(manifest, sys.stdout, ensure_ascii=False, indent=2, sort_keys=True)
        sys.stdout.write("\n")
        return
    for name in SHOWN:
        sys.stdout.write(f"{name:>10}  {json.dumps(manifest.get(name), ensure_ascii=False)}\n")
    sys.stdout.write("Signature, hashes and versions are in order.\n")
