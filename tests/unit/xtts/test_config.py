"""config.json to ModelConfig: what is taken, what is filled in, and what is refused by name."""

import copy
from typing import Any

import pytest

from auralis_xtts.config import XTTS_LANGUAGES, ModelConfig
from auralis_xtts.contract import SamplingParameters, TextInput
from auralis_xtts.errors import ConfigError

# What a published XTTS v2 configuration holds of the keys that matter, nulls included.
PUBLISHED: dict[str, Any] = {
    "model": "xtts",
    "model_args": {
        "gpt_layers": 30,
        "gpt_n_model_channels": 1024,
        "gpt_n_heads": 16,
        "gpt_number_text_tokens": 6681,
        "gpt_start_text_token": None,
        "gpt_stop_text_token": None,
        "gpt_num_audio_tokens": 1026,
        "gpt_start_audio_token": 1024,
        "gpt_stop_audio_token": 1025,
        "gpt_use_perceiver_resampler": True,
        "decoder_input_dim": 1024,
        "kv_cache": True,
    },
    "languages": ["en", "hi"],
}


def changed(**arguments: Any) -> dict[str, Any]:
    document = copy.deepcopy(PUBLISHED)
    document["model_args"].update(arguments)
    return document


def test_a_published_configuration_is_completed_with_the_sizes_of_xtts_v2() -> None:
    config = ModelConfig.from_json(PUBLISHED)

    assert (config.layers, config.width, config.heads) == (30, 1024, 16)
    assert (config.start_text_token, config.stop_text_token) == (261, 0)
    assert (config.max_text_ids, config.max_codes, config.max_prompt) == (402, 605, 70)
    assert config.upsample_rates == (8, 8, 2, 2)
    assert config.languages == ("en", "hi")
    assert config.samples_per_code == pytest.approx(1024 * 24_000 / 22_050)


def test_a_configuration_may_name_another_vocoder() -> None:
    config = ModelConfig.from_json(
        changed(
            gpt_start_audio_token=0,
            output_hop_length=128,
            upsample_rates_decoder=[8, 4, 4],
            resblock_type_decoder="2",
            resblock_dilation_sizes_decoder=[[1, 3], [1, 3]],
            cond_d_vector_in_each_upsampling_layer=False,
        )
    )

    assert config.start_audio_token == 0
    assert config.upsample_rates == (8, 4, 4)
    assert (config.resblock_type, config.resblock_dilations) == ("2", ((1, 3), (1, 3)))
    assert not config.cond_in_each_up_layer


def test_languages_default_to_those_of_xtts() -> None:
    document = {"model_args": PUBLISHED["model_args"]}

    assert ModelConfig.from_json(document).languages == XTTS_LANGUAGES
    assert len(XTTS_LANGUAGES) == 17


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("gpt_layers", None),
        ("gpt_layers", True),
        ("gpt_layers", 0),
        ("gpt_n_heads", "16"),
        ("gpt_n_heads", 15),
        ("gpt_number_text_tokens", 2**40),
        ("gpt_start_text_token", 6681),
        ("gpt_stop_audio_token", 1026),
        ("gpt_use_perceiver_resampler", False),
        ("gpt_code_stride_len", 1000),
        ("decoder_input_dim", 512),
        ("d_vector_dim", 256),
        ("output_sample_rate", 22_050),
        ("upsample_rates_decoder", [8, 8, 2]),
        ("upsample_rates_decoder", 256),
        ("resblock_type_decoder", "3"),
        ("resblock_dilation_sizes_decoder", [3]),
        ("cond_d_vector_in_each_upsampling_layer", 1),
    ],
)
def test_a_bad_value_is_refused_by_name(key: str, value: object) -> None:
    with pytest.raises(ConfigError, match=key):
        ModelConfig.from_json(changed(**{key: value}))


@pytest.mark.parametrize("document", [{}, {"model_args": []}])
def test_a_document_without_model_args_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="model_args"):
        ModelConfig.from_json(document)


@pytest.mark.parametrize("languages", [[], ["en", 3], "en"])
def test_bad_languages_are_refused(languages: object) -> None:
    with pytest.raises(ConfigError, match="languages"):
        ModelConfig.from_json({**PUBLISHED, "languages": languages})


def test_how_a_model_wants_to_be_spoken_to_is_read() -> None:
    own = {"text_input": "phonemes", "temperature": 0.5, "top_k": 20, "fixed_sampling": ["top_k"]}
    own["char_limits"] = {"en": 110}
    config = ModelConfig.from_json({**PUBLISHED, **own})
    assert config.text_input is TextInput.PHONEMES
    assert config.sampling == SamplingParameters(temperature=0.5, top_k=20)
    assert config.fixed_sampling == ("top_k",)
    assert config.character_limits == {"en": 110}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("text_input", "pictures"),
        ("temperature", "hot"),
        ("fixed_sampling", ["seed"]),
        ("fixed_sampling", 1),
        ("char_limits", 110),
        ("char_limits", {"en": 3}),
        ("char_limits", {"en": True}),
    ],
)
def test_a_wrong_way_to_be_spoken_to_is_named(key: str, value: Any) -> None:
    with pytest.raises(ConfigError, match=key):
        ModelConfig.from_json({**PUBLISHED, key: value})
