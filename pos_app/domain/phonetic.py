"""How a name sounds: one key for spellings that sound alike, so that a name heard is a name found.

The rules are our own, coarse on purpose and made for European names: consonants that are confused over a
counter share a letter, vowels count only at the beginning and the end. Accents must be folded before.
"""

import re

_RULES: tuple[tuple[str, str], ...] = (
    (r"[^a-z]", ""),
    (r"(?<=[^aeiouy])e$", ""),
    (r"^(kn|gn|pn)", "n"),
    (r"^wr", "r"),
    (r"^x", "s"),
    (r"(sch|sh|cz|sz|tsch|tch)", "s"),
    (r"ph", "f"),
    (r"th|dt|tt", "t"),
    (r"(?<=[aeiouy])gh(?=t|s|$)", ""),
    (r"gh", "g"),
    (r"ck|cq|qu|ch", "k"),
    (r"tz|ts|ds", "s"),
    (r"c(?=[eiy])", "s"),
    (r"[cqg]", "k"),
    (r"x", "ks"),
    (r"[zs]", "s"),
    (r"[dt]", "t"),
    (r"[bp]", "p"),
    (r"[vw]", "f"),
    (r"j", "y"),
    (r"n(?=[pf])", "m"),
    (r"(?<=.)h", ""),
)
_COMPILED = tuple((re.compile(pattern), replacement) for pattern, replacement in _RULES)
_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLED = re.compile(r"(.)\1+")


def sound_key(name: str) -> str:
    """The sound of one word in lower-case ASCII letters; "" if it has none.

    "meyer", "maier" and "mayr" share a key; so do "kowalski" and "kovalsky", "philip" and "filip".
    """
    word = name
    for pattern, replacement in _COMPILED:
        word = pattern.sub(replacement, word)
    if not word:
        return ""
    begin, end = ("a" if word[place] in "aeiouy" else "" for place in (0, -1))
    consonants = _VOWELS.sub("", word)
    return _DOUBLED.sub(r"\1", begin + consonants + end)
