"""The sizes of a checkpoint, read from its config.json."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from auralis_xtts.contract import (
    OUTPUT_SAMPLE_RATE,
    SPEAKER_EMBEDDING,
    ContractError,
    SamplingParameters,
    TextInput,
)
from auralis_xtts.errors import ConfigError

# fmt: off
XTTS_LANGUAGES = (
    "en", "es", "fr", "de", "it", "pt", "pl", "tr", "ru", "nl", "cs", "ar", "zh-cn", "hu", "ko", "ja", "hi",
)
# fmt: on

_MAX_SIZE = 2**24  # no count, width or rate of a speech model comes near it
_LEAST_CHARACTERS = 20  # no more than a word or two: less would cut words


@dataclass(frozen=True)
class ModelConfig:
    """What config.json says of an XTTS v2 model; fields with a default may be absent from it.

    Sizes that config.json never names (attention blocks, channels, kernels) come from the weights' shapes.
    """

    layers: int
    width: int
    heads: int
    text_tokens: int
    audio_tokens: int
    start_audio_token: int
    stop_audio_token: int
    start_text_token: int = 261
    stop_text_token: int = 0
    max_text_ids: int = 402
    max_codes: int = 605
    max_prompt: int = 70
    code_stride: int = 1024  # samples per code at `input_sample_rate`
    input_sample_rate: int = 22_050
    output_sample_rate: int = 24_000
    hop_length: int = 256  # samples per vocoder frame at `output_sample_rate`
    speaker_width: int = 512
    cond_in_each_up_layer: bool = True
    upsample_rates: tuple[int, ...] = (8, 8, 2, 2)
    resblock_type: str = "1"
    resblock_dilations: tuple[tuple[int, ...], ...] = ((1, 3, 5), (1, 3, 5), (1, 3, 5))
    languages: tuple[str, ...] = XTTS_LANGUAGES
    text_input: TextInput = TextInput.CHARACTERS
    sampling: SamplingParameters = field(default_factory=SamplingParameters)
    fixed_sampling: tuple[str, ...] = ()
    character_limits: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ModelConfig:
        """Read the parsed config.json of a Coqui checkpoint.  Keys that are not used here are ignored.

        Raises:
            ConfigError: A key is missing, has a wrong type or value, or the model is not an XTTS v2; the
                message names the key.
        """
        arguments = document.get("model_args")
        if not isinstance(arguments, Mapping):
            raise ConfigError("config.json has no object model_args")
        if arguments.get("gpt_use_perceiver_resampler") is not True:
            raise ConfigError(
                "config.json: model_args.gpt_use_perceiver_resampler is not true, so this is not an XTTS v2"
            )
        values: dict[str, Any] = {}
        for name, key in _INTEGERS.items():
            # Published configurations hold null where the reference asks the tokenizer.
            if arguments.get(key) is not None:
                values[name] = _integer(key, arguments[key])
            elif name in _REQUIRED:
                raise ConfigError(f"config.json lacks model_args.{key}")
        values |= _vocoder_values(arguments)
        if "languages" in document:
            values["languages"] = _languages(document["languages"])
        values |= _speaking_values(document)
        config = cls(**values)
        config._check()
        decoder_width = arguments.get("decoder_input_dim", config.width)
        if decoder_width != config.width:
            raise ConfigError(
                f"config.json: model_args.decoder_input_dim is {decoder_width}, "
                f"but gpt_n_model_channels is {config.width}"
            )
        return config

    @property
    def samples_per_code(self) -> float:
        """Samples of output audio that one code stands for."""
        return self.code_stride * self.output_sample_rate / self.input_sample_rate

    def _check(self) -> None:
        """Refuse sizes that cannot work together."""
        _demand(self.width % self.heads == 0, "gpt_n_model_channels", "must be a multiple of gpt_n_heads")
        for key, token, tokens in (
            ("gpt_start_text_token", self.start_text_token, self.text_tokens),
            ("gpt_stop_text_token", self.stop_text_token, self.text_tokens),
            ("gpt_start_audio_token", self.start_audio_token, self.audio_tokens),
            ("gpt_stop_audio_token", self.stop_audio_token, self.audio_tokens),
        ):
            _demand(token < tokens, key, f"is {token}, but there are {tokens} tokens")
        _demand(
            math.prod(self.upsample_rates) == self.hop_length,
            "upsample_rates_decoder",
            f"must multiply to output_hop_length, which is {self.hop_length}",
        )
        _demand(
            self.code_stride % self.hop_length == 0,
            "gpt_code_stride_len",
            "must be a multiple of output_hop_length",
        )
        _demand(
            self.output_sample_rate == OUTPUT_SAMPLE_RATE,
            "output_sample_rate",
            f"must be {OUTPUT_SAMPLE_RATE}",
        )
        (width,) = SPEAKER_EMBEDDING.dims
        _demand(self.speaker_width == width, "d_vector_dim", f"must be {width}")


_INTEGERS = {
    "layers": "gpt_layers",
    "width": "gpt_n_model_channels",
    "heads": "gpt_n_heads",
    "text_tokens": "gpt_number_text_tokens",
    "audio_tokens": "gpt_num_audio_tokens",
    "start_audio_token": "gpt_start_audio_token",
    "stop_audio_token": "gpt_stop_audio_token",
    "start_text_token": "gpt_start_text_token",
    "stop_text_token": "gpt_stop_text_token",
    "max_text_ids": "gpt_max_text_tokens",
    "max_codes": "gpt_max_audio_tokens",
    "max_prompt": "gpt_max_prompt_tokens",
    "code_stride": "gpt_code_stride_len",
    "input_sample_rate": "input_sample_rate",
    "output_sample_rate": "output_sample_rate",
    "hop_length": "output_hop_length",
    "speaker_width": "d_vector_dim",
}

_REQUIRED = frozenset(
    {"layers", "width", "heads", "text_tokens", "audio_tokens", "start_audio_token", "stop_audio_token"}
)

_MAY_BE_ZERO = frozenset(
    {"gpt_start_text_token", "gpt_stop_text_token", "gpt_start_audio_token", "gpt_stop_audio_token"}
)


def _vocoder_values(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of the vocoder that `arguments` holds; published ones hold only the first."""
    values: dict[str, Any] = {}
    key = "cond_d_vector_in_each_upsampling_layer"
    if key in arguments:
        _demand(isinstance(arguments[key], bool), key, "must be true or false")
        values["cond_in_each_up_layer"] = arguments[key]
    if (key := "upsample_rates_decoder") in arguments:
        values["upsample_rates"] = _integers(key, arguments[key])
    if (key := "resblock_type_decoder") in arguments:
        _demand(arguments[key] in ("1", "2"), key, 'must be "1" or "2"')
        values["resblock_type"] = arguments[key]
    if (key := "resblock_dilation_sizes_decoder") in arguments:
        rows = arguments[key]
        _demand(isinstance(rows, list) and bool(rows), key, "must be a list of lists")
        values["resblock_dilations"] = tuple(_integers(key, row) for row in rows)
    return values


def _speaking_values(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that say how the model wants to be spoken to."""
    names = [each.name for each in fields(SamplingParameters) if each.name not in ("seed", "max_tokens")]
    fixed = document.get("fixed_sampling", [])
    if not isinstance(fixed, list) or not set(fixed) <= set(names):
        raise ConfigError(f"config.json: fixed_sampling must be a list of some of {', '.join(names)}")
    try:
        sampling = SamplingParameters(**{name: document[name] for name in names if name in document})
        text_input = TextInput(document.get("text_input", TextInput.CHARACTERS))
    except ContractError as error:
        raise ConfigError(f"config.json: {error}") from None
    except ValueError:
        found, known = document["text_input"], " or ".join(TextInput)
        raise ConfigError(f"config.json: text_input must be {known}, not {found!r}") from None
    return {
        "text_input": text_input,
        "sampling": sampling,
        "fixed_sampling": tuple(fixed),
        "character_limits": _character_limits(document.get("char_limits", {})),
    }


def _character_limits(value: object) -> dict[str, int]:
    """Return the limits that are named as those of the reference's tokenizer are."""
    if not isinstance(value, dict):
        raise ConfigError("config.json: char_limits must be an object of languages and characters")
    for language, limit in value.items():
        if isinstance(limit, bool) or not isinstance(limit, int) or limit < _LEAST_CHARACTERS:
            raise ConfigError(
                f"config.json: char_limits.{language} must be a whole number of at least "
                f"{_LEAST_CHARACTERS}, not {limit!r}"
            )
    return value


def _languages(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(x, str) and x for x in value):
        raise ConfigError("config.json: languages must be a list of language codes")
    return tuple(value)


def _integers(key: str, value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or not value:
        raise ConfigError(f"config.json: model_args.{key} must hold lists of whole numbers")
    return tuple(_integer(key, x) for x in value)


def _integer(key: str, value: object) -> int:
    least = 0 if key in _MAY_BE_ZERO else 1
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= _MAX_SIZE:
        raise ConfigError(
            f"config.json: model_args.{key} must be a whole number of at least {least}, not {value!r}"
        )
    return value


def _demand(condition: bool, key: str, demand: str) -> None:
    if not condition:
        raise ConfigError(f"config.json: model_args.{key} {demand}")
