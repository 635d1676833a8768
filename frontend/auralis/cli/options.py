"""Options of the server that take some words, and what they become."""

from __future__ import annotations

import os
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any

import typer

from auralis.chat.policy import Policy
from auralis.errors import InvalidRequestError
from auralis.server.keys import hashed
from auralis.voices.names import Names

ApiKeys = Annotated[
    list[str] | None,
    typer.Option(
        "--api-key",
        envvar="AURALIS_API_KEYS",
        show_envvar=True,
        help="A key that clients must show; may be given several times. Without any, everybody is let in.",
    ),
]
MaxPerKey = Annotated[
    int, typer.Option(min=0, help="Requests that one API key may have under way; 0 for any number.")
]
MaxWaiting = Annotated[
    int, typer.Option(min=0, help="Requests that wait for a place; more are answered with 429.")
]
MaxChats = Annotated[int, typer.Option(min=1, help="Chats that are under way; more are answered with 429.")]
RequestTimeout = Annotated[
    float, typer.Option(min=0, help="Seconds that a request may take from end to end; 0 for any time.")
]
Voice = Annotated[
    list[str], typer.Option(help="A recording of the voice, several times for more; or a voice's name.")
]
VoicesDir = Annotated[
    Path | None,
    typer.Option(
        envvar="AURALIS_VOICES_DIR",
        show_envvar=True,
        file_okay=False,
        help="Where uploaded voices are kept; ~/.local/share/auralis if not given.",
    ),
]
VoiceNames = Annotated[
    list[str] | None,
    typer.Option(
        "--voice-name",
        metavar="NAME=VOICE",
        help="A name and the voice that it stands for, such as alloy='Ana Florence'; several.",
    ),
]
Speakers = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=FILE",
        help="A recording of the voice that [voice:NAME], or a line NAME: ..., is spoken in; several.",
    ),
]
LexiconFile = Annotated[
    Path | None,
    typer.Option(
        dir_okay=False,
        help="Words that are not read as they are written: a .json or .yaml table, or .pls with aliases.",
    ),
]
CorsOrigins = Annotated[
    list[str] | None,
    typer.Option("--cors-origin", help="A web page's origin that may use this server, or *; several."),
]
LlmUrls = Annotated[
    list[str] | None,
    typer.Option(
        "--llm-url",
        envvar="AURALIS_LLM_URL",
        show_envvar=True,
        metavar="URL",
        help="An LLM that chats may be sent to; several, with * in host, port or path. The first without is "
        "the default one. Without any, clients may name every LLM if only this machine can reach the server.",
    ),
]
LlmApiKeys = Annotated[
    list[str] | None,
    typer.Option(
        "--llm-api-key",
        envvar="AURALIS_LLM_API_KEY",
        show_envvar=True,
        metavar="[URL=]KEY",
        help="The key for an LLM, or for all that --llm-url names; several.",
    ),
]


def llm_policy(urls: Sequence[str] | None, keys: Sequence[str] | None, address: str) -> Policy:
    """Return which LLMs may be called by a server that listens on `address`."""
    return Policy(urls or (), keys or (), anywhere=ip_address(address.partition("%")[0]).is_loopback)


def api_keys(given: Sequence[str] | None) -> tuple[bytes, ...]:
    """Return the hashes of the keys; of the environment's, which may be apart by spaces or commas."""
    keys = [key for each in given or () for key in each.replace(",", " ").split()]
    return tuple(dict.fromkeys(map(hashed, keys)))


def voice_names(given: Sequence[str] | None) -> dict[str, str]:
    """Return the table of names; raises InvalidRequestError for an entry without `=`."""
    table = {}
    for entry in given or ():
        name, equals, voice = entry.partition("=")
        if not equals:
            raise InvalidRequestError(f"--voice-name {entry!r} is not NAME=VOICE")
        table[name] = voice
    Names(table)  # says what is wrong with it
    return table


def speakers(given: Sequence[str] | None) -> dict[str, list[Path]]:
    """Return the recordings of each name; raises InvalidRequestError for an entry without `=`."""
    recordings: dict[str, list[Path]] = {}
    for entry in given or ():
        name, equals, path = entry.partition("=")
        if not equals:
            raise InvalidRequestError(f"--speaker {entry!r} is not NAME=FILE")
        recordings.setdefault(name.strip(), []).append(Path(path))
    return recordings


def voice(given: Sequence[str]) -> dict[str, Any]:
    """Return the fields of a SpeechRequest for recordings, or for one name of a voice.

    Raises InvalidRequestError for a recording that cannot be read.
    """
    if len(given) == 1 and not Path(given[0]).suffix and not Path(given[0]).exists():
        return {"voice": given[0]}
    return {"references": tuple(content(Path(path)) for path in given)}


def content(path: Path) -> bytes:
    """Return what is in a file; raises InvalidRequestError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidRequestError(f"cannot read {path}: {error.strerror}") from None


def voices_directory(given: Path | None) -> Path:
    """Return where voices are kept: as given, or below $XDG_DATA_HOME or ~/.local/share."""
    if given is not None:
        return given
    base = os.environ.get("XDG_DATA_HOME", "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / ".local" / "share") / "auralis"
