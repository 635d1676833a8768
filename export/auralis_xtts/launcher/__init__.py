"""A local Triton Inference Server as a child process, which leaves nothing behind.

>>> with launch(repository) as server:            # doctest: +SKIP
...     client = InferenceServerClient(server.grpc_url)

`python -m auralis_xtts.launcher --model-repository DIR` is the same as a command, and starts the server again
when it dies.
"""

from auralis_xtts.launcher.errors import LauncherError
from auralis_xtts.launcher.server import Server, launch
from auralis_xtts.launcher.settings import Settings

__all__ = ["LauncherError", "Server", "Settings", "launch"]
