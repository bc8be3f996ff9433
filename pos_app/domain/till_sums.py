"""The rules of a till's figures: what should be in the drawer, and several sessions seen as one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pos_app.domain.till import (
    ActCount,
    CashMove,
    DaySum,
    Figures,
    TaxSum,
    TenderSum,
    TillReport,
)

# Of the till, not of a session: the same in every report made at the same moment.
_OF_TILL = ("rounding_year", "grand_total")
_LISTS = ("taxes", "tenders", "days", "moves")


def expected_cash(*, float_: int, cash_in: int, cash_out: int, takings: int) -> int:
    """What a drawer should hold; `takings` is cash received less change less cash given back."""
    return float_ + cash_in - cash_out + takings


def settled(figures: Figures, tenders: Sequence[TenderSum], moves: Sequence[CashMove]) -> Figures:
    """The figures with what follows from tenders and cash moved: takings, cash in and out, expected."""
    takings = sum(t.net for t in tenders if t.type == "cash")
    cash_in = sum(m.amount for m in moves if m.amount > 0)
    cash_out = -sum(m.amount for m in moves if m.amount < 0)
    return replace(
        figures,
        tenders=tuple(tenders),
        moves=tuple(moves),
        cash_in=cash_in,
        cash_out=cash_out,
        cash_takings=takings,
        expected=expected_cash(float_=figures.float_, cash_in=cash_in, cash_out=cash_out, takings=takings),
    )


def tender_sum(type_: str, *, count: int, taken: int, given_back: int, change: int = 0) -> TenderSum:
    """One way to pay. Change comes out of what was taken: it never was takings, nor is it given back."""
    kept = taken - change
    return TenderSum(type_, count, kept, given_back, kept - given_back)


def combined(reports: Sequence[TillReport]) -> TillReport:
    """Several reports of one till as one, the newest last: sums of their figures, the till's own figures as they
    stand in the newest. At least one report; one alone stays as it is."""
    newest = reports[-1]
    if len(reports) == 1:
        return newest
    every = [r.figures for r in reports]
    receipts = sorted(
        (n for r in reports for n in (r.first_receipt, r.last_receipt) if n), key=_receipt_order
    )
    counted = [r.counted for r in reports if r.counted is not None]
    over_short = [r.over_short for r in reports if r.over_short is not None]
    return replace(
        newest,
        session_id=0,
        mode=newest.mode if len({r.mode for r in reports}) == 1 else "",
        business_date=min(r.business_date for r in reports),
        opened_at=min(r.opened_at for r in reports),
        closed_at=max(r.closed_at for r in reports),
        figures=replace(_sum(every), days=_days(d for r in reports for d in _dates(r))),
        first_receipt=receipts[0] if receipts else "",
        last_receipt=receipts[-1] if receipts else "",
        counted=sum(counted) if counted else None,
        over_short=sum(over_short) if over_short else None,
        count=(),
        acts=_acts(reports),
        act_lines=tuple(sorted((line for r in reports for line in r.act_lines), key=lambda line: line.at)),
        notes=tuple(note for r in reports for note in r.notes),
    )


def _sum(every: Sequence[Figures]) -> Figures:
    newest = every[-1]
    names = [n for n in Figures.__slots__ if n not in _OF_TILL and n not in _LISTS]
    return replace(
        newest,
        **{name: sum(getattr(figures, name) for figures in every) for name in names},
        taxes=_taxes(t for figures in every for t in figures.taxes),
        tenders=_tenders(t for figures in every for t in figures.tenders),
        moves=tuple(sorted((m for figures in every for m in figures.moves), key=lambda m: m.at)),
    )


def _taxes(taxes: Iterable[TaxSum]) -> tuple[TaxSum, ...]:
    found: dict[str, TaxSum] = {}
    for tax in taxes:
        known = found.get(tax.code)
        found[tax.code] = (
            replace(tax, base=tax.base + known.base, amount=tax.amount + known.amount) if known else tax
        )
    return tuple(found[code] for code in sorted(found))


def _tenders(tenders: Iterable[TenderSum]) -> tuple[TenderSum, ...]:
    found: dict[str, TenderSum] = {}
    for t in tenders:
        old = found.get(t.type, TenderSum(t.type, 0, 0, 0, 0))
        found[t.type] = TenderSum(
            t.type,
            old.count + t.count,
            old.taken + t.taken,
            old.given_back + t.given_back,
            old.net + t.net,
        )
    return tuple(found.values())


def _dates(report: TillReport) -> tuple[DaySum, ...]:
    """The business dates of a report; one that has no list of them has a single one."""
    figures = report.figures
    documents = figures.sales_count + figures.refunds_count
    return figures.days or (DaySum(report.business_date, documents, figures.total),)


def _days(days: Iterable[DaySum]) -> tuple[DaySum, ...]:
    found: dict[str, DaySum] = {}
    for d in days:
        old = found.get(d.business_date, DaySum(d.business_date, 0, 0))
        found[d.business_date] = DaySum(d.business_date, old.documents + d.documents, old.total + d.total)
    return tuple(found[day] for day in sorted(found))


def _acts(reports: Iterable[TillReport]) -> tuple[ActCount, ...]:
    found: dict[str, int] = {}
    for act in (a for r in reports for a in r.acts):
        found[act.event] = found.get(act.event, 0) + act.count
    return tuple(ActCount(event, found[event]) for event in sorted(found))


def _receipt_order(number: str) -> tuple[int, str]:
    # After 1-999999 comes a longer one.
    return len(number), number
