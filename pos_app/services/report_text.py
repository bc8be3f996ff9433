"""The daily report for the terminal and for other programs, in the current language."""

from collections.abc import Iterable
from typing import Any

from pos_app import formats
from pos_app.domain.daily_report import DailyReport, Number, Section
from pos_app.domain.message import Amount, Message
from pos_app.domain.money import Currency, plain_amount
from pos_app.i18n import _, text


def report_json(report: DailyReport) -> dict[str, Any]:
    """The report as JSON-ready values: sentences as text, and beside them the numbers in them.

    Counts are numbers; amounts, averages and shares of one are decimal strings.
    """
    currency = Currency(report.currency, report.exponent)
    return {
        "shop": report.shop_name,
        "date": report.date,
        "printed_at": report.printed_at,
        "printed_by": report.printed_by,
        "currency": report.currency,
        "headlines": [
            {"key": h.key, "label": text(h.label), "value": text(h.value), "note": text(h.note)}
            | _numbers(h.numbers)
            for h in report.headlines
        ],
        "people": [
            {
                "code": person.code,
                "customer": person.customer_code,
                "name": person.name,
                "contact": person.contact,
                "about": text(person.about),
                "why": text(person.why),
                "say": text(person.say),
            }
            for person in report.people
        ],
        "segments": [
            {
                "key": s.key,
                "segment": text(s.segment),
                "visits": s.visits,
                "sales": plain_amount(s.sales, currency),
            }
            for s in report.segments
        ],
        "weeks": [
            {"week": w.week, "came_before": w.came_before, "visitors": w.visitors} for w in report.weeks
        ],
        "sections": [
            {
                "key": section.key,
                "title": text(section.title),
                "rows": [_cells(section, at) for at in range(len(section.rows))],
            }
            | _numbers(section.numbers)
            for section in report.sections
        ],
    }


def report_lines(report: DailyReport) -> list[str]:
    """The report as plain lines."""
    lines = [_("Customers today"), f"{report.shop_name} · {report.date}", ""]
    lines += [f"{text(h.label)}: {text(h.value)} ({text(h.note)})" for h in report.headlines]
    lines += ["", _("People to call or greet tomorrow")]
    for p in report.people:
        lines.append(f"{p.code}  {p.name} {p.contact} · {text(p.about)}")
        lines.append(f"    {text(p.why)} {text(p.say)}")
    lines += ["", _("Who came")]
    lines += [
        f"{text(s.segment)}: "
        + (f"{formats.integer(s.visits)}, " if s.visits else "")
        + formats.money(s.sales, report.exponent)
        for s in report.segments
    ]
    for section in report.sections:
        if section.rows:
            lines += ["", text(section.title)]
            lines += [
                " · ".join(cell for cell in _cells(section, at) if cell) for at in range(len(section.rows))
            ]
    return lines


def _numbers(numbers: Iterable[tuple[str, Number]]) -> dict[str, int | str]:
    return {
        name: plain_amount(number.minor, Currency("", number.exponent))
        if isinstance(number, Amount)
        else number
        for name, number in numbers
    }


def _cells(section: Section, at: int) -> list[str | None]:
    row = section.rows[at]
    return [_optional(cell) for cell in (row.left, row.middle, row.right)]


def _optional(message: Message | None) -> str | None:
    return text(message) if message is not None else None
