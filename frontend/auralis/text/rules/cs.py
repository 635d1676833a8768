"""Czech."""

from __future__ import annotations

import re
from re import Match

from auralis.text import numerals
from auralis.text.roman import value
from auralis.text.rules.base import Currency, Date, Noun, Rules, Time
from auralis.text.rules.slavic import fractions, genitive, per
from auralis.text.rules.stages import by, chained, halved, replacing, stopped_numerals, unstopped

_cardinal = numerals.cardinal("cs")

_HUNDREDS = {"dvěstě": "dvě stě", "třista": "tři sta", "čtyřista": "čtyři sta"}
_BY_GENDER = {  # of 1 and 2 alone: 21 is "dvacet jedna" before any noun
    "m": {"jedna": "jeden"},
    "f": {"dva": "dvě"},
    "n": {"jedna": "jedno", "dva": "dvě"},
}
_GENITIVE = {
    "jedna": "jednoho", "dva": "dvou", "tři": "tří", "čtyři": "čtyř", "devět": "devíti", "deset": "deseti",
    "sto": "sta", "tisíc": "tisíce", "milion": "milionu", "nula": "nuly",
}  # fmt: skip


def cardinal(number: int, form: str = "") -> str:
    """Return a cardinal: "" as one counts, "m", "f", "n"; with "g" in front in the genitive."""
    words = _cardinal(number, "")
    for joined, apart in _HUNDREDS.items():
        words = words.replace(joined, apart)
    words = re.sub(r"(?<=\w)set\b(?<!deset)", " set", words)
    if form.startswith("g"):
        return _in_genitive(words, number, form)
    return _BY_GENDER.get(form, {}).get(words, words)


def _in_genitive(words: str, number: int, form: str) -> str:
    """Return a cardinal in the genitive; from 101 on, only tens and ones are inflected, as in speech."""
    *rest, tens, ones = ["", "", *words.split(" ")]
    if number <= 20 or number % 10 == 0 or (number > 100 and number % 100 < 20):
        rest, tens = [*rest, tens], ""
    if number > 100 and number % 100 == 0:
        return words
    declined = [_declined_cardinal(word, form) for word in (tens, ones) if word]
    return " ".join(filter(None, [*rest, *declined]))


def _declined_cardinal(word: str, form: str) -> str:
    if word == "jedna" and form == "gf":
        return "jedné"
    return _GENITIVE.get(word) or f"{word}i"


_ORDINALS = (
    "nultý", "první", "druhý", "třetí", "čtvrtý", "pátý", "šestý", "sedmý", "osmý", "devátý", "desátý",
    "jedenáctý", "dvanáctý", "třináctý", "čtrnáctý", "patnáctý", "šestnáctý", "sedmnáctý", "osmnáctý",
    "devatenáctý",
)  # fmt: skip
_TENTHS = (
    "dvacátý", "třicátý", "čtyřicátý", "padesátý", "šedesátý", "sedmdesátý", "osmdesátý", "devadesátý",
)  # fmt: skip
_HUNDREDTHS = (
    "stý", "dvoustý", "třístý", "čtyřstý", "pětistý", "šestistý", "sedmistý", "osmistý", "devítistý",
)  # fmt: skip
_THOUSANDTHS = {
    1: "tisící", 2: "dvoutisící", 3: "třítisící", 4: "čtyřtisící", 5: "pětitisící", 6: "šestitisící",
    7: "sedmitisící", 8: "osmitisící", 9: "devítitisící", 10: "desetitisící", 100: "stotisící",
    1000: "miliontý",
}  # fmt: skip

_HARD = {  # gender or "p" for the plural; then the case: genitive, dative, accusative, instrumental, locative
    "mg": "ého", "md": "ému", "mi": "ým", "ml": "ém", "n": "é", "ng": "ého", "nd": "ému", "ni": "ým",
    "nl": "ém",
    "f": "á", "fg": "é", "fd": "é", "fa": "ou", "fi": "ou", "fl": "é",
    "p": "é", "pg": "ých", "pd": "ým", "pi": "ými", "pl": "ých",
}  # fmt: skip
_SOFT = {
    "mg": "ího", "md": "ímu", "mi": "ím", "ml": "ím", "ng": "ího", "nd": "ímu", "ni": "ím", "nl": "ím",
    "pg": "ích", "pd": "ím", "pi": "ími", "pl": "ích",
}  # fmt: skip


def ordinal(number: int, form: str = "") -> str:
    """Return an ordinal: "" and "m" the masculine nominative, others as `_HARD` has them.

    Raises OverflowError for round numbers that have no ordinal in use.
    """
    rest, last = divmod(number, 100)
    if last or not number:
        before = [cardinal(rest * 100)] if rest else []
        return " ".join([*before, *(_declined(word, form) for word in _below_hundred(last))])
    if number % 1000:
        before = [cardinal(number // 1000 * 1000)] if number > 1000 else []
        return " ".join([*before, _declined(_HUNDREDTHS[number % 1000 // 100 - 1], form)])
    if number // 1000 not in _THOUSANDTHS:
        raise OverflowError("this round number has no ordinal in use")
    return _declined(_THOUSANDTHS[number // 1000], form)


def _below_hundred(number: int) -> list[str]:
    if number < 20:
        return [_ORDINALS[number]]
    tens = _TENTHS[number // 10 - 2]
    return [tens, _ORDINALS[number % 10]] if number % 10 else [tens]


def _declined(adjective: str, form: str) -> str:
    endings = _HARD if adjective.endswith("ý") else _SOFT
    return adjective[:-1] + endings[form] if form in endings else adjective


def _year(year: int) -> str:
    """Return a year; between 1100 and 1999 in hundreds: "devatenáct set čtyřicet pět"."""
    hundreds, rest = divmod(year, 100)
    if not 11 <= hundreds <= 19:
        return cardinal(year)
    return " ".join([cardinal(hundreds), "set", *([cardinal(rest)] if rest else [])])


def _decimal(rules: Rules, whole: str, fraction: str, mark: str) -> str:
    del mark
    number = int(whole)
    wholes = "celá" if number in (0, 1) else "celé" if number in (2, 3, 4) else "celých"
    zeros = len(fraction) - len(fraction.lstrip("0"))
    if len(fraction) > 3:
        parts = [rules.cardinal(int(digit), "") for digit in fraction]
    else:
        parts = [*["nula"] * zeros, rules.cardinal(int(fraction), "")]
    return " ".join([rules.cardinal(number, "f"), wholes, *parts])


_MONTHS = (
    "ledna", "února", "března", "dubna", "května", "června",
    "července", "srpna", "září", "října", "listopadu", "prosince",
)  # fmt: skip
_MONTHS_ALONE = (
    "leden", "únor", "březen", "duben", "květen", "červen",
    "červenec", "srpen", "září", "říjen", "listopad", "prosinec",
)  # fmt: skip


def _date(rules: Rules, date: Date) -> str:
    del rules
    year = [_year(date.year)] if date.year else []
    if not date.day:
        return " ".join(
            [(_MONTHS if date.before in _GENITIVE_BEFORE else _MONTHS_ALONE)[date.month - 1], *year]
        )
    return " ".join([ordinal(date.day, "mg"), _MONTHS[date.month - 1], *year])


def _time(rules: Rules, time: Time) -> str:
    del rules
    hour = cardinal(time.hour, "f" if time.hour <= 2 else "")
    if time.second:
        minute = time.minute or 0
        return (
            f"{hour} {_HOUR.counted(_category(time.hour))} {cardinal(minute, 'f')} "
            f"{_MINUTE.counted(_category(minute))} {cardinal(time.second, 'f')} "
            f"{_SECOND.counted(_category(time.second))}"
        )
    if not time.minute:
        return f"{hour} {_HOUR.counted(_category(time.hour))}"
    return " ".join([cardinal(time.hour), *(["nula"] if time.minute < 10 else []), cardinal(time.minute)])


def _category(number: int) -> str:
    return "one" if number == 1 else "few" if number in (2, 3, 4) else "other"


def _noun(one: str, few: str, other: str, part: str, form: str = "m") -> Noun:
    """Return a noun: 1, 2 to 4, 5 and more, and in fractions."""
    return Noun(one=one, few=few, other=other, many=part, form=form)


def _masculine(stem: str, few: str = "y", other: str = "ů", part: str = "u") -> Noun:
    return _noun(stem, stem + few, stem + other, stem + part)


def _square(noun: Noun) -> Noun:
    return _noun(
        f"čtvereční {noun.one}",
        f"čtvereční {noun.few}",
        f"čtverečních {noun.other}",
        f"čtverečního {noun.many}",
    )


_SECOND = _noun("sekunda", "sekundy", "sekund", "sekundy", "f")
_MINUTE = _noun("minuta", "minuty", "minut", "minuty", "f")
_HOUR = _noun("hodina", "hodiny", "hodin", "hodiny", "f")
_DEGREE = _noun("stupeň", "stupně", "stupňů", "stupně")
_METRE, _KILOMETRE, _CENTIMETRE = _masculine("metr"), _masculine("kilometr"), _masculine("centimetr")
_CUBIC_METRE = _noun("krychlový metr", "krychlové metry", "krychlových metrů", "krychlového metru")
_MAGNITUDES = {
    "tis": _noun("tisíc", "tisíce", "tisíc", "tisíce"),
    "mil": _masculine("milion"),
    "mld": _noun("miliarda", "miliardy", "miliard", "miliardy", "f"),
    "mio": _masculine("milion"),
}
_UNITS = {
    "mm": _masculine("milimetr"),
    "cm": _CENTIMETRE,
    "dm": _masculine("decimetr"),
    "m": _METRE,
    "km": _KILOMETRE,
    "km/h": per(_KILOMETRE, "za hodinu"),
    "km/s": per(_KILOMETRE, "za sekundu"),
    "m/s": per(_METRE, "za sekundu"),
    "m²": _square(_METRE),
    "m2": _square(_METRE),
    "km²": _square(_KILOMETRE),
    "km2": _square(_KILOMETRE),
    "cm²": _square(_CENTIMETRE),
    "m³": _CUBIC_METRE,
    "m3": _CUBIC_METRE,
    "ha": _masculine("hektar"),
    "mg": _masculine("miligram"),
    "g": _masculine("gram"),
    "dkg": _masculine("dekagram"),
    "kg": _masculine("kilogram"),
    "t": _noun("tuna", "tuny", "tun", "tuny", "f"),
    "ml": _masculine("mililitr"),
    "dl": _masculine("decilitr"),
    "cl": _masculine("centilitr"),
    "l": _masculine("litr"),
    "hl": _masculine("hektolitr"),
    "min": _MINUTE,
    "sek": _SECOND,
    "h": _HOUR,
    "hod": _HOUR,
    "W": _masculine("watt"),
    "kW": _masculine("kilowatt"),
    "MW": _masculine("megawatt"),
    "kWh": _noun("kilowatthodina", "kilowatthodiny", "kilowatthodin", "kilowatthodiny", "f"),
    "Hz": _noun("hertz", "hertze", "hertzů", "hertzu"),
    "kHz": _noun("kilohertz", "kilohertze", "kilohertzů", "kilohertzu"),
    "MHz": _noun("megahertz", "megahertze", "megahertzů", "megahertzu"),
    "GHz": _noun("gigahertz", "gigahertze", "gigahertzů", "gigahertzu"),
    "kB": _masculine("kilobajt"),
    "KB": _masculine("kilobajt"),
    "MB": _masculine("megabajt"),
    "GB": _masculine("gigabajt"),
    "TB": _masculine("terabajt"),
    "hPa": _masculine("hektopascal", few="y", other="ů"),
    "kcal": _noun("kilokalorie", "kilokalorie", "kilokalorií", "kilokalorie", "f"),
    "ks": _masculine("kus"),
    **_MAGNITUDES,
    "%": _noun("procento", "procenta", "procent", "procenta", "n"),
    "‰": _noun("promile", "promile", "promile", "promile", "n"),
    "°": _DEGREE,
    "°C": per(_DEGREE, "celsia"),
    "°F": per(_DEGREE, "fahrenheita"),
}
_CROWN = _noun("koruna", "koruny", "korun", "koruny", "f")
_CENT = _masculine("cent")
_CURRENCIES = {
    "CZK": Currency(_CROWN, _noun("haléř", "haléře", "haléřů", "haléře")),
    "EUR": Currency(_noun("euro", "eura", "eur", "eura", "n"), _CENT),
    "USD": Currency(_masculine("dolar"), _CENT),
    "GBP": Currency(
        _noun("libra", "libry", "liber", "libry", "f"), _noun("pence", "pence", "pencí", "pence", "f")
    ),
    "PLN": Currency(_noun("zlotý", "zloté", "zlotých", "zlotého"), _masculine("groš", few="e", part="e")),
    "CHF": Currency(_noun("švýcarský frank", "švýcarské franky", "švýcarských franků", "švýcarského franku")),
    "HUF": Currency(_masculine("forint")),
    "JPY": Currency(_noun("jen", "jeny", "jenů", "jenu")),
    "RUB": Currency(_masculine("rubl")),
    "UAH": Currency(_noun("hřivna", "hřivny", "hřiven", "hřivny", "f")),
}
_SIGNS = {"Kč": "CZK", "kč": "CZK", ",- Kč": "CZK", ",-": "CZK", ",–": "CZK"}

_GENITIVE_BEFORE = ("do", "od", "ode", "bez", "kolem", "okolo", "z", "ze", "u", "podle", "během", "z celkem")


def _genitive(number: int, noun: Noun | None) -> str:
    if noun is None:
        return cardinal(number, "g")
    form = "gf" if noun.form == "f" else "g"
    return f"{cardinal(number, form)} {noun.counted('many' if number == 1 else 'other')}"


_unstopped = unstopped(("hod", "min", "sek", "tis", "mil", "mld", "ks", "Kč"))
_governed = genitive(
    _GENITIVE_BEFORE,
    {
        **_UNITS,
        **{sign: _CURRENCIES[code].major for sign, code in (("Kč", "CZK"), ("€", "EUR"), ("$", "USD"))},
    },
    (*_MONTHS, "roku", "rok"),
    _genitive,
    _year,
)

# "r. 1945", "v r. 2024"
_YEAR = re.compile(r"(?P<before>\b[Vv]\s+)?\b[Rr]\.\s?(?=[12]\d{3}(?!\d))")
# "XX. století", "Karel IV.", "2. pol."
_ROMAN = re.compile(r"(?<![\w.])(?P<numeral>[IVX]{1,7})\.(?=\s+(?P<next>\w))")
_REGNAL = re.compile(r"\b(?P<name>[A-ZÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ]\w+)\s+(?P<numeral>[IVX]{1,7})\.(?P<rest>\s*)")
# Opening hours: "od 8:00 do 16:30"
_CLOCK = re.compile(
    r"\b(?P<before>(?i:od|do|kolem|okolo))\s+(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?![\d:]|[.,]\d)(?:\s*hod(?:in)?\b\.?)?"
)
_SIR = re.compile(r"\b[Pp]\.\s?(?=(?P<name>[A-ZÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ]\w+))")


# "5 s přáteli": "with", no seconds; no unit is looked for behind two spaces
_WITH = re.compile(r"(?<=\d) (?=s\s+[^\W\d_])")


def _in_year(match: Match[str]) -> str:
    return f"{match['before']}roce " if match["before"] else "roku "


def _numeral(match: Match[str]) -> str:
    return f"{value(match['numeral'])}." if match["next"].islower() else match[0]


def _regnal(match: Match[str]) -> str:
    name = match["name"].lower()
    if name not in _RULERS:
        return match[0]
    end = "" if match.string[match.end() :] else "."
    return f"{match['name']} {ordinal(value(match['numeral']), _RULERS[name])}{end}{match['rest']}"


def _clock(match: Match[str]) -> str:
    hour, minute = int(match["hour"]), int(match["minute"])
    words = [cardinal(hour, "gf")]
    words += (
        [*["nula"] * (minute < 10), cardinal(minute, "g")] if minute else ["hodin" if hour != 1 else "hodiny"]
    )
    return f"{match['before']} {' '.join(words)}"


def _sir(match: Match[str]) -> str:
    return "paní " if match["name"].endswith(("ová", "á")) else "pan "


# "18letý", "3-denní"
_COMPOUND = re.compile(
    r"(?<![\w.,:/-])(?P<number>\d{1,2}|100)-?(?P<rest>(?:let|denn|hodinov|metrov|členn|patrov|místn|násobn|procentn|kolov|"
    r"minutov|týdenn|měsíčn|stránkov|litrov|kilogramov|bodov)[a-záéíýůě]+)"
)


def _compound(match: Match[str]) -> str:
    number = int(match["number"])
    joined = {1: "jedno", 100: "sto"}.get(number) or cardinal(number, "g").replace(" ", "")
    return joined + match["rest"]


# Nouns tell the gender of a 1 before them, and the commonest that of a 2.
_ONE = re.compile(r"(?<![\w.,:/\-–—])(?<!\d\s)1\s+(?P<noun>[a-záčďéěíňóřšťúůýž]{3,})(?!\w)")
_TWO = re.compile(
    r"(?<![\w.,:/\-–—])(?<!\d\s)2\s+(?P<noun>děti|koruny|hodiny|minuty|sekundy|vteřiny|ženy|holky|dívky|sestry|"
    r"dcery|kočky|knihy|strany|osoby|možnosti|věci|tuny|libry|lžíce|lžičky|sklenice|třídy|noci|skupiny|[a-zěščřžýáíéůú]+a)"
    r"(?!\w)"
)


def _one(match: Match[str]) -> str:
    noun = match["noun"]
    if noun in _MONTHS or noun in _NO_NOUNS or noun in _UNITS:
        return match[0]
    if noun[-1] in "aáeěiíyýéů":
        return match[0]
    return f"{ {'u': 'jednu', 'o': 'jedno'}.get(noun[-1], 'jeden') } {noun}"


_NO_NOUNS = frozenset(
    {
        "cal",
        "bar",
        "mbar",
        "kbit",
        "mph",
        "nebo",
        "bylo",
        "jako",
        "pak",
        "jen",
        "tak",
        "než",
        "třeba",
        "byla",
        "roku",
        "bodu",
        "dnu",
    }
)

_FRACTIONS = {
    (1, 2): "půl",
    (1, 3): "jedna třetina",
    (2, 3): "dvě třetiny",
    (1, 4): "jedna čtvrtina",
    (3, 4): "tři čtvrtiny",
    (1, 5): "jedna pětina",
    (1, 10): "jedna desetina",
}
_first = chained(
    _unstopped,
    fractions(_UNITS, _FRACTIONS, lambda noun: f"půl {noun}", "many"),
    replacing(_WITH, "  "),
    halved("a půl"),
    by("krát"),
    replacing(_YEAR, _in_year),
    replacing(_REGNAL, _regnal),
    replacing(_ROMAN, _numeral),
    replacing(_CLOCK, _clock),
    replacing(_COMPOUND, _compound),
    _governed,
    replacing(_ONE, _one),
    replacing(_TWO, lambda match: f"dvě {match['noun']}"),
    replacing(_SIR, _sir),
)


_LOCATIVE_BEFORE = re.compile(r"\b(?:v|ve|na|po|o|při)\s+\Z", re.IGNORECASE)
_GENITIVE_WORDS = re.compile(rf"\b(?:{'|'.join(_GENITIVE_BEFORE)})\s+\Z", re.IGNORECASE)
_NEXT = re.compile(r"\s+(?P<word>[^\W\d_]+)")


_REST_OF_DATE = re.compile(r"\s?\d{1,2}\.(?!\d)")
_DAY_BEFORE, _YEAR_AFTER = re.compile(r"(?<!\d)\d{1,2}\.\s?\Z"), re.compile(r"\s?[12]\d{3}(?!\d)")


def _stopped_ordinal(before: str, after: str) -> str | None:
    """Return the form of "5." by the word after it; one with a capital begins the next sentence.

    A text that is nothing but "5." is a heading or one of a list.
    """
    if not before.strip() and not after.strip():
        return "m"
    if _REST_OF_DATE.match(after) or (_DAY_BEFORE.search(before) and _YEAR_AFTER.match(after)):
        return "mg"
    match = _NEXT.match(after)
    if match is None or match["word"][0].isupper():
        return None
    word = match["word"]
    if word in _KNOWN_FORMS:
        return _KNOWN_FORMS[word]
    if _LOCATIVE_BEFORE.search(before):
        return "fl" if word.endswith(("ě", "i", "e")) else "ml"
    if _GENITIVE_WORDS.search(before):
        return "fg" if word.endswith(("y", "e")) else "mg"
    if word == "století":
        return "ng" if before.strip() else "n"
    forms = (form for end, form in _FORMS_BY_END.items() if word.endswith(end))
    return next(forms, "m")


_FORMS_BY_END = {
    "ého": "mg", "ému": "md", "ém": "ml", "ých": "pg", "ou": "fa", "é": "n", "á": "f", "o": "n", "í": "n",
    "a": "f",
}  # fmt: skip
_KNOWN_FORMS = {
    **dict.fromkeys(_MONTHS, "mg"),
    **dict.fromkeys(
        ("roce", "poločase", "zápase", "okrese", "kole", "místě", "patře", "utkání", "dějství"), "ml"
    ),
    "léta": "f",
    "let": "pg",
    "letech": "pl",
    "kolo": "n",
    "místo": "n",
    "patro": "n",
}


def _genitive_name(name: str) -> str:
    if name.endswith("a"):
        return f"{name[:-1]}y"
    return f"{name[:-2]}la" if name in ("karel", "pavel") else f"{name}a"


_KINGS = (
    "karel", "václav", "jan", "přemysl", "otakar", "ferdinand", "rudolf", "leopold", "josef", "ludvík",
    "vladislav",
    "zikmund", "jindřich", "vilém", "fridrich", "alexandr", "petr", "pavel", "filip", "františek", "boleslav",
    "bořivoj", "vratislav", "benedikt", "pius", "napoleon", "richard", "eduard",
)  # fmt: skip
_QUEENS = ("alžběta", "kateřina", "anna", "marie", "markéta")
_RULERS: dict[str, str] = {
    **{_genitive_name(name): "mg" for name in _KINGS},
    **{_genitive_name(name): "fg" for name in _QUEENS},
    **dict.fromkeys(_KINGS, "m"),
    **dict.fromkeys(_QUEENS, "f"),
    "josefa": "mg", "jiří": "m", "františka": "mg", "mikuláš": "m", "mikuláše": "mg", "karlem": "mi",
}  # fmt: skip

RULES = Rules(
    language="cs",
    name="Czech",
    locale="cs",
    character_limit=186,
    cardinal=cardinal,
    ordinal=ordinal,
    marks={",": "čárka", ".": "tečka"},
    groups=" .",
    decimal=_decimal,
    stopped_ordinal=_stopped_ordinal,
    year=_year,
    year_cues=("rok", "roku", "roce", "rokem", "léta", "v letech", "letech", "a"),
    fractions=_FRACTIONS,
    half=" a ",
    over="lomeno",
    to="až",
    minus="minus",
    date=_date,
    months={
        "led": 1,
        "úno": 2,
        "bře": 3,
        "dub": 4,
        "kvě": 5,
        "čvn": 6,
        "čvc": 7,
        "srp": 8,
        "zář": 9,
        "říj": 10,
        "lis": 11,
        "pro": 12,
    },
    day_end=r"\.",
    time=_time,
    hours=("hodin", "hodiny", "hod.", "hod", "h"),
    time_cues=("v", "ve", "od", "do", "kolem"),
    currencies=_CURRENCIES,
    signs=_SIGNS,
    cents=", ",
    magnitudes=_MAGNITUDES,
    units=_UNITS,
    unit_forms={
        "": "m",
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
    roman_before={"kapitola": "f", "díl": "m", "třída": "f", "část": "f"},
    roman_after={"století": "n", "světová": "f", "světové": "fg"},
    spelled={
        ".": "tečka",
        "/": "lomeno",
        "@": "zavináč",
        "-": "pomlčka",
        "_": "podtržítko",
        ":": "dvojtečka",
        "?": "otazník",
        "=": "rovná se",
        "&": "a",
        "#": "křížek",
        "%": "procento",
        "~": "vlnovka",
        "+": "plus",
    },
    domains=("cz", "sk"),
    telephone_cues=("tel", "telefon", "telefonu", "fax", "mobil"),
    abbreviations={
        **stopped_numerals(ordinal),
        "dr": "doktor",
        "ing": "inženýr",
        "p": "pan",
        "prof": "profesor",
        "doc": "docent",
        "mgr": "magistr",
        "bc": "bakalář",
        "judr": "doktor práv",
        "mudr": "doktor medicíny",
        "phdr": "doktor filozofie",
        "rndr": "doktor přírodních věd",
        "mvdr": "doktor veterinární medicíny",
        "arch": "architekt",
        "gen": "generál",
        "plk": "plukovník",
        "sv": "svatý",
        "pí": "paní",
        "sl": "slečna",
        "např": "například",
        "atd": "a tak dále",
        "apod": "a podobně",
        "atp": "a tak podobně",
        "tzv": "takzvaný",
        "tj": "to jest",
        "tzn": "to znamená",
        "mj": "mimo jiné",
        "popř": "popřípadě",
        "příp": "případně",
        "resp": "respektive",
        "pozn": "poznámka",
        "srov": "srovnej",
        "vč": "včetně",
        "stol": "století",
        "ul": "ulice",
        "nám": "náměstí",
        "tř": "třída",
        "tel": "telefon",
        "max": "maximálně",
        "s.r.o": "es er o",
        "a.s": "akciová společnost",
        "př.n.l": "před naším letopočtem",
        "n.l": "našeho letopočtu",
        "t.č": "toho času",
        "č.p": "číslo popisné",
    },
    numbered={
        "č": "číslo",
        "str": "strana",
        "s": "strana",
        "kap": "kapitola",
        "odst": "odstavec",
        "čl": "článek",
        "obr": "obrázek",
        "tab": "tabulka",
        "sv": "svazek",
        "roč": "ročník",
        "min": "minimálně",
    },
    words={"cca": "cirka", "dr": "doktor"},
    symbols={
        "&": "a",
        "@": "na",
        "×": "krát",
        "%": "procent",
        "#": "křížek",
        "$": "dolar",
        "£": "libra",
        "€": "euro",
        "°": "stupně",
        "+": "plus",
        "=": "rovná se",
        "§": "paragraf",
    },
    first=_first,
)
