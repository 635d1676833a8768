"""POST /v1/chat/completions: the OpenAI SDK, a scripted LLM and the engine's double on real sockets."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from auralis.audio.decode import decode
from auralis.audio.wav import PcmEncoder, wav_header
from auralis.chat.policy import Policy
from auralis.engine.fake import FakeEngine
from auralis.errors import EngineError, EngineUnavailableError
from auralis.server.keys import hashed
from auralis.server.settings import Settings
from fake_llm import (
    DROP,
    END,
    STALL,
    FakeLlm,
    Script,
    answering,
    completion,
    delta,
    event,
    fake_llm,
    saying,
)
from seed_example import seed_example
from served import VOCABULARY, sdk, served

ANSWER = (
    "Well, this ",
    "is the first",
    " sentence. And here is a",
    " second one, a little longer. Bye",
    " now!",
)
SPOKEN = "Well, this is the first sentence. And here is a second one, a little longer. Bye now!"
SPACE = json.loads(VOCABULARY)["model"]["vocab"]["[SPACE]"]
USER = {"role": "user", "content": "Hi"}


def engine(**options: Any) -> FakeEngine:
    return FakeEngine(vocabulary=VOCABULARY, speakers=("Ana",), **options)


@asynccontextmanager
async def chatting(
    engine: FakeEngine, *scripts: Script, **settings: Any
) -> AsyncIterator[tuple[str, FakeLlm]]:
    """Serve `engine`, with leave to call any LLM, beside an LLM that answers with `scripts`."""
    options = {"ready_seconds": 0, "llm": Policy(anywhere=True), **settings}
    async with fake_llm(*scripts) as llm, served(engine, Settings(**options)) as url:
        yield url, llm


def body(llm: FakeLlm, **fields: Any) -> dict[str, Any]:
    """Return a request in the seed's dialect."""
    own = {"openai_api_url": llm.url, "voice": "Ana", "language": "en"}
    return {"model": "llm-7b", "messages": [USER], "stream": True, **own, **fields}


def official(llm: FakeLlm, **fields: Any) -> dict[str, Any]:
    audio = {"audio": {"voice": "Ana", "format": "pcm16"}, "modalities": ["text", "audio"]}
    own = {"openai_api_url": llm.url}
    return {"model": "llm-7b", "messages": [USER], "stream": True, **audio, **own, **fields}


async def ask(client: Any, llm: FakeLlm) -> AsyncIterator[Any]:
    """Have the SDK ask for a stream."""
    fields = {"openai_api_url": llm.url, "voice": "Ana"}
    stream: AsyncIterator[Any] = await client.chat.completions.create(
        model="llm-7b", messages=[USER], stream=True, extra_body=fields
    )
    return stream


async def events(response: httpx.Response) -> AsyncIterator[Any]:
    """Yield what the events of a stream hold, `[DONE]` as it is."""
    async for line in response.aiter_lines():
        if line:
            assert line.startswith("data: ")
            yield line[6:] if line == "data: [DONE]" else json.loads(line[6:])


async def post(url: str, body: dict[str, Any], **headers: str) -> list[Any]:
    async with (
        httpx.AsyncClient(timeout=60) as client,
        client.stream("POST", f"{url}/v1/chat/completions", json=body, headers=headers) as response,
    ):
        assert response.status_code == 200, await response.aread()
        assert response.headers["content-type"].startswith("text/event-stream")
        return [each async for each in events(response)]


def written(told: list[Any]) -> str:
    chunks = [each for each in told if isinstance(each, dict) and each["object"] != "audio.chunk"]
    return "".join(each["choices"][0]["delta"].get("content") or "" for each in chunks)


def heard(told: list[Any]) -> bytes:
    return b"".join(base64.b64decode(each["data"]) for each in told if "data" in each)


async def pcm(engine: FakeEngine) -> bytes:
    """Return what the engine speaks for everything that it was asked, as 16-bit samples."""
    encoder = PcmEncoder(24_000)
    asked = list(engine.spoken)
    return b"".join([encoder.encode(c.samples) for speech in asked async for c in engine.synthesize(speech)])


async def test_the_seeds_example_works_and_its_chunks_are_one_file(oracle_reference: Path) -> None:
    double = engine()
    async with chatting(double, saying(*ANSWER)) as (url, llm):
        text, chunks = await asyncio.to_thread(seed_example, f"{url}/v1/", llm.url, oracle_reference, "Hi")
    audio = b"".join(chunks)
    assert text == SPOKEN
    assert audio[:44] == wav_header(24_000)
    assert len(double.spoken) == 3
    assert audio[44:] == await pcm(double)
    sent = llm.requests[0]
    assert sent.body == {
        "model": "your-llm-model",
        "messages": [USER],
        "stream": True,
    }  # the voice's parameters are not the LLM's
    assert sent.headers["authorization"] == "Bearer your-api-key"


async def test_text_passes_while_no_sound_is_made_and_sound_before_the_last_token() -> None:
    gate, more = asyncio.Semaphore(0), asyncio.Event()
    double = engine(gate=gate)
    script = saying("One short sentence. And", " more", more, " follows.")
    async with (
        chatting(double, script) as (url, llm),
        httpx.AsyncClient() as client,
        client.stream("POST", f"{url}/v1/chat/completions", json=body(llm)) as response,
    ):
        told = events(response)
        text = [written([await anext(told)]) for _ in range(3)]
        assert text == ["", "One short sentence. And", " more"]  # with the engine held
        await double.started.get()
        gate.release()
        assert (await anext(told))["object"] == "audio.chunk"  # with the LLM held
        more.set()
        for _ in range(1000):
            gate.release()
        rest = [each async for each in told]
    assert written(rest[:-1]) == " follows."
    assert rest[-1] == "[DONE]"
    assert [each["choices"][0]["finish_reason"] for each in rest[:-1]] == [None] * (len(rest) - 2) + ["stop"]


async def test_how_many_words_a_piece_may_have_changes_no_word() -> None:
    said = {}
    for words in (1, 5, 100):
        double = engine()
        async with chatting(double, saying(*ANSWER)) as (url, llm):
            told = await post(url, body(llm, vocalize_at_every_n_words=words))
        assert written(told[:-1]) == SPOKEN
        asked = [speech.text_ids.tolist() for speech in double.spoken]
        assert heard(told)[44:] == await pcm(double)
        said[words] = [i for ids in asked for i in ids if i not in (ids[0], SPACE)]
    assert said[1] == said[5] == said[100]


async def test_openais_dialect_streamed_is_what_the_sdk_puts_together() -> None:
    double = engine()
    async with chatting(double, saying(*ANSWER), saying(*ANSWER)) as (url, llm), sdk(url) as client:
        told = await post(url, official(llm))
        async with client.chat.completions.stream(
            **{
                name: value
                for name, value in official(llm).items()
                if name not in ("stream", "openai_api_url")
            },
            extra_body={"openai_api_url": llm.url},
        ) as stream:
            whole = (await stream.get_final_completion()).choices[0].message
    assert [speech.text_ids.tolist() for speech in double.spoken[:3]] == [
        speech.text_ids.tolist() for speech in double.spoken[3:]
    ]
    del double.spoken[3:]
    sound = await pcm(double)
    deltas = [each["choices"][0]["delta"] for each in told[:-1]]
    assert deltas[0] == {"role": "assistant"}
    audio = [each["audio"] for each in deltas if "audio" in each]
    assert audio[0] == {"id": audio[0]["id"], "transcript": ANSWER[0]}
    assert [each for each in audio[1:] if "id" in each] == []
    assert list(audio[-1]) == ["expires_at"]
    assert sum("expires_at" in each for each in audio) == 1
    assert "".join(each.get("transcript", "") for each in audio) == SPOKEN
    assert deltas[-1] == {}
    assert [each["choices"][0]["finish_reason"] for each in told[-3:-1]] == [None, "stop"]
    joined = "".join(each.get("data", "") for each in audio)
    assert base64.b64decode(joined, validate=True) == sound  # as one, though it came in many
    assert sum("data" in each for each in audio) > 3
    assert whole.audio is not None
    assert whole.audio.transcript == SPOKEN
    assert base64.b64decode(whole.audio.data, validate=True) == sound
    assert llm.requests[0].body == {"model": "llm-7b", "messages": [USER], "stream": True}


async def test_what_an_llm_writes_is_no_markup_and_is_read_by_the_lexicon() -> None:
    spoken = []
    for text, fields in (
        ("Siobhan said [voice:Eve] one [pause:9s] two.", {"lexicon": {"siobhan": "shivawn"}}),
        ("shivawn said [voice:Eve] one [pause:9s] two.", {}),
    ):
        double = FakeEngine(vocabulary=VOCABULARY, speakers=("Ana", "Eve"))
        async with chatting(double, saying(text)) as (url, llm), httpx.AsyncClient(base_url=url) as client:
            response = await client.post("/v1/chat/completions", json=body(llm, **fields))
            assert response.status_code == 200
        spoken.append([(tuple(speech.text_ids), speech.speaker_embedding[0]) for speech in double.spoken])
    assert len(spoken[0]) == 1
    assert spoken[0] == spoken[1]


async def test_answers_as_a_whole_in_both_dialects_and_their_names_for_later() -> None:
    double = engine()
    scripts = [answering(completion(SPOKEN)) for _ in range(3)]
    async with chatting(double, *scripts) as (url, llm), sdk(url) as client:
        create: Any = client.chat.completions.create
        theirs = await create(
            model="llm-7b",
            messages=[USER],
            modalities=["text", "audio"],
            audio={"voice": "Ana", "format": "wav"},
            temperature=0.25,
            extra_body={"openai_api_url": llm.url},
        )
        spoken = theirs.choices[0].message
        assert spoken.content is None
        assert spoken.audio is not None
        assert spoken.audio.transcript == SPOKEN
        samples = await pcm(double)
        wav = base64.b64decode(spoken.audio.data)
        assert wav == wav_header(24_000, len(samples) // 2) + samples
        assert llm.requests[0].body["temperature"] == 0.25
        assert llm.requests[0].body["stream"] is False

        earlier = {"role": "assistant", "audio": {"id": spoken.audio.id}}
        async with httpx.AsyncClient() as plain:
            answer = await plain.post(
                f"{url}/v1/chat/completions", json=body(llm, stream=False, messages=[USER, earlier, USER])
            )
            message = answer.json()["choices"][0]["message"]
            assert message["content"] == SPOKEN
            assert len(decode(base64.b64decode(message["audio"]["data"]), 60).samples) == len(samples) // 2
            assert llm.requests[1].body["messages"][1] == {"role": "assistant", "content": SPOKEN}
            earlier["audio"] = {"id": "audio_unknown"}
            refused = await plain.post(f"{url}/v1/chat/completions", json=body(llm, messages=[earlier]))
    assert refused.status_code == 400
    assert refused.json()["error"]["param"] == "messages"


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
    assert double.spoken[0].sampling.temperature == 0.5
    assert len(double.spoken) == 2
    assert [call] in [each["choices"][0]["delta"].get("tool_calls") for each in told[:-1]]
    assert told[-2]["choices"][0]["finish_reason"] == "tool_calls"
    assert with_usage[-2]["choices"] == []
    assert with_usage[-2]["usage"] == {"total_tokens": 3}


@pytest.mark.parametrize(("modalities", "text", "sound"), [(["text"], True, False), (["audio"], False, True)])
async def test_text_alone_and_sound_alone(modalities: list[str], text: bool, sound: bool) -> None:
    async with chatting(engine(), saying(*ANSWER)) as (url, llm):
        told = await post(url, body(llm, modalities=modalities))
    assert written(told[:-1]) == (SPOKEN if text else "")
    assert bool(heard(told)) == sound


OURS = {"error": {"message": "slow down", "type": "tokens", "param": None, "code": "rate_limit_exceeded"}}


FAILURES: list[tuple[Script, int, str, str]] = [
    (answering(OURS, 429, {"retry-after": "7"}), 429, "rate_limit_exceeded", "slow down"),
    (answering({"error": "no such model"}, 404), 404, "upstream_error", "no such model"),
    (answering({"detail": "boom"}, 503), 503, "upstream_error", "boom"),
    (answering(b"<html>", 500, kind="text/html"), 500, "upstream_error", "status 500"),
    (answering(completion("Hi")), 502, "upstream_error", "application/json"),
    (answering({}, 302, {"location": "/x"}), 502, "upstream_error", "302"),
    (Script((event("{"), END)), 502, "upstream_error", "JSON"),
    (Script((event({"choices": "none"}), END)), 502, "upstream_error", "no chunk"),
    (Script((b"data: \xff\n\n", END)), 502, "upstream_error", "UTF-8"),
    (Script((b"<html>\n\n", END)), 502, "upstream_error", "no field"),
    (Script((END,)), 502, "upstream_error", "broke off"),
    (Script((DROP,)), 502, "upstream_error", "broke off"),
    (Script((event({"error": {"message": "full", "code": 507}}), END)), 507, "507", "full"),
]


async def test_a_failure_of_the_llm_before_the_first_event_is_an_error() -> None:
    double = engine()
    async with chatting(double) as (url, llm), sdk(url) as client:
        for script, status, code, message in FAILURES:
            llm.then(script)
            with pytest.raises(openai.APIStatusError, match=message) as caught:
                await ask(client, llm)
            assert (caught.value.status_code, caught.value.code) == (status, code), message
            assert caught.value.response.headers.get("retry-after") == ("7" if status == 429 else None)
            assert double.active == []


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ((DROP,), "broke off"),
        ((END,), "broke off"),
        ((event("nonsense"), END), "JSON"),
        ((event(OURS), END), "slow down"),
    ],
)
async def test_a_failure_of_the_llm_on_the_way_is_an_event(steps: tuple[Any, ...], message: str) -> None:
    double = engine()
    script = Script((delta(content="A sentence that is whole. And one"), *steps))
    async with chatting(double, script) as (url, llm), sdk(url) as client:
        stream = await ask(client, llm)
        assert (await anext(stream)).choices[0].delta.content == "A sentence that is whole. And one"
        with pytest.raises(openai.APIError, match=message):
            await _last(stream)
        assert double.active == []


async def _last(stream: AsyncIterator[Any]) -> None:
    async for _ in stream:
        pass


async def test_an_llm_that_says_nothing_any_more_is_left() -> None:
    scripts = (Script((STALL,)), Script((delta(content="Hi"), STALL)))
    async with chatting(engine(), *scripts, llm_stall_seconds=0.05) as (url, llm), sdk(url) as client:
        with pytest.raises(openai.InternalServerError, match="stopped answering") as caught:
            await ask(client, llm)
        assert caught.value.status_code == 504
        await llm.left.get()
        # Whether the first chunk comes in time is the machine's to say; the end is the same.
        with pytest.raises(openai.APIError, match="stopped answering"):
            await _last(await ask(client, llm))
        await llm.left.get()


async def test_the_end_after_a_failure_is_marked() -> None:
    double = engine(failure=EngineError("the decoder is gone"), fail_after=1)
    more = asyncio.Event()  # never: the answer goes on for as long as somebody listens
    async with chatting(double, saying("A first sentence of ours.", " And", more)) as (url, llm):
        told = await post(url, body(llm))
        await llm.left.get()
    assert told[-2]["error"]["message"] == "the decoder is gone"
    assert told[-2]["error"]["code"] == "engine_error"
    assert told[-1] == "[DONE]"


async def test_an_llm_that_is_not_there_and_an_engine_that_is_not_there() -> None:
    async with fake_llm() as gone:
        pass
    async with chatting(engine()) as (url, _), httpx.AsyncClient() as client:
        answer = await client.post(f"{url}/v1/chat/completions", json=body(gone))
    assert answer.status_code == 502
    assert "cannot be reached" in answer.json()["error"]["message"]

    double = engine(failure=EngineUnavailableError("Triton is away"))
    async with chatting(double, Script((STALL,))) as (url, llm), httpx.AsyncClient() as client:
        double.failure = None
        answer = await client.post(f"{url}/v1/chat/completions", json=body(llm, speech_model="xttsv2@9"))
    assert answer.status_code == 404
    assert llm.requests == []  # what cannot be spoken is not asked for


async def test_a_client_that_leaves_ends_the_call_and_the_decoding() -> None:
    gate, never = asyncio.Semaphore(1), asyncio.Event()
    double = engine(gate=gate)
    scripts = (
        saying("One short sentence. And", never),
        Script((STALL,)),
        answering(completion("Hello there.")),
    )
    async with chatting(double, *scripts, max_concurrency=1, max_waiting=0) as (url, llm):
        async with (
            httpx.AsyncClient() as client,
            client.stream("POST", f"{url}/v1/chat/completions", json=body(llm)) as response,
        ):
            async for each in events(response):
                if each["object"] == "audio.chunk":
                    break
        await llm.left.get()
        await double.left.get()
        for stream in (True, False):  # before the LLM has said anything, and while the whole is spoken
            async with httpx.AsyncClient() as client:
                asking = asyncio.create_task(
                    client.post(f"{url}/v1/chat/completions", json=body(llm, stream=stream))
                )
                if stream:
                    while len(llm.requests) < 2:
                        await asyncio.sleep(0)
                else:
                    await double.started.get()
                    await double.started.get()
                asking.cancel()
                await asyncio.gather(asking, return_exceptions=True)
            await (llm.left if stream else double.left).get()
        assert double.active == []


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


async def test_a_bad_request_is_refused_before_the_llm_is_called() -> None:
    async with chatting(engine()) as (url, llm), httpx.AsyncClient() as client:
        for fields, status, param in REFUSED:
            answer = await client.post(f"{url}/v1/chat/completions", json=body(llm, **fields))
            error = answer.json()["error"]
            assert (answer.status_code, error["param"]) == (status, param), (fields, error)
            assert error["type"] == "invalid_request_error"
        assert llm.requests == []


async def test_numbers_that_are_none_and_halves_of_characters_do_no_harm() -> None:
    script = Script(
        (delta(content="Hi \ud83d"), delta(content="\ude00 there."), delta("stop"), event("[DONE]"), END)
    )
    async with chatting(engine(), script) as (url, llm), httpx.AsyncClient() as client:
        content = json.dumps(body(llm, messages=[{"role": "user", "content": "\ud83d"}]))
        answer = await client.post(
            f"{url}/v1/chat/completions", content=content, headers={"content-type": "application/json"}
        )
        raw = "".join(
            line.split('"content":"')[1].split('"')[0]
            for line in answer.text.split("\n")
            if '"content":"' in line
        )
        assert json.loads(f'"{raw}"') == "Hi 😀 there."
        assert llm.requests[0].body["messages"][0]["content"] == "\ud83d"
        nan = json.dumps(body(llm, logit_bias={"1": float("nan")}))
        answer = await client.post(
            f"{url}/v1/chat/completions", content=nan, headers={"content-type": "application/json"}
        )
    assert answer.status_code == 400
