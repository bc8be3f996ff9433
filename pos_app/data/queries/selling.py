"""What pricing and posting a sale needs to know: products, taxes and lines already sold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session

from pos_app.data import tables
from pos_app.data.light import light
from pos_app.data.memory import each_remembered, remembered
from pos_app.data.prepared import Prepared
from pos_app.data.queries.posting import table
from pos_app.data.records import col
from pos_app.domain.tax import Tax, tax_kind

if TYPE_CHECKING:
    from pos_app.data.tables import Sale, SaleLineRow, SaleTaxRow, TenderRow

_PRODUCT = light(
    "product", "id", "sku", "name", "unit", "price", "cost", "tax_class", "bin", "category_id", "tip",
    "pack_of_id", "pack_quantity", flags=("active",),
)  # fmt: skip
_LEVEL = light("stock_level", "product_id", "on_hand")
_BARCODE = light("product_barcode", "barcode", "product_id").c
_CATEGORY = light("category", "id", "parent_id").c
_TAX = light("tax", "code", "name", "kind", "rate", flags=("included", "adds_to_base", "ignores_previous"))
_TAX_CLASS = light("tax_class", "code", "position", "tax_code")
_BALANCE = light("customer_balance", "customer_id", "tier", "points")
_CARD = light("customer_card", "card", "customer_id").c
_P, _STOCK, _B = _PRODUCT.c, _LEVEL.c, _BALANCE.c
_C = light("customer", "id", "code", "level", "tax_exempt_no", "tax_exempt_until").c
_IDS: BindParameter[int] = bindparam("ids", expanding=True)

_PRODUCTS = Prepared(
    lambda: (
        select(
            _P.id, _P.sku, _P.name, _P.unit, _P.price, _P.cost, _P.tax_class, _P.bin, _P.category_id,
            _P.tip, _P.pack_of_id, _P.pack_quantity, func.coalesce(_STOCK.on_hand, 0), _P.active,
        )
        .select_from(_PRODUCT)
        .outerjoin(_LEVEL, _STOCK.product_id == func.coalesce(_P.pack_of_id, _P.id))
        .where(_P.id.in_(_IDS))
    )
)  # fmt: skip
_BY_BARCODE = Prepared(
    lambda: (
        select(_BARCODE.product_id)
        .join(_PRODUCT, _P.id == _BARCODE.product_id)
        .where(_BARCODE.barcode.in_(bindparam("forms", expanding=True)), _P.active)
    )
)
_BY_SKU = Prepared(lambda: select(_P.id).where(_P.sku.in_(bindparam("forms", expanding=True)), _P.active))
_PACKS = Prepared(
    lambda: (
        select(_P.id).where(_P.pack_of_id == bindparam("product_id"), _P.active).order_by(_P.pack_quantity)
    )
)
_PACK_SIZES = Prepared(
    lambda: (
        select(_P.pack_of_id, func.min(_P.pack_quantity))
        .where(_P.pack_of_id.in_(_IDS), _P.active)
        .group_by(_P.pack_of_id)
    )
)
_PARENTS = Prepared(lambda: select(_CATEGORY.id, _CATEGORY.parent_id))
_TAXES = Prepared(lambda: select(_TAX))
_CLASSES = Prepared(lambda: select(_TAX_CLASS).order_by(_TAX_CLASS.c.code, _TAX_CLASS.c.position))
_BUYER = Prepared(
    lambda: (
        select(
            _C.id, _C.code, _C.level, func.coalesce(_B.tier, ""), func.coalesce(_B.points, 0),
            _C.tax_exempt_no, _C.tax_exempt_until,
        )
        .outerjoin(_BALANCE, _B.customer_id == _C.id)
        .where(_C.id == bindparam("id"))
    )
)  # fmt: skip
_CUSTOMER_BY_CODE = Prepared(lambda: select(_C.id).where(_C.code.in_(bindparam("codes", expanding=True))))
_CUSTOMER_BY_CARD = Prepared(lambda: select(_CARD.customer_id).where(_CARD.card == bindparam("card")))


@dataclass(frozen=True, slots=True)
class SoldProduct:
    """A product as the counter needs it. `price` and `cost` are e4; `on_hand` is the base product's stock."""

    id: int
    sku: str
    name: str
    unit: str
    price: int
    cost: int
    tax_class: str
    bin: str
    category_id: int | None
    tip: str
    pack_of_id: int | None
    pack_quantity: int | None
    on_hand: int
    active: bool

    @property
    def stock_id(self) -> int:
        """The product whose stock a sale moves: the single of a pack."""
        return self.pack_of_id or self.id

    def stock_quantity(self, quantity: int) -> int:
        """A sold quantity (thousandths) in the base product's unit."""
        return quantity if self.pack_quantity is None else quantity * self.pack_quantity // 1000


def products(session: Session, ids: Iterable[int]) -> dict[int, SoldProduct]:
    """Products by id; unknown ids are left out."""
    return each_remembered(session, "product", ids, lambda missing: _products(session, missing))


def _products(session: Session, ids: list[int]) -> dict[int, SoldProduct]:
    return {row[0]: SoldProduct(*row) for row in _PRODUCTS.all(session, ids=ids)}


@remembered
def product_id_by_code(session: Session, code: str) -> int | None:
    """The active product with this barcode or SKU (any case); an EAN-13 with a leading 0 is its UPC-A too."""
    forms = [code, "0" + code] if len(code) == 12 else [code, code[1:]] if code[:1] == "0" else [code]
    found: int | None = _BY_BARCODE.scalar(session, forms=forms)
    if found is None:
        found = _BY_SKU.scalar(session, forms=[code, code.upper()])
    return found


@remembered
def packs_of(session: Session, product_id: int) -> list[int]:
    """Ids of the active packs of a single, the smallest first."""
    return [row[0] for row in _PACKS.all(session, product_id=product_id)]


def pack_sizes(session: Session, product_ids: Iterable[int]) -> dict[int, int]:
    """The smallest active pack of each single that has one, in thousandths of the single."""
    found = each_remembered(session, "pack size", product_ids, lambda missing: _pack_sizes(session, missing))
    return {id_: size for id_, size in found.items() if size is not None}


def _pack_sizes(session: Session, ids: list[int]) -> dict[int, int | None]:
    found: dict[int, int | None] = dict.fromkeys(ids)
    if ids:
        found.update((row[0], row[1]) for row in _PACK_SIZES.all(session, ids=ids))
    return found


@remembered
def taxes(session: Session) -> dict[str, Tax]:
    """All taxes of the shop by code."""
    return {
        t.code: Tax(t.code, tax_kind(t.kind), t.rate, t.included, t.adds_to_base, t.ignores_previous, t.name)
        for t in _TAXES.all(session)
    }


@remembered
def tax_classes(session: Session) -> dict[str, tuple[Tax, ...]]:
    """The taxes of every class, in their order."""
    known = taxes(session)
    classes: dict[str, tuple[Tax, ...]] = {}
    for row in _CLASSES.all(session):
        classes[row.code] = (*classes.get(row.code, ()), known[row.tax_code])
    return classes


@remembered
def category_parents(session: Session) -> dict[int, int | None]:
    """Each category's parent."""
    return {row[0]: row[1] for row in _PARENTS.all(session)}


@dataclass(frozen=True, slots=True)
class Buyer:
    """A customer as the counter needs them; `tier` and `points` from the cached balance."""

    id: int
    code: str
    level: str
    tier: str
    points: int
    tax_exempt_no: str
    tax_exempt_until: str


@remembered
def buyer(session: Session, customer_id: int) -> Buyer | None:
    """A customer's level, tier, points and exemption."""
    row = _BUYER.first(session, id=customer_id)
    return Buyer(*row) if row else None


@remembered
def customer_id_by_code(session: Session, code: str) -> int | None:
    """The customer with this code, in any case."""
    found: int | None = _CUSTOMER_BY_CODE.scalar(session, codes=[code, code.upper()])
    return found


def customer_id_by_scan(session: Session, code: str) -> int | None:
    """The customer whose card or code this is."""
    found: int | None = _CUSTOMER_BY_CARD.scalar(session, card=code)
    return found if found is not None else customer_id_by_code(session, code)


def sale_by_number(session: Session, number: str) -> Sale | None:
    """A posted sale by its receipt number."""
    return session.execute(select(tables.Sale).where(col(tables.Sale.number) == number)).scalar()


def sale_by_document(session: Session, document_id: str) -> Sale | None:
    """A posted sale by the id its sender gave it."""
    return session.execute(select(tables.Sale).where(col(tables.Sale.document_id) == document_id)).scalar()


def newest_sale(session: Session, till: str) -> Sale | None:
    """The newest sale or refund rung up at a till."""
    return session.execute(
        select(tables.Sale)
        .where(col(tables.Sale.till) == till, col(tables.Sale.kind) != "history")
        .order_by(col(tables.Sale.id).desc())
        .limit(1)
    ).scalar()


def last_number(session: Session, prefix: str) -> str | None:
    """The newest receipt number that begins with a till's prefix and is ours (not taken over)."""
    return session.execute(
        select(col(tables.Sale.number))
        .where(col(tables.Sale.number).like(f"{prefix}-%"), col(tables.Sale.kind) != "history")
        .order_by(col(tables.Sale.id).desc())
        .limit(1)
    ).scalar()


def lines_of(session: Session, sale_id: int) -> list[SaleLineRow]:
    """The lines of a sale in order."""
    return list(
        session.execute(
            select(tables.SaleLineRow)
            .where(col(tables.SaleLineRow.sale_id) == sale_id)
            .order_by(col(tables.SaleLineRow.line_no))
        ).scalars()
    )


def sold_lines(session: Session, line_ids: Sequence[int]) -> dict[int, SaleLineRow]:
    """Posted lines by id."""
    found = session.execute(
        select(tables.SaleLineRow).where(col(tables.SaleLineRow.id).in_(line_ids))
    ).scalars()
    return {line.id: line for line in found if line.id is not None}


def heads_of(session: Session, sale_ids: Iterable[int]) -> dict[int, tuple[str, int | None]]:
    """Receipt number and customer of sales."""
    c = table("sale").c
    rows = session.execute(select(c.id, c.number, c.customer_id).where(c.id.in_(list(sale_ids))))
    return {row[0]: (row[1], row[2]) for row in rows}


def returns_of(session: Session, line_ids: Sequence[int]) -> list[SaleLineRow]:
    """All posted returns of these lines."""
    return list(
        session.execute(
            select(tables.SaleLineRow).where(col(tables.SaleLineRow.return_of_id).in_(line_ids))
        ).scalars()
    )


def line_taxes(session: Session, line_ids: Sequence[int]) -> dict[int, list[SaleTaxRow]]:
    """The taxes of lines in their order."""
    found: dict[int, list[SaleTaxRow]] = {}
    statement = select(tables.SaleTaxRow).where(col(tables.SaleTaxRow.line_id).in_(line_ids))
    for row in session.execute(
        statement.order_by(col(tables.SaleTaxRow.line_id), col(tables.SaleTaxRow.position))
    ).scalars():
        found.setdefault(row.line_id, []).append(row)
    return found


def tenders_of(session: Session, sale_id: int) -> list[TenderRow]:
    """The tenders of a sale in order."""
    return list(
        session.execute(
            select(tables.TenderRow)
            .where(col(tables.TenderRow.sale_id) == sale_id)
            .order_by(col(tables.TenderRow.position))
        ).scalars()
    )
