import asyncio
from collections.abc import Callable

import pytest

from auralis.errors import EngineError
from auralis.voices.cache import VoiceCache
from auralis.voices.conditioning import VoiceParameters
from telling_encoder import TellingEncoder

Recording = Callable[..., bytes]

PARAMETERS = VoiceParameters()


async def joined(cache: VoiceCache, requests: int) -> None:
    """Return when so many requests have asked `cache`."""
    while cache.hits + cache.misses < requests:
        await asyncio.sleep(0)


async def test_a_voice_is_computed_once_for_the_same_content(
    encoder: TellingEncoder, recording: Recording
) -> None:
    cache = VoiceCache(encoder)
    first = await cache.get([recording(4.0)], PARAMETERS, 1)
    again = await cache.get([bytes(bytearray(recording(4.0)))], VoiceParameters(), 1)
    assert again is first
    assert (cache.hits, cache.misses, len(cache), cache.nbytes) == (1, 1, 1, first.nbytes)
    assert len(encoder.embedded) == 1


async def test_it_tells_which_voices_it_holds(encoder: TellingEncoder, recording: Recording) -> None:
    cache = VoiceCache(encoder)
    assert not await cache.holds([recording(4.0)], PARAMETERS, 1)
    await cache.get([recording(4.0)], PARAMETERS, 1)
    assert await cache.holds([recording(4.0)], PARAMETERS, 1)
    assert not await cache.holds([recording(4.0)], PARAMETERS, 2)
    assert (cache.hits, cache.misses) == (0, 1)


async def test_content_order_parameters_and_release_each_make_another_voice(
    encoder: TellingEncoder, recording: Recording
) -> None:
    cache = VoiceCache(encoder)
    one, two = recording(4.0), recording(5.0)
    for references, parameters, release in [
        ([one, two], PARAMETERS, 1),
        ([two, one], PARAMETERS, 1),
        ([one], PARAMETERS, 1),
        ([one], VoiceParameters(sound_norm_refs=True), 1),
        ([one], PARAMETERS, 2),
    ]:
        assert (await cache.get(references, parameters, release)).release == release
    assert (cache.hits, cache.misses, len(cache)) == (0, 5, 5)


async def test_requests_at_the_same_time_share_one_computation(
    encoder: TellingEncoder, recording: Recording
) -> None:
    cache = VoiceCache(encoder)
    encoder.gate.clear()
    requests = [asyncio.create_task(cache.get([recording(4.0)], PARAMETERS, 1)) for _ in range(20)]
    await joined(cache, 20)
    encoder.gate.set()
    assert len({id(voice) for voice in await asyncio.gather(*requests)}) == 1
    assert len(encoder.embedded) == 1
    assert (cache.hits, cache.misses) == (19, 1)


async def test_who_leaves_does_not_end_it_for_the_others(
    encoder: TellingEncoder, recording: Recording
) -> None:
    cache = VoiceCache(encoder)
    encoder.gate.clear()
    requests = [asyncio.create_task(cache.get([recording(4.0)], PARAMETERS, 1)) for _ in range(2)]
    await joined(cache, 2)
    await encoder.started.wait()
    requests[0].cancel()
    await asyncio.wait(requests[:1])
    encoder.gate.set()
    assert (await requests[1]).release == 1
    assert requests[0].cancelled()
    assert encoder.cancelled == 0


async def test_it_ends_when_everybody_has_left_and_begins_anew(
    encoder: TellingEncoder, recording: Recording
) -> None:
    cache = VoiceCache(encoder)
    encoder.gate.clear()
    requests = [asyncio.create_task(cache.get([recording(4.0)], PARAMETERS, 1)) for _ in range(2)]
    await joined(cache, 2)
    await encoder.started.wait()
    encoder.exit.clear()
    for request in requests:
        request.cancel()
    await asyncio.wait(requests)
    late = asyncio.create_task(cache.get([recording(4.0)], PARAMETERS, 1))  # while the first is still ending
    await joined(cache, 3)
    encoder.gate.set()
    encoder.exit.set()
    assert (await late).release == 1
    assert encoder.cancelled == 2  # the embedding and the one chunk
    assert (cache.misses, len(cache)) == (2, 1)


async def test_failures_reach_all_and_are_not_kept(encoder: TellingEncoder, recording: Recording) -> None:
    cache = VoiceCache(encoder)
    encoder.failure = EngineError("no")
    encoder.gate.clear()
    requests = [asyncio.create_task(cache.get([recording(4.0)], PARAMETERS, 1)) for _ in range(3)]
    await joined(cache, 3)
    encoder.gate.set()
    results = await asyncio.gather(*requests, return_exceptions=True)
    assert [type(result) for result in results] == [EngineError] * 3
    assert (len(cache), cache.nbytes) == (0, 0)
    encoder.failure = None
    assert (await cache.get([recording(4.0)], PARAMETERS, 1)).release == 1


@pytest.mark.parametrize("bounds", [{"most_entries": 2}, {"most_bytes": 2 * 40}])
async def test_the_voice_not_asked_for_longest_is_dropped(
    encoder: TellingEncoder, recording: Recording, bounds: dict[str, int]
) -> None:
    cache = VoiceCache(encoder, **bounds)  # a voice of this encoder takes 40 bytes
    for release in (1, 2, 1, 3):
        await cache.get([recording(1.0)], PARAMETERS, release)
    assert (len(cache), cache.nbytes, cache.misses) == (2, 80, 3)
    await cache.get([recording(1.0)], PARAMETERS, 1)
    assert cache.misses == 3
    await cache.get([recording(1.0)], PARAMETERS, 2)
    assert cache.misses == 4


async def test_a_voice_above_the_bound_is_computed_but_not_kept(
    encoder: TellingEncoder, recording: Recording
) -> None:
    cache = VoiceCache(encoder, most_bytes=39)
    assert (await cache.get([recording(1.0)], PARAMETERS, 1)).release == 1
    assert (len(cache), cache.nbytes) == (0, 0)
