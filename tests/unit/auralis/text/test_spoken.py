"""Sentences as written and as a speaker of the language reads them: a table for each language."""

import json
from pathlib import Path

import pytest

from auralis.text.normalize import normalize
from auralis.text.rules import RULES

TABLES = sorted(Path(__file__).with_name("spoken").glob("*.json"))


CASES = [(table.stem, *case) for table in TABLES for case in json.loads(table.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("language", "written", "spoken"), CASES)
def test_reads_as_a_speaker_does(language: str, written: str, spoken: str) -> None:
    assert normalize(written, RULES[language]) == spoken
