"""XHTML -> the text that is read aloud.

The parser is the standard library's for HTML: it expands no entities but HTML's own, and follows no links.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_SILENT = frozenset(
    ("head", "script", "style", "svg", "math", "audio", "video", "object", "template", "rt", "rp")
)
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "dd", "div", "dl", "dt"),
        *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr"),
        *("li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul"),
    )
)
_EMPTY = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr")
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NOTE = re.compile(r"\b(noteref|pagebreak)\b|doc-(noteref|pagebreak)")


class Page(HTMLParser):
    """One document: `text` with empty lines between blocks, and where in it elements with an id begin.

    `heading` is its first heading, empty if there is none.
    """

    def __init__(self, document: str) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._length = 0
        self._silent: list[str] = []
        self._heading: str | None = None
        self.heading = ""
        self.places: dict[str, int] = {}
        self.feed(document)
        self.close()
        self.text = "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if self._silent:
            if tag not in _EMPTY:
                self._silent.append(tag)
            return
        if tag in _BLOCKS or tag == "br":
            self._write("\n" if tag == "br" else "\n\n")
        for name in ("id", "name"):
            if value := values.get(name):
                self.places.setdefault(value, self._length)
        kinds = f"{values.get('epub:type') or ''} {values.get('role') or ''}"
        if tag in _SILENT or _NOTE.search(kinds):
            if tag not in _EMPTY:
                self._silent.append(tag)
        elif tag in _HEADINGS and not self.heading:
            self._heading = tag
        elif tag in ("td", "th"):
            self._write(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass
            return
        if self._silent:
            return
        if tag == self._heading:
            self._heading = None
            self.heading = " ".join(self.heading.split())
        if tag in _BLOCKS:
            self._write("\n\n")

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._heading:
            self.heading += data
        self._write(re.sub(r"\s+", " ", data))

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
