"""Numbers inside the sentences of an explanation."""

from pos_app import formats
from pos_app.domain.message import Amount, Message, msg
from pos_app.domain.money import E6, Currency
from pos_app.domain.payment import CashRounding, TenderType
from pos_app.domain.sale import Discount, SaleLine, TaxFigure
from pos_app.domain.tax import ExactTax
from pos_app.services.draft_values import PricedLine

TENDERS: dict[TenderType, Message] = {
    "cash": msg("Cash"),
    "card": msg("Card"),
    "cheque": msg("Cheque"),
    "transfer": msg("Transfer"),
    "gift_card": msg("Gift card"),
    "store_credit": msg("Store credit"),
    "account": msg("On account"),
}


def exact_text(numerator: int, denominator: int, currency: Currency) -> str:
    """A fraction of minor units with at most six decimals of the major unit; "…" where there are more."""
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    size, rest = divmod(abs(numerator) * E6, denominator * currency.scale)
    text = formats.unit_price(-size if numerator < 0 else size, currency.exponent)
    return text + "…" if rest else text


def is_exact(numerator: int, denominator: int) -> bool:
    """Whether a fraction of minor units is a whole number of them, so that nothing was rounded."""
    return numerator % denominator == 0


def counted(line: SaleLine) -> str:
    """A quantity with its unit, pieces bare: "3", "3.40 m"."""
    return in_unit(line.quantity, line.unit)


def in_unit(quantity: int, unit: str) -> str:
    """Thousandths of a unit, pieces bare."""
    text = formats.quantity(quantity)
    return text if unit in ("", "ea") else f"{text} {unit}"


def price(value: int, currency: Currency) -> str:
    """A unit price (e6)."""
    return formats.unit_price(value, currency.exponent)


def amount(value: int, currency: Currency) -> Amount:
    """Minor units inside a sentence."""
    return Amount(value, currency.exponent)


def tax_name(figure: TaxFigure) -> str:
    """A tax with its rate: "VAT 12%"."""
    tax = figure.tax
    name = tax.name or tax.code
    if tax.kind != "percent":
        return name
    rate = formats.percent(tax.rate)
    # Some shops have the rate in the name already.
    return name if rate in name else f"{name} {rate}"


def named(index: int, line: PricedLine) -> Message:
    """A line by its number and name, as it is called in the other figures."""
    return msg("{number}. {name}", number=index + 1, name=line.sold.description)


def fixed_fee(figure: TaxFigure, line: SaleLine, currency: Currency) -> Message:
    """A tax by the piece: it is the same whatever the goods cost."""
    return msg(
        "{tax}: {fee} for each of {quantity}; discounts never touch it",
        tax=tax_name(figure),
        fee=price(figure.tax.rate, currency),
        quantity=counted(line),
    )


def discount_name(discount: Discount) -> Message:
    """What a discount on the whole is called; a reward's label is its code, which says nothing to a customer."""
    if discount.points:
        return msg("Reward for {points} points", points=formats.integer(discount.points))
    if discount.percent is not None:
        rate = formats.percent(discount.percent)
        if discount.label:
            return msg("{label}, {percent} off the whole", label=discount.label, percent=rate)
        return msg("Discount of {percent} on the whole", percent=rate)
    if discount.label:
        return msg("{label}, off the whole", label=discount.label)
    return msg("Discount on the whole")


def tax_rounding(exact: ExactTax | None, rounded: int, once: bool, currency: Currency) -> Message | None:
    """How a line's exact tax became its amount; None where nothing was rounded."""
    if exact is None or (is_exact(exact.numerator, exact.denominator) and rounded == exact.rounded):
        return None
    text = exact_text(exact.numerator, exact.denominator, currency)
    if once:
        return msg(
            "exactly {exact}; the tax is rounded once over the whole sale, and this line gets {amount} of it",
            exact=text,
            amount=amount(rounded, currency),
        )
    return msg("exactly {exact}, rounded half up", exact=text)


def with_rounding(text: Message, rounding: Message | None) -> Message:
    """A sentence with how it was rounded behind it."""
    return text if rounding is None else msg("{text}: {rounding}", text=text, rounding=rounding)


def coin_rule(rounding: CashRounding, currency: Currency) -> Message:
    """How cash is rounded in this shop."""
    step = amount(rounding.step, currency)
    if rounding.method == "up":
        return msg("Cash is rounded up to the next {step}", step=step)
    if rounding.method == "down":
        return msg("Cash is rounded down to a multiple of {step}", step=step)
    if rounding.method == "half_down":
        return msg("Cash is rounded to the nearest {step}, half down", step=step)
    if rounding.method == "half_even":
        return msg("Cash is rounded to the nearest {step}, half to the even multiple", step=step)
    return msg("Cash is rounded to the nearest {step}, half up", step=step)
