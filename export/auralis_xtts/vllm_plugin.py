"""vLLM's entry point to this package: names the model, and ties the engine's processes to their parent."""

from __future__ import annotations

import atexit
import multiprocessing
import multiprocessing.connection
import os
import shutil
import tempfile
import threading

RUNTIME_DIRECTORY = "AURALIS_XTTS_RUNTIME_DIRECTORY"
"""Environment variable, set by `serving.engine`: where the engine's processes put sockets and the like."""


def register() -> None:
    """Register the model.  vLLM calls this in each of its processes (entry point `vllm.general_plugins`)."""
    from vllm import ModelRegistry
    from vllm.platforms import current_platform

    from auralis_xtts import rewinding
    from auralis_xtts.vllm_gpt import XttsGpt

    # The class and not its name: with a name, vLLM starts a process of its own to look at the class.
    ModelRegistry.register_model(XttsGpt.__name__, XttsGpt)
    directory = os.environ.get(RUNTIME_DIRECTORY)
    parent = multiprocessing.parent_process()
    if directory and parent is not None:
        tempfile.tempdir = directory
        if current_platform.is_cpu():
            rewinding.install()
        # All is shut down by then, and Python would spend seconds on taking torch and vLLM apart.
        atexit.register(os._exit, 0)
        name = "auralis-parent-watch"
        threading.Thread(
            target=_outlive_not, args=(parent.sentinel, directory), name=name, daemon=True
        ).start()


def _outlive_not(sentinel: int, directory: str) -> None:
    """End this process when its parent is gone, however it went; vLLM's own processes would wait for ever."""
    multiprocessing.connection.wait([sentinel])
    shutil.rmtree(directory, ignore_errors=True)
    os._exit(1)
