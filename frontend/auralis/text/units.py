"""Quantities with a unit."""

from __future__ import annotations

import re
from functools import cache
from re import Match, Pattern
from typing import Literal

from babel.units import format_compound_unit, format_unit

from auralis.text.amounts import START, Amount, parse, read, word, written
from auralis.text.characters import plain
from auralis.text.fractions import WRITTEN, fraction
from auralis.text.rules import Rules

UNITS: dict[str, str] = {
    "km": "length-kilometer",
    "m": "length-meter",
    "dm": "length-decimeter",
    "cm": "length-centimeter",
    "mm": "length-millimeter",
    "µm": "length-micrometer",
    "nm": "length-nanometer",
    "km²": "area-square-kilometer",
    "km2": "area-square-kilometer",
    "m²": "area-square-meter",
    "m2": "area-square-meter",
    "cm²": "area-square-centimeter",
    "cm2": "area-square-centimeter",
    "ha": "area-hectare",
    "m³": "volume-cubic-meter",
    "m3": "volume-cubic-meter",
    "cm³": "volume-cubic-centimeter",
    "cm3": "volume-cubic-centimeter",
    "km³": "volume-cubic-kilometer",
    "l": "volume-liter",
    "L": "volume-liter",
    "hl": "volume-hectoliter",
    "dl": "volume-deciliter",
    "cl": "volume-centiliter",
    "ml": "volume-milliliter",
    "mL": "volume-milliliter",
    "t": "mass-tonne",
    "kg": "mass-kilogram",
    "g": "mass-gram",
    "mg": "mass-milligram",
    "µg": "mass-microgram",
    "km/h": "speed-kilometer-per-hour",
    "m/s": "speed-meter-per-second",
    "mph": "speed-mile-per-hour",
    "°C": "temperature-celsius",
    "°F": "temperature-fahrenheit",
    "° C": "temperature-celsius",
    "h": "duration-hour",
    "min": "duration-minute",
    "s": "duration-second",
    "ms": "duration-millisecond",
    "µs": "duration-microsecond",
    "ns": "duration-nanosecond",
    "Hz": "frequency-hertz",
    "kHz": "frequency-kilohertz",
    "MHz": "frequency-megahertz",
    "GHz": "frequency-gigahertz",
    "W": "power-watt",
    "kW": "power-kilowatt",
    "MW": "power-megawatt",
    "GW": "power-gigawatt",
    "kWh": "energy-kilowatt-hour",
    "J": "energy-joule",
    "kJ": "energy-kilojoule",
    "kcal": "energy-kilocalorie",
    "cal": "energy-calorie",
    "V": "electric-volt",
    "mA": "electric-milliampere",
    "Ω": "electric-ohm",
    "Pa": "pressure-pascal",
    "hPa": "pressure-hectopascal",
    "kPa": "pressure-kilopascal",
    "MPa": "pressure-megapascal",
    "bar": "pressure-bar",
    "mbar": "pressure-millibar",
    "kB": "digital-kilobyte",
    "KB": "digital-kilobyte",
    "MB": "digital-megabyte",
    "GB": "digital-gigabyte",
    "TB": "digital-terabyte",
    "PB": "digital-petabyte",
    "kbit": "digital-kilobit",
    "Mbit": "digital-megabit",
    "Gbit": "digital-gigabit",
    "px": "graphics-pixel",
    "MP": "graphics-megapixel",
    "lm": "light-lumen",
    "lx": "light-lux",
    "Nm": "torque-newton-meter",
}
"""Symbols -> CLDR's units."""

_PER = {
    "kbit/s": "digital-kilobit",
    "Mbit/s": "digital-megabit",
    "Gbit/s": "digital-gigabit",
    "kB/s": "digital-kilobyte",
    "MB/s": "digital-megabyte",
    "GB/s": "digital-gigabyte",
    "kbps": "digital-kilobit",
    "Mbps": "digital-megabit",
    "Gbps": "digital-gigabit",
}
"""Symbols -> CLDR's units of what is counted per second."""

_APART = frozenset("smlthgVWJLk")
"""Units of one letter that only are one after a space: "90s" is a decade, "5G" and "4K" are names."""
_LENGTHS: tuple[Literal["long", "short", "narrow"], ...] = ("long", "short", "narrow")
_FIGURES = re.compile(r"[\d.,\u00a0\u202f\u066b\u066c]*\d")
_MINUS = r"(?P<minus>(?<![\w)])[-\u2212]\s?)?"


def read_units(text: str, rules: Rules) -> str:
    """Return `text` with its quantities in words."""
    return _pattern(rules).sub(lambda match: _read(match, rules), text)


def _read(match: Match[str], rules: Rules) -> str:
    unit = match["unit"] or match["single"]
    if match["fraction"]:
        # "1 1/2" takes the word that "1.5" takes, and "1/2" that of one.
        amount: Amount | None = Amount("1", "5") if len(match["fraction"].split()) > 1 else Amount("1")
        number = fraction(match["fraction"], rules)
    else:
        amount, number = parse(match["number"], rules), ""
    if amount is None or number is None:
        return match[0]
    words = f"{rules.minus} " * bool(match["minus"]) + _in_words(amount, unit, rules, number)
    if unit[-1] == ".":
        return words if match.string[match.end() :].strip() else f"{words}."
    return words if unit[-1].isalnum() else f"{words} "


def _in_words(amount: Amount, unit: str, rules: Rules, number: str = "") -> str:
    """Return an amount of a unit; `number` is what is said for the amount, if that is given."""
    if unit in rules.units:
        noun = rules.units[unit]
        return f"{number or read(amount, rules, noun.form)} {word(amount, noun, rules)}"
    per = "duration-second" if unit in _PER else ""
    name = _PER.get(unit) or UNITS[unit]
    number = number or read(amount, rules, rules.unit_forms.get(name, rules.unit_forms.get("", "")))
    return _FIGURES.sub(lambda _: number, _written(amount, name, per, rules), count=1)


def _written(amount: Amount, unit: str, per: str, rules: Rules) -> str:
    """Return an amount of one of CLDR's units as CLDR writes it, in figures.

    A language without a long name has none that differs from the short one, which Babel does not look up.
    """
    value, name = amount.value, rules.locale
    written = ""
    for length in _LENGTHS:
        if per:
            written = (
                format_compound_unit(value, unit, denominator_unit=per, length=length, locale=name) or ""
            )
        else:
            written = format_unit(value, unit, length=length, locale=name)
        if written and unit not in written:
            break
    return plain(written.replace("\u00a0", " ")).lower()


def per_unit(unit: str, rules: Rules) -> str:
    """Return what something is counted per, such as the "kg" of "$5/kg"; other words stay."""
    if unit in rules.units:
        return word(Amount("1"), rules.units[unit], rules)
    if unit in UNITS:
        return _FIGURES.sub("", _written(Amount("1"), UNITS[unit], "", rules)).strip()
    return unit


@cache
def _pattern(rules: Rules) -> Pattern[str]:
    units = sorted({*UNITS, *_PER, *rules.units}, key=len, reverse=True)
    near = "|".join(re.escape(unit) for unit in units if unit not in _APART)
    apart = "|".join(re.escape(unit) for unit in units if unit in _APART)
    space = r"[ \u00a0\u202f]"
    return re.compile(
        rf"{_MINUS}{START}(?:(?P<fraction>{WRITTEN})|(?P<number>{written(rules)}))"
        rf"(?:{space}?(?P<unit>{near})|{space}(?P<single>{apart}))(?![\w\u00b2\u00b3/])"
    )
