import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auralis.chat.speakable import Speakable


def read(*parts: str) -> str:
    speakable = Speakable()
    return "".join([*map(speakable.feed, parts), speakable.finish()])


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Plain text, with 3 < 4 & 2 * 3.", "Plain text, with 3 < 4 & 2 * 3."),
        (
            "**Bold**, *slanted*, __both__, ~~gone~~ and snake_case.",
            "Bold, slanted, both, gone and snake case.",
        ),
        ("Call `do_it()` now.", "Call do it() now."),
        ("# Title\nText", "Title.\n\nText"),
        ("Title\n=====\nText", "Title.\n\nText"),
        ("Buy:\n- milk\n* eggs\n1. Go\n2) Pay", "Buy:\n\nmilk.\n\neggs.\n\n1, Go.\n\n2, Pay"),
        ("- [x] done\n- [ ] open", " done.\n\n open"),
        ("One line\nand the next.", "One line and the next."),
        ("> Quoted\n> text", "Quoted text"),
        ("See [the docs](https://x.example/a_(b)?c=d) [1].", "See the docs ."),
        ("![A cat](cat.png) sits.", "A cat sits."),
        ("Go to https://www.example.com/a/b?c=d. Or www.a.example!", "Go to example.com. Or a.example!"),
        ("Mail <https://a.example/x> us.", "Mail a.example us."),
        ("Before.\n```python\nprint('x')\n```\nAfter.", "Before.\n\nAfter."),
        ("Before\n\n~~~\ncode\n~~~~\nAfter.", "Before.\n\nAfter."),
        ("Before.\n```\nnever closed", "Before."),
        ("| Name | Age |\n|---|:-:|\n| Bob | 42 |\n\nEnd", "Name, Age.\n\nBob, 42.\n\nEnd"),
        ("<think>Hm, hm.</think>Yes.<br>No.", "Yes. No."),
        ("Hello \U0001f44b\U0001f3fd there \u2764\ufe0f!", "Hello  there !"),
        ("It costs $5. $$x^2$$ Done", "It costs $5. \n\nDone"),
        (r"Not \*slanted\*, and \(x\) too.", "Not *slanted*, and x too."),
        ("Tom &amp; Jerry &lt;3", "Tom & Jerry <3"),
        ("A [lone bracket and `lone tick", "A lone bracket and lone tick"),
        ("", ""),
        ("\n\n", ""),
    ],
)
def test_marks_are_not_read(written: str, spoken: str) -> None:
    assert read(written) == spoken
    assert read(*written) == spoken


MARKS = (
    (
        "```",
        "`",
        "**",
        "*",
        "_",
        "~~",
        "[",
        "](",
        ")",
        "]",
        "!",
        "<",
        ">",
        "<think>",
        "</think>",
        "<!--",
        "-->",
    ),
    ("http", "://x.y/z", "www.", "$$", "\\", "---", "|-|", "&amp;", "&", "a", "Bc", ".", "\n", "\n\n", "- "),
    ("1. ", "# ", "| ", " ", "\U0001f600"),
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from([mark for row in MARKS for mark in row]), max_size=25), st.data())
def test_how_the_text_comes_makes_no_difference(marks: list[str], data: st.DataObject) -> None:
    whole = "".join(marks)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=8)))
    parts = [whole[first:last] for first, last in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
    assert read(*parts) == read(whole) == read(*whole)


def test_text_is_read_as_soon_as_it_is_clear() -> None:
    speakable = Speakable()
    assert speakable.feed("A plain") == "A plain"
    assert speakable.feed(" sentence.") == " sentence."
    assert speakable.feed(" *And") == " And"
    assert speakable.feed("* a [link") == " a "
    assert speakable.feed("](http://x.y)") == ""
    assert speakable.feed(".") == "link."


def test_what_is_never_closed_is_not_waited_for() -> None:
    speakable = Speakable()
    assert len(speakable.feed("[" + "word " * 1000)) > 2000
