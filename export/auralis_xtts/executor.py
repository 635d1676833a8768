"""vLLM's executor that runs the model in the engine's own process, without a trace in the file system.

For its plain "uni", vLLM starts a worker process on CPUs, only to bind its threads to cores.  Without that
there is one process less, one message less per step, and no queue in /dev/shm for a SIGKILL to leave behind.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile

import torch
from vllm.v1.executor import uniproc_executor

from auralis_xtts.vllm_plugin import RUNTIME_DIRECTORY

_NICENESS = 10
"""About a tenth of the processor's time while the vocoder wants all of it, all of it otherwise."""

_ONE_THREAD_WIDTH = 512
"""Of a GPT up to which waking a second thread for each operation takes longer than it saves.

With 256 on two cores, a second of speech took 0.15 to 0.18 s with one thread and 0.21 to 0.24 s with two,
and with eight streams at once 0.06 and 0.07 s.  XTTS v2 has 1024.
"""


class InProcessExecutor(uniproc_executor.UniProcExecutor):
    """`distributed_executor_backend` of the engine (`serving.engine`)."""

    def _init_executor(self) -> None:
        if self.vllm_config.device_config.device_type == "cpu":
            # Sound that is nearly made is what a client waits for: the vocoder goes before further codes.
            os.nice(_NICENESS)
            if self.vllm_config.model_config.get_hidden_size() <= _ONE_THREAD_WIDTH:
                torch.set_num_threads(1)  # until the worker forbids it
        # A lock that only forks share has no name, and needs none here.
        uniproc_executor.Lock = multiprocessing.get_context("fork").Lock
        before, tempfile.tempdir = tempfile.tempdir, os.environ[RUNTIME_DIRECTORY]
        try:
            super()._init_executor()
        finally:
            tempfile.tempdir = before
