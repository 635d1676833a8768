"""Polish."""

from __future__ import annotations

import re
from re import Match

from auralis.text import numerals
from auralis.text.roman import value
from auralis.text.rules.base import Currency, Date, Noun, Rules, Time
from auralis.text.rules.slavic import fractions, genitive, per
from auralis.text.rules.stages import by, chained, halved, replacing, stop_at_end, unstopped
from auralis.text.spellout import spell_out

_cardinal = numerals.cardinal("pl")
_ordinal = numerals.ordinal("pl")

_ONE_TWO = {"f": {1: "jedna"}, "n": {1: "jedno"}}

# Gender, or "p" for the plural, then the case: genitive, dative, accusative, instrumental, locative.
_ENDINGS = {
    "m": "", "mg": "ego", "md": "emu", "mi": "m", "ml": "m",
    "n": "e", "ng": "ego", "nd": "emu", "ni": "m", "nl": "m",
    "f": "a", "fg": "ej", "fd": "ej", "fa": "ą", "fi": "ą", "fl": "ej",
    "p": "e", "pg": "ch", "pd": "m", "pi": "mi", "pl": "ch",
}  # fmt: skip
_TENS = frozenset(
    [
        "dwudziesty",
        "trzydziesty",
        "czterdziesty",
        "pięćdziesiąty",
        "sześćdziesiąty",
        "siedemdziesiąty",
        "osiemdziesiąty",
        "dziewięćdziesiąty",
    ]
)


def cardinal(number: int, form: str = "") -> str:
    """Return a cardinal: "" and "m", "f", "n"; with "g" in front in the genitive."""
    if form.startswith("g"):
        gender = "feminine" if form == "gf" else "masculine"
        return spell_out(number, "pl", f"spellout-cardinal-{gender}-genitive")
    if number == 1 and form in _ONE_TWO:
        return _ONE_TWO[form][1]
    words = _cardinal(number, "")
    return f"{words[:-3]}dwie" if form == "f" and words.endswith("dwa") else words


def ordinal(number: int, form: str = "") -> str:
    """Return an ordinal: "" and "m" the masculine nominative, others as `_ENDINGS` has them."""
    if number == 0:
        return _declined("zerowy", form)
    words = _ordinal(number, "").split(" ")
    first = len(words) - 2 if len(words) > 1 and words[-2] in _TENS else len(words) - 1
    return " ".join([*words[:first], *(_declined(word, form) for word in words[first:])])


def _declined(adjective: str, form: str) -> str:
    """Return an adjective, given in -y or -i, in another form."""
    ending = _ENDINGS.get(form, "")
    if not ending:
        return adjective
    stem = adjective[:-1]
    if form in ("mi", "ml", "ni", "nl", "pd", "pg", "pl", "pi"):
        return adjective + ending
    if adjective.endswith("i") and (ending[0] == "e" or adjective == "trzeci"):
        return adjective + ending if form not in ("fg", "fd", "fl") or adjective == "trzeci" else stem + "iej"
    return stem + ending


def _decimal(rules: Rules, whole: str, fraction: str, mark: str) -> str:
    del mark
    zeros = len(fraction) - len(fraction.lstrip("0"))
    if len(fraction) > 3:
        parts = [rules.cardinal(int(digit), "") for digit in fraction]
    else:
        parts = [*["zero"] * zeros, rules.cardinal(int(fraction), "")]
    return " ".join([rules.cardinal(int(whole), ""), "przecinek", *parts])


_MONTHS = (
    "stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca",
    "lipca", "sierpnia", "września", "października", "listopada", "grudnia",
)  # fmt: skip
_MONTHS_ALONE = (
    "styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec",
    "lipiec", "sierpień", "wrzesień", "październik", "listopad", "grudzień",
)  # fmt: skip
_NOMINATIVE_BEFORE = frozenset({"jest", "dziś", "dzisiaj", "jutro"})


def _date(rules: Rules, date: Date) -> str:
    year = [rules.ordinal(date.year, "mg"), "roku"] if date.year else []
    if not date.day:
        return " ".join([_MONTHS_ALONE[date.month - 1], *year])
    day = rules.ordinal(date.day, "m" if date.before in _NOMINATIVE_BEFORE else "mg")
    return " ".join([day, _MONTHS[date.month - 1], *year])


def _time(rules: Rules, time: Time) -> str:
    return _clock(time.hour, time.minute or 0, "f", time.second)


def _clock(hour: int, minute: int, form: str, second: int | None = None) -> str:
    words = [ordinal(hour, form)] if hour else ["zero"]
    if minute or second or not hour:
        words += [*["zero"] * (minute < 10), cardinal(minute)]
    if second:
        words += ["i", cardinal(second, "f"), _SECOND.counted(_category(second))]
    return " ".join(words)


def _category(number: int) -> str:
    if number == 1:
        return "one"
    return "few" if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else "many"


_SECOND = Noun(one="sekunda", few="sekundy", many="sekund", other="sekundy", form="f")
_MINUTE = Noun(one="minuta", few="minuty", many="minut", other="minuty", form="f")
_HOUR = Noun(one="godzina", few="godziny", many="godzin", other="godziny", form="f")


def _masculine(stem: str, few: str = "y", many: str = "ów", other: str = "a") -> Noun:
    return Noun(one=stem, few=stem + few, many=stem + many, other=stem + other)


def _metre(prefix: str = "") -> Noun:
    return _masculine(f"{prefix}metr")


def _adjective(adjective: str, noun: str) -> Noun:
    """Return a unit with a hard adjective: "metr kwadratowy"."""
    return Noun(
        one=f"{noun} {adjective}y",
        few=f"{noun}y {adjective}e",
        many=f"{noun}ów {adjective}ych",
        other=f"{noun}a {adjective}ego",
    )


_DEGREE = Noun(one="stopień", few="stopnie", many="stopni", other="stopnia")
_GROSZ = Noun(one="grosz", few="grosze", many="groszy", other="grosza")
_MAGNITUDES = {
    "tys": Noun(one="tysiąc", few="tysiące", many="tysięcy", other="tysiąca"),
    "mln": _masculine("milion"),
    "mld": _masculine("miliard"),
    "bln": _masculine("bilion"),
}
_UNITS = {
    "mm": _metre("mili"),
    "cm": _metre("centy"),
    "dm": _metre("decy"),
    "m": _metre(),
    "km": _metre("kilo"),
    "km/h": per(_metre("kilo"), "na godzinę"),
    "km/s": per(_metre("kilo"), "na sekundę"),
    "m/s": per(_metre(), "na sekundę"),
    "m²": _adjective("kwadratow", "metr"),
    "m2": _adjective("kwadratow", "metr"),
    "mkw": _adjective("kwadratow", "metr"),
    "km²": _adjective("kwadratow", "kilometr"),
    "km2": _adjective("kwadratow", "kilometr"),
    "cm²": _adjective("kwadratow", "centymetr"),
    "m³": _adjective("sześcienn", "metr"),
    "m3": _adjective("sześcienn", "metr"),
    "cm³": _adjective("sześcienn", "centymetr"),
    "ha": _masculine("hektar"),
    "mg": _masculine("miligram"),
    "g": _masculine("gram"),
    "dag": _masculine("dekagram"),
    "kg": _masculine("kilogram"),
    "t": Noun(one="tona", few="tony", many="ton", other="tony", form="f"),
    "ml": _masculine("mililitr"),
    "l": _masculine("litr"),
    "hl": _masculine("hektolitr"),
    "s": _SECOND,
    "sek": _SECOND,
    "min": _MINUTE,
    "godz": _HOUR,
    "h": _HOUR,
    "W": _masculine("wat"),
    "kW": _masculine("kilowat"),
    "MW": _masculine("megawat"),
    "kWh": Noun(
        one="kilowatogodzina",
        few="kilowatogodziny",
        many="kilowatogodzin",
        other="kilowatogodziny",
        form="f",
    ),
    "V": _masculine("wolt"),
    "Hz": Noun(one="herc", few="herce", many="herców", other="herca"),
    "kHz": Noun(one="kiloherc", few="kiloherce", many="kiloherców", other="kiloherca"),
    "MHz": Noun(one="megaherc", few="megaherce", many="megaherców", other="megaherca"),
    "GHz": Noun(one="gigaherc", few="gigaherce", many="gigaherców", other="gigaherca"),
    "kB": _masculine("kilobajt"),
    "KB": _masculine("kilobajt"),
    "MB": _masculine("megabajt"),
    "GB": _masculine("gigabajt"),
    "TB": _masculine("terabajt"),
    "hPa": _masculine("hektopaskal", few="e", many="i"),
    "kcal": Noun(one="kilokaloria", few="kilokalorie", many="kilokalorii", other="kilokalorii", form="f"),
    "szt": Noun(one="sztuka", few="sztuki", many="sztuk", other="sztuki", form="f"),
    "os": Noun(one="osoba", few="osoby", many="osób", other="osoby", form="f"),
    "gr": _GROSZ,
    **_MAGNITUDES,
    "%": Noun("procent"),
    "‰": Noun(one="promil", few="promile", many="promili", other="promila"),
    "°": _DEGREE,
    "°C": per(_DEGREE, "celsjusza"),
    "°F": per(_DEGREE, "fahrenheita"),
}

_CENT = Noun(one="cent", few="centy", many="centów", other="centa")


def _foreign(noun: Noun, one: str, few: str, many: str, other: str) -> Noun:
    """Return a currency's name with the adjective of its country."""
    return Noun(
        one=f"{noun.one} {one}",
        few=f"{noun.few} {few}",
        many=f"{noun.many} {many}",
        other=f"{noun.other} {other}",
        form=noun.form,
    )


_DOLLAR = _masculine("dolar")
_KRONE = Noun(one="korona", few="korony", many="koron", other="korony", form="f")
_CURRENCIES = {
    "PLN": Currency(Noun(one="złoty", few="złote", many="złotych", other="złotego"), _GROSZ),
    "EUR": Currency(Noun("euro"), _CENT),
    "USD": Currency(
        _foreign(_DOLLAR, "amerykański", "amerykańskie", "amerykańskich", "amerykańskiego"), _CENT
    ),
    "GBP": Currency(
        Noun(
            one="funt szterling", few="funty szterlingi", many="funtów szterlingów", other="funta szterlinga"
        ),
        Noun(one="pens", few="pensy", many="pensów", other="pensa"),
    ),
    "CHF": Currency(
        _foreign(
            _masculine("frank", few="i"), "szwajcarski", "szwajcarskie", "szwajcarskich", "szwajcarskiego"
        ),
        Noun(one="rap", few="rapy", many="rapów", other="rapa"),
    ),
    "CZK": Currency(_foreign(_KRONE, "czeska", "czeskie", "czeskich", "czeskiej")),
    "UAH": Currency(Noun(one="hrywna", few="hrywny", many="hrywien", other="hrywny", form="f")),
    "JPY": Currency(Noun(one="jen", few="jeny", many="jenów", other="jena")),
}
_SIGNS = {"zł": "PLN", "zl": "PLN"}

_GENITIVE_BEFORE = (
    "do",
    "od",
    "około",
    "ok.",
    "bez",
    "dla",
    "poniżej",
    "powyżej",
    "spośród",
    "oprócz",
    "w wieku",
)


def _genitive(number: int, noun: Noun | None) -> str:
    if noun is None:
        return cardinal(number, "g")
    form = "gf" if noun.form == "f" else "g"
    return f"{cardinal(number, form)} {noun.counted('other' if number == 1 else 'many')}"


_unstopped = unstopped(("godz", "min", "sek", "tys", "mln", "mld", "szt", "os", "gr", "zł", "mkw"))
_governed = genitive(
    _GENITIVE_BEFORE,
    {
        **_UNITS,
        **{sign: _CURRENCIES[code].major for sign, code in (*_SIGNS.items(), ("€", "EUR"), ("$", "USD"))},
    },
    (*_MONTHS, "rok", "roku", "latach", "r"),
    _genitive,
    lambda year: ordinal(year, "mg"),
)

# "w 2024 roku", "w roku 2024", "2024 r.": the word before decides between genitive and locative
_IN = frozenset({"w", "we", "o", "po", "na"})
_YEAR = re.compile(
    r"(?:(?<!\w)(?P<before>[A-Za-zżźćńółęąśŻŹĆĄŚĘŁÓŃ]{1,12})\s+)?(?<![\w.,:])(?P<year>[12]\d{3})"
    r"(?P<word>\s*r\.|\s+r(?=[,;)])|\s+rok(?:u|iem|owi)?(?!\w))"
)
_YEAR_AFTER = re.compile(
    r"(?:(?<!\w)(?P<before>[A-Za-zżźćńółęąśŻŹĆĄŚĘŁÓŃ]{1,12})\s+)?\b(?P<word>[Rr]ok(?:u|iem|owi)?)\s+(?P<year>[12]\d{3})"
    r"(?![\w]|[.,]\d)"
)
# "31.12.2024 r.": the reader of dates says the word itself
_DATED = re.compile(r"(?<=[./]\d{4})\s*r\.")
_YEAR_FORMS = {"rok": "m", "rokiem": "mi", "rokowi": "md"}


def _form_of_year(word: str, before: str | None) -> str:
    return _YEAR_FORMS.get(word.lower()) or ("ml" if (before or "").lower() in _IN else "mg")


def _year(match: Match[str]) -> str:
    word = match["word"].strip()
    end = stop_at_end(match) if word == "r." else ""
    word = "roku" if word in ("r.", "r") else word
    lead = f"{match['before']} " if match["before"] else ""
    return f"{lead}{ordinal(int(match['year']), _form_of_year(word, match['before']))} {word}{end}"


def _year_after(match: Match[str]) -> str:
    lead = f"{match['before']} " if match["before"] else ""
    form = _form_of_year(match["word"], match["before"])
    return f"{lead}{match['word']} {ordinal(int(match['year']), form)}"


# "o 15:30", "od 8:00 do 16:00", "o godz. 8": the hour is an ordinal of "godzina"
_HOUR_FORMS = {
    "od": "fg",
    "do": "fg",
    "około": "fg",
    "koło": "fg",
    "o": "fl",
    "po": "fl",
    "przed": "fi",
    "na": "fa",
}
_CLOCK = re.compile(
    r"\b(?P<before>(?i:od|do|około|koło|o|po|przed|na))\s+"
    r"(?:(?P<hours>godz\.|godzin[yęieą]+)\s+(?P<alone>[01]?\d|2[0-4])(?:[:.](?P<past>[0-5]\d))?(?![\w:%]|[.,]\d)"
    r"|(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?![\w:]|[.,]\d))"
)
_HOUR_WORDS = {"fg": "godziny", "fl": "godzinie", "fi": "godziną", "fa": "godzinę"}


_MORNING = re.compile(
    r"\b(?P<before>[Oo])\s+(?P<hour>1?\d|2[0-4])(?=\s+(?:rano|wieczorem|po południu|w nocy|nad ranem))"
)


def _clocks(match: Match[str]) -> str:
    form = _HOUR_FORMS[match["before"].lower()]
    hour, minute = match["hour"] or match["alone"], match["minute"] or match["past"] or "0"
    named = f"{_HOUR_WORDS[form]} " if match["hours"] else ""
    return f"{match['before']} {named}{_clock(int(hour), int(minute), form)}"


# "XX w.", "w XIX wieku": the abbreviation alone is a preposition
_CENTURY = re.compile(r"(?P<before>\b[Ww]e?\s+)?\b(?P<number>[IVX]{1,5})\s+(?:w(?P<stop>\.)|wieku(?!\w))")


def _century(match: Match[str]) -> str:
    form = "ml" if match["before"] else "mg"
    end = stop_at_end(match) if match["stop"] else ""
    return f"{match['before'] or ''}{ordinal(value(match['number']), form)} wieku{end}"


# "w latach 90.", "lata 80."
_DECADE = re.compile(r"\b(?P<years>[Ll]at(?:a|ach)?)\s+(?P<number>[1-9]0)\.(?P<rest>\s*)")


def _decade(match: Match[str]) -> str:
    form = "p" if match["years"].lower() == "lata" else "pg"
    end = "" if match.string[match.end() :] else "."
    return f"{match['years']} {ordinal(int(match['number']), form)}{end}{match['rest']}"


# Nouns tell the gender of a 1 before them, and the commonest that of a 2.
_ONE = re.compile(r"(?<![\w.,:/\-–—])(?<!\d\s)1\s+(?P<noun>[a-ząćęłńóśźż]{3,})(?!\w)")
_TWO = re.compile(
    r"(?<![\w.,:/\-–—])(?<!\d\s)(?P<number>[2-9]?2)\s+(?P<noun>osoby|kobiety|godziny|minuty|sekundy|korony|książki|"
    r"strony|rzeczy|córki|siostry|dziewczyny|dziewczynki|szklanki|łyżki|łyżeczki|butelki|sztuki|części|drogi|noce|"
    r"grupy|drużyny|próby|zasady|opcje|wersje|firmy|partie|rodziny|ulice|szkoły|klasy|bramki|karty|kawy|herbaty|tony)"
    r"(?!\w)"
)
_CHILDREN = re.compile(r"(?<![\w.,:/\-–—])(?<!\d\s)(?P<number>[2-9]|10)\s+dzieci(?!\w)")
_COLLECTIVES = (
    "dwoje", "troje", "czworo", "pięcioro", "sześcioro", "siedmioro", "ośmioro", "dziewięcioro",
    "dziesięcioro",
)  # fmt: skip


def _one(match: Match[str]) -> str:
    noun = match["noun"]
    if noun in _MONTHS or noun in _NO_NOUNS:
        return match[0]
    words = {"a": "jedna", "ę": "jedną", "o": "jedno"}.get(noun[-1])
    return f"{words} {noun}" if words else match[0]


_NO_NOUNS = frozenset(
    {"dnia", "raza", "tylko", "około", "albo", "mało", "dużo", "była", "było", "została", "zostało"}
)


# "p. Nowak": of the two that the abbreviation may mean, the one that the name tells
_SIR = re.compile(r"\b(?P<p>[Pp])\.\s?(?=(?P<name>[A-ZŻŹĆĄŚĘŁÓŃ]\w+))")


def _sir(match: Match[str]) -> str:
    return "pani " if match["name"].endswith("a") else "pan "


# "18-letni", "50-lecie"
_COMPOUND = re.compile(r"(?<![\w.,:/-])(?P<number>\d{1,2}|100)-(?P<rest>[a-ząćęłńóśźż]{4,})")
_COMPOUNDS = (
    "zero", "jedno", "dwu", "trzy", "cztero", "pięcio", "sześcio", "siedmio", "ośmio", "dziewięcio",
    "dziesięcio", "jedenasto", "dwunasto", "trzynasto", "czternasto", "piętnasto", "szesnasto", "siedemnasto",
    "osiemnasto", "dziewiętnasto",
)  # fmt: skip
_COMPOUND_TENS = (
    "dwudziesto", "trzydziesto", "czterdziesto", "pięćdziesięcio", "sześćdziesięcio", "siedemdziesięcio",
    "osiemdziesięcio", "dziewięćdziesięcio",
)  # fmt: skip


def _compound(match: Match[str]) -> str:
    number = int(match["number"])
    if number == 100:
        return f"stu{match['rest']}"
    if number < 20:
        return _COMPOUNDS[number] + match["rest"]
    ones = _COMPOUNDS[number % 10] if number % 10 else ""
    return _COMPOUND_TENS[number // 10 - 2] + ones + match["rest"]


# "ul. Długa", "na ul. Długiej"
_STREET = re.compile(
    r"(?P<before>\b(?:na|przy|z|do|od|po)\s+)?\b(?P<word>[Uu]l|[Aa]l|[Pp]l)\.\s?(?=(?P<name>[A-ZŻŹĆŚŁ\d]\w*))"
)
_STREETS = {
    "ul": ("ulica", "ulicy", "ulicę"),
    "al": ("aleja", "alei", "aleję"),
    "pl": ("plac", "placu", "plac"),
}


def _street(match: Match[str]) -> str:
    nominative, other, accusative = _STREETS[match["word"].lower()]
    if not match["before"]:
        return f"{nominative} "
    return f"{match['before']}{accusative if match['name'].endswith('ą') else other} "


_FRACTIONS = {
    (1, 2): "pół",
    (1, 3): "jedna trzecia",
    (2, 3): "dwie trzecie",
    (1, 4): "jedna czwarta",
    (3, 4): "trzy czwarte",
    (1, 5): "jedna piąta",
    (1, 10): "jedna dziesiąta",
}
_first = chained(
    _unstopped,
    fractions(_UNITS, _FRACTIONS, lambda noun: f"pół {noun}", "other"),
    halved("i pół"),
    by("na"),
    replacing(_DECADE, _decade),
    replacing(_CENTURY, _century),
    replacing(_YEAR_AFTER, _year_after),
    replacing(_DATED, stop_at_end),
    replacing(_YEAR, _year),
    replacing(_CLOCK, _clocks),
    replacing(_MORNING, lambda match: f"{match['before']} {ordinal(int(match['hour']), 'fl')}"),
    _governed,
    replacing(_COMPOUND, _compound),
    replacing(_CHILDREN, lambda match: f"{_COLLECTIVES[int(match['number']) - 2]} dzieci"),
    replacing(_ONE, _one),
    replacing(_TWO, lambda match: f"{cardinal(int(match['number']), 'f')} {match['noun']}"),
    replacing(_SIR, _sir),
    replacing(_STREET, _street),
)

_LOCATIVE_BEFORE = re.compile(r"\b(?:w|we|na|po|o|przy)\s+\Z", re.IGNORECASE)
_NEXT = re.compile(r"\s+(?P<word>[^\W\d_]+)")


def _stopped_ordinal(before: str, after: str) -> str | None:
    """Return the form of "5." by the word after it; one with a capital begins the next sentence."""
    match = _NEXT.match(after)
    if match is None or match["word"][0].isupper():
        return None
    word = match["word"]
    if _LOCATIVE_BEFORE.search(before):
        return "fl" if word.endswith(("i", "y")) or word in _FEMININE_LOCATIVES else "ml"
    return "f" if word.endswith("a") else "n" if word.endswith(("e", "o", "ę")) else "m"


_FEMININE_LOCATIVES = frozenset(
    [
        "rundzie",
        "połowie",
        "lidze",
        "klasie",
        "turze",
        "fazie",
        "grupie",
        "minucie",
        "godzinie",
        "dekadzie",
        "wojnie",
        "serii",
    ]
)


def _genitive_name(name: str) -> str:
    return f"{name[:-1]}y" if name.endswith("a") else f"{name}a"


_KINGS = (
    "jan", "zygmunt", "władysław", "kazimierz", "bolesław", "stanisław", "august", "henryk", "karol",
    "ludwik",
    "jerzy", "wilhelm", "fryderyk", "aleksander", "mikołaj", "iwan", "paweł", "benedykt", "pius", "napoleon",
    "filip", "franciszek", "leszek", "mieszko", "ryszard", "edward",
)  # fmt: skip
_QUEENS = ("katarzyna", "elżbieta", "anna", "maria", "małgorzata")
_RULERS: dict[str, str] = {
    **{_genitive_name(name): "mg" for name in _KINGS},
    **{_genitive_name(name): "fg" for name in _QUEENS},
    **dict.fromkeys(_KINGS, "m"),
    **dict.fromkeys(_QUEENS, "f"),
    "pawła": "mg", "jerzego": "mg", "marii": "fg", "mieszka": "mg", "zygmuntem": "mi", "stary": "m",
    "starego": "mg",
    "wielki": "m", "franciszka": "mg", "ludwika": "mg", "henryka": "mg", "fryderyka": "mg",
}  # fmt: skip

RULES = Rules(
    language="pl",
    name="Polish",
    locale="pl",
    character_limit=224,
    cardinal=cardinal,
    ordinal=ordinal,
    marks={",": "przecinek", ".": "kropka"},
    groups=" .",
    decimal=_decimal,
    ordinals={
        "-szy": "m",
        "-gi": "m",
        "-ci": "m",
        "-ty": "m",
        "-my": "m",
        "-go": "mg",
        "-ego": "mg",
        "-tego": "mg",
        "-mu": "md",
        "-emu": "md",
        "-ty.": "m",
        "-sza": "f",
        "-ga": "f",
        "-cia": "f",
        "-ta": "f",
        "-ma": "f",
        "-ej": "fg",
        "-tej": "fg",
        "-ą": "fa",
        "-e": "n",
        "-te": "n",
        "-ych": "pg",
        "-tych": "pg",
        "-ym": "ml",
        "-tym": "ml",
    },
    stopped_ordinal=_stopped_ordinal,
    fractions=_FRACTIONS,
    half=" i ",
    over="przez",
    to="–",
    minus="minus",
    date=_date,
    months={
        "sty": 1,
        "lut": 2,
        "mar": 3,
        "kwi": 4,
        "cze": 6,
        "lip": 7,
        "sie": 8,
        "wrz": 9,
        "paź": 10,
        "lis": 11,
        "gru": 12,
    },
    time=_time,
    time_cues=("godzina", "godz."),
    currencies=_CURRENCIES,
    signs=_SIGNS,
    cents=", ",
    magnitudes=_MAGNITUDES,
    units=_UNITS,
    unit_forms={
        **dict.fromkeys(
            (
                "duration-millisecond",
                "duration-microsecond",
                "duration-nanosecond",
                "speed-mile-per-hour",
                "energy-kilocalorie",
                "energy-calorie",
                "mass-tonne",
            ),
            "f",
        ),
    },
    roman_before={
        "rozdział": "m",
        "tom": "m",
        "część": "f",
        "akt": "m",
        "klasa": "f",
        "liceum": "n",
        "etap": "m",
    },
    roman_after={
        "wiek": "m",
        "wieku": "ml",
        "wieki": "p",
        "wieków": "pg",
        "wojna": "f",
        "wojny": "fg",
        "wojnę": "fa",
        "wojnie": "fl",
        "rzeczpospolita": "f",
        "rzeczypospolitej": "fg",
        "tysiąclecie": "n",
        "kwartał": "m",
        "kwartale": "ml",
        "kwartału": "mg",
        "piętro": "n",
        "rzesza": "f",
        "rzeszy": "fg",
        "piętrze": "nl",
        "liga": "f",
        "lidze": "fl",
        "ligi": "fg",
        "liceum": "n",
        "klasa": "f",
        "klasy": "fg",
        "tura": "f",
        "turze": "fl",
        "edycja": "f",
        "zjazd": "m",
    },
    rulers=_RULERS,
    regnal=lambda number, name: ordinal(number, _RULERS.get(name, "m")),
    spelled={
        ".": "kropka",
        "/": "ukośnik",
        "@": "małpa",
        "-": "myślnik",
        "_": "podkreślnik",
        ":": "dwukropek",
        "?": "znak zapytania",
        "=": "równa się",
        "&": "i",
        "#": "krzyżyk",
        "%": "procent",
        "~": "tylda",
        "+": "plus",
    },
    domains=("pl",),
    telephone_cues=("tel", "telefon", "telefonu", "faks", "kom"),
    abbreviations={
        "dr": "doktor",
        "sw": "święty",
        "św": "święty",
        "jr": "junior",
        "prof": "profesor",
        "mgr": "magister",
        "inż": "inżynier",
        "hab": "habilitowany",
        "ks": "ksiądz",
        "bp": "biskup",
        "gen": "generał",
        "płk": "pułkownik",
        "kpt": "kapitan",
        "red": "redaktor",
        "im": "imienia",
        "np": "na przykład",
        "itd": "i tak dalej",
        "proc": "procent",
        "ul": "ulica",
        "al": "aleja",
        "itp": "i tym podobne",
        "m.in": "między innymi",
        "tzn": "to znaczy",
        "tj": "to jest",
        "tzw": "tak zwany",
        "ok": "około",
        "ww": "wyżej wymieniony",
        "cd": "ciąg dalszy",
        "cdn": "ciąg dalszy nastąpi",
        "godz": "godzina",
        "woj": "województwo",
        "pow": "powiat",
        "os": "osiedle",
        "zob": "zobacz",
        "por": "porównaj",
        "jw": "jak wyżej",
        "br": "bieżącego roku",
        "ub": "ubiegłego",
        "p.n.e": "przed naszą erą",
        "n.e": "naszej ery",
        "tel": "telefon",
        "wg": "według",
        "ds": "do spraw",
        "a.k.a": "czyli",
    },
    numbered={
        "s": "strona",
        "str": "strona",
        "r": "rok",
        "p": "punkt",
        "pkt": "punkt",
        "art": "artykuł",
        "rys": "rysunek",
        "tab": "tabela",
        "ust": "ustęp",
        "m": "mieszkanie",
        "t": "tom",
    },
    words={
        "dr": "doktor",
        "mgr": "magister",
        "nr": "numer",
        "wg": "według",
        "ds": "do spraw",
        "sp. z o.o.": "spółka z ograniczoną odpowiedzialnością",
        "płk": "pułkownik",
        "bp": "biskup",
        "dra": "doktora",
    },
    symbols={
        "×": "razy",
        "&": "i",
        "@": "małpa",
        "%": "procent",
        "#": "krzyżyk",
        "$": "dolar",
        "£": "funt",
        "€": "euro",
        "°": "stopnie",
        "+": "plus",
        "=": "równa się",
        "§": "paragraf",
    },
    first=_first,
)
