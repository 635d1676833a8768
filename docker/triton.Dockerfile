# Triton with vLLM, the C++ onnxruntime backend and the XTTS plugin.  Build from the repository's root:
#   docker build -f docker/triton.Dockerfile -t auralis-triton .
# The images named `-vllm-python-py3` have vLLM and no onnxruntime backend, those named `-py3` the reverse.
# 26.07 = vLLM 0.24.0, ONNX Runtime 1.27.0, Python 3.12.
ARG TRITON=26.07

FROM nvcr.io/nvidia/tritonserver:${TRITON}-py3 AS full

FROM nvcr.io/nvidia/tritonserver:${TRITON}-vllm-python-py3
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]

# The onnxruntime backend links to OpenMP.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libgomp1 \
 && rm -rf /var/lib/apt/lists/*

COPY --from=full /opt/tritonserver/backends/onnxruntime /opt/tritonserver/backends/onnxruntime
RUN ldd /opt/tritonserver/backends/onnxruntime/libtriton_onnxruntime.so | tee /tmp/ldd \
 && ! grep "not found" /tmp/ldd \
 && rm /tmp/ldd

# Without dependencies: torch, vLLM and numpy are the image's own.
COPY pyproject.toml README.md CHANGELOG.md LICENSE /src/
COPY frontend /src/frontend
COPY export /src/export
COPY model_repository /src/model_repository
RUN python3 -m pip install --no-cache-dir --no-deps /src \
 && rm -rf /src

# Our `vllm` backend takes the place of NVIDIA's: it reads the same model.json and speaks the XTTS tensors.
RUN backend="$(python3 -c 'import auralis_xtts, pathlib; print(pathlib.Path(auralis_xtts.__file__).parent / "backends/vllm")')" \
 && rm -rf /opt/tritonserver/backends/vllm \
 && cp -r "$backend" /opt/tritonserver/backends/vllm

EXPOSE 8000 8001 8002
HEALTHCHECK --interval=10s --timeout=5s --start-period=300s \
    CMD ["curl", "--fail", "--silent", "http://127.0.0.1:8000/v2/models/xtts/ready"]

# The windows travel through shared memory: run with --shm-size=1g or more.
CMD ["tritonserver", "--model-repository=/models", "--model-control-mode=explicit", \
     "--load-model=*", "--exit-timeout-secs=30"]
