"""The figures of a till session, added up from its posted rows: the same for an X and for the Z."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from json import loads

from sqlalchemy.orm import Session

from pos_app.data.queries import basics, till_sessions
from pos_app.data.queries import carts as cart_queries
from pos_app.data.queries import tills as queries
from pos_app.data.records import Record
from pos_app.domain.payment import TENDER_TYPES
from pos_app.domain.till import ActCount, ActLine, CashMove, DaySum, Figures, TaxSum, TenderSum, TillReport
from pos_app.domain.till_sums import settled, tender_sum
from pos_app.services.desk import Desk
from pos_app.services.settings import ShopSettings

# They stand among the cash movements.
_MOVES = {"cash_in": 1, "cash_out": -1}
# Not what a Z is read for: it happens whenever the till was locked.
_UNLISTED = {*_MOVES, "signed_in"}


@dataclass(frozen=True, slots=True)
class Made:
    """When a report is made: a UTC moment, and the business date that it counts as."""

    at: str
    business_date: str


def report(session: Session, desk: Desk, shop: ShopSettings, row: Record, made: Made) -> TillReport:
    """An open session as it stands (an X); `row` is its `till_session`."""
    names = till_sessions.staff_names(session)
    sums = queries.document_sums(session, row.id)
    events = queries.events(session, row.id)
    listed = _act_lines(session, row.id, names)
    edge = queries.numbers(session, [i for s in sums for i in (s.first, s.last)])
    seq, hash_ = queries.head(session, row.till)
    return TillReport(
        kind="x",
        number=0,
        shop_name=shop.shop.name,
        shop_lines=shop.shop.lines,
        currency=shop.shop.currency.code,
        exponent=shop.shop.currency.exponent,
        till=row.till,
        till_name=basics.till_name(session, row.till),
        session_id=row.id,
        mode=row.mode,
        business_date=row.business_date,
        # From the posted event: what the cache says of it is only a copy.
        opened_at=events[0].at,
        opened_by=names.get(events[0].actor, events[0].actor),
        closed_at="",
        closed_by="",
        made_at=made.at,
        figures=_figures(session, row, sums, events, names, made),
        first_receipt=edge[min(edge)] if edge else "",
        last_receipt=edge[max(edge)] if edge else "",
        acts=_act_counts(listed),
        act_lines=listed,
        held=cart_queries.held_count(session),
        head_seq=seq,
        head_hash=hash_,
    )


def _figures(
    session: Session,
    row: Record,
    sums: Sequence[Record],
    events: Sequence[Record],
    names: Mapping[str, str],
    made: Made,
) -> Figures:
    sold = [s for s in sums if not s.back]
    back = [s for s in sums if s.back]
    change = sum(s.change for s in sums)
    cards, redeemed, issued = queries.credit_sums(session, row.id)
    earned, spent = queries.point_sums(session, row.id)
    grand_total, rounding_year = _of_till(session, row.till, made.business_date[:4])
    figures = Figures(
        sales_count=sum(s.count for s in sold),
        sales=sum(s.total for s in sold),
        refunds_count=sum(s.count for s in back),
        refunds=sum(s.total for s in back),
        discounts=sum(s.discount for s in sums),
        net=sum(s.net for s in sums),
        tax=sum(s.tax for s in sums),
        total=sum(s.total for s in sums),
        rounding=sum(s.rounding for s in sums),
        rounding_year=rounding_year,
        change=change,
        float_=sum(e.amount for e in events if e.event == "open"),
        gift_cards_sold=cards,
        credit_redeemed=redeemed,
        credit_issued=issued,
        points_earned=earned,
        points_spent=spent,
        grand_total=grand_total,
        taxes=tuple(TaxSum(*tax) for tax in queries.tax_sums(session, row.id)),
        days=_days(session, row),
    )
    return settled(figures, _tenders(session, row.id, change), _moves(events, names))


def _of_till(session: Session, till: str, year: str) -> tuple[int, int]:
    """Everything that the till sold, and its cash rounding in a calendar year, both so far.

    From the newest Z on, for years of documents take too long to add up each time.
    """
    z = queries.newest_z(session, till)
    later = queries.sums_after(session, till, z.entry_id if z is not None else 0)
    total = sum(part[0] for part in later.values())
    if z is None:
        return total, later.get(year, (0, 0))[1]
    before = loads(z.document)["figures"]
    if z.business_date[:4] != year:
        return before["grand_total"] + total, queries.rounding_of_year(session, till, year)
    return before["grand_total"] + total, before["rounding_year"] + later.get(year, (0, 0))[1]


def _tenders(session: Session, session_id: int, change: int) -> list[TenderSum]:
    """Cash first, the others in their usual order."""
    found = {t[0]: t for t in queries.tender_sums(session, session_id)}
    return [
        tender_sum(
            type_,
            count=found[type_][1],
            taken=found[type_][2],
            given_back=found[type_][3],
            change=change if type_ == "cash" else 0,
        )
        for type_ in TENDER_TYPES
        if type_ in found
    ]


def _moves(events: Sequence[Record], names: Mapping[str, str]) -> list[CashMove]:
    return [
        CashMove(e.at, names.get(e.actor, e.actor), _MOVES[e.event] * e.amount)
        for e in events
        if e.event in _MOVES
    ]


def _days(session: Session, row: Record) -> tuple[DaySum, ...]:
    """The business dates of a session that reaches over midnight; none where one date says it all."""
    days = [DaySum(*day) for day in queries.day_sums(session, row.id)]
    return tuple(days) if {d.business_date for d in days} - {row.business_date} else ()


def _act_lines(session: Session, session_id: int, names: Mapping[str, str]) -> tuple[ActLine, ...]:
    return tuple(
        ActLine(
            act.at,
            act.event,
            names.get(act.actor, act.actor),
            names.get(act.approved_by, act.approved_by),
            act.receipt,
        )
        for act in queries.acts(session, session_id)
        if act.event not in _UNLISTED
    )


def _act_counts(lines: Sequence[ActLine]) -> tuple[ActCount, ...]:
    found: dict[str, int] = {}
    for line in lines:
        found[line.event] = found.get(line.event, 0) + 1
    return tuple(ActCount(event, found[event]) for event in sorted(found))
