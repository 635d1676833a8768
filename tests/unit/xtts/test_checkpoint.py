"""Every way that a checkpoint comes in is the same model, and every way that it can be wrong is one line."""

import hashlib
import json
import os
import shutil
import sys
import types
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import huggingface_hub
import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from auralis_xtts.convert.checkpoint import Checkpoint, load_checkpoint
from auralis_xtts.convert.inventory import check_weights
from auralis_xtts.convert.release import describe
from auralis_xtts.convert.speakers import read_speakers
from auralis_xtts.errors import CheckpointError, ExportError

State = dict[str, torch.Tensor]


@pytest.fixture(scope="module")
def loaded(tiny_checkpoint: Path) -> Checkpoint:
    return load_checkpoint(tiny_checkpoint)


@pytest.fixture(scope="module")
def raw(tiny_checkpoint: Path) -> State:
    """Return the weights as they are in model.pth."""
    model: State = torch.load(tiny_checkpoint / "model.pth", weights_only=True, mmap=True)["model"]
    return model


@pytest.fixture
def directory(tiny_checkpoint: Path, tmp_path: Path) -> Path:
    """Return a directory with all of the tiny checkpoint but its weights."""
    for name in ("config.json", "vocab.json"):
        shutil.copy(tiny_checkpoint / name, tmp_path / name)
    return tmp_path


def assert_same_state(actual: State, expected: State) -> None:
    assert actual.keys() == expected.keys()
    assert [key for key in expected if not torch.equal(actual[key], expected[key])] == []


def one_line(error: pytest.ExceptionInfo[ExportError]) -> str:
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_coqui_release_is_loaded_as_it_is(loaded: Checkpoint, raw: State, tiny_checkpoint: Path) -> None:
    assert_same_state(loaded.state, {k: v for k, v in raw.items() if "num_batches_tracked" not in k})
    assert {x.dtype for x in loaded.state.values()} == {torch.float32}
    assert (loaded.config.layers, loaded.config.width, loaded.config.text_tokens) == (4, 128, 6681)
    assert loaded.languages[:2] == ("en", "es")
    assert loaded.vocabulary == (tiny_checkpoint / "vocab.json").read_text()
    assert loaded.sha256 == hashlib.sha256((tiny_checkpoint / "model.pth").read_bytes()).hexdigest()
    assert loaded.name == tiny_checkpoint.name


def test_a_trainers_checkpoint_with_old_weight_norm_is_the_same_model(
    loaded: Checkpoint, raw: State, directory: Path
) -> None:
    old = {
        ".parametrizations.weight.original0": ".weight_g",
        ".parametrizations.weight.original1": ".weight_v",
    }
    model = {}
    for key, tensor in raw.items():
        for new_name, old_name in old.items():
            key = key.replace(new_name, old_name)
        model[f"xtts.{key}"] = tensor
    model["xtts.gpt.gpt_inference.transformer.h.0.ln_1.weight"] = torch.zeros(128)
    model["torch_mel_spectrogram_dvae.mel_stft.spectrogram.window"] = torch.zeros(1024)
    model["dvae.codebook.embed"] = torch.zeros(2, 2)
    torch.save({"model": model, "optimizer": {"state": {}}, "step": 7}, directory / "best_model.pth")
    assert_same_state(load_checkpoint(directory / "best_model.pth").state, loaded.state)


def split_like_auralis(raw: State) -> tuple[State, State]:
    """Return the core's and the GPT's weights under the names that Auralis's converter gives them."""
    core, gpt = {}, {}
    for key, tensor in raw.items():
        inner = key.removeprefix("gpt.")
        if inner == "mel_embedding.weight":
            gpt["gpt.wte.weight"] = tensor
        elif inner == "mel_pos_embedding.emb.weight":
            gpt["gpt.wpe.emb.weight"] = tensor
        elif inner.startswith(("gpt.", "mel_head.")):
            gpt[inner] = tensor
        else:
            core[inner] = tensor
            if inner.startswith("final_norm."):
                gpt[inner] = tensor
    return core, gpt


def write_auralis(checkpoint: Path, raw: State, out: Path) -> tuple[Path, Path]:
    """Write the tiny checkpoint as Auralis's pair of directories."""
    core, gpt = out / "core_xttsv2", out / "gpt"
    core.mkdir()
    gpt.mkdir()
    weights = split_like_auralis(raw)
    save_file({k: v.clone() for k, v in weights[0].items()}, core / "xtts-v2.safetensors")
    save_file({k: v.clone() for k, v in weights[1].items()}, gpt / "gpt2_model.safetensors")
    gpt_config: dict[str, Any] = {"num_hidden_layers": 4, "hidden_size": 128, "num_attention_heads": 2}
    gpt_config |= {"vocab_size": 6681, "start_text_token": None, "stop_text_token": None}
    gpt_config |= {"num_audio_tokens": 1026, "start_audio_token": 1024, "stop_audio_token": 1025}
    gpt_config |= {"max_audio_tokens": 605, "max_text_tokens": 402, "use_perceiver_resampler": True}
    core_config = {"decoder_input_dim": 128, "d_vector_dim": 512, "languages": ["en", "de"]}
    core_config |= {"gpt_config": {**gpt_config, "num_hidden_layers": 30}, "gpt_code_stride_len": 1024}
    (core / "config.json").write_text(json.dumps(core_config))
    (gpt / "config.json").write_text(json.dumps(gpt_config))
    vocabulary = json.loads((checkpoint / "vocab.json").read_text())
    special = {"[START]": {"id": "[START]", "ids": [261], "tokens": ["[START]"]}}
    single = [{"SpecialToken": {"id": "[START]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}]
    template = {"type": "TemplateProcessing", "single": single, "pair": single, "special_tokens": special}
    (gpt / "tokenizer.json").write_text(json.dumps({**vocabulary, "post_processor": template}))
    return core, gpt


def test_auraliss_pair_is_the_same_model(
    loaded: Checkpoint, raw: State, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    core, gpt = write_auralis(tiny_checkpoint, raw, tmp_path)
    pair = load_checkpoint(core, gpt)
    assert_same_state(pair.state, loaded.state)
    assert pair.config == replace(loaded.config, languages=("en", "de"))
    assert json.loads(pair.vocabulary) == json.loads(loaded.vocabulary)  # without the template's tokens
    assert load_checkpoint(tmp_path).sha256 == pair.sha256  # as the converter leaves the two
    with pytest.raises(
        CheckpointError, match="half of Auralis's layout; name the other with --gpt-checkpoint"
    ):
        load_checkpoint(core)
    with pytest.raises(CheckpointError, match="--checkpoint wants its core"):
        load_checkpoint(gpt)
    with pytest.raises(CheckpointError, match=r"holds no xtts-v2\.safetensors"):
        load_checkpoint(tiny_checkpoint, gpt)
    norm = {"final_norm.weight": torch.zeros(128)}
    save_file(norm, gpt / "gpt2_model.safetensors")
    with pytest.raises(CheckpointError, match=r"different models: final_norm\.weight differs"):
        load_checkpoint(core, gpt)


def shortened(vocabulary: dict[str, Any], tokens: int) -> dict[str, Any]:
    """Return a vocabulary without the tokens from `tokens` on."""
    model = vocabulary["model"]
    kept = {token: number for token, number in model["vocab"].items() if number < tokens}
    merges = [x if isinstance(x, list) else x.split(" ") for x in model["merges"]]
    merges = [x for x in merges if {*x, "".join(x)} <= kept.keys()]
    added = [x for x in vocabulary["added_tokens"] if x["id"] < tokens]
    return {**vocabulary, "added_tokens": added, "model": {**model, "vocab": kept, "merges": merges}}


def test_6153_text_tokens_are_read_from_the_embedding_whatever_the_config_says(
    raw: State, directory: Path
) -> None:
    short = {k: v[:6153].clone() if v.shape[:1] == (6681,) else v for k, v in raw.items()}
    torch.save({"model": short}, directory / "model.pth")
    config = json.loads((directory / "config.json").read_text())
    config["model_args"] |= {"gpt_start_text_token": None, "gpt_stop_text_token": None}
    (directory / "config.json").write_text(json.dumps(config))
    with pytest.raises(CheckpointError, match=r"vocabulary has 6681 tokens, but .* only 6153 rows"):
        load_checkpoint(directory)
    vocabulary = shortened(json.loads((directory / "vocab.json").read_text()), 6153)
    (directory / "vocab.json").write_text(json.dumps(vocabulary))
    config = load_checkpoint(directory).config
    assert (config.text_tokens, config.start_text_token, config.stop_text_token) == (6153, 261, 0)


def test_configuration_objects_beside_the_weights_are_read_without_their_code(
    raw: State, directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "TTS.tts.configs.xtts_config"
    module = types.ModuleType(name)
    published = type("XttsConfig", (), {"__module__": name})
    module.XttsConfig = published  # type: ignore[attr-defined]
    extras = {"config": published(), "loss": np.float64(0.5), "state": defaultdict(dict, {"a": {"b": 1}})}
    extras["config"].__dict__.update(languages=["en"], sizes={"layers": 4})
    with monkeypatch.context() as patch:
        for part in ("TTS", "TTS.tts", "TTS.tts.configs"):
            patch.setitem(sys.modules, part, types.ModuleType(part))
        patch.setitem(sys.modules, name, module)
        torch.save({"model": raw, **extras}, directory / "model.pth")
    assert load_checkpoint(directory).config.layers == 4


class Payload:
    """Runs a command when it is unpickled by something careless."""

    def __init__(self, command: str) -> None:
        self.command = command

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (self.command,)


def test_pickled_code_is_refused_and_not_run(directory: Path) -> None:
    payload = Payload(f"touch {directory / 'run'}")
    torch.save({"model": {"gpt.x": torch.zeros(1), "y": payload}}, directory / "model.pth")
    with pytest.raises(CheckpointError, match=r"model\.pth: refused, .* would run posix\.system") as error:
        load_checkpoint(directory)
    one_line(error)
    assert not (directory / "run").exists()


def save_torch(path: Path, content: object) -> None:
    torch.save(content, path)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:-1000]), "truncated"),
        (lambda path: path.write_text("hello"), "not a checkpoint written by torch.save"),
        (lambda path: path.write_text("version https://git-lfs.github.com/spec/v1\n"), "Git LFS pointer"),
        (lambda path: save_torch(path, [1, 2]), 'no "model" with weights'),
        (lambda path: save_torch(path, {"state_dict": {}}), 'no "model" with weights'),
        (lambda path: path.unlink(), "unknown layout: neither model.pth"),
    ],
)
def test_a_file_that_is_no_checkpoint_is_named(
    directory: Path, spoil: Callable[[Path], None], reason: str
) -> None:
    torch.save({"model": {"mel_stats": torch.ones(5000)}}, directory / "model.pth")
    spoil(directory / "model.pth")
    with pytest.raises(CheckpointError, match=reason) as error:
        load_checkpoint(directory)
    assert str(directory) in one_line(error)


def test_a_truncated_safetensors_file_is_named(directory: Path) -> None:
    path = directory / "model.safetensors"
    save_file({"mel_stats": torch.ones(80)}, path)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(CheckpointError, match=r"model\.safetensors: not a safetensors file, or truncated"):
        load_checkpoint(directory)


@pytest.mark.parametrize(
    ("file", "content", "reason"),
    [
        ("vocab.json", None, r"holds no vocab\.json"),
        ("vocab.json", '{"a": 1}', r"vocab\.json: not a vocabulary"),
        ("config.json", None, r"config\.json: missing"),
        ("config.json", "{", r"config\.json: cannot be read as JSON"),
        ("config.json", "{}", "model_args"),
    ],
)
def test_what_is_wrong_beside_the_weights_is_named(
    directory: Path, file: str, content: str | None, reason: str
) -> None:
    torch.save({"model": {"mel_stats": torch.ones(80)}}, directory / "model.pth")
    (directory / file).unlink()
    if content is not None:
        (directory / file).write_text(content)
    with pytest.raises(ExportError, match=reason) as error:
        load_checkpoint(directory)
    one_line(error)


@pytest.mark.parametrize(
    "key",
    [
        "mel_stats",
        "gpt.text_embedding.weight",
        "gpt.mel_pos_embedding.emb.weight",
        "gpt.gpt.h.3.mlp.c_proj.bias",
        "gpt.gpt.ln_f.weight",
        "gpt.mel_head.bias",
        "gpt.conditioning_encoder.attn.5.qkv.weight",
        "gpt.conditioning_perceiver.layers.1.1.0.weight",
        "hifigan_decoder.waveform_decoder.conv_post.weight",
        "hifigan_decoder.waveform_decoder.ups.2.parametrizations.weight.original1",
        "hifigan_decoder.waveform_decoder.resblocks.11.convs2.2.bias",
        "hifigan_decoder.waveform_decoder.conds.3.weight",
        "hifigan_decoder.speaker_encoder.layer4.2.se.fc.2.weight",
        "hifigan_decoder.speaker_encoder.layer2.0.downsample.1.running_var",
        "hifigan_decoder.speaker_encoder.attention.3.weight",
        "hifigan_decoder.speaker_encoder.fc.bias",
    ],
)
def test_a_weight_that_is_missing_misshapen_or_not_finite_is_named(loaded: Checkpoint, key: str) -> None:
    rest = {name: tensor for name, tensor in loaded.state.items() if name != key}
    tensor = loaded.state[key]
    spoilt = tensor.clone()
    spoilt.view(-1)[-1] = float("nan")
    for state, reason in (
        (rest, f"lacks {key}"),
        ({**rest, key: torch.cat([tensor, tensor])}, rf"{key} has the shape \[{2 * len(tensor)}"),
        ({**rest, key: spoilt}, f"{key} holds values that are not finite"),
    ):
        with pytest.raises(CheckpointError, match=reason) as error:
            check_weights(state, loaded.config)
        one_line(error)


def test_weights_and_configuration_must_agree_on_the_layers(loaded: Checkpoint) -> None:
    with pytest.raises(CheckpointError, match="4 GPT layers, but gpt_layers is 3"):
        check_weights(loaded.state, replace(loaded.config, layers=3))
    with pytest.raises(CheckpointError, match=r"lacks gpt\.gpt\.h\.4\.ln_1\.weight"):
        check_weights(loaded.state, replace(loaded.config, layers=5))


def test_the_speakers_come_along_under_their_names(loaded: Checkpoint, tiny_checkpoint: Path) -> None:
    there = torch.load(tiny_checkpoint / "speakers_xtts.pth", weights_only=True)
    assert list(loaded.speakers) == list(there) == ["Ada Example", "Ben Example"]
    for name, speaker in loaded.speakers.items():
        assert torch.equal(speaker.gpt_cond_latent, there[name]["gpt_cond_latent"][0])
        assert torch.equal(speaker.speaker_embedding, there[name]["speaker_embedding"][0, :, 0])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ([1], "not a table of speakers"),
        ({"": {}}, "is no name for a speaker"),
        ({"a" * 65: {}}, "is no name for a speaker"),
        ({"../a\n": {}}, "is no name for a speaker"),
        ({"Ada": torch.zeros(3)}, "the speaker 'Ada' lacks gpt_cond_latent"),
        ({"Ada": {"gpt_cond_latent": torch.zeros(1, 32, 8)}}, r"has the shape \[1, 32, 8\], not \[32, 128\]"),
        ({"Ada": {"gpt_cond_latent": torch.full((1, 32, 128), torch.nan)}}, "not finite"),
        ({"Ada": np.zeros(3)}, "refused|damaged"),
    ],
)
def test_speakers_that_do_not_fit_are_refused(
    loaded: Checkpoint, tmp_path: Path, content: Any, reason: str
) -> None:
    torch.save(content, tmp_path / "speakers_xtts.pth")
    with pytest.raises(CheckpointError, match=reason) as error:
        read_speakers(tmp_path, loaded.config)
    one_line(error)


def test_a_checkpoint_need_not_have_speakers(loaded: Checkpoint, tmp_path: Path) -> None:
    assert read_speakers(tmp_path, loaded.config) == {}


def test_a_local_directory_is_never_asked_of_the_hub(
    tiny_checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the hub was asked")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", refuse)
    monkeypatch.chdir(tmp_path)
    Path("someone").mkdir()
    Path("someone/voice").symlink_to(tiny_checkpoint)
    assert load_checkpoint("someone/voice").config.layers == 4


def test_a_hub_id_that_cannot_be_had_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(
        CheckpointError, match=r"nobody/xtts: not on this machine, and the .* hub cannot"
    ) as error:
        load_checkpoint("nobody/xtts")
    one_line(error)


def test_a_path_that_does_not_exist_is_not_taken_for_a_hub_id(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="no such file or directory"):
        load_checkpoint(tmp_path / "absent")


def test_the_bundled_checkpoint_goes_by_its_name() -> None:
    checkpoint = load_checkpoint("mini")
    assert checkpoint.config.text_input == "phonemes"
    assert set(checkpoint.speakers) == {"karl", "mina", "otto", "vera"}


def test_a_release_says_what_its_checkpoint_says() -> None:
    checkpoint = load_checkpoint("mini")
    release = describe(checkpoint, 3, datetime(2026, 1, 1, tzinfo=UTC))
    assert (release.release, release.created) == (3, 1_767_225_600)
    for name in ("languages", "text_input", "sampling", "fixed_sampling", "character_limits"):
        assert getattr(release, name) == getattr(checkpoint.config, name), name
    assert release.character_limits == {"en": 120}
