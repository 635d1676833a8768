"""Listing and promoting releases, on a repository whose parts are there by name only."""

from pathlib import Path

import pytest

from auralis_xtts import contract
from auralis_xtts.convert.ensemble import pin, pinned_release
from auralis_xtts.convert.promote import REQUIRED, Installed, promote, releases
from auralis_xtts.convert.repository import template_directory
from auralis_xtts.errors import RepositoryError

TEMPLATE = template_directory() / "xtts" / "config.pbtxt"


def describe(release: int) -> str:
    return contract.Release(
        release=release,
        checkpoint=f"{release:064x}",
        name=f"voice {release}",
        width=128,
        languages=("en",),
        max_text_ids=402,
        max_codes=602,
        samples_per_code=1114.5,
        vocabulary="{}",
    ).to_json()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with the releases 1 (promoted) and 2."""
    for release in (1, 2):
        for part, files in REQUIRED.items():
            for file in files:
                path = tmp_path / part / str(release) / file
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch()
        (tmp_path / "xtts_gpt" / str(release) / "release.json").write_text(describe(release))
        name = contract.ensemble_name(release)
        (tmp_path / name).mkdir()
        (tmp_path / name / "config.pbtxt").write_text(pin(TEMPLATE.read_text(), name, release, TEMPLATE))
    (tmp_path / "xtts").mkdir()
    (tmp_path / "xtts" / "config.pbtxt").write_text(TEMPLATE.read_text())
    return tmp_path


def test_promotion_changes_the_pins_and_nothing_else(repository: Path) -> None:
    assert promote(repository, 2) == 1
    config = repository / "xtts" / "config.pbtxt"
    assert config.read_text() == TEMPLATE.read_text().replace("model_version: 1", "model_version: 2")
    assert pinned_release(config.read_text(), config) == 2
    assert promote(repository, 1) == 2
    assert config.read_text() == TEMPLATE.read_text()
    assert not list(repository.rglob("*.draft"))


def test_releases_are_listed_with_their_checkpoints_and_the_promoted_one(repository: Path) -> None:
    promote(repository, 2)
    assert releases(repository) == [
        Installed(1, "voice 1", f"{1:064x}", promoted=False, missing=()),
        Installed(2, "voice 2", f"{2:064x}", promoted=True, missing=()),
    ]


@pytest.mark.parametrize(
    "file", ["xtts_gpt/2/gpt/model.safetensors", "xtts_vocoder/2/model.onnx", "xtts_v2/config.pbtxt"]
)
def test_an_incomplete_release_is_not_promoted(repository: Path, file: str) -> None:
    (repository / file).unlink()
    with pytest.raises(RepositoryError, match=f"release 2 lacks {file}"):
        promote(repository, 2)
    assert (repository / "xtts" / "config.pbtxt").read_text() == TEMPLATE.read_text()


def test_an_absent_release_is_named_with_those_that_are_there(repository: Path) -> None:
    with pytest.raises(RepositoryError, match=r"no release 7 \(there: 1, 2\)"):
        promote(repository, 7)


def test_a_directory_that_is_no_repository_is_named_and_not_touched(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="not a model repository"):
        promote(tmp_path / "nowhere", 1)
    assert not (tmp_path / "nowhere").exists()


def test_a_running_triton_loads_the_parts_first_and_then_the_ensemble_with_its_new_pins(
    repository: Path,
) -> None:
    config = repository / "xtts" / "config.pbtxt"
    loaded = []

    def load(model: str, version: int | None) -> None:
        loaded.append((model, version, pinned_release(config.read_text(), config)))

    promote(repository, 2, load)
    assert loaded == [
        ("xtts_gpt", 2, 1),
        ("xtts_vocoder", 2, 1),
        ("xtts_style", 2, 1),
        ("xtts_speaker", 2, 1),
        ("xtts_v2", None, 1),
        ("xtts", None, 2),
    ]


@pytest.mark.parametrize("culprit", ["xtts_gpt", "xtts"])
def test_what_a_running_triton_refuses_is_not_promoted(repository: Path, culprit: str) -> None:
    def load(model: str, version: int | None) -> None:
        if model == culprit:
            raise RepositoryError(f"no {model}")

    with pytest.raises(RepositoryError, match=f"no {culprit}"):
        promote(repository, 2, load)
    assert (repository / "xtts" / "config.pbtxt").read_text() == TEMPLATE.read_text()


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("model_version: 1", "", "every step must have a model_version"),
        ('name: "xtts"\nplatform', "platform", "has no line name"),
        ("ensemble_scheduling", "ensemble_scheduling_", "not a model configuration"),
    ],
)
def test_a_configuration_that_cannot_be_pinned_is_refused(old: str, new: str, reason: str) -> None:
    with pytest.raises(RepositoryError, match=reason):
        pin(TEMPLATE.read_text().replace(old, new, 1), "xtts", 2, TEMPLATE)
