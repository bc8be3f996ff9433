"""The rows of each CSV file, as the import of that kind reads them. Each is written as it is read."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries import exporting as queries
from pos_app.data.queries import promotions as promotion_queries
from pos_app.data.queries import timeline as timeline_queries
from pos_app.domain.loyalty import PointRow, remaining
from pos_app.domain.money import plain, plain_percent
from pos_app.services import settings
from pos_app.services.category_tree import CategoryTree
from pos_app.services.importing.sale_values import HISTORY, OWN_STORE

Rows = Iterator[list[str]]


def _products(session: Session) -> Rows:
    tree = CategoryTree(session)
    exponent = _exponent(session)
    codes = groupby(queries.barcodes(session), itemgetter(0))
    next_id, next_codes = next(codes, (None, iter(())))
    for row in queries.products(session):
        own = ""
        if row.id == next_id:
            own = "|".join(code for _id, code in next_codes)
            next_id, next_codes = next(codes, (None, iter(())))
        yield [
            row.sku, own, row.name, row.words, tree.path(row.category_id), row.unit,
            plain(row.price, 4, keep=exponent), plain(row.cost, 4, keep=exponent), row.tax_class,
            "" if row.pack_of else plain(row.on_hand, 3, keep=0), row.bin, row.pack_of or "",
            _quantity(row.pack_quantity), row.supplier, row.supplier_code, _quantity(row.reorder_at), row.brand,
            row.tip, "" if row.active else "no",
        ]  # fmt: skip


def _customers(session: Session) -> Rows:
    cards = groupby(queries.customer_cards(session), itemgetter(0))
    next_id, next_cards = next(cards, (None, iter(())))
    for row in queries.customers(session):
        own = ""
        if row.id == next_id:
            own = "|".join(card for _id, card in next_cards)
            next_id, next_cards = next(cards, (None, iter(())))
        yield [
            row.code, row.name, row.phone_shown or row.phone, row.email, row.birthday, row.company,
            row.tax_exempt_no, row.consent, row.notes, row.level, row.tax_exempt_until, own, row.created_on,
        ]  # fmt: skip


def _notes(session: Session) -> Rows:
    for row in queries.projects(session):
        yield [row.code, "project", row.name, row.note, "", "", row.opened_on, "", row.closed_on]
    for row in queries.facts(session):
        yield [
            row.code,
            row.kind,
            row.label,
            row.value,
            row.sku or "",
            row.source,
            row.noted_at,
            row.noted_by,
            "",
        ]


def _promotions(session: Session) -> Rows:
    tree = CategoryTree(session)
    exponent = _exponent(session)

    def money(value: int | None) -> str:
        return "" if value is None else plain(value, 4, keep=exponent)

    for row in promotion_queries.rows(session):
        yield [
            row.code, row.label, row.kind, row.level, row.sku, tree.path(row.category_id),
            "" if row.percent is None else plain_percent(row.percent), money(row.amount), money(row.price),
            _quantity(row.least_quantity or None), _quantity(row.buy_quantity), _quantity(row.get_quantity),
            row.starts_on, row.ends_on,
        ]  # fmt: skip


def _sales(session: Session) -> Rows:
    for row in queries.sale_lines(session):
        store, sale_id = OWN_STORE if row.taken else "", row.number
        if row.kind == "history" and row.document_id.startswith(HISTORY):
            store, _colon, sale_id = row.document_id.removeprefix(HISTORY).partition(":")
        discount = row.discount + row.document_discount
        # A card is a balance (balances.csv), not goods: what is bought with it later is the spend.
        net, tax = (0, 0) if row.card else (row.net, row.tax)
        yield [
            sale_id, row.sold_at, row.customer_code, row.sku, plain(row.quantity, 3, keep=0),
            plain(row.amount - row.document_discount, row.exponent),
            plain(discount, row.exponent) if discount else "",
            row.cashier, store, row.project, "" if row.sku else row.description,
            plain(net, row.exponent), plain(tax, row.exponent),
        ]  # fmt: skip


def _balances(session: Session) -> Rows:
    exponent = _exponent(session)
    rows = groupby(queries.point_rows(session), itemgetter(0))
    next_code, next_rows = next(rows, ("", iter(())))
    for code, points, credit, account in queries.balances(session):
        # Whose points come to nothing may have no balance at all.
        while next_code and next_code < code:
            next_code, next_rows = next(rows, ("", iter(())))
        until = _ends(next_rows) if next_code == code and points > 0 else ""
        yield [
            code, str(points), plain(credit, exponent) if credit else "",
            plain(account, exponent) if account else "", "", "", until,
        ]  # fmt: skip
    for card, amount in queries.cards(session):
        yield ["", "", "", "", card, plain(amount, exponent), ""]


def _ends(rows: Iterable[Any]) -> str:
    """How many points end when: "41 2028-11-05|50 2028-11-24|9"; those without a date never end."""
    ledger = [
        PointRow(points, date.fromisoformat(on), date.fromisoformat(until) if until else None)
        for _code, points, on, until in rows
    ]
    return "|".join(
        f"{points} {end.isoformat()}" if end else str(points) for points, end in remaining(ledger)
    )


def _timeline(session: Session) -> Rows:
    exponent = _exponent(session)
    for row in timeline_queries.exported(session):
        amount = "" if row.amount is None else plain(row.amount, exponent)
        yield [row.uid, row.code, row.at, row.channel, row.kind, row.text, row.sku or "", amount]


# In the order in which a new shop reads them.
WRITERS: dict[str, Callable[[Session], Rows]] = {
    "products": _products,
    "customers": _customers,
    "notes": _notes,
    "promotions": _promotions,
    "sales": _sales,
    "balances": _balances,
    "timeline": _timeline,
}


def _exponent(session: Session) -> int:
    return settings.cached(session).shop.currency.exponent


def _quantity(value: int | None) -> str:
    return "" if value is None else plain(value, 3, keep=0)
