"""Characters that end something, in any of the languages that can be spoken; the others as escapes."""

BREAK = "\n\n"
"""Between what does not belong to one sentence."""

SENTENCE = ".!?\u2026\u3002\uff01\uff1f\u0964\u061f"
CLAUSE = ",;:\u2013\u2014\uff0c\u3001\uff1b\uff1a\u060c\u061b"
OPENING = "\"'\u201c\u2018\u00ab([\u300c\u300e\uff08"
CLOSING = "\"'\u201d\u2019\u00bb)]}\u300d\u300f\uff09"
