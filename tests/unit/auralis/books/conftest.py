import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

CONTAINER = """<?xml version="1.0"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="OPS/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>"""

PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>Night &amp; Day</dc:title><dc:creator>A. Writer</dc:creator><dc:language>en</dc:language>
<meta name="cover" content="picture"/></metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="a" href="text/one%20two.xhtml" media-type="application/xhtml+xml"/>
<item id="b" href="text/rest.xhtml" media-type="application/xhtml+xml"/>
<item id="c" href="text/three.xhtml" media-type="application/xhtml+xml"/>
<item id="note" href="text/notes.xhtml" media-type="application/xhtml+xml"/>
<item id="picture" href="cover.png" media-type="image/png"/>
</manifest>
<spine><itemref idref="a"/><itemref idref="b"/><itemref idref="c"/><itemref idref="note" linear="no"/></spine>
</package>"""

NAV = """<html xmlns:epub="http://www.idpf.org/2007/ops"><body>
<nav epub:type="landmarks"><a href="text/three.xhtml">Elsewhere</a></nav>
<nav epub:type="toc"><ol>
<li><a href="text/one%20two.xhtml#one">The <i>first</i></a></li>
<li><a href="text/one%20two.xhtml#two">The second</a></li>
<li><a href="text/three.xhtml">The third</a></li></ol></nav></body></html>"""

FILES: dict[str, str | bytes] = {
    "META-INF/container.xml": CONTAINER,
    "OPS/package.opf": PACKAGE,
    "OPS/nav.xhtml": NAV,
    "OPS/text/one two.xhtml": (
        "<html><head><title>no</title><style>no</style></head><body><section id='one'><h1>One</h1>"
        "<p>It was   a\nnight&nbsp;&mdash; dark.<a epub:type='noteref' href='#n'>1</a></p></section>"
        "<section id='two'><h1>Two</h1><p>And a<br/>day.</p></section></body></html>"
    ),
    "OPS/text/rest.xhtml": "<html><body><p>It went on.</p><script>no()</script></body></html>",
    "OPS/text/three.xhtml": "<html><body><h2>Three</h2><p>The end.</p></body></html>",
    "OPS/text/notes.xhtml": "<html><body><p>A note.</p></body></html>",
    "OPS/cover.png": b"\x89PNG\r\n\x1a\n...",
}

Epub = Callable[..., Path]


@pytest.fixture
def epub(tmp_path: Path) -> Epub:
    """Return a maker of EPUB files, of which some files may be others; None leaves one out."""

    def make(**others: str | bytes | None) -> Path:
        changed = {PLACES[name]: other for name, other in others.items()}
        return write(tmp_path / "book.epub", {**FILES, **changed})

    return make


@pytest.fixture
def package() -> str:
    return PACKAGE


PLACES = {
    "container": "META-INF/container.xml",
    "package": "OPS/package.opf",
    "nav": "OPS/nav.xhtml",
    "encryption": "META-INF/encryption.xml",
    "ncx": "OPS/toc.ncx",
    "three": "OPS/text/three.xhtml",
}


def write(path: Path, files: Mapping[str, str | bytes | None]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            if content is not None:
                archive.writestr(name, content)
    return path
