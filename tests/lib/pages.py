"""A page as a strict reader takes it: every tag closed in order, every anchor once, and the text that is left."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "hr", "input"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        told = dict(attrs)
        self.ids += [told["id"]] if told.get("id") else []  # type: ignore[list-item] # not None
        self.links += [told["href"]] if tag == "a" and told.get("href") else []  # type: ignore[list-item] # not None

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)


def read_page(content: bytes) -> _Reader:
    """The page's ids, links and text.

    Raises: AssertionError for a tag that is not closed, closed out of order, or an id that stands twice.
    """
    reader = _Reader()
    reader.feed(content.decode("utf-8"))
    reader.close()
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))
    return reader
