"""Which fields of a chat are the LLM's and which are ours, and what is refused."""

import base64
from typing import Any

import httpx
import pytest

from chats import USER, body, chatting, engine, official, post
from fake_llm import END, Script, answering, completion, delta, event, saying


async def test_what_is_the_llms_reaches_it_and_its_tool_calls_pass_unspoken() -> None:
    tools = [{"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}]
    call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{}"}}
    script = Script(
        (
            delta(content="Let me look that up. "),
            delta(tool_calls=[call]),
            delta("tool_calls"),
            event({"id": "x", "choices": [], "usage": {"total_tokens": 3}}),
            event("[DONE]"),
            END,
        )
    )
    passed = {
        "tools": tools,
        "tool_choice": "auto",
        "stop": ["\n\n"],
        "response_format": {"type": "text"},
        "max_tokens": 50,
        "logit_bias": {"7": -100},
        "n": 1,
        "anything_else": {"deep": [1, None]},
    }
    asked = {**passed, "temperature": 0.5, "llm_params": {"temperature": 0.1, "seed": 5}}
    double = engine()
    async with chatting(double, script, script) as (url, llm):
        told = await post(url, body(llm, **asked))
        with_usage = await post(url, body(llm, stream_options={"include_usage": True}))
    sent = dict(llm.requests[0].body)
    assert sent == {
        **passed,
        "temperature": 0.1,
        "seed": 5,
        "model": "llm-7b",
        "messages": [USER],
        "stream": True,
    }
    assert double.spoken[0].sampling == {"temperature": 0.5}
    assert len(double.spoken) == 2
    assert [call] in [each["choices"][0]["delta"].get("tool_calls") for each in told[:-1]]
    assert told[-2]["choices"][0]["finish_reason"] == "tool_calls"
    assert with_usage[-2]["choices"] == []
    assert with_usage[-2]["usage"] == {"total_tokens": 3}


REFUSED: list[tuple[dict[str, Any], int, str]] = [
    ({"messages": []}, 400, "messages"),
    ({"messages": "Hi"}, 400, "messages"),
    ({"model": 7}, 400, "model"),
    ({"n": 2}, 400, "n"),
    ({"llm_params": {"n": 2}}, 400, "n"),
    ({"modalities": ["smell"]}, 400, "modalities"),
    ({"modalities": []}, 400, "modalities"),
    ({"modalities": ["text", "audio"], "voice": None}, 400, "speaker_files"),
    ({"speaker_files": ["###"]}, 400, "speaker_files"),
    ({"speaker_files": [base64.b64encode(b"no audio" * 99).decode()]}, 400, "speaker_files"),
    ({"speaker_files": []}, 400, "speaker_files"),
    ({"voice": "nobody"}, 404, "voice"),
    ({"audio": {"voice": "nobody"}}, 404, "audio"),
    ({"audio": {"voice": "Ana", "format": "midi"}}, 400, "audio"),
    ({"audio": {"format": "wav"}}, 400, "audio"),
    ({"audio_format": "midi"}, 400, "audio_format"),
    ({"temperature": 0}, 400, "temperature"),
    ({"language": "tlh"}, 400, "language"),
    ({"speed": 9}, 400, "speed"),
    ({"vocalize_at_every_n_words": 0}, 400, "vocalize_at_every_n_words"),
    ({"speech_model": "bark"}, 404, "speech_model"),
    ({"openai_api_url": "file:///etc/passwd"}, 400, "openai_api_url"),
    ({"openai_api_url": "http://user:secret@127.0.0.1/v1"}, 400, "openai_api_url"),
    ({"openai_api_url": "http://0x7f.1:99999/v1"}, 400, "openai_api_url"),
    ({"openai_api_url": "http://169.254.169.254/latest"}, 400, "openai_api_url"),
    ({"openai_api_url": "http://0.0.0.0:80/"}, 400, "openai_api_url"),
    ({"openai_api_url": "http://2852039166/"}, 400, "openai_api_url"),
]


@pytest.mark.parametrize("stream", [True, False])
async def test_what_the_model_fixes_is_named_where_it_was_asked_for(stream: bool) -> None:
    asked = {"repetition_penalty": 5.0, "temperature": 0.7}
    told = []
    script = saying("Hello.") if stream else answering(completion("Hello."))
    double = engine(fixed_sampling=("repetition_penalty",))
    async with chatting(double, *[script] * 4) as (url, llm), httpx.AsyncClient() as client:
        voice = official(llm)["audio"]
        for wanted in (
            body(llm, **asked, length_penalty=2.0),
            body(llm, llm_params=asked),
            official(llm, **asked),  # they are the LLM's
            official(llm, audio={**voice, **asked}),
        ):
            answer = await client.post(f"{url}/v1/chat/completions", json={**wanted, "stream": stream})
            assert answer.status_code == 200
            told.append(answer.headers.get("x-auralis-ignored"))
    assert told == ["length_penalty, repetition_penalty", None, None, "repetition_penalty"]


async def test_a_bad_request_is_refused_before_the_llm_is_called() -> None:
    async with chatting(engine()) as (url, llm), httpx.AsyncClient() as client:
        for fields, status, param in REFUSED:
            answer = await client.post(f"{url}/v1/chat/completions", json=body(llm, **fields))
            error = answer.json()["error"]
            assert (answer.status_code, error["param"]) == (status, param), (fields, error)
            assert error["type"] == "invalid_request_error"
        assert llm.requests == []
