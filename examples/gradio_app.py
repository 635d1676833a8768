"""A page to speak texts and files in cloned voices: `pip install gradio; python examples/gradio_app.py`.

It has what the original's example has: text or a file, recordings or the microphone, and the sampling.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from auralis import TTS, AuralisError, TTSRequest

Sound = tuple[int, NDArray[Any]]


def speak(
    tts: TTS,
    text: str,
    file: str | None,
    recordings: list[str] | None,
    microphone: Sound | None,
    language: str,
    temperature: float,
    speed: float,
    enhance: bool,
) -> Sound:
    """Return what Gradio plays: the rate and 16-bit samples; raises AuralisError."""
    speakers: list[Any] = [*(recordings or []), *([microphone] if microphone else [])]
    output = tts.generate_speech(
        TTSRequest(
            text=Path(file).read_text(encoding="utf-8") if file else text,
            speaker_files=speakers,
            language=language,
            temperature=temperature,
            enhance_speech=enhance,
        )
    )
    output = output.change_speed(speed)
    return output.sample_rate, np.frombuffer(output.to_bytes("pcm"), np.int16)


def page(tts: TTS) -> Any:
    """Return the page, a `gradio.Blocks`."""
    import gradio as gr

    def told(*values: Any) -> Sound:
        try:
            return speak(tts, *values)
        except AuralisError as error:
            raise gr.Error(error.message) from error

    with gr.Blocks(title="Auralis") as blocks:
        with gr.Row():
            with gr.Column():
                text = gr.Textbox(label="Text", lines=6)
                file = gr.File(label="or a text file", file_types=[".txt", ".md"])
                recordings = gr.File(label="Recordings of the voice", file_count="multiple")
                microphone = gr.Audio(label="or the microphone", sources=["microphone"], type="numpy")
            with gr.Column():
                language = gr.Textbox(label="Language", value="auto")
                temperature = gr.Slider(0.1, 1.5, 0.75, label="Temperature")
                speed = gr.Slider(0.5, 2.0, 1.0, label="Speed")
                enhance = gr.Checkbox(label="Improve the recordings first")
                button = gr.Button("Speak", variant="primary")
                sound = gr.Audio(label="Speech")
        inputs = [text, file, recordings, microphone, language, temperature, speed, enhance]
        button.click(told, inputs, sound)
    return blocks


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="AstraMindAI/xttsv2")
    parser.add_argument("--triton-url", help="a Triton that runs already, host:port")
    options = parser.parse_args()
    with TTS().from_pretrained(options.model, triton_url=options.triton_url) as tts:
        page(tts).launch()
