"""Why every figure of a sale is what it is: the sum that pricing made, step by step, in words and numbers."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from pos_app import i18n
from pos_app.data.queries import carts as cart_queries
from pos_app.domain.explanation import Explanation, Figure
from pos_app.domain.message import Message, msg
from pos_app.domain.money import Currency, plain_amount
from pos_app.domain.payment import Settlement
from pos_app.errors import UserError
from pos_app.services import explained_sold, settings
from pos_app.services.cart_drafts import draft_of
from pos_app.services.desk import Desk
from pos_app.services.draft_values import PricedDraft
from pos_app.services.drafts import price_draft
from pos_app.services.explained_lines import line_figure
from pos_app.services.explained_whole import whole_figures


def explain(priced: PricedDraft, title: Message, settlement: Settlement | None = None) -> Explanation:
    """All figures of priced goods: every line, then the whole; with a `settlement` also how it was paid."""
    lines = [line_figure(priced, index) for index in range(len(priced.lines))]
    currency = priced.draft.currency
    return Explanation(title, currency.code, currency.exponent, (*lines, *whole_figures(priced, settlement)))


def explain_cart(desk: Desk) -> Explanation:
    """The figures of this till's open sale; UserErrors ``no_lines`` and those of pricing it."""
    with desk.db.read() as session:
        return explain(_priced_cart(session, desk), msg("The open sale"))


def explain_sale(desk: Desk, *, number: str) -> Explanation:
    """The figures of a posted sale, from its rows; UserError ``unknown_receipt``."""
    with desk.db.read() as session:
        priced, settlement, found = explained_sold.read(session, number)
        return explain(priced, msg("Receipt {number}", number=found), settlement)


def only(explanation: Explanation, keys: Sequence[str]) -> Explanation:
    """The figures with these keys; UserErrors ``unknown_line``, ``unknown_figure``."""
    figures = []
    for key in keys:
        figure = explanation.figure(key)
        if figure is None:
            if key.startswith("line:"):
                number = key.removeprefix("line:")
                raise UserError("unknown_line", "This sale has no line {number}.", number=number)
            raise UserError("unknown_figure", "There is no figure {key} in this sale.", key=key)
        figures.append(figure)
    return Explanation(explanation.title, explanation.currency, explanation.exponent, tuple(figures))


def as_plain(explanation: Explanation) -> dict[str, Any]:
    """The figures as plain JSON values: sentences in the current language, amounts as decimal strings."""
    money = Currency(explanation.currency, explanation.exponent)

    def amount(figure: Figure, value: int) -> str:
        return str(value) if figure.points else plain_amount(value, money)

    return {
        "title": i18n.text(explanation.title),
        "currency": explanation.currency,
        "figures": [
            {
                "key": figure.key,
                "title": i18n.text(figure.title),
                "amount": amount(figure, figure.amount),
                "unit": "points" if figure.points else "money",
                "steps": [
                    {"kind": step.kind, "text": i18n.text(step.text)}
                    | ({} if step.amount is None else {"amount": amount(figure, step.amount)})
                    for step in figure.steps
                ],
            }
            for figure in explanation.figures
        ],
    }


def _priced_cart(session: Session, desk: Desk) -> PricedDraft:
    shop = settings.load(session)
    cart = cart_queries.open_cart(session, desk.till)
    if cart is None or not cart_queries.lines(session, cart.id):
        raise UserError("no_lines", "A sale needs at least one line.")
    return price_draft(session, shop, draft_of(session, shop, cart), on=desk.business_date().isoformat())
