"""How a local Triton is to run."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from auralis_xtts import contract
from auralis_xtts.launcher.errors import LauncherError

_ENSEMBLE = re.compile(rf"{contract.ENSEMBLE.name}(_v\d+)?")


@dataclass(frozen=True)
class Settings:
    """Ports of 0 are chosen when the server starts.  Times are in seconds."""

    model_repository: Path
    host: str = "127.0.0.1"
    http_port: int = 0
    grpc_port: int = 0
    metrics_port: int = 0
    load: tuple[str, ...] = ()
    """Models to load, in this order; empty for every part of the releases there and then every ensemble."""

    log: Path | None = None
    """Where the server's output goes, appended; without it, to a file that is deleted with the server."""

    echo: bool = False
    """Whether the output goes to standard error too."""

    environment: Mapping[str, str] = field(default_factory=dict)
    """Variables for the server, over those of this process and the launcher's defaults."""

    start_deadline: float = 60
    load_deadline: float = 600
    """For each model; an engine with a full-size checkpoint on a slow disk takes minutes."""

    stall: float = 60
    """A start in which the server's processes did next to nothing for so long is given up, and tried again.

    On a busy machine Triton 2.51 now and then never finishes loading a Python model, whose process sleeps.
    """

    exit_timeout: int = 20
    """How long running requests and then the unloading of the models may take."""

    attempts: int = 3

    def __post_init__(self) -> None:
        if not self.model_repository.is_dir():
            raise LauncherError(f"there is no model repository at {self.model_repository}")
        if re.search(r"\s", str(self.model_repository.absolute())):
            raise LauncherError(
                f"Triton cannot read paths with spaces, and the model repository is at "
                f"{str(self.model_repository.absolute())!r}: move it, or name a link to it without"
            )
        for model in self.load:
            self._check_model(model)

    def models(self) -> tuple[str, ...]:
        """Return the models to load; raises LauncherError when there are none."""
        if self.load:
            return self.load
        present = {path.parent.name for path in self.model_repository.glob("*/config.pbtxt")}
        # The parts by name, though an ensemble would bring its own: a part that fails then says why.
        parts = [part.name for part in contract.PARTS if part.name in present]
        models = (*parts, *sorted(name for name in present if _ENSEMBLE.fullmatch(name)))
        if not models:
            raise LauncherError(f"{self.model_repository} holds none of the models of a release")
        return models

    def _check_model(self, model: str) -> None:
        if not (self.model_repository / model / "config.pbtxt").is_file():
            present = sorted(path.parent.name for path in self.model_repository.glob("*/config.pbtxt"))
            raise LauncherError(
                f"{self.model_repository} has no model {model!r}; it has {', '.join(present) or 'none'}"
            )
