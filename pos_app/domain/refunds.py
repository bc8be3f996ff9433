"""Give money back to the tenders it came from (design.md §3, rule 9).

Non-cash tenders first, each at most what it brought, then cash. Cash back is rounded over all refunds
of the sale together, so that it never exceeds the cash taken and the last part closes to the cent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pos_app.domain.payment import CashRounding, Settlement, Tender, TenderType


@dataclass(frozen=True, slots=True)
class TakenTender:
    """What one kind of tender brought to a sale and what has gone back to it, both positive."""

    type: TenderType
    reference: str
    taken: int
    given_back: int

    @property
    def left(self) -> int:
        """What can still go back to it."""
        return max(0, self.taken - self.given_back)


@dataclass(frozen=True, slots=True)
class RefundState:
    """A sale as far as money goes: its tenders, what its refunds came to, and its coins.

    `refunded` is the exact total (positive) of earlier refunds before cash rounding. Cash `taken` is
    net of change.
    """

    tenders: tuple[TakenTender, ...]
    refunded: int
    rounding: CashRounding | None


def refund_to_originals(due: int, state: RefundState) -> Settlement:
    """Settle a refund of `due` (positive minor units) back to the original tenders."""
    back, rest = [], due
    for tender in state.tenders:
        part = min(tender.left, rest) if tender.type != "cash" else 0
        if part:
            back.append(Tender(tender.type, -part, tender.reference))
            rest -= part
    if rest:
        back.append(Tender("cash", -_cash_back(rest, state)))
    return _settlement(due, back)


def _cash_back(rest: int, state: RefundState) -> int:
    """The coins for an exact `rest`, rounded cumulatively over the refunds of the sale."""
    if state.rounding is None:
        return rest
    cash = sum(t.given_back for t in state.tenders if t.type == "cash")
    exact = state.refunded - sum(t.given_back for t in state.tenders if t.type != "cash")
    return state.rounding.round(exact + rest) - cash


def _settlement(due: int, back: Sequence[Tender]) -> Settlement:
    paid = sum(t.amount for t in back)
    return Settlement(-due, paid + due, paid, 0, 0, tuple(back))
