"""The schema says of every route what goes in and what comes out, errors too."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from auralis.engine.fake import FakeEngine
from auralis.server.app import create_app
from auralis.server.page import FILES
from auralis.server.settings import Settings
from served import VOCABULARY, served


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(Settings(), FakeEngine)


@pytest.fixture(scope="module")
def schema(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


def test_every_operation_is_described_with_its_answers(schema: dict[str, Any]) -> None:
    operations = {
        f"{method} {path}": operation
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    }
    assert {"post /v1/audio/speech", "get /v1/models", "get /metrics", "get /health/ready"} <= set(operations)
    for name, operation in operations.items():
        assert "422" not in operation["responses"], name
        error = operation["responses"]["default"]["content"]["application/json"]["schema"]
        assert error == {"$ref": "#/components/schemas/Error"}, name
        assert ("security" in operation) == ("/v1/" in name), name


def test_the_speech_names_every_kind_of_answer(schema: dict[str, Any]) -> None:
    answer = schema["paths"]["/v1/audio/speech"]["post"]["responses"]["200"]
    kinds = "audio/mpeg audio/ogg audio/aac audio/flac audio/wav audio/pcm text/event-stream"
    assert set(answer["content"]) == set(kinds.split())
    assert "x-auralis-ignored" in answer["headers"]


@pytest.mark.parametrize(
    ("method", "path", "kinds"),
    [
        ("post", "/v1/chat/completions", {"application/json", "text/event-stream"}),
        ("get", "/metrics", {"text/plain"}),
    ],
)
def test_answers_that_are_not_all_json_are_named(
    schema: dict[str, Any], method: str, path: str, kinds: set[str]
) -> None:
    assert set(schema["paths"][path][method]["responses"]["200"]["content"]) == kinds


def test_every_reference_in_the_schema_is_there(schema: dict[str, Any]) -> None:
    def references(node: Any) -> list[str]:
        if isinstance(node, list):
            return [found for item in node for found in references(item)]
        if not isinstance(node, dict):
            return []
        own = [node["$ref"]] if "$ref" in node else []
        return own + [found for item in node.values() for found in references(item)]

    named = {reference.removeprefix("#/components/schemas/") for reference in references(schema)}
    assert named <= set(schema["components"]["schemas"])


def test_every_route_is_in_the_schema_or_a_page(app: FastAPI, schema: dict[str, Any]) -> None:
    routes = {route.path for route in app.routes if isinstance(route, APIRoute)}
    assert routes - set(schema["paths"]) == {"/", "/docs"}


async def test_the_pages_name_no_other_host_and_no_file_that_is_not_there() -> None:
    async with served(FakeEngine(vocabulary=VOCABULARY)) as url, httpx.AsyncClient(base_url=url) as client:
        for path in ("/", "/docs"):
            page = await client.get(path)
            assert page.headers["content-type"] == "text/html; charset=utf-8"
            assert "default-src 'self'" in page.headers["content-security-policy"]
        for file in FILES.iterdir():
            assert (await client.get(f"/playground/{file.name}")).content == file.read_bytes()
            assert "https://" not in file.read_text()
        assert (await client.get("/playground/%2e%2e/page.py")).status_code == 404
