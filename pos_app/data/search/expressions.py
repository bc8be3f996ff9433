"""MATCH expressions: what was typed as the words that an index row must have."""

from pos_app.data.search.schema import quoted
from pos_app.data.search.scripts import unit, windows
from pos_app.data.search.spelling import UNIT_WORDS, Piece

_STEMS = ("shes", "ches", "xes", "sses")


def direct(wanted: list[Piece]) -> str:
    """Every piece as it was typed must be there; the last may be unfinished."""
    return all_of(groups(wanted))


def groups(wanted: list[Piece]) -> list[str]:
    """The pieces as they were typed, each as an expression of its own."""
    found: list[str] = []
    last = len(wanted) - 1
    for position, piece in enumerate(wanted):
        if position + 1 == last and _begins_fraction(piece, wanted[last]):
            # "2 1" may be two numbers or the beginning of 2 1/2.
            after = wanted[last].text
            both = all_of([quoted(piece.text, False), quoted(after, True)])
            return [*found, any_of([both, quoted(f"{piece.text}-{after}", True)])]
        found.append(_group(piece, position == last))
    return found


def any_of(expressions: list[str]) -> str:
    """An expression that fits where one of these does."""
    several = list(dict.fromkeys(expressions))
    return several[0] if len(several) == 1 else f"({' OR '.join(several)})"


def all_of(expressions: list[str]) -> str:
    """An expression that fits where all of these do."""
    several = list(dict.fromkeys(expressions))
    return several[0] if len(several) == 1 else f"({' AND '.join(several)})"


def run(signs: str) -> str:
    """A run of signs wherever it stands in a longer one."""
    return all_of([quoted(gram, True) for gram in windows(signs)])


def stem(word: str) -> str:
    """A word without its plural ending, so that "screws" finds a screw."""
    if len(word) < 4 or not word.endswith("s") or word.endswith("ss"):
        return word
    return word[:-2] if word.endswith(_STEMS) else word[:-1]


def _begins_fraction(piece: Piece, following: Piece) -> bool:
    return piece.text.isdigit() and following.text.isdigit() and following.text != "0"


def _group(piece: Piece, last: bool) -> str:
    if piece.kind == "number":
        return quoted(piece.text, last)
    if piece.kind == "run":
        named = unit(piece.text)
        return any_of([run(piece.text), quoted(named, True)]) if named else run(piece.text)
    if piece.kind == "word":
        named = UNIT_WORDS.get(piece.text, "")
        words = [stem(piece.text), named] if named else [stem(piece.text)]
        return any_of([quoted(word, True) for word in words])
    return quoted(piece.text, True)
