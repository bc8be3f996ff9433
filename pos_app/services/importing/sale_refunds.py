"""Rows of a sales file that are refunds by what another column says, but not by their sign.

Some tills write a return with its goods and money above zero and the word "Refund" beside it. Read without that word it
would be one more sale, so such a file is refused.
"""

from pos_app.errors import UserError
from pos_app.services.importing.mapping import Matched
from pos_app.services.importing.numbers import folded
from pos_app.services.importing.reader import Source
from pos_app.services.importing.synonyms import key_of

_COLUMNS = frozenset(
    map(
        key_of,
        (
            "type", "receipt type", "transaction type", "event type", "sale type", "order type", "document type",
            "line type", "row type", "typ", "art", "belegart", "vorgangsart", "buchungsart", "tipo", "tipo de recibo",
            "tipo de documento", "type de ticket", "type de document", "nature", "işlem tipi", "işlem türü", "fiş tipi",
            "fiş türü", "belge türü", "tür",
        ),
    )
)  # fmt: skip
_WORDS = frozenset(
    map(
        key_of,
        (
            "refund", "refunded", "return", "returned", "sale return", "sales return", "credit note", "reversal",
            "storno", "gutschrift", "retoure", "rückgabe", "rücknahme", "erstattung", "devolución", "reembolso",
            "abono", "remboursement", "retour", "avoir", "iade",
        ),
    )
)  # fmt: skip
_BELOW_ZERO = ("-", "−", "(", "－")


def check(source: Source, matched: Matched) -> None:
    """UserError ``refund_as_sale`` for the first row that is a refund in words only; read only where it can be one."""
    said = [
        place
        for place, column in enumerate(matched.columns)
        if not column.ours and key_of(column.theirs) in _COLUMNS
    ]
    figures = [place for place, column in enumerate(matched.columns) if column.ours in ("quantity", "amount")]
    if not said or matched.kind.name != "sales":
        return
    for number, cells in source.raw():
        word = next((cells[at] for at in said if at < len(cells) and key_of(cells[at]) in _WORDS), "")
        if word and not any(_below_zero(cells[at]) for at in figures if at < len(cells)):
            raise UserError(
                "refund_as_sale",
                "Row {row} says “{word}”, but its quantity and amount are above zero: write both with a minus.",
                row=number,
                word=word.strip()[:40],
            )


def _below_zero(cell: str) -> bool:
    bare = folded(cell).strip().lstrip("$€£¥₺ ")
    return bare.startswith(_BELOW_ZERO) or bare.endswith("-")
