import subprocess
import sys

import auralis

HEAVY = (
    "torch",
    "vllm",
    "fastapi",
    "starlette",
    "grpc",
    "tritonclient",
    "onnxruntime",
    "matplotlib",
)


def test_what_can_be_imported() -> None:
    assert sorted(auralis.__all__) == [
        "AudioPreprocessingConfig",
        "AuralisError",
        "TTS",
        "TTSOutput",
        "TTSRequest",
        "setup_logger",
    ]
    for name in auralis.__all__:
        assert getattr(auralis, name).__module__.startswith("auralis.")
    assert set(auralis.__all__) <= set(dir(auralis))
    assert not hasattr(auralis, "anything_else")


def imported_by(code: str) -> set[str]:
    told = "; import sys; print(*sys.modules)"
    command = [sys.executable, "-c", code + told]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


def test_the_package_by_itself_imports_nothing() -> None:
    modules = imported_by("import auralis")
    assert {name for name in modules if name.startswith("auralis")} == {"auralis"}
    assert "numpy" not in modules


def test_the_library_imports_nothing_heavy() -> None:
    modules = imported_by(
        "from auralis import TTS, TTSRequest, TTSOutput, AudioPreprocessingConfig, setup_logger"
    )
    assert modules.isdisjoint(HEAVY), modules & set(HEAVY)
    assert "auralis.tts" in modules
