"""A planned sale, settled: the rest of its rows, its entry in the day book, and what else its transaction writes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

from pos_app.data.queries import posting
from pos_app.data.queries.completing import Values, Writing
from pos_app.domain.payment import Settlement
from pos_app.domain.receipt import ReceiptTender, plain_part
from pos_app.services import drawer
from pos_app.services.acts import noted
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


class Table(NamedTuple):
    """The posted rows of a table, as they are inserted and as they are hashed."""

    values: Values
    piece: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """A plan at its place in the day book, its entry's id drawn; `tables` has what no payment changes.

    The acts are there for a drawer that stays shut and for one that opens.
    """

    plan: Plan
    place: Place
    uuid: str
    tables: Mapping[str, Table]
    acts: tuple[Table | None, Table | None]


def form_of(plan: Plan, place: Place) -> Form:
    """The form of a sale that comes next in the day book."""
    tables = {name: _table(name, rows, place, plan.ids.get(name, 0)) for name, rows in plan.rows.items()}
    shut, opened = plan.acts.rows, (*plan.acts.rows, *plan.drawer.rows)
    acts = _acts(shut, place), _acts(opened, place)
    return Form(plan, place, str(uuid4()), tables, acts)


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
    head, currency = plan.head, plan.priced.draft.currency
    paid = paid_answer(settlement, currency)
    if booked.bookings:
        paid |= credit_answer(booked, currency)
    document = {
        "sale_id": head.sale_id,
        "answer": plan.answer_form.filled(_texts(paid)),
        "receipt": plan.receipt_form.filled(_texts(_printed(desk, booked, sold_at))),
    }
    kicked = plan.pulse is not None and drawer.moves_cash(settlement)
    acts, texts = form.acts[kicked], plan.acts.texts
    back = stepped_back(place.last_at, at)
    if back:
        set_back = noted(desk, back)
        rows = (*plan.acts.rows, *(plan.drawer.rows if kicked else ()), *set_back.rows)
        acts, texts = _acts(rows, place), (*texts, *set_back.texts)
    tables = dict(form.tables)
    tables["sale"] = _sale(plan, place, paid_columns(settlement, utc_text(sold_at)))
    tables["sale_document"] = _table("sale_document", [document], place)
    if settlement.tenders:
        tables["tender"] = _table("tender", tender_rows(settlement, head.sale_id), place)
    if booked.bookings:
        credit = booked.rows(head.sale_id)
        tables["credit_ledger"] = _table("credit_ledger", credit, place, plan.ids["credit_ledger"])
    if acts is not None:
        tables["audit_journal"] = acts
    if opened:
        tables["till_journal"] = _table("till_journal", opened, place)
    pieces = {name: table.piece for name, table in tables.items()}
    entry = sealed_entry(
        place, desk, kind=head.kind, at=at, business_date=head.business_date, pieces=pieces, uuid=form.uuid
    )
    rows_of = [
        ("journal", _values("journal", [entry])),
        *[(name, tables[name].values) for name in ORDER if name in tables],
        ("text_block", _values("text_block", texts)),
        ("person_block", _values("person_block", plan.person)),
        ("print_job", _values("print_job", _jobs(plan, kicked, at))),
    ]
    writing = Writing(rows_of, plan.stock, _balance(plan, booked))
    return writing, _completed(plan, settlement, {**plan.answer, **paid})


def _table(name: str, rows: Iterable[Mapping[str, Any]], place: Place, following: int = 0) -> Table:
    whole = complete_rows(name, rows, following, place.entry_id)
    return Table(_values(name, whole), hashed_form(name, whole))


def _acts(rows: Sequence[dict[str, Any]], place: Place) -> Table | None:
    return _table("audit_journal", rows, place, place.audit_id) if rows else None


def _sale(plan: Plan, place: Place, columns: dict[str, Any]) -> Table:
    row = {**plan.sale, **columns, "entry_id": place.entry_id}
    return Table(_values("sale", [row]), f"[{plan.sale_form.filled(_texts(columns))}]".encode())


def _values(name: str, rows: Iterable[dict[str, Any]]) -> Values:
    values = posting.in_order(name)
    return [values(row) for row in rows]


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


def _jobs(plan: Plan, kicked: bool, at: str) -> Rows:
    """Rows of print_job: the drawer's pulse before the receipt."""
    blank, jobs = posting.defaults("print_job"), []
    if kicked and plan.pulse is not None:
        jobs.append({**blank, **plan.pulse, "created_at": at})
    target = plan.shop.printer.target
    if target:
        jobs.append({**blank, "document_id": plan.head.sale_id, "target": target, "created_at": at})
    return jobs


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
