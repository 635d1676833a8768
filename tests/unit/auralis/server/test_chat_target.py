"""Which LLM a chat calls, and with which key."""

from typing import Any

import httpx
import pytest

from auralis.chat.policy import Policy
from auralis.server.keys import hashed
from auralis.server.settings import Settings
from chats import body, chatting, engine, post, written
from fake_llm import answering, fake_llm, saying
from served import served


async def test_what_may_be_called_and_with_which_key() -> None:
    answers = [saying("Hi.") for _ in range(4)]
    async with fake_llm(*answers) as llm:
        base = llm.url.removesuffix("/chat/completions")
        keys = (hashed("ours"),)
        cases: list[tuple[dict[str, Any], str | None]] = [
            ({"llm": Policy([base])}, "Bearer any"),
            ({"llm": Policy([base], ["theirs"])}, "Bearer theirs"),
            ({"llm": Policy(anywhere=True), "api_keys": keys}, None),
            ({"llm": Policy(["http://127.0.0.1:*"], [f"{base}=theirs"]), "api_keys": keys}, "Bearer theirs"),
        ]
        for settings, _ in cases:
            async with served(engine(), Settings(ready_seconds=0, **settings)) as url:
                bearer = "ours" if "api_keys" in settings else "any"
                told = await post(url, body(llm, modalities=["text"]), authorization=f"Bearer {bearer}")
                assert told[-1] == "[DONE]"
        assert [each.headers.get("authorization") for each in llm.requests] == [key for _, key in cases]

        async with served(engine(), Settings(ready_seconds=0)) as url, httpx.AsyncClient() as client:
            refused = await client.post(f"{url}/v1/chat/completions", json=body(llm))
    assert refused.status_code == 400
    assert refused.json()["error"]["param"] == "openai_api_url"
    assert "--llm-url" in refused.json()["error"]["message"]


async def test_the_default_llm_is_the_first_one_named() -> None:
    async with fake_llm(saying("Hi.")) as llm:
        base = llm.url.removesuffix("/chat/completions")
        settings = Settings(ready_seconds=0, llm=Policy(["https://*.example.com", base]))
        async with served(engine(), settings) as url:
            asked = body(llm, modalities=["text"])
            del asked["openai_api_url"]
            assert written((await post(url, asked))[:-1]) == "Hi."


@pytest.mark.parametrize(
    ("location", "status"),
    [
        ("/v1/chat/completions", 200),
        ("http://169.254.169.254/v1", 400),
        ("http://[::ffff:a9fe:a9fe]/v1", 400),
    ],
)
async def test_redirects_are_followed_to_where_they_may_lead(location: str, status: int) -> None:
    scripts = (answering({}, 307, {"location": location}), saying("Hi."))
    async with chatting(engine(), *scripts) as (url, llm), httpx.AsyncClient() as client:
        answer = await client.post(f"{url}/v1/chat/completions", json=body(llm, modalities=["text"]))
    assert answer.status_code == status, answer.text
    assert ("is at no address" in answer.text) == (status == 400)
