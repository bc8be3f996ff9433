"""How a name sounds: one key for spellings that sound alike, so that a name heard is a name found.

The rules are our own, coarse on purpose and made for European names: consonants that are confused over a
counter share a letter, vowels count only at the beginning and the end. Accents must be folded before.
"""

import re

# Each rule with letters of which one must be there: most words need few of the rules.
_RULES: tuple[tuple[str, str, str], ...] = (
    ("e", r"(?<=[^aeiouy])e$", ""),
    ("n", r"^(kn|gn|pn)", "n"),
    ("w", r"^wr", "r"),
    ("x", r"^x", "s"),
    ("hz", r"(sch|sh|cz|sz|tsch|tch)", "s"),
    ("h", r"ph", "f"),
    ("t", r"th|dt|tt", "t"),
    ("h", r"(?<=[aeiouy])gh(?=t|s|$)", ""),
    ("h", r"gh", "g"),
    ("c", r"ck|cq|qu|ch", "k"),
    ("q", r"qu", "k"),
    ("zs", r"tz|ts|ds", "s"),
    ("c", r"c(?=[eiy])", "s"),
    ("cqg", r"[cqg]", "k"),
    ("x", r"x", "ks"),
    ("z", r"z", "s"),
    ("d", r"d", "t"),
    ("b", r"b", "p"),
    ("vw", r"[vw]", "f"),
    ("j", r"j", "y"),
    ("n", r"n(?=[pf])", "m"),
    ("h", r"(?<=.)h", ""),
)
_COMPILED = tuple(
    (frozenset(letters), re.compile(pattern), replacement) for letters, pattern, replacement in _RULES
)
_NOT_LETTERS = re.compile(r"[^a-z]")
_VOWELS = re.compile(r"[aeiouy]+")
_DOUBLED = re.compile(r"(.)\1+")


def sound_key(name: str) -> str:
    """The sound of one word in lower-case ASCII letters; "" if it has none.

    "meyer", "maier" and "mayr" share a key; so do "kowalski" and "kovalsky", "philip" and "filip".
    """
    word = _NOT_LETTERS.sub("", name)
    for letters, pattern, replacement in _COMPILED:
        if not letters.isdisjoint(word):
            word = pattern.sub(replacement, word)
    if not word:
        return ""
    begin, end = ("a" if word[place] in "aeiouy" else "" for place in (0, -1))
    consonants = _VOWELS.sub("", word)
    return _DOUBLED.sub(r"\1", begin + consonants + end)
