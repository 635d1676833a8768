"""Lets the model as it is say sentences that it was not trained on, and has them judged.

Whatever is trained already is used: the vocoder on latents, else the one on mels, else no vocoder at all.
The finished checkpoint is judged through the server instead.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from torch import Tensor

from training import gpt_stage, speaker_stage, stage_state, vocoder_stage
from training.alphabet import START, STOP, Alphabet
from training.codes import Codebook
from training.generation import Sampling, generate
from training.gpt import Gpt, GptSizes
from training.inversion import sound_of
from training.judges import Judges, word_errors
from training.latents import on_latents
from training.mel import SPEAKER_RATE, STYLE_MELS, STYLE_RATE, speaker_mel, style_mel
from training.speaker_encoder import normalised
from training.speakers import Speaker
from training.supervision import Supervision
from training.teacher import SAMPLE_RATE, Teacher, render
from training.vocoder import MEL_VOCODER, Vocoder, stretch_latents
from training.workspace import Workspace

Array = NDArray[np.float32]

VOICES = {
    "vera": Speaker(pitch=1.0, intonation=0.86, formant=1.06, tilt=0.25, breath=5.0),
    "otto": Speaker(pitch=0.48, intonation=0.7, formant=0.83, tilt=-0.45, breath=-1.7, pace=0),
    "mina": Speaker(pitch=1.35, intonation=0.86, formant=1.08, tilt=-1.3, breath=-0.7),
    "karl": Speaker(pitch=0.83, intonation=0.9, formant=0.9, tilt=-2.45, breath=-1.2),
}
"""The bundled voices: of those that this model is good at, four that Resemblyzer tells apart best."""

REFERENCE = (
    "The north wind and the sun argued about who was stronger, when a traveller came along in a warm coat. "
    "They agreed that whoever made him take it off would win."
)


@dataclass(frozen=True, eq=False)
class Reference:
    """A voice as the model takes it."""

    sound: Array  # 24 kHz
    latents: Tensor  # [32, d]
    embedding: Tensor | None  # [512]
    features: Tensor  # [FEATURES]


class Talker:
    """The model of a workspace, as far as it is trained."""

    def __init__(self, workspace: Workspace) -> None:
        self.teacher = Teacher()
        self.alphabet = Alphabet(self.teacher.alphabet)
        sizes = GptSizes(text_tokens=len(self.alphabet))
        self.gpt: Gpt
        self.heads: Supervision
        self.gpt, self.heads = gpt_stage.load_average(workspace, sizes)
        self.codebook = Codebook.load(workspace.codes)
        self.vocoder, self.way = self._make_vocoder(workspace, sizes)
        has_speaker = (workspace.stage("speaker") / "state.pth").exists()
        self._speaker = speaker_stage.load(workspace).encoder if has_speaker else None

    def _make_vocoder(self, workspace: Workspace, sizes: GptSizes) -> tuple[Vocoder | None, str]:
        """Return the best that there is yet, and a name for it."""
        joint, mels = workspace.stage("joint"), workspace.stage("vocoder")
        if (joint / "state.pth").exists():
            return vocoder_stage.load_average(joint, sizes.width), "vocoder on latents"
        if (mels / "state.pth").exists():
            vocoder = vocoder_stage.load_average(mels, STYLE_MELS, MEL_VOCODER)
            deviation = torch.from_numpy(self.codebook.deviation)
            return on_latents(vocoder, self.heads, deviation), "vocoder on mels"
        return None, "no vocoder"

    def reference(self, speaker: Speaker, text: str = REFERENCE) -> Reference:
        """Return the voice of a pseudo-speaker, from what the teacher says in it."""
        speech = self.teacher.speak(self.teacher.phonemize(text), speaker.pace)
        sound = render(speech, speaker, np.random.default_rng(1))
        mel = style_mel()(soxr.resample(sound, SAMPLE_RATE, STYLE_RATE)) / self.codebook.deviation
        pieces = torch.from_numpy(mel.astype(np.float32)).T.unsqueeze(0).split(344, dim=2)
        with torch.no_grad():
            latents = torch.stack([self.gpt.condition(x)[0] for x in pieces if x.shape[2] > 60]).mean(dim=0)
        return Reference(sound, latents, self._embed(sound), torch.from_numpy(speaker.features()))

    def _embed(self, sound: Array) -> Tensor | None:
        if self._speaker is None:
            return None
        mel = speaker_mel()(soxr.resample(sound, SAMPLE_RATE, SPEAKER_RATE)).astype(np.float32)
        with torch.no_grad():
            return self._speaker(normalised(torch.from_numpy(mel).T.unsqueeze(0)))[0]

    def say(self, texts: list[str], reference: Reference, sampling: Sampling) -> list[Array]:
        """Return the sound of each text at 24 kHz."""
        tokens = self.alphabet.tokens
        ids = [
            [tokens[START], *self.alphabet.encode(self.teacher.phonemize(text)), tokens[STOP]]
            for text in texts
        ]
        voice = reference.latents.expand(len(ids), -1, -1)
        return [self._sound(latents, reference) for _, latents in generate(self.gpt, voice, ids, sampling)]

    def _sound(self, latents: Tensor, reference: Reference) -> Array:
        rows, embedding = latents.unsqueeze(0), reference.embedding
        with torch.no_grad():
            if self.vocoder is not None and embedding is not None:
                frames = stretch_latents(rows.transpose(1, 2))
                pulse = self.vocoder.pulse(frames)
                return self.vocoder(frames, embedding.unsqueeze(0), pulse)[0].numpy()
            mel, _ = self.heads.frames(rows, reference.features.unsqueeze(0))
        return soxr.resample(sound_of(mel[0].numpy()), STYLE_RATE, SAMPLE_RATE).astype(np.float32)


def evaluate(workspace: Workspace, sentences: int, sampling: Sampling) -> dict[str, object]:
    """Judge the bundled voices on the evaluation sentences; write sounds and figures, return the figures."""
    talker, judges = Talker(workspace), Judges(SAMPLE_RATE)
    saved = stage_state.load(workspace.stage("gpt") / "state.pth")
    directory = workspace.stage("evaluation") / f"gpt-{saved['step'] if saved else 0:06}"
    directory.mkdir(exist_ok=True)
    texts = (Path(__file__).parent / "evaluation_sentences.txt").read_text().splitlines()[:sentences]
    references = {name: talker.reference(speaker) for name, speaker in VOICES.items()}
    owners = {name: judges.voice(reference.sound) for name, reference in references.items()}
    figures: dict[str, object] = {"way": talker.way, "temperature": sampling.temperature}
    for name, reference in references.items():
        errors, words, quality, embeddings, rows = 0, 0, [], [], []
        for text, sound in zip(texts, talker.say(texts, reference, sampling), strict=True):
            heard = judges.transcribe(sound)
            wrong, said = word_errors(text, heard)
            errors, words = errors + wrong, words + said
            quality.append(judges.quality(sound))
            embeddings.append(judges.voice(sound))
            rows.append({"text": text, "heard": heard, "seconds": round(len(sound) / SAMPLE_RATE, 2)})
            soundfile.write(directory / f"{name}-{len(rows):02}.wav", sound, SAMPLE_RATE)
        similar = {other: float(np.mean([x @ owner for x in embeddings])) for other, owner in owners.items()}
        others = [value for other, value in similar.items() if other != name]
        figures[name] = {
            "word_error_rate": errors / words,
            "quality": float(np.mean(quality)),
            "similarity": similar[name],
            "similarity_margin": similar[name] - float(np.mean(others)),
            "sentences": rows,
        }
    (directory / "figures.json").write_text(json.dumps(figures, indent=1))
    return figures


def show(figures: dict[str, object], console: Console) -> None:
    table = Table(title=f"{figures['way']}, temperature {figures['temperature']}")
    for title in ("voice", "word errors", "DNSMOS", "similarity", "margin"):
        table.add_column(title)
    for name in VOICES:
        voice = figures[name]
        assert isinstance(voice, dict)
        table.add_row(
            name,
            f"{voice['word_error_rate']:.1%}",
            f"{voice['quality']:.2f}",
            f"{voice['similarity']:.2f}",
            f"{voice['similarity_margin']:.2f}",
        )
    console.print(table)
