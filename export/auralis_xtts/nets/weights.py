"""Reads weights out of a state dict by name and shape, and makes layers of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from auralis_xtts.errors import CheckpointError


class Weights:
    """The part of a state dict under a prefix.

    Layers are as wide as the weights say; a missing or misshapen key raises CheckpointError with the full
    key.
    """

    def __init__(self, state: Mapping[str, Tensor], prefix: str = "") -> None:
        self._state = state
        self._prefix = prefix

    def under(self, name: str) -> Weights:
        return Weights(self._state, self.key(name) + ".")

    def key(self, name: str) -> str:
        return self._prefix + name

    def __contains__(self, name: str) -> bool:
        """Tell whether there is a tensor `name` or one under it."""
        key = self.key(name)
        return key in self._state or any(x.startswith(key + ".") for x in self._state)

    def count(self, name: str) -> int:
        """Return how many numbered layers there are under `name`: at least one."""
        count = 0
        while f"{name}.{count}" in self:
            count += 1
        if count == 0:
            raise CheckpointError(f"the checkpoint lacks {self.key(name)}.0")
        return count

    def tensor(self, name: str, *shape: int | None) -> Tensor:
        """Return the float32 tensor `name` of `shape`, in which None stands for any size."""
        key = self.key(name)
        tensor = self._state.get(key)
        if tensor is None:
            raise CheckpointError(f"the checkpoint lacks {key}")
        fits = tensor.dim() == len(shape) and all(
            want in (None, have) for want, have in zip(shape, tensor.shape, strict=True)
        )
        if not fits:
            wanted = " x ".join("any" if x is None else str(x) for x in shape)
            found = " x ".join(str(x) for x in tensor.shape)
            raise CheckpointError(f"{key} has the shape {found} where {wanted} is needed")
        return tensor.detach().float()

    def kernel(self, name: str, *shape: int | None) -> Tensor:
        """Return the weight of the layer `name`, its weight norm (over all but the first axis) worked in."""
        norm = f"{name}.parametrizations.weight"
        if norm not in self:
            return self.tensor(f"{name}.weight", *shape)
        direction = self.tensor(f"{norm}.original1", *shape)
        gain = self.tensor(f"{norm}.original0", direction.shape[0], *(1 for _ in shape[1:]))
        return gain * direction / torch.linalg.vector_norm(direction, dim=(1, 2), keepdim=True)

    def linear(self, name: str, inputs: int, outputs: int | None = None, *, bias: bool = True) -> Any:
        kernel = self.tensor(f"{name}.weight", outputs, inputs)
        return self._filled(nn.Linear(inputs, kernel.shape[0], bias, device="meta"), name, kernel)

    def conv1d(
        self, name: str, inputs: int, outputs: int | None = None, *, dilation: int = 1, bias: bool = True
    ) -> Any:
        """Return a convolution that keeps the length."""
        kernel = self.kernel(name, outputs, inputs, None)
        size = kernel.shape[2]
        if size % 2 == 0:
            raise CheckpointError(f"{self.key(name)} has a kernel of even size {size}")
        layer = nn.Conv1d(
            inputs,
            kernel.shape[0],
            size,
            dilation=dilation,
            padding=dilation * (size // 2),
            bias=bias,
            device="meta",
        )
        return self._filled(layer, name, kernel)

    def conv_transpose1d(self, name: str, inputs: int, rate: int) -> Any:
        """Return a transposed convolution that makes the length `rate`-fold."""
        kernel = self.kernel(name, inputs, None, None)
        outputs, size = kernel.shape[1:]
        if size < rate or (size - rate) % 2:
            raise CheckpointError(
                f"{self.key(name)} has a kernel of size {size}, which cannot upsample by {rate}"
            )
        layer = nn.ConvTranspose1d(
            inputs, outputs, size, stride=rate, padding=(size - rate) // 2, device="meta"
        )
        return self._filled(layer, name, kernel)

    def conv2d(
        self, name: str, inputs: int, outputs: int | None = None, *, stride: int = 1, bias: bool = True
    ) -> Any:
        """Return a convolution that divides both lengths by `stride`."""
        kernel = self.tensor(f"{name}.weight", outputs, inputs, None, None)
        size = tuple(kernel.shape[2:])
        padding = tuple(x // 2 for x in size)
        layer = nn.Conv2d(
            inputs, kernel.shape[0], size, stride=stride, padding=padding, bias=bias, device="meta"
        )
        return self._filled(layer, name, kernel)

    def _filled(self, layer: Any, name: str, weight: Tensor) -> Any:
        """Give `layer`, which has no memory yet, its weight and the bias that goes with it."""
        layer.weight = nn.Parameter(weight.contiguous(), requires_grad=False)
        if layer.bias is not None:
            width = layer.bias.shape[0]
            layer.bias = nn.Parameter(self.tensor(f"{name}.bias", width), requires_grad=False)
        return layer
