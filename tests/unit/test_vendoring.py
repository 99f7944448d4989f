"""What others made lies in the house unchanged, with its licences, and nothing of it is fetched."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from service.domain.errors import IntegrityBroken
from service.web import vendoring
from service.web.vendoring import LOCK, STATIC, VENDORED, check_vendored

TEMPLATES = STATIC.parent / "templates"


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = shutil.copytree(VENDORED, tmp_path / "vendored")
    monkeypatch.setattr(vendoring, "VENDORED", folder)
    return folder


def test_every_vendored_file_is_the_one_that_was_locked(copy):
    check_vendored()


@pytest.mark.parametrize("name", ["dkfds.css", "htmx.js", "licences/dkfds.md", "fonts/IBMPlexSans-Regular.woff2"])
def test_a_changed_or_missing_file_is_found_and_named(copy, name):
    (copy / name).write_bytes((copy / name).read_bytes() + b" ")
    with pytest.raises(IntegrityBroken, match=re.escape(name)):
        check_vendored()
    (copy / name).unlink()
    with pytest.raises(IntegrityBroken, match=re.escape(name)):
        check_vendored()


def test_a_file_too_much_is_found(copy):
    (copy / "more.js").write_text("")
    with pytest.raises(IntegrityBroken, match=r"more\.js"):
        check_vendored()


def test_another_package_than_the_pinned_one_is_refused(tmp_path):
    package = tmp_path / "dkfds-11.2.0.tgz"
    package.write_bytes(b"another")
    with pytest.raises(IntegrityBroken, match=r"npm pack dkfds@11\.2\.0"):
        vendoring.vendor(package, package)


def test_each_package_comes_with_its_licence_and_without_source_maps():
    names = set(json.loads(LOCK.read_text(encoding="utf-8"))["files"])
    assert {f"licences/{name}" for name in ("dkfds.md", "ibm-plex-sans.txt", "apache-2.0.txt", "htmx.txt")} <= names
    assert "Reserved Font Name" in (VENDORED / "licences/ibm-plex-sans.txt").read_text(encoding="utf-8")
    assert not [name for name in names if name.endswith((".map", ".ttf", ".otf", ".eot", ".woff"))]
    assert "sourceMappingURL" not in "".join(
        (VENDORED / name).read_text(encoding="utf-8") for name in ("dkfds.css", "htmx.js")
    )


def test_styles_and_templates_refer_only_to_files_and_icons_that_are_there():
    style = (VENDORED / "dkfds.css").read_text(encoding="utf-8")
    assert [name for name in re.findall(r"url\(([^)]+)\)", style) if not (VENDORED / name).is_file()] == []
    templates = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.j2"))
    asked = re.findall(r"/static/([\w./-]+\.(?:css|js|svg))", templates)
    assert {"vendored/dkfds.css", "vendored/htmx.js", "pages.css", "pages.js"} <= set(asked)
    assert [name for name in asked if not (STATIC / name).is_file()] == []


def test_nothing_of_ours_is_fetched_from_elsewhere():
    ours = [*TEMPLATES.glob("*"), *STATIC.glob("*.css"), *STATIC.glob("*.js")]
    assert [
        path.name for path in ours if re.search(r"https?://|@import|style=", path.read_text(encoding="utf-8"))
    ] == []
