"""Starts vLLM for a version directory of `xtts_gpt`: its environment, its arguments, its processes."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auralis_xtts.vllm_plugin import RUNTIME_DIRECTORY

if TYPE_CHECKING:
    from vllm.v1.engine.async_llm import AsyncLLM

    from auralis_xtts.serving.engine_metrics import EngineMetrics

_ENVIRONMENT = {
    "VLLM_CPU_KVCACHE_SPACE": "1",  # GiB; without it vLLM takes a share of the machine's memory
    "VLLM_CPU_OMP_THREADS_BIND": "nobind",  # "auto" leaves the worker one core of two
    "OMP_NUM_THREADS": str(len(os.sched_getaffinity(0))),
    "GOMP_SPINCOUNT": "0",  # threads that spin while idle starve everything else on a busy machine
    "VLLM_WORKER_MULTIPROC_METHOD": "spawn",
    "VLLM_LOGGING_LEVEL": "WARNING",
    "VLLM_NO_USAGE_STATS": "1",
    "DO_NOT_TRACK": "1",
}
"""Set before vLLM is imported, unless they are set already.  The engine's processes inherit them."""

_REQUIRED = {
    "enable_prompt_embeds": True,
    "skip_tokenizer_init": True,
    "logits_processors": ["auralis_xtts.latent_tap:LatentTap"],
    "disable_log_stats": True,  # the default loggers; ours is given separately
}

_DEFAULTS = {
    "block_size": 32,  # attention on CPUs needs a multiple of 32; smaller wastes less
    "enable_prefix_caching": False,  # a request shares less than a block with the next one of the same voice
    "max_num_seqs": 64,
}


_ANSWER_SECONDS = 120.0
"""How long a started engine may take to answer for the first time; usually it takes milliseconds."""

_LONGEST_BASE = 45  # of the 107 bytes that a socket's path may have, 59 are vLLM's and ours


@dataclass
class Engine:
    """A running vLLM and what belongs to it."""

    llm: AsyncLLM | None  # None once it is shut down
    metrics: EngineMetrics
    directory: Path  # of the model
    max_sequences: int

    @property
    def healthy(self) -> bool:
        """Whether the engine's processes are there."""
        return self.llm is not None and not self.llm.errored

    async def shutdown(self) -> None:
        """End the engine's processes and tasks; waits for them, the processes without yielding."""
        # Nothing may hold it any longer, or its finaliser fails at the interpreter's exit.
        llm, self.llm = self.llm, None
        if llm is not None:
            handler = llm.output_handler
            llm.shutdown()
            if handler is not None:
                await asyncio.gather(handler, return_exceptions=True)
            # vLLM closes its sockets, but leaves their context to the garbage collector.
            llm.engine_core.resources.ctx.destroy(linger=0)


async def start_engine(version_dir: Path) -> Engine:
    """Start vLLM as `version_dir/model.json` says.  Blocks the event loop for as long as the model loads.

    The calling process's environment gets `_ENVIRONMENT`.  Raises OSError or ValueError for an unusable
    directory, and whatever vLLM raises.
    """
    arguments = _arguments(version_dir)
    # Below TMPDIR, which the launcher clears up even after a SIGKILL, unless that makes names too long.
    base = tempfile.gettempdir()
    base = base if len(base) < _LONGEST_BASE else "/tmp"
    runtime_directory = Path(tempfile.mkdtemp(prefix="auralis-xtts-", dir=base))
    os.environ["VLLM_RPC_BASE_PATH"] = os.environ[RUNTIME_DIRECTORY] = str(runtime_directory)
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    try:
        # Imported before anything here holds the engine: something in vLLM keeps the frames of its first
        # import, and what they hold, to the interpreter's end.
        import vllm.v1.engine.async_llm  # noqa: F401

        engine = _launch(arguments)
        await _connected(engine)
        return engine
    finally:
        # All sockets are connected and need no names any more, which a SIGKILL would leave behind.
        shutil.rmtree(runtime_directory, ignore_errors=True)


async def _connected(engine: Engine) -> None:
    """Wait until the engine has answered something.

    It counts as ready when it can be asked.  The thread that answers may have yet to connect its socket, for
    which it needs the socket's name: without this, an engine on a busy machine might never answer.
    """
    assert engine.llm is not None
    try:
        await asyncio.wait_for(engine.llm.get_supported_tasks(), _ANSWER_SECONDS)
    except TimeoutError:
        await engine.shutdown()
        raise RuntimeError(f"it did not answer within {_ANSWER_SECONDS:g} s") from None


def _launch(arguments: dict[str, Any]) -> Engine:
    from vllm.engine.arg_utils import AsyncEngineArgs
    from vllm.v1.engine.async_llm import AsyncLLM

    from auralis_xtts.serving.engine_metrics import EngineMetrics

    found: list[EngineMetrics] = []

    def metrics_of(config: Any, index: int = 0) -> EngineMetrics:
        found.append(EngineMetrics(config, index))
        return found[-1]

    llm = AsyncLLM.from_engine_args(AsyncEngineArgs(**arguments), stat_loggers=[metrics_of])
    sequences = llm.vllm_config.scheduler_config.max_num_seqs
    return Engine(llm, found[0], Path(arguments["model"]), sequences)


def _arguments(version_dir: Path) -> dict[str, Any]:
    """Return vLLM's engine arguments: model.json's, with what this model needs in any case."""
    arguments = json.loads((version_dir / "model.json").read_text())
    if not isinstance(arguments, dict) or not isinstance(arguments.get("model"), str):
        raise ValueError(
            f'{version_dir / "model.json"} must be a JSON object with "model", a directory beside it'
        )
    arguments = {**_DEFAULTS, **arguments, **_REQUIRED}
    arguments["model"] = str(version_dir / arguments["model"])
    if not (Path(arguments["model"]) / "config.json").is_file():
        # Or vLLM takes the path for the name of a model on the hub.
        raise ValueError(f"{arguments['model']} is not a vLLM directory: export the release again")
    if arguments.get("tensor_parallel_size", 1) == arguments.get("pipeline_parallel_size", 1) == 1:
        arguments.setdefault("distributed_executor_backend", "auralis_xtts.executor.InProcessExecutor")
    return arguments
