"""One JSON object a line on standard error, with the request's id; texts and sounds are never logged."""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.typing import Processor

LEVELS = {"info": logging.INFO, "warn": logging.WARNING, "err": logging.ERROR}
"""The names that `--vllm_logging_level` has for them."""


def configure(level: int = logging.INFO) -> None:
    """Send our lines, and those of every library, to standard error as JSON."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
