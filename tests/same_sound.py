"""Whether two answers are the same sound."""

import numpy as np


def same_sound(one: bytes, other: bytes) -> bool:
    """Compare 16-bit samples.

    Utterances that decode side by side share matrix products of other shapes than alone: the float noise of
    that, about 1e-7, rounds a sample the other way now and then.
    """
    if len(one) != len(other):
        return False
    first, second = (np.frombuffer(sound, "<i2").astype(np.int32) for sound in (one, other))
    return int(np.abs(first - second).max(initial=0)) <= 1
