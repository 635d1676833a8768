"""The networks of the training compute what the exporter's networks make of their weights."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from auralis_xtts.config import ModelConfig
from auralis_xtts.convert.inventory import check_weights
from auralis_xtts.convert.layout import from_coqui
from auralis_xtts.nets import speaker, style, vocoder
from auralis_xtts.nets.source import Pulse
from training.alphabet import Alphabet
from training.bundle import checkpoint_state, configuration, half_precision
from training.clips import scale_mels
from training.generation import Sampling, generate
from training.gpt import START_CODE, Gpt, GptSizes
from training.latents import on_latents
from training.mel import speaker_mel, style_mel
from training.speaker_encoder import SpeakerEncoder, normalised
from training.supervision import Supervision
from training.vocoder import HOP, Vocoder, VocoderSizes, stretch_latents
from training.vocoder_stage import take_step

GPT = GptSizes(layers=2, width=64, heads=2, text_tokens=20)
VOCODER = VocoderSizes(channels=32)

Parts = tuple[Gpt, Vocoder, SpeakerEncoder]
Weights = tuple[dict[str, torch.Tensor], ModelConfig]
Sound = NDArray[np.float32]


@pytest.fixture(scope="module")
def parts() -> Parts:
    torch.manual_seed(0)
    modules = (Gpt(GPT), Vocoder(GPT.width, VOCODER), SpeakerEncoder())
    for module in modules:
        for name, parameter in module.named_parameters():
            if "proj_out" in name or name.endswith("bias"):  # nothing may stay zero
                torch.nn.init.normal_(parameter, std=0.1)
        module.eval()
    return modules


@pytest.fixture(scope="module")
def checkpoint(parts: Parts) -> Weights:
    state = checkpoint_state(*parts, torch.linspace(5, 9, 80))
    return from_coqui(state), ModelConfig.from_json(configuration(GPT, VOCODER))


@pytest.fixture(scope="module")
def sound() -> Sound:
    return (np.random.default_rng(0).standard_normal(40_000) * 0.1).astype(np.float32)


def test_the_checkpoint_is_complete(checkpoint: Weights) -> None:
    check_weights(*checkpoint)


def test_half_precision_loses_little(parts: Parts) -> None:
    state = checkpoint_state(*parts, torch.ones(80))
    halved = half_precision(state)
    check_weights(from_coqui(halved), ModelConfig.from_json(configuration(GPT, VOCODER)))
    assert all(torch.allclose(halved[key].float(), state[key], atol=2e-3, rtol=1e-3) for key in halved)


def test_the_voice_is_the_same(parts: Parts, checkpoint: Weights, sound: Sound) -> None:
    mel = torch.from_numpy(style_mel()(sound)).float().T / checkpoint[0]["mel_stats"][:, None]
    with torch.no_grad():
        ours = parts[0].condition(mel.unsqueeze(0))[0]
        theirs = style.StyleEncoder(*checkpoint)(torch.from_numpy(sound))
    torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=1e-4)


def test_the_speaker_embedding_is_the_same(parts: Parts, checkpoint: Weights, sound: Sound) -> None:
    encoder = speaker.SpeakerEncoder(*checkpoint)
    with torch.no_grad():
        theirs = encoder(torch.from_numpy(sound))
        resampled = encoder.resample(torch.from_numpy(sound).unsqueeze(0))[0].numpy()
        mel = torch.from_numpy(speaker_mel()(resampled)).float().T.unsqueeze(0)
        ours = parts[2](normalised(mel))[0]
    torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=1e-3)


def test_the_vocoder_is_the_same(parts: Parts, checkpoint: Weights) -> None:
    latents, embedding = torch.randn(1, 12, GPT.width), torch.nn.functional.normalize(torch.randn(1, 512))
    net = vocoder.Vocoder(*checkpoint)
    total = net.geometry.total_frames(12)
    index, weights = net.geometry.weigh(0, total, 12)
    frames = torch.from_numpy(np.column_stack([index, weights]).astype(np.float32)).unsqueeze(0)
    with torch.no_grad():
        stretched = stretch_latents(latents.transpose(1, 2))
        ours = parts[1](stretched, embedding, parts[1].pulse(stretched))
        theirs = net(latents, embedding, frames, torch.arange(total, dtype=torch.int32).unsqueeze(0))
    torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=1e-4)


def test_a_vocoder_on_mels_becomes_one_on_latents() -> None:
    """Behind the filter that makes mels of latents or with that filter in its first layer: the same sound."""
    torch.manual_seed(3)
    heads, deviation = Supervision(GPT), torch.rand(80) + 5
    on_mels = Vocoder(80, VocoderSizes(channels=32, entry=3, reads_cues=False)).eval()
    frames, embedding = stretch_latents(torch.randn(2, GPT.width, 12)), torch.randn(2, 512) * 0.04
    made = on_latents(on_mels, heads, deviation)
    with torch.no_grad():
        mels, pulse = heads.sound(frames).transpose(1, 2), Pulse()(heads.cues(frames))
        wanted = on_mels(scale_mels(mels, deviation).transpose(1, 2), embedding, pulse)
        edge = 20 * HOP  # what is beyond the ends is zero to either layer, which differs
        have = made(frames, embedding, made.pulse(frames))
    assert made.sizes == VocoderSizes(channels=32)
    torch.testing.assert_close(have[:, edge:-edge], wanted[:, edge:-edge], atol=1e-5, rtol=1e-4)


def test_generation_agrees_with_the_training_pass(parts: Parts) -> None:
    """Latents made one by one, from a batch of texts of two lengths, are those of the whole sequences."""
    gpt = parts[0]
    voice = torch.randn(2, 32, GPT.width)
    texts = [[2, 5, 6, 7, 0], [2, 9, 0]]
    made = generate(gpt, voice, texts, Sampling(temperature=1.0, most=9))
    for index, (text, (codes, latents)) in enumerate(zip(texts, made, strict=True)):
        inputs = torch.cat([torch.tensor([START_CODE]), codes[:-1]]).unsqueeze(0)
        with torch.no_grad():
            whole = gpt(voice[index : index + 1], torch.tensor([text]), torch.tensor([len(text)]), inputs)
        torch.testing.assert_close(whole.latents[0], latents, atol=1e-4, rtol=1e-4)


def test_the_vocabulary_encodes_like_the_alphabet() -> None:
    from tokenizers import Tokenizer

    alphabet = Alphabet("ab ɹə.")
    tokenizer = Tokenizer.from_str(alphabet.vocabulary())
    assert tokenizer.encode("aɹ bə.x").ids == alphabet.encode("aɹ bə.x")
    assert [tokenizer.token_to_id(x) for x in ("[STOP]", "[START]")] == [0, 2]


@pytest.mark.parametrize(("second", "moved"), [(0.3, 0.2), (float("inf"), 0.0)])
def test_a_step_follows_the_mean_of_the_workers_unless_one_overflowed(second: float, moved: float) -> None:
    layer = torch.nn.Linear(1, 1, bias=False)
    before = layer.weight.detach().clone()
    workers = [(torch.tensor([[0.1]]),), (torch.tensor([[second]]),)]
    take_step(torch.optim.SGD(layer.parameters(), lr=1.0), layer, workers)
    torch.testing.assert_close(before - layer.weight, torch.tensor([[moved]]))
