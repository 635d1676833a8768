"""What the engine's process makes of the machine."""

from pathlib import Path

import pytest
import torch

from auralis_xtts.serving.engine import start_engine


@pytest.mark.filterwarnings("ignore")  # of what vLLM imports
@pytest.mark.asyncio(loop_scope="session")
async def test_a_small_gpt_decodes_in_one_thread(version_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    monkeypatch.setenv("VLLM_ALLOW_INSECURE_SERIALIZATION", "1")  # or the engine is asked by names only
    engine = await start_engine(version_dir)
    try:
        assert engine.llm is not None
        assert await engine.llm.collective_rpc(lambda _worker: torch.get_num_threads()) == [1]
    finally:
        await engine.shutdown()
