from collections.abc import Callable
from pathlib import Path

import pytest

from auralis.books.book import LARGEST
from auralis.books.epub import read_epub
from auralis.books.reading import read_book
from auralis.errors import InvalidRequestError

Epub = Callable[..., Path]

NCX = """<ncx><navMap>
<navPoint><navLabel><text>First</text></navLabel><content src="text/one%20two.xhtml"/></navPoint>
<navPoint><navLabel><text>Third</text></navLabel><content src="text/three.xhtml#nowhere"/></navPoint>
</navMap></ncx>"""


def test_a_book_has_chapters_where_its_contents_say(epub: Epub) -> None:
    book = read_book(epub())
    assert (book.title, book.author, book.language) == ("Night & Day", "A. Writer", "en")
    assert book.cover is not None
    assert [chapter.title for chapter in book.chapters] == ["The first", "The second", "The third"]
    assert [chapter.text for chapter in book.chapters] == [
        "One\n\nIt was a night \u2014 dark.",
        "Two\n\nAnd a\nday.\n\nIt went on.",
        "Three\n\nThe end.",
    ]


def test_contents_of_version_2(epub: Epub, package: str) -> None:
    old = package.replace('properties="nav"', "").replace(
        'nav.xhtml" media-type="application/xhtml+xml"', 'toc.ncx" media-type="application/x-dtbncx+xml"'
    )
    book = read_epub(epub(package=old, ncx=NCX, nav=None))
    assert [chapter.title for chapter in book.chapters] == ["First", "Third"]
    assert book.chapters[0].text.endswith("It went on.")


def test_without_contents_every_file_is_a_chapter(epub: Epub, package: str) -> None:
    book = read_epub(epub(package=package.replace('properties="nav"', "")))
    assert [chapter.title for chapter in book.chapters] == ["One", "It went on.", "Three"]


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"container": None}, "cannot be read"),
        ({"package": None}, "cannot be read"),
        ({"three": b"x" * (LARGEST + 1)}, "larger"),
        ({"package": "<package/>"}, "no text"),
        ({"encryption": '<enc><CipherReference URI="OPS/text/three.xhtml"/></enc>'}, "protected"),
    ],
)
def test_what_is_no_book_is_refused(epub: Epub, files: dict[str, str | bytes | None], complaint: str) -> None:
    with pytest.raises(InvalidRequestError, match=complaint):
        read_epub(epub(**files))


def test_fonts_may_be_protected_and_entities_are_not_expanded(epub: Epub) -> None:
    entities = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    bomb = f"{entities}<html><body><p>&b; end</p></body></html>"
    book = read_epub(epub(encryption='<enc><CipherReference URI="OPS/font.otf"/></enc>', three=bomb))
    assert book.chapters[-1].text == "&b; end"


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.epub"
    path.write_bytes(b"PK no")
    with pytest.raises(InvalidRequestError, match="cannot be read"):
        read_book(path)
    with pytest.raises(InvalidRequestError, match="cannot read"):
        read_book(tmp_path / "missing.epub")
