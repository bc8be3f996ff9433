"""What kinds of files and their columns are called, and what is said about a file and an import."""

from collections.abc import Sequence

from pos_app import formats
from pos_app.i18n import N_, _, ngettext, pgettext
from pos_app.services.importing.dates import has_order
from pos_app.services.importing.mapping import Matched, looks_like
from pos_app.services.importing.preview import FilePreview
from pos_app.services.importing.report import ImportReport

# In the order in which a shop moves in: sales name products and people.
KINDS = {
    "products": N_("Products"),
    "customers": N_("Customers"),
    "notes": N_("Notes on customers"),
    "promotions": N_("Prices and promotions"),
    "sales": N_("Past sales"),
    "balances": N_("Balances"),
    "timeline": N_("Contacts and web orders"),
}
_NEXT = {
    "products": N_("Next: the customers."),
    "customers": N_("Next: past sales, then balances."),
    "notes": N_("Next: past sales, then balances."),
    "promotions": N_("Next: the customers."),
    "sales": N_("Next: points, store credit and open accounts."),
    "balances": N_("Next: web orders and enquiries, if there are any; then the shop is ready."),
    "timeline": N_("The shop is ready."),
}
FOLLOWING = {
    "products": "customers",
    "customers": "sales",
    "notes": "sales",
    "promotions": "customers",
    "sales": "balances",
    "balances": "timeline",
}
_COLUMNS = {
    "sku": N_("Article number (SKU)"), "barcode": N_("Barcode"), "name": N_("Name"), "words": N_("Search words"),
    "category": N_("Category"), "unit": N_("Unit"), "price": N_("Price"), "cost": N_("Cost"), "tax": N_("Tax class"),
    "stock": N_("Stock"), "bin": N_("Bin"), "pack_of": N_("Pack of (SKU)"), "pack_quantity": N_("Pieces in the pack"),
    "supplier": N_("Supplier"), "supplier_code": N_("Supplier's number"), "reorder_at": N_("Reorder at"),
    "brand": N_("Brand"), "tip": N_("Tip"), "code": N_("Code"), "phone": N_("Phone"), "email": N_("Email"),
    "birthday": N_("Birthday"), "company": N_("Company"), "tax_exempt_no": N_("Tax exemption number"),
    "consent": N_("Consent to contact"), "notes": N_("Notes"), "label": N_("Label"), "kind": N_("Kind"),
    "level": N_("Price level"), "percent": N_("Percent"), "amount": N_("Amount"), "from_quantity": N_("From quantity"),
    "buy_quantity": N_("Buy quantity"), "get_quantity": N_("Get quantity"), "starts_on": N_("First day"),
    "ends_on": N_("Last day"), "sale_id": N_("Receipt number"), "sold_at": N_("Date and time"),
    "customer_code": N_("Customer code"), "quantity": N_("Quantity"), "discount": N_("Discount"),
    "cashier": N_("Cashier"), "store": N_("Store"), "project": N_("Project"), "description": N_("Description"),
    "points": N_("Points"), "store_credit": N_("Store credit"), "account_balance": N_("Owes on account"),
    "card": N_("Gift card"), "card_balance": N_("On the gift card"), "id": N_("Number there"),
    "active": N_("On sale"), "tax_exempt_until": N_("Tax exempt until"), "cards": N_("Customer cards"),
    "created_on": N_("Customer since"), "value": N_("Value"), "source": N_("Told or seen"), "noted_at": N_("Noted on"),
    "noted_by": N_("Noted by"), "closed_on": N_("Closed on"), "net_amount": N_("Net amount"),
    "tax_amount": N_("Tax amount"), "points_until": N_("Points last until"),
    "at": N_("Date and time"), "channel": N_("Channel"), "text": N_("Text"),
}  # fmt: skip


def column(name: str) -> str:
    """One of our columns in words; "" stays empty."""
    return _(_COLUMNS[name]) if name in _COLUMNS else name


def what_it_is(seen: FilePreview) -> str:
    """Encoding and separator, or the sheet, and how figures and dates are read."""
    peek = seen.peek
    marks = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("bar")}
    if peek.sort == "xlsx":
        parts = [_("Workbook, sheet “{sheet}”").format(sheet=peek.sheet)]
    else:
        text = _("Text in {encoding}, columns separated by {mark}")
        mark = marks.get(peek.separator, peek.separator)
        parts = [text.format(encoding=peek.encoding.upper().replace("-SIG", ""), mark=mark)]
    if peek.header_row > 1:
        parts.append(_("names of the columns in row {row}").format(row=peek.header_row))
    if seen.rows:
        rows = ngettext("{count} row", "{count} rows", seen.rows)
        parts.append(rows.format(count=formats.integer(seen.rows)))
    if seen.decimal in (",", "."):
        parts.append(_("decimal comma") if seen.decimal == "," else _("decimal point"))
    if _order_matters(seen):
        orders = {"dmy": _("day before month"), "mdy": _("month before day")}
        parts += [orders[seen.order]] if seen.order in orders else []
    return " · ".join(parts)


def _order_matters(seen: FilePreview) -> bool:
    """Whether the first rows have dates such as 03/04/2026: 3.4.2026 and 2026-04-03 are read one way only."""
    ours = set(seen.matched.kind.dates)
    places = [place for place, column in enumerate(seen.matched.columns) if column.ours in ours]
    cells = (row[place] for _number, row in seen.peek.rows for place in places if place < len(row))
    return any(has_order(cell) for cell in cells)


def counts(report: ImportReport) -> str:
    """New, changed, the same, rejected; of past sales receipts, and rows that are rejected."""
    text = _("{added} new · {changed} changed · {same} the same · {rejected} rejected")
    if report.kind == "sales":
        text = _("receipts: {added} new · {changed} changed · {same} the same · rows: {rejected} rejected")
    return text.format(
        added=formats.integer(report.added),
        changed=formats.integer(report.changed),
        same=formats.integer(report.unchanged),
        rejected=formats.integer(report.rejected),
    )


def after_check(report: ImportReport) -> str:
    """What to do about what a check found."""
    if report.ok:
        return _("Nothing is saved yet.")
    strangers = {problem.code for problem in report.problems}
    if strangers == {"unknown_product"} and report.kind != "products":
        return _("Move in the products first, or import only the good rows.")
    if strangers == {"unknown_customer"}:
        return _("Move in the customers first, or import only the good rows.")
    return _("Put the file right, or import only the good rows.")


def result(report: ImportReport) -> str:
    """What an import did, in a sentence, and what to do next."""
    if not report.rows:
        done = _("The file has no rows: nothing was imported.")
    elif not (report.added or report.changed):
        done = _("✓ Everything in the file was there already.")
    else:
        text = _("✓ {kind} are in: {counts}.")
        done = text.format(kind=_(KINDS[report.kind]), counts=counts(report))
    if report.rejected and not (report.added or report.changed):
        rows = ngettext("{count} row was left out.", "{count} rows were left out.", report.rejected)
        done = f"{done} {rows.format(count=formats.integer(report.rejected))}"
    return f"{done} {_(_NEXT[report.kind])}"


def how(word: str) -> str:
    """How a column was decided on; a word for the table."""
    words = {
        "guessed": pgettext("column", "guessed"),
        "values": pgettext("column", "guessed by its values"),
        "remembered": pgettext("column", "as last time"),
        "open": pgettext("column", "! choose"),
    }
    return words.get(word, "")


def what_next(seen: FilePreview, left_open: Sequence[str]) -> tuple[str, str]:
    """What a person has to do before the file can be checked, and the role of the sentence."""
    if left_open:
        names = ", ".join(f"“{name.strip()}”" for name in left_open)
        return _("! Say what these are, or leave them out: {names}.").format(names=names), "warn"
    if seen.matched.missing:
        return _still_needed(seen.matched), "warn"
    return _("Look whether the first rows are right, then check the file."), "muted"


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"“{column(name)}”" for name in names)


def _still_needed(matched: Matched) -> str:
    """What to do about columns that are not there: choose the kind that the file looks like, or say which they are."""
    one_of = matched.kind.one_of
    needed = [_quoted([name]) for name in matched.missing if name not in one_of]
    if len(needed) < len(matched.missing):
        needed.append(_("one of {names}").format(names=_quoted(one_of)))
    names = ", ".join(needed)
    other = looks_like(matched.kind, [found.theirs for found in matched.columns], ())
    if not other:
        return _(
            "! Say above which columns are read as {names}: without them nothing can be imported."
        ).format(names=names)
    return _(
        "! This looks like another kind of file. Choose “{kind}” above, or say what is read as {names}."
    ).format(kind=_(KINDS[other]), names=names)
