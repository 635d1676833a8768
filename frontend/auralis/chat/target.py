"""The URL of an LLM."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address

from auralis.errors import InvalidRequestError

PARAM = "openai_api_url"
COMPLETIONS = "/chat/completions"
LONGEST_URL = 2048

PORTS = {"http": 80, "https": 443}
# Nothing but what every parser reads alike: no user, no fragment, no percent-encoded slash or dot.
_HOST = r"[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]"
_PATH = r"/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%(?!2[EeFf]|5[Cc])[0-9A-Fa-f]{2})*"
_QUERY = r"\?[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*"
_URL = re.compile(rf"(https?)://({_HOST})(?::([0-9]{{1,5}}))?({_PATH})?({_QUERY})?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Target:
    """Where an LLM is: `host` in lower case, an IPv6 address in brackets; `path` with its query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}{self.path}"

    @property
    def place(self) -> str:
        """What people may be told of it."""
        return f"{self.host}:{self.port}"

    @classmethod
    def parse(cls, url: str) -> Target:
        """Return what `url` names: the endpoint itself or the base URL in front of `/chat/completions`.

        Raises InvalidRequestError.
        """
        match = _URL.fullmatch(url) if len(url) <= LONGEST_URL else None
        if match is None or not _is_place(match[2], match[3]):
            raise InvalidRequestError(f"{PARAM} must be a plain http or https URL", PARAM)
        scheme, host, port, path, query = match.groups()
        path = (path or "/v1").rstrip("/")
        if any(part in (".", "..") for part in path.split("/")):
            raise InvalidRequestError(f"{PARAM} must not have '.' or '..' in its path", PARAM)
        path = path if path.endswith(COMPLETIONS) else path + COMPLETIONS
        scheme = scheme.lower()
        return cls(scheme, host.lower(), int(port or PORTS[scheme]), path + (query or ""))


def _is_place(host: str, port: str | None) -> bool:
    if port is not None and not 1 <= int(port) <= 65535:
        return False
    if host.startswith("["):
        try:
            ip_address(host[1:-1])
        except ValueError:
            return False
    return True
