"""A few hours at the demo shop's counter, rung up through the services that the window calls.

Four sales as they come (a regular who pays cash, a stranger with a card, a contractor who splits the bill, and a
part taken back), then one that stays open, so that papers and pictures show a shop at work.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pos_app.domain.payment import Tender, TenderType, cash_due
from pos_app.errors import UserError
from pos_app.services import (
    carts,
    customers,
    holding,
    opening,
    receipts,
    sales,
    settings,
    till_closing,
    till_counts,
    till_reports,
    tills,
)
from pos_app.services.cart_view import SaleCompleted
from pos_app.services.desk import CLI, Desk

REGULAR, CONTRACTOR, REMODELLER = "C0307", "C0344", "C0012"
_VAN = "blue van"
# What each of them brings to the counter: a code as the scanner sends it, and how many (thousandths).
_STRANGER = (("KEY-H1", 2_000), ("CHAIN-SASH", 6_000), ("AUTO-BULB", 1_000))
_REGULAR = (("PTRAP-112", 1_000), ("SEAL-SIL-CLR", 1_000), ("PLIER-TG10", 1_000))
_CONTRACTOR = (("HINGE-35-PACK3", 2_000), ("ROPE-NY8", 12_500), ("SHACK-14", 8_000))
_WAITING = (("HINGE-35", 6_000), ("PAINT-CEIL-1G", 1_000))
_OPEN = (("SEAL-SIL-WHT", 2_000), ("CHAIN5", 3_400), ("SCREW-T25", 163_000), ("PAINT-EGG-1G", 1_000))
_TOO_MANY = "PTRAP-112"
_FLOAT, _LOST = 15_000, 5
_SELECTED = 2


@dataclass(frozen=True, slots=True)
class CounterDay:
    """The sales that were made, the Z of their session; `papers` names the sale whose receipt is worth printing."""

    sales: tuple[SaleCompleted, ...]
    papers: str
    z_number: int


def work_at_counter(desk: Desk) -> CounterDay:
    """Ring up the sales in a session of their own, count and close it, and leave a sale open in the next.

    A sale that was open before is put on hold, not lost.
    """
    desk = _open_till(desk)
    if carts.current(desk).lines:
        holding.hold(desk)
    stranger = _sell(desk, "", _STRANGER, "card")
    regular = _sell(desk, REGULAR, _REGULAR, "cash")
    contractor = _sell(desk, CONTRACTOR, _CONTRACTOR, "cash", by_card_first=2_000)
    returned = _take_back(desk, regular.number)
    if not holding.held(desk):
        _ring_up(desk, "", _WAITING)
        holding.hold(desk, name=_VAN)
    tills.cash_in(desk, amount=2_000, reason="Coins from the bank")
    z_number = _count_and_close(desk)
    desk = _open_till(desk)
    _leave_open(desk)
    return CounterDay((stranger, regular, contractor, returned), regular.number, z_number)


def _open_till(desk: Desk) -> Desk:
    """The desk in an open session, opened now if nobody did."""
    if not tills.state(desk).is_open:
        tills.open_till(desk, amount=_FLOAT)
    return opening.in_session(desk)


def _count_and_close(desk: Desk) -> int:
    """Count what should be there, less a coin that fell under the counter; the number of the Z."""
    rest = till_reports.x_report(replace(desk, actor=CLI)).figures.expected - _LOST
    for value in till_counts.denominations(desk):
        till_counts.put(desk, value=value, pieces=rest // value)
        rest %= value
    return till_closing.close_till(desk).z_number


def _leave_open(desk: Desk) -> None:
    """A customer in the middle of a project brings back what was one too many."""
    _ring_up(desk, REMODELLER, _OPEN)
    customer_id = carts.current(desk).customer_id
    assert customer_id is not None
    for visit in customers.purchases(desk, customer_id=customer_id, limit=5, offset=0):
        for line in receipts.refundable(desk, number=visit.number).lines:
            if line.sku == _TOO_MANY:
                carts.add_return(desk, receipt=visit.number, line=line.line, quantity=1_000)
                carts.select_line(desk, line_id=carts.current(desk).lines[_SELECTED].id)
                return


def _ring_up(desk: Desk, customer: str, basket: tuple[tuple[str, int], ...]) -> None:
    for code, quantity in (*(((customer, 0),) if customer else ()), *basket):
        found = carts.scan(desk, code=code, quantity=quantity or None)
        if found.outcome == "unknown":
            raise UserError("unknown_code", "The demo shop has no {code}.", code=code)


def _sell(
    desk: Desk,
    customer: str,
    basket: tuple[tuple[str, int], ...],
    kind: TenderType,
    *,
    by_card_first: int = 0,
) -> SaleCompleted:
    _ring_up(desk, customer, basket)
    return _pay(desk, kind, by_card_first)


def _pay(desk: Desk, kind: TenderType, by_card_first: int = 0) -> SaleCompleted:
    """Pay exactly, the first part of it (minor units) by card where that was asked for."""
    with desk.db.read() as session:
        rounding = settings.load(session).cash.rounding
    total = carts.current(desk).total
    tenders = [Tender("card", by_card_first, "4711")] if by_card_first else []
    rest = cash_due(total, by_card_first, rounding) if kind == "cash" else total - by_card_first
    return sales.complete_cart(desk, tenders=[*tenders, Tender(kind, rest)])


def _take_back(desk: Desk, number: str) -> SaleCompleted:
    """One of the last line of a receipt goes back, for cash."""
    line = receipts.refundable(desk, number=number).lines[-1]
    carts.add_return(desk, receipt=number, line=line.line, quantity=1_000)
    return _pay(desk, "cash")
