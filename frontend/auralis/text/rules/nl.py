"""Dutch."""

from __future__ import annotations

from auralis.text.amounts import cardinal as in_words
from auralis.text.dates import month, year
from auralis.text.numerals import cardinal, ordinal
from auralis.text.rules.base import Currency, Date, Noun, Rules, Time

_CARDINAL, _ORDINAL = cardinal("nl"), ordinal("nl")


def _ordinal_form(number: int, form: str) -> str:
    """Return an ordinal, which has one form."""
    return _ORDINAL(number, "")


def _year(number: int) -> str:
    """Return a year: negentienhonderdvierentachtig, tweeduizendvierentwintig."""
    if not 1100 <= number < 2000:
        return _CARDINAL(number, "")
    hundreds, rest = divmod(number, 100)
    return f"{_CARDINAL(hundreds, '')}honderd{_CARDINAL(rest, '') if rest else ''}"


def _date(rules: Rules, date: Date) -> str:
    """Return "vijf maart tweeduizendvierentwintig"."""
    words = [month(date.month, rules)]
    if date.day is not None:
        words.insert(0, in_words(str(date.day), rules))
    if date.year is not None:
        words.append(year(date.year, rules))
    return " ".join(words)


def _time(rules: Rules, time: Time) -> str:
    """Return "veertien uur dertig"."""
    words = [in_words(str(time.hour), rules), "uur"]
    if time.minute:
        words.append(in_words(str(time.minute), rules))
    if time.second:
        words += ["en", in_words(str(time.second), rules), "seconde" if time.second == 1 else "seconden"]
    if time.half:
        words.append(
            "'s ochtends" if time.half == "am" else "'s middags" if time.hour % 12 < 6 else "'s avonds"
        )
    return " ".join(words)


RULES = Rules(
    language="nl",
    name="Dutch",
    locale="nl",
    character_limit=251,
    cardinal=_CARDINAL,
    ordinal=_ordinal_form,
    marks={",": "komma", ".": "punt"},
    groups=". ",
    ordinals={"de": "", "ste": "", "e": "", "º": "", "ª": ""},
    year=_year,
    year_cues=(
        "in",
        "in het jaar",
        "jaar",
        "sinds",
        "vanaf",
        "rond",
        "anno",
        "tot",
        "van",
        "tussen",
        "na",
        "voor",
        "uit",
        "eind",
        "begin",
        "medio",
        "zomer",
        "winter",
        "herfst",
        "lente",
        "voorjaar",
        "najaar",
    ),
    fractions={
        (1, 2): "een half",
        (1, 3): "een derde",
        (2, 3): "twee derde",
        (1, 4): "een kwart",
        (3, 4): "drie kwart",
        (1, 5): "een vijfde",
        (2, 5): "twee vijfde",
        (3, 5): "drie vijfde",
        (4, 5): "vier vijfde",
        (1, 8): "een achtste",
        (3, 8): "drie achtste",
        (1, 10): "een tiende",
    },
    half=" en ",
    over="gedeeld door",
    to="tot",
    minus="min",
    date=_date,
    time=_time,
    hours=("uur", "u"),
    time_cues=("om", "vanaf"),
    currencies={
        "USD": Currency(Noun("dollar"), Noun("cent")),
        "EUR": Currency(Noun("euro"), Noun("cent")),
        "GBP": Currency(Noun("pond"), Noun("penny")),
        "CHF": Currency(Noun("zwitserse frank"), Noun("rappen")),
    },
    per="per",
    cents=", ",
    magnitudes={
        "duizend": Noun("duizend"),
        "miljoen": Noun("miljoen"),
        "mln": Noun("miljoen"),
        "mio": Noun("miljoen"),
        "miljard": Noun("miljard"),
        "mld": Noun("miljard"),
        "biljoen": Noun("biljoen"),
    },
    units={
        "°": Noun("graden", one="graad"),
        "h": Noun("uur"),
        "u": Noun("uur"),
        "bar": Noun("bar"),
        "t": Noun("ton"),
        "dB": Noun("decibel"),
        "pk": Noun("paardenkracht"),
        "min.": Noun("minuten", one="minuut"),
        "sec.": Noun("seconden", one="seconde"),
        "mln.": Noun("miljoen"),
        "mld.": Noun("miljard"),
        "mln": Noun("miljoen"),
        "mld": Noun("miljard"),
    },
    roman_before=dict.fromkeys(
        (
            "hoofdstuk",
            "deel",
            "boek",
            "band",
            "akte",
            "scène",
            "artikel",
            "bijlage",
            "fase",
            "type",
            "klasse",
            "niveau",
            "seizoen",
            "wereldoorlog",
            "figuur",
            "tabel",
        )
    ),
    roman_after=dict.fromkeys(("eeuw", "wereldoorlog", "dynastie"), ""),
    rulers=frozenset(
        (
            "lodewijk",
            "hendrik",
            "karel",
            "filips",
            "frans",
            "willem",
            "leopold",
            "albert",
            "boudewijn",
            "johannes",
            "paulus",
            "pius",
            "benedictus",
            "gregorius",
            "leo",
            "innocentius",
            "urbanus",
            "clemens",
            "alexander",
            "nicolaas",
            "peter",
            "george",
            "eduard",
            "edward",
            "richard",
            "jacobus",
            "elizabeth",
            "frederik",
            "otto",
            "maximiliaan",
            "napoleon",
            "catharina",
            "floris",
            "jan",
            "philips",
            "christiaan",
            "gustaaf",
            "ramses",
        )
    ),
    regnal=lambda number, name: f"de {_ORDINAL(number, '')}",
    spelled={
        ".": "punt",
        "/": "slash",
        "@": "apenstaartje",
        "-": "streepje",
        "_": "laag streepje",
        ":": "dubbele punt",
        "?": "vraagteken",
        "=": "is",
        "&": "en",
        "#": "hekje",
        "%": "procent",
        "~": "tilde",
        "+": "plus",
    },
    telephone_cues=("telefoon", "telefoonnummer", "tel", "mobiel", "fax", "bel"),
    abbreviations={
        "dhr": "de heer",
        "mevr": "mevrouw",
        "dr": "dokter",
        "jhr": "jonkheer",
        "mw": "mevrouw",
        "prof": "professor",
        "ir": "ingenieur",
        "ing": "ingenieur",
        "drs": "doctorandus",
        "mr": "meester",
        "st": "sint",
        "bv": "bijvoorbeeld",
        "bijv": "bijvoorbeeld",
        "b.v": "bijvoorbeeld",
        "d.w.z": "dat wil zeggen",
        "o.a": "onder andere",
        "enz": "enzovoort",
        "etc": "et cetera",
        "i.p.v": "in plaats van",
        "t/m": "tot en met",
        "a.u.b": "alstublieft",
        "z.o.z": "zie ommezijde",
        "m.b.t": "met betrekking tot",
        "n.a.v": "naar aanleiding van",
        "t.o.v": "ten opzichte van",
        "m.a.w": "met andere woorden",
        "e.d": "en dergelijke",
        "v.chr": "voor christus",
        "n.chr": "na christus",
        "ca": "circa",
        "max": "maximaal",
        "incl": "inclusief",
        "excl": "exclusief",
        "resp": "respectievelijk",
        "tel": "telefoon",
    },
    numbered={
        "nr": "nummer",
        "nrs": "nummers",
        "no": "nummer",
        "blz": "bladzijde",
        "p": "pagina",
        "pag": "pagina",
        "hfst": "hoofdstuk",
        "art": "artikel",
        "fig": "figuur",
        "afb": "afbeelding",
    },
    number_sign="nummer",
    words={"t/m": "tot en met"},
    symbols={
        "&": "en",
        "@": "bij",
        "%": "procent",
        "#": "hekje",
        "$": "dollar",
        "£": "pond",
        "°": "graden",
        "€": "euro",
        "¥": "yen",
        "+": "plus",
        "=": "is",
        "×": "keer",
        "÷": "gedeeld door",
        "±": "plus of min",
        "≈": "ongeveer",
        "≤": "kleiner dan of gelijk aan",
        "≥": "groter dan of gelijk aan",
        "²": "kwadraat",
        "³": "tot de derde",
        "§": "paragraaf",
        "©": "copyright",
        "®": "geregistreerd merk",
        "™": "handelsmerk",
        "№": "nummer",
        "‰": "promille",
        "µ": "micro",
    },
)
