"""One whole session with whichever `openai` can be imported, from 2.54 on; started by run.py.

    python session.py '{"url": ..., ...}'

The argument is a `Session`.  The sound goes to files in `out` for run.py to judge; a failed check ends it.
"""

import asyncio
import base64
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import openai

from seed_example import seed_example as seed_chat_example
from seed_speech import seed_example as seed_speech_example

FORMATS = {
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
}
KEY = "your-api-key"
USER = {"role": "user", "content": "Hi"}
TOOL = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}


@dataclass(frozen=True)
class Session:
    """`closed_url` has nobody behind it; `keyed_url` wants `key`; `full_url` has no place left."""

    url: str
    llm_url: str
    closed_url: str
    keyed_url: str
    key: str
    full_url: str
    recording: str
    text: str
    answer: str
    out: str

    @cached_property
    def recorded(self) -> str:
        return base64.b64encode(Path(self.recording).read_bytes()).decode()

    def keep(self, name: str, data: bytes) -> None:
        (Path(self.out) / name).write_bytes(data)

    def spoken(self, **fields: Any) -> dict[str, Any]:
        """Return the arguments for speech."""
        return {"model": "tts-1", "input": self.text, "voice": [self.recorded], **fields}

    def chat(self, **fields: Any) -> dict[str, Any]:
        """Return the arguments for a chat; what the SDK does not know goes into `extra_body`."""
        extra = {"openai_api_url": self.llm_url, **fields.pop("extra_body", {})}
        return {"model": "llm-7b", "messages": [USER], "extra_body": extra, **fields}

    def official(self, voice: Any, form: str, **fields: Any) -> dict[str, Any]:
        audio = {"voice": voice, "format": form}
        return self.chat(modalities=["text", "audio"], audio=audio, **fields)


def client(url: str, key: str = KEY) -> Any:
    return openai.OpenAI(api_key=key, base_url=url, max_retries=0)


@contextmanager
def refused(kind: type[openai.APIError], **expected: Any) -> Iterator[None]:
    """Expect an error of that kind, with those attributes and with words."""
    try:
        yield
    except openai.APIError as error:
        _check(error, kind, expected)
    else:
        raise AssertionError(f"nothing was refused; expected {kind.__name__} {expected}")


def _check(error: openai.APIError, kind: type[openai.APIError], expected: dict[str, Any]) -> None:
    assert isinstance(error, kind), f"{error!r} is no {kind.__name__}"
    for name, value in expected.items():
        assert getattr(error, name) == value, f"{name} of {error!r} is {getattr(error, name)!r}"
    assert isinstance(error.body, dict), f"{error!r} has no error object"
    assert error.body.get("message"), f"{error!r} says nothing"
    if isinstance(error, openai.APIStatusError):
        assert error.request_id, f"{error!r} has no request id"
    if isinstance(error, openai.RateLimitError):
        assert error.response.headers["retry-after"], f"{error!r} does not say when to try again"


def models(session: Session) -> None:
    with client(session.url) as api:
        names = [model.id for model in api.models.list()]
        assert names == ["xttsv2", "xttsv2@1"], names
        assert api.models.retrieve("tts-1-hd").id == "tts-1-hd"
        with refused(openai.NotFoundError, code="model_not_found", param="model"):
            api.models.retrieve("whisper-1")


def speech(session: Session) -> None:
    with client(session.url) as api:
        for form, media_type in FORMATS.items():
            asked = session.spoken(response_format=form)
            response = api.audio.speech.create(**asked)
            session.keep(f"speech-whole.{form}", response.read())
            with api.audio.speech.with_streaming_response.create(**asked) as streamed:
                kind = streamed.headers["content-type"]
                assert kind == media_type, f"{form} is called {kind}"
                session.keep(f"speech-streamed.{form}", b"".join(streamed.iter_bytes()))
            with api.audio.speech.with_streaming_response.create(**asked, stream_format="sse") as streamed:
                session.keep(f"speech-events.{form}", _sound_of_events(list(streamed.iter_lines())))
        for name, speed in (("fast.mp3", 2.0), ("slow.flac", 0.5)):
            form = name.partition(".")[2]
            response = api.audio.speech.create(**session.spoken(response_format=form, speed=speed))
            session.keep(f"speech-{name}", response.read())
        raw = api.audio.speech.with_raw_response.create(
            **session.spoken(voice="alloy", response_format="wav", instructions="Whisper.")
        )
        assert raw.headers["x-auralis-ignored"] == "instructions"
        session.keep("builtin-whole.wav", raw.parse().read())
    seed_speech_example(
        session.url, Path(session.recording), session.text, Path(session.out, "speech-seed.mp3")
    )


def _sound_of_events(lines: list[str]) -> bytes:
    events = [json.loads(line.removeprefix("data: ")) for line in lines if line]
    usage = events[-1]["usage"]
    assert events[-1]["type"] == "speech.audio.done", events[-1]
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"] > 0, usage
    assert {event["type"] for event in events[:-1]} == {"speech.audio.delta"}
    pieces = [event["audio"] for event in events[:-1]]
    joined = base64.b64decode("".join(pieces), validate=True)
    assert joined == b"".join(map(base64.b64decode, pieces)), "the base64 cannot be joined"
    return joined


def voices(session: Session) -> str:
    """Return the id of a voice that is there then."""
    with client(session.url) as api:
        consent = _consents(session, api)
        with Path(session.recording).open("rb") as sample:
            voice = _create_voice(api, "Grandmother", consent, sample)
        assert (voice["object"], voice["name"]) == ("audio.voice", "Grandmother"), voice
        for name, each in (("name", "Grandmother"), ("id", voice["id"]), ("object", {"id": voice["id"]})):
            response = api.audio.speech.create(**session.spoken(voice=each, response_format="wav"))
            session.keep(f"speech-voice-{name}.wav", response.read())
        with refused(openai.ConflictError, param="name"), Path(session.recording).open("rb") as sample:
            _create_voice(api, "grandmother", consent, sample)
        return str(voice["id"])


def _consents(session: Session, api: Any) -> str:
    """Return the id of a consent that is there then."""
    if not hasattr(api.audio, "voice_consents"):  # SDKs before 3
        with Path(session.recording).open("rb") as recording:
            made = _upload(
                api, "/audio/voice_consents", {"name": "mine", "language": "en"}, recording=recording
            )
        return str(made["id"])
    consents = api.audio.voice_consents
    kept = [
        consents.create(name=f"consent {i}", language="en-US", recording=Path(session.recording))
        for i in range(3)
    ]
    assert consents.retrieve(kept[0].id) == kept[0]
    listed = {consent.id for consent in consents.list(limit=1)}  # page after page
    assert listed == {consent.id for consent in kept}, listed
    assert consents.update(kept[1].id, name="other").name == "other"
    assert consents.delete(kept[1].id).deleted
    with refused(openai.NotFoundError):
        consents.retrieve(kept[1].id)
    return str(kept[0].id)


def _create_voice(api: Any, name: str, consent: str, sample: Any) -> dict[str, Any]:
    if not hasattr(api.audio, "voices"):
        return _upload(api, "/audio/voices", {"name": name, "consent": consent}, audio_sample=sample)
    return dict(api.audio.voices.create(name=name, consent=consent, audio_sample=sample).to_dict())


def _upload(api: Any, path: str, fields: dict[str, str], **files: Any) -> dict[str, Any]:
    options = {"headers": {"Content-Type": "multipart/form-data"}}
    return dict(api.post(path, body=fields, files=files, options=options, cast_to=object))


def delete_voice(session: Session, voice: str) -> None:
    with client(session.url) as api:
        if hasattr(api.audio, "voices"):
            assert api.audio.voices.delete(voice).deleted
        else:
            assert api.delete(f"/audio/voices/{voice}", cast_to=object)["deleted"]
        with refused(openai.NotFoundError, code="voice_not_found", param="voice"):
            api.audio.speech.create(**session.spoken(voice=voice))


def seed_chats(session: Session) -> None:
    """The dialect of this project's own: as its document has it, with `.stream()`, and as a whole."""
    text, sound = seed_chat_example(session.url, session.llm_url, Path(session.recording), "Hi")
    assert text == session.answer, text
    session.keep("chat-seed.wav", b"".join(sound))
    own = {"speaker_files": [session.recorded], "audio_format": "mp3"}
    with client(session.url) as api:
        chunks = list(api.chat.completions.create(**session.chat(extra_body=own), stream=True))
        assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == session.answer
        sound = [base64.b64decode(chunk.data) for chunk in chunks if chunk.object == "audio.chunk"]
        session.keep("chat-seed-compressed.mp3", b"".join(sound))
        with api.chat.completions.stream(**session.chat(extra_body=own)) as stream:  # hands on text alone
            final = stream.get_final_completion().choices[0]
        assert (final.message.content, final.finish_reason) == (session.answer, "stop"), final
        message = api.chat.completions.create(**session.chat(extra_body=own)).choices[0].message
        assert message.content == message.audio.transcript == session.answer, message.content
        session.keep("chat-seed-whole.mp3", base64.b64decode(message.audio.data, validate=True))


def official_chats(session: Session, voice: str) -> None:
    with client(session.url) as api:
        pcm16 = session.official({"id": voice}, "pcm16")
        usage = {"stream_options": {"include_usage": True}}
        *chunks, last = api.chat.completions.create(**pcm16, stream=True, **usage)
        assert last.usage.total_tokens == 3, last
        session.keep("chat-official.pcm", _sound_of_chunks(session, chunks))
        with api.chat.completions.stream(**pcm16) as helper:
            message = helper.get_final_completion().choices[0].message
        assert message.audio.transcript == session.answer, message.audio.transcript
        session.keep("chat-official-helper.pcm", base64.b64decode(message.audio.data, validate=True))

        whole = api.chat.completions.create(**session.official("Grandmother", "wav"))
        message = whole.choices[0].message
        assert message.content is None
        assert message.audio.transcript == session.answer, message.audio.transcript
        session.keep("chat-official-whole.wav", base64.b64decode(message.audio.data, validate=True))
        earlier = {"role": "assistant", "audio": {"id": message.audio.id}}
        follow_up = api.chat.completions.create(**session.chat(messages=[USER, earlier, USER]))
        assert follow_up.choices[0].message.content == session.answer


def _sound_of_chunks(session: Session, chunks: list[Any]) -> bytes:
    choices = [chunk.to_dict()["choices"][0] for chunk in chunks]
    assert [choice["finish_reason"] for choice in choices] == [None] * (len(choices) - 1) + ["stop"]
    audio = [choice["delta"]["audio"] for choice in choices if "audio" in choice["delta"]]
    assert "".join(each.get("transcript", "") for each in audio) == session.answer
    assert [sum(name in each for each in audio) for name in ("id", "expires_at")] == [1, 1]
    return base64.b64decode("".join(each.get("data", "") for each in audio), validate=True)


async def async_client(session: Session) -> None:
    """What is asked at once is answered each for itself."""
    async with openai.AsyncOpenAI(api_key=KEY, base_url=session.url, max_retries=0) as given:
        api: Any = given

        async def speak(name: str) -> None:
            asked = session.spoken(response_format=name.partition(".")[2])
            async with api.audio.speech.with_streaming_response.create(**asked) as response:
                session.keep(name, b"".join([piece async for piece in response.iter_bytes()]))

        async def chat() -> None:
            asked = session.official([session.recorded], "opus", stream=True)
            chunks = [chunk async for chunk in await api.chat.completions.create(**asked)]
            session.keep("chat-async.opus", _sound_of_chunks(session, chunks))

        await asyncio.gather(speak("speech-async.mp3"), speak("speech-async.pcm"), chat())


def tools(session: Session) -> None:
    with client(session.url) as api, api.chat.completions.stream(**session.chat(tools=[TOOL])) as stream:
        choice = stream.get_final_completion().choices[0]
    assert choice.finish_reason == "tool_calls", choice
    assert choice.message.tool_calls[0].function.name == "look", choice


def errors(session: Session) -> None:
    with client(session.url) as api:
        for kind, asked, expected in (
            (openai.NotFoundError, {"model": "tts-9"}, {"code": "model_not_found", "param": "model"}),
            (openai.NotFoundError, {"voice": "nobody"}, {"code": "voice_not_found", "param": "voice"}),
            (openai.BadRequestError, {"response_format": "raw"}, {"param": "response_format"}),
            (openai.BadRequestError, {"speed": 9}, {"param": "speed"}),
            (openai.BadRequestError, {"voice": ["bm8gYXVkaW8="]}, {"param": "voice"}),
        ):
            with refused(kind, type="invalid_request_error", **expected):
                api.audio.speech.create(**session.spoken(**asked))
        own = {"speaker_files": [session.recorded]}
        with refused(openai.RateLimitError, code="rate_limit_exceeded"):
            api.chat.completions.create(**session.chat(extra_body=own, stream=True))
        nobody = {**own, "openai_api_url": session.closed_url}
        with refused(openai.InternalServerError, status_code=502):
            api.chat.completions.create(**session.chat(extra_body=nobody, stream=True))
        stream = api.chat.completions.create(**session.chat(extra_body=own, stream=True))
        assert next(stream).choices, "nothing came before the LLM broke off"
        with refused(openai.APIError):
            for _ in stream:
                pass
    with client(session.keyed_url) as api, refused(openai.AuthenticationError, code="invalid_api_key"):
        api.audio.speech.create(**session.spoken())
    with client(session.keyed_url, session.key) as api:
        assert api.models.retrieve("tts-1").id == "tts-1"
    with client(session.full_url) as api, refused(openai.RateLimitError):
        api.audio.speech.create(**session.spoken())


def main() -> None:
    session = Session(**json.loads(sys.argv[1]))
    models(session)
    speech(session)
    voice = voices(session)
    seed_chats(session)
    official_chats(session, voice)
    asyncio.run(async_client(session))
    tools(session)
    errors(session)
    delete_voice(session, voice)
    sys.stdout.write(json.dumps({"sdk": f"openai-python {openai.__version__}"}) + "\n")


if __name__ == "__main__":
    main()
