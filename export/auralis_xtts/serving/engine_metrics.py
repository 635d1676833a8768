"""vLLM's statistics as plain numbers.  Imports vLLM, so import it only where the environment is set."""

from __future__ import annotations

from typing import Any

from vllm.v1.metrics.loggers import StatLoggerBase


class EngineMetrics(StatLoggerBase):
    """The last figures of the engine's scheduler, which sends them with every step."""

    def __init__(self, vllm_config: Any, engine_index: int = 0) -> None:
        self._config = vllm_config
        self._running = self._waiting = self._usage = self._preemptions = 0.0

    def record(
        self, scheduler_stats: Any, iteration_stats: Any, mm_cache_stats: Any = None, engine_idx: int = 0
    ) -> None:
        if scheduler_stats is not None:
            self._running = float(scheduler_stats.num_running_reqs)
            self._waiting = float(scheduler_stats.num_waiting_reqs)
            self._usage = float(scheduler_stats.kv_cache_usage)
        if iteration_stats is not None:
            self._preemptions += iteration_stats.num_preempted_reqs

    def log_engine_initialized(self) -> None:
        """Nothing to say."""

    def values(self) -> dict[str, float]:
        """Return the figures by name, as in `Decoder.metrics`."""
        # vLLM keeps one block to itself and does not count it as usage.
        blocks = float((self._config.cache_config.num_gpu_blocks or 1) - 1)
        return {
            "xtts_gpt_running_requests": self._running,
            "xtts_gpt_waiting_requests": self._waiting,
            "xtts_gpt_kv_cache_usage_ratio": self._usage,
            "xtts_gpt_kv_blocks": blocks,
            "xtts_gpt_kv_blocks_used": float(round(self._usage * blocks)),
            "xtts_gpt_preemptions_total": self._preemptions,
        }
