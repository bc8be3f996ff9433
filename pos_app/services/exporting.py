"""Everything out again: CSV that `importing` reads back to the same data, JSON Lines for what CSV cannot carry.

With everything goes `settings.toml`, which a new shop reads first: products name tax classes.

A text that a spreadsheet would take for a formula (it begins with = or @, or with + or − and no digit) gets an
apostrophe before it, which the import takes off again; telephone numbers (+1 …) stay as they are.
Sales of the shop itself are written as history of another till: their number is the `sale_id`, and their parts of
document discounts count as the lines' own. Not in the CSV files are customers that were erased. Rows go from the
database to the file as they are read, so a shop of any size takes the same memory.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from pos_app.data.queries import exporting as queries
from pos_app.domain.permissions import Permission
from pos_app.errors import UserError
from pos_app.services import audit, settings_file
from pos_app.services.approvals import Approval, allowed
from pos_app.services.day_book_export import day_book_lines
from pos_app.services.desk import Desk
from pos_app.services.exporting_files import Export, ExportedFile, csv_lines, json_lines
from pos_app.services.exporting_rows import WRITERS
from pos_app.services.importing.columns import KINDS

__all__ = ["DAY_BOOK", "SETTINGS_FILE", "ExportReport", "ExportedFile", "export", "note_export"]

Progress = Callable[[int, int], None]
SETTINGS_FILE = "settings.toml"
# The whole book as one file that can be checked without this program (docs/day_book.md).
DAY_BOOK, DAY_BOOK_FILE = "daybook", "daybook.jsonl"
# What is in the day book when it leaves: names, or what somebody known by a code bought and has.
_ABOUT_PEOPLE = {"all", DAY_BOOK, "customers", "notes", "sales", "balances", "timeline"}
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
    "quotes": "quote", "quote_lines": "quote_line", "timeline_entries": "timeline_entry",
    "layouts": "import_layout", "synonym_proposals": "synonym_proposal",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written, in the order in which another shop reads it."""

    files: tuple[ExportedFile, ...]


def export(
    desk: Desk, *, kind: str, folder: Path, progress: Progress | None = None, approval: Approval | None = None
) -> ExportReport:
    """Write one kind of file, ``all``, or the ``daybook`` into a folder, which is made if missing.

    Files of the same name are replaced. All show the shop at the same moment. `progress` gets (files done, files in
    all), of the book stretches. UserErrors ``unknown_kind`` and those of `approvals.require`; MachineErrors
    ``cannot_write`` and ``disk_full``, then the files that were there before are still there.
    """
    if kind not in ("all", DAY_BOOK) and kind not in WRITERS:
        known = ", ".join([*WRITERS, "all", DAY_BOOK])
        raise UserError(
            "unknown_kind", "“{name}” cannot be exported; {known} can.", name=kind[:40], known=known
        )
    by = allowed(desk, Permission.EXPORT_DATA, approval).by
    with Export(folder) as made:
        if kind == DAY_BOOK:
            made.write(DAY_BOOK_FILE, day_book_lines(desk.db.path, progress))
        else:
            with desk.db.read() as session:
                _write(made, session, kind, progress or _quiet)
        if kind in _ABOUT_PEOPLE:
            note_export(desk, what=kind, folder=folder, approved_by=by)
        return ExportReport(made.finish())


def _write(made: Export, session: Session, kind: str, progress: Progress) -> None:
    """One kind of file, or all of them."""
    kinds = list(WRITERS) if kind == "all" else [kind]
    tables = _TABLES if kind == "all" else {}
    total = len(kinds) + len(tables) + (kind == "all")
    if kind == "all":
        toml, count = settings_file.toml_of(session)
        made.write(SETTINGS_FILE, [toml], rows=count)
    for name in kinds:
        made.write(f"{name}.csv", csv_lines(KINDS[name].columns, WRITERS[name](session)), header=1)
        progress(made.count, total)
    for name, table in tables.items():
        made.write(f"{name}.jsonl", json_lines(queries.whole_table(session, table)))
        progress(made.count, total)


def note_export(desk: Desk, *, what: str, folder: Path, approved_by: str = "") -> None:
    """Put into the day book that data about customers leaves the shop; before the files stand there whole."""
    with desk.db.write() as session:
        act = audit.Act("data_exported", after={"what": what, "folder": str(folder)}, approved_by=approved_by)
        audit.note(session, desk, act)
        session.commit()


def _quiet(_done: int, _total: int) -> None:
    """Progress that nobody asked for."""
