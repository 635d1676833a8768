"""Portuguese.  Its numbers are European ("dezasseis"), as the reference reads them."""

from __future__ import annotations

import re

from auralis.text.amounts import cardinal as in_words
from auralis.text.dates import month, year
from auralis.text.numerals import cardinal, ordinal
from auralis.text.rules.base import Currency, Date, Noun, Rules, Time

_CARDINAL, _ORDINAL = cardinal("pt"), ordinal("pt")
_MASCULINE_END = re.compile(r"\b(um|dois)\Z")
_HUNDREDS = re.compile(r"(duz|trez|quatroc|quinh|seisc|setec|oitoc|novec)entos|quinhentos")
_ORDINAL_END = re.compile(r"o\b")


def _cardinal(number: int, form: str) -> str:
    """Return a cardinal; before a feminine noun ("f") uma, duas, duzentas."""
    words = _CARDINAL(number, "")
    if form != "f" or number >= 1_000_000:
        return words
    words = _HUNDREDS.sub(lambda match: match[0].replace("entos", "entas"), words)
    return _MASCULINE_END.sub(lambda match: {"um": "uma", "dois": "duas"}[match[1]], words)


def _ordinal_form(number: int, form: str) -> str:
    """Return an ordinal: masculine, feminine ("f"), plural ("p"), both ("fp")."""
    words = _ORDINAL(number, "")
    if "f" in form:
        words = _ORDINAL_END.sub("a", words)
    return " ".join(f"{word}s" for word in words.split()) if "p" in form else words


def _date(rules: Rules, date: Date) -> str:
    """Return "cinco de março de dois mil e vinte e quatro"."""
    day = () if date.day is None else (in_words(str(date.day), rules),)
    years = () if date.year is None else (year(date.year, rules),)
    return " de ".join((*day, month(date.month, rules), *years))


def _time(rules: Rules, time: Time) -> str:
    """Return "catorze e trinta", "catorze horas"."""
    hour = in_words(str(time.hour), rules, "f")
    if time.minute:
        words = f"{hour} e {in_words(str(time.minute), rules)}"
    else:
        words = f"{hour} {'hora' if time.hour == 1 else 'horas'}"
    if time.second:
        words += f" e {in_words(str(time.second), rules)} {'segundo' if time.second == 1 else 'segundos'}"
    if time.half == "pm":
        return words + (" da tarde" if time.hour % 12 < 7 else " da noite")
    return words + " da manhã" * (time.half == "am")


def _contracted(text: str) -> str:
    return text.replace("às uma hora", "à uma hora").replace("às uma e ", "à uma e ")


def _regnal(number: int, name: str) -> str:
    """Return the number of a king or a pope: an ordinal up to ten, then a cardinal."""
    if number > 10:
        return _CARDINAL(number, "")
    return _ordinal_form(number, "f" if name in ("isabel", "maria", "catarina") else "")


_MILLION = Noun("milhões de", one="milhão de", form="m")
_BILLION = Noun("mil milhões de")

RULES = Rules(
    language="pt",
    name="Portuguese",
    locale="pt_PT",
    character_limit=203,
    cardinal=_cardinal,
    ordinal=_ordinal_form,
    marks={",": "vírgula", ".": "ponto"},
    groups=". ",
    ordinals={"º": "", ".º": "", "°": "", "o": "", "ª": "f", ".ª": "f", "a": "f", "os": "p", "as": "fp"},
    fractions={
        (1, 2): "meio",
        (1, 3): "um terço",
        (2, 3): "dois terços",
        (1, 4): "um quarto",
        (3, 4): "três quartos",
        (1, 5): "um quinto",
        (2, 5): "dois quintos",
        (3, 5): "três quintos",
        (4, 5): "quatro quintos",
        (1, 8): "um oitavo",
        (3, 8): "três oitavos",
        (1, 10): "um décimo",
    },
    half=" e ",
    over="sobre",
    to="a",
    minus="menos",
    date=_date,
    of="de",
    time=_time,
    hours=("h", "hs", "horas"),
    time_cues=("às", "as", "das"),
    currencies={
        "USD": Currency(Noun("dólares", one="dólar"), Noun("cêntimos", one="cêntimo")),
        "EUR": Currency(Noun("euros", one="euro"), Noun("cêntimos", one="cêntimo")),
        "GBP": Currency(Noun("libras", one="libra", form="f"), Noun("pence", one="péni")),
        "BRL": Currency(Noun("reais", one="real"), Noun("centavos", one="centavo")),
        "CHF": Currency(Noun("francos suíços", one="franco suíço"), Noun("cêntimos", one="cêntimo")),
    },
    per="por",
    cents=" e ",
    magnitudes={
        "mil": Noun("mil"),
        "milhão": _MILLION,
        "milhões": _MILLION,
        "milhão de": _MILLION,
        "milhões de": _MILLION,
        "mi": _MILLION,
        "m": _MILLION,
        "mil milhões": _BILLION,
        "mil milhões de": _BILLION,
        "bilhão": Noun("bilhões de", one="bilhão de"),
        "bilhões": Noun("bilhões de", one="bilhão de"),
        "bilhão de": Noun("bilhões de", one="bilhão de"),
        "bilhões de": Noun("bilhões de", one="bilhão de"),
        "bi": Noun("bilhões de", one="bilhão de"),
    },
    units={
        "°": Noun("graus", one="grau"),
        "bar": Noun("bares", one="bar"),
        "t": Noun("toneladas", one="tonelada", form="f"),
        "dB": Noun("decibéis", one="decibel"),
        "rpm": Noun("rotações por minuto", one="rotação por minuto", form="f"),
        "Kg": Noun("quilogramas", one="quilograma"),
        "Km": Noun("quilómetros", one="quilómetro"),
    },
    unit_forms={
        "duration-hour": "f",
        "energy-calorie": "f",
        "energy-kilocalorie": "f",
        "speed-mile-per-hour": "f",
    },
    roman_before=dict.fromkeys(
        (
            "século",
            "séculos",
            "capítulo",
            "tomo",
            "volume",
            "parte",
            "livro",
            "ato",
            "acto",
            "cena",
            "título",
            "anexo",
            "secção",
            "seção",
            "artigo",
            "fase",
            "tipo",
            "classe",
            "grau",
            "nível",
            "temporada",
            "guerra",
            "mundial",
            "figura",
            "tabela",
        )
    ),
    roman_after={
        "guerra": "f",
        "dinastia": "f",
        "república": "f",
        "congresso": "",
        "milénio": "",
        "milênio": "",
    },
    rulers=frozenset(
        (
            "afonso",
            "carlos",
            "filipe",
            "fernando",
            "isabel",
            "joão",
            "paulo",
            "henrique",
            "luís",
            "francisco",
            "pedro",
            "sancho",
            "dinis",
            "duarte",
            "manuel",
            "sebastião",
            "josé",
            "miguel",
            "maria",
            "bento",
            "pio",
            "leão",
            "gregório",
            "clemente",
            "inocêncio",
            "urbano",
            "alexandre",
            "nicolau",
            "napoleão",
            "jorge",
            "eduardo",
            "guilherme",
            "ricardo",
            "catarina",
            "frederico",
            "leopoldo",
            "ramsés",
            "constantino",
        )
    ),
    regnal=_regnal,
    spelled={
        ".": "ponto",
        "/": "barra",
        "@": "arroba",
        "-": "hífen",
        "_": "sublinhado",
        ":": "dois pontos",
        "?": "ponto de interrogação",
        "=": "igual",
        "&": "e",
        "#": "cardinal",
        "%": "por cento",
        "~": "til",
        "+": "mais",
    },
    domains=("pt",),
    telephone_cues=("telefone", "tel", "telemóvel", "celular", "cel", "fax", "ligue para o", "ligue para"),
    abbreviations={
        "sra": "senhora",
        "sr": "senhor",
        "dr": "doutor",
        "dra": "doutora",
        "st": "santo",
        "co": "companhia",
        "jr": "júnior",
        "ltd": "limitada",
        "srs": "senhores",
        "sras": "senhoras",
        "srta": "senhorita",
        "d": "dom",
        "dª": "dona",
        "prof": "professor",
        "profª": "professora",
        "profa": "professora",
        "eng": "engenheiro",
        "arq": "arquiteto",
        "gen": "general",
        "cel": "coronel",
        "sto": "santo",
        "sta": "santa",
        "av": "avenida",
        "r": "rua",
        "lda": "limitada",
        "ltda": "limitada",
        "etc": "et cetera",
        "p.ex": "por exemplo",
        "a.c": "antes de cristo",
        "d.c": "depois de cristo",
        "aprox": "aproximadamente",
        "exmo": "excelentíssimo",
        "exma": "excelentíssima",
        "v.ex.ª": "vossa excelência",
        "tel": "telefone",
    },
    numbered={
        "n": "número",
        "num": "número",
        "núm": "número",
        "p": "página",
        "pág": "página",
        "págs": "páginas",
        "pp": "páginas",
        "cap": "capítulo",
        "vol": "volume",
        "art": "artigo",
        "fig": "figura",
    },
    number_sign="número",
    words={"nº": "número", "n.º": "número", "n°": "número"},
    symbols={
        "&": "e",
        "@": "arroba",
        "%": "por cento",
        "#": "cardinal",
        "$": "dólar",
        "£": "libra",
        "°": "graus",
        "€": "euro",
        "¥": "iene",
        "+": "mais",
        "=": "igual a",
        "×": "vezes",
        "÷": "dividido por",
        "±": "mais ou menos",
        "≈": "aproximadamente",
        "≤": "menor ou igual a",
        "≥": "maior ou igual a",
        "²": "ao quadrado",
        "³": "ao cubo",
        "§": "parágrafo",
        "©": "copyright",
        "®": "marca registada",
        "™": "marca",
        "№": "número",
        "‰": "por mil",
        "µ": "micro",
    },
    last=_contracted,
)
