"""The first client example of the document that this project comes from."""

import base64
from pathlib import Path
from typing import Any

from openai import OpenAI


def seed_example(base_url: str, reference_audio_path: Path, text: str, output: Path) -> Any:
    """Run it as it stands there, but for its URL and paths; return the response."""
    client = OpenAI(
        api_key="your-api-key",  # Can be any string when using local Auralis
        base_url=base_url,  # Your Auralis endpoint
    )
    with open(reference_audio_path, "rb") as f:
        audio_data = base64.b64encode(f.read()).decode("utf-8")
    # Configure speech parameters
    speech_params = {
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
    }
    # Generate speech
    response = client.audio.speech.create(
        model="xttsv2",
        voice=[audio_data],  # type: ignore[arg-type]
        input=text,
        response_format="mp3",
        speed=1.0,
        extra_body=speech_params,
    )
    # Save the audio file
    response.stream_to_file(output)
    client.close()
    return response
