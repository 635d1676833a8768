"""What a language's module in this package provides.

A module is mostly data: one `RULES = Rules(...)`.  What a table cannot say is a function of the module, given
as a field; every such field has a default that suits a language without agreement.  The stages that use the
fields are modules of `auralis.text`; they run in this order:

    characters     full-width forms, curly quotes, digits of other scripts; no fields
    Rules.first    what only your language has
    addresses      https://a.b/c, me@a.b        spelled domains
    abbreviations  Dr., z. B., Nr. 5, #5        abbreviations numbered number_sign words
    roman          Louis XIV, XIXe siècle       roman_before roman_after rulers regnal
    dates          2024-03-05, 5. März 2024     date date_order months month_first of day_end
    times          14:30, 2:30 pm, 14h30        time hours time_cues halves
    telephones     +49 30 1234-567              telephone telephone_cues symbols["+"]
    money          3,5 Mio. €, $5, EUR 3        currencies signs cents magnitudes per
    units          5 km/h, 20 °C, 3 %           units unit_forms
    numbers        1.234,5  8.  1/2  -3  5-10   cardinal ordinal decimal marks groups longest ordinals
                                                stopped_ordinal year year_cues fractions half over to minus
    symbols        & @ # + =, emoji             symbols
    lower case, white space collapsed           lower
    Rules.last     romanisation

Text keeps its case up to `lower`.  Tables of words are looked up by lower-case text (`str.lower`), tables of
symbols by the text as written ("MB" is no "mb").

Numbers and nouns
    A noun that is counted is a `Noun`: its words by CLDR's plural categories ("one", "few", "many", "other";
    Babel tells which of them a number takes), and the form in which its number is spoken, which is handed to
    `cardinal` as it is: `Noun("tonnes", one="tonne", form="f")`.  Units and currencies that are in no table
    of yours are taken from CLDR in your language, with the form "" (`unit_forms` gives units another).  "%"
    and "°" are read by `symbols` as long as they are not in `units`.

Readers of your own
    `cardinal`, `ordinal`: (number, form) -> words, for numbers of at least 0; see `numerals.Numeral`.
    Numbers of more than `longest` digits, or for which OverflowError is raised, are read digit by digit.
    `date`, `time`, `decimal`, `telephone`: see the fields.  They return words, which hold no digits any more.
    `auralis.text.amounts` has what they are made of: `cardinal`, `digits`, `counted`.

Stages of your own
    `first` and `last`: text -> text.  Use them for what no other language has: counters, "2024年3月5日",
    transliteration.  `first` may leave numbers to the later stages.  Their time must grow linearly with the
    text: begin patterns with a look-behind that refuses to start within a run, use possessive quantifiers.

`rules/es.py` is a small example, `rules/de.py` one with agreement.  Add your module's line to `RULES` in this
package's `__init__`, and its table of cases to tests/unit/auralis/text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from auralis.text.numerals import Numeral

Stage = Callable[[str], str]


@dataclass(frozen=True)
class Noun:
    """A noun that is counted: its words by CLDR's plural categories, and the form of the number before it.

    A category that is left out takes `other`.
    """

    other: str
    one: str = ""
    two: str = ""
    few: str = ""
    many: str = ""
    form: str = ""

    def counted(self, category: str) -> str:
        """Return the word for a plural category of CLDR."""
        words = {"one": self.one, "two": self.two, "few": self.few, "many": self.many}
        return words.get(category, "") or self.other


@dataclass(frozen=True)
class Currency:
    """The names of a currency and of its hundredth, which is None where none is spoken of."""

    major: Noun
    minor: Noun | None = None


@dataclass(frozen=True)
class Date:
    """A day as written; `before` is the word in front of it, in lower case, for languages that inflect."""

    month: int  # 1 .. 12
    day: int | None = None  # 1 .. 31
    year: int | None = None
    before: str = ""
    numeric: bool = False  # the month was a number


@dataclass(frozen=True)
class Time:
    """A time of day as written; `half` is "am" or "pm" where that was written."""

    hour: int  # 0 .. 24
    minute: int | None = None  # 0 .. 59; None for "2 pm", "14 h"
    second: int | None = None
    half: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Rules:
    """How text of one language becomes what its part of the model was trained on."""

    language: str  # the model's tag: "en", "zh-cn"
    name: str  # for people
    locale: str  # in CLDR: "en", "zh"
    character_limit: int  # of one utterance; the model was trained on nothing longer

    # Numbers
    cardinal: Numeral
    ordinal: Numeral
    marks: Mapping[str, str]  # decimal marks -> the word they are read as; the usual one first
    groups: str  # what may stand between groups of three digits (a thin or hard space always may)
    # (rules, whole digits, fraction's digits, mark) -> words; None: whole, mark, digit by digit
    decimal: Callable[[Rules, str, str, str], str] | None = None
    longest: int = 24  # digits of the longest number that is read as one
    ordinals: Mapping[str, str] = field(default_factory=dict)  # suffix in lower case ("st", "º") -> form
    # (text before "8.", text after it) -> the form if that is an ordinal, None if it is the end of a sentence
    stopped_ordinal: Callable[[str, str], str | None] | None = None
    year: Callable[[int], str] | None = None  # where years are not read as cardinals
    year_cues: Collection[str] = ()  # words before a number of four digits that make it a year
    # "½" or "1/2" -> words; others are read as numerator, `over`, denominator
    fractions: Mapping[tuple[int, int], str] = field(default_factory=dict)
    half: str = ""  # between the whole and the fraction of "3½", with its spaces: " and "
    over: str  # "three over seven"
    to: str  # "five to ten"
    minus: str

    # Dates and times
    date: Callable[[Rules, Date], str] | None = None  # None: day, month, year, as cardinals
    date_order: str = "dmy"  # of 03/05/2024
    months: Mapping[str, int] = field(default_factory=dict)  # beside CLDR's names, in lower case -> 1 .. 12
    month_first: bool = False  # "March 5, 2024" is written, too
    of: str = ""  # pattern between day, month and year as written: "de", "del?"
    day_end: str = ""  # pattern after the day as written: r"\.", "(?:st|nd|rd|th)"
    time: Callable[[Rules, Time], str] | None = None  # None: hour, minute, second, as cardinals
    hours: Collection[str] = ()  # words and letters after a time of day: "Uhr"; "h" as in 14h30 always is one
    time_cues: Collection[str] = ()  # words before "14.30" that make it a time
    halves: Mapping[str, str] = field(default_factory=dict)  # "am" and "pm" -> as spoken

    # Money and units
    currencies: Mapping[str, Currency] = field(default_factory=dict)  # by ISO code
    signs: Mapping[str, str] = field(default_factory=dict)  # beside the usual ones: "kr" -> ISO code
    per: str = ""  # "5 €/kg"; empty: "/kg" stays
    cents: str = " "  # between the whole and the hundredths, with its spaces: " and "
    magnitudes: Mapping[str, Noun] = field(
        default_factory=dict
    )  # "mio", "million", in lower case, no full stop
    units: Mapping[str, Noun] = field(default_factory=dict)  # as written -> spoken; before CLDR's
    # CLDR's unit ("mass-tonne") -> form; "" -> that of all others, and of CLDR's currencies
    unit_forms: Mapping[str, str] = field(default_factory=dict)

    # Roman numerals: the word before or after, in lower case -> the ordinal's form, None for a cardinal
    roman_before: Mapping[str, str | None] = field(default_factory=dict)
    roman_after: Mapping[str, str | None] = field(default_factory=dict)
    rulers: Collection[str] = ()  # names before a number that `regnal` reads
    regnal: Callable[[int, str], str] | None = None  # (number, name in lower case) -> words

    # Addresses and telephones
    spelled: Mapping[str, str]  # ".", "/", "@", "-", "_", ":", "?", "=", "&", "#", "%", "~", "+" -> words
    domains: Collection[str] = ()  # top-level domains beside the usual ones: "it"
    telephone: Callable[[Rules, str], str] | None = None  # (a group of digits) -> words; None: digit by digit
    telephone_cues: Collection[str] = ()  # words before a number that make it a telephone's

    # Words
    abbreviations: Mapping[str, str]  # without the last full stop ("dr", "z.b") -> in full
    numbered: Mapping[str, str] = field(default_factory=dict)  # those that only count before a number: "no"
    number_sign: str = ""  # "#" and "№" before a number; empty: as in `symbols`
    words: Mapping[str, str] = field(default_factory=dict)  # whole words without a full stop: Russian "g-n"
    symbols: Mapping[str, str]  # one character -> in words
    lower: Stage = str.lower
    first: Stage | None = None
    last: Stage | None = None
