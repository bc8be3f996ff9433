"""What someone may have meant whose words are on no label, or on few: one mistake a word is put right.

A letter wrong, missing, too many or swapped with its neighbour; a blank missing or too many; another ending.
"""

import re
from itertools import pairwise

from pos_app.data.search.expressions import all_of, any_of, groups, run, stem
from pos_app.data.search.schema import quoted
from pos_app.data.search.scripts import with_mistake
from pos_app.data.search.spelling import Piece
from pos_app.data.search.vocabulary import Vocabulary

# "m8bolt" and "chain5mm".
_RUN_TOGETHER = re.compile(r"([a-z]{0,2}\d[\d.]*)([a-z]{3,})|([a-z]{3,})(\d.*)")


def corrected(wanted: list[Piece], vocabulary: Vocabulary) -> str:
    """The expression of `direct` with everything that may have been meant besides."""
    plain = groups(wanted)
    if len(plain) != len(wanted):
        return all_of(plain)
    better = [_group(piece, group, vocabulary) for piece, group in zip(wanted, plain, strict=True)]
    ways = [all_of(better)]
    for place, (one, other) in enumerate(pairwise(wanted)):
        joined = one.text + other.text
        if one.kind == other.kind == "word" and vocabulary.begins(joined):
            ways.append(all_of([*better[:place], quoted(joined, True), *better[place + 2 :]]))
    return any_of(ways)


def inside(wanted: list[Piece], vocabulary: Vocabulary) -> str:
    """The words typed as the middle or end of longer ones; "" if there is no such word."""
    plain = groups(wanted)
    if len(plain) != len(wanted):
        return ""
    wider = []
    for piece, group in zip(wanted, plain, strict=True):
        longer = vocabulary.inside(stem(piece.text)) if piece.kind == "word" else []
        wider.append(any_of([group, *(quoted(word, False) for word in longer)]))
    return all_of(wider) if wider != plain else ""


def _group(piece: Piece, plain: str, vocabulary: Vocabulary) -> str:
    if piece.kind == "pair":
        # Labels often leave out the inch; other units may stand apart from their number.
        loose = [quoted(piece.number, False)]
        if piece.unit != "in":
            loose.append(quoted(piece.unit, True))
        return any_of([plain, all_of(loose)])
    if piece.kind == "run":
        return any_of([plain, *(all_of([run(part) for part in parts]) for parts in with_mistake(piece.text))])
    if piece.kind != "word":
        return plain
    found = [plain]
    found += [quoted(word, True) for word in vocabulary.near(piece.text)]
    found += [quoted(word, False) for word in vocabulary.stems(piece.text)]
    found += [all_of([quoted(a, False), quoted(b, True)]) for a, b in vocabulary.parts(piece.text)]
    apart = _RUN_TOGETHER.fullmatch(piece.text)
    if apart is not None:
        found.append(all_of([quoted(part, True) for part in apart.groups() if part]))
    return any_of(found)
