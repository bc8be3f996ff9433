"""Finding, adding and changing products, and their stock by hand."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.orm import Session

from pos_app.data import search as index
from pos_app.data.queries import products as queries
from pos_app.data.queries import stock
from pos_app.domain import barcodes
from pos_app.domain.permissions import Permission
from pos_app.errors import UserError
from pos_app.services import audit, settings
from pos_app.services.approvals import Approval, require
from pos_app.services.category_tree import CategoryTree
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk
from pos_app.services.post import post
from pos_app.services.price_acts import product_act, stock_act
from pos_app.services.product_form import ProductForm, Shelf, cleaned, problems

__all__ = [
    "ProductForm",
    "ProductHit",
    "ProductSaved",
    "add_barcode",
    "add_words",
    "by_code",
    "categories",
    "create",
    "get",
    "refresh_popularity",
    "search",
    "update",
]

POPULAR_DAYS = 90
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class ProductHit:
    """A row of a product search. `price` is e4, `on_hand` thousandths; of a pack it counts the whole packs."""

    id: int
    sku: str
    name: str
    unit: str
    price: int
    bin: str
    on_hand: int
    category: str
    pack_of_id: int | None = None
    pack_quantity: int | None = None


@dataclass(frozen=True, slots=True)
class ProductSaved(Changes):
    """A product that was written."""

    product_id: int = 0
    sku: str = ""


def search(desk: Desk, *, text: str, limit: int = 20) -> list[ProductHit]:
    """The best products for what is typed: words, code, size, category or bin; "" finds nothing."""
    if not text.strip():
        return []
    with desk.db.read() as session:
        if index.ready(session):
            return _hits(session, text, limit)
    with desk.db.write() as session:
        index.ensure(session)
        session.commit()
        return _hits(session, text, limit)


def by_code(session: Session, code: str) -> int | None:
    """The active product with this barcode, or else this SKU in any case; None if there is none."""
    bare = code.strip()
    owners = queries.barcode_owners(session, barcodes.spellings(bare))
    found = owners[0][1] if owners else None
    if found is None and bare:
        rows = queries.skus(session, [bare])
        found = rows[0][0] if rows else None
    row = queries.by_id(session, found) if found is not None else None
    return found if row is not None and row.active else None


def get(desk: Desk, *, product_id: int) -> ProductForm:
    """The form of a product as it stands; UserError ``unknown_product``."""
    with desk.db.read() as session:
        return _form(session, product_id)


def create(desk: Desk, *, form: ProductForm) -> ProductSaved:
    """A new product, with its opening stock.

    UserErrors ``name_missing``, ``name_too_long``, ``text_too_long``, ``bad_price``, ``unknown_unit``,
    ``bad_quantity``, ``bad_check_digit``, ``bad_barcode``, ``sku_taken``, ``barcode_taken``, ``bad_category``,
    ``unknown_tax_class``, ``bad_pack``, ``unknown_product``.
    """
    with desk.db.write() as session:
        form = _given_sku(session, cleaned(form))
        _check(session, form, None)
        product_id = queries.insert_product(session, _values(session, form))
        queries.put_barcodes(session, product_id, form.barcodes)
        _set_stock(session, desk, product_id, form)
        index.index_product(session, product_id)
        session.commit()
    return _saved(product_id, form)


def update(
    desk: Desk, *, product_id: int, form: ProductForm, approval: Approval | None = None
) -> ProductSaved:
    """Change a product; a `stock` other than what is there is posted as a correction.

    UserErrors as `create`, ``unknown_product`` and those of `approvals.require`.
    """
    with desk.db.write() as session:
        by = require(session, desk, Permission.CHANGE_PRODUCTS, approval).by
        before = _form(session, product_id)
        form = cleaned(form)
        if not form.sku:
            form = replace(form, sku=before.sku)
        _check(session, form, product_id)
        queries.update_product(session, product_id, _values(session, form))
        queries.put_barcodes(session, product_id, form.barcodes)
        _note(session, desk, before, form, by)
        _set_stock(session, desk, product_id, form, before, by)
        index.index_product(session, product_id)
        session.commit()
    return _saved(product_id, form)


def add_barcode(
    desk: Desk, *, product_id: int, barcode: str, approval: Approval | None = None
) -> ProductSaved:
    """One more barcode for a product.

    UserErrors ``bad_check_digit``, ``bad_barcode``, ``barcode_taken`` and those of `approvals.require`.
    """
    with desk.db.write() as session:
        by = require(session, desk, Permission.CHANGE_PRODUCTS, approval).by
        before = _form(session, product_id)
        form = cleaned(replace(before, barcodes=(*before.barcodes, barcode)))
        _check(session, form, product_id)
        queries.put_barcodes(session, product_id, form.barcodes)
        _note(session, desk, before, form, by)
        index.index_product(session, product_id)
        session.commit()
    return _saved(product_id, form)


def add_words(session: Session, desk: Desk, product_id: int, words: str, by: str) -> str:
    """Put more everyday words into a product within the caller's transaction: audited, and found at once.

    Returns its words. UserErrors ``unknown_product``, ``text_too_long``.
    """
    before = _form(session, product_id)
    after = cleaned(replace(before, words=f"{before.words}, {words}" if before.words else words))
    for problem in problems(after, _shelf(session, after), product_id):
        if problem.field == "words":
            raise problem.error
    queries.update_product(session, product_id, {"words": after.words})
    named = {"sku": after.sku, "name": after.name}
    act = audit.changed_act("product_changed", named, {"words": before.words}, {"words": after.words})
    audit.note_all(session, desk, [act] if act else [], approved_by=by)
    index.index_product(session, product_id)
    return after.words


def categories(desk: Desk) -> list[str]:
    """Every category as its path ("Plumbing > Traps"), in alphabetical order."""
    with desk.db.read() as session:
        return sorted(CategoryTree(session).paths().values(), key=str.casefold)


def refresh_popularity(desk: Desk) -> Changes:
    """Count anew what sold in the last 90 days and who came when, for the order of search results.

    Once a day is enough. Nobody at a counter waits for it: many short locks, not one long one.
    """
    since = (desk.business_date() - timedelta(days=POPULAR_DAYS)).isoformat()
    with desk.db.write() as session:
        index.ensure(session)
        session.commit()
    with desk.db.read() as session:
        # The first word with a mistake in it would have to wait for them.
        index.product_vocabulary(session)
        goods, people = index.stale_products(session, since), index.stale_customers(session)
    for start in range(0, max(len(goods), len(people)), _AT_ONCE):
        with desk.db.write() as session:
            index.place_products(session, goods[start : start + _AT_ONCE])
            index.place_customers(session, people[start : start + _AT_ONCE])
            session.commit()
    return changed(Area.PRODUCT) if goods else Changes()


def _hits(session: Session, text: str, limit: int) -> list[ProductHit]:
    found = []
    for row in queries.hits(session, index.search_products(session, text, limit)):
        hit = ProductHit(*row)
        if hit.pack_quantity:
            packs = hit.on_hand // hit.pack_quantity * 1000
            hit = ProductHit(*(*row[:6], packs, *row[7:]))
        found.append(hit)
    return found


def _form(session: Session, product_id: int) -> ProductForm:
    row = queries.by_id(session, product_id)
    if row is None:
        raise UserError("unknown_product", "There is no product number {id}.", id=product_id)
    same = ("name", "price", "sku", "unit", "words", "brand", "cost", "tax_class", "bin", "pack_quantity")
    more = ("supplier", "supplier_code", "reorder_at", "tip", "active")
    return ProductForm(
        **{name: getattr(row, name) for name in (*same, *more)},
        barcodes=tuple(queries.barcodes_of(session, product_id)),
        category=CategoryTree(session).path(row.category_id),
        pack_of=row.pack_of or "",
        stock=None if row.pack_of_id else row.on_hand,
    )


def _given_sku(session: Session, form: ProductForm) -> ProductForm:
    """The form with the shop's next own SKU ("P00042") where it has none."""
    if form.sku:
        return form
    taken = [sku for _id, sku, _name, _pack in queries.skus(session) if sku[:1] == "P" and sku[1:].isdigit()]
    return replace(form, sku=f"P{max((int(sku[1:]) for sku in taken), default=0) + 1:05}")


def _check(session: Session, form: ProductForm, product_id: int | None) -> None:
    found = problems(form, _shelf(session, form), product_id)
    if found:
        raise found[0].error


def _shelf(session: Session, form: ProductForm) -> Shelf:
    """As much of the shelf as this form can collide with."""
    rows = queries.skus(session, [form.sku, form.pack_of])
    owners = queries.barcode_owners(session, form.barcodes)
    return Shelf(
        skus={row.sku.lower(): row.id for row in rows},
        names={**{row.id: row.name for row in rows}, **{owner: name for _code, owner, name in owners}},
        barcodes={code: owner for code, owner, _name in owners},
        tax_classes=frozenset(queries.tax_class_codes(session)),
        packs=frozenset(row.sku.lower() for row in rows if row.pack_of_id is not None),
        singles=frozenset(row.sku.lower() for row in rows if queries.has_packs(session, row.id)),
    )


def _values(session: Session, form: ProductForm) -> dict[str, object]:
    single = queries.skus(session, [form.pack_of]) if form.pack_of else []
    same = ("sku", "name", "words", "brand", "unit", "price", "cost", "tax_class", "bin", "pack_quantity")
    more = ("supplier", "supplier_code", "reorder_at", "tip", "active")
    return {
        **{name: getattr(form, name) for name in (*same, *more)},
        "category_id": CategoryTree(session).find_or_make(form.category),
        "pack_of_id": single[0].id if single else None,
    }


def _set_stock(
    session: Session,
    desk: Desk,
    product_id: int,
    form: ProductForm,
    before: ProductForm | None = None,
    by: str = "",
) -> None:
    """Post what was counted: of a product that was there `before` as a correction, which is audited with its move."""
    if form.stock is None or form.pack_of:
        return
    difference = form.stock - queries.on_hand(session, product_id)
    if difference:
        reason = "opening" if before is None else "correction"
        move = {"product_id": product_id, "quantity": difference, "reason": reason}
        acts = [] if before is None else [stock_act(before, form, by)]
        audited = audit.rows(session, desk, acts)
        post(session, desk, kind="stock", rows={"stock_move": [move], "audit_journal": audited})
        stock.add_stock(session, {product_id: difference})


def _note(session: Session, desk: Desk, before: ProductForm, after: ProductForm, by: str) -> None:
    """Who changed what a product costs, or what a scan of its codes sells, is in the day book."""
    act = product_act(before, after, settings.cached(session).shop.currency.exponent)
    audit.note_all(session, desk, [act] if act else [], approved_by=by)


def _saved(product_id: int, form: ProductForm) -> ProductSaved:
    areas = frozenset({Area.PRODUCT, Area.STOCK})
    return ProductSaved(areas, (product_id,), (), product_id, form.sku)
