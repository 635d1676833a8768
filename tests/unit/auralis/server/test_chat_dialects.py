"""OpenAI's dialect of spoken chats, with its SDK; and answers as a whole, in both dialects."""

import base64
from typing import Any

import httpx

from auralis.audio.decode import decode
from auralis.audio.wav import wav_header
from chats import ANSWER, SPOKEN, USER, body, chatting, engine, official, pcm, post
from fake_llm import answering, completion, saying
from served import sdk


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
