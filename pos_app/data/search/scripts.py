"""Scripts that write without blanks between words: Thai, Lao, Khmer, Burmese, Chinese, Japanese and Korean.

Nobody can say where their words begin, so every three neighbouring signs of a run can be found ("grams"),
and a run that is typed is found wherever it stands inside another one.
"""

import re
from itertools import pairwise

GRAM = 3
_LETTERS = (
    "\u0e01-\u0e3a\u0e40-\u0e4e"  # Thai
    "\u0e81-\u0ebd\u0ec0-\u0ece\u0edc-\u0edf"  # Lao
    "\u1000-\u103f\u1050-\u108f"  # Burmese
    "\u1780-\u17d3\u17dc-\u17dd"  # Khmer
    "\u3005\u3041-\u3096\u3099\u309a\u30a1-\u30fa\u30fc"  # Japanese
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"  # Chinese
    "\u1100-\u11ff\uac00-\ud7a3"  # Korean
)
_RUN = re.compile(f"[{_LETTERS}]+")
_FEW_SIGNS = re.compile("[\u1100-\u11ff\u3005-\ud7a3\uf900-\ufaff\U00020000-\U0003134f]")
_INVISIBLE = dict.fromkeys((0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF))
_DIGITS = {
    start + digit: str(digit)
    for start in (0x0660, 0x06F0, 0x0966, 0x0E50, 0x0ED0, 0x1040, 0x17E0)
    for digit in range(10)
}
# Marks of tone and silence are left out, doubled or put in another place by everybody who types in haste,
# and two signs of the vowel "e" look like the one of "ae".
_TONES = dict.fromkeys((*range(0x0E47, 0x0E4D), 0x0E4E, *range(0x0EC8, 0x0ECD), 0x0ECE))
_BARE: dict[int, str | None] = {**_INVISIBLE, **_DIGITS, **_TONES}
_ELSEWHERE = re.compile("[\u00ad\u0590-\u1fff\u200b-\u200f\u2060\u2e80-\U0010ffff]")
_DOUBLE_E = (("\u0e40\u0e40", "\u0e41"), ("\u0ec0\u0ec0", "\u0ec1"))
# After a number: what each of these languages calls the units of a label.
_UNITS = {
    "毫米": "mm", "厘米": "cm", "公分": "cm", "英寸": "in", "寸": "in", "英尺": "ft", "米": "m", "毫升": "ml",
    "升": "l", "公斤": "kg", "千克": "kg", "克": "g", "瓦": "w", "伏": "v", "安": "a", "度": "deg", "加仑": "gal",
    "มิลลิเมตร": "mm", "มม": "mm", "เซนติเมตร": "cm", "ซม": "cm", "เมตร": "m", "ม": "m", "นิ้ว": "in", "ฟุต": "ft",
    "กิโลกรัม": "kg", "กก": "kg", "กรัม": "g", "มิลลิลิตร": "ml", "มล": "ml", "ลิตร": "l", "วัตต์": "w", "โวลต์": "v",
    "แอมป์": "a", "แกลลอน": "gal", "ມມ": "mm", "ມິນລິແມັດ": "mm", "ຊມ": "cm", "ແມັດ": "m", "ນິ້ວ": "in", "ກິໂລ": "kg",
    "ກກ": "kg", "ລິດ": "l", "ວັດ": "w", "ໂວນ": "v",
}  # fmt: skip


def elsewhere(text: str) -> bool:
    """Whether a text has signs for which `bare` and `parted` do anything."""
    return not text.isascii() and _ELSEWHERE.search(text) is not None


def bare(text: str) -> str:
    """A text without tones and what cannot be seen, with the digits of every script as 0 to 9."""
    text = text.translate(_BARE)
    for double, single in _DOUBLE_E:
        text = text.replace(double, single)
    return text


_BY_FOLDED = {bare(word.replace("\u0e33", "\u0e4d\u0e32").replace("\u0eb3", "\u0ecd\u0eb2")): unit
              for word, unit in _UNITS.items()}  # fmt: skip
_WORDS = "|".join(sorted(_BY_FOLDED, key=len, reverse=True))
# Chinese units run into the next word; Thai and Lao ones end where the run does.
_AFTER_NUMBER = re.compile(rf"(?<=\d)\s?({_WORDS})(?:\.|(?<=[\u4e00-\u9fff])|(?![{_LETTERS}]))")


def parted(text: str) -> str:
    """A text with blanks around its runs ("M8螺丝" is "M8 螺丝") and the units behind numbers in Latin."""
    text = _AFTER_NUMBER.sub(lambda match: f" {_BY_FOLDED[match.group(1)]} ", text)
    return _RUN.sub(r" \g<0> ", text)


def unit(run: str) -> str:
    """The unit that a run is the name of, as labels have it in Latin; "" for no unit, or one of a single sign."""
    return _BY_FOLDED.get(run, "") if len(run) > 1 else ""


def is_run(word: str) -> bool:
    """Whether a word is a run of signs in which words are not parted."""
    return _RUN.fullmatch(word) is not None


def grams(run: str) -> tuple[str, ...]:
    """What a run is found by: three signs from each of its signs on, fewer at its end."""
    return tuple(dict.fromkeys(run[start : start + GRAM] for start in range(len(run))))


def windows(run: str) -> tuple[str, ...]:
    """The grams that must all be there where a typed run is: as few as cover it, each touching the next."""
    last = max(0, len(run) - GRAM)
    return tuple(dict.fromkeys(run[start : start + GRAM] for start in (*range(0, last, GRAM - 1), last)))


def with_mistake(run: str) -> list[tuple[str, ...]]:
    """What is left of a typed run if one of its signs is wrong, missing, too many or swapped with the next.

    The mistake is in one third of the run and the rest is right, or in one half where it crosses the border
    of thirds. What leaves too little to go by is left out: three signs of an alphabet, one of Chinese.
    """
    length = len(run)
    few = _FEW_SIGNS.match(run) is not None
    third = (length + 1) // 3
    found: dict[tuple[str, ...], None] = {}
    if few and 1 < length <= GRAM + 1:
        found[tuple(run)] = None
    for borders in ({third, length - third}, {length // 2}):
        cuts = (0, *sorted(borders - {0, length}), length)
        for start, end in pairwise(cuts):
            kept = tuple(part for part in (run[:start], run[end:]) if part)
            if sum(map(len, kept)) >= (1 if few else GRAM):
                found[kept] = None
    return list(found)
