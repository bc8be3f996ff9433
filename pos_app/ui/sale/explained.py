"""Why a figure is what it is: the sum that pricing made, put into words. Nothing is computed again here."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.money import Currency
from pos_app.domain.sale import Discount, LineFigures, PricedSale, SaleLine, TaxFigure
from pos_app.i18n import _
from pos_app.services.cart_view import CartView
from pos_app.ui import format as show


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a sum; `total` steps are results that the person sees elsewhere."""

    text: str
    amount: str
    total: bool = False


def line_steps(view: CartView, line_id: int) -> list[Step]:
    """From quantity × price to what a line adds to the total; [] while the sale cannot be priced."""
    number = next((n for n, line in enumerate(view.lines) if line.id == line_id), None)
    if view.priced is None or number is None:
        return []
    line, figures = view.priced.document.lines[number], view.priced.lines[number]
    currency = view.currency
    times = _("{quantity} {unit} at {price}").format(
        quantity=show.quantity(line.quantity),
        unit=show.unit(line.unit),
        price=show.unit_price(line.unit_price, currency),
    )
    if line.settled is not None:
        first = _("{times}: given back at the prices, discounts and taxes of its receipt").format(times=times)
    else:
        first = times
    steps = [Step(first, show.money(figures.amount + figures.discount, currency))]
    if figures.discount:
        steps.append(Step(_discount_text(line), show.money(-figures.discount, currency)))
    steps.append(Step(_("The line as shown"), show.money(figures.amount, currency), total=True))
    if figures.document_discount:
        text = _("Its share of discounts on the whole sale")
        steps.append(Step(text, show.money(-figures.document_discount, currency)))
    steps += [_tax_step(tax, currency) for tax in figures.taxes]
    return [*steps, *_line_ends(figures, currency)]


def _line_ends(figures: LineFigures, currency: Currency) -> list[Step]:
    steps = []
    if figures.waived:
        text = _("Tax not charged because of the exemption")
        steps.append(Step(text, show.money(-figures.waived, currency)))
    steps.append(Step(_("Without tax"), show.money(figures.net, currency)))
    steps.append(Step(_("What the line adds to the total"), show.money(figures.gross, currency), total=True))
    if figures.points:
        steps.append(Step(_("Points for it"), show.integer(figures.points)))
    return steps


def _discount_text(line: SaleLine) -> str:
    return _discount_words(line.discount) if line.discount is not None else _("Discount")


def _discount_words(discount: Discount) -> str:
    label = discount.label or _("Discount")
    if discount.percent is None:
        return label
    return _("{label}: {percent} less, rounded half up").format(
        label=label, percent=show.percent(discount.percent)
    )


def _reward_step(reward: Discount, currency: Currency) -> Step:
    """A reward's label is its code in the settings, which says nothing to a customer."""
    text = _("Reward, {points} points").format(points=show.integer(reward.points))
    return Step(text, show.money(-(reward.amount or 0), currency))


def _tax_step(figure: TaxFigure, currency: Currency) -> Step:
    tax, amount = figure.tax, show.money(figure.amount, currency)
    name = tax.name or tax.code
    if tax.kind != "percent":
        return Step(_("{tax}, a fixed amount for each").format(tax=name), amount)
    values = {"tax": name, "rate": show.percent(tax.rate), "base": show.money(figure.base, currency)}
    if tax.included:
        return Step(_("{tax}: {rate} of {base}, already in the price").format(**values), amount)
    return Step(_("{tax}: {rate} of {base}").format(**values), amount)


def sale_steps(view: CartView) -> list[Step]:
    """From the lines to the total, and to what is paid in cash."""
    sale = view.priced
    if sale is None:
        return []
    currency = view.currency
    steps = [Step(_("All lines as shown"), show.money(sale.subtotal, currency), total=True)]
    steps += [Step(_discount_words(discount), "") for discount in sale.document.discounts]
    steps += [_reward_step(reward, currency) for reward in sale.document.rewards]
    told = sum(reward.amount or 0 for reward in sale.document.rewards)
    if sale.document_discount and (sale.document.discounts or told != sale.document_discount):
        text = _("All discounts on the whole sale")
        steps.append(Step(text, show.money(-sale.document_discount, currency)))
    steps += [_tax_step(tax, currency) for tax in sale.taxes]
    if sale.taxes:
        steps.append(Step(_rounding_text(sale), ""))
    steps.append(Step(_("Without tax"), show.money(sale.net, currency)))
    steps.append(Step(_("Total"), show.money(sale.total, currency), total=True))
    if view.cash_total != view.total:
        rounding = show.money(view.cash_total - view.total, currency, signed=True)
        steps.append(Step(_("Rounding to coins, only in cash"), rounding))
        steps.append(Step(_("Total in cash"), show.money(view.cash_total, currency), total=True))
    if sale.points:
        steps.append(Step(_("Points for this sale"), show.integer(sale.points)))
    return steps


def _rounding_text(sale: PricedSale) -> str:
    if sale.document.tax_rounding == "document":
        return _("Each tax is rounded half up once, over the whole sale.")
    return _("Each tax is rounded half up on every line, then added up.")
