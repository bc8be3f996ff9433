"""The slip with an owner's recovery code, for a drawer that is not the till's."""

from __future__ import annotations

from pos_app.i18n import _
from pos_app.printing.receipt_rows import Gap, Item, Row, Rule, Style
from pos_app.printing.wrapping import clean


def recovery_items(*, shop: str, name: str, code: str, when: str) -> list[Item]:
    """What stands on it: whose code, since when, and what it is good for."""
    return [
        Row(Style.SHOP, clean(shop)),
        Row(Style.CENTRED, _("Recovery code of {name}").format(name=clean(name))),
        Row(Style.CENTRED, when),
        Rule(),
        Gap(),
        Row(Style.TOTAL, code),
        Gap(),
        Rule(),
        Row(
            Style.DETAIL,
            _(
                "It sets a new PIN when this one is forgotten. Keep it away from the till; earlier codes are worth"
                " nothing any more."
            ),
        ),
    ]
