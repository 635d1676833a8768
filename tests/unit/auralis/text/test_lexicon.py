from pathlib import Path

import pytest

from auralis.errors import InvalidRequestError
from auralis.text.lexicon import MOST_ENTRIES, Lexicon
from auralis.text.lexicon_file import LARGEST_FILE, read_lexicon

ENTRIES = {
    "axel": "Aksel",
    "new": "noo",
    "New York": "Nyoo Jork",
    "US": "U S",
    "東京": "とうきょう",
    "서울": "soul",
    "c++": "see plus plus",
}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Axel, AXEL and axel's.", "Aksel, Aksel and Aksel's."),
        ("axels relaxel axel_1", "axels relaxel axel_1"),
        ("In New York, new york is new.", "In Nyoo Jork, noo york is noo."),
        ("US is not us.", "U S is not us."),
        ("私は東京へ行く。", "私はとうきょうへ行く。"),
        ("서울은 큽니다. 본서울", "soul은 큽니다. 본서울"),
        ("Write C++ and xc++.", "Write see plus plus and xc++."),
        ("", ""),
    ],
)
def test_whole_words_are_read_as_their_entry_says(text: str, read: str) -> None:
    assert Lexicon(ENTRIES).respell(text) == read


def test_no_entry_is_no_change() -> None:
    text = "Nothing here."
    assert Lexicon({}).respell(text) is text
    assert Lexicon(ENTRIES).respell(text) is text


@pytest.mark.parametrize(
    "entries",
    [
        {"": "a"},
        {"a": " "},
        {"a" * 101: "b"},
        {"a": "b" * 401},
        {"a\0": "b"},
        {str(n): "a" for n in range(MOST_ENTRIES + 1)},
    ],
)
def test_what_is_no_lexicon_is_refused(entries: dict[str, str]) -> None:
    with pytest.raises(InvalidRequestError) as error:
        Lexicon(entries)
    assert error.value.param == "lexicon"


PLS = """<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="en">
  <lexeme><grapheme>W3C</grapheme><grapheme>w3c</grapheme><alias>World Wide
    Web Consortium</alias><phoneme>x</phoneme></lexeme>
</lexicon>"""


@pytest.mark.parametrize(
    ("name", "content", "entries"),
    [
        ("a.json", '{"Axel": "Aksel"}', {"Axel": "Aksel"}),
        ("a.yaml", "Axel: Aksel\n'on': onn\n", {"Axel": "Aksel", "on": "onn"}),
        ("a.pls", PLS, {"W3C": "World Wide Web Consortium", "w3c": "World Wide Web Consortium"}),
    ],
)
def test_a_file_is_a_lexicon(tmp_path: Path, name: str, content: str, entries: dict[str, str]) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8-sig")
    assert read_lexicon(path) == entries


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.txt", b"", "must end in"),
        ("a.json", b"{", "is not JSON"),
        ("a.json", b"[" * 100_000, "is not JSON"),
        ("a.json", b'["a"]', "no table"),
        ("a.json", b'{"a": 1}', "not both text"),
        ("a.json", b'{"a": ""}', "respelling"),
        ("a.json", b"\xff", "not UTF-8"),
        ("a.json", b" " * (LARGEST_FILE + 1), "larger than 4 MiB"),
        ("a.yaml", b"a: [", "is not YAML"),
        ("a.yaml", b"no: yes", "not both text"),
        ("a.pls", b"<lexicon>", "no element found"),
        ("a.pls", b"<lexicon><foo/></lexicon>", "<foo> at line 1, column 10"),
        (
            "a.pls",
            b"<lexicon><lexeme><grapheme>a</grapheme><phoneme>b</phoneme></lexeme></lexicon>",
            "phonemes",
        ),
        ("a.pls", b'<!DOCTYPE l [<!ENTITY a "b">]><lexicon/>', "a document type"),
    ],
)
def test_an_error_says_what_is_wrong_with_a_file(
    tmp_path: Path, name: str, content: bytes, complaint: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InvalidRequestError) as error:
        read_lexicon(tmp_path / name)
    assert complaint in error.value.message
    assert "\n" not in error.value.message


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequestError, match="cannot be read: No such file"):
        read_lexicon(tmp_path / "none.json")
