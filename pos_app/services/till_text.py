"""X and Z for the terminal and for other programs (docs/file_formats.md)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import tzinfo
from typing import Any

from pos_app.domain.money import Currency, plain_amount
from pos_app.domain.till import TillReport
from pos_app.domain.till_sums import combined

WIDTH = 48
# Figures that count something; all others are amounts.
_COUNTS = {"sales_count", "refunds_count", "points_earned", "points_spent"}
_LISTS = {"taxes", "tenders", "days", "moves"}


def reports_json(reports: Sequence[TillReport]) -> dict[str, Any]:
    """Several sessions of a till (one at least): their combined figures, and in ``sessions`` each of them."""
    return report_json(combined(reports)) | {"sessions": [report_json(r) for r in reports]}


def report_json(report: TillReport) -> dict[str, Any]:
    """One report as JSON-ready values: amounts are decimal strings, counts and points numbers."""
    currency = Currency(report.currency, report.exponent)

    def amount(minor: int | None) -> str | None:
        return None if minor is None else plain_amount(minor, currency)

    figures = report.figures
    sums = {
        name.rstrip("_"): getattr(figures, name) if name in _COUNTS else amount(getattr(figures, name))
        for name in figures.__slots__
        if name not in _LISTS
    }
    return {
        "kind": report.kind,
        "number": report.number or None,
        "shop": report.shop_name,
        "currency": report.currency,
        "till": report.till,
        "till_name": report.till_name,
        "session": report.session_id or None,
        "mode": report.mode,
        "business_date": report.business_date,
        "opened_at": report.opened_at,
        "opened_by": report.opened_by,
        "closed_at": report.closed_at,
        "closed_by": report.closed_by,
        "made_at": report.made_at,
        **sums,
        "counted": amount(report.counted),
        "over_short": amount(report.over_short),
        "taxes": [_with_amounts(t, ("base", "amount"), currency) for t in figures.taxes],
        "tenders": [_with_amounts(t, ("taken", "given_back", "net"), currency) for t in figures.tenders],
        "days": [_with_amounts(d, ("total",), currency) for d in figures.days],
        "moves": [_with_amounts(m, ("amount",), currency) for m in figures.moves],
        "count": [{"value": amount(value), "pieces": pieces} for value, pieces in report.count],
        "first_receipt": report.first_receipt,
        "last_receipt": report.last_receipt,
        "acts": [asdict(act) for act in report.acts],
        "act_lines": [asdict(line) for line in report.act_lines],
        "held": report.held,
        "head": {"seq": report.head_seq, "hash": report.head_hash},
    }


def report_lines(report: TillReport, zone: tzinfo | None = None) -> list[str]:
    """The paper as plain lines: the same rows that are printed."""
    from pos_app.printing.receipt_rows import Box, Row, Rule
    from pos_app.printing.till_layout import till_items

    lines: list[str] = []
    for item in till_items(report, zone=zone):
        match item:
            case Row():
                lines.append(_line(f"{item.lead}{item.label}", item.value))
            case Box():
                lines += [_line(row.label, row.value) for row in item.items if isinstance(row, Row)]
            case Rule():
                lines.append("-" * WIDTH)
            case _:
                pass
    return lines


def _with_amounts(value: Any, names: tuple[str, ...], currency: Currency) -> dict[str, Any]:
    plain = asdict(value)
    return plain | {name: plain_amount(plain[name], currency) for name in names}


def _line(label: str, value: str) -> str:
    if not value:
        return label
    return f"{label} {value}" if len(label) + len(value) >= WIDTH else label + value.rjust(WIDTH - len(label))
