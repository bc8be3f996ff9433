"""How a document that gives back more than it takes is paid out: one rule for carts, documents and refunds."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from pos_app.data.queries import giving_back as queries
from pos_app.data.tables import Sale
from pos_app.domain.giving_back import Leaf, MoneyTrail, SetOff, Traded, set_off
from pos_app.domain.payment import CashRounding, Settlement, Tender
from pos_app.services.document_parsing import rounding_method, tender_type
from pos_app.services.draft_values import PricedDraft


def gives_back(priced: PricedDraft) -> bool:
    """Whether money goes back for goods that come back."""
    return priced.priced.total < 0 and any(line.sold.quantity < 0 for line in priced.lines)


def propose(session: Session, priced: PricedDraft, *, as_credit: bool = False) -> Settlement:
    """Back to the original tenders, each sale's own cash rounded over all its parts; or as store credit."""
    trail, leaves = _trail(session, priced)
    return trail.to_originals(leaves, as_credit=as_credit)


def as_asked(session: Session, priced: PricedDraft, asked: Sequence[Tender]) -> Settlement:
    """Back to the tenders somebody named; UserErrors of `MoneyTrail.as_asked`."""
    trail, leaves = _trail(session, priced)
    return trail.as_asked(leaves, asked, priced.draft.currency)


def rounding_of(sale: Sale) -> CashRounding | None:
    """The coins of the day a sale was made."""
    return CashRounding(sale.cash_step, rounding_method(sale.cash_method)) if sale.cash_step else None


def _trail(session: Session, priced: PricedDraft) -> tuple[MoneyTrail, list[Leaf]]:
    off = _set_off(priced)
    sale_ids = queries.linked(session, (sale_id for sale_id, _amount in off.money))
    trail = MoneyTrail(_traded(session, sale_ids), priced.draft.cash_rounding)
    return trail, trail.leaves(off)


def _set_off(priced: PricedDraft) -> SetOff:
    back: dict[int, int] = {}
    bought = blind = 0
    for line in priced.lines:
        if line.source is not None:
            sale_id = line.source.row.sale_id
            back[sale_id] = back.get(sale_id, 0) - line.figures.gross
        elif line.sold.quantity < 0:
            blind -= line.figures.gross
        else:
            bought += line.figures.gross
    return set_off(bought, blind, tuple(sorted(back.items())))


def _traded(session: Session, sale_ids: list[int]) -> list[Traded]:
    sums: dict[int, list[tuple[int | None, int, int]]] = {}
    for document, original, blind, gross in queries.goods(session, sale_ids):
        sums.setdefault(document, []).append((original, blind, gross))
    tenders = queries.tenders(session, sale_ids)
    found = []
    for sale in queries.documents(session, sale_ids):
        id_ = sale.id or 0
        goods = sums.get(id_, [])
        found.append(
            Traded(
                sale_id=id_,
                total=sale.total,
                bought=sum(gross - blind for original, blind, gross in goods if original is None),
                back=tuple(sorted((o, -gross) for o, _blind, gross in goods if o is not None)),
                blind=-sum(blind for original, blind, _gross in goods if original is None),
                tenders=tuple(
                    Tender(tender_type(t.type), t.amount, t.reference) for t in tenders.get(id_, [])
                ),
                change=sale.change,
                rounding=rounding_of(sale),
            )
        )
    return found
