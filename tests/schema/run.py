"""Schemathesis against the front end on a real socket, with the engine's double and an LLM's behind it.

    PYTHONPATH=tests python tests/schema/run.py build/schema/bin/schemathesis [further arguments of it]

Every operation of /openapi.json gets data that its schema allows, and data that it does not.  No answer may
be an error of the server, or something that the schema does not tell of.  The exit status is Schemathesis'.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

import httpx
import structlog
from rich.console import Console

from auralis.chat.policy import Policy
from auralis.engine.fake import FakeEngine
from auralis.server.settings import Settings
from fake_llm import Received, Script, answering, completion, fake_llm, saying
from served import VOCABULARY, served

HERE = Path(__file__).parent
RECORDING = HERE.parent / "data" / "oracle" / "reference.wav"
ANSWER = "Well, this is the first sentence. And here is a second one."
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
)
OPTIONS = (
    f"--checks={','.join(CHECKS)}",
    "--max-examples=150",
    "--seed=20",
    "--generation-database=none",
    "--continue-on-failure",
    "--request-timeout=30",
    "--suppress-health-check=all",
    "--warnings=off",
)


def answer(request: Received) -> Script:
    return saying(ANSWER) if request.body.get("stream") else answering(completion(ANSWER))


async def main(schemathesis: str, *further: str) -> int:
    engine = FakeEngine(vocabulary=VOCABULARY, speakers=("Ana",))
    unwanted = ("PYTHON", "SCHEMATHESIS_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    environment |= {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    environment |= {"SCHEMATHESIS_HOOKS": str(HERE / "hooks.py"), "SCHEMA_RECORDING": str(RECORDING)}
    async with fake_llm() as llm:
        llm.answer = answer
        settings = Settings(ready_seconds=0, llm=Policy([llm.url]))
        with tempfile.TemporaryDirectory(prefix="auralis-schema-") as directory:
            async with served(engine, settings) as url:
                command = (schemathesis, "run", f"{url}/openapi.json", *OPTIONS, *further)
                process = await asyncio.create_subprocess_exec(*command, env=environment, cwd=directory)
                try:
                    status = await process.wait()
                finally:
                    if process.returncode is None:
                        process.kill()
                        await process.wait()
                await _answers(url)
        assert engine.spoken, "nothing was spoken: it was all refused"
        assert llm.requests, "the LLM was never asked"
        assert engine.active == [], "something is still spoken"
        return status


async def _answers(url: str) -> None:
    """Print how the answers were."""
    async with httpx.AsyncClient(trust_env=False) as client:
        metrics = (await client.get(f"{url}/metrics")).text
    found = [line for line in metrics.splitlines() if line.startswith("auralis_requests_total{")]
    Console().print("\n".join(sorted(found)), soft_wrap=True, markup=False, highlight=False)


if __name__ == "__main__":
    with structlog.testing.capture_logs():
        sys.exit(asyncio.run(main(*sys.argv[1:])))
