"""Names of voices, and what OpenAI's stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from auralis.errors import InvalidRequestError
from auralis_xtts.contract import LONGEST_SPEAKER_NAME

LONGEST_NAME = LONGEST_SPEAKER_NAME

OPENAI_NAMES = {
    "alloy": "Alison Dietlinde",
    "ash": "Andrew Chipper",
    "ballad": "Craig Gutsy",
    "cedar": "Damien Black",
    "coral": "Daisy Studious",
    "echo": "Viktor Eka",
    "fable": "Royston Min",
    "marin": "Ana Florence",
    "nova": "Claribel Dervla",
    "onyx": "Badr Odhiambo",
    "sage": "Sofia Hellen",
    "shimmer": "Tammie Ema",
    "verse": "Dionisio Schuyler",
}
"""OpenAI's voices, and speakers of XTTS v2 that stand in for them."""


class Names:
    """What names stand for: `table` says so for any names, `OPENAI_NAMES` for those of OpenAI it leaves out.

    Case does not matter.  Raises InvalidRequestError for a table with something that is no name.
    """

    def __init__(self, table: Mapping[str, str] | None = None) -> None:
        self._table = {checked(name).casefold(): checked(meant) for name, meant in (table or {}).items()}

    def meant(self, name: str) -> str | None:
        """Return what the table says `name` stands for."""
        return self._table.get(name.casefold())

    def speaker(self, name: str, speakers: Sequence[str]) -> str | None:
        """Return the one of `speakers` that `name`, one of OpenAI's, stands for by default.

        Where the checkpoint has other speakers than XTTS v2, the names are spread over those that there are.
        """
        if name.casefold() not in OPENAI_NAMES or not speakers:
            return None
        usual = OPENAI_NAMES[name.casefold()]
        place = list(OPENAI_NAMES).index(name.casefold())
        return usual if usual in speakers else speakers[place % len(speakers)]


def checked(name: str, param: str = "name") -> str:
    """Return `name` without space around it; raises InvalidRequestError for what cannot be a name."""
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise InvalidRequestError(f"{param} must be 1 to {LONGEST_NAME} printable characters", param)
    return name


def same(one: str, other: str) -> bool:
    """Return whether two names are the same one."""
    return one.casefold() == other.casefold()
