"""Good files of every kind, made from a seed: what the fuzzer damages."""

import csv
import io
import random
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import openpyxl

from pos_app.services.importing import KINDS
from pos_app.services.importing.columns import Kind

SKUS = [f"S-{number}" for number in range(40)]
CODES = [f"C{number}" for number in range(40)]
_WORDS = 'pipe 2" elbow Größe Şerit ไขควง 螺丝刀 nail (box) paint, red; ½ inch café'.split(" ")
_DAY = date(2026, 1, 5)


def _text(rng: random.Random, words: int = 3) -> str:
    return " ".join(rng.choice(_WORDS) for _ in range(rng.randint(1, words)))


def _gtin(digits: int) -> int:
    """Twelve digits with their check digit."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(str(digits)))
    return digits * 10 + -total % 10


def _moment(number: int) -> datetime:
    # A workbook knows no zones.
    return datetime(2026, 3, 1 + number % 28, 10, 30)  # noqa: DTZ001


def _own(column: str, number: int, rng: random.Random) -> Any:
    """A cell of a column, as the value that a workbook would keep."""
    day = _DAY + timedelta(days=rng.randint(0, 300))
    makers: dict[str, Any] = {
        "sku": lambda: rng.choice(SKUS),
        "code": lambda: f"N{number}",
        "customer_code": lambda: CODES[number % len(CODES)],
        "name": lambda: _text(rng),
        "price": lambda: round(rng.uniform(0.01, 99), 2),
        "cost": lambda: round(rng.uniform(0.01, 50), 2),
        "amount": lambda: round(rng.uniform(0.01, 500), 2),
        "quantity": lambda: rng.randint(1, 9),
        "sale_id": lambda: str(1000 + number // 2),
        "id": lambda: f"T{number}",
        "at": lambda: _moment(number),
        "sold_at": lambda: _moment(number // 2),
        "birthday": lambda: day,
        "stock": lambda: rng.randint(0, 50),
        "barcode": lambda: _gtin(500_000_000_000 + number),
        "points": lambda: rng.randint(0, 500),
        "store_credit": lambda: round(rng.uniform(0, 50), 2),
        "email": lambda: f"n{number}@example.org",
        "unit": lambda: "ea",
        "kind": lambda: "message",
        "label": lambda: _text(rng),
        "value": lambda: _text(rng),
        "channel": lambda: "phone",
        "text": lambda: _text(rng, 6),
        "notes": lambda: _text(rng, 6),
    }
    return makers.get(column, lambda: None)()


def rows_of(kind: Kind, rng: random.Random, count: int) -> list[list[Any]]:
    """A header and rows that are good in the shop of the fuzzer."""
    header = [
        name
        for name in kind.columns
        if _own(name, 0, rng) is not None and name not in _LEFT_OUT.get(kind.name, ())
    ]
    rows: list[list[Any]] = [list(header)]
    for number in range(count):
        row = {name: _own(name, number, rng) for name in header}
        row |= _fixed(kind.name, number, rng)
        rows.append([row.get(name) for name in header])
    return rows


# A promotion has a price or an amount.
_LEFT_OUT = {"promotions": {"amount", "label"}}


def _fixed(kind: str, number: int, rng: random.Random) -> dict[str, Any]:
    if kind == "products":
        return {"sku": f"N-{number}"}
    if kind == "sales":
        return {"customer_code": CODES[number // 2 % len(CODES)]}
    if kind == "notes":
        return {"kind": "note"}
    if kind == "promotions":
        return {"kind": "price", "price": 0.01}
    return {}


def as_csv(rows: list[list[Any]], rng: random.Random) -> bytes:
    """The rows as one of the many kinds of CSV file."""
    out = io.StringIO()
    comma = rng.random() < 0.3
    writer = csv.writer(
        out, delimiter=rng.choice(",;\t") if not comma else ";", lineterminator=rng.choice(["\n", "\r\n"])
    )
    for row in rows:
        writer.writerow([_shown(cell, comma) for cell in row])
    encoding = rng.choice(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "cp874", "gb2312"])
    return out.getvalue().encode(encoding, errors="replace")


def _shown(cell: Any, comma: bool) -> str:
    if isinstance(cell, float):
        return f"{cell:.2f}".replace(".", ",") if comma else f"{cell:.2f}"
    return "" if cell is None else str(cell)


@cache
def as_xlsx(kind: str, seed: int) -> bytes:
    """A workbook with what workbooks have: another sheet, a title, formulas, dates, a merged and a hidden part."""
    rng = random.Random(seed)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    if rng.random() < 0.4:
        sheet.append(["About this list"])
        sheet = book.create_sheet("Data")
    if rng.random() < 0.4:
        sheet.append(["Our list of 2026"])
        sheet.append([])
    for row in rows_of(KINDS[kind], rng, rng.randint(2, 12)):
        sheet.append(row)
    if rng.random() < 0.3:
        sheet.row_dimensions[sheet.max_row].hidden = True
    if rng.random() < 0.3:
        sheet.cell(1, 60, "a note far away")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
