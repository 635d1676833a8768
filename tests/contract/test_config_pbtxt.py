"""Every config.pbtxt of the model repository says what `auralis_xtts.contract` says."""

import re
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import text_format
from tritonclient.grpc.model_config_pb2 import DataType, ModelConfig, ModelInstanceGroup

from auralis_xtts import contract

REPOSITORY = Path(__file__).parents[2] / "model_repository"
MODELS = (*contract.PARTS, contract.ENSEMBLE)


def read(name: str) -> Any:
    return text_format.Parse((REPOSITORY / name / "config.pbtxt").read_text(), ModelConfig())


def tensors(entries: Any) -> tuple[contract.Tensor, ...]:
    return tuple(
        contract.Tensor(
            entry.name,
            DataType.Name(entry.data_type).removeprefix("TYPE_"),
            tuple(entry.dims),
            getattr(entry, "optional", False),
        )
        for entry in entries
    )


def test_the_repository_holds_the_contract_s_models_and_nothing_else() -> None:
    # Whatever else lay there, Triton would take for a model.  Ensembles that pin a release are products.
    pinned = re.compile(rf"{contract.ENSEMBLE.name}_v\d+")
    found = {path.name for path in REPOSITORY.iterdir()}

    assert {name for name in found if not pinned.fullmatch(name)} == {model.name for model in MODELS}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_tensors(model: contract.Model) -> None:
    config = read(model.name)

    assert config.name == model.name
    assert (config.backend or config.platform) == model.backend
    assert config.max_batch_size == model.max_batch_size
    assert tensors(config.input) == model.inputs
    assert tensors(config.output) == model.outputs
    # An ensemble is decoupled when a step of it is; Triton works that out by itself.
    assert config.model_transaction_policy.decoupled == (model.decoupled and model.backend != "ensemble")


@pytest.mark.parametrize("model", contract.PARTS, ids=lambda model: model.name)
def test_a_part_serves_every_release_from_one_instance(model: contract.Model) -> None:
    config = read(model.name)

    assert config.version_policy.WhichOneof("policy_choice") == "all"
    assert [group.count for group in config.instance_group] == [1]
    assert config.instance_group[0].kind != ModelInstanceGroup.KIND_GPU  # would not load without one


def test_the_vocoder_keeps_the_windows_in_order() -> None:
    config = read(contract.VOCODER.name)

    assert config.dynamic_batching.preserve_ordering
    assert config.dynamic_batching.default_queue_policy.max_queue_size == 0  # a refusal would hang the stream


def test_the_ensemble_joins_the_decoder_and_the_vocoder() -> None:
    gpt, vocoder = read(contract.ENSEMBLE.name).ensemble_scheduling.step

    assert (gpt.model_name, vocoder.model_name) == (contract.GPT.name, contract.VOCODER.name)
    assert gpt.model_version == vocoder.model_version == 1
    assert set(gpt.input_map) == {tensor.name for tensor in contract.GPT.inputs}
    assert set(vocoder.input_map) == {tensor.name for tensor in contract.VOCODER.inputs}
    # A step after a decoupled one may take nothing but that step's outputs.
    assert set(vocoder.input_map.values()) <= set(gpt.output_map.values())
    produced = {*gpt.output_map.values(), *vocoder.output_map.values()}
    assert {tensor.name for tensor in contract.ENSEMBLE.outputs} <= produced
