"""The way out of vLLM for the GPT's latents: a logits processor that changes no logits.

`compute_logits` gets one row per sequence that a code is about to be sampled for: the latent of that code.
The model hands these rows over, and the logits processor, which knows the sequence and the step of each row,
writes them to memory that it shares with the decoder (`serving.latents`), before the code leaves the engine.
A step that is computed again after a preemption writes the same row again.
"""

from __future__ import annotations

from typing import Any, ClassVar

import torch
from vllm.distributed import get_tensor_model_parallel_rank
from vllm.v1.sample.logits_processor import interface as v1
from vllm.v1.sample.logits_processor.builtin import process_dict_updates

from auralis_xtts import rewinding
from auralis_xtts.serving.latents import EXTRA_ARGUMENT, SharedRows

_BASES: tuple[type, ...] = (v1.LogitsProcessor,)
try:
    from vllm.v1.worker.gpu.sample.logits_processor import interface as v2
except ImportError:  # before vLLM 0.30, whose second model runner takes no logits processors
    pass
else:
    _BASES = (v1.LogitsProcessor, v2.LogitsProcessor)


class LatentTap(*_BASES):  # type: ignore[misc]
    """Serves both of vLLM's model runners, which differ in how they tell a row's sequence and step.

    The first calls `update_state(batch_update)` and `apply(logits)`, the second `add_request(index,
    parameters)` and `apply(logits, context)`.
    """

    rows: ClassVar[torch.Tensor] = torch.empty(0, 0)
    """What the last `compute_logits` of this process got, [sequences, width]."""

    def __init__(self, vllm_config: Any, device_or_states: Any, is_pin_memory: bool = False) -> None:
        self._states = device_or_states  # of the requests, in the second runner
        self._writes = get_tensor_model_parallel_rank() == 0
        self._requests: dict[int, tuple[SharedRows, list[int]]] = {}
        self._slots: dict[int, SharedRows | None] = {}

    def is_argmax_invariant(self) -> bool:
        """Say no, or greedy sequences would not come by here."""
        return False

    def update_state(self, batch_update: Any) -> None:
        process_dict_updates(self._requests, batch_update, _with_output)

    def add_request(self, req_idx: int, sampling_params: Any) -> bool:
        self._slots[req_idx] = _slot(sampling_params)
        return self._slots[req_idx] is not None

    def apply(self, logits: torch.Tensor, ctx: Any = None) -> torch.Tensor:
        rewinding.note_all()
        if self._writes and len(self.rows) == len(logits):
            steps = self._steps() if ctx is None else self._steps_of(ctx)
            if steps:
                # On a GPU this waits for the step, as the code itself is waited for.
                rows = self.rows.detach().to("cpu", torch.float32).numpy()
                for row, slot, step in steps:
                    slot.write(step, rows[row])
        return logits

    def _steps(self) -> list[tuple[int, SharedRows, int]]:
        return [(row, slot, len(output)) for row, (slot, output) in self._requests.items()]

    def _steps_of(self, ctx: Any) -> list[tuple[int, SharedRows, int]]:
        steps = []
        for row, (index, position) in enumerate(zip(ctx.idx_mapping_np, ctx.pos.tolist(), strict=True)):
            slot = self._slots.get(int(index))
            step = position + 1 - int(self._states.prompt_len.np[index])
            if slot is not None and step >= 0:  # below 0 the prompt is not at its end
                steps.append((row, slot, step))
        return steps


def _slot(parameters: Any) -> SharedRows | None:
    address = (parameters.extra_args or {}).get(EXTRA_ARGUMENT)
    return None if address is None else SharedRows.at(**address)


def _with_output(parameters: Any, _prompt: Any, output: list[int]) -> tuple[SharedRows, list[int]] | None:
    slot = _slot(parameters)
    return None if slot is None else (slot, output)
