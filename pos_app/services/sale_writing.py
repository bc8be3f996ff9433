"""A planned sale, settled: the rest of its rows, its entry in the day book, and what else its transaction writes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pos_app.data.queries import posting
from pos_app.data.queries.completing import Values, Writing
from pos_app.domain.payment import Settlement
from pos_app.domain.receipt import ReceiptTender, plain_part
from pos_app.services import drawer
from pos_app.services.acts import Act, noted
from pos_app.services.answers import credit_answer, paid_answer
from pos_app.services.cart_view import SaleCompleted
from pos_app.services.changes import Area
from pos_app.services.clock_steps import stepped_back
from pos_app.services.credits import Booked, printed_credits
from pos_app.services.desk import Desk, utc_text
from pos_app.services.json_gaps import value_json
from pos_app.services.post import ORDER, Place, complete_rows, hashed_form, sealed_entry
from pos_app.services.sale_plan import Plan, Rows, as_json
from pos_app.services.sale_rows import paid_columns, tender_rows

_PLAIN = (str, int)
_AREAS = frozenset({Area.CART, Area.CUSTOMER, Area.STOCK, Area.SALE, Area.OFFER, Area.PRINTING})


@dataclass(frozen=True, slots=True)
class Form:
    """A plan at its place in the day book; `fixed` are the rows that no payment changes, as they are inserted."""

    plan: Plan
    place: Place
    fixed: Mapping[str, Values]


def form_of(plan: Plan, place: Place) -> Form:
    """The form of a sale that comes next in the day book."""
    return Form(plan, place, {name: _values(name, rows, place.entry_id) for name, rows in plan.rows.items()})


def written(
    desk: Desk,
    form: Form,
    booked: Booked,
    *,
    sold_at: datetime,
    at: str,
    opened: Sequence[dict[str, Any]] = (),
) -> tuple[Writing, SaleCompleted]:
    """What to write for a form that is paid for, and what to say of it.

    `at` is the entry's time in stored form; `opened` the till event where this sale opens its session. Nothing is
    asked and nothing written here.
    """
    plan, place, settlement = form.plan, form.place, booked.settlement
    sold, head, currency = utc_text(sold_at), plan.head, plan.priced.draft.currency
    paid = paid_answer(settlement, currency)
    if booked.bookings:
        paid |= credit_answer(booked, currency)
    columns = paid_columns(settlement, sold)
    sale = {**plan.sale, **columns}
    document = {
        "sale_id": head.sale_id,
        "answer": plan.answer_form.filled(_texts(paid)),
        "receipt": plan.receipt_form.filled(_texts(_printed(desk, booked, sold_at))),
    }
    audited, noted_texts, jobs = _acts_and_jobs(desk, form, settlement, at)
    found = {
        "tender": tender_rows(settlement, head.sale_id),
        "sale_document": [document],
        "credit_ledger": booked.rows(head.sale_id),
        "audit_journal": audited,
        "till_journal": opened,
    }
    ids = {"credit_ledger": plan.ids["credit_ledger"], "audit_journal": place.audit_id}
    rows = {name: complete_rows(name, given, ids.get(name, 0)) for name, given in found.items() if given}
    pieces = {**plan.pieces, **{name: hashed_form(name, of_table) for name, of_table in rows.items()}}
    pieces["sale"] = f"[{plan.sale_form.filled(_texts(columns))}]"
    entry = sealed_entry(place, desk, kind=head.kind, at=at, business_date=head.business_date, pieces=pieces)
    posted = {
        **form.fixed,
        **{name: _values(name, of_table, place.entry_id) for name, of_table in rows.items()},
        "sale": _values("sale", [sale], place.entry_id),
    }
    writing = Writing(
        rows=(
            ("journal", _values("journal", [entry])),
            *((name, posted[name]) for name in ORDER if name in posted),
            ("text_block", _values("text_block", noted_texts)),
            ("person_block", _values("person_block", plan.person)),
            ("print_job", _values("print_job", jobs)),
        ),
        stock=plan.stock,
        balance=_balance(plan, booked),
    )
    return writing, _completed(plan, settlement, {**plan.answer, **paid})


def _values(name: str, rows: Iterable[dict[str, Any]], entry_id: int | None = None) -> Values:
    """Complete rows as they are inserted, posted ones under their entry."""
    values = posting.in_order(name)
    if entry_id is None:
        return [values(row) for row in rows]
    entry = {"entry_id": entry_id}
    return [values({**row, **entry}) for row in rows]


def _texts(members: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: value_json(value) if type(value) in _PLAIN else as_json(value)
        for name, value in members.items()
    }


def _printed(desk: Desk, booked: Booked, sold_at: datetime) -> dict[str, Any]:
    """The members of the receipt that the payment says."""
    settlement = booked.settlement
    return {
        "sold_at": sold_at.astimezone(desk.zone).strftime("%Y-%m-%dT%H:%M:%S"),
        "cash_rounding": settlement.cash_rounding,
        "paid": settlement.paid,
        "change": settlement.change,
        "tenders": [plain_part(ReceiptTender(t.type, t.amount, t.reference)) for t in settlement.tenders],
        "credits": plain_part(printed_credits(booked)),
    }


def _acts_and_jobs(
    desk: Desk, form: Form, settlement: Settlement, at: str
) -> tuple[Rows, Sequence[dict[str, Any]], Rows]:
    """Rows of audit_journal with their texts, and of print_job: the drawer's pulse before the receipt."""
    plan, blank = form.plan, posting.defaults("print_job")
    rows, texts, jobs = [*plan.acts.rows], [*plan.acts.texts], []
    if plan.pulse is not None and drawer.moves_cash(settlement):
        rows += noted(desk, (Act(drawer.EVENT),), sale_id=plan.head.sale_id).rows
        jobs.append({**blank, **plan.pulse, "created_at": at})
    target = plan.shop.printer.target
    if target:
        jobs.append({**blank, "document_id": plan.head.sale_id, "target": target, "created_at": at})
    back = stepped_back(form.place.last_at, at)
    if back:
        set_back = noted(desk, back)
        rows += set_back.rows
        texts += set_back.texts
    return rows, texts, jobs


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
