"""An XTTS v2 checkpoint: found, read, brought to one layout and checked, whatever layout it came in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from auralis_xtts.config import ModelConfig
from auralis_xtts.convert.inventory import check_weights
from auralis_xtts.convert.layout import coqui_config, from_auralis, from_coqui
from auralis_xtts.convert.source import locate, sha256
from auralis_xtts.convert.weights import State, read_weights
from auralis_xtts.errors import CheckpointError

AURALIS_CORE, AURALIS_GPT = "xtts-v2.safetensors", "gpt2_model.safetensors"
COQUI = ("model.pth", "model.safetensors")
VOCABULARIES = ("vocab.json", "tokenizer.json")
TEXT_EMBEDDING = "gpt.text_embedding.weight"


@dataclass(frozen=True)
class Checkpoint:
    """A checked checkpoint.

    `state` holds float32 weights under Coqui's names, mapped from the file where possible; `vocabulary` is
    a `tokenizers` document; `sha256` is of the file with the weights (of Auralis's two, the core first).
    """

    name: str
    state: State
    config: ModelConfig
    vocabulary: str
    sha256: str

    @property
    def languages(self) -> tuple[str, ...]:
        return self.config.languages


def load_checkpoint(source: str | Path, gpt_source: str | Path | None = None) -> Checkpoint:
    """Load the checkpoint at a path or hub id; `gpt_source` is the other half of one of Auralis's layout.

    `source` is a directory in either layout, or a `.pth` or `.safetensors` file in Coqui's with config.json
    and vocab.json beside it.  Raises CheckpointError or ConfigError, with one line that names what is wrong.
    """
    path = locate(source)
    halves = _auralis_halves(path, gpt_source)
    if halves:
        files = [halves[0] / AURALIS_CORE, halves[1] / AURALIS_GPT]
        state = from_auralis(*(read_weights(file) for file in files))
        document = coqui_config(*(_read_json(half / "config.json") for half in halves))
        vocabulary = _read_vocabulary(*reversed(halves))
    else:
        files = [_coqui_file(path)]
        state = from_coqui(read_weights(files[0]))
        document = _read_json(files[0].parent / "config.json")
        vocabulary = _read_vocabulary(files[0].parent)
    config = ModelConfig.from_json(_complete(document, state, vocabulary))
    check_weights(state, config)
    return Checkpoint(_name(source, path), state, config, vocabulary, sha256(files))


def _name(source: str | Path, path: Path) -> str:
    """Return the hub id, or the name of the directory that was given or that holds the file."""
    if not Path(source).expanduser().exists():
        return str(source)
    return (path.parent if path.is_file() else path).resolve().name


def _auralis_halves(path: Path, gpt_source: str | Path | None) -> tuple[Path, Path] | None:
    """Return the directories of the core and of the GPT, or None for what is not Auralis's layout."""
    if (path / "core_xttsv2" / AURALIS_CORE).is_file():  # as its converter leaves them
        core, gpt = path / "core_xttsv2", path / "gpt"
    elif (path / AURALIS_CORE).is_file():
        core = path
        if gpt_source is None and not (path / AURALIS_GPT).is_file():
            raise CheckpointError(f"{path}: half of Auralis's layout; name the other with --gpt-checkpoint")
        gpt = path if gpt_source is None else locate(gpt_source)
    elif (path / AURALIS_GPT).is_file():
        raise CheckpointError(
            f"{path}: the GPT of Auralis's layout; --checkpoint wants its core ({AURALIS_CORE})"
        )
    elif gpt_source is not None:
        raise CheckpointError(f"{path}: holds no {AURALIS_CORE}, so --gpt-checkpoint has nothing to go with")
    else:
        return None
    if not (gpt / AURALIS_GPT).is_file():
        raise CheckpointError(f"{gpt}: holds no {AURALIS_GPT}")
    return core, gpt


def _coqui_file(path: Path) -> Path:
    if path.is_file():
        return path
    for name in COQUI:
        if (path / name).is_file():
            return path / name
    raise CheckpointError(
        f"{path}: unknown layout: neither {COQUI[0]} (Coqui) nor {AURALIS_CORE} (Auralis) in it"
    )


def _read_json(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CheckpointError(f"{path}: missing") from None
    except (OSError, ValueError) as error:
        raise CheckpointError(f"{path}: cannot be read as JSON ({error})") from None
    if not isinstance(document, dict):
        raise CheckpointError(f"{path}: not a JSON object")
    return document


def _read_vocabulary(*directories: Path) -> str:
    """Return the first vocabulary there is, as a document that adds no tokens of its own to a text."""
    for path in (directory / name for directory in directories for name in VOCABULARIES):
        if path.is_file():
            document = _read_json(path)
            vocabulary = path.read_text(encoding="utf-8")
            if document.get("post_processor"):  # Auralis's puts [START] and [STOP] around a text
                vocabulary = json.dumps({**document, "post_processor": None}, ensure_ascii=False)
            try:
                Tokenizer.from_str(vocabulary)
            except Exception as error:  # noqa: BLE001 (tokenizers raises nothing more precise)
                raise CheckpointError(f"{path}: not a vocabulary ({error})") from None
            return vocabulary
    raise CheckpointError(f"{directories[0]}: holds no {VOCABULARIES[0]}")


def _complete(document: dict[str, Any], state: State, vocabulary: str) -> dict[str, Any]:
    """Return the configuration with the text tokens as they are; published ones leave them null or wrong.

    How many there are is the embedding's length (6153 or 6681); which start and stop a text, the vocabulary's
    [START] and [STOP].
    """
    arguments = document.get("model_args")
    embedding = state.get(TEXT_EMBEDDING)
    if not isinstance(arguments, dict) or embedding is None or embedding.dim() != 2:
        return document  # the checks of the configuration and of the weights have words for it
    tokenizer = Tokenizer.from_str(vocabulary)
    tokens = embedding.shape[0]
    if tokenizer.get_vocab_size() > tokens:
        size = tokenizer.get_vocab_size()
        raise CheckpointError(f"the vocabulary has {size} tokens, but {TEXT_EMBEDDING} only {tokens} rows")
    completed = {**arguments, "gpt_number_text_tokens": tokens}
    for key, token in (("gpt_start_text_token", "[START]"), ("gpt_stop_text_token", "[STOP]")):
        if completed.get(key) is None and tokenizer.token_to_id(token) is not None:
            completed[key] = tokenizer.token_to_id(token)
    return {**document, "model_args": completed}
