"""The second client example of the document that this project comes from."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openai


def seed_example(
    base_url: str,
    llm_url: str,
    reference_audio_path: Path,
    prompt: str,
    *,
    on_audio: Callable[[], object] = lambda: None,
    **added: Any,
) -> tuple[str, list[bytes]]:
    """Run it as it stands there, but for its URLs and paths; return the text and `audio_chunks`.

    `on_audio` is called for each of these; `added` are parameters that are not in the example.
    """
    client = openai.OpenAI(api_key="your-api-key", base_url=base_url)
    text = []
    with open(reference_audio_path, "rb") as f:
        audio_data = base64.b64encode(f.read()).decode("utf-8")
    # Configure streaming parameters
    streaming_params = {
        "openai_api_url": llm_url,
        "speaker_files": [audio_data],
        "vocalize_at_every_n_words": 40,
        "enhance_speech": True,
        "sound_norm_refs": False,
        "max_ref_length": 60,
        "gpt_cond_len": 30,
        "gpt_cond_chunk_len": 4,
        "temperature": 0.75,
        "top_p": 0.85,
        "top_k": 50,
        "repetition_penalty": 5.0,
        "length_penalty": 1.0,
        "do_sample": True,
        "language": "auto",
        **added,
    }
    # Start streaming request
    stream = client.chat.completions.create(
        model="your-llm-model",
        messages=[{"role": "user", "content": prompt}],
        stream=True,
        modalities=["text", "audio"],
        extra_body=streaming_params,
    )
    audio_chunks = []
    # Process the stream
    for chunk in stream:
        if not chunk:
            continue
        if getattr(chunk, "object", None) == "audio.chunk":
            # Process audio
            audio_chunks.append(base64.b64decode(chunk.data))  # type: ignore[attr-defined]
            on_audio()
        elif hasattr(chunk.choices[0].delta, "content"):
            # Process text
            text.append(f"{chunk.choices[0].delta.content}")
    client.close()
    return "".join(text), audio_chunks
