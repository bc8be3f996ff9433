"""What a file of balances would change, as lines of text and as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pos_app.cli.common import say
from pos_app.domain.money import Currency, plain_amount
from pos_app.formats import integer, money
from pos_app.i18n import _, ngettext

if TYPE_CHECKING:
    from pos_app.services.importing.balance_preview import BalancePreview, PreviewRow, Twins

_MOST_SAID = 1000


def say_preview(preview: BalancePreview) -> None:
    """Print who is new, the same or different, and who may be there twice; those with nothing to do are counted."""
    words = {"new": _("new"), "differs": _("differs")}
    told = [row for row in preview.rows if row.state in words]
    for row in told[:_MOST_SAID]:
        who = " ".join(part for part in (row.code, row.name) if part)
        say(f"{words[row.state]} · {who}: " + ", ".join(_figures(row, preview.currency)))
    for twins in preview.twins[:_MOST_SAID]:
        say(_("May be one person: {people}.").format(people=_people(twins)))
    counts = _("{new} new, {same} the same already, {differs} other than before.")
    say(counts.format(new=integer(preview.new), same=integer(preview.same), differs=integer(preview.differs)))


def _figures(row: PreviewRow, currency: Currency) -> list[str]:
    """The figures of a row; where the shop has another one, that one too, and whether the file's comes on top."""

    def amount(value: int) -> str:
        return money(value, currency.exponent)

    def beside(column: str, before: int, now: int, shown: Callable[[int], str]) -> str:
        if column in row.adding and before:
            return _("{now} on top of {before}").format(now=shown(now), before=shown(before))
        if row.state == "differs" and before not in (0, now):
            return f"{shown(before)} → {shown(now)}"
        return shown(now)

    found = []
    if row.points is not None:
        points = ngettext("{count} point", "{count} points", row.points)
        found.append(points.format(count=beside("points", row.points_before, row.points, integer)))
    if row.credit is not None:
        text = _("{amount} store credit") if row.customer_id is not None else "{amount}"
        found.append(text.format(amount=beside("store_credit", row.credit_before, row.credit, amount)))
    if row.account is not None:
        text = _("{amount} on account")
        found.append(text.format(amount=beside("account_balance", row.account_before, row.account, amount)))
    return found


def _people(twins: Twins) -> str:
    rows = zip(twins.codes, twins.names, twins.phones, strict=True)
    return "; ".join(f"{code} {name} ({phone})" for code, name, phone in rows)


def preview_json(preview: BalancePreview) -> dict[str, object]:
    """The preview with amounts as decimal texts; ``null`` where the file says nothing."""

    def amount(value: int | None) -> str | None:
        return None if value is None else plain_amount(value, preview.currency)

    return {
        "new": preview.new,
        "same": preview.same,
        "differs": preview.differs,
        "rows": [
            {
                "row": row.row,
                "code": row.code,
                "name": row.name,
                "state": row.state,
                "points": row.points,
                "store_credit": amount(row.credit),
                "account": amount(row.account),
                "points_before": row.points_before,
                "store_credit_before": amount(row.credit_before),
                "account_before": amount(row.account_before),
                "twins": list(row.twins),
            }
            for row in preview.rows
        ],
        "twins": [
            [
                {"code": code, "name": name, "phone": phone, "in_file": there}
                for code, name, phone, there in zip(
                    twins.codes, twins.names, twins.phones, twins.in_file, strict=True
                )
            ]
            for twins in preview.twins
        ],
    }
