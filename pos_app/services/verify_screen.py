"""Is one document certainly right? Asked of a million documents, so of the few values that a scan brings along.

Yes means that `verify_document` would find nothing. No means that it has to look: something is wrong, or the document
is of a rarer kind (several taxes that widen each other, tax rounded over the document, exemptions, gift cards).
"""

import json
from collections.abc import Sequence
from typing import Any

from pos_app.data.queries.verify_scan import ANSWER_KEYS, RECEIPT_KEYS

# Rows as the scan gives them, in the order of its columns.
ScanRow = tuple[Any, ...]
_MOST_KEPT = 50_000
_TAIL = len(b',"discount_text":"","returned_from":""}')
_SHOWN = ("description", "quantity", "unit", "unit_price", "amount")
_decode = json.JSONDecoder().raw_decode


class Plain(dict[int, bytes]):
    """Amounts as answers write them, kept because most come again and again."""

    def __init__(self, exponent: int) -> None:
        super().__init__()
        self._exponent = exponent

    def __missing__(self, minor: int) -> bytes:
        if len(self) > _MOST_KEPT:
            self.clear()
        digits = str(abs(minor)).rjust(self._exponent + 1, "0")
        cut = len(digits) - self._exponent
        shown = ("-" if minor < 0 else "") + digits[:cut] + (f".{digits[cut:]}" if self._exponent else "")
        text = self[minor] = b'"' + shown.encode() + b'"'
        return text


def certain(
    sale: ScanRow,
    lines: Sequence[ScanRow],
    taxes: Sequence[ScanRow],
    tenders: Sequence[ScanRow],
    moves: Sequence[ScanRow],
    points: Sequence[ScanRow],
    offers: Sequence[ScanRow],
    documents: Sequence[ScanRow],
    plain: Plain,
    exponent: int,
) -> bool:
    """Whether `verify_document` would find nothing in these rows, which are all of their document's."""
    history = sale[4] == b"history"
    if not (sale[3] and sale[5] and sale[6] == exponent and lines):
        return history and _taken_over(sale, lines, taxes, tenders, moves, points, documents)
    columns = list(zip(*lines, strict=True))
    if sum(columns[3]) > (1023 if history else 0) or not _sums(sale, columns):
        return False
    if history:
        return _taken_over(sale, lines, taxes, tenders, moves, points, documents)
    # Every line with a tax has its tax rows, and every tax row was found right.
    taxed = len(columns[10]) - columns[10].count(0)
    if taxes and (sum([tax[3] or 0 for tax in taxes]) != len(taxes) or not _each_taxed(taxed, taxes)):
        return False
    if not taxes and taxed:
        return False
    spent = sum(columns[12])
    if not _earned(sale, columns, points):
        return False
    return (
        _paid(sale, tenders)
        and _moved(columns, moves)
        and len(documents) == 1
        and _receipt(sale, columns, tenders, offers, documents[0], spent)
        and _answer(sale, documents[0], plain)
    )


def _taken_over(
    sale: ScanRow,
    lines: Sequence[ScanRow],
    taxes: Sequence[ScanRow],
    tenders: Sequence[ScanRow],
    moves: Sequence[ScanRow],
    points: Sequence[ScanRow],
    documents: Sequence[ScanRow],
) -> bool:
    """History brings sums, and perhaps points."""
    if not sale[3] or taxes or tenders or moves or documents or not lines:
        return False
    columns = list(zip(*lines, strict=True))
    return sum(columns[3]) < 1024 and _sums(sale, columns) and _earned(sale, columns, points)


def _earned(sale: ScanRow, columns: Sequence[tuple[Any, ...]], points: Sequence[ScanRow]) -> bool:
    """The ledger has what the document earned, and what its lines spent."""
    earned = sum([p[4] for p in points if p[3]]) if points else 0
    spent = earned - sum([p[4] for p in points]) if points else 0
    return bool(earned == sale[16] and spent == sum(columns[12]))


def _sums(sale: ScanRow, columns: Sequence[tuple[Any, ...]]) -> bool:
    """The document's figures are the sums of its lines; total and paid follow from them (see the scan)."""
    return bool(
        sum(columns[6]) == sale[7]
        and sum(columns[8]) == sale[8]
        and sale[8] + sum(columns[7]) == sale[9]
        and sum(columns[9]) == sale[10]
        and sum(columns[10]) == sale[11]
        and sum(columns[11]) == sale[16]
    )


def _each_taxed(taxed: int, taxes: Sequence[ScanRow]) -> bool:
    """No line with a tax lacks the rows of it: each row's line was found to agree with all rows of that line."""
    return len({tax[4] for tax in taxes if tax[5]}) == taxed


def _paid(sale: ScanRow, tenders: Sequence[ScanRow]) -> bool:
    total, rounding, paid, change, step = sale[12], sale[13], sale[14], sale[15], sale[17]
    handed = sum([t[3] for t in tenders])
    if paid != handed - change:
        return False
    cash = [t[3] for t in tenders if t[4]]
    if not cash:
        return bool(change == 0 and rounding == 0)
    if not 0 <= change <= sum([c for c in cash if c > 0]):
        return False
    if step is not None and step <= 0:
        return False
    if total < 0 and (sale[4] == b"sale" or len(cash) > 1):
        return bool(step is None or abs(rounding) <= step * len(cash))
    if step is None:
        return bool(rounding == 0)
    most = step if sale[4] == b"refund" or sale[18] else step // 2
    return bool((sum(cash) - change) % step == 0 and abs(rounding) <= most)


def _moved(columns: Sequence[tuple[Any, ...]], moves: Sequence[ScanRow]) -> bool:
    """Goods moved as they were sold; a pack moves its singles, whose product is another one."""
    sold = [pair for pair in zip(columns[4], columns[5], strict=True) if pair[0] is not None]
    moved = [move[3:5] for move in moves]
    if sold == moved:
        return True
    sums: tuple[dict[int, int], dict[int, int]] = ({}, {})
    for into, pairs in zip(sums, (sold, moved), strict=True):
        for product, quantity in pairs:
            into[product] = into.get(product, 0) + quantity
    return sums[0].keys() != sums[1].keys() or sums[0] == sums[1]


def _receipt(
    sale: ScanRow,
    columns: Sequence[tuple[Any, ...]],
    tenders: Sequence[ScanRow],
    offers: Sequence[ScanRow],
    document: ScanRow,
    spent: int,
) -> bool:
    _entry, _json, _sale, told, taxes, points, offered, length, _answer_text, _length = document
    if told is None or taxes is None or points is None or offered is None:
        return False
    known = b"%b,%d,[%b],[" % (sale[19][:-1], sum(columns[13]), b",".join([t[5] for t in tenders]))
    lines = b",".join(columns[14])
    plainly = told.startswith(known + lines + b"],")
    if not plainly and not (told.startswith(known) and _lines(told, len(known) - 1, lines)):
        return False
    # Nothing else stands in the text: no member twice, none missing.
    if length != len(told) + len(taxes) + len(points) + len(offered) + RECEIPT_KEYS or b",null" in told:
        return False
    if not _receipt_taxes(taxes, sale[11]):
        return False
    if (offers or offered != b"[]") and not _offers(offered, offers):
        return False
    return points == b"null" or _points(points, sale[16], spent)


def _lines(told: bytes, at: int, lines: bytes) -> bool:
    """Lines that say more than the rows do: the reason for a discount, where something was bought."""
    try:
        text = told.decode()
        # The array is not ASCII throughout, so its place is counted in characters.
        said, _end = _decode(text, len(told[:at].decode()))
        own = json.loads(b"[%b]" % lines)
        return [[line[n] for n in _SHOWN] for line in said] == [[line[n] for n in _SHOWN] for line in own]
    except (ValueError, TypeError, KeyError):
        return False


def _receipt_taxes(taxes: bytes, tax: int) -> bool:
    if taxes.count(b"{") == 1 and taxes.count(b'":') == 5:
        end = b',"amount":%d,"included":' % tax
        return taxes.endswith((end + b"false}]", end + b"true}]"))
    try:
        return bool(sum(row["amount"] for row in json.loads(taxes)) == tax)
    except (ValueError, TypeError, KeyError):
        return False


def _offers(offered: bytes, offers: Sequence[ScanRow]) -> bool:
    try:
        told = sorted(offer["code"] for offer in json.loads(offered))
        return bool(told == sorted(row[3].decode() for row in offers))
    except (ValueError, TypeError, KeyError, AttributeError):
        return False


def _points(points: bytes, earned: int, spent: int) -> bool:
    try:
        told = json.loads(points)
        return bool(
            told["earned"] == earned
            and told["spent"] == spent
            and told["balance"] == told["before"] + earned - spent
        )
    except (ValueError, TypeError, KeyError):
        return False


def _answer(sale: ScanRow, document: ScanRow, plain: Plain) -> bool:
    said, length = document[8], document[9]
    if said is None or length != len(said) + ANSWER_KEYS or b",null" in said:
        return False
    figures = (sale[7], sale[9], *sale[10:16])
    return bool(said.startswith(sale[20][:-1] + b"," + b",".join([plain[f] for f in figures]) + b","))
