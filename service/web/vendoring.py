"""What others made and our pages are built with: copied once from their published packages, locked by hash, never fetched at run time.

    npm pack dkfds@11.2.0 htmx.org@4.0.1
    python -m service.web.vendoring dkfds-11.2.0.tgz htmx.org-4.0.1.tgz

Copied are only the parts the pages use: the neutral style sheet, four upright weights of its typeface in woff2, the icons those
two refer to, and htmx. Of the style sheet's text only source maps, other font formats and rules for icons left out are cut away;
the font files are copied byte by byte, as their licence asks.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.domain.errors import IntegrityBroken

STATIC: Final = Path(__file__).parent / "static"
VENDORED: Final = STATIC / "vendored"
LOCK: Final = STATIC / "vendored.lock.json"
WEIGHTS: Final = ("Regular", "Medium", "SemiBold", "Bold")
SPRITE: Final = ("calendar-month", "check", "error", "info", "person", "print", "success", "sync", "warning")
"""Icons that templates name; they become one sprite."""


@dataclass(frozen=True)
class Package:
    """A published package: what it is called, its version and the hash its registry tells of it."""

    name: str
    version: str
    integrity: str

    @property
    def file_name(self) -> str:
        """The name under which `npm pack` writes it."""
        return f"{self.name}-{self.version}.tgz"


DKFDS: Final = Package(
    "dkfds",
    "11.2.0",
    "sha512-JuVf8NjEOeF+TKIhEFXa3BfZvk1ulQM8+XN+6QhgDo6kiwwvupyBY34YU4FglBeyFWHbE5mYDmnrcYTWOSKkEA==",
)
HTMX: Final = Package(
    "htmx.org",
    "4.0.1",
    "sha512-oF7JgXhDW9UXCy/k1ZYFUQgzu/rm19ORWPSPNL91vPluB2PB9+MV55tyQdH/w7o2EAbTYUG5SDW1R60mdkdqGg==",
)

_FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
_WOFF2 = re.compile(r"url\(\.\./fonts/IBMPlexSans/complete/woff2/(IBMPlexSans-[A-Za-z]+\.woff2)\)")
_ICON_CLASS = re.compile(r"\.icon-[a-z0-9-]+:not\(a\)\{background-image:url\([^)]*\)\}")
_ICON = re.compile(r"url\(\.\./img/svg-icons/([a-z0-9-]+)\.svg\)")
_LOGO_RULE = re.compile(r"[^{}]*\{[^{}]*url\(\.\./img/logo-[^{}]*\}")
_SOURCE_MAP = re.compile(r"/[*/][#@]\s*sourceMappingURL=[^\n]*")


def wanted_files(dkfds: Mapping[str, bytes], htmx: Mapping[str, bytes]) -> dict[str, bytes]:
    """Every file to vendor, by its path; `dkfds` and `htmx` are the packages' files by theirs."""
    style = _style(dkfds["dist/css/dkfds.min.css"].decode())
    fonts = "dist/fonts/IBMPlexSans/complete/woff2"
    named = {f"IBMPlexSans-{weight}.woff2" for weight in WEIGHTS}
    return {
        "dkfds.css": style.encode(),
        "icons.svg": _sprite(dkfds["dist/img/all-svg-icons.svg"].decode()).encode(),
        "htmx.js": _SOURCE_MAP.sub("", htmx["dist/htmx.min.js"].decode()).encode(),
        "licences/dkfds.md": dkfds["LICENSE.md"],
        "licences/ibm-plex-sans.txt": dkfds[f"{fonts}/license.txt"],
        "licences/htmx.txt": htmx["LICENSE"],
        "licences/apache-2.0.txt": (VENDORED / "licences" / "apache-2.0.txt").read_bytes(),
        **{f"fonts/{name}": dkfds[f"{fonts}/{name}"] for name in sorted(named)},
        **{f"icons/{name}.svg": dkfds[f"dist/img/svg-icons/{name}.svg"] for name in sorted(_icons_of(style))},
    }


def lock_of(files: Mapping[str, bytes]) -> dict[str, object]:
    """What the lock says of files: the packages they come from, and each file's hash."""
    packages = [vars(package) for package in (DKFDS, HTMX)]
    return {
        "packages": packages,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())},
    }


def check_vendored() -> None:
    """Raises: IntegrityBroken naming a file that is missing, too much or other than the lock says."""
    there = {path.relative_to(VENDORED).as_posix(): path.read_bytes() for path in VENDORED.rglob("*") if path.is_file()}
    locked, found = json.loads(LOCK.read_text(encoding="utf-8")), lock_of(there)
    if locked["packages"] != found["packages"]:
        raise IntegrityBroken(
            f"{LOCK.name}: got other packages than {__name__} names. Vendor again with `python -m {__name__}`."
        )
    other = {name for name, _ in set(locked["files"].items()) ^ set(_hashes(found).items())}
    if other:
        raise IntegrityBroken(
            f"service/web/static/vendored: got {', '.join(sorted(other))} missing, too much or other than the lock says. "
            f"Restore the folder, or vendor again with `python -m {__name__}`."
        )


def vendor(dkfds: Path, htmx: Path) -> None:
    """Write the vendored folder and its lock from the two packages, as `npm pack` brings them.

    Raises: IntegrityBroken if a package is not the one that is pinned.
    """
    files = wanted_files(_unpacked(dkfds, DKFDS), _unpacked(htmx, HTMX))
    for path in sorted(VENDORED.rglob("*"), reverse=True):
        if path.is_file():
            path.unlink()
    for name, content in files.items():
        (VENDORED / name).parent.mkdir(parents=True, exist_ok=True)
        (VENDORED / name).write_bytes(content)
    LOCK.write_text(json.dumps(lock_of(files), indent=2) + "\n", encoding="utf-8")


def _hashes(lock: Mapping[str, object]) -> dict[str, str]:
    files = lock["files"]
    return dict(files) if isinstance(files, dict) else {}


def _unpacked(path: Path, package: Package) -> dict[str, bytes]:
    digest = base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != package.integrity:
        raise IntegrityBroken(
            f"{path.name}: got another package than {package.name} {package.version}, allowed is the one with the pinned hash. "
            f"Fetch it with `npm pack {package.name}@{package.version}`."
        )
    with tarfile.open(path) as archive:
        members = [member for member in archive if member.isfile()]
        opened = {member.name.removeprefix("package/"): archive.extractfile(member) for member in members}
        return {name: stream.read() for name, stream in opened.items() if stream is not None}


def _style(text: str) -> str:
    """The style sheet with what is left out cut away, and its paths made ours."""
    kept = _FONT_FACE.sub(lambda face: _face(face.group()), _SOURCE_MAP.sub("", text))
    kept = _LOGO_RULE.sub("", _ICON_CLASS.sub("", kept))
    return _ICON.sub(r"url(icons/\1.svg)", kept)


def _face(face: str) -> str:
    """A font face that offers woff2 only; nothing for a face whose file is left out."""
    found = _WOFF2.search(face)
    if found is None or found.group(1) not in {f"IBMPlexSans-{weight}.woff2" for weight in WEIGHTS}:
        return ""
    return re.sub(r"src:.*?(?=[;}])", f'src:url(fonts/{found.group(1)}) format("woff2")', face)


def _icons_of(style: str) -> set[str]:
    return set(re.findall(r"url\(icons/([a-z0-9-]+)\.svg\)", style))


def _sprite(text: str) -> str:
    symbols = [re.search(rf'<symbol id="{name}".*?</symbol>', text, re.S) for name in SPRITE]
    missing = [name for name, found in zip(SPRITE, symbols, strict=True) if found is None]
    if missing:
        raise IntegrityBroken(f"all-svg-icons.svg: got no {', '.join(missing)}, allowed are icons of the package.")
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(found.group() for found in symbols if found)}</svg>\n'


if __name__ == "__main__":
    vendor(Path(sys.argv[1]), Path(sys.argv[2]))
