"""Arabic.

A number and what it counts agree in a way of their own: from 3 to 10 the number takes the other gender, and
the noun, by CLDR's plural categories, is dual for 2, plural from 3 to 10, an accusative singular from 11 to
99 and a genitive singular from 100 on.

Forms of cardinals: "" is how one counts; "m" and "f" stand before a noun of that gender, which brings its own
word for 1 and 2; "o" is the oblique case by itself, "fo" its feminine.
"""

from __future__ import annotations

import re
from re import Match

from auralis.text.rules.base import Currency, Date, Noun, Rules, Time
from auralis.text.rules.stages import chained, either, replacing

_ONES = ("صفر", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة", "عشرة")
_ONES_F = ("صفر", "واحدة", "اثنتان", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثماني", "تسع", "عشر")
_TENS = ("عشر", "ثلاث", "أربع", "خمس", "ست", "سبع", "ثمان", "تسع")
_HUNDREDS = ("", "مائة", "", "ثلاثمائة", "أربعمائة", "خمسمائة", "ستمائة", "سبعمائة", "ثمانمائة", "تسعمائة")
_SCALES = (  # one, two (without its case ending), three to ten, eleven and more
    ("ألف", "ألف", "آلاف", "ألفًا"),
    ("مليون", "مليون", "ملايين", "مليونًا"),
    ("مليار", "مليار", "مليارات", "مليارًا"),
    ("تريليون", "تريليون", "تريليونات", "تريليونًا"),
)


def cardinal(number: int, form: str = "") -> str:
    """Return a cardinal; `form` as the module says.  Raises OverflowError from 10 to the 15th on."""
    noun, feminine, oblique = form in ("m", "f"), form.startswith("f"), form.endswith("o")
    if noun and number in (1, 2):
        return ""
    if not number:
        return _ONES[0]
    if number >= 10 ** (3 * (len(_SCALES) + 1)):
        raise OverflowError("ar has no words for a number this large")
    parts = []
    for power in range(len(_SCALES), 0, -1):
        if count := number // 10 ** (3 * power) % 1000:
            last = noun and not number % 10 ** (3 * power)
            parts.append(_scaled(count, _SCALES[power - 1], oblique=oblique, bare=last))
    if number % 1000:
        parts.append(_below_thousand(number % 1000, feminine=feminine, oblique=oblique, bare=noun))
    return " و".join(parts)


def _scaled(count: int, names: tuple[str, str, str, str], *, oblique: bool, bare: bool) -> str:
    one, two, few, many = names
    if count == 1:
        return one
    if count == 2:
        return two + _dual(oblique=oblique, bare=bare)
    last = count % 100
    name = few if 3 <= last <= 10 else many if last > 10 else one
    if name == many and bare:
        name = one
    return f"{_below_thousand(count, feminine=False, oblique=oblique, bare=last == 0)} {name}"


def _dual(*, oblique: bool, bare: bool) -> str:
    return ("ي" if oblique else "ا") + ("" if bare else "ن")


def _below_thousand(number: int, *, feminine: bool, oblique: bool, bare: bool) -> str:
    hundreds, rest = divmod(number, 100)
    parts = []
    if hundreds == 2:
        parts.append("مائت" + _dual(oblique=oblique, bare=bare and not rest))
    elif hundreds:
        parts.append(_HUNDREDS[hundreds])
    if rest:
        parts.append(_below_hundred(rest, feminine=feminine, oblique=oblique))
    return " و".join(parts)


def _below_hundred(number: int, *, feminine: bool, oblique: bool) -> str:
    ones = _ONES_F if feminine else _ONES
    if number == 2:
        return _two(feminine=feminine, oblique=oblique) + "ن"
    if number <= 10:
        return ones[number]
    if number < 20:
        return _teen(number - 10, feminine=feminine, oblique=oblique)
    tens = _TENS[number // 10 - 2] + ("ين" if oblique else "ون")
    last = number % 10
    if not last:
        return tens
    if last == 1:
        return f"{'إحدى' if feminine else 'واحد'} و{tens}"
    return f"{_below_hundred(last, feminine=feminine, oblique=oblique)} و{tens}"


def _two(*, feminine: bool, oblique: bool) -> str:
    return ("اثنت" if feminine else "اثن") + ("ي" if oblique else "ا")


def _teen(ones: int, *, feminine: bool, oblique: bool) -> str:
    ten = "عشرة" if feminine else "عشر"
    if ones == 1:
        return f"{'إحدى' if feminine else 'أحد'} {ten}"
    if ones == 2:
        return f"{_two(feminine=feminine, oblique=oblique)} {ten}"
    return f"{(_ONES_F if feminine else _ONES)[ones]} {ten}"


_ORDINALS = ("", "أول", "ثاني", "ثالث", "رابع", "خامس", "سادس", "سابع", "ثامن", "تاسع", "عاشر")


def ordinal(number: int, form: str = "") -> str:
    """Return an ordinal with its article: "" and "m", "f", with "o" behind in the oblique case.

    Raises OverflowError beyond 99.
    """
    feminine, oblique = form.startswith("f"), form.endswith("o")
    if not 0 < number < 100:
        raise OverflowError("ar has ordinals up to 99 here")
    tens, ones = divmod(number, 10)
    if number <= 10:
        return _definite(number, feminine=feminine, compound=False)
    if tens == 1:
        return f"{_definite(ones, feminine=feminine, compound=True)} {'عشرة' if feminine else 'عشر'}"
    end = "ال" + _TENS[tens - 2] + ("ين" if oblique else "ون")
    return f"{_definite(ones, feminine=feminine, compound=True)} و{end}" if ones else end


def _definite(number: int, *, feminine: bool, compound: bool) -> str:
    if number == 1:
        if compound:
            return "الحادية" if feminine else "الحادي"
        return "الأولى" if feminine else "الأول"
    return f"ال{_ORDINALS[number]}{'ة' if feminine else ''}"


def _year(year: int) -> str:
    """Return a year as it follows عام: masculine, in the oblique case."""
    return cardinal(year, "o")


def _decimal(rules: Rules, whole: str, fraction: str, mark: str) -> str:
    del mark
    zeros = len(fraction) - len(fraction.lstrip("0"))
    if len(fraction) > 3:
        parts = [rules.cardinal(int(digit), "") for digit in fraction]
    else:
        parts = [*[_ONES[0]] * zeros, rules.cardinal(int(fraction), "")]
    return " ".join([rules.cardinal(int(whole), ""), "فاصلة", *parts])


_MONTHS = (
    "يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
    "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر",
)  # fmt: skip
# Of the Levant and Iraq, of the Maghreb, and of the Hijra, which are spoken as they are written.
_OTHER_MONTHS = (
    "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول",
    "تشرين الثاني",
    "كانون الأول", "جانفي", "فيفري", "أفريل", "ماي", "جوان", "جويلية", "أوت",
    "محرم", "صفر", "ربيع الأول", "ربيع الآخر", "ربيع الثاني", "جمادى الأولى", "جمادى الآخرة", "رجب",
    "شعبان", "رمضان",
    "شوال", "ذو القعدة", "ذي القعدة", "ذو الحجة", "ذي الحجة",
)  # fmt: skip


def _date(rules: Rules, date: Date) -> str:
    del rules
    year = ["عام", _year(date.year)] if date.year else []
    day = [ordinal(date.day, "mo"), "من"] if date.day else []
    return " ".join([*day, _MONTHS[date.month - 1], *year])


def _time(rules: Rules, time: Time) -> str:
    del rules
    words = [_hour(time.hour)]
    minute = {15: "والربع", 30: "والنصف"}.get(time.minute or 0) if not time.second else None
    if minute:
        words.append(minute)
    elif time.minute or time.second:
        words.append(f"و{_counted(time.minute or 0, _MINUTE)}")
    if time.second:
        words.append(f"و{_counted(time.second, _SECOND)}")
    if time.half:
        words.append("صباحًا" if time.half == "am" else "مساءً")
    return " ".join(words)


def _hour(hour: int) -> str:
    if hour % 24 == 0:
        return "الثانية عشرة" if hour == 24 else "صفر"
    return "الواحدة" if hour == 1 else ordinal(hour, "f")


def _counted(number: int, noun: Noun) -> str:
    return f"{cardinal(number, noun.form)} {noun.counted(_category(number))}".strip()


def _category(number: int) -> str:
    """Return CLDR's plural category of a whole number."""
    if number in (1, 2):
        return ("one", "two")[number - 1]
    return "few" if 3 <= number % 100 <= 10 else "many" if number % 100 > 10 else "other"


def _noun(one: str, two: str, few: str, many: str, form: str = "m") -> Noun:
    return Noun(
        one=f"{one} {'واحدة' if form == 'f' else 'واحد'}", two=two, few=few, many=many, other=one, form=form
    )


def _regular(stem: str, few: str = "") -> Noun:
    """Return a masculine noun of the kind of دولار."""
    return _noun(stem, f"{stem}ان", few or f"{stem}ات", f"{stem}ًا")


def _feminine(word: str, few: str) -> Noun:
    """Return a noun in ة, such as دقيقة."""
    return _noun(word, f"{word[:-1]}تان", few, word, "f")


def _unchanged(word: str) -> Noun:
    """Return a foreign unit that stays as it is: خمسة واط."""
    return Noun(word)


def _of(noun: Noun, words: str) -> Noun:
    """Return a noun with words behind it that do not change: "كيلومتر في الساعة"."""
    return Noun(
        one=f"{noun.one} {words}",
        two=f"{noun.two} {words}",
        few=f"{noun.few} {words}",
        many=f"{noun.many} {words}",
        other=f"{noun.other} {words}",
        form=noun.form,
    )


_SECOND, _MINUTE, _HOUR = _feminine("ثانية", "ثوان"), _feminine("دقيقة", "دقائق"), _feminine("ساعة", "ساعات")
_METRE = _regular("متر", "أمتار")
_KILOMETRE, _CENTIMETRE, _MILLIMETRE = _regular("كيلومتر"), _regular("سنتيمتر"), _regular("مليمتر")
_GRAM, _KILOGRAM, _TON = _regular("غرام"), _regular("كيلوغرام"), _regular("طن", "أطنان")
_LITRE, _MILLILITRE = _regular("لتر"), _regular("مليلتر")
_DEGREE = _feminine("درجة", "درجات")
_MAGNITUDES = {
    word: Noun(one=one, two=f"{one}ا", few=few, other=one, form="m")
    for one, few, words in (
        ("ألف", "آلاف", ("ألف", "آلاف")),
        ("مليون", "ملايين", ("مليون", "ملايين")),
        ("مليار", "مليارات", ("مليار", "مليارات")),
        ("تريليون", "تريليونات", ("تريليون",)),
    )
    for word in words
}
_UNITS = {
    **dict.fromkeys(("مم", "ملم", "mm"), _MILLIMETRE),
    **dict.fromkeys(("سم", "cm"), _CENTIMETRE),
    **dict.fromkeys(("م", "m"), _METRE),
    **dict.fromkeys(("كم", "كلم", "km"), _KILOMETRE),
    **dict.fromkeys(("كم/س", "كم/ساعة", "كلم/س", "km/h"), _of(_KILOMETRE, "في الساعة")),
    **dict.fromkeys(("م/ث", "m/s"), _of(_METRE, "في الثانية")),
    **dict.fromkeys(("م²", "م2", "m²", "m2"), _of(_METRE, "مربع")),
    **dict.fromkeys(("كم²", "كم2", "km²", "km2"), _of(_KILOMETRE, "مربع")),
    **dict.fromkeys(("م³", "م3", "m³", "m3"), _of(_METRE, "مكعب")),
    **dict.fromkeys(("غ", "غم", "جم", "g"), _GRAM),
    **dict.fromkeys(("كغ", "كغم", "كجم", "kg"), _KILOGRAM),
    "t": _TON,
    **dict.fromkeys(("مل", "ml"), _MILLILITRE),
    **dict.fromkeys(("ل", "l"), _LITRE),
    "s": _SECOND,
    "ms": _feminine("ملي ثانية", "ملي ثانية"),
    "mph": _of(_regular("ميل", "أميال"), "في الساعة"),
    "kcal": _noun("سعرة حرارية", "سعرتان حراريتان", "سعرات حرارية", "سعرة حرارية", "f"),
    "cal": _feminine("سعرة", "سعرات"),
    "kWh": _unchanged("كيلوواط ساعة"),
    **{
        symbol: _unchanged(word)
        for symbol, word in {
            "µm": "ميكرومتر",
            "nm": "نانومتر",
            "dm": "ديسيمتر",
            "ha": "هكتار",
            "L": "لتر",
            "hl": "هكتولتر",
            "dl": "ديسيلتر",
            "cl": "سنتيلتر",
            "mL": "مليلتر",
            "mg": "مليغرام",
            "µg": "ميكروغرام",
            "µs": "ميكروثانية",
            "ns": "نانوثانية",
            "Hz": "هرتز",
            "kHz": "كيلوهرتز",
            "MHz": "ميغاهرتز",
            "GHz": "غيغاهرتز",
            "W": "واط",
            "kW": "كيلوواط",
            "MW": "ميغاواط",
            "GW": "غيغاواط",
            "J": "جول",
            "kJ": "كيلوجول",
            "V": "فولت",
            "mA": "ملي أمبير",
            "Ω": "أوم",
            "Pa": "باسكال",
            "hPa": "هكتوباسكال",
            "kPa": "كيلوباسكال",
            "MPa": "ميغاباسكال",
            "bar": "بار",
            "mbar": "مليبار",
            "kB": "كيلوبايت",
            "KB": "كيلوبايت",
            "TB": "تيرابايت",
            "PB": "بيتابايت",
            "kbit": "كيلوبت",
            "Mbit": "ميغابت",
            "Gbit": "غيغابت",
            "kbit/s": "كيلوبت في الثانية",
            "Mbit/s": "ميغابت في الثانية",
            "Gbit/s": "غيغابت في الثانية",
            "kB/s": "كيلوبايت في الثانية",
            "MB/s": "ميغابايت في الثانية",
            "GB/s": "غيغابايت في الثانية",
            "kbps": "كيلوبت في الثانية",
            "Mbps": "ميغابت في الثانية",
            "Gbps": "غيغابت في الثانية",
            "px": "بكسل",
            "MP": "ميغابكسل",
            "lm": "لومن",
            "lx": "لوكس",
            "Nm": "نيوتن متر",
        }.items()
    },
    "min": _MINUTE,
    "h": _HOUR,
    "MB": _regular("ميغابايت"),
    "GB": _regular("غيغابايت"),
    "%": Noun("في المئة"),
    "°": _DEGREE,
    "°C": _of(_DEGREE, "مئوية"),
    "°م": _of(_DEGREE, "مئوية"),
    "°F": _of(_DEGREE, "فهرنهايت"),
}

_CENT = _regular("سنت")
_RIYAL, _HALALA = _noun("ريال", "ريالان", "ريالات", "ريالًا"), _feminine("هللة", "هللات")
_DINAR, _FILS = _regular("دينار", "دنانير"), _regular("فلس", "فلوس")
_DIRHAM, _POUND = _regular("درهم", "دراهم"), _regular("جنيه")
_PIASTRE = _regular("قرش", "قروش")
_LIRA = _feminine("ليرة", "ليرات")
_CURRENCIES = {
    "USD": Currency(_regular("دولار"), _CENT),
    "EUR": Currency(_noun("يورو", "يورو", "يورو", "يورو"), _CENT),
    "GBP": Currency(_of(_POUND, "إسترليني"), _regular("بنس")),
    "SAR": Currency(_RIYAL, _HALALA),
    "QAR": Currency(_RIYAL, _DIRHAM),
    "OMR": Currency(_RIYAL, _feminine("بيسة", "بيسات")),
    "YER": Currency(_RIYAL),
    "AED": Currency(_DIRHAM, _FILS),
    "MAD": Currency(_DIRHAM, _noun("سنتيم", "سنتيمان", "سنتيمات", "سنتيمًا")),
    "EGP": Currency(_POUND, _PIASTRE),
    "KWD": Currency(_DINAR),
    "JOD": Currency(_DINAR),
    "IQD": Currency(_DINAR),
    "BHD": Currency(_DINAR),
    "TND": Currency(_DINAR),
    "DZD": Currency(_DINAR),
    "LYD": Currency(_DINAR),
    "SYP": Currency(_LIRA),
    "LBP": Currency(_LIRA),
    "TRY": Currency(_LIRA),
    "JPY": Currency(_regular("ين", "ينات")),
    "CNY": Currency(_regular("يوان")),
    "INR": Currency(_feminine("روبية", "روبيات")),
    "RUB": Currency(_regular("روبل")),
}
_SIGNS = {
    "ر.س": "SAR", "﷼": "SAR", "ر.ق": "QAR", "ر.ع": "OMR", "ر.ي": "YER", "د.إ": "AED", "د.م": "MAD",
    "ج.م": "EGP",
    "د.ك": "KWD", "د.أ": "JOD", "د.ا": "JOD", "د.ع": "IQD", "د.ب": "BHD", "د.ت": "TND", "د.ج": "DZD",
    "د.ل": "LYD",
    "ل.س": "SYP", "ل.ل": "LBP",
}  # fmt: skip

_LETTER = "\u0621-\u064a\u0671-\u06d3"
_LETTERS = str.maketrans({
    "\u06a9": "ك",  # Persian kaf
    "\u06cc": "ي",  # Persian yeh
    "\u06c1": "ه",  # Urdu heh
    "\u06be": "ه",
    "\u06d5": "ه",
    "\u0640": None,  # tatweel
    "\u066a": "%",
    "\u066c": ",",
    "\u066b": ".",
})  # fmt: skip
_PERCENT_BEFORE = re.compile(r"(?<![\d.,])%\s?(?P<number>\d++(?:[.,]\d++)*+)(?!\s?%)")
# "2024م", "1445 هـ"
_ERA = re.compile(
    rf"(?:(?P<cue>عام|العام|سنة|السنة)\s+)?(?<![\w.,])(?P<year>\d{{3,4}})(?:\s?(?P<hijri>هـ?)|(?P<common>م))(?![\w{_LETTER}])"
)
_FEMININE_YEAR = re.compile(
    r"(?<!\w)(?P<cue>(?:ل|ب|و)?(?:سنة|السنة))\s+(?P<year>[1-9]\d{3})(?![\w.,/-]\d|\d)"
)
_CENTURY = re.compile(
    rf"(?P<before>(?:في|من|منذ|خلال|إلى|حتى|أوائل|أواخر|بداية|نهاية|منتصف)\s+)?(?<![\w{_LETTER}])"
    r"(?P<century>(?:وال|بال|ال|لل)قرن)\s+(?:ال\s?)?(?P<number>[1-9]\d?)(?!\w|[.,:/-]\d)"
)
_MONTH = re.compile(
    rf"(?<![\w.,:/-])(?P<day>[1-9]|[12]\d|3[01])\s+(?P<month>{either(_OTHER_MONTHS)})(?![\w{_LETTER}])(?:\s+(?P<year>[12]\d{{3}})(?!\w))?"
)


def _era(match: Match[str]) -> str:
    cue = match["cue"] or ""
    feminine = "سنة" in cue
    year = cardinal(int(match["year"]), "fo" if feminine else "o")
    era = ("هجري" if match["hijri"] else "ميلادي") + ("" if cue and not feminine else "ة")
    return f"{cue} {year} {era}".strip()


def _century(match: Match[str]) -> str:
    form = "mo" if match["before"] or not match["century"].startswith("ال") else "m"
    return f"{match['before'] or ''}{match['century']} {ordinal(int(match['number']), form)}"


def _dated(match: Match[str]) -> str:
    year = f" عام {_year(int(match['year']))}" if match["year"] else ""
    return f"{ordinal(int(match['day']), 'mo')} من {match['month']}{year}"


# "15 د.ك": the code, which is no abbreviation
_SIGN = re.compile(rf"(?:(?<=\d)\s?|(?<!\w))(?P<sign>{either(_SIGNS)})(?![\w.])")
_FEMININES = [
    "دقيقة",
    "دقائق",
    "ثانية",
    "ثوان",
    "ثواني",
    "ساعة",
    "ساعات",
    "سنة",
    "سنوات",
    "ليلة",
    "ليال",
    "ليالي",
    "مرة",
    "مرات",
    "درجة",
    "درجات",
    "صفحة",
    "صفحات",
    "كلمة",
    "كلمات",
    "مدينة",
    "مدن",
    "دولة",
    "دول",
    "جامعة",
    "جامعات",
    "مدرسة",
    "مدارس",
    "سيارة",
    "سيارات",
    "غرفة",
    "غرف",
    "امرأة",
    "نساء",
    "طالبة",
    "طالبات",
    "شركة",
    "شركات",
    "جائزة",
    "جوائز",
    "لغة",
    "لغات",
    "نقطة",
    "نقاط",
    "خطوة",
    "خطوات",
    "ليرة",
    "ليرات",
    "روبية",
    "روبيات",
    "قرية",
    "قرى",
    "قصة",
    "قصص",
    "لعبة",
    "ألعاب",
    "بطاقة",
    "بطاقات",
]
_COUNTED_FEMININE = re.compile(
    rf"(?<![\w.,:/-])(?P<number>\d{{1,3}})\s+(?P<noun>{either(_FEMININES)})(?![\w{_LETTER}\u064b-\u0652])"
)


def _counted_feminine(match: Match[str]) -> str:
    number = int(match["number"])
    return match[0] if number in (1, 2) else f"{cardinal(number, 'f')} {match['noun']}"


_first = chained(
    lambda text: text.translate(_LETTERS),
    replacing(_PERCENT_BEFORE, lambda match: f"{match['number']}%"),
    replacing(_SIGN, lambda match: f" {_SIGNS[match['sign']]}"),
    replacing(_ERA, _era),
    replacing(_FEMININE_YEAR, lambda match: f"{match['cue']} {cardinal(int(match['year']), 'fo')}"),
    replacing(_CENTURY, _century),
    replacing(_MONTH, _dated),
    replacing(_COUNTED_FEMININE, _counted_feminine),
)


RULES = Rules(
    language="ar",
    name="Arabic",
    locale="ar",
    character_limit=166,
    cardinal=cardinal,
    ordinal=ordinal,
    marks={".": "نقطة", ",": "فاصلة"},
    groups=",",
    longest=15,
    decimal=_decimal,
    year=_year,
    year_cues=(
        "عام",
        "العام",
        "بعام",
        "لعام",
        "وعام",
        "عامي",
        "أعوام",
        "منذ",
        "حتى",
        "في",
        "من",
        "إلى",
        "قبل",
        "بعد",
    ),
    fractions={
        (1, 2): "نصف",
        (1, 3): "ثلث",
        (2, 3): "ثلثان",
        (1, 4): "ربع",
        (3, 4): "ثلاثة أرباع",
        (1, 5): "خمس",
        (1, 10): "عشر",
    },
    half=" و",
    over="على",
    to="إلى",
    minus="سالب",
    date=_date,
    months={
        "ابريل": 4,
        "إبريل": 4,
        "اغسطس": 8,
        "اكتوبر": 10,
    },
    time=_time,
    currencies=_CURRENCIES,
    signs={code: code for code in _SIGNS.values()},
    cents=" و",
    magnitudes=_MAGNITUDES,
    units=_UNITS,
    spelled={
        ".": "نقطة",
        "/": "شرطة مائلة",
        "@": "آت",
        "-": "شرطة",
        "_": "شرطة سفلية",
        ":": "نقطتان",
        "?": "علامة استفهام",
        "=": "يساوي",
        "&": "و",
        "#": "رقم",
        "%": "في المئة",
        "~": "مدة",
        "+": "زائد",
    },
    domains=("sa", "ae", "eg"),
    telephone_cues=("هاتف", "الهاتف", "تلفون", "جوال", "الجوال", "فاكس"),
    abbreviations={"د": "الدكتور", "أ.د": "الأستاذ الدكتور", "ق.م": "قبل الميلاد", "ص.ب": "صندوق بريد"},
    numbered={"ص": "صفحة"},
    words={"إلخ": "إلى آخره", "الخ": "إلى آخره"},
    symbols={
        "&": "و",
        "@": "على",
        "×": "في",
        "%": "في المئة",
        "#": "رقم",
        "$": "دولار",
        "£": "جنيه",
        "€": "يورو",
        "°": "درجة",
        "+": "زائد",
        "=": "يساوي",
    },
    first=_first,
)
