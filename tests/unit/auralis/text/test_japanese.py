import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from auralis.errors import MissingPackageError
from auralis.text.counters import COUNTERS, count, day, month, parts
from auralis.text.normalize import normalize
from auralis.text.rules import RULES, ja


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (10, "juu"),
        (100, "hyaku"),
        (365, "sanbyaku rokujuu go"),
        (1111, "sen hyaku juu ichi"),
        (3800, "sanzen happyaku"),
        (10_000, "ichi man"),
        (10_000_000, "issen man"),
        (10**12, "itchou"),
        (8 * 10**12 + 1, "hatchou ichi"),
    ],
)
def test_numbers_are_words(number: int, words: str) -> None:
    assert " ".join(parts(number)) == words


def test_numbers_end_somewhere() -> None:
    assert parts(10**16 - 1)[-1] == "kyuu"
    with pytest.raises(OverflowError):
        parts(10**16)


@pytest.mark.parametrize(
    ("number", "counter", "words"),
    [
        (1, "本", "ippon"),
        (3, "本", "sanbon"),
        (1000, "本", "senbon"),
        (6, "匹", "roppiki"),
        (10, "杯", "juppai"),
        (3, "分", "sanpun"),
        (4, "分", "yonpun"),
        (15, "分", "juu gofun"),
        (100, "回", "hyakkai"),
        (8, "冊", "hassatsu"),
        (1, "点", "itten"),
        (14, "年", "juu yonen"),
        (9, "時", "kuji"),
        (7, "人", "shichinin"),
        (10_000, "人", "ichi man nin"),
        (3, "位", "san'i"),
    ],
)
def test_numbers_and_counters_change_each_other(number: int, counter: str, words: str) -> None:
    assert count(number, counter) == words


def test_every_number_has_a_word_with_every_counter() -> None:
    assert all(count(number, counter).isascii() for counter in COUNTERS for number in range(101))
    assert len({month(number) for number in range(1, 13)}) == 12
    assert len({day(number) for number in range(1, 32)}) == 31


def test_threads_may_speak_at_once() -> None:
    texts = [f"東京タワーは{number}メートルです。" for number in range(40)]
    with ThreadPoolExecutor(4) as pool:
        spoken = list(pool.map(lambda text: normalize(text, RULES["ja"]), texts))
    assert spoken == [normalize(text, RULES["ja"]) for text in texts]


def test_without_its_packages_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    ja._cutlet.cache_clear()
    with monkeypatch.context() as without:
        without.setitem(sys.modules, "cutlet", None)
        with pytest.raises(MissingPackageError, match=r"pip install 'auralis\[ja\]'"):
            normalize("こんにちは", RULES["ja"])
    assert normalize("こんにちは", RULES["ja"]) == "konnichiha"
