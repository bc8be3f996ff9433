"""Products from a file: new ones are added, others changed where the file says something else.

A product is the one with the same SKU, in any case. Columns that a file has not leave what is there. `stock` is the
opening stock of a product that never had any; later counts are made by hand, so that an old file read again
does not bring back old stock.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data import search
from pos_app.data.queries import importing_products as queries
from pos_app.data.queries import products as product_queries
from pos_app.data.queries import stock
from pos_app.data.records import Record
from pos_app.domain.message import msg
from pos_app.domain.money import plain
from pos_app.errors import UserError
from pos_app.services import product_form, settings
from pos_app.services.category_tree import CategoryTree
from pos_app.services.importing import quantities
from pos_app.services.importing.survey import Cells
from pos_app.services.importing.work import Save, Work, batches
from pos_app.services.post import post
from pos_app.services.product_form import ProductForm, Shelf

BATCH = 2000
# So many rows are checked between two steps of the progress.
_TOLD_EVERY = 5000
_MONEY = ("price", "cost")
# What a spreadsheet makes of a long code when it writes a CSV file.
_LOST_DIGITS = re.compile(r"\d[.,]\d+E\+?\d\d?", re.ASCII | re.IGNORECASE)
# Whether there is a tax, in a column that some tills call “Tax”.
_TAXED, _UNTAXED = frozenset({"yes", "y", "true"}), frozenset({"no", "n", "false"})
_COLUMN_OF = {"tax_class": "tax", "barcodes": "barcode"}
_FIELDS = (
    "sku", "name", "words", "brand", "unit", "price", "cost", "tax_class", "bin", "supplier", "supplier_code",
    "reorder_at", "tip", "active",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Incoming:
    """A product of the file that is good."""

    row: int
    form: ProductForm


def check(work: Work) -> Save:
    """Note everything wrong; what is returned writes the good products."""
    with work.desk.db.read() as session:
        kept = product_queries.skus(session)
        owners = product_queries.barcode_owners(session)
        taxes = frozenset(product_queries.tax_class_codes(session))
        default = settings.cached(session).tax.default_class
    forms = list(_forms(work, taxes, default))
    shelf = _shelf(kept, taxes, [form for _row, form in forms])
    first_rows: dict[str, int] = {}
    code_rows: dict[str, int] = {}
    cells = Cells(work.survey, work.findings)
    for done, (row, form) in enumerate(forms):
        if done and done % _TOLD_EVERY == 0 and work.source.progress is not None:
            work.source.progress(done, len(forms))
        cells.row = row
        own = shelf.skus[form.sku.lower()] if form.sku else None
        for field, error in product_form.problems(form, shelf, own):
            cells.problem(_COLUMN_OF.get(field, field), error)
        if form.sku:
            cells.first("sku", form.sku.lower(), first_rows, shown=form.sku)
        for code in form.barcodes:
            cells.first("barcode", code, code_rows, shown=code)
    good = _standing(work, [Incoming(row, form) for row, form in forms if work.good(row)], kept, owners)
    return lambda write: _save(work, good, write)


def _standing(
    work: Work, good: list[Incoming], kept: Sequence[Record], owners: Sequence[Record]
) -> list[Incoming]:
    """Leave out what leans on rejected rows: packs of their singles, and barcodes that they would have given up."""
    skus = {row.id: row.sku.lower() for row in kept}
    there = set(skus.values())
    while True:
        coming = {product.form.sku.lower() for product in good}
        staying = {code: name for code, owner, name in owners if skus[owner] not in coming}
        standing = []
        for product in good:
            taken = next((code for code in product.form.barcodes if code in staying), None)
            single = product.form.pack_of.lower()
            if taken is not None:
                error = UserError(
                    "barcode_taken", "The barcode {code} belongs to {name}.", code=taken, name=staying[taken]
                )
                work.findings.add(product.row, "barcode", error)
            elif single and single not in coming and single not in there:
                error = UserError("unknown_product", "The single in this pack was rejected.")
                work.findings.add(product.row, "pack_of", error)
            else:
                standing.append(product)
        if len(standing) == len(good):
            return good
        good = standing


def _tax_class(cells: Cells, text: str, classes: frozenset[str], default: str) -> str:
    """A tax class. Some tills only say whether there is a tax: then it is the shop's default, or its only class."""
    word = text.strip().lower()
    if text.strip() in classes or word not in _TAXED | _UNTAXED:
        return text
    if word in _UNTAXED and not default:
        return ""
    if word in _TAXED and (default or len(classes) == 1):
        return default or next(iter(classes))
    cells.problem(
        "tax",
        UserError(
            "unknown_tax_class",
            "“{text}” says only whether there is a tax, and not which: the shop has {known}. Leave the column out, or "
            "write tax classes into it.",
            text=text.strip()[:20],
            known=", ".join(sorted(classes)) or "–",
        ),
    )
    return ""


def _forms(work: Work, classes: frozenset[str], default: str) -> Iterator[tuple[int, ProductForm]]:
    cells = Cells(work.survey, work.findings)
    for row, values in work.source.rows():
        cells.row = row
        (
            sku, barcode, name, words, category, unit, price, cost, tax, stock_text, place, pack_of, pack_quantity,
            supplier, supplier_code, reorder_at, brand, tip, active,
        ) = values  # fmt: skip
        for column, text in (("sku", sku), ("price", price)):
            if not text.strip():
                cells.missing(column)
        form = ProductForm(
            name=name,
            price=cells.number(price, 4, "price", msg("Price")) or 0,
            sku=sku,
            unit=quantities.unit_named(unit),
            barcodes=tuple(code for code in barcode.split("|") if code.strip()),
            words=words,
            category=category,
            brand=brand,
            cost=cells.number(cost, 4, "cost", msg("Cost")) or 0,
            tax_class=_tax_class(cells, tax, classes, default),
            bin=place,
            pack_of=pack_of,
            pack_quantity=cells.quantity(pack_quantity, "pack_quantity", msg("Quantity")),
            supplier=supplier,
            supplier_code=supplier_code,
            reorder_at=cells.quantity(reorder_at, "reorder_at", msg("Quantity")),
            tip=tip,
            stock=cells.quantity(stock_text, "stock", msg("Quantity")),
            active=cells.yes(active, "active", otherwise=True),
        )
        form = product_form.cleaned(form)
        if "unit" in work.source.present:
            cells.unit(stock_text, "stock", form.unit)
            cells.unit(reorder_at, "reorder_at", form.unit)
        for column, bad, code in (("sku", "bad_sku", sku), ("barcode", "bad_barcode", barcode)):
            if _LOST_DIGITS.fullmatch(code.strip()):
                error = UserError(
                    bad,
                    "“{code}” has lost its digits in a spreadsheet: keep codes there as text.",
                    code=code.strip()[:40],
                )
                cells.problem(column, error)
        yield row, form


def _shelf(kept: Sequence[Record], taxes: frozenset[str], forms: Sequence[ProductForm]) -> Shelf:
    """The shop's shelf as it will be with the file on it: products of the file that are new have ids below zero.

    Barcodes are left out: whether one is taken depends on which rows of the file are good, see `_standing`.
    """
    skus = {row.sku.lower(): row.id for row in kept}
    by_id = {row.id: row.sku.lower() for row in kept}
    coming = {form.sku.lower() for form in forms}
    old_packs = [row for row in kept if row.pack_of_id is not None and row.sku.lower() not in coming]
    for number, form in enumerate(forms, 1):
        skus.setdefault(form.sku.lower(), -number)
    packs = {row.sku.lower() for row in old_packs} | {form.sku.lower() for form in forms if form.pack_of}
    return Shelf(
        skus=skus,
        names={},
        barcodes={},
        tax_classes=taxes,
        packs=frozenset(packs),
        singles=frozenset(by_id[row.pack_of_id] for row in old_packs),
    )


def _save(work: Work, products: list[Incoming], write: bool) -> None:
    """Write what is new or different, in transactions of 2,000 products, or only count it."""
    done = 0
    size = work.size(BATCH)
    # Singles first, in transactions of their own, so that the packs made of them find them.
    singles = [product for product in products if not product.form.pack_of]
    packs = [product for product in products if product.form.pack_of]
    for batch in (*batches(singles, size), *batches(packs, size)):
        if write:
            with work.desk.db.write() as session:
                _save_batch(session, work, batch)
                session.commit()
        else:
            with work.desk.db.read() as session:
                _Batch(session, work, batch, write=False).sort_out()
        done += len(batch)
        work.progress(done, len(products))


class _Batch:
    """Products of one transaction, sorted into new and different ones."""

    def __init__(self, session: Session, work: Work, batch: list[Incoming], write: bool) -> None:
        self._work, self._batch, self._write = work, batch, write
        self._tree = CategoryTree(session)
        self._decimals = settings.cached(session).shop.currency.exponent
        self.before = queries.rows_by_sku(session, [product.form.sku for product in batch])
        self._codes = queries.barcodes_of(session, [row["id"] for row in self.before.values()])
        packs = [product.form.pack_of for product in batch if product.form.pack_of]
        self._singles = queries.ids_by_sku(session, packs)
        self.fresh: list[tuple[ProductForm, dict[str, Any]]] = []
        self.different: list[tuple[int, dict[str, Any]]] = []
        self.recoded: list[tuple[int, tuple[str, ...]]] = []

    def sort_out(self) -> None:
        """Compare every product with what the shop has, and count."""
        with_codes = "barcode" in self._work.source.present
        for product in self._batch:
            values = self._values(product.form)
            old = self.before.get(product.form.sku.lower())
            if old is None:
                self.fresh.append((product.form, values))
                continue
            wanted = {name: value for name, value in values.items() if old[name] != value}
            recoded = with_codes and set(product.form.barcodes) != self._codes.get(old["id"], set())
            if wanted:
                self.different.append((old["id"], wanted))
            if recoded:
                self.recoded.append((old["id"], product.form.barcodes))
            if self._write:
                self._note_prices(old, wanted)
            self._work.changed += bool(wanted or recoded)
            self._work.unchanged += not (wanted or recoded)
        self._work.added += len(self.fresh)

    def _note_prices(self, old: dict[str, Any], wanted: dict[str, Any]) -> None:
        """Keep for the day book what a product cost before the file, and after it."""
        facts = []
        for row in (old, wanted):
            said = {name: plain(row[name], 4, keep=self._decimals) for name in _MONEY if name in wanted}
            facts.append(said | ({"tax": row["tax_class"]} if "tax_class" in wanted else {}))
        if facts[0]:
            named = {"sku": old["sku"]}
            self._work.repriced.append((named | facts[0], named | facts[1]))

    def claimed(self, form: ProductForm) -> list[str]:
        """Barcodes in the file that the product does not have yet."""
        old = self.before.get(form.sku.lower())
        has = self._codes.get(old["id"], set()) if old is not None else set()
        return [code for code in form.barcodes if code not in has]

    def _values(self, form: ProductForm) -> dict[str, Any]:
        """The columns that the file has."""
        present = self._work.source.present
        values: dict[str, Any] = {
            name: getattr(form, name) for name in _FIELDS if _COLUMN_OF.get(name, name) in present
        }
        if "category" in present:
            find = self._tree.find_or_make if self._write else self._tree.find
            found = find(form.category)
            # A category that a dry run does not make still is a change.
            values["category_id"] = found if found is not None or not form.category else -1
        if "pack_of" in present:
            values["pack_of_id"] = self._singles.get(form.pack_of.lower()) if form.pack_of else None
            values["pack_quantity"] = form.pack_quantity
        return values


def _save_batch(session: Session, work: Work, batch: list[Incoming]) -> None:
    found = _Batch(session, work, batch, write=True)
    found.sort_out()
    for product_id, values in found.different:
        product_queries.update_product(session, product_id, values)
    # A barcode may come from another product of the file, whose own row says what that one has now.
    queries.drop_barcodes(session, [code for product in batch for code in found.claimed(product.form)])
    for product_id, barcodes in found.recoded:
        product_queries.put_barcodes(session, product_id, barcodes)
    new_ids = queries.insert_products(session, [values for _form, values in found.fresh])
    new = list(zip((form for form, _values in found.fresh), new_ids, strict=True))
    queries.insert_barcodes(session, [(code, owner) for form, owner in new for code in form.barcodes])
    ids = {sku: row["id"] for sku, row in found.before.items()}
    ids.update({form.sku.lower(): product_id for form, product_id in new})
    _open_stock(session, work, batch, ids)
    touched = {product_id for product_id, _what in (*found.different, *found.recoded)}
    search.ensure(session)
    search.index_products(session, [*touched, *new_ids])


def _open_stock(session: Session, work: Work, batch: list[Incoming], ids: dict[str, int]) -> None:
    """Opening stock for the products that have a stock in the file and never had a move."""
    wanted: dict[int, int] = {
        ids[product.form.sku.lower()]: product.form.stock
        for product in batch
        if product.form.stock and not product.form.pack_of
    }
    for moved in queries.moved_products(session, list(wanted)):
        del wanted[moved]
    if wanted:
        moves = [
            {"product_id": product_id, "quantity": quantity, "reason": "opening"}
            for product_id, quantity in wanted.items()
        ]
        post(session, work.desk, kind="stock", rows={"stock_move": moves})
        stock.add_stock(session, wanted)
