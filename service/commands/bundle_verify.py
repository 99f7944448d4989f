"""`alleskalmed bundle verify`: whether a bundle may be trusted, and what it is."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from models.bundle import load


def run(*, bundle: Path, as_json: bool) -> None:
    """Verify and describe; an error says which check failed (exit 5)."""
    card = load(bundle).card()
    if as_json:
        json.dump(card, sys.stdout, ensure_ascii=False, indent=2, sort_keys=True)
        sys.stdout.write("\n")
        return
    for name, value in card.items():
        sys.stdout.write(f"{name:>20}  {value}\n")
