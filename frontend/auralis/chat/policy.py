"""Which LLM may be called, and with which key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from auralis.chat.target import COMPLETIONS, PARAM, PORTS, Target
from auralis.errors import InvalidRequestError

_PATTERN = re.compile(
    r"(https?)://([A-Za-z0-9._*-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}|\*))?(/[^?#\s=]*)?",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True)
class Pattern:
    """URLs of LLMs: `*` stands for anything within the name of a host, as the port, or in the path.

    `http://10.0.0.7:8001` is every path at that port; `https://*.example.com/v1` the API below `/v1` at all
    hosts of the domain, on port 443.
    """

    text: str
    scheme: str
    host: re.Pattern[str]
    port: int | None
    path: re.Pattern[str]

    @classmethod
    def parse(cls, text: str) -> Pattern:
        """Raises InvalidRequestError."""
        match = _PATTERN.fullmatch(text)
        if match is None:
            raise InvalidRequestError(f"{text!r} is not the URL of an LLM, nor a pattern of such")
        scheme, host, port, path = match.groups()
        scheme = scheme.lower()
        path = (path or "/*").rstrip("/") or "/*"
        if not path.endswith((COMPLETIONS, "*")):
            path += COMPLETIONS
        number = None if port == "*" else int(port or PORTS[scheme])
        return cls(text, scheme, _glob(host.lower()), number, _glob(path))

    def covers(self, target: Target) -> bool:
        path = target.path.partition("?")[0]
        return (
            self.scheme == target.scheme
            and self.port in (None, target.port)
            and self.host.fullmatch(target.host) is not None
            and self.path.fullmatch(path) is not None
        )


class Policy:
    """Says where a chat's LLM is, if it may be called, and with which key.

    `urls` are patterns; without any, `anywhere` lets the client name every URL.  `keys` are `PATTERN=KEY`, or
    a KEY alone for all of `urls`; the first that fits counts.  Raises InvalidRequestError for what cannot be
    read, and for a key that any client could have sent to an address of its own.
    """

    def __init__(self, urls: Sequence[str] = (), keys: Sequence[str] = (), *, anywhere: bool = False) -> None:
        self._patterns = tuple(map(Pattern.parse, urls))
        self._anywhere = anywhere and not urls
        self._keys = tuple(entry for key in keys for entry in self._key(key))
        self._default = next((Target.parse(url) for url in urls if "*" not in url), None)

    def target(self, url: str | None) -> Target:
        """Return where `url` leads, None for the default one; raises InvalidRequestError if it is refused."""
        if url is None:
            if self._default is None:
                raise InvalidRequestError(
                    f"{PARAM} must name the LLM: this server has no default one (--llm-url)", PARAM
                )
            return self._default
        target = Target.parse(url)
        self.check(target)
        return target

    def check(self, target: Target) -> None:
        """Raise InvalidRequestError if `target` may not be called."""
        if self._anywhere or any(pattern.covers(target) for pattern in self._patterns):
            return
        if not self._patterns:
            raise InvalidRequestError(
                f"{PARAM} is refused: others can reach this server, and it was not told with --llm-url which "
                "LLMs it may call",
                PARAM,
            )
        raise InvalidRequestError(
            f"{PARAM} is refused: {target.place} with this path is not among the LLMs that --llm-url names",
            PARAM,
        )

    def key(self, target: Target) -> str | None:
        """Return the key that was configured for `target`."""
        return next((key for pattern, key in self._keys if pattern.covers(target)), None)

    def _key(self, text: str) -> list[tuple[Pattern, str]]:
        if re.match("https?://", text, re.IGNORECASE):
            url, _, key = text.partition("=")
            patterns: tuple[Pattern, ...] = (Pattern.parse(url),)
        else:
            patterns, key = self._patterns, text
            if not patterns:
                raise InvalidRequestError("--llm-api-key needs --llm-url, or its own URL: URL=KEY")
        if not re.fullmatch(r"[\x21-\x7e]+", key):
            raise InvalidRequestError(
                "--llm-api-key is URL=KEY or KEY, with a key of visible ASCII characters"
            )
        return [(pattern, key) for pattern in patterns]


def _glob(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text).replace(r"\*", ".*"))
