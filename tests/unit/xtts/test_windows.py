"""Windows against torch's own interpolation of the whole utterance, and the promises on their shapes."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch.nn.functional import interpolate

from auralis_xtts.serving.windows import Geometry, Window, WindowPlanner

XTTS = Geometry(
    frames_per_latent=4,
    input_sample_rate=22_050,
    output_sample_rate=24_000,
    hop_length=256,
    context_frames=14,
)
ONE_RATE = Geometry(
    frames_per_latent=8,
    input_sample_rate=24_000,
    output_sample_rate=24_000,
    hop_length=128,
    context_frames=9,
)

Array = NDArray[np.float32]


def stretch(geometry: Geometry, latents: Array) -> Array:
    """Return all frames as the reference computes them."""
    x = torch.from_numpy(latents.T[None])
    x = interpolate(x, scale_factor=[float(geometry.frames_per_latent)], mode="linear")
    if geometry.input_sample_rate != geometry.output_sample_rate:
        rate = geometry.output_sample_rate / geometry.input_sample_rate
        x = interpolate(x, scale_factor=[rate], mode="linear")
    return np.asarray(x[0].T)


def gather(window: Window, latents: Array) -> Array:
    """Return the window's frames, as the vocoder's graph computes them."""
    rows = latents[window.first : window.last]
    index = window.frames[:, 0].astype(int)
    taps = [rows[np.minimum(index + k, len(rows) - 1)] * window.frames[:, k + 1 : k + 2] for k in range(3)]
    return np.asarray(sum(taps))


def grow(planner: WindowPlanner, codes: int) -> list[Window]:
    """Return all windows of an utterance that grows one code at a time."""
    windows = [w for n in range(1, codes + 1) for w in planner.ready(n, finished=False)]
    return windows + planner.ready(codes, finished=True)


@pytest.mark.parametrize("geometry", [XTTS, ONE_RATE])
@pytest.mark.parametrize("schedule", [[1], [4, 8, 16, 32], [5, 30], [1000]])
@pytest.mark.parametrize("codes", [1, 2, 3, 24, 147, 605])
def test_windows_hold_the_frames_of_the_whole_utterance(
    geometry: Geometry, schedule: list[int], codes: int
) -> None:
    latents = np.random.default_rng(codes).normal(size=(codes, 5)).astype(np.float32)
    whole = stretch(geometry, latents)
    done = 0

    windows = grow(WindowPlanner(geometry, schedule), codes)

    for sequence, window in enumerate(windows):
        start, end = done - window.span[0], done + len(window.span)
        np.testing.assert_allclose(
            gather(window, latents), whole[start : start + len(window.frames)], atol=1e-6
        )
        assert start == max(0, done - geometry.context_frames)
        assert start + len(window.frames) == min(len(whole), end + geometry.context_frames)
        np.testing.assert_array_equal(window.span, np.arange(len(window.span)) + window.span[0])
        assert window.sequence == sequence
        done = end
    assert done == len(whole) == geometry.total_frames(codes)
    assert [w.final for w in windows] == [False] * (len(windows) - 1) + [True]


def test_long_utterances_keep_torchs_positions() -> None:
    latents = np.random.default_rng(0).normal(size=(3000, 1)).astype(np.float32)
    last = grow(WindowPlanner(XTTS, [50]), len(latents))[-1]

    expected = stretch(XTTS, latents)[-len(last.frames) :]

    np.testing.assert_allclose(gather(last, latents), expected, atol=1e-6)


def test_windows_come_as_soon_as_their_right_context_exists() -> None:
    planner = WindowPlanner(XTTS, [5, 10])
    needed = planner.codes_needed

    assert planner.ready(needed - 1, finished=False) == []
    assert len(planner.ready(needed, finished=False)) == 1
    assert planner.ready(needed, finished=False) == []
    assert planner.codes_needed > needed
    # 22 frames kept and 14 of context, 4.35 frames a code, the two neighbours of the last frame included.
    assert needed == 9


def test_steady_windows_of_a_schedule_have_one_shape() -> None:
    windows = grow(WindowPlanner(XTTS, [4, 8]), 400)

    steady = {(w.last - w.first, w.frames.shape, w.span.shape) for w in windows[2:-2]}

    assert len(windows) > 40
    assert len(steady) == 1


def test_what_is_left_at_the_end_is_cut_by_the_schedule_too() -> None:
    at_once = WindowPlanner(XTTS, [4, 8]).ready(100, finished=True)
    grown = grow(WindowPlanner(XTTS, [4, 8]), 100)

    assert [len(w.span) for w in at_once] == [len(w.span) for w in grown]
    assert max(len(w.span) for w in at_once) == 35


def test_an_utterance_without_codes_has_no_windows() -> None:
    planner = WindowPlanner(XTTS, [4])

    assert planner.ready(0, finished=False) == []
    assert planner.ready(0, finished=True) == []


@pytest.mark.parametrize("schedule", [[], [0], [4, -1]])
def test_an_impossible_schedule_is_refused(schedule: list[int]) -> None:
    with pytest.raises(ValueError, match="chunk_schedule"):
        WindowPlanner(XTTS, schedule)


def test_geometry_survives_json_and_refuses_what_it_is_not() -> None:
    document = XTTS.to_dict()

    assert Geometry.from_dict(document) == XTTS
    with pytest.raises(ValueError, match="hop_length"):
        Geometry.from_dict({**document, "hop_length": 0})
    with pytest.raises(ValueError, match="context_frames"):
        Geometry.from_dict({k: v for k, v in document.items() if k != "context_frames"})
    with pytest.raises(ValueError, match="overlap"):
        Geometry.from_dict({**document, "overlap": 3})
