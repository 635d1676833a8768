"""`auralis.openai`: the OpenAI-compatible server."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer
import uvicorn

from auralis.cli import options
from auralis.cli.failure import one_line
from auralis.cli.listener import listen
from auralis.engine.source import MODEL, Source
from auralis.engine.triton import TritonEngine
from auralis.errors import LocalEngineError
from auralis.server import logs
from auralis.server.app import create_app
from auralis.server.settings import Settings
from auralis.text.lexicon_file import read_lexicon

TURN_SECONDS = 0.001
"""How long a thread that encodes or reads may keep the event loop waiting; Python's own 5 ms are felt."""

SHUTDOWN_SECONDS = 20
"""How long streams may take to end once the server is told to stop."""

app = typer.Typer(add_completion=False)


class Level(StrEnum):
    INFO = "info"
    WARN = "warn"
    ERR = "err"


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = 8000,
    model: Annotated[
        str, typer.Option(help="Checkpoint for a Triton of our own: a directory, a Hugging Face id, or mini.")
    ] = MODEL,
    gpt_model: Annotated[
        str | None,
        typer.Option("--gpt_model", "--gpt-model", help="The GPT's checkpoint, where it is kept apart."),
    ] = None,
    max_concurrency: Annotated[
        int,
        typer.Option(
            "--max_concurrency", "--max-concurrency", min=1, help="Requests spoken at the same time."
        ),
    ] = 8,
    vllm_logging_level: Annotated[
        Level,
        typer.Option("--vllm_logging_level", "--vllm-logging-level", help="How much is logged."),
    ] = Level.WARN,
    triton_url: Annotated[
        str | None,
        typer.Option(help="host:port of the gRPC interface of a Triton that runs already."),
    ] = None,
    api_key: options.ApiKeys = None,
    max_per_key: options.MaxPerKey = Settings.max_per_key,
    max_waiting: options.MaxWaiting = Settings.max_waiting,
    max_chats: options.MaxChats = Settings.max_chats,
    request_timeout: options.RequestTimeout = Settings.request_timeout,
    voices_dir: options.VoicesDir = None,
    voice_name: options.VoiceNames = None,
    lexicon: options.LexiconFile = None,
    cors_origin: options.CorsOrigins = None,
    llm_url: options.LlmUrls = None,
    llm_api_key: options.LlmApiKeys = None,
) -> None:
    """Serve /v1/audio/speech and /v1/chat/completions.

    Without --triton-url the checkpoint is exported once and a Triton of our own is started and kept running.
    """
    logs.configure(logs.LEVELS[vllm_logging_level])
    source = Source(triton_url, model, gpt_model, vllm_logging_level)
    with one_line():
        listener = listen(host, port)
        settings = Settings(
            max_concurrency=max_concurrency,
            max_waiting=max_waiting,
            max_chats=max_chats,
            request_timeout=request_timeout,
            api_keys=options.api_keys(api_key),
            max_per_key=max_per_key,
            cors_origins=tuple(cors_origin or ()),
            voices_dir=options.voices_directory(voices_dir),
            voice_names=options.voice_names(voice_name),
            lexicon=read_lexicon(lexicon) if lexicon is not None else {},
            llm=options.llm_policy(llm_url, llm_api_key, listener.getsockname()[0]),
        )
        asyncio.run(_serve(source, settings, listener))


async def _serve(source: Source, settings: Settings, listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    async with source.engine() as running:
        application = create_app(settings, lambda: TritonEngine(running.url))
        config = uvicorn.Config(
            application,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            server_header=False,
        )
        server = _Server(config)
        _spare_what_is_there()
        sys.setswitchinterval(TURN_SECONDS)
        typer.echo(f"Auralis listens on http://{host}:{port}/v1", err=True)
        await running.alongside(server.serve(sockets=[listener]))
        if not server.started:
            raise LocalEngineError("the server could not start; its log says why")


def _spare_what_is_there() -> None:
    """Have the collector leave alone what was loaded: a full round through that holds all up for 60 ms."""
    gc.collect()
    gc.freeze()


class _Server(uvicorn.Server):
    """Stops at SIGINT and SIGTERM; uvicorn's own way raises them again, before Triton could be stopped."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        numbers = (signal.SIGINT, signal.SIGTERM)
        for number in numbers:
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in numbers:
                loop.remove_signal_handler(number)
