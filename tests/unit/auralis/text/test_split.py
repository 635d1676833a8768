import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auralis.text.breaks import characters
from auralis.text.sentences import Stops
from auralis.text.split import halve, split

WORDS = st.text(st.sampled_from("abcXYZ.,!?…;:'\"12\u00e9\u0301"), min_size=1, max_size=12)
GAPS = st.sampled_from([" ", "  ", "\n", "\n\n", "\t", "\u00a0"])
TEXTS = st.lists(st.tuples(WORDS, GAPS), max_size=60).map(lambda pairs: "".join(w + g for w, g in pairs))


@given(TEXTS, st.integers(12, 80))
@settings(deadline=None, derandomize=True)
def test_no_word_is_lost_or_cut(text: str, limit: int) -> None:
    pieces = list(split(text, limit))
    assert " ".join(pieces).split() == text.split()
    assert all(piece and piece == piece.strip() and len(piece) <= limit for piece in pieces)


@given(TEXTS, st.integers(1, 12))
@settings(deadline=None, derandomize=True)
def test_a_word_above_the_limit_is_cut_without_loss(text: str, limit: int) -> None:
    pieces = list(split(text, limit))
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(0 < len(piece) <= limit for piece in pieces)


@given(TEXTS.map(lambda text: " ".join(text.split())).filter(lambda text: len(text) > 1))
@settings(deadline=None, derandomize=True)
def test_halves_are_both_shorter_and_complete(text: str) -> None:
    left, right = halve(text)
    assert left
    assert right
    assert (left + right).replace(" ", "") == text.replace(" ", "")
    assert (" " not in text) or f"{left} {right}" == text


def test_text_within_the_limit_stays_whole() -> None:
    assert list(split("One. Two.\nThree.", 250)) == ["One. Two. Three."]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("First one here. Second one here.", ["First one here.", "Second one here."]),
        ("So, and this is the rest", ["So, and this", "is the rest"]),  # rather than a scrap
        ("First clause, and more words", ["First clause,", "and more words"]),
        ("no clause and no sentence", ["no clause", "and no sentence"]),
        ("x" * 30 + " y", ["x" * 16, "x" * 14 + " y"]),
    ],
)
def test_the_best_end_is_taken(text: str, pieces: list[str]) -> None:
    assert list(split(text, 20)) == pieces


@pytest.mark.parametrize("unit", ["a", " ", "\n", ".", "!)", "\n ", ". ", "a, ", "1,111"])
@pytest.mark.timeout(20)
@pytest.mark.no_cover  # counted line by line it would take most of that time
def test_a_book_of_one_pattern_takes_linear_time(unit: str) -> None:
    assert sum(len(piece) for piece in split(unit * 300_000, 250, Stops({"dr"}))) <= 300_000 * len(unit)


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        # Clause ends come before other places, and the parts are even.
        ("一二三\uff0c四五六七八九。", 8, ["一二三\uff0c", "四五六七八九。"]),
        ("我们今天去北京大学学习", 6, ["我们今天去", "北京大学学习"]),
        # A number and a Latin word stay whole, and what is counted stays with its number.
        ("价格是12345678元", 9, ["价格是", "12345678元"]),
        ("他昨天买了iPhonePro手机", 14, ["他昨天买了", "iPhonePro手机"]),
        ("カタカナコンピューターです", 8, ["カタカナコン", "ピューターです"]),  # a word above the limit
        ("彼はコンピューターを買った", 10, ["彼はコンピューターを", "買った"]),
        ("We paid exactly 1 000 euros today", 20, ["We paid exactly", "1 000 euros today"]),
        ("They met there on May 5 at noon", 22, ["They met there", "on May 5 at noon"]),
        ("They gathered on May 5 at noon", 22, ["They gathered", "on May 5 at noon"]),
        # A lone word takes something of its neighbour.
        (
            f"{'One ' * 12}sentence. {'Or ' * 12}not. Yes.",
            99,
            [f"{'One ' * 12}sentence.", f"{'Or ' * 12}not. Yes."],
        ),
        (
            f"{'One ' * 12}clause, {'or ' * 12}not. Yes.",
            99,
            [f"{'One ' * 12}clause,", f"{'or ' * 12}not. Yes."],
        ),
        (
            "Hi. Word " + "word " * 18 + "end.",
            99,
            ["Hi.", "Word " + "word " * 18 + "end."],
        ),  # nowhere to take it from
    ],
)
def test_pieces_end_well_in_all_scripts(text: str, limit: int, pieces: list[str]) -> None:
    assert list(split(text, limit)) == pieces


SCRIPTS = st.sampled_from(
    "abcXYZ.,!?…;:'\"12 \n«»“”„()中文字。\uff0c\uff01\uff1f、「」ひらがなカタカナー한국어مرحبا؟،नमस्ते।ќѓ"
    "\u0301\u200d\u094d\U0001f44d\U0001f3fd\U0001f468\u00a0"
)


@given(st.text(SCRIPTS, max_size=300) | st.text(max_size=120), st.integers(1, 60))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_any_text_is_split_without_loss(text: str, limit: int) -> None:
    pieces = list(split(text, limit))
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(piece and len(piece) <= limit for piece in pieces)
    assert all(piece == piece.strip() for piece in pieces)


@given(
    st.lists(
        st.sampled_from(
            [
                "नमस्ते",
                "क्‍षेत्र",
                "e\u0301te\u0301",
                "👨‍👩‍👧",
                "👍🏽",
                "한국어",
                "1,234.56",
                "中文",
                "カー",
                "東京,",
                "ok.",
            ]
        ),
        max_size=60,
    ),
    st.integers(12, 40),
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_what_people_see_as_a_character_or_a_number_is_never_cut(words: list[str], limit: int) -> None:
    for joiner in ("", " "):
        text = joiner.join(words)
        pieces = list(split(text, limit))
        assert [x for piece in pieces for x in characters(piece) if not x.isspace()] == [
            x for x in characters(" ".join(text.split())) if not x.isspace()
        ]
        if joiner:
            assert " ".join(pieces).count("1,234.56") == words.count("1,234.56")
