"""Telling a Triton that runs to load a model again."""

from __future__ import annotations

import tritonclient.grpc as triton
from tritonclient.utils import InferenceServerException

from auralis_xtts.errors import RepositoryError


class Control:
    """Loads models of the server at `url` (host:port of its gRPC endpoint), started with explicit control."""

    def __init__(self, url: str) -> None:
        self._url = url

    def load(self, model: str, version: int | None) -> None:
        """Load `model` with all that its directory holds now, and see that `version` is ready.

        Returns when it is loaded; models and versions that have not changed go on undisturbed.  Raises
        RepositoryError with Triton's reason.
        """
        try:
            with triton.InferenceServerClient(self._url) as client:
                client.load_model(model)
                ready = client.is_model_ready(model, "" if version is None else str(version))
        except InferenceServerException as error:
            raise RepositoryError(f"Triton at {self._url} does not load {model}: {error.message()}") from None
        if not ready:
            raise RepositoryError(f"Triton at {self._url} has loaded {model}, but not version {version}")
