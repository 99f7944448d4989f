"""The style sheet of the pages: whatever is opened is closed, so that no block swallows the next one."""

from __future__ import annotations

import re

from service.web.vendoring import STATIC

SHEET = (STATIC / "pages.css").read_text(encoding="utf-8")


def test_every_block_is_closed_before_the_next_topic_begins():
    depth = 0
    for line in SHEET.splitlines():
        assert not (line.startswith(("/*", "@")) and depth), line
        depth += line.count("{") - line.count("}")
        assert depth >= 0, line
    assert depth == 0


def test_no_style_comes_from_elsewhere():
    assert re.findall(r"@import|url\((?!['\"]?data:)", SHEET) == []
