"""Triton's backend `onnxruntime` where there is no C++ one.  Copied to `<backend directory>/onnxruntime/`."""

# The stub starts in the C locale, in which reading a UTF-8 file dies.
import locale

locale.setlocale(locale.LC_ALL, "C.UTF-8")

from auralis_xtts.serving.onnx_model import OnnxModel  # noqa: E402

TritonPythonModel = OnnxModel
