"""Amounts of money."""

from __future__ import annotations

import re
from functools import cache
from re import Match, Pattern

from babel.numbers import get_currency_name

from auralis.text.amounts import START, Amount, cardinal, counted, parse, read, word, written
from auralis.text.characters import entry
from auralis.text.rules import Currency, Noun, Rules
from auralis.text.units import per_unit

_SIGNS = {
    "$": "USD",
    "US$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₽": "RUB",
    "₺": "TRY",
    "₹": "INR",
    "₩": "KRW",
    "₴": "UAH",
    "₪": "ILS",
    "₫": "VND",
    "฿": "THB",
    "₱": "PHP",
    "₦": "NGN",
    "₸": "KZT",
    "R$": "BRL",
    "A$": "AUD",
    "AU$": "AUD",
    "C$": "CAD",
    "CA$": "CAD",
    "NZ$": "NZD",
    "HK$": "HKD",
    "S$": "SGD",
    "MX$": "MXN",
    "zł": "PLN",
    "Kč": "CZK",
    "Ft": "HUF",
    "Fr.": "CHF",
    "CN¥": "CNY",
}
_CODES = [
    "USD",
    "EUR",
    "GBP",
    "JPY",
    "CNY",
    "CHF",
    "AUD",
    "CAD",
    "NZD",
    "HKD",
    "SGD",
    "SEK",
    "NOK",
    "DKK",
    "ISK",
    "PLN",
    "CZK",
    "HUF",
    "RON",
    "BGN",
    "RUB",
    "UAH",
    "TRY",
    "ILS",
    "INR",
    "KRW",
    "THB",
    "VND",
    "PHP",
    "IDR",
    "MYR",
    "BRL",
    "MXN",
    "ARS",
    "CLP",
    "COP",
    "PEN",
    "ZAR",
    "NGN",
    "EGP",
    "SAR",
    "AED",
    "QAR",
    "KWD",
    "MAD",
]
_NO_CENTS = re.compile(r"(?<=\d),[-\u2013]{1,2}(?![\w\u2013-])")  # "5,- €"
_MINUS = r"(?P<minus>(?<![\w)])[-\u2212]\s?)?"


def read_money(text: str, rules: Rules) -> str:
    """Return `text` with its amounts of money in words, wherever their sign stands."""
    text = _NO_CENTS.sub("", text)
    for pattern in _patterns(rules):
        text = pattern.sub(lambda match: _read(match, rules), text)
    return text


def _read(match: Match[str], rules: Rules) -> str:
    amount = parse(f"0{match['number']}" if match["number"][0] in ".," else match["number"], rules)
    if amount is None:
        return match[0]
    words = _in_words(
        amount, _currency(_signs(rules)[match["sign"]], rules, amount), match["magnitude"], rules
    )
    before = f"{rules.minus} " if match["minus"] or match["inner"] else ""
    per = f" {rules.per} {per_unit(match['per'], rules)}" if match["per"] else ""
    after = match.string[match.end() : match.end() + 1]
    return f"{before}{words}{per}{' ' * after.isalnum()}"


def _in_words(amount: Amount, currency: Currency, magnitude: str | None, rules: Rules) -> str:
    major, minor = currency.major, currency.minor
    if magnitude:
        noun = entry(rules.magnitudes, magnitude.rstrip("."))
        return f"{counted(amount, noun, rules)} {word(Amount('1000000'), major, rules)}"
    if not amount.fraction or minor is None or len(amount.fraction) > 2:
        return f"{read(amount, rules, major.form)} {word(amount, major, rules)}"
    whole, cents = Amount(amount.whole), Amount(str(int(f"{amount.fraction:0<2}")))
    return (
        f"{cardinal(whole.whole, rules, major.form)} {word(whole, major, rules)}{rules.cents}"
        f"{cardinal(cents.whole, rules, minor.form)} {word(cents, minor, rules)}"
    )


def _currency(code: str, rules: Rules, amount: Amount) -> Currency:
    """Return a currency from the language's table, or with the name for `amount` that CLDR knows."""
    if code in rules.currencies:
        return rules.currencies[code]
    name = get_currency_name(code, count=amount.value, locale=rules.locale).lower()
    return Currency(Noun(name, form=rules.unit_forms.get("", "")))


@cache
def _signs(rules: Rules) -> dict[str, str]:
    return {**{code: code for code in _CODES}, **_SIGNS, **rules.signs}


@cache
def _patterns(rules: Rules) -> tuple[Pattern[str], Pattern[str]]:
    """Return the patterns of an amount after its sign, and before it.

    The full stop of "Mio." only is one of an abbreviation if the sentence goes on.
    """
    signs = "|".join(re.escape(sign) for sign in sorted(_signs(rules), key=len, reverse=True))
    number = rf"(?P<number>{written(rules)}|[.,]\d++)"
    sign, space = rf"(?P<sign>{signs})", "[ \u00a0\u202f]?"
    # "$5" or "$ 5", but in "20 € 5" the sign is that of the 20.
    begins = rf"(?<![^\W_])(?:(?=(?:{signs})[\d.,\-])|(?<!\d[ \u00a0\u202f]))"
    per = r"(?:\s?/\s?(?P<per>[^\W\d_]{1,12})(?!\w))?" if rules.per else "(?P<per>(?!))?"
    inner = _MINUS.replace("minus", "inner")
    goes_on = _magnitude(rules, r"(?:\.(?=\s[^\W\dA-Z]))?")
    after = rf"{number}{_magnitude(rules, '[.]?')}{space}{sign}"
    return (
        re.compile(rf"{_MINUS}{begins}{sign}{space}{inner}{number}{goes_on}{per}"),
        re.compile(rf"(?P<inner>(?!))?{_MINUS}{START}{after}(?<!\w(?=\w)){per}"),
    )


def _magnitude(rules: Rules, stop: str) -> str:
    names = "|".join(re.escape(name) for name in sorted(rules.magnitudes, key=len, reverse=True)) or "(?!)"
    return rf"(?:[ \u00a0\u202f]?(?P<magnitude>(?i:{names}))(?!\w){stop})?"
