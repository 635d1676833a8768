"""Whatever comes in, one clear error goes out: never a 5xx, never a hang."""

import asyncio
import base64
import gzip
import json
import queue
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import structlog

from auralis.chat.policy import Policy
from auralis.engine.fake import FakeEngine
from auralis.server.settings import Settings
from broken_audio import BROKEN, LOUD, wav
from served import VOCABULARY, served

GOOD = base64.b64encode(wav(data=LOUD)).decode()
JSON = {"content-type": "application/json"}
SPEECH = {"model": "xttsv2", "input": "Hello there.", "voice": "Ada Example", "response_format": "pcm"}
CHAT = {
    "model": "llm",
    "messages": [{"role": "user", "content": "Hello"}],
    "speaker_files": [GOOD],
    "openai_api_url": "http://127.0.0.1:9",
}
SETTINGS = Settings(
    ready_seconds=0, max_input_characters=1000, max_body_bytes=12 << 20, llm=Policy(anywhere=True)
)
MOST = 10 << 20


@pytest.fixture(scope="module")
def server() -> Iterator[httpx.Client]:
    """Run one application for all cases, in a thread with a loop of its own."""
    begun: queue.Queue[tuple[str, asyncio.AbstractEventLoop, asyncio.Event]] = queue.Queue()

    async def serve() -> None:
        stop = asyncio.Event()
        async with served(FakeEngine(vocabulary=VOCABULARY, speakers=["Ada Example"]), SETTINGS) as url:
            begun.put((url, asyncio.get_running_loop(), stop))
            await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    with structlog.testing.capture_logs():
        thread.start()
        url, loop, stop = begun.get(timeout=60)
        with httpx.Client(base_url=url, timeout=60) as client:
            yield client
            assert client.post("/v1/audio/speech", json=SPEECH).status_code == 200  # still there
        loop.call_soon_threadsafe(stop.set)
        thread.join(60)
    assert not thread.is_alive()


def check(response: httpx.Response, status: int, param: str | None = None) -> None:
    """Check that an answer is one clear error."""
    assert response.status_code == status, response.text[:500]
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-request-id"]
    (error,) = response.json().values()
    assert error.keys() == {"message", "type", "param", "code"}
    assert error["type"] == "invalid_request_error"
    assert error["param"] == param, error
    message = error["message"]
    assert message
    assert len(message) < 600
    for leak in ("Traceback", "site-packages", "pydantic", ".py", "object at 0x", "root:"):
        assert leak not in message


NOT_FOUND, TOO_LARGE = 404, 413


def each(field: str, status: int, *values: Any) -> list[tuple[dict[str, Any], int]]:
    return [({field: value}, status) for value in values]


FIELDS: list[tuple[dict[str, Any], int]] = [
    *each("input", 400, None, 7, 1.5, True, [], {}, ["a"]),
    *each("model", 400, None, 7, 1.5, True, [], {}, ["a"]),
    *each("voice", 400, None, 7, 1.5, False, "", "   ", [], {}, [7], [None], [[GOOD]]),
    *each("voice", 400, {"id": 7}, {"id": ""}, {"id": "a" * 65}, {"name": "a"}),
    *each("voice", 400, {"id": "a", "b": 1}, ["###"], ["ä"], ["YQ="], [""], ["a" * 9]),
    *each("voice", 400, ["data:audio/wav,abc"], ["data:;base64"], "x" * 65, [GOOD] * 17),
    *each("voice", 400, ["http://127.0.0.1/a.wav"], ["file:///etc/passwd"], ["/etc/passwd"]),
    *each("voice", NOT_FOUND, "nobody", {"id": "nobody"}, "voice_0", "../../etc/passwd"),
    *each("voice", NOT_FOUND, "\0", "ada example'--", "Ada\nExample", "\uff21da"),
    *each("model", NOT_FOUND, "", "gpt-4o", "xttsv2@", "xttsv2@99", "XTTSV2", "a" * 9999),
    *each("model", NOT_FOUND, "xttsv2@1 ", "xttsv2@01", "xttsv2@-1", "../xttsv2", "\0"),
    *each("input", 400, "", "   ", "\n\t", "\u200b", "...", "\0"),
    ({"input": "a" * 1001}, TOO_LARGE),
    *each("response_format", 400, "", "MP3", "midi", "mp3 ", None, 7, ["mp3"]),
    *each("stream_format", 400, "", "SSE", "json", None, 7),
    *each("speed", 400, 0, 0.2, 4.1, -1, 1e308, "1.0", None, [], True),
    *each("instructions", 400, "a" * 4097, 7, []),
    *each("language", 400, "", "tlh", "-en", "e n", "en\0", None, 7, "a" * 9999),
    *each("temperature", 400, 0, -1, 2.1, "0.5", None, True),
    *each("top_p", 400, 0, 1.01, "1", None),
    *each("top_k", 400, -1, 1.5, 100_001, "5", None, 10**30),
    *each("repetition_penalty", 400, 0, -1, 101),
    *each("length_penalty", 400, -101, 101, "1"),
    *each("do_sample", 400, 1, "true", None),
    *each("seed", 400, -1, 2**63, 1.5, "7"),
    *each("max_ref_length", 400, 0, -1, 301, 1.5, "60"),
    *each("gpt_cond_len", 400, -2, 601, 0.5),
    *each("gpt_cond_chunk_len", 400, 0, 61, 31),
    *each("sound_norm_refs", 400, 1, "yes", None),
    *each("enhance_speech", 400, 1, "yes", None),
    *each("chunk_schedule", 400, [], [0], [-1], [1001], [1.5], ["4"], 4, [4] * 65),
    *(({name: 1}, 400) for name in ("temprature", "__proto__", "", "a" * 80, "Voice", "references")),
]


@pytest.mark.parametrize(("fields", "status"), FIELDS, ids=lambda value: json.dumps(value)[:60])
def test_fields_of_speech(server: httpx.Client, fields: dict[str, Any], status: int) -> None:
    (name, *_) = fields
    check(server.post("/v1/audio/speech", json={**SPEECH, **fields}), status, name)


def test_a_field_of_a_long_name_is_not_repeated_in_full(server: httpx.Client) -> None:
    check(server.post("/v1/audio/speech", json={**SPEECH, "a" * 99_999: 1}), 400, "a" * 80)


@pytest.mark.parametrize("name", BROKEN)
def test_recordings_that_are_none(server: httpx.Client, name: str) -> None:
    recording = base64.b64encode(BROKEN[name]).decode()
    check(server.post("/v1/audio/speech", json={**SPEECH, "voice": [GOOD, recording]}), 400, "voice")
    upload = {"audio_sample": BROKEN[name]}
    check(server.post("/v1/audio/voices", data={"name": name}, files=upload), 400, "audio_sample")


CHATS: list[tuple[dict[str, Any], int]] = [
    *each("model", 400, None, 7, []),
    *each("messages", 400, None, "hello", [], ["hello"], 7),
    *each("speaker_files", 400, 7, [], [7], ["###"], [""], [GOOD] * 17),
    *each("stream", 400, 1, "true"),
    *each("modalities", 400, "audio", [7]),
    *each("audio", 400, 7, "alloy", []),
    *each("vocalize_at_every_n_words", 400, 0, -1, 1.5, "9", 10**9),
    *each("llm_params", 400, 7, [], "a"),
    *each("speech_model", NOT_FOUND, "gpt-4o"),
    *each("temperature", 400, 0, "1", 3),
    *each("language", 400, "tlh"),
    *each("audio_format", 400, "midi", ""),
    *each("openai_api_url", 400, "", " ", 7, [], "llm", "//llm", "http://", "http://:80", "javascript:1"),
    *each("openai_api_url", 400, "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:6379/_a"),
    *each(
        "openai_api_url",
        400,
        "http://127.0.0.1:99999",
        "http://a b/",
        "http://127.0.0.1\r\nx: y",
        "http://\0",
    ),
    *each("openai_api_url", 400, "http://169.254.169.254/latest/meta-data", "http://[fe80::1]/"),
    *each(
        "openai_api_url", 400, "http://[::ffff:169.254.169.254]/", "http://2852039166/", "http://0xA9FEA9FE/"
    ),
    *each("openai_api_url", 400, "http://0.0.0.0/", "http://[::]/", "http://224.0.0.1/", "http://[ff02::1]/"),
    *each(
        "openai_api_url", 400, "http://255.255.255.255/", "http://100.100.100.200/", "http://[fd00:ec2::254]/"
    ),
]


@pytest.mark.parametrize(("fields", "status"), CHATS, ids=lambda value: json.dumps(value)[:60])
def test_fields_of_chat(server: httpx.Client, fields: dict[str, Any], status: int) -> None:
    (name, *_) = fields
    body = json.dumps({**CHAT, **fields}).encode()
    check(server.post("/v1/chat/completions", content=body, headers=JSON), status, name)


TEXT = json.dumps(SPEECH)
BODIES: dict[str, tuple[bytes, dict[str, str], int, str | None]] = {
    "nothing": (b"", JSON, 400, None),
    "half": (TEXT[:-5].encode(), JSON, 400, None),
    "list": (b"[]", JSON, 400, None),
    "string": (b'"hello"', JSON, 400, None),
    "number": (b"1", JSON, 400, None),
    "null": (b"null", JSON, 400, None),
    "no number": (b"NaN", JSON, 400, None),
    "trailing comma": (TEXT[:-1].encode() + b",}", JSON, 400, None),
    "two": (TEXT.encode() * 2, JSON, 400, None),
    "single quotes": (TEXT.replace('"', "'").encode(), JSON, 400, None),
    "a NUL": (TEXT.encode() + b"\0", JSON, 400, None),
    "latin-1": ('{"input": "ä"}'.encode("latin-1"), JSON, 400, None),
    "half a character": (TEXT.replace("Hello", "\\ud83d").encode(), JSON, 400, "input"),
    "half a character in a key": (TEXT.replace('"input"', '"\\ud83d"').encode(), JSON, 400, None),
    "half a character in a name": (TEXT.replace("Ada", "\\udc00").encode(), JSON, 404, "voice"),
    "half a character in a model": (TEXT.replace("xttsv2", "\\udc00").encode(), JSON, 404, "model"),
    "half a character in a format": (TEXT.replace("pcm", "\\udc00").encode(), JSON, 400, "response_format"),
    "half a character in a new key": (TEXT[:-1].encode() + b', "\\udc00": 1}', JSON, 400, None),
    "deep": (b'{"input":' * 90_000, JSON, 400, None),
    "deep lists": (b"[" * 200_000, JSON, 400, None),
    "a number of 5000 digits": (TEXT[:-1].encode() + b', "seed": ' + b"9" * 5000 + b"}", JSON, 400, None),
    "infinite": (TEXT[:-1].encode() + b', "speed": 1e999}', JSON, 400, "speed"),
    "no speed": (TEXT[:-1].encode() + b', "speed": NaN}', JSON, 400, "speed"),
    "too large": (b" " * ((12 << 20) + 1), JSON, 413, None),
    "packed": (gzip.compress(TEXT.encode()), {**JSON, "content-encoding": "gzip"}, 400, None),
    "as text": (TEXT.encode(), {"content-type": "text/plain"}, 400, None),
    "as a form": (b"input=hello", {"content-type": "application/x-www-form-urlencoded"}, 400, None),
    "as xml": (b"<input/>", {"content-type": "application/xml"}, 400, None),
    "as nothing": (TEXT.encode(), {}, 400, None),
    "as nonsense": (TEXT.encode(), {"content-type": ";;;"}, 400, None),
}


@pytest.mark.parametrize("name", BODIES)
def test_bodies_of_speech(server: httpx.Client, name: str) -> None:
    content, headers, status, param = BODIES[name]
    check(server.post("/v1/audio/speech", content=content, headers=headers), status, param)


SAMPLE = ("a.wav", wav(data=LOUD), "audio/wav")
VOICES, CONSENTS = "/v1/audio/voices", "/v1/audio/voice_consents"
FORM = {"content-type": "multipart/form-data; boundary=x"}
PART = b'--x\r\ncontent-disposition: form-data; name="name"\r\n\r\nAda\r\n'

FORMS: dict[str, tuple[str, dict[str, Any], int, str | None]] = {
    "no name": (VOICES, {"files": {"audio_sample": SAMPLE}}, 400, "name"),
    "empty name": (VOICES, {"data": {"name": ""}, "files": {"audio_sample": SAMPLE}}, 400, "name"),
    "blank name": (VOICES, {"data": {"name": "  "}, "files": {"audio_sample": SAMPLE}}, 400, "name"),
    "long name": (VOICES, {"data": {"name": "a" * 65}, "files": {"audio_sample": SAMPLE}}, 400, "name"),
    "name with a line": (VOICES, {"data": {"name": "a\nb"}, "files": {"audio_sample": SAMPLE}}, 400, "name"),
    "name with a NUL": (VOICES, {"data": {"name": "a\0"}, "files": {"audio_sample": SAMPLE}}, 400, "name"),
    "name as a file": (VOICES, {"files": {"name": SAMPLE, "audio_sample": SAMPLE}}, 400, "name"),
    "no sample": (VOICES, {"data": {"name": "Ada"}}, 400, "audio_sample"),
    "sample as text": (VOICES, {"data": {"name": "Ada", "audio_sample": "abc"}}, 400, "audio_sample"),
    "sample too large": (
        VOICES,
        {"data": {"name": "Ada"}, "files": {"audio_sample": bytes(MOST + 1)}},
        413,
        "audio_sample",
    ),
    "body too large": (
        VOICES,
        {"data": {"name": "Ada"}, "files": {"audio_sample": bytes(13 << 20)}},
        413,
        None,
    ),
    "unknown consent": (
        VOICES,
        {"data": {"name": "Ada", "consent": "cons_1"}, "files": {"audio_sample": SAMPLE}},
        404,
        "consent",
    ),
    "from a prompt": (VOICES, {"data": {"name": "Ada", "type": "prompt", "prompt": "old"}}, 400, "type"),
    "as json": (VOICES, {"json": {"name": "Ada"}}, 400, "name"),
    "no boundary": (VOICES, {"content": PART, "headers": {"content-type": "multipart/form-data"}}, 400, None),
    "other boundary": (VOICES, {"content": PART.replace(b"--x", b"--y"), "headers": FORM}, 400, None),
    "cut off": (VOICES, {"content": PART[:30], "headers": FORM}, 400, "name"),
    "empty form": (VOICES, {"content": b"", "headers": FORM}, 400, "name"),
    "headless part": (VOICES, {"content": b"--x\r\n\r\nAda\r\n--x--\r\n", "headers": FORM}, 400, None),
    "nameless part": (
        VOICES,
        {"content": PART.replace(b'name="name"', b"a") + b"--x--\r\n", "headers": FORM},
        400,
        None,
    ),
    "many fields": (VOICES, {"content": PART * 1500 + b"--x--\r\n", "headers": FORM}, 400, None),
    "a field of 2 MB": (VOICES, {"files": {"name": (None, b"a" * (2 << 20))}}, 400, None),
    "no bytes of text": (VOICES, {"files": {"name": (None, b"\xff\xfe")}}, 400, "audio_sample"),
    "no consent's name": (
        CONSENTS,
        {"data": {"language": "en"}, "files": {"recording": SAMPLE}},
        400,
        "name",
    ),
    "no language": (CONSENTS, {"data": {"name": "Ada"}, "files": {"recording": SAMPLE}}, 400, "language"),
    "no recording": (CONSENTS, {"data": {"name": "Ada", "language": "en"}}, 400, "recording"),
    "recording as text": (
        CONSENTS,
        {"data": {"name": "Ada", "language": "en", "recording": "a"}},
        400,
        "recording",
    ),
    "recording that is none": (
        CONSENTS,
        {"data": {"name": "Ada", "language": "en"}, "files": {"recording": b"abc"}},
        400,
        "recording",
    ),
    "recording too large": (
        CONSENTS,
        {"data": {"name": "Ada", "language": "en"}, "files": {"recording": bytes(MOST + 1)}},
        413,
        "recording",
    ),
    "no such language": (
        CONSENTS,
        {"data": {"name": "Ada", "language": "../en"}, "files": {"recording": SAMPLE}},
        400,
        "language",
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_forms(server: httpx.Client, name: str) -> None:
    path, request, status, param = FORMS[name]
    check(server.post(path, **request), status, param)


ROUTES: list[tuple[str, str, int, str | None]] = [
    ("GET", "/nowhere", 404, None),
    ("GET", "/v1", 404, None),
    ("GET", "/v1/", 404, None),
    ("POST", "/v1/embeddings", 404, None),
    ("GET", "/.env", 404, None),
    ("GET", "/..%2f..%2fetc%2fpasswd", 404, None),
    ("GET", "/v1/audio/speech", 405, None),
    ("PUT", "/v1/audio/speech", 405, None),
    ("DELETE", "/v1/models", 405, None),
    ("POST", "/v1/models", 405, None),
    ("PATCH", f"{VOICES}/a", 405, None),
    ("DELETE", VOICES, 405, None),
    ("TRACE", "/v1/models", 405, None),
    ("POST", "/health/live", 405, None),
    ("GET", "/v1/models/nothing", 404, "model"),
    ("GET", "/v1/models/%00", 404, "model"),
    ("GET", "/v1/models/%ff%fe", 404, "model"),
    ("GET", "/v1/models/" + "a" * 5000, 404, "model"),
    ("GET", f"{VOICES}/nobody", 404, "voice"),
    ("GET", f"{VOICES}/..%2f..%2fetc%2fpasswd", 404, None),
    ("GET", f"{VOICES}/..", 404, None),
    ("GET", f"{VOICES}/%00", 404, "voice"),
    ("GET", f"{VOICES}/" + "a" * 5000, 404, "voice"),
    ("GET", f"{VOICES}?model=nothing", 404, "model"),
    ("DELETE", f"{VOICES}/nobody", 404, "voice"),
    ("DELETE", f"{VOICES}/Ada%20Example", 404, "voice"),
    ("DELETE", f"{VOICES}/alloy", 404, "voice"),
    ("DELETE", f"{VOICES}/%2e%2e", 404, "voice"),
    ("POST", f"{VOICES}/nobody", 400, None),
    ("GET", f"{CONSENTS}/cons_1", 404, "consent"),
    ("DELETE", f"{CONSENTS}/cons_1", 404, "consent"),
    *(("GET", f"{CONSENTS}?limit={value}", 400, "limit") for value in ("0", "101", "-1", "abc", "", "1.5")),
    ("GET", f"{CONSENTS}?after=cons_1", 404, "after"),
    ("GET", f"{VOICES}?after=%00", 404, "after"),
    ("GET", f"{VOICES}?limit=99999999999999999999999", 400, "limit"),
]


@pytest.mark.parametrize(("method", "path", "status", "param"), ROUTES)
def test_routes(server: httpx.Client, method: str, path: str, status: int, param: str | None) -> None:
    check(server.request(method, path), status, param)


@pytest.mark.parametrize(
    ("path", "methods"),
    [("/v1/models", "GET"), (VOICES, "GET, POST"), (f"{VOICES}/Ana", "DELETE, GET, POST")],
)
def test_a_refused_method_is_told_all_that_would_do(server: httpx.Client, path: str, methods: str) -> None:
    assert server.put(path).headers["allow"] == methods


@pytest.mark.parametrize("body", [{}, {"name": 7}, {"name": "a", "b": 1}, {"name": None}, [], "a"])
def test_other_names(server: httpx.Client, body: Any) -> None:
    for path in (f"{VOICES}/a", f"{CONSENTS}/a"):
        response = server.post(path, json=body)
        assert response.status_code == 400
        check(response, 400, response.json()["error"]["param"])
    check(server.post(f"{CONSENTS}/a", json={"name": "b"}), 404, "consent")
