"""What an X or a Z says, row by row: the one text behind the PDF and the receipt printer.

Values come in as they were stored and are only put into words here, never added up again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, tzinfo

from pos_app import formats
from pos_app.domain.till import ActLine, TenderSum, TillReport
from pos_app.i18n import _, ngettext
from pos_app.printing.receipt_layout import tender_name
from pos_app.printing.receipt_rows import Box, Gap, Item, Row, Rule, Style
from pos_app.printing.till_words import act_name, person_name
from pos_app.printing.wrapping import clean

HASH_GROUP = 8
GROUPS_IN_A_ROW = 4
# White for a signature by hand.
SIGNATURE_GAPS = 5


def till_items(report: TillReport, *, zone: tzinfo | None = None, copy: bool = False) -> list[Item]:
    """The whole paper from top to bottom; times on the clock of `zone` (None: the machine's own).

    `copy` marks a reprint at top and bottom; the rows between are those of the first print.
    """
    when = _Clock(zone, report)
    copy_notice: list[Item] = [Row(Style.NOTICE, _("COPY"))] if copy else []
    parts = (
        _identity(report, when),
        _sales(report),
        _payments(report),
        _benefits(report),
        _drawer(report, when),
        _rounding(report),
        _acts(report, when),
        _receipts(report),
        _day_book(report),
    )
    items: list[Item] = [*copy_notice, *_head(report)]
    for part in parts:
        if part:
            items.extend([Rule(), *part])
    if not _is_x(report):
        items.extend(_signature())
    return [*items, Gap(), *copy_notice] if copy else items


class _Clock:
    """Stored moments as they stand on the paper: the day too where the session reaches over midnight."""

    def __init__(self, zone: tzinfo | None, report: TillReport) -> None:
        self._zone = zone
        last = report.closed_at or report.made_at
        moments = [self._local(text) for text in (report.opened_at, last) if text]
        self._one_day = len({moment.date() for moment in moments}) < 2

    def whole(self, text: str) -> str:
        """Day and time."""
        return formats.date_time(self._local(text))

    def brief(self, text: str) -> str:
        """The time, with the day where that is not clear."""
        moment = self._local(text)
        if self._one_day:
            return formats.clock(moment)
        return f"{formats.short_date(moment)} {formats.clock(moment)}"

    def _local(self, text: str) -> datetime:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(self._zone)


def _is_x(report: TillReport) -> bool:
    return report.kind == "x"


def _amount(report: TillReport, minor: int) -> str:
    return formats.money(minor, report.exponent)


def _heading(text: str) -> Row:
    return Row(Style.PLAIN, "", lead=text)


def _head(report: TillReport) -> list[Item]:
    items: list[Item] = [Row(Style.SHOP, clean(report.shop_name))]
    items.extend(Row(Style.CENTRED, clean(line)) for line in report.shop_lines if line.strip())
    return items


def _identity(report: TillReport, when: _Clock) -> list[Item]:
    """Which paper this is, of which till, from when to when and by whom."""
    if _is_x(report):
        items: list[Item] = [Row(Style.NOTICE, _("X: not a close"))]
    else:
        items = [Row(Style.NOTICE, _("Z {number}").format(number=report.number))]
    day = formats.long_date(date.fromisoformat(report.business_date))
    items.append(Row(Style.SMALL, clean(report.till_name or report.till), day, stacks=True))
    if report.mode == "automatic":
        items.append(Row(Style.SMALL, _("Command line: opened by itself, not counted")))
    opened = _("Opened by {name}").format(name=person_name(report.opened_by))
    items.append(Row(Style.SMALL, opened, when.whole(report.opened_at), stacks=True))
    if report.closed_at:
        closed = _("Closed by {name}").format(name=person_name(report.closed_by))
        items.append(Row(Style.SMALL, closed, when.whole(report.closed_at), stacks=True))
    if _is_x(report):
        items.append(Row(Style.SMALL, _("Taken at"), when.whole(report.made_at), stacks=True))
    items.extend(Row(Style.SMALL, clean(note)) for note in report.notes if note.strip())
    return items


def _sales(report: TillReport) -> list[Item]:
    """Documents, what was taken off, net, taxes, total; each date's part where there are two."""
    figures = report.figures
    items: list[Item] = [
        _counted_row(_("Sales"), figures.sales_count, _amount(report, figures.sales)),
        _counted_row(_("Refunds"), figures.refunds_count, _amount(report, figures.refunds)),
        Row(Style.SMALL, _("Discounts given"), _amount(report, figures.discounts)),
        Row(Style.PLAIN, _("Net"), _amount(report, figures.net)),
    ]
    for tax in figures.taxes:
        label = _("{tax} on {base}").format(tax=clean(tax.name or tax.code), base=_amount(report, tax.base))
        if tax.name and tax.code and tax.code != tax.name:
            label = f"{clean(tax.code)} · {label}"
        items.append(Row(Style.PLAIN, label, _amount(report, tax.amount)))
    if len(figures.taxes) != 1:
        items.append(Row(Style.PLAIN, _("Tax"), _amount(report, figures.tax)))
    items.append(Row(Style.TOTAL, _("Total"), _amount(report, figures.total)))
    if len(figures.days) > 1:
        for day in figures.days:
            name = formats.weekday_date(date.fromisoformat(day.business_date))
            items.append(_counted_row(name, day.documents, _amount(report, day.total), Style.SMALL))
    return items


def _counted_row(name: str, count: int, value: str, style: Style = Style.PLAIN) -> Row:
    label = _("{what} ({count})").format(what=name, count=formats.integer(count))
    return Row(style, label, value)


def _payments(report: TillReport) -> list[Item]:
    items: list[Item] = [_heading(_("Payments"))]
    for tender in report.figures.tenders:
        items.append(_counted_row(tender_name(tender.type), tender.count, _amount(report, tender.net)))
        items.extend(_tender_details(report, tender))
    if len(items) == 1:
        items.append(Row(Style.SMALL, _("No payments")))
    return items


def _tender_details(report: TillReport, tender: TenderSum) -> Iterable[Item]:
    change = report.figures.change if tender.type == "cash" else 0
    if tender.given_back:
        text = _("taken {taken}, given back {given}").format(
            taken=_amount(report, tender.taken), given=_amount(report, tender.given_back)
        )
        yield Row(Style.DETAIL, text)
    if change:
        text = _("change of {amount} is not part of it").format(amount=_amount(report, change))
        yield Row(Style.DETAIL, text)


def _benefits(report: TillReport) -> list[Item]:
    """Gift cards, store credit and points, where there were any."""
    figures = report.figures
    rows = (
        (_("Gift cards sold"), figures.gift_cards_sold),
        (_("Paid with cards and credit"), figures.credit_redeemed),
        (_("Store credit given"), figures.credit_issued),
    )
    items: list[Item] = [Row(Style.PLAIN, name, _amount(report, value)) for name, value in rows if value]
    points = ((_("Points earned"), figures.points_earned), (_("Points spent"), figures.points_spent))
    items.extend(Row(Style.PLAIN, name, formats.integer(value)) for name, value in points if value)
    return items


def _drawer(report: TillReport, when: _Clock) -> list[Item]:
    """From the float to what should be there, and on a Z what was counted."""
    if report.mode == "automatic":
        return []
    figures = report.figures
    items: list[Item] = [
        _heading(_("Cash in the drawer")),
        Row(Style.PLAIN, _("Float"), _amount(report, figures.float_)),
        Row(Style.PLAIN, _("Put in"), _amount(report, figures.cash_in)),
        *_moves(report, when, into=True),
        Row(Style.PLAIN, _("Taken out"), _amount(report, -figures.cash_out)),
        *_moves(report, when, into=False),
        Row(Style.PLAIN, _("Cash takings"), _amount(report, figures.cash_takings)),
        Row(Style.TOTAL, _("Expected"), _amount(report, figures.expected)),
    ]
    if not _is_x(report):
        items.extend(_count(report))
    return items


def _moves(report: TillReport, when: _Clock, *, into: bool) -> Iterable[Item]:
    for move in report.figures.moves:
        if (move.amount >= 0) == into:
            label = f"{when.brief(move.at)} · {person_name(move.actor)}"
            yield Row(Style.DETAIL, label, _amount(report, move.amount))


def _count(report: TillReport) -> list[Item]:
    """The count by notes and coins, the largest first, and in words whether it is right."""
    if report.counted is None:
        return [Row(Style.PLAIN, _("The drawer was not counted."))]
    items: list[Item] = []
    for value, pieces in sorted(report.count, reverse=True):
        if pieces:
            label = _("{pieces} × {value}").format(
                pieces=formats.integer(pieces), value=_amount(report, value)
            )
            items.append(Row(Style.DETAIL, label, _amount(report, value * pieces)))
    items.append(Row(Style.PLAIN, _("Counted"), _amount(report, report.counted), strong_value=True))
    return [*items, Gap(), Box((Row(Style.CENTRED_STRONG, _over_short(report)),)), Gap()]


def _over_short(report: TillReport) -> str:
    difference = report.over_short or 0
    if not difference:
        return _("The count is right.")
    amount = _amount(report, abs(difference))
    if difference > 0:
        return _("OVER: {amount} too much in the drawer").format(amount=amount)
    return _("SHORT: {amount} missing in the drawer").format(amount=amount)


def _rounding(report: TillReport) -> list[Item]:
    """What rounding cash to coins brought or cost, in words; it is in the takings already."""
    figures = report.figures
    rows = (
        (figures.rounding, _("Cash rounding, gained"), _("Cash rounding, lost"), _("Cash rounding")),
        (figures.rounding_year, _("… this year, gained"), _("… this year, lost"), _("… this year")),
    )
    return [
        Row(Style.PLAIN, gained if minor > 0 else lost if minor < 0 else none, _amount(report, abs(minor)))
        for minor, gained, lost, none in rows
    ]


def _acts(report: TillReport, when: _Clock) -> list[Item]:
    """Risky acts: how many of each kind, and below it each with time, who, who allowed it, about what."""
    if not report.acts and not report.act_lines:
        return [Row(Style.PLAIN, _("No risky acts"))]
    items: list[Item] = [_heading(_("Risky acts"))]
    counted = {act.event: act.count for act in report.acts}
    for line in report.act_lines:
        if line.event not in counted:
            counted[line.event] = sum(other.event == line.event for other in report.act_lines)
    for event, count in counted.items():
        items.append(Row(Style.PLAIN, act_name(event), formats.integer(count)))
        items.extend(_act_line(line, when) for line in report.act_lines if line.event == event)
    return items


def _act_line(line: ActLine, when: _Clock) -> Row:
    parts = [when.brief(line.at), person_name(line.actor)]
    if line.approved_by:
        parts.append(_("allowed by {name}").format(name=person_name(line.approved_by)))
    if line.receipt:
        parts.append(clean(line.receipt))
    return Row(Style.DETAIL, " · ".join(parts))


def _receipts(report: TillReport) -> list[Item]:
    items: list[Item] = []
    if report.held:
        text = ngettext("{count} sale is still on hold.", "{count} sales are still on hold.", report.held)
        items.append(Row(Style.PLAIN, text.format(count=report.held)))
    if report.first_receipt:
        items.append(Row(Style.SMALL, _("First receipt"), report.first_receipt, stacks=True))
        items.append(Row(Style.SMALL, _("Last receipt"), report.last_receipt, stacks=True))
    items.append(
        Row(
            Style.PLAIN,
            _("Grand total of this till"),
            _amount(report, report.figures.grand_total),
            stacks=True,
        )
    )
    return items


def _day_book(report: TillReport) -> list[Item]:
    """The head of the day book: who keeps this paper can prove that nothing before it was changed."""
    if not report.head_hash:
        return []
    label = _("Day book of till {till}, entry {number}")
    text = label.format(till=clean(report.till), number=formats.integer(report.head_seq))
    items: list[Item] = [Row(Style.CENTRED_STRONG, text)]
    groups = [report.head_hash[i : i + HASH_GROUP] for i in range(0, len(report.head_hash), HASH_GROUP)]
    for start in range(0, len(groups), GROUPS_IN_A_ROW):
        items.append(Row(Style.CENTRED, " ".join(groups[start : start + GROUPS_IN_A_ROW])))
    return items


def _signature() -> list[Item]:
    white: list[Item] = [Gap()] * SIGNATURE_GAPS
    return [*white, Rule(), Row(Style.SMALL, _("Signature"))]
