"""Everything out again: CSV that `importing` reads back to the same data, JSON Lines for what CSV cannot carry.

With everything goes `settings.toml`, which a new shop reads first: products name tax classes.

A text that a spreadsheet would take for a formula (it begins with = or @, or with + or − and no digit) gets an
apostrophe before it, which the import takes off again; telephone numbers (+1 …) stay as they are.
Sales of the shop itself are written as history of another till: their number is the `sale_id`, and their parts of
document discounts count as the lines' own. Not in the CSV files are customers that were erased.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from pos_app.data.queries import exporting as queries
from pos_app.data.queries import promotions as promotion_queries
from pos_app.data.queries import timeline as timeline_queries
from pos_app.domain.money import plain, plain_percent
from pos_app.domain.permissions import Permission
from pos_app.errors import MachineError, UserError
from pos_app.services import audit, settings, settings_file
from pos_app.services.approvals import Approval, allowed
from pos_app.services.category_tree import CategoryTree
from pos_app.services.day_book_export import day_book_lines
from pos_app.services.desk import Desk
from pos_app.services.importing.cells import guarded
from pos_app.services.importing.columns import KINDS
from pos_app.services.importing.sale_values import HISTORY

Progress = Callable[[int, int], None]
SETTINGS_FILE = "settings.toml"
# The whole book as one file that can be checked without this program (docs/day_book.md).
DAY_BOOK, DAY_BOOK_FILE = "daybook", "daybook.jsonl"
# What is in the day book when it leaves: names, or what somebody known by a code bought and has.
_ABOUT_PEOPLE = {"all", DAY_BOOK, "customers", "sales", "balances", "timeline"}
_TABLES = {
    "settings": "setting", "taxes": "tax", "tax_classes": "tax_class", "tills": "till", "staff": "staff",
    "categories": "category", "customer_records": "customer",
    "customer_cards": "customer_card", "facts": "customer_fact", "projects": "project",
    "prompt_answers": "prompt_answer", "personal_blocks": "person_block", "journal": "journal",
    "sale_records": "sale", "sale_lines": "sale_line", "sale_taxes": "sale_tax", "tenders": "tender",
    "receipts": "sale_document", "stock_moves": "stock_move", "points": "point_ledger",
    "offers": "offer_ledger", "offer_events": "offer_event_ledger", "offer_holdouts": "offer_holdout_ledger",
    "credit": "credit_ledger", "accounts": "account_ledger", "audit": "audit_journal", "text_blocks": "text_block",
    "till_events": "till_journal", "till_counts": "till_count_ledger", "zs": "z_ledger",
    "quotes": "quote", "quote_lines": "quote_line",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file that was written, and its rows without the header (of the settings: how many)."""

    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class _Written:
    """A file that is complete under the name `part` and goes to `path`."""

    part: Path
    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written, in the order in which another shop reads it."""

    files: tuple[ExportedFile, ...]


def export(
    desk: Desk, *, kind: str, folder: Path, progress: Progress | None = None, approval: Approval | None = None
) -> ExportReport:
    """Write one kind of file, ``all``, or the ``daybook`` into a folder, which is made if missing.

    Files of the same name are replaced. All show the shop at the same moment. `progress` gets (files done, files in
    all), of the book stretches. UserErrors ``unknown_kind`` and those of `approvals.require`; MachineError
    ``cannot_write``, then the file that was there before is still there.
    """
    if kind not in ("all", DAY_BOOK) and kind not in _WRITERS:
        known = ", ".join([*_WRITERS, "all", DAY_BOOK])
        raise UserError(
            "unknown_kind", "“{name}” cannot be exported; {known} can.", name=kind[:40], known=known
        )
    by = allowed(desk, Permission.EXPORT_DATA, approval).by
    kinds = list(_WRITERS) if kind == "all" else [kind] if kind in _WRITERS else []
    tables = _TABLES if kind == "all" else {}
    total = len(kinds) + len(tables) + (kind == "all")
    files: list[_Written] = []
    if kind == DAY_BOOK:
        files.append(_write(folder / DAY_BOOK_FILE, day_book_lines(desk.db.path, progress), header=0))
    with desk.db.read() as session:
        if kind == "all":
            files.append(_settings(folder / SETTINGS_FILE, session))
        for name in kinds:
            rows = _csv_lines(KINDS[name].columns, _WRITERS[name](session))
            files.append(_write(folder / f"{name}.csv", rows, header=1))
            if progress is not None:
                progress(len(files), total)
        for name, table in tables.items():
            files.append(_write(folder / f"{name}.jsonl", _json_lines(session, table), header=0))
            if progress is not None:
                progress(len(files), total)
    if kind in _ABOUT_PEOPLE:
        note_export(desk, what=kind, folder=folder, approved_by=by)
    for file in files:
        _put_in_place(file.part, file.path)
    return ExportReport(tuple(ExportedFile(file.path, file.rows) for file in files))


def note_export(desk: Desk, *, what: str, folder: Path, approved_by: str = "") -> None:
    """Put into the day book that data about customers leaves the shop; before the files stand there whole."""
    with desk.db.write() as session:
        act = audit.Act("data_exported", after={"what": what, "folder": str(folder)}, approved_by=approved_by)
        audit.note(session, desk, act)
        session.commit()


def _settings(path: Path, session: Session) -> _Written:
    toml, count = settings_file.toml_of(session)
    return replace(_write(path, iter([toml]), header=0), rows=count)


def _products(session: Session) -> Iterator[list[str]]:
    tree, codes = CategoryTree(session), queries.barcodes(session)
    exponent = settings.cached(session).shop.currency.exponent
    for row in queries.products(session):
        yield [
            row.sku, "|".join(codes.get(row.id, ())), row.name, row.words, tree.path(row.category_id), row.unit,
            plain(row.price, 4, keep=exponent), plain(row.cost, 4, keep=exponent), row.tax_class,
            "" if row.pack_of else plain(row.on_hand, 3, keep=0), row.bin, row.pack_of or "",
            _quantity(row.pack_quantity), row.supplier, row.supplier_code, _quantity(row.reorder_at), row.brand,
            row.tip,
        ]  # fmt: skip


def _customers(session: Session) -> Iterator[list[str]]:
    for row in queries.customers(session):
        yield [
            row.code, row.name, row.phone_shown or row.phone, row.email, row.birthday, row.company,
            row.tax_exempt_no, row.consent, row.notes,
        ]  # fmt: skip


def _promotions(session: Session) -> Iterator[list[str]]:
    tree = CategoryTree(session)
    exponent = settings.cached(session).shop.currency.exponent

    def money(value: int | None) -> str:
        return "" if value is None else plain(value, 4, keep=exponent)

    for row in promotion_queries.rows(session):
        yield [
            row.code, row.label, row.kind, row.level, row.sku, tree.path(row.category_id),
            "" if row.percent is None else plain_percent(row.percent), money(row.amount), money(row.price),
            _quantity(row.least_quantity or None), _quantity(row.buy_quantity), _quantity(row.get_quantity),
            row.starts_on, row.ends_on,
        ]  # fmt: skip


def _sales(session: Session) -> Iterator[list[str]]:
    for row in queries.sale_lines(session):
        store, sale_id = "", row.number
        if row.kind == "history" and row.document_id.startswith(HISTORY):
            store, _colon, sale_id = row.document_id.removeprefix(HISTORY).partition(":")
        discount = row.discount + row.document_discount
        yield [
            sale_id, row.sold_at, row.customer_code, row.sku, plain(row.quantity, 3, keep=0),
            plain(row.amount - row.document_discount, row.exponent),
            plain(discount, row.exponent) if discount else "",
            row.cashier, store, row.project, "" if row.sku else row.description,
        ]  # fmt: skip


def _balances(session: Session) -> Iterator[list[str]]:
    exponent = settings.cached(session).shop.currency.exponent
    for code, points, credit, account in queries.balances(session):
        yield [
            code, str(points), plain(credit, exponent) if credit else "",
            plain(account, exponent) if account else "", "", "",
        ]  # fmt: skip
    for card, amount in queries.cards(session):
        yield ["", "", "", "", card, plain(amount, exponent)]


def _timeline(session: Session) -> Iterator[list[str]]:
    exponent = settings.cached(session).shop.currency.exponent
    for row in timeline_queries.exported(session):
        amount = "" if row.amount is None else plain(row.amount, exponent)
        yield [row.uid, row.code, row.at, row.channel, row.kind, row.text, row.sku or "", amount]


_WRITERS: dict[str, Callable[[Session], Iterator[list[str]]]] = {
    "products": _products,
    "customers": _customers,
    "promotions": _promotions,
    "sales": _sales,
    "balances": _balances,
    "timeline": _timeline,
}


def _quantity(value: int | None) -> str:
    return "" if value is None else plain(value, 3, keep=0)


class _Line:
    """A file's end for `csv.writer` that hands the line back."""

    def write(self, line: str) -> str:
        return line


def _csv_lines(columns: tuple[str, ...], rows: Iterable[list[str]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield str(writer.writerow(columns))
    for row in rows:
        yield str(writer.writerow([guarded(cell) for cell in row]))


def _json_lines(session: Session, table: str) -> Iterator[str]:
    for row in queries.whole_table(session, table):
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _write(path: Path, lines: Iterator[str], header: int) -> _Written:
    """Write a file beside its place."""
    part = path.with_name(path.name + ".part")
    count = -header
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", newline="") as file:
            for line in lines:
                file.write(line)
                count += 1
    except OSError as error:
        raise _cannot_write(path, error) from error
    return _Written(part, path, count)


def _put_in_place(part: Path, path: Path) -> None:
    try:
        part.replace(path)
    except OSError as error:
        raise _cannot_write(path, error) from error


def _cannot_write(path: Path, error: OSError) -> MachineError:
    return MachineError(
        "cannot_write",
        "{path} cannot be written: {reason}.",
        path=str(path),
        reason=error.strerror or str(error),
    )
