"""What pricing and posting a sale needs to know: products, taxes, promotions and lines already sold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from pos_app.data.tables import (
    Category,
    Customer,
    CustomerBalance,
    CustomerCard,
    Product,
    ProductBarcode,
    Promotion,
    Sale,
    SaleLineRow,
    SaleTaxRow,
    StockLevel,
    TaxClass,
    TaxRow,
    TenderRow,
)
from pos_app.domain.tax import Tax


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
    stock = StockLevel.__table__  # type: ignore[attr-defined]
    p = Product.__table__  # type: ignore[attr-defined]
    statement = (
        select(
            p.c.id, p.c.sku, p.c.name, p.c.unit, p.c.price, p.c.cost, p.c.tax_class, p.c.bin, p.c.category_id,
            p.c.tip, p.c.pack_of_id, p.c.pack_quantity, func.coalesce(stock.c.on_hand, 0), p.c.active,
        )
        .outerjoin(stock, stock.c.product_id == func.coalesce(p.c.pack_of_id, p.c.id))
        .where(p.c.id.in_(list(ids)))
    )  # fmt: skip
    return {row[0]: SoldProduct(*row) for row in session.execute(statement)}


def product_id_by_code(session: Session, code: str) -> int | None:
    """The active product with this barcode or SKU (any case); an EAN-13 with a leading 0 is its UPC-A too."""
    forms = [code, "0" + code] if len(code) == 12 else [code, code[1:]] if code[:1] == "0" else [code]
    found = session.execute(
        select(ProductBarcode.product_id)
        .join(Product, Product.id == ProductBarcode.product_id)  # type: ignore[arg-type]
        .where(ProductBarcode.barcode.in_(forms), Product.active)  # type: ignore[attr-defined]
    ).scalar()
    if found is None:
        found = session.execute(
            select(Product.id).where(Product.sku.in_([code, code.upper()]), Product.active)  # type: ignore
        ).scalar()
    return found


def packs_of(session: Session, product_id: int) -> list[int]:
    """Ids of the active packs of a single, the smallest first."""
    return list(
        session.execute(
            select(Product.id)  # type: ignore[call-overload]
            .where(Product.pack_of_id == product_id, Product.active)
            .order_by(Product.pack_quantity)
        ).scalars()
    )


def taxes(session: Session) -> dict[str, Tax]:
    """All taxes of the shop by code."""
    return {
        t.code: Tax(t.code, t.kind, t.rate, t.included, t.adds_to_base, t.ignores_previous, t.name)
        for t in session.execute(select(TaxRow)).scalars()
    }


def tax_classes(session: Session) -> dict[str, tuple[Tax, ...]]:
    """The taxes of every class, in their order."""
    known = taxes(session)
    classes: dict[str, tuple[Tax, ...]] = {}
    for row in session.execute(select(TaxClass).order_by(TaxClass.code, TaxClass.position)).scalars():  # type: ignore
        classes[row.code] = (*classes.get(row.code, ()), known[row.tax_code])
    return classes


def promotions(session: Session, levels: Sequence[str], on: str) -> list[Promotion]:
    """Promotions for everyone and for these levels that run on an ISO date."""
    p = Promotion
    return list(
        session.execute(
            select(p).where(
                p.level.in_(["", *levels]),  # type: ignore[attr-defined]
                or_(p.starts_on == "", p.starts_on <= on),
                or_(p.ends_on == "", p.ends_on >= on),
            )
        ).scalars()
    )


def category_parents(session: Session) -> dict[int, int | None]:
    """Each category's parent."""
    return {row[0]: row[1] for row in session.execute(select(Category.id, Category.parent_id))}  # type: ignore


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


def buyer(session: Session, customer_id: int) -> Buyer | None:
    """A customer's level, tier, points and exemption."""
    row = session.execute(
        select(
            Customer.id,  # type: ignore[call-overload]
            Customer.code,
            Customer.level,
            func.coalesce(CustomerBalance.tier, ""),
            func.coalesce(CustomerBalance.points, 0),
            Customer.tax_exempt_no,
            Customer.tax_exempt_until,
        )
        .outerjoin(CustomerBalance, CustomerBalance.customer_id == Customer.id)
        .where(Customer.id == customer_id)
    ).first()
    return Buyer(*row) if row else None


def customer_id_by_code(session: Session, code: str) -> int | None:
    """The customer with this code, in any case."""
    return session.execute(
        select(Customer.id).where(Customer.code.in_([code, code.upper()]))  # type: ignore
    ).scalar()


def customer_id_by_scan(session: Session, code: str) -> int | None:
    """The customer whose card or code this is."""
    found = session.execute(select(CustomerCard.customer_id).where(CustomerCard.card == code)).scalar()  # type: ignore
    return found if found is not None else customer_id_by_code(session, code)


def sale_by_number(session: Session, number: str) -> Sale | None:
    """A posted sale by its receipt number."""
    return session.execute(select(Sale).where(Sale.number == number)).scalar()  # type: ignore[arg-type]


def sale_by_document(session: Session, document_id: str) -> Sale | None:
    """A posted sale by the id its sender gave it."""
    return session.execute(select(Sale).where(Sale.document_id == document_id)).scalar()  # type: ignore[arg-type]


def last_number(session: Session, prefix: str) -> str | None:
    """The newest receipt number that begins with a till's prefix and is ours (not taken over)."""
    return session.execute(
        select(Sale.number)  # type: ignore[call-overload]
        .where(Sale.number.like(f"{prefix}-%"), Sale.kind != "history")  # type: ignore[attr-defined]
        .order_by(Sale.id.desc())  # type: ignore[union-attr]
        .limit(1)
    ).scalar()


def lines_of(session: Session, sale_id: int) -> list[SaleLineRow]:
    """The lines of a sale in order."""
    return list(
        session.execute(
            select(SaleLineRow).where(SaleLineRow.sale_id == sale_id).order_by(SaleLineRow.line_no)  # type: ignore
        ).scalars()
    )


def sold_lines(session: Session, line_ids: Sequence[int]) -> dict[int, SaleLineRow]:
    """Posted lines by id."""
    found = session.execute(select(SaleLineRow).where(SaleLineRow.id.in_(line_ids))).scalars()  # type: ignore
    return {line.id: line for line in found if line.id is not None}


def numbers_of(session: Session, sale_ids: Iterable[int]) -> dict[int, str]:
    """Receipt numbers of sales."""
    rows = session.execute(select(Sale.id, Sale.number).where(Sale.id.in_(list(sale_ids))))  # type: ignore
    return {row[0]: row[1] for row in rows}


def returns_of(session: Session, line_ids: Sequence[int]) -> list[SaleLineRow]:
    """All posted returns of these lines."""
    return list(
        session.execute(select(SaleLineRow).where(SaleLineRow.return_of_id.in_(line_ids))).scalars()  # type: ignore
    )


def line_taxes(session: Session, line_ids: Sequence[int]) -> dict[int, list[SaleTaxRow]]:
    """The taxes of lines in their order."""
    found: dict[int, list[SaleTaxRow]] = {}
    statement = select(SaleTaxRow).where(SaleTaxRow.line_id.in_(line_ids))  # type: ignore[attr-defined]
    for row in session.execute(statement.order_by(SaleTaxRow.line_id, SaleTaxRow.position)).scalars():  # type: ignore
        found.setdefault(row.line_id, []).append(row)
    return found


def tenders_of(session: Session, sale_id: int) -> list[TenderRow]:
    """The tenders of a sale in order."""
    return list(
        session.execute(
            select(TenderRow).where(TenderRow.sale_id == sale_id).order_by(TenderRow.position)  # type: ignore
        ).scalars()
    )


def refunds_of(session: Session, sale_id: int) -> list[Sale]:
    """Posted documents that gave back something of a sale by a line of theirs, in order."""
    original, back = aliased(SaleLineRow), aliased(SaleLineRow)
    return list(
        session.execute(
            select(Sale)
            .where(
                Sale.id.in_(  # type: ignore[union-attr]
                    select(back.sale_id)  # type: ignore[call-overload]
                    .join(original, back.return_of_id == original.id)
                    .where(original.sale_id == sale_id)
                )
            )
            .order_by(Sale.id)  # type: ignore[arg-type]
        ).scalars()
    )
