"""What a person or a file says about a product, and everything that can be wrong with it.

The product form and the import check with the same rules, so a file brings in nothing a person could not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from pos_app.domain import barcodes
from pos_app.domain.message import Message, msg
from pos_app.domain.quantity import MOST, UNITS
from pos_app.domain.wording import readable
from pos_app.errors import UserError

MOST_PRICE = 10**8 * 10**4
_LIMITS = {
    "sku": (40, msg("SKU")),
    "words": (500, msg("Words")),
    "brand": (60, msg("Brand")),
    "bin": (20, msg("Bin")),
    "supplier": (80, msg("Supplier")),
    "supplier_code": (40, msg("Supplier code")),
    "tip": (300, msg("Tip")),
}
_LONGEST_NAME, _LONGEST_BARCODE, _LONGEST_CATEGORY, _LEVELS = 200, 40, 80, 5


@dataclass(frozen=True, slots=True)
class ProductForm:
    """A product as it is written down. Prices are e4, quantities thousandths.

    `category` is a path ("Plumbing > Traps"), `pack_of` the SKU of the single in a pack; `stock` None leaves
    the stock as it is. An empty `sku` is given by the shop.
    """

    name: str
    price: int
    sku: str = ""
    unit: str = "ea"
    barcodes: tuple[str, ...] = ()
    words: str = ""
    category: str = ""
    brand: str = ""
    cost: int = 0
    tax_class: str = ""
    bin: str = ""
    pack_of: str = ""
    pack_quantity: int | None = None
    supplier: str = ""
    supplier_code: str = ""
    reorder_at: int | None = None
    tip: str = ""
    stock: int | None = None
    active: bool = True


class FieldProblem(NamedTuple):
    """Something wrong with one field, as one sentence."""

    field: str
    error: UserError


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the shop has already: SKUs in lower case with their product, barcodes with product and name.

    `packs` are the SKUs (lower case) that are packs, `singles` those that packs are made of.
    """

    skus: Mapping[str, int]
    names: Mapping[int, str]
    barcodes: Mapping[str, int]
    tax_classes: frozenset[str]
    packs: frozenset[str] = frozenset()
    singles: frozenset[str] = frozenset()


def cleaned(form: ProductForm) -> ProductForm:
    """The form without stray blanks, its barcodes in one spelling each."""
    codes = dict.fromkeys(barcodes.normalise(code) for code in form.barcodes if code.strip())
    return replace(
        form,
        name=_tidy(form.name),
        sku=_tidy(form.sku),
        words=_tidy(form.words),
        brand=_tidy(form.brand),
        bin=_tidy(form.bin),
        supplier=_tidy(form.supplier),
        supplier_code=_tidy(form.supplier_code),
        tip=_tidy(form.tip),
        pack_of=_tidy(form.pack_of),
        barcodes=tuple(codes),
        category=" > ".join(category_path(form.category)),
        tax_class=form.tax_class.strip(),
        unit=form.unit.strip().lower() or "ea",
    )


def _tidy(text: str) -> str:
    return " ".join(text.split())


def category_path(text: str) -> list[str]:
    """The names of a category path, the department first."""
    return [name for part in text.split(">") if (name := " ".join(part.split()))]


def problems(form: ProductForm, shelf: Shelf, product_id: int | None = None) -> list[FieldProblem]:
    """Everything wrong with a cleaned form; `product_id` is the product it will change, None for a new one."""
    return [*_texts(form), *_figures(form), *_codes(form, shelf, product_id), *_pack(form, shelf)]


def _texts(form: ProductForm) -> Iterator[FieldProblem]:
    if not form.name:
        yield _problem("name", "name_missing", msg("The product needs a name."))
    elif len(form.name) > _LONGEST_NAME:
        yield _too_long("name", msg("Name"), len(form.name), _LONGEST_NAME)
    for field, (most, label) in _LIMITS.items():
        length = len(getattr(form, field))
        if length > most:
            yield _too_long(field, label, length, most)
    path = category_path(form.category)
    if len(path) > _LEVELS or any(len(name) > _LONGEST_CATEGORY for name in path):
        yield _problem(
            "category", "bad_category", msg("A category has at most 5 levels of 80 characters each.")
        )
    if not all(readable(field) for field in (form.name, form.sku, form.words, form.tip)):
        yield _problem("name", "bad_text", msg("The text has characters that cannot be printed."))


def _figures(form: ProductForm) -> Iterator[FieldProblem]:
    for field, label, value in (("price", msg("Price"), form.price), ("cost", msg("Cost"), form.cost)):
        if value < 0:
            yield _problem(field, "bad_price", msg("{what} cannot be negative.", what=label))
        elif value > MOST_PRICE:
            yield _problem(field, "bad_price", msg("{what} is over 100,000,000.", what=label))
    if form.unit not in UNITS:
        yield _problem(
            "unit",
            "unknown_unit",
            msg("“{unit}” is not one of the units {known}.", unit=form.unit[:20], known=", ".join(UNITS)),
        )
    whole = form.unit == "ea"
    for field, quantity in (("stock", form.stock), ("reorder_at", form.reorder_at)):
        if quantity is None:
            continue
        if abs(quantity) > MOST or (field == "reorder_at" and quantity < 0):
            yield _problem(field, "bad_quantity", msg("This quantity is out of range."))
        elif whole and quantity % 1000:
            yield _problem(field, "bad_quantity", msg("Pieces are counted in whole numbers."))


def _codes(form: ProductForm, shelf: Shelf, product_id: int | None) -> Iterator[FieldProblem]:
    owner = shelf.skus.get(form.sku.lower())
    if form.sku and owner is not None and owner != product_id:
        yield _problem(
            "sku",
            "sku_taken",
            msg("The SKU {sku} belongs to {name}.", sku=form.sku, name=shelf.names.get(owner, "")),
        )
    for code in form.barcodes:
        if len(code) > _LONGEST_BARCODE or not code.isprintable():
            yield _problem("barcode", "bad_barcode", msg("“{code}…” is not a barcode.", code=code[:20]))
            continue
        try:
            barcodes.checked(code)
        except UserError as error:
            yield FieldProblem("barcode", error)
        owner = shelf.barcodes.get(code)
        if owner is not None and owner != product_id:
            name = shelf.names.get(owner, "")
            yield _problem(
                "barcode", "barcode_taken", msg("The barcode {code} belongs to {name}.", code=code, name=name)
            )
    if form.tax_class and form.tax_class not in shelf.tax_classes:
        known = ", ".join(sorted(shelf.tax_classes))
        yield _problem(
            "tax",
            "unknown_tax_class",
            msg(
                "There is no tax class “{code}”; the shop has {known}. Take over the other shop's settings first"
                " (pos-app settings import), or add the class (pos-app settings set tax_class.{code} TAX).",
                code=form.tax_class[:20],
                known=known,
            ),
        )


def _pack(form: ProductForm, shelf: Shelf) -> Iterator[FieldProblem]:
    if not form.pack_of:
        if form.pack_quantity is not None:
            yield _problem("pack_of", "bad_pack", msg("A pack needs the SKU of the single in it."))
        return
    single = form.pack_of.lower()
    if single == form.sku.lower():
        yield _problem("pack_of", "bad_pack", msg("A product cannot be a pack of itself."))
    elif single not in shelf.skus:
        yield _problem(
            "pack_of",
            "unknown_product",
            msg("There is no product with the SKU {sku}.", sku=form.pack_of[:40]),
        )
    elif single in shelf.packs or form.sku.lower() in shelf.singles:
        yield _problem("pack_of", "bad_pack", msg("A pack cannot be made of packs."))
    if form.pack_quantity is None or form.pack_quantity <= 0 or form.pack_quantity > MOST:
        yield _problem("pack_quantity", "bad_pack", msg("A pack needs a quantity above zero."))
    if form.stock:
        yield _problem("stock", "bad_pack", msg("A pack has no stock of its own: it is that of the single."))


def _problem(field: str, code: str, message: Message) -> FieldProblem:
    return FieldProblem(field, UserError(code, message))


def _too_long(field: str, label: Message, length: int, most: int) -> FieldProblem:
    text = msg("{what} has {length} characters; at most {most} fit.", what=label, length=length, most=most)
    return _problem(field, "text_too_long" if field != "name" else "name_too_long", text)
