"""A planned sale, settled: the rest of its rows, its entry in the day book, and what else its transaction writes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pos_app.data.queries import posting
from pos_app.data.queries.completing import Writing
from pos_app.domain.payment import Settlement
from pos_app.domain.receipt import ReceiptTender, plain_part
from pos_app.services import drawer
from pos_app.services.acts import Act, Noted, noted
from pos_app.services.answers import credit_answer, paid_answer
from pos_app.services.cart_view import SaleCompleted
from pos_app.services.changes import Area
from pos_app.services.clock_steps import stepped_back
from pos_app.services.credits import Booked, printed_credits
from pos_app.services.desk import Desk, from_utc_text, utc_text
from pos_app.services.post import ORDER, Place, complete_rows, hashed_form, sealed_entry
from pos_app.services.sale_plan import Plan, Rows, as_json
from pos_app.services.sale_rows import paid_columns, tender_rows

_AREAS = frozenset({Area.CART, Area.CUSTOMER, Area.STOCK, Area.SALE, Area.OFFER, Area.PRINTING})


def written(
    desk: Desk,
    plan: Plan,
    place: Place,
    booked: Booked,
    *,
    sold_at: datetime,
    at: str,
    opened: Sequence[dict[str, Any]] = (),
) -> tuple[Writing, SaleCompleted]:
    """What to write for a plan that is paid for, and what to say of it.

    `at` is the entry's time in stored form; `opened` the till event where this sale opens its session. Nothing is
    asked and nothing written here.
    """
    head, settlement = plan.head, booked.settlement
    paid = {
        **paid_answer(settlement, plan.priced.draft.currency),
        **credit_answer(booked, plan.priced.draft.currency),
    }
    audited, jobs = _drawer(desk, plan, settlement, at)
    set_back = noted(desk, stepped_back(place.last_at, at))
    found: dict[str, Sequence[Mapping[str, Any]]] = {
        "sale": [{**plan.sale, **paid_columns(settlement, utc_text(sold_at))}],
        "tender": tender_rows(settlement, head.sale_id),
        "sale_document": [_document(desk, plan, booked, paid, sold_at)],
        "credit_ledger": booked.rows(head.sale_id),
        "audit_journal": [*plan.acts.rows, *audited.rows, *set_back.rows],
        "till_journal": opened,
    }
    ids = {"credit_ledger": plan.ids["credit_ledger"], "audit_journal": place.audit_id}
    rows = {name: complete_rows(name, given, ids.get(name, 0)) for name, given in found.items() if given}
    pieces = {**plan.pieces, **{name: hashed_form(name, of_table) for name, of_table in rows.items()}}
    entry = sealed_entry(place, desk, kind=head.kind, at=at, business_date=head.business_date, pieces=pieces)
    whole = {**plan.rows, **rows}
    named = {"entry_id": place.entry_id}
    posted = [(name, [{**row, **named} for row in whole[name]]) for name in ORDER if name in whole]
    writing = Writing(
        posted=[("journal", [entry]), *posted],
        stock=plan.stock,
        balance=_balance(plan, booked),
        texts=[*plan.acts.texts, *audited.texts, *set_back.texts],
        persons=plan.person,
        jobs=jobs,
    )
    return writing, _completed(plan, settlement, {**plan.answer, **paid})


def _document(
    desk: Desk, plan: Plan, booked: Booked, paid: Mapping[str, Any], sold_at: datetime
) -> dict[str, Any]:
    """The row of sale_document: the answer, and the receipt as it is printed from then on."""
    settlement = booked.settlement
    local = from_utc_text(utc_text(sold_at)).astimezone(desk.zone)
    printed = {
        "sold_at": local.strftime("%Y-%m-%dT%H:%M:%S"),
        "cash_rounding": settlement.cash_rounding,
        "paid": settlement.paid,
        "change": settlement.change,
        "tenders": [plain_part(ReceiptTender(t.type, t.amount, t.reference)) for t in settlement.tenders],
        "credits": plain_part(printed_credits(booked)),
    }
    return {
        "sale_id": plan.head.sale_id,
        "answer": _joined(plan.answer_json, paid),
        "receipt": _joined(plan.receipt_json, printed),
    }


def _joined(parts: Mapping[str, str], others: Mapping[str, Any]) -> str:
    """The JSON of an object whose members are there as JSON but for some, which replace them or come last."""
    whole = {**parts, **{name: as_json(value) for name, value in others.items()}}
    return "{" + ",".join([f'"{name}":{text}' for name, text in whole.items()]) + "}"


def _drawer(desk: Desk, plan: Plan, settlement: Settlement, at: str) -> tuple[Noted, Rows]:
    """The act and the pulse of the drawer where cash moves, before the job that prints the receipt."""
    blank = posting.defaults("print_job")
    audited, jobs = Noted(), []
    if plan.pulse is not None and drawer.moves_cash(settlement):
        audited = noted(desk, (Act(drawer.EVENT),), sale_id=plan.head.sale_id)
        jobs.append({**blank, **plan.pulse, "created_at": at})
    target = plan.shop.printer.target
    if target:
        jobs.append({**blank, "document_id": plan.head.sale_id, "target": target, "created_at": at})
    return audited, jobs


def _balance(plan: Plan, booked: Booked) -> Mapping[str, Any] | None:
    if plan.standing is None:
        return None
    cards = sum(b.amount for b in booked.bookings if b.line is not None)
    return plan.standing.balance(cards, plan.shop.loyalty.tiers)


def _completed(plan: Plan, settlement: Settlement, answer: dict[str, object]) -> SaleCompleted:
    head = plan.head
    return SaleCompleted(
        areas=_AREAS,
        ids=(head.sale_id,),
        notices=plan.priced.warnings,
        sale_id=head.sale_id,
        number=head.number,
        total=plan.priced.priced.total,
        paid=settlement.paid,
        change=settlement.change,
        tenders=settlement.tenders,
        answer=answer,
    )
