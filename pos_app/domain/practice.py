"""Baskets to practise with: what yesterday's customers took, without the customers, and how well it was rung up."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pos_app.domain.message import Amount, Message, msg
from pos_app.domain.quantity import plain_quantity

# Ways to pay that need nothing but the goods and a customer; everything else is practised as a card.
PLAIN_TENDERS = ("cash", "card", "cheque", "transfer")


@dataclass(frozen=True, slots=True)
class BasketLine:
    """So many (thousandths of `unit`) of a product."""

    sku: str
    name: str
    unit: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Basket:
    """What one customer took, and how it was paid for (a tender type)."""

    lines: tuple[BasketLine, ...]
    tender: str


@dataclass(frozen=True, slots=True)
class RungUp:
    """What was rung up for a basket: products with quantities (thousandths), total in minor units, tenders."""

    lines: tuple[BasketLine, ...]
    total: int
    exponent: int
    tenders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How it went, in one sentence."""

    right: bool
    text: Message


def plain_tender(type_: str) -> str:
    """The way to pay as it is practised."""
    return type_ if type_ in PLAIN_TENDERS else "card"


def one_line_each(lines: Iterable[BasketLine]) -> tuple[BasketLine, ...]:
    """Lines of the same product put together, in the order of their first."""
    found: dict[str, BasketLine] = {}
    for line in lines:
        before = found.get(line.sku)
        quantity = line.quantity + (before.quantity if before else 0)
        found[line.sku] = BasketLine(line.sku, line.name, line.unit, quantity)
    return tuple(line for line in found.values() if line.quantity > 0)


def compare(basket: Basket, rung_up: RungUp, *, expected: int | None) -> Verdict:
    """What is missing, what is too many, whether the total and the way to pay differ.

    `expected` is the basket's total (minor units) by today's prices; None where it has none.
    """
    parts = _goods(basket, rung_up)
    if expected is not None and expected != rung_up.total:
        is_, should = Amount(rung_up.total, rung_up.exponent), Amount(expected, rung_up.exponent)
        parts.append(msg("the total is {is_} instead of {should}", is_=is_, should=should))
    if basket.tender not in rung_up.tenders:
        parts.append(_TENDERS[basket.tender])
    if not parts:
        total = Amount(rung_up.total, rung_up.exponent)
        return Verdict(
            True, msg("The last basket was right: goods, total {total} and payment agree.", total=total)
        )
    joined = parts[-1]
    for part in reversed(parts[:-1]):
        joined = msg("{first}; {rest}", first=part, rest=joined)
    return Verdict(False, msg("The last basket was not right: {what}.", what=joined))


_TENDERS = {
    "cash": msg("it was to be paid in cash"),
    "card": msg("it was to be paid by card"),
    "cheque": msg("it was to be paid by cheque"),
    "transfer": msg("it was to be paid by transfer"),
}


def _goods(basket: Basket, rung_up: RungUp) -> list[Message]:
    wanted = Counter({line.sku: line.quantity for line in basket.lines})
    taken = Counter({line.sku: line.quantity for line in rung_up.lines})
    names = {line.sku: line.name for line in (*rung_up.lines, *basket.lines)}
    parts = []
    for sku, quantity in (wanted - taken).items():
        parts.append(msg("missing: {quantity} × {name}", quantity=plain_quantity(quantity), name=names[sku]))
    for sku, quantity in (taken - wanted).items():
        parts.append(msg("too many: {quantity} × {name}", quantity=plain_quantity(quantity), name=names[sku]))
    return parts
