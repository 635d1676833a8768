"""What an LLM writes -> what can be read aloud, while it is being written.

Emphasis, headings, lists, quotations and tables lose their marks, links keep their text and addresses their
host.  Code blocks, displayed formulas, images' addresses, thoughts (`<think>`), tags and emoji are not read.
The result does not depend on how the text was cut into calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape

from auralis.text.punctuation import BREAK, CLAUSE, SENTENCE

FARTHEST = 2000
"""How many characters the end of a mark may be away; beyond that it is taken for text."""

_EMOJI = (
    "\u200d\u20e3\ufe0f\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\ud800-\udfff"
    "\U0001f000-\U0001faff\U000e0020-\U000e007f"
)
_SPECIAL = re.compile(
    rf"\n|\\|`+|[*_~]+|!?\[|\]|<|&|\$\$|(?<!\w)(?:https?://|www\.)|[{_EMOJI}]+", re.IGNORECASE
)
# The end of what has come, where it may be the beginning of something special.
_UNDECIDED = re.compile(r"(?:!|\$|(?<!\w)(?:h|ht|htt|https?|https?:/?|w|ww|www))\Z", re.IGNORECASE)

# A line is looked at once its first character that is none of these has come.
_MARKS = re.compile(r"[ \t#>*+\-=_|`~\d.)$\\•‣◦]*")
_RULE = re.compile(r"[ \t]*([-*_=])(?:[ \t]*\1){2,}[ \t]*\Z|[ \t>]*\Z")
_FENCE = re.compile(r"[ \t>]*(?:[-*+]|\d{1,3}[.)])?[ \t]*(`{3,}|~{3,})([^\n]*)")
_PREFIX = re.compile(r"[ \t]*(?:>[ \t]*)*(?:(#{1,6})[ \t]+|([-*+•‣◦])[ \t]+|(\d{1,3})[.)][ \t]+)?")
_ROW = re.compile(r"[ \t]*\|(.*?)\|?[ \t]*\Z")

_LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\](?:\(((?:[^()\s]|\([^()]*\))*(?:\s[^()]*)?)\)|\[[^\[\]]*\])?"
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
_THOUGHT = re.compile(r"<(think|thinking|reasoning)>", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>]+")
_HOST = re.compile(r"(?:https?://)?(?:[^/?#@\s]*@)?(?:www\.)?([^/?#:\s]*)", re.IGNORECASE)
_AFTER_ADDRESS = re.compile(r"[.,;:!?)\]}'\"*_>`\u2019\u201d]+\Z")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,24}|#\d{1,6}|#x[0-9A-Fa-f]{1,5});")
_SILENT_LABEL = re.compile(r"[\^\d\s,xX\u2020-\u2021]*")

_Taken = tuple[int, str] | None
"""Up to where the text has been taken, and what is read of it; None while that cannot be told."""


@dataclass(frozen=True)
class _Silence:
    """What is not read, up to `end`; `tail` characters may be the beginning of that, None for a line."""

    end: re.Pattern[str]
    tail: int | None
    breaks: bool = True


class Speakable:
    """One text: `feed` takes what has come and returns what can be read of it by now, `finish` the rest."""

    def __init__(self) -> None:
        self._text = "\n"  # always with the character before what is to be taken
        self._final = False
        self._silence: _Silence | None = None
        self._at_line = True
        self._broken = False  # a block has ended
        self._last = ""  # read character since the last break
        self._special: dict[str, Callable[[int], _Taken]] = {
            "\n": self._newline,
            "\\": self._escape,
            "`": self._code,
            "*": self._emphasis,
            "_": self._emphasis,
            "~": self._emphasis,
            "!": self._link,
            "[": self._link,
            "]": lambda start: (start + 1, ""),
            "<": self._tag,
            "&": self._entity,
            "$": lambda start: self._silent(start + 2, _Silence(re.compile(r"\$\$"), 1)),
            "h": self._address,
            "w": self._address,
        }

    def feed(self, text: str) -> str:
        self._text += text
        position = 1
        read: list[str] = []
        while position < len(self._text):
            taken = self._take(position)
            if taken is None:
                break
            position, spoken = taken
            read.append(spoken)
            self._last = (spoken.rstrip(" ") or self._last)[-1:].strip("\n")
        self._text = self._text[position - 1 :]
        return "".join(read)

    def finish(self) -> str:
        self._final = True
        return self.feed("")

    def _take(self, start: int) -> _Taken:
        if self._silence is not None:
            return self._skip(start, self._silence)
        return self._line(start) if self._at_line else self._inline(start)

    def _unknown(self, start: int) -> bool:
        """Say whether to wait for more of what begins at `start`."""
        return not self._final and len(self._text) - start < FARTHEST

    # Lines

    def _line(self, start: int) -> _Taken:
        end = self._text.find("\n", start)
        line = self._text[start:] if end < 0 else self._text[start:end]
        whole = end >= 0 or self._final
        marks = _MARKS.match(line)
        begun = len(marks[0]) if marks else 0
        if begun == len(line) and not whole and self._unknown(start):
            return None
        if whole and _RULE.match(line):
            self._broken = True
            return start + len(line) + (end >= 0), ""
        if (fence := _FENCE.match(line)) and "`" not in fence[2]:
            return self._fence(start + len(line), fence[1], whole)
        if "|" in line[:begun] and line.lstrip().startswith("|"):
            return None if not whole and self._unknown(start) else self._row(start, line)
        return self._beginning(start, line)

    def _beginning(self, start: int, line: str) -> _Taken:
        prefix = _PREFIX.match(line)
        if prefix is None or not any(prefix.groups()):
            between = self._between(self._broken)
            self._broken = False
            begun = prefix.end() if prefix else 0
        else:
            between = self._between(True) + (f"{prefix[3]}, " if prefix[3] else "")
            self._broken = True  # whatever follows the heading or the item
            begun = prefix.end()
        self._at_line = False
        return start + begun, between

    def _between(self, broken: bool) -> str:
        if not self._last:
            return ""
        if not broken:
            return " "
        return ("" if self._last in SENTENCE + CLAUSE else ".") + BREAK

    def _fence(self, after: int, mark: str, whole: bool) -> _Taken:
        if not whole and self._unknown(after):
            return None
        end = rf"^[ \t>]*{re.escape(mark)}{re.escape(mark[0])}*[ \t]*\n"
        return self._silent(after, _Silence(re.compile(end, re.MULTILINE), None))

    def _row(self, start: int, line: str) -> _Taken:
        cells = _ROW.match(line)
        content = cells[1] if cells else ""
        between = self._between(True)
        self._broken = True
        self._at_line = False
        if not content.strip(" \t|:-"):
            return start + len(line), ""
        read = (_read(cell.strip()) for cell in re.split(r"(?<!\\)\|", content))
        return start + len(line), between + ", ".join(filter(None, read))

    # Within a line

    def _inline(self, start: int) -> _Taken:
        special = _SPECIAL.search(self._text, start)
        if special is None:
            undecided = None if self._final else _UNDECIDED.search(self._text, start)
            end = undecided.start() if undecided else len(self._text)
            return (end, self._text[start:end]) if end > start else None
        if special.start() > start:
            return special.start(), self._text[start : special.start()]
        silent = special.end(), ""
        take = self._special.get(special[0][0].lower())
        return silent if take is None else take(start)

    def _newline(self, start: int) -> _Taken:
        self._at_line = True
        return start + 1, ""

    def _escape(self, start: int) -> _Taken:
        if start + 1 == len(self._text):
            return (start + 1, "") if self._final else None
        following = self._text[start + 1]
        if following == "[":
            return self._silent(start + 2, _Silence(re.compile(r"\\\]"), 1))
        if following.isalnum() or following.isspace():
            return start + 1, ""
        return start + 2, "" if following in "()" else following

    def _code(self, start: int) -> _Taken:
        run = re.compile("`+").match(self._text, start)
        after = run.end() if run else start + 1
        mark = re.escape(self._text[start:after])
        close = re.compile(rf"(?<!`){mark}(?!`)").search(self._text, after, self._reach(start))
        if (close is None or close.end() == len(self._text)) and self._open(start):
            return None
        if close is None:
            return after, ""
        return close.end(), self._text[after : close.start()].replace("_", " ").strip()

    def _reach(self, start: int) -> int:
        """Return where what begins at `start` must have ended: with its paragraph, or when it is too long."""
        end = self._text.find("\n\n", start, start + FARTHEST)
        return min(start + FARTHEST, len(self._text)) if end < 0 else end

    def _open(self, start: int) -> bool:
        """Say whether what begins at `start` may still end."""
        return not self._final and self._reach(start) == len(self._text) < start + FARTHEST

    def _emphasis(self, start: int) -> _Taken:
        run = re.compile(r"[*_~]+").match(self._text, start)
        after = run.end() if run else start + 1
        if after == len(self._text) and self._unknown(start):
            return None
        before, marks, following = (
            self._text[start - 1],
            self._text[start:after],
            self._text[after : after + 1],
        )
        within = before.isalnum() and following.isalnum()
        if within and set(marks) == {"_"}:
            return after, " "
        alone = before.isspace() and (not following or following.isspace())
        product = len(marks) == 1 and before.isdigit() and following.isdigit()
        return after, marks if alone or product or marks == "~" else ""

    def _link(self, start: int) -> _Taken:
        link = _LINK.match(self._text, start, self._reach(start))
        if (link is None or link.end() == len(self._text) or self._opens(link)) and self._open(start):
            return None
        if link is None:
            return self._text.index("[", start) + 1, ""
        if link.end() == link.end(1) + 1 and _SILENT_LABEL.fullmatch(link[1]):
            return link.end(), ""  # a footnote, or a box to tick
        return link.end(), _read(link[1])

    def _opens(self, link: re.Match[str]) -> bool:
        """Say whether the address of a link has begun and not ended."""
        return link.end() == link.end(1) + 1 and self._text[link.end()] in ("(", "[")

    def _tag(self, start: int) -> _Taken:
        following = self._text[start + 1 : start + 2]
        if not following and not self._final:
            return None
        if not (following.isalpha() or following in ("/", "!")):
            return start + 1, "<"
        begun = self._text[start : self._reach(start)]
        is_comment = begun.startswith("<!--") or "<!--".startswith(begun)
        ended = "-->" in begun[4:] if is_comment else ">" in begun
        if not ended and self._open(start):
            return None
        if _SPECIAL.match(self._text, start + 1):
            return start + 1, ""  # an address in brackets
        if thought := _THOUGHT.match(self._text, start):
            closing = re.compile(rf"</{thought[1]}>", re.IGNORECASE)
            return self._silent(thought.end(), _Silence(closing, len(thought[0]), breaks=False))
        tag = _TAG.match(self._text, start, self._reach(start))
        return (tag.end(), " ") if tag else (start + 1, "<")

    def _entity(self, start: int) -> _Taken:
        entity = _ENTITY.match(self._text, start)
        if entity:
            return entity.end(), unescape(entity[0])
        begun = re.compile(r"&[#\w]{0,25}\Z").match(self._text, start)
        return None if begun and not self._final else (start + 1, "&")

    def _address(self, start: int) -> _Taken:
        address = _ADDRESS.match(self._text, start, start + FARTHEST)
        if address is None or (address.end() == len(self._text) and self._unknown(start)):
            return None
        written = _AFTER_ADDRESS.sub("", address[0])
        host = _HOST.match(written)
        end = start + max(len(written), 1)
        if self._text[start - 1] + self._text[end : end + 1] == "<>":
            end += 1
        return end, host[1] if host else ""

    # Silence

    def _silent(self, start: int, silence: _Silence) -> _Taken:
        self._silence = silence
        return start, ""

    def _skip(self, start: int, silence: _Silence) -> _Taken:
        end = silence.end.search(self._text, start)
        if end is not None:
            self._silence = None
            self._broken = self._broken or silence.breaks
            self._at_line = True
            return end.end(), ""
        if self._final:
            return len(self._text), ""
        if silence.tail is None:
            kept = self._text.rfind("\n", start - 1)
            kept = max(start, kept + 1 if len(self._text) - kept < FARTHEST else len(self._text))
        else:
            kept = max(start, len(self._text) - silence.tail)
        return None if kept == start else (kept, "")


def _read(text: str) -> str:
    """Return what is read of a text within another one."""
    speakable = Speakable()
    return (speakable.feed(text) + speakable.finish()).strip()
