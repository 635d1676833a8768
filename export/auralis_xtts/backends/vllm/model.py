"""Triton's backend `vllm`: the XTTS decoder.  Copied to `<backend directory>/vllm/model.py`."""

# The stub starts in the C locale, in which importing vLLM dies of its own non-ASCII source files.
import locale

locale.setlocale(locale.LC_ALL, "C.UTF-8")

import logging  # noqa: E402

from auralis_xtts.serving.gpt_model import GptModel  # noqa: E402

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s")

TritonPythonModel = GptModel
