"""Writes the finished checkpoint in the layout of a Coqui release, which the exporter reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import soundfile
import torch
from safetensors.torch import save_file
from torch import Tensor

from training import speaker_stage
from training.codes import CODES
from training.evaluate_stage import VOICES, Talker
from training.gpt import AUDIO_TOKENS, MAX_CODES, MAX_TEXT_IDS, START_CODE, STOP_CODE, Gpt, GptSizes
from training.mel import CODE_FRAMES, STYLE_HOP, STYLE_RATE
from training.speaker_encoder import WIDTH, SpeakerEncoder, fixed_weights
from training.speakers import TRAINING, draw_speaker
from training.teacher import SAMPLE_RATE
from training.vocoder import HOP, LATENT_VOCODER, Vocoder, VocoderSizes
from training.workspace import Workspace

SAMPLING = {"temperature": 0.5, "top_k": 50, "top_p": 0.95, "repetition_penalty": 1.0, "length_penalty": 1.0}
"""What this model sounds best with; its codes repeat, so that a penalty for repetitions would break it."""

LONGEST_TEXT = 120
"""Characters of one utterance, about 7 s: it has heard few that are longer, and loses words in them."""

_VOCODER, _ENCODER = "hifigan_decoder.waveform_decoder.", "hifigan_decoder.speaker_encoder."


def write_bundle(workspace: Workspace, target: Path) -> None:
    """Write model.safetensors (float16), config.json, vocab.json, speakers_xtts.pth and voices/*.wav.

    recording.wav is of somebody else, for those who want to try cloning.  Raises FileNotFoundError while
    there is no vocoder.
    """
    talker = Talker(workspace)
    sizes = GptSizes(text_tokens=len(talker.alphabet))
    if talker.vocoder is None:
        raise FileNotFoundError("no vocoder yet: run the stage `vocoder` first")
    encoder = speaker_stage.load(workspace).encoder
    state = checkpoint_state(talker.gpt, talker.vocoder, encoder, torch.from_numpy(talker.codebook.deviation))
    target.mkdir(parents=True, exist_ok=True)
    save_file(half_precision(state), target / "model.safetensors", metadata={"format": "pt"})
    (target / "config.json").write_text(json.dumps(configuration(sizes, LATENT_VOCODER), indent=1) + "\n")
    (target / "vocab.json").write_text(talker.alphabet.vocabulary() + "\n")
    speakers: dict[str, dict[str, Tensor]] = {}
    for name, speaker in VOICES.items():
        reference = talker.reference(speaker)
        (target / "voices").mkdir(exist_ok=True)
        soundfile.write(target / "voices" / f"{name}.wav", reference.sound, SAMPLE_RATE)
        if reference.embedding is not None:
            speakers[name] = {
                "gpt_cond_latent": reference.latents.unsqueeze(0),
                "speaker_embedding": reference.embedding.reshape(1, WIDTH, 1),
            }
    torch.save(speakers, target / "speakers_xtts.pth")
    stranger = talker.reference(draw_speaker(TRAINING))  # the first whom the training has not heard
    soundfile.write(target / "recording.wav", stranger.sound, SAMPLE_RATE)


def checkpoint_state(
    gpt: Gpt, vocoder: Vocoder, encoder: SpeakerEncoder, deviation: Tensor
) -> dict[str, Tensor]:
    """Return all weights under a checkpoint's names; `deviation` [80] is of the style mels."""
    state = {f"gpt.{key}": value for key, value in gpt.state_dict().items()}
    state |= {_VOCODER + key: value for key, value in vocoder.state_dict().items()}
    state |= {_ENCODER + key: value for key, value in encoder.state_dict().items()}
    state |= {_ENCODER + key: value for key, value in fixed_weights().items()}
    return {**state, "mel_stats": deviation}


def half_precision(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights as float16, without what only the training needs."""
    kept = {key: value for key, value in state.items() if not key.endswith("num_batches_tracked")}
    # The statistics of batch norms and spectrograms are few, and small numbers among them matter.
    exact = ("running_mean", "running_var", "torch_spec", "mel_stats")
    return {
        key: value.contiguous() if any(x in key for x in exact) else value.half().contiguous()
        for key, value in kept.items()
    }


def configuration(gpt: GptSizes, vocoder: VocoderSizes) -> dict[str, Any]:
    """Return config.json: XTTS's keys, and those of the vocoder that XTTS leaves to its code."""
    return {
        "model": "xtts",
        "model_args": {
            "gpt_layers": gpt.layers,
            "gpt_n_model_channels": gpt.width,
            "gpt_n_heads": gpt.heads,
            "decoder_input_dim": gpt.width,
            "gpt_number_text_tokens": gpt.text_tokens,
            "gpt_start_text_token": 2,
            "gpt_stop_text_token": 0,
            "gpt_num_audio_tokens": AUDIO_TOKENS,
            "gpt_start_audio_token": START_CODE,
            "gpt_stop_audio_token": STOP_CODE,
            "gpt_use_perceiver_resampler": True,
            "gpt_max_audio_tokens": MAX_CODES,
            "gpt_max_text_tokens": MAX_TEXT_IDS,
            "gpt_max_prompt_tokens": 70,
            "gpt_code_stride_len": CODE_FRAMES * STYLE_HOP,
            "input_sample_rate": STYLE_RATE,
            "output_sample_rate": SAMPLE_RATE,
            "output_hop_length": HOP,
            "d_vector_dim": WIDTH,
            "cond_d_vector_in_each_upsampling_layer": True,
            "upsample_rates_decoder": list(vocoder.rates),
            "resblock_type_decoder": "2",
            "resblock_dilation_sizes_decoder": [list(x) for x in vocoder.dilations],
        },
        "audio": {
            "sample_rate": STYLE_RATE,
            "output_sample_rate": SAMPLE_RATE,
            "dvae_sample_rate": STYLE_RATE,
        },
        "languages": ["en"],
        "num_codes": CODES,
        "text_input": "phonemes",
        "char_limits": {"en": LONGEST_TEXT},
        **SAMPLING,
        "fixed_sampling": ["repetition_penalty"],
        "gpt_cond_len": 30,
        "gpt_cond_chunk_len": 4,
        "max_ref_len": 30,
        "sound_norm_refs": False,
    }
