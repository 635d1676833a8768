import json
from pathlib import Path

import pytest

from auralis.text.rules import RULES
from auralis.text.sentences import Stops, quotations, sentences

TABLE = json.loads(Path(__file__).with_name("sentences.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("language", "text", "expected"), TABLE)
def test_sentences_end_where_a_reader_would_end_them(language: str, text: str, expected: list[str]) -> None:
    assert [x.rstrip() for x in sentences(text, Stops.of(RULES[language]))] == expected


def test_lines_of_their_own_are_sentences_but_wrapped_ones_are_not() -> None:
    text = (
        "Chapter One\nThe Beginning\n\nIt was a dark and stormy night, and the rain fell in torrents on the\n"
        "Roofs of London. So:\n- apples\n- pears,\n  green\n1. First item\n2) Second item. More.\nThe end"
    )
    assert list(sentences(text)) == [
        "Chapter One\n",
        "The Beginning\n",
        "It was a dark and stormy night, and the rain fell in torrents on the Roofs of London. ",
        "So: ",
        "- apples\n",
        "- pears, green\n",
        "1. First item\n",
        "2) Second item. ",
        "More. ",
        "The end",
    ]


@pytest.mark.parametrize(
    ("text", "limit", "units"),
    [
        ("He said: “Go. Now.” And left. So.", 40, ["He said: “Go. Now.” ", "And left. ", "So."]),
        (
            "„Geh. Jetzt.“ Er ging. «Va. Vite.» Bon.",
            40,
            ["„Geh. Jetzt.“ ", "Er ging. ", "«Va. Vite.» ", "Bon."],
        ),
        (
            "「行け。早く。」そうだ。\uff08一。二。\uff09",
            40,
            ["「行け。早く。」そうだ。", "\uff08一。二。\uff09"],
        ),
        ("“Go. Now. " + "And far away. " * 3 + "Yes.” So.", 20, None),
        ('A 6" nail. Then. More of it.', 20, None),
    ],
)
def test_a_quotation_stays_together_where_it_fits(text: str, limit: int, units: list[str] | None) -> None:
    found = list(quotations(sentences(text), limit))
    assert "".join(found) == text
    assert all(len(unit.rstrip()) <= limit for unit in found)
    if units is not None:
        assert found == units
