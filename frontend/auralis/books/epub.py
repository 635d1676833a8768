"""Books in EPUB 2 and 3: https://www.w3.org/TR/epub-33/."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from auralis.books.book import LARGEST, Book, Chapter
from auralis.books.page import Page
from auralis.errors import InvalidRequestError

MOST_FILES = 10_000
_DECLARED = re.compile(rb"<\?xml[^>]*encoding=[\"']([\w.-]+)")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_IMAGES = ("image/jpeg", "image/png")


Contents = dict[str, list[tuple[str, str]]]
"""For each file, the places (ids, or "") where a chapter begins, and its title."""


@dataclass(frozen=True)
class Element:
    """An element of an XML document: its name and attributes in lower case, and the text in it."""

    name: str
    values: dict[str, str]
    text: str


def read_epub(path: Path) -> Book:
    """Read a book; raises InvalidRequestError for what is none, is damaged, or is protected."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _Epub(archive).book(path.stem)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        raise InvalidRequestError(f"{path} cannot be read as an EPUB: {error}", "book") from error
    except RuntimeError as error:  # what zipfile raises for an archive with a password
        raise InvalidRequestError(f"{path} is protected: {error}", "book") from error


class _Epub:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        if len(archive.infolist()) > MOST_FILES:
            raise InvalidRequestError(f"the book has more than {MOST_FILES} files", "book")
        container = elements(self._document("META-INF/container.xml"))
        root = next((each.values.get("full-path", "") for each in container if each.name == "rootfile"), "")
        self._folder = posixpath.dirname(root)
        self._package = elements(self._document(root))
        self._items = {
            each.values.get("id", ""): each.values for each in self._package if each.name == "item"
        }

    def book(self, name: str) -> Book:
        spine = [
            self._items[each.values["idref"]]
            for each in self._package
            if each.name == "itemref"
            and each.values.get("linear") != "no"
            and each.values.get("idref") in self._items
        ]
        documents = [self._path(item["href"]) for item in spine if "html" in item.get("media-type", "")]
        self._refuse_protected(documents)
        chapters = tuple(self._chapters(documents, self._contents()))
        if not chapters:
            raise InvalidRequestError("the book has no text in it", "book")
        return Book(
            self._told("dc:title") or name,
            chapters,
            self._told("dc:creator"),
            self._told("dc:language"),
            self._cover(),
        )

    def _chapters(self, documents: list[str], contents: Contents) -> Iterator[Chapter]:
        """Yield the chapters: one begins at each place that the table of contents names, or at each file."""
        title, parts = "", list[str]()
        for document in documents:
            page = Page(self._document(document))
            begins = sorted(
                (page.places.get(fragment, 0), name) for fragment, name in contents.get(document, [])
            )
            if not contents:
                begins = [(0, page.heading)]
            ends = [place for place, _ in begins] + [len(page.text)]
            parts.append(page.text[: ends[0]])
            for (place, name), end in zip(begins, ends[1:], strict=True):
                if (text := _tidied(parts)) or not title:
                    yield from [Chapter(title or _first_line(text), text)] if text else []
                title, parts = name, [page.text[place:end]]
        if text := _tidied(parts):
            yield Chapter(title or _first_line(text), text)

    def _contents(self) -> Contents:
        """Return, for each file, the places (ids, or "") where a chapter begins, and its title."""
        for item in self._items.values():
            if "nav" in item.get("properties", "").split():
                return self._targets(item["href"], "a", "href")
        for item in self._items.values():
            if item.get("media-type") == "application/x-dtbncx+xml":
                return self._targets(item["href"], "content", "src")
        return {}

    def _targets(self, href: str, tag: str, attribute: str) -> Contents:
        path = self._path(href)
        document = self._document(path)
        if tag == "a":  # of a nav document's lists, only the table of contents
            document = next(iter(re.findall(r"<nav\b[^>]*\btoc\b.*?</nav>", document, re.DOTALL)), document)
        found: Contents = {}
        label = ""
        for each in elements(document):
            if each.name == "text":
                label = each.text
            if each.name == tag and (target := each.values.get(attribute)):
                file, _, fragment = unquote(target).partition("#")
                full = posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
                found.setdefault(full, []).append((fragment, each.text or label))
        return found

    def _told(self, name: str) -> str | None:
        return next((each.text for each in self._package if each.name == name and each.text), None)

    def _cover(self) -> bytes | None:
        named = {
            each.values.get("content")
            for each in self._package
            if each.name == "meta" and each.values.get("name") == "cover"
        }
        for identifier, item in self._items.items():
            is_cover = "cover-image" in item.get("properties", "").split() or identifier in named
            if is_cover and item.get("media-type") in _IMAGES:
                return self._read(self._path(item["href"]))
        return None

    def _refuse_protected(self, documents: list[str]) -> None:
        """Fonts may be obfuscated; a text that is encrypted cannot be read."""
        if "META-INF/encryption.xml" not in self._archive.namelist():
            return
        for each in elements(self._document("META-INF/encryption.xml")):
            if unquote(each.values.get("uri", "")) in documents:
                raise InvalidRequestError("the book is protected against being read by programs", "book")

    def _path(self, href: str) -> str:
        return posixpath.normpath(posixpath.join(self._folder, unquote(href)))

    def _document(self, name: str) -> str:
        data = self._read(name)
        declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
        encoding = declared[1].decode() if declared else "utf-8"
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            encoding = "utf-16"
        try:
            text = data.decode(encoding, errors="replace")
        except LookupError:
            text = data.decode("utf-8", errors="replace")
        return _DOCTYPE.sub("", text.removeprefix("\ufeff"))

    def _read(self, name: str) -> bytes:
        with self._archive.open(name) as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise InvalidRequestError(f"{name} in the book is larger than {LARGEST >> 20} MiB", "book")
        return data


def elements(document: str) -> list[Element]:
    """Return the elements of an XML document in the order in which they begin."""
    return _Elements(document).found


class _Elements(HTMLParser):
    def __init__(self, document: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Element] = []
        self._open: list[tuple[int, list[str]]] = []
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = tag if tag.startswith("dc:") else tag.rpartition(":")[2]
        self._open.append((len(self.found), []))
        self.found.append(Element(name, {key: value or "" for key, value in attrs}, ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if self._open:
            place, parts = self._open.pop()
            element = self.found[place]
            self.found[place] = Element(element.name, element.values, " ".join("".join(parts).split()))

    def handle_data(self, data: str) -> None:
        for _, parts in self._open[-2:]:  # a title may have a span in it
            parts.append(data)


def _tidied(parts: list[str]) -> str:
    return re.sub(r"[^\S\n]*\n\s*\n\s*", "\n\n", "\n\n".join(parts)).strip()


def _first_line(text: str) -> str:
    line = text.partition("\n")[0]
    return line if len(line) <= 60 else f"{line[:60].rpartition(' ')[0]} \u2026"
