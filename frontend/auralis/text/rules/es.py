"""Spanish."""

from __future__ import annotations

from auralis.text.amounts import cardinal as in_words
from auralis.text.dates import month, year
from auralis.text.numerals import spelled_out
from auralis.text.rules.base import Currency, Date, Noun, Rules, Time

# num2words reads 21 000 as "veintiuno mil" and has no feminine.
_CARDINAL = spelled_out(
    "es",
    {"": "spellout-numbering", "m": "spellout-cardinal-masculine", "f": "spellout-cardinal-feminine"},
)
_ORDINAL = spelled_out(
    "es",
    {
        "": "spellout-ordinal-masculine",
        "er": "spellout-ordinal-masculine-adjective",
        "f": "spellout-ordinal-feminine",
        "mp": "spellout-ordinal-masculine-plural",
        "fp": "spellout-ordinal-feminine-plural",
    },
)


def _date(rules: Rules, date: Date) -> str:
    """Return "cinco de marzo de dos mil veinticuatro"."""
    day = () if date.day is None else (in_words(str(date.day), rules),)
    years = () if date.year is None else (year(date.year, rules),)
    return " de ".join((*day, month(date.month, rules), *years))


def _time(rules: Rules, time: Time) -> str:
    """Return "catorce treinta", "catorce horas", "nueve en punto", "dos y media de la tarde"."""
    hour = in_words(str(time.hour), rules, "f")
    if time.minute:
        words = f"{hour} {'y ' * (time.half != '')}{in_words(str(time.minute), rules)}"
    elif time.half:
        words = hour
    elif time.minute is None or time.hour > 12 or time.hour == 0:
        words = f"{hour} {'hora' if time.hour == 1 else 'horas'}"
    else:
        words = f"{hour} en punto"
    if time.second:
        words += (
            f" y {in_words(str(time.second), rules, 'm')} {'segundo' if time.second == 1 else 'segundos'}"
        )
    if time.half == "pm":
        return words + (" de la tarde" if time.hour in (12, 1, 2, 3, 4, 5, 6, 7) else " de la noche")
    return words + " de la mañana" * (time.half == "am")


def _regnal(number: int, name: str) -> str:
    """Return the number of a king or a pope: an ordinal up to ten, then a cardinal."""
    if number > 10:
        return _CARDINAL(number, "")
    return _ORDINAL(number, "f" if name in ("isabel", "juana", "maría", "cristina", "catalina") else "")


RULES = Rules(
    language="es",
    name="Spanish",
    locale="es",
    character_limit=239,
    cardinal=_CARDINAL,
    ordinal=_ORDINAL,
    marks={",": "coma", ".": "punto"},
    groups=". ",
    ordinals={
        "º": "",
        ".º": "",
        "°": "",
        "o": "",
        "er": "er",
        ".er": "er",
        "ero": "",
        "ª": "f",
        ".ª": "f",
        "a": "f",
        "os": "mp",
        "as": "fp",
    },
    fractions={
        (1, 2): "medio",
        (1, 3): "un tercio",
        (2, 3): "dos tercios",
        (1, 4): "un cuarto",
        (3, 4): "tres cuartos",
        (1, 5): "un quinto",
        (2, 5): "dos quintos",
        (3, 5): "tres quintos",
        (4, 5): "cuatro quintos",
        (1, 8): "un octavo",
        (3, 8): "tres octavos",
        (1, 10): "un décimo",
    },
    half=" y ",
    over="sobre",
    to="a",
    minus="menos",
    date=_date,
    of="del?",
    time=_time,
    hours=("h", "hs", "hrs", "horas"),
    time_cues=("las",),
    currencies={
        "USD": Currency(Noun("dólares", one="dólar", form="m"), Noun("centavos", one="centavo", form="m")),
        "EUR": Currency(Noun("euros", one="euro", form="m"), Noun("céntimos", one="céntimo", form="m")),
        "GBP": Currency(Noun("libras", one="libra", form="f"), Noun("peniques", one="penique", form="m")),
        "MXN": Currency(
            Noun("pesos mexicanos", one="peso mexicano", form="m"), Noun("centavos", one="centavo")
        ),
        "ARS": Currency(
            Noun("pesos argentinos", one="peso argentino", form="m"), Noun("centavos", one="centavo")
        ),
        "CHF": Currency(
            Noun("francos suizos", one="franco suizo", form="m"), Noun("céntimos", one="céntimo")
        ),
    },
    per="por",
    cents=" con ",
    magnitudes={
        "mil": Noun("mil"),
        "millón": Noun("millones de", one="millón de", form="m"),
        "millones": Noun("millones de", one="millón de", form="m"),
        "mill": Noun("millones de", one="millón de", form="m"),
        "m": Noun("millones de", one="millón de", form="m"),
        "mm": Noun("millones de", one="millón de", form="m"),
        "millones de": Noun("millones de", one="millón de", form="m"),
        "mil millones": Noun("mil millones de"),
        "mil millones de": Noun("mil millones de"),
        "billones": Noun("billones de", one="billón de", form="m"),
    },
    units={
        "°": Noun("grados", one="grado", form="m"),
        "dB": Noun("decibelios", one="decibelio", form="m"),
        "rpm": Noun("revoluciones por minuto", one="revolución por minuto", form="f"),
    },
    unit_forms={
        "": "m",
        "area-hectare": "f",
        "mass-tonne": "f",
        "duration-hour": "f",
        "energy-calorie": "f",
        "energy-kilocalorie": "f",
        "speed-mile-per-hour": "f",
    },
    roman_before=dict.fromkeys(
        (
            "siglo",
            "siglos",
            "capítulo",
            "tomo",
            "volumen",
            "parte",
            "libro",
            "acto",
            "escena",
            "título",
            "anexo",
            "sección",
            "artículo",
            "fase",
            "tipo",
            "clase",
            "grado",
            "nivel",
            "temporada",
            "guerra",
            "mundial",
            "edición",
            "congreso",
        )
    ),
    roman_after={
        "guerra": "f",
        "dinastía": "f",
        "república": "f",
        "congreso": "",
        "milenio": "",
        "edición": "f",
    },
    rulers=frozenset(
        (
            "alfonso",
            "carlos",
            "felipe",
            "fernando",
            "isabel",
            "juan",
            "pablo",
            "enrique",
            "luis",
            "francisco",
            "pedro",
            "sancho",
            "ramiro",
            "jaime",
            "juana",
            "benedicto",
            "pío",
            "león",
            "gregorio",
            "clemente",
            "inocencio",
            "urbano",
            "alejandro",
            "nicolás",
            "napoleón",
            "jorge",
            "eduardo",
            "guillermo",
            "ricardo",
            "maría",
            "catalina",
            "federico",
            "leopoldo",
            "cristina",
            "ramsés",
            "xxiii",
        )
    ),
    regnal=_regnal,
    spelled={
        ".": "punto",
        "/": "barra",
        "@": "arroba",
        "-": "guion",
        "_": "guion bajo",
        ":": "dos puntos",
        "?": "interrogación",
        "=": "igual",
        "&": "y",
        "#": "almohadilla",
        "%": "por ciento",
        "~": "virgulilla",
        "+": "más",
    },
    domains=("es",),
    telephone_cues=("teléfono", "tel", "tfno", "tlf", "móvil", "fax", "llame al", "llama al", "llamar al"),
    abbreviations={
        "sra": "señora",
        "sr": "señor",
        "dr": "doctor",
        "dra": "doctora",
        "st": "santo",
        "co": "compañía",
        "jr": "junior",
        "ltd": "limitada",
        "sres": "señores",
        "sras": "señoras",
        "srta": "señorita",
        "d": "don",
        "dª": "doña",
        "dña": "doña",
        "ud": "usted",
        "uds": "ustedes",
        "vd": "usted",
        "vds": "ustedes",
        "prof": "profesor",
        "profa": "profesora",
        "ing": "ingeniero",
        "lic": "licenciado",
        "gral": "general",
        "sto": "santo",
        "sta": "santa",
        "avda": "avenida",
        "av": "avenida",
        "etc": "etcétera",
        "p.ej": "por ejemplo",
        "a.c": "antes de cristo",
        "d.c": "después de cristo",
        "ee.uu": "estados unidos",
        "aprox": "aproximadamente",
        "dpto": "departamento",
        "tel": "teléfono",
        "ntra": "nuestra",
    },
    numbered={
        "núm": "número",
        "nº": "número",
        "n": "número",
        "pág": "página",
        "págs": "páginas",
        "p": "página",
        "pp": "páginas",
        "cap": "capítulo",
        "vol": "volumen",
        "art": "artículo",
        "fig": "figura",
        "c": "calle",
    },
    number_sign="número",
    words={"nº": "número", "c/": "calle"},
    symbols={
        "&": "y",
        "@": "arroba",
        "%": "por ciento",
        "#": "numeral",
        "$": "dolar",
        "£": "libra",
        "°": "grados",
        "€": "euro",
        "¥": "yen",
        "+": "más",
        "=": "igual a",
        "×": "por",
        "÷": "dividido por",
        "±": "más menos",
        "≈": "aproximadamente",
        "≤": "menor o igual que",
        "≥": "mayor o igual que",
        "²": "al cuadrado",
        "³": "al cubo",
        "§": "sección",
        "©": "copyright",
        "®": "marca registrada",
        "™": "marca registrada",
        "№": "número",
        "‰": "por mil",
        "µ": "micro",
    },
)
