"""One posted document checked by itself: lines, taxes, totals, tenders, and the receipt that was printed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pos_app.domain.message import Amount, Message, Value, msg
from pos_app.services.verify_tax import MILLION, Chain, exact_taxes, half_away, line_taxes, rounded

Row = Mapping[str, Any]
_SUMMED = ("subtotal", "document_discount", "net", "tax", "total", "points")


@dataclass(slots=True)
class Document:
    """The posted rows of one sale, refund or history document."""

    sale: Row
    lines: list[Row] = field(default_factory=list)
    taxes: dict[int, list[Row]] = field(default_factory=dict)
    tenders: list[Row] = field(default_factory=list)
    points: list[Row] = field(default_factory=list)
    moves: list[Row] = field(default_factory=list)
    offers: list[Row] = field(default_factory=list)
    paper: Row | None = None


def documents(rows: Mapping[str, Sequence[Row]]) -> list[Document]:
    """The documents among an entry's rows."""
    found = {sale["id"]: Document(sale) for sale in rows.get("sale", ())}
    owner = {}
    for line in rows.get("sale_line", ()):
        if line["sale_id"] in found:
            found[line["sale_id"]].lines.append(line)
            owner[line["id"]] = found[line["sale_id"]]
    for tax in rows.get("sale_tax", ()):
        if tax["line_id"] in owner:
            owner[tax["line_id"]].taxes.setdefault(tax["line_id"], []).append(tax)
    for table, name in (("tender", "tenders"), ("point_ledger", "points"), ("stock_move", "moves")):
        for row in rows.get(table, ()):
            if row["sale_id"] in found:
                getattr(found[row["sale_id"]], name).append(row)
    for row in rows.get("offer_ledger", ()):
        if row["sale_id"] in found:
            found[row["sale_id"]].offers.append(row)
    for row in rows.get("sale_document", ()):
        if row["sale_id"] in found:
            found[row["sale_id"]].paper = row
    return list(found.values())


def check_document(document: Document) -> Iterator[Message]:
    """A sentence for everything in the document that does not agree."""
    sale = document.sale
    exponent = sale["exponent"]
    for line in document.lines:
        for what, stored, reckoned in _line(document, line):
            yield _differs(what, stored, reckoned, exponent, line["line_no"])
    for what, stored, reckoned in (*_totals(document), *_payment(document), *_points(document)):
        yield _differs(what, stored, reckoned, exponent)
    if sale["tax_rounding"] == "document" and sale["kind"] != "history":
        yield from _document_taxes(document)
    yield from _stock(document)
    yield from _paper(document)


def _differs(what: str, stored: int, reckoned: int, exponent: int, line: int | None = None) -> Message:
    values: dict[str, Value] = {
        "what": what,
        "stored": Amount(stored, 0 if "points" in what else exponent),
        "reckoned": Amount(reckoned, 0 if "points" in what else exponent),
    }
    if line is None:
        return msg("{what} is {stored}, but comes to {reckoned}", **values)
    return msg("line {line}: {what} is {stored}, but comes to {reckoned}", line=line, **values)


# What was stored under a name, and what it comes to.
Finding = tuple[str, int, int]


def _unequal(*findings: Finding) -> Iterator[Finding]:
    return (finding for finding in findings if finding[1] != finding[2])


def _line(document: Document, line: Row) -> Iterator[Finding]:
    taxes = document.taxes.get(line["id"], [])
    history = document.sale["kind"] == "history"
    yield from _unequal(("gross", line["gross"], line["net"] + line["tax"]))
    if taxes or not history:
        yield from _unequal(("tax", line["tax"], sum(tax["amount"] for tax in taxes)))
    # A line that goes back has shares of the original's figures; history brings its own.
    if history or line["return_of_id"] is not None:
        return
    scale = 10 ** document.sale["exponent"]
    full = half_away(line["quantity"] * line["unit_price"] * scale, 1000 * MILLION)
    yield from _unequal(("amount", line["amount"], full - line["discount"]))
    if line["waived"] and not taxes:
        return
    taxed = line["amount"] - line["document_discount"]
    inside = sum(tax["amount"] for tax in taxes if tax["included"])
    yield from _unequal(("net", line["net"], taxed - inside))
    widened = 0
    for tax in taxes:
        base = line["net"] if tax["ignores_previous"] else line["net"] + widened
        yield from _unequal((f"base of {tax['code']}", tax["base"], base))
        widened += tax["amount"] if tax["adds_to_base"] else 0
    if taxes and document.sale["tax_rounding"] == "line":
        reckoned = line_taxes(taxed, line["quantity"], scale, _chain(taxes))
        for tax, amount in zip(taxes, reckoned, strict=True):
            yield from _unequal((str(tax["code"]), tax["amount"], amount))


def _chain(taxes: Sequence[Row]) -> Chain:
    names = ("kind", "rate", "included", "adds_to_base", "ignores_previous")
    return tuple(tuple(tax[name] for name in names) for tax in taxes)


def _document_taxes(document: Document) -> Iterator[Message]:
    """Each tax's exact sum rounded once, and no line further from its exact tax than one unit."""
    exact: dict[tuple[Any, ...], list[Any]] = {}
    scale = 10 ** document.sale["exponent"]
    for line in document.lines:
        taxes = document.taxes.get(line["id"], [])
        if line["return_of_id"] is not None or not taxes:
            continue
        taxed = line["amount"] - line["document_discount"]
        for tax, value in zip(taxes, exact_taxes(taxed, line["quantity"], scale, _chain(taxes)), strict=True):
            definition = (*(tax[n] for n in ("code", "name", "kind", "rate", "included", "adds_to_base")),)
            sums = exact.setdefault((*definition, tax["ignores_previous"]), [0, 0])
            sums[0] += value
            sums[1] += tax["amount"]
            if abs(tax["amount"] - value) > 1:
                yield _differs(
                    str(tax["code"]),
                    tax["amount"],
                    rounded(value),
                    document.sale["exponent"],
                    line["line_no"],
                )
    for definition, (value, stored) in exact.items():
        if rounded(value) != stored:
            yield _differs(str(definition[0]), stored, rounded(value), document.sale["exponent"])


def _totals(document: Document) -> Iterator[Finding]:
    sale, lines = document.sale, document.lines
    sums = {
        "subtotal": sum(line["amount"] for line in lines),
        "document_discount": sum(line["document_discount"] for line in lines),
        "net": sum(line["net"] for line in lines),
        "tax": sum(line["tax"] for line in lines),
        "total": sum(line["gross"] for line in lines),
        "points": sum(line["points"] for line in lines),
    }
    saved = sums["document_discount"] + sum(line["discount"] for line in lines)
    yield from _unequal(*((name, sale[name], sums[name]) for name in _SUMMED))
    yield from _unequal(
        ("discount", sale["discount"], saved),
        ("total", sale["total"], sale["net"] + sale["tax"]),
        ("paid", sale["paid"], sale["total"] + sale["cash_rounding"]),
    )


def _payment(document: Document) -> Iterator[Finding]:
    sale, tenders = document.sale, document.tenders
    if sale["kind"] == "history" and not tenders:
        return
    handed = sum(tender["amount"] for tender in tenders)
    yield from _unequal(("paid", sale["paid"], handed - sale["change"]))
    cash = [tender["amount"] for tender in tenders if tender["type"] == "cash"]
    step = sale["cash_step"]
    if not cash:
        yield from _unequal(("change", sale["change"], 0), ("cash_rounding", sale["cash_rounding"], 0))
    elif sale["total"] < 0 and (sale["kind"] == "sale" or len(cash) > 1):
        # Money back for several sales has the coins of each of their days, one tender a sale.
        most = (step or 0) * len(cash)
        beyond = max(-most, min(most, sale["cash_rounding"])) if step else sale["cash_rounding"]
        yield from _unequal(("cash_rounding", sale["cash_rounding"], beyond))
    elif step:
        kept = sum(cash) - sale["change"]
        yield from _unequal(("cash", kept, half_away(kept, step) * step))
        # A part refund brings its share up to the whole sale's rounding, which may take a whole step.
        most = step if sale["kind"] == "refund" or sale["cash_method"] in ("up", "down") else step // 2
        beyond = max(-most, min(most, sale["cash_rounding"]))
        yield from _unequal(("cash_rounding", sale["cash_rounding"], beyond))
    else:
        yield from _unequal(("cash_rounding", sale["cash_rounding"], 0))
    yield from _unequal(
        ("change", sale["change"], max(0, min(sale["change"], sum(c for c in cash if c > 0))))
    )


def _points(document: Document) -> Iterator[Finding]:
    sale = document.sale
    sums = {"earned": 0, "spent": 0}
    for row in document.points:
        sums["earned" if row["kind"] in ("earn", "return") else "spent"] += row["points"]
    spent = -sum(line["points_spent"] for line in document.lines)
    yield from _unequal(
        ("points earned", sums["earned"], sale["points"]), ("points spent", sums["spent"], spent)
    )


def _stock(document: Document) -> Iterator[Message]:
    """Goods sold by the piece of their own stock move it by exactly their quantity; packs move their singles."""
    sold: dict[int, int] = {}
    moved: dict[int, int] = {}
    for line in document.lines:
        if line["product_id"] is not None:
            sold[line["product_id"]] = sold.get(line["product_id"], 0) + line["quantity"]
    for move in document.moves:
        moved[move["product_id"]] = moved.get(move["product_id"], 0) + move["quantity"]
    if sold.keys() != moved.keys():
        return
    for product_id, quantity in sold.items():
        if moved[product_id] != -quantity:
            yield msg(
                "stock of product {id} moved by {moved}, but {sold} was sold",
                id=product_id,
                moved=Amount(moved[product_id], 3),
                sold=Amount(quantity, 3),
            )


def _paper(document: Document) -> Iterator[Message]:
    """The stored receipt and answer say what the rows say."""
    sale, paper = document.sale, document.paper
    if paper is None:
        if sale["kind"] != "history":
            yield msg("its receipt is missing")
        return
    try:
        receipt, answer = json.loads(paper["receipt"]), json.loads(paper["answer"])
        differences = [*_receipt(document, receipt), *_answer(sale, answer)]
    except (ValueError, TypeError, KeyError, AttributeError):
        yield msg("its stored receipt cannot be read")
        return
    for name in differences:
        yield msg("the receipt's {what} is not that of the sale", what=name)


def _receipt(document: Document, receipt: Mapping[str, Any]) -> Iterator[str]:
    sale = document.sale
    same = (
        "number",
        "kind",
        "currency",
        "exponent",
        "subtotal",
        "document_discount",
        "total",
        "cash_rounding",
    )
    yield from (
        name for name in (*same, "paid", "change", "exempt_certificate") if receipt[name] != sale[name]
    )
    lines = ("description", "quantity", "unit", "unit_price", "amount")
    if [[line[n] for n in lines] for line in receipt["lines"]] != [
        [line[n] for n in lines] for line in document.lines
    ]:
        yield "lines"
    tenders = ("type", "amount", "reference")
    if [[t[n] for n in tenders] for t in receipt["tenders"]] != [
        [t[n] for n in tenders] for t in document.tenders
    ]:
        yield "tenders"
    if sum(tax["amount"] for tax in receipt["taxes"]) != sale["tax"]:
        yield "taxes"
    waived = sum(li["amount"] - li["document_discount"] - li["net"] for li in document.lines if li["waived"])
    # Receipts of earlier versions do not carry it.
    if receipt.get("waived", waived) != waived:
        yield "waived"
    if receipt["customer_block"] != sale["person_hash"]:
        yield "customer"
    if sorted(o["code"] for o in receipt["offers"]) != sorted(o["code"] for o in document.offers):
        yield "offers"
    points = receipt["points"]
    if points is not None and (
        points["earned"] != sale["points"]
        or points["spent"] != sum(line["points_spent"] for line in document.lines)
        or points["balance"] != points["before"] + points["earned"] - points["spent"]
    ):
        yield "points"


def _answer(sale: Row, answer: Mapping[str, Any]) -> Iterator[str]:
    names = ("subtotal", "discount", "net", "tax", "total", "cash_rounding", "paid", "change")
    yield from (name for name in names if answer[name] != _plain(sale[name], sale["exponent"]))
    if (answer["receipt"], answer["id"]) != (sale["number"], sale["document_id"]):
        yield "number"


def _plain(minor: int, exponent: int) -> str:
    digits = str(abs(minor)).rjust(exponent + 1, "0")
    sign = "-" if minor < 0 else ""
    return sign + (f"{digits[:-exponent]}.{digits[-exponent:]}" if exponent else digits)
