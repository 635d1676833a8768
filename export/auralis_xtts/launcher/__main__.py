"""`python -m auralis_xtts.launcher`: a local Triton until SIGTERM or SIGINT."""

import argparse
import logging
import signal
import sys
from pathlib import Path
from types import FrameType

from auralis_xtts.launcher.errors import LauncherError
from auralis_xtts.launcher.settings import Settings
from auralis_xtts.launcher.supervisor import supervise

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit status."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s", stream=sys.stderr)
    for number in _SIGNALS:
        signal.signal(number, _leave)
    try:
        settings = Settings(
            options.model_repository,
            host=options.host,
            http_port=options.http_port,
            grpc_port=options.grpc_port,
            metrics_port=options.metrics_port,
            load=tuple(options.load),
            log=options.log,
            echo=not options.quiet,
            load_deadline=options.load_deadline,
        )
        supervise(settings, options.ready_file, restart=not options.no_restart)
    except LauncherError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _leave(_number: int, _frame: FrameType | None) -> None:
    """End the program through every `finally` on its way; a second signal does not disturb it there."""
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m auralis_xtts.launcher", description=__doc__)
    parser.add_argument("--model-repository", type=Path, required=True, metavar="DIR")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    for protocol in ("http", "grpc", "metrics"):
        parser.add_argument(
            f"--{protocol}-port", type=int, default=0, help="0 takes a free one (the default)"
        )
    parser.add_argument(
        "--load", action="append", default=[], metavar="MODEL", help="instead of all; may be repeated"
    )
    parser.add_argument("--load-deadline", type=float, default=600, metavar="SECONDS", help="for each model")
    parser.add_argument("--log", type=Path, metavar="FILE", help="append Triton's output to this file")
    parser.add_argument("--quiet", action="store_true", help="keep Triton's output off standard error")
    parser.add_argument("--ready-file", type=Path, metavar="FILE", help="JSON of URLs and pid, while ready")
    parser.add_argument("--no-restart", action="store_true", help="end when tritonserver dies")
    return parser


if __name__ == "__main__":
    sys.exit(main())
