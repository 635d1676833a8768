import pytest

from auralis.errors import InvalidRequestError
from auralis.text.markup import Pause, Span, Spoken, is_ssml, read_ssml
from auralis.text.rules import RULES


def read(text: str) -> list[Span]:
    return list(read_ssml(text, lambda language: RULES[(language or "en").partition("-")[0]]))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("<speak>a</speak>", True),
        ('  <?xml version="1.0"?>\n<speak version="1.1">', True),
        ("<speak/>", True),
        ("<speaker>", False),
        ("He <speak>", False),
        ("", False),
    ],
)
def test_ssml_begins_with_speak(text: str, meant: bool) -> None:
    assert is_ssml(text) is meant


def test_sentences_paragraphs_and_breaks_are_spans() -> None:
    text = """<?xml version="1.0"?>
        <speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="en-GB">
          Fish &amp; <!-- no --> chips<break/>now.
          <p><s>One</s> <s xml:lang="de">Zwei</s></p>
          Three<break strength="none"/><break time="1.5s" strength="none"/>
        </speak>"""
    assert read(text) == [
        Spoken(" Fish & chips", "en-GB"),
        Pause(0.5),
        Spoken("now. ", "en-GB"),
        Spoken("One", "en-GB"),
        Spoken("Zwei", "de"),
        Spoken(" Three", "en-GB"),
        Pause(1.5),
    ]


def test_voices_languages_and_rates_hold_within_their_element() -> None:
    text = (
        '<speak>a<voice name="Ana F">b<prosody rate="slow">c<prosody rate="+20%">d</prosody>'
        '<prosody rate="150%">e</prosody></prosody></voice><lang xml:lang="fr-FR">f</lang>g</speak>'
    )
    assert read(text) == [
        Spoken("a"),
        Spoken("b", voice="Ana F"),
        Spoken("c", voice="Ana F", rate=0.75),
        Spoken("d", voice="Ana F", rate=0.75 * 1.2),
        Spoken("e", voice="Ana F", rate=1.5),
        Spoken("f", "fr-FR"),
        Spoken("g"),
    ]


@pytest.mark.parametrize(
    ("element", "spoken"),
    [
        ('<sub alias="World Wide Web">WWW</sub>', "World Wide Web"),
        ('<phoneme alphabet="x-respelling" ph="tomahto">tomato</phoneme>', "tomahto"),
        ('<say-as interpret-as="characters">aB1</say-as>', "a, B, one"),
        ('<say-as interpret-as="spell-out">x-y</say-as>', "x, dash, y"),
        ('<say-as interpret-as="digits">1 05</say-as>', "one zero five"),
        (
            '<say-as interpret-as="cardinal">-1,234</say-as>',
            "minus one thousand, two hundred and thirty-four",
        ),
        ('<say-as interpret-as="ordinal">21st</say-as>', "twenty-first"),
        ('<lang xml:lang="de"><say-as interpret-as="ordinal">3.</say-as></lang>', "dritte"),
        ('<say-as interpret-as="date" format="mdy">3/12/2024</say-as>', "2024-03-12"),
        ('<say-as interpret-as="date">3 May 2024</say-as>', "3 May 2024"),
        ('<say-as interpret-as="telephone">+44 20-71</say-as>', "plus four four, two zero, seven one"),
    ],
)
def test_what_is_read_in_another_way_stays_in_its_sentence(element: str, spoken: str) -> None:
    spans = read(f"<speak>It is {element}, then.</speak>")
    assert "".join(span.text for span in spans if isinstance(span, Spoken)) == f"It is {spoken}, then."
    assert len(spans) == (3 if "<lang" in element else 1)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("<speak>a", "no element found at line 1, column 9"),
        ("<speak>\n<b>a</b></speak>", "<b> at line 2, column 1 cannot be spoken here; known are p, s, break"),
        ("<speak><speak>a</speak></speak>", "cannot be spoken here"),
        ("<speak>&lol;</speak>", "undefined entity"),
        ('<speak a="1">a</speak>', "has a, which changes nothing here"),
        ('<speak><prosody pitch="high">a</prosody></speak>', "has pitch"),
        ('<speak><prosody rate="5000%">a</prosody></speak>', "a rate is x-slow"),
        ('<speak><prosody rate="quick">a</prosody></speak>', "a rate is x-slow"),
        ('<speak><break time="61s"/></speak>', "is no pause"),
        ('<speak><break strength="huge"/></speak>', "is no pause"),
        ('<speak><lang xml:lang="?">a</lang></speak>', "names no language"),
        ("<speak><lang>a</lang></speak>", "has no xml:lang"),
        ('<speak><voice name="">a</voice></speak>', "must have a name"),
        ("<speak><sub>a</sub></speak>", "has no alias"),
        ('<speak><sub alias="b"><break/></sub></speak>', "is within sub"),
        ('<speak><phoneme ph="t@">a</phoneme></speak>', "the model reads letters, not phonemes"),
        ('<speak><say-as interpret-as="money">a</say-as></speak>', "known are characters"),
        ('<speak><say-as interpret-as="cardinal">a</say-as></speak>', "no whole number"),
        ('<speak><say-as interpret-as="ordinal">-3</say-as></speak>', "below zero"),
        ('<speak><say-as interpret-as="digits">a</say-as></speak>', "not all digits"),
        ('<speak><say-as interpret-as="telephone">a</say-as></speak>', "no digits"),
        ('<speak><say-as interpret-as="date" format="my">5</say-as></speak>', "known are ymd"),
        (
            '<speak><say-as interpret-as="date" format="dmy">31.2.2024</say-as></speak>',
            "no date in the order dmy",
        ),
        ('<speak><say-as interpret-as="digits"></say-as></speak>', "must hold 1 to 100"),
        ("<speak>" + "<p>" * 64, "deeper than 64"),
        ('<!DOCTYPE speak [<!ENTITY a "b">]><speak>&a;</speak>', "a document type, at line 1"),
        ('<!DOCTYPE speak SYSTEM "file:///etc/passwd"><speak/>', "a document type, at line 1"),
    ],
)
def test_an_error_says_where(text: str, complaint: str) -> None:
    with pytest.raises(InvalidRequestError) as error:
        read(text)
    assert complaint in error.value.message
    assert error.value.param == "input"


def test_a_document_is_read_while_it_is_spoken() -> None:
    text = "<speak>" + "<s>This is one of many.</s>" * 5000 + "<oh/></speak>"
    spans = read_ssml(text, lambda _: RULES["en"])
    assert next(spans) == Spoken("This is one of many.")
    with pytest.raises(InvalidRequestError, match="<oh>"):
        list(spans)
