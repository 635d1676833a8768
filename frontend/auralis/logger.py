"""Logging for programs that use the library."""

from __future__ import annotations

import logging
from pathlib import Path

import structlog
from rich.console import Console
from rich.logging import RichHandler

LIBRARY = "auralis"


def setup_logger(name: str | Path | None = None, level: int = logging.INFO) -> logging.Logger:
    """Return the logger of that name, or of that `__file__`, which writes to standard error in colours.

    What the library itself has to say from `level` on is written there, too.
    """
    if name is not None and Path(name).suffix == ".py":
        name = Path(name).stem
    logger = logging.getLogger(None if name is None else str(name))
    for each in {logger, logging.getLogger(LIBRARY)}:
        each.setLevel(level)
        if not each.hasHandlers():
            each.addHandler(RichHandler(console=Console(stderr=True), show_path=False))
    return logger


def through_logging() -> None:
    """Have what the library's modules tell structlog go to the standard library's loggers.

    A program that has configured structlog has decided otherwise.
    """
    if structlog.is_configured():
        return
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"], drop_missing=True),
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
