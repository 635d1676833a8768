"""What can go wrong, as one tree.

    AuralisError
    |-- InvalidRequestError        the caller's fault; `param` names the field
    |   |-- NotFoundError          no such model, voice or release
    |   |-- TooLargeError          a body or a text above the configured limit
    |   `-- ConflictError          what is to be made exists already
    |-- AuthenticationError        no API key, or one that is not known
    |-- OverloadedError            every place and every waiting place is taken; `retry_after` seconds
    |-- DeadlineExceededError      Triton did not answer in time
    |-- EngineUnavailableError     Triton cannot be reached, is loading, or a model of it is dead
    |-- UpstreamError              the LLM of a chat failed; `status` is the one to answer with
    |-- EngineError                Triton answered with an error, or with something that breaks the contract
    |-- StorageError               what is to be kept cannot be written, or read again
    |-- LocalEngineError           the local Triton, or the export for it, could not be started
    `-- MissingPackageError        what was asked for needs a package that is not installed

Every message is one line for people.  `server.errors` maps the tree to HTTP, the command line to exit codes.
"""

from __future__ import annotations


class AuralisError(Exception):
    """Whatever Auralis raises on purpose."""

    @property
    def message(self) -> str:
        return str(self)


class InvalidRequestError(AuralisError):
    """The request cannot be carried out as it stands.

    `param` is the field at fault, in the words of the HTTP interface; None if it is no single one.
    """

    def __init__(self, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.param = param


class NotFoundError(InvalidRequestError):
    """The request names a model, a voice or a release that does not exist."""


class TooLargeError(InvalidRequestError):
    """The request is above a configured limit."""


class ConflictError(InvalidRequestError):
    """The request makes something that exists already."""


class AuthenticationError(AuralisError):
    """The request has no API key, or one that is not known."""


class OverloadedError(AuralisError):
    """All places are taken; the same request may succeed after `retry_after` seconds."""

    def __init__(self, message: str, retry_after: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class DeadlineExceededError(AuralisError):
    """An answer did not come within its deadline."""


class EngineUnavailableError(AuralisError):
    """The engine cannot be reached or a part of it is not ready; it may recover by itself.

    `part` is the name of the model that is not ready; None if the whole server is meant.
    """

    def __init__(self, message: str, part: str | None = None) -> None:
        super().__init__(message)
        self.part = part


class EngineError(AuralisError):
    """The engine failed at this request, or answered with something outside the contract."""


class UpstreamError(AuralisError):
    """The LLM of a chat cannot be reached, refused the request, or broke off.

    `status` is the LLM's own where it answered with an error, else 502 or 504.  `kind`, `param` and `code`
    are those of its error object; `retry_after` is its header of that name.
    """

    def __init__(
        self,
        message: str,
        status: int = 502,
        *,
        kind: str | None = None,
        param: str | None = None,
        code: str | None = None,
        retry_after: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.param = param
        self.code = code
        self.retry_after = retry_after


class StorageError(AuralisError):
    """The disk does not take, or give back, what is kept on it."""


class LocalEngineError(AuralisError):
    """The local Triton or the export for it failed; the message says why."""


class MissingPackageError(AuralisError):
    """What was asked for needs a package that is not installed; the message says how to install it."""
