"""Owns a Decoder until it is killed: `python owner.py VERSION_DIR FILE_DESCRIPTOR`.

Writes the path of the engine's runtime directory to the descriptor with every code.
"""

import asyncio
import os
import sys
from pathlib import Path

import numpy as np

from auralis_xtts.contract import SamplingParameters
from auralis_xtts.serving.decoder import Decoder


async def main(version_dir: Path, descriptor: int) -> None:
    decoder = await Decoder.start(version_dir)
    voice = np.zeros((32, 128), dtype=np.float32)
    while True:
        async for _ in decoder.decode(
            "endless", np.arange(1, 9, dtype=np.int32), voice, SamplingParameters()
        ):
            os.write(descriptor, os.environ["VLLM_RPC_BASE_PATH"].encode() + b"\n")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
