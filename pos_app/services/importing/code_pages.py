"""Guesses which Windows code page a text is in, by the letters that it would have in each.

A guess from letters alone: short texts fit several, and then Windows-1252 is taken.
"""

import re
import unicodedata

WESTERN = "cp1252"
# What each page was made for, for the person who reads that it was guessed.
NAMES = {
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp874": "Windows-874",
    "gb18030": "GBK",
}
OTHER_ALPHABETS = ("cp1251", "cp1253", "cp874", "gb18030")
_MOST_SAMPLE = 1 << 16
_WORD = re.compile(rb"[A-Za-z]*[\x80-\xff][A-Za-z\x80-\xff]*")
# Letters beyond ASCII of languages that are written in a page, in small letters.
_LANGUAGES = (
    ("cp1252", "àâæçéèêëîïôœùûüÿ"),
    ("cp1252", "äöüß"),
    ("cp1252", "áéíñóúüàçïºª"),
    ("cp1252", "ãáâàçéêíõóôúüºª"),
    ("cp1252", "àèéìòùî"),
    ("cp1252", "åäöæøéü"),
    ("cp1252", "ëïéèöüáóíúê"),
    ("cp1252", "áðéíóúýþæö"),
    ("cp1254", "çğıiöşüâîû\u0307"),
    ("cp1250", "ąćęłńóśźż"),
    ("cp1250", "áčďéěíňóřšťúůýž"),
    ("cp1250", "áäčďéíĺľňóôŕšťúýž"),
    ("cp1250", "áéíóöőúüű"),
    ("cp1250", "ăâîşţ"),
    ("cp1250", "čćđšž"),
)
_SIGNS = "“”‘’–—…€°²³½¼¾×±·«»®™\u00a0"
_ALPHABETS = {"cp1251": "CYRILLIC", "cp1253": "GREEK"}

# Thai vowels and tones that stand on or under a consonant.
_ABOVE = "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e"


def words(chunk: bytes) -> bytes:
    """The words with letters beyond ASCII, to guess from; at most 64 KB."""
    found = bytearray()
    for word in _WORD.finditer(chunk):
        found += word[0] + b"\n"
        if len(found) > _MOST_SAMPLE:
            break
    return bytes(found)


def guess(sample: bytes) -> str:
    """The likeliest code page of such words."""
    listed = [word for word in sample.split(b"\n") if word]
    # Whole words beyond ASCII are another alphabet; single letters among ASCII, or signs that stand alone, a Latin one.
    high = sum(1 for word in listed if len(word) > 1 for byte in word if byte > 127)
    beside = sum(1 for word in listed for byte in word if byte <= 127)
    if high > 2 * beside:
        best, score = max(
            ((page, _fits(page, listed)) for page in OTHER_ALPHABETS),
            key=lambda s: s[1],
        )
        if score > 60:
            return best
    return _latin(sample)


def _fits(page: str, listed: list[bytes]) -> int:
    """How much of the words is written as in the languages of a page, 0 to 100."""
    good = total = 0
    for word in listed:
        total += len(word)
        try:
            text = word.decode(page)
        except UnicodeDecodeError:
            continue
        good += len(word) if _looks_like(page, text) else 0
    return good * 100 // total if total else 0


def _looks_like(page: str, text: str) -> bool:
    if page == "gb18030":
        # The 3,755 hanzi in daily use come first in the table.
        codes = [letter.encode("gb18030") for letter in text if letter > "\x7f"]
        return all(len(code) == 2 and 0xA1 <= code[0] <= 0xD7 and code[1] >= 0xA1 for code in codes)
    if page == "cp874":
        return _thai(text)
    letters = [letter for letter in text if letter > "\x7f"]
    if not all(_ALPHABETS[page] in unicodedata.name(letter, "") for letter in letters):
        return False
    # A capital among small letters, or a final sigma within a word, is another page's letter.
    return not re.search(r"ς\w", text) and (text.isupper() or text[1:] == text[1:].lower())


def _thai(text: str) -> bool:
    """Vowels and tones above and below stand on a consonant, at most two; those before it have one behind them."""
    before, stacked = "", 0
    for letter in text:
        if letter > "\x7f" and not "\u0e01" <= letter <= "\u0e5b":
            return False
        above = letter in _ABOVE
        stacked = stacked + 1 if above else 0
        if (above or letter in "ะาำ") and (stacked > 2 or not "\u0e01" <= before <= "\u0e4e"):
            return False
        if "\u0e40" <= before <= "\u0e44" and not "\u0e01" <= letter <= "\u0e2e":
            return False
        before = letter
    return not "\u0e40" <= before <= "\u0e44"


def _latin(sample: bytes) -> str:
    """The page of the language whose letters cover most of the sample; of equals the first."""
    best, page = -1, WESTERN
    for name, letters in _LANGUAGES:
        text = sample.decode(name, errors="replace")
        found = [letter for letter in text.lower() if letter > "\x7f" and letter not in _SIGNS]
        score = sum(1 for letter in found if letter in letters) * 2 - len(found)
        if score > best:
            best, page = score, name
    return page
