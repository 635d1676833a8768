"""Russian."""

from __future__ import annotations

import re
from re import Match

from auralis.text import numerals
from auralis.text.roman import value
from auralis.text.rules.base import Currency, Date, Noun, Rules, Time
from auralis.text.rules.slavic import fractions, genitive, per
from auralis.text.rules.stages import by, chained, either, halved, replacing, stop_at_end, unstopped
from auralis.text.spellout import spell_out

_cardinal = numerals.cardinal("ru")
_ordinal = numerals.ordinal("ru")

_BY_GENDER = {"f": {"один": "одна", "два": "две"}, "n": {"один": "одно"}}

# Gender, or "p" for the plural, then the case: genitive, dative, accusative, instrumental, locative.
_HARD = {
    "mg": "ого", "md": "ому", "mi": "ым", "ml": "ом",
    "n": "ое", "ng": "ого", "nd": "ому", "ni": "ым", "nl": "ом",
    "f": "ая", "fg": "ой", "fd": "ой", "fa": "ую", "fi": "ой", "fl": "ой",
    "p": "ые", "pg": "ых", "pd": "ым", "pi": "ыми", "pl": "ых",
}  # fmt: skip
_THIRD = {
    "mg": "ьего", "md": "ьему", "mi": "ьим", "ml": "ьем",
    "n": "ье", "ng": "ьего", "nd": "ьему", "ni": "ьим", "nl": "ьем",
    "f": "ья", "fg": "ьей", "fd": "ьей", "fa": "ью", "fi": "ьей", "fl": "ьей",
    "p": "ьи", "pg": "ьих", "pd": "ьим", "pi": "ьими", "pl": "ьих",
}  # fmt: skip


def cardinal(number: int, form: str = "") -> str:
    """Return a cardinal: "" and "m", "f", "n"; with "g" in front in the genitive."""
    if form.startswith("g"):
        gender = "feminine" if form == "gf" else "masculine"
        words = spell_out(number, "ru", f"spellout-cardinal-{gender}-genitive")
        return words.replace("трех", "трёх").replace("четырех", "четырёх")
    rest, space, last = _cardinal(number, "").rpartition(" ")
    return rest + space + _BY_GENDER.get(form, {}).get(last, last)


def ordinal(number: int, form: str = "") -> str:
    """Return an ordinal: "" and "m" the masculine nominative, others as `_HARD` has them.

    "g" is the genitive of the cardinal ("5-ти"), "e" and "x" are the ends of "5-е" and "90-е",
    "3-х" and "90-х".
    """
    if form == "g" or (form == "x" and number in (2, 3, 4)):
        return cardinal(number, "g")
    if form == "e":
        form = "p" if number % 10 == 0 and (20 <= number <= 90 or number >= 1000) else "n"
    words = _ordinal(number, "")
    form = {"x": "pg"}.get(form, form)
    if words.endswith("третий"):
        return words[:-2] + _THIRD.get(form, "ий")
    return words[:-2] + _HARD[form] if form in _HARD else words


def _decimal(rules: Rules, whole: str, fraction: str, mark: str) -> str:
    del mark
    number, part = int(whole), int(fraction)
    if len(fraction) > len(_DENOMINATORS):
        digits = " ".join(cardinal(int(digit)) for digit in fraction)
        return f"{rules.cardinal(number, 'f')} {_of(number, 'целая', 'целых')} {digits}"
    parts = _of(part, f"{_DENOMINATORS[len(fraction) - 1]}ая", f"{_DENOMINATORS[len(fraction) - 1]}ых")
    wholes = f"{rules.cardinal(number, 'f') if number else 'ноль'} {_of(number, 'целая', 'целых')}"
    return f"{wholes} {rules.cardinal(part, 'f')} {parts}"


_DENOMINATORS = ("десят", "сот", "тысячн", "десятитысячн", "стотысячн", "миллионн")


def _of(number: int, one: str, other: str) -> str:
    return one if number % 10 == 1 and number % 100 != 11 else other


_NOMINATIVE_BEFORE = frozenset({"сегодня", "завтра", "вчера", "это", "по", "на"})


def _date(rules: Rules, date: Date) -> str:
    month = _MONTHS[date.month - 1]
    words = []
    if date.day:
        form = {"к": "nd", "ко": "nd"}.get(date.before, "n" if date.before in _NOMINATIVE_BEFORE else "ng")
        words.append(rules.ordinal(date.day, form))
    words.append(month)
    if date.year:
        words += [rules.ordinal(date.year, "mg"), "года"]
    return " ".join(words)


_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip


def _time(rules: Rules, time: Time) -> str:
    hour = f"{rules.cardinal(time.hour, '')} {_HOUR.counted(_category(time.hour))}"
    if time.second:
        minute, second = time.minute or 0, time.second
        return (
            f"{hour} {rules.cardinal(minute, 'f')} {_MINUTE.counted(_category(minute))} "
            f"{rules.cardinal(second, 'f')} {_SECOND.counted(_category(second))}"
        )
    if not time.minute:
        return hour
    return " ".join([rules.cardinal(time.hour, ""), *_minutes(time.minute, "")])


def _minutes(minute: int, form: str) -> list[str]:
    return [*(["ноль"] if minute < 10 else []), cardinal(minute, form)]


def _category(number: int) -> str:
    if number % 10 == 1 and number % 100 != 11:
        return "one"
    return "few" if number % 10 in (2, 3, 4) and number % 100 not in (12, 13, 14) else "many"


_HOUR = Noun(one="час", few="часа", many="часов", other="часа")
_MINUTE = Noun(one="минута", few="минуты", many="минут", other="минуты", form="f")
_SECOND = Noun(one="секунда", few="секунды", many="секунд", other="секунды", form="f")


def _masculine(stem: str, few: str = "а", many: str = "ов") -> Noun:
    return Noun(one=stem, few=stem + few, many=stem + many, other=stem + few)


def _measure(stem: str) -> Noun:
    """Return a masculine noun whose genitive plural is its stem: 5 ватт."""
    return Noun(one=stem, few=stem + "а", many=stem, other=stem + "а")


_KILOMETRE = _masculine("километр")
_METRE = _masculine("метр")
_KILOWATT = _measure("киловатт")
_DEGREE = _masculine("градус")

_KOPECK = Noun(one="копейка", few="копейки", many="копеек", other="копейки", form="f")
_ROUBLE = Currency(Noun(one="рубль", few="рубля", many="рублей", other="рубля"), _KOPECK)
_THOUSAND = Noun(one="тысяча", few="тысячи", many="тысяч", other="тысячи", form="f")
_MAGNITUDES = {
    "тыс": _THOUSAND,
    "млн": _masculine("миллион"),
    "млрд": _masculine("миллиард"),
    "трлн": _masculine("триллион"),
}

_UNITS = {
    "мм": _masculine("миллиметр"),
    "см": _masculine("сантиметр"),
    "дм": _masculine("дециметр"),
    "м": _METRE,
    "км": _KILOMETRE,
    "км/ч": per(_KILOMETRE, "в час"),
    "км/с": per(_KILOMETRE, "в секунду"),
    "м/с": per(_METRE, "в секунду"),
    "м²": Noun(
        one="квадратный метр", few="квадратных метра", many="квадратных метров", other="квадратного метра"
    ),
    "км²": Noun(
        one="квадратный километр",
        few="квадратных километра",
        many="квадратных километров",
        other="квадратного километра",
    ),
    "м³": Noun(one="кубический метр", few="кубических метра", many="кубических метров",
    other="кубического метра"),
    "га": _masculine("гектар"),
    "мг": _masculine("миллиграмм"),
    "г": _masculine("грамм"),
    "гр": _masculine("грамм"),
    "кг": _masculine("килограмм"),
    "т": Noun(one="тонна", few="тонны", many="тонн", other="тонны", form="f"),
    "мл": _masculine("миллилитр"),
    "л": _masculine("литр"),
    "сек": _SECOND,
    "мин": _MINUTE,
    "ч": _HOUR,
    "Вт": _measure("ватт"),
    "кВт": _KILOWATT,
    "кВт·ч": per(_KILOWATT, "час"),
    "МВт": _measure("мегаватт"),
    "Гц": _measure("герц"),
    "кГц": _measure("килогерц"),
    "МГц": _measure("мегагерц"),
    "ГГц": _measure("гигагерц"),
    "КБ": _measure("килобайт"),
    "Кб": _measure("килобайт"),
    "МБ": _measure("мегабайт"),
    "Мб": _measure("мегабайт"),
    "ГБ": _measure("гигабайт"),
    "Гб": _measure("гигабайт"),
    "ТБ": _measure("терабайт"),
    "ккал": Noun(one="килокалория", few="килокалории", many="килокалорий", other="килокалории", form="f"),
    "л.с.": Noun(
        one="лошадиная сила",
        few="лошадиные силы",
        many="лошадиных сил",
        other="лошадиной силы",
        form="f",
    ),
    "кал": Noun(one="калория", few="калории", many="калорий", other="калории", form="f"),
    "шт": Noun(one="штука", few="штуки", many="штук", other="штуки", form="f"),
    "чел": Noun(one="человек", few="человека", many="человек", other="человека"),
    "экз": _masculine("экземпляр"),
    "коп": _KOPECK,
    **_MAGNITUDES,
    "%": _masculine("процент"),
    "°": _DEGREE,
    "°C": per(_DEGREE, "цельсия"),
    "°С": per(_DEGREE, "цельсия"),  # the letter is Cyrillic
    "°F": per(_DEGREE, "фаренгейта"),
}  # fmt: skip

_CENT = _masculine("цент")
_POUND = Noun(
    one="фунт стерлингов", few="фунта стерлингов", many="фунтов стерлингов", other="фунта стерлингов"
)
_CURRENCIES = {
    "RUB": _ROUBLE,
    "EUR": Currency(Noun("евро"), _CENT),
    "USD": Currency(_masculine("доллар"), _CENT),
    "GBP": Currency(_POUND, Noun(one="пенс", few="пенса", many="пенсов", other="пенса")),
    "UAH": Currency(
        Noun(one="гривна", few="гривны", many="гривен", other="гривны", form="f"), _KOPECK
    ),
    "KZT": Currency(Noun("тенге")),
    "BYN": Currency(Noun(one="белорусский рубль", few="белорусских рубля", many="белорусских рублей",
                         other="белорусского рубля"), _KOPECK),
    "CNY": Currency(Noun(one="юань", few="юаня", many="юаней", other="юаня")),
    "JPY": Currency(Noun(one="иена", few="иены", many="иен", other="иены", form="f")),
    "TRY": Currency(Noun(one="турецкая лира", few="турецкие лиры", many="турецких лир", other="турецкой лиры",
                         form="f")),
    "CHF": Currency(Noun(one="швейцарский франк", few="швейцарских франка", many="швейцарских франков",
                         other="швейцарского франка")),
    "PLN": Currency(Noun(one="злотый", few="злотых", many="злотых", other="злотого"),
                    Noun(one="грош", few="гроша", many="грошей", other="гроша")),
    "CZK": Currency(Noun(one="чешская крона", few="чешские кроны", many="чешских крон", other="чешской кроны",
                         form="f")),
    "BTC": Currency(_masculine("биткойн")),
}  # fmt: skip
_SIGNS = {
    "₽": "RUB",
    "руб": "RUB",
    "р": "RUB",
    "€": "EUR",
    "$": "USD",
    "£": "GBP",
    "₴": "UAH",
    "грн": "UAH",
    "₸": "KZT",
    "тг": "KZT",
}

_GENITIVE_BEFORE = (
    "до", "от", "около", "более", "менее", "больше", "меньше", "свыше", "из", "без", "для", "после", "кроме",
)  # fmt: skip


def _genitive(number: int, noun: Noun | None) -> str:
    if noun is None:
        return cardinal(number, "g")
    singular = _category(number) == "one"
    form = "gf" if noun.form == "f" else "g"
    return f"{cardinal(number, form)} {noun.counted('other' if singular else 'many')}"


_unstopped = unstopped(("мин", "сек", "ч", "руб", "р", "коп", "тыс", "млн", "млрд", "чел", "шт", "экз", "кв"))
_governed = genitive(
    _GENITIVE_BEFORE,
    {**_UNITS, **{sign: _CURRENCIES[code].major for sign, code in _SIGNS.items()}},
    (*_MONTHS, "год", "года", "году", "годов", "г", "гг"),
    _genitive,
    lambda year: ordinal(year, "mg"),
)

# "в 2024 году", "1941-1945 гг.": how the year is inflected by the word behind it and the one before it
_YEAR_FORMS = {
    "год": "m",
    "года": "mg",
    "годом": "mi",
    "годы": "p",
    "годов": "pg",
    "годам": "pd",
    "годах": "pl",
}
_IN = frozenset({"в", "во", "о", "об", "на"})
_YEAR = re.compile(
    r"(?:(?<!\w)(?P<before>[А-Яа-я]{1,5})\s+)?(?<![\w.,])(?:(?P<from>[12]\d{3})\s?[-–—]\s?)?(?P<year>[12]\d{3})"
    r"(?P<word>\s*гг?\.|\s+год(?:у|а|ом|ы|ов|ам|ах)?(?!\w))"
)


# "с 2010 по 2020 год"
_SINCE = re.compile(r"\b(?P<since>[Сс])\s+(?P<year>(?:1[89]|20)\d\d)(?=\s+по\s)")
# "23.02.2024 г.": the reader of dates says the word itself
_DATED = re.compile(r"(?<=[./]\d{4})\s*г\.")


def _years(match: Match[str]) -> str:
    before = (match["before"] or "").lower()
    word = match["word"].strip()
    if word.startswith("г") and word.endswith("."):
        word = _year_in_full(before, plural=word == "гг.")
        end = stop_at_end(match)
    else:
        end = ""
    form = _YEAR_FORMS.get(word) or ("ml" if before in _IN else "md")
    year_form = {"p": "m", "pg": "mg", "pd": "md", "pl": "ml"}.get(form, form)
    years = [ordinal(int(year), year_form) for year in (match["from"], match["year"]) if year]
    lead = f"{match['before']} " if match["before"] else ""
    return f"{lead}{' - '.join(years)} {word}{end}"


def _year_in_full(before: str, *, plural: bool) -> str:
    if before in _IN:
        return "годах" if plural else "году"
    if before in ("к", "ко"):
        return "годам" if plural else "году"
    return "годов" if plural and before else "годы" if plural else "года"


# "XX в.", "в XIX-XX вв.": the abbreviation alone could be the preposition
_CENTURY = re.compile(
    r"(?P<before>\b[ВвКк]о?\s+)?\b(?:(?P<from>[IVX]{1,5})\s?[-–]\s?)?(?P<number>[IVX]{1,5})\s+(?P<word>вв?)\."
)
_CENTURIES = {"в": ("ml", "веке", "веках"), "к": ("md", "веку", "векам"), "": ("mg", "века", "веков")}


def _century(match: Match[str]) -> str:
    form, one, several = _CENTURIES[(match["before"] or "").strip().lower()[:1]]
    numbers = [ordinal(value(number), form) for number in (match["from"], match["number"]) if number]
    word = several if match["word"] == "вв" else one
    return f"{match['before'] or ''}{' - '.join(numbers)} {word}{stop_at_end(match)}"


# Opening hours: "с 8:00 до 17:30"
_CLOCK = re.compile(
    r"(?i:\b(?P<before>с|до|от|после|около)\s+)(?P<hour>[01]?\d|2[0-4])[:.](?P<minute>[0-5]\d)(?![\d:.]\d|\d)"
)


def _clock(match: Match[str]) -> str:
    if "." in match[0] and match["minute"] == "00" and len(match["hour"]) < 2:
        return match[0]
    hour, minute = int(match["hour"]), int(match["minute"])
    words = [cardinal(hour, "g")]
    words += _minutes(minute, "g") if minute else ["часа" if hour == 1 or hour == 21 else "часов"]
    return f"{match['before']} {' '.join(words)}"


# "5-летний", "2-комнатная"
_COMPOUND = re.compile(r"(?<![\w.,:/\-])(?P<number>\d{1,4})-(?P<rest>[а-яё]{4,})", re.IGNORECASE)
_COMPOUND_NUMBERS = {1: "одно", 90: "девяносто", 100: "сто", 1000: "тысяче"}


def _compound(match: Match[str]) -> str:
    number = int(match["number"])
    joined = _COMPOUND_NUMBERS.get(number) or cardinal(number, "g").replace("ста ", "сто ", 1).replace(
        " ", ""
    )
    return joined + match["rest"]


# "см. рис. 5", but "5 см."
_SEE = re.compile(r"(?<!\d)(?<!\d\s)\b[Сс]м\.")

# A noun that goes with 1 or 2 tells its gender: "2 книги" (genitive singular in -и, -ы) is feminine.
_COUNTED = re.compile(
    r"(?<!\d\s)(?<![\w.,:/\-–—])(?P<number>\d*[12])(?P<space>\s+)(?P<noun>[а-яё]{4,})(?![\w-])"
)
_NO_NOUNS = frozenset({
    "или", "если", "почти", "были", "только", "когда", "тогда", "иногда", "всегда", "нужна", "была", "стала",
    "хотя", "года", "часа", "раза", "пути", *_MONTHS,
})  # fmt: skip


def _counted(match: Match[str]) -> str:
    number, noun = int(match["number"]), match["noun"]
    if number % 100 in (11, 12) or len(match["number"]) > 3 or noun in _NO_NOUNS or noun.endswith("ли"):
        return match[0]
    feminine = noun.endswith(("а", "я")) if number % 10 == 1 else noun.endswith(("ы", "и"))
    if not feminine or (number % 10 == 1 and noun.endswith("ла")):
        return match[0]
    return f"{cardinal(number, 'f')}{match['space']}{noun}"


# "в 7 классе", "21 век": places in an order, which are written like counts
_PLACED = re.compile(
    r"(?<![\w.,:/\-–—])(?<!\d\s)(?P<number>[12]?\d)\s+(?P<noun>классе|веке|этаже|месте|курсе|квартале|место|век)(?!\w)"
)
_PLACES = {"место": "n", "век": "m"}
# "в 90-х гг."
_DECADES = re.compile(r"(?P<end>-е|-х|-ые|-ых)\s+гг\.")
# "20-е число", no "20-е годы"
_NEUTER = re.compile(rf"(?<![\w.,-])(?P<number>\d{{1,4}})-е(?=\s+(?:число|место|{either(_MONTHS)})(?!\w))")
# "г. Москва", "в г. Москве"
_CITY = re.compile(r"(?:\b(?P<before>[ВвИиДдОо][а-яё]{0,2})\s+)?(?<![\w\d])(?<!\d\s)г\.\s?(?=[А-ЯЁ])")
_CITIES = {"в": "городе", "во": "городе", "из": "города", "до": "города", "от": "города"}


def _placed(match: Match[str]) -> str:
    return f"{ordinal(int(match['number']), _PLACES.get(match['noun'], 'ml'))} {match['noun']}"


def _city(match: Match[str]) -> str:
    before = match["before"]
    return f"{before} {_CITIES.get(before.lower(), 'город')} " if before else "город "


_FRACTIONS = {
    (1, 2): "одна вторая",
    (1, 3): "одна треть",
    (2, 3): "две трети",
    (1, 4): "одна четверть",
    (3, 4): "три четверти",
}
_first = chained(
    _unstopped,
    fractions(_UNITS, _FRACTIONS, lambda noun: f"пол{'-' * noun.startswith(('л', 'а', 'е'))}{noun}", "other"),
    halved("с половиной"),
    by("на"),
    replacing(_SEE, "смотри"),
    replacing(_CITY, _city),
    replacing(_NEUTER, lambda match: ordinal(int(match["number"]), "n")),
    replacing(_DECADES, lambda match: f"{match['end']} {'годы' if 'е' in match['end'] else 'годов'}"),
    replacing(_CENTURY, _century),
    replacing(_DATED, stop_at_end),
    replacing(_SINCE, lambda match: f"{match['since']} {ordinal(int(match['year']), 'mg')}"),
    replacing(_YEAR, _years),
    replacing(_CLOCK, _clock),
    replacing(_PLACED, _placed),
    _governed,
    replacing(_COMPOUND, _compound),
    replacing(_COUNTED, _counted),
)


def _genitive_name(name: str) -> str:
    if name.endswith(("а", "я")):
        return name[:-1] + ("ы" if name.endswith(("на", "та", "ла")) else "и")
    return name[:-1] + "я" if name.endswith(("й", "ь")) else name + "а"


_KINGS = (
    "александр", "николай", "павел", "пётр", "петр", "иван", "василий", "людовик", "карл", "генрих", "георг",
    "вильгельм", "фридрих", "филипп", "иоанн", "бенедикт", "пий", "рамзес", "эдуард", "ричард", "наполеон",
)  # fmt: skip
_QUEENS = ("екатерина", "елизавета", "анна", "мария", "изабелла")
_OBLIQUE = {"павла": "mg", "петра": "mg", "марии": "fg", "павел": "m", "карла": "mg"}
_RULERS: dict[str, str] = {
    **{_genitive_name(name): "mg" for name in _KINGS},
    **{_genitive_name(name): "fg" for name in _QUEENS},
    **dict.fromkeys(_KINGS, "m"),
    **dict.fromkeys(_QUEENS, "f"),
    **_OBLIQUE,
}

RULES = Rules(
    language="ru",
    name="Russian",
    locale="ru",
    character_limit=182,
    cardinal=cardinal,
    ordinal=ordinal,
    marks={",": "запятая", ".": "точка"},
    groups=" ",
    decimal=_decimal,
    ordinals={
        "-й": "m",
        "-ый": "m",
        "-ий": "m",
        "-го": "mg",
        "-ого": "mg",
        "-его": "mg",
        "-му": "md",
        "-ому": "md",
        "-ему": "md",
        "-м": "ml",
        "-ом": "ml",
        "-ем": "ml",
        "-ым": "mi",
        "-им": "mi",
        "-я": "f",
        "-ая": "f",
        "-ья": "f",
        "-ой": "fg",
        "-ей": "fg",
        "-ю": "fa",
        "-ую": "fa",
        "-ью": "fa",
        "-е": "e",
        "-ое": "n",
        "-ье": "n",
        "-ые": "p",
        "-ие": "p",
        "-ьи": "p",
        "-х": "x",
        "-ых": "pg",
        "-их": "pg",
        "-ыми": "pi",
        "-ти": "g",
        "-ми": "g",
        "-и": "g",
    },
    fractions=_FRACTIONS,
    half=" и ",
    over="дробь",
    to="–",
    minus="минус",
    date=_date,
    months={
        "янв": 1,
        "фев": 2,
        "февр": 2,
        "мар": 3,
        "апр": 4,
        "июн": 6,
        "июл": 7,
        "авг": 8,
        "сен": 9,
        "сент": 9,
        "окт": 10,
        "ноя": 11,
        "нояб": 11,
        "дек": 12,
    },
    time=_time,
    hours=("ч", "ч."),
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
        "глава": "f",
        "часть": "f",
        "том": "m",
        "раздел": "m",
        "класс": "m",
        "тип": "m",
        "акт": "m",
    },
    roman_after={
        "век": "m",
        "века": "mg",
        "веке": "ml",
        "веку": "md",
        "веком": "mi",
        "веков": "pg",
        "веках": "pl",
        "столетие": "n",
        "столетия": "ng",
        "столетии": "nl",
        "тысячелетие": "n",
        "тысячелетия": "ng",
        "съезд": "m",
        "съезда": "mg",
        "съезде": "ml",
        "класс": "m",
        "класса": "mg",
        "степени": "fg",
        "степень": "f",
        "квартал": "m",
        "квартала": "mg",
        "квартале": "ml",
        "группа": "f",
        "том": "m",
        "мировая": "f",
        "мировой": "fg",
        "мировую": "fa",
        "олимпийские": "p",
    },
    rulers=_RULERS,
    regnal=lambda number, name: ordinal(number, _RULERS.get(name, "m")),
    spelled={
        ".": "точка",
        "/": "слэш",
        "@": "собака",
        "-": "дефис",
        "_": "нижнее подчёркивание",
        ":": "двоеточие",
        "?": "вопросительный знак",
        "=": "равно",
        "&": "и",
        "#": "решётка",
        "%": "процент",
        "~": "тильда",
        "+": "плюс",
    },
    domains=("ru", "рф", "su", "by", "kz", "ua"),
    telephone_cues=("тел", "телефон", "телефону", "факс", "моб"),
    abbreviations={
        "т.е": "то есть",
        "т.д": "так далее",
        "т.п": "тому подобное",
        "т.к": "так как",
        "т.н": "так называемый",
        "др": "другие",
        "пр": "прочее",
        "н.э": "нашей эры",
        "ул": "улица",
        "просп": "проспект",
        "пер": "переулок",
        "пл": "площадь",
        "обл": "область",
        "проф": "профессор",
        "акад": "академик",
        "доц": "доцент",
        "им": "имени",
        "св": "святой",
        "напр": "например",
        "прибл": "приблизительно",
        "руб": "рублей",
        "коп": "копеек",
        "чел": "человек",
        "тыс": "тысяч",
        "тел": "телефон",
        "моб": "мобильный",
        "доб": "добавочный",
        "ред": "редактор",
        "изд": "издание",
        "ср": "сравни",
    },
    numbered={
        "д": "дом",
        "кв": "квартира",
        "стр": "страница",
        "с": "страница",
        "рис": "рисунок",
        "табл": "таблица",
        "гл": "глава",
        "п": "пункт",
        "ст": "статья",
        "корп": "корпус",
        "оф": "офис",
    },
    words={
        "г-жа": "госпожа",
        "г-жи": "госпожи",
        "г-же": "госпоже",
        "г-жу": "госпожу",
        "г-жой": "госпожой",
        "г-н": "господин",
        "г-на": "господина",
        "г-ну": "господину",
        "г-ном": "господином",
        "г-да": "господа",
        "д-р": "доктор",
        "д-ра": "доктора",
        "д-ру": "доктору",
        "р-н": "район",
        "пр-т": "проспект",
        "б-р": "бульвар",
    },
    symbols={
        "×": "на",
        "&": "и",
        "@": "собака",
        "%": "процентов",
        "#": "номер",
        "№": "номер",
        "$": "доллар",
        "£": "фунт",
        "€": "евро",
        "₽": "рублей",
        "°": "градус",
        "+": "плюс",
        "=": "равно",
    },
    first=_first,
)
