"""Why a line of a sale is what it is: from the list price to what it adds to the total."""

from pos_app import formats
from pos_app.domain.explanation import Figure, Sum
from pos_app.domain.message import Message, Value, msg
from pos_app.domain.money import E6, Currency, line_amount
from pos_app.domain.prices import BuyGet, PriceOffer, Source
from pos_app.domain.sale import Discount, LineKind, PricedSale, TaxFigure
from pos_app.domain.tax import ExactTax, exact_taxes
from pos_app.services import explained_returns
from pos_app.services import explained_words as words
from pos_app.services.draft_values import BY_HAND, QUOTED, PricedDraft, PricedLine


def line_figure(priced: PricedDraft, index: int) -> Figure:
    """The sum of the line at `index`, which the person calls `index` + 1."""
    line, currency = priced.lines[index], priced.draft.currency
    found = Sum()
    if line.source is not None:
        explained_returns.shown(found, priced, index)
    else:
        _shown(found, line, currency)
    found.result(msg("The line as shown"), line.figures.amount)
    _shares(found, priced.priced, index, currency)
    _taxed(found, priced, index)
    _points(found, line)
    title = msg("{number}. {name}", number=index + 1, name=line.sold.description)
    return found.figure(f"line:{index + 1}", title)


def _shown(found: Sum, line: PricedLine, currency: Currency) -> None:
    """From the list price to the line as the cart shows it."""
    sold, figures = line.sold, line.figures
    full = figures.amount + figures.discount
    at_list = line_amount(sold.quantity, line.list_price, currency)
    found.add(_first(line, currency), at_list)
    if line.product is not None and line.product.pack_quantity:
        size = formats.quantity(line.product.pack_quantity)
        found.note(msg("A pack of {size} has a price of its own.", size=size))
    if full != at_list or sold.unit_price != line.list_price:
        found.add(_other_price(line, currency), full - at_list)
    elif line.line.priced_by or line.blind:
        found.note(_other_price(line, currency))
    if sold.discount is not None and (figures.discount or sold.discount.percent):
        found.add(_discount(line, sold.discount, full, currency), -figures.discount)


def _first(line: PricedLine, currency: Currency) -> Message:
    sold = line.sold
    values = {"quantity": words.counted(sold), "price": words.price(line.list_price, currency)}
    if sold.kind is LineKind.GIFT_CARD:
        return msg("Gift card: {quantity} × {price}, untaxed, with no discount and no points", **values)
    if sold.kind in (LineKind.DEPOSIT, LineKind.FEE):
        return msg("{quantity} × {price}, without discounts on the whole and points", **values)
    named = line.line.product_id is not None or line.line.priced_by or line.blind
    text = (
        msg("{quantity} × {price} list price", **values) if named else msg("{quantity} × {price}", **values)
    )
    top, below = sold.quantity * line.list_price * currency.scale, 1000 * E6
    if words.is_exact(top, below):
        return text
    exact = msg("exactly {exact}, rounded half up", exact=words.exact_text(top, below, currency))
    return words.with_rounding(text, exact)


def _other_price(line: PricedLine, currency: Currency) -> Message:
    """Whose unit price it is that is not the list price."""
    offer, by = line.offer, line.line.priced_by
    if line.blind:
        return explained_returns.blind_price(line, words.price(line.sold.unit_price, currency))
    if not by and line.sold.unit_price == line.list_price:
        return msg("As the other till had it")
    now, before = words.price(line.sold.unit_price, currency), words.price(line.list_price, currency)
    if offer is not None:
        return _offered_price(offer, line, now, before)
    if by == "label":
        return msg("The price on the label counts: {price} each", price=now)
    if by == QUOTED:
        return msg("{quote}: {price} each", quote=line.line.price_label or msg("Quoted price"), price=now)
    if by == BY_HAND:
        return msg("Price by hand: {price} each instead of {list}", price=now, list=before)
    if line.sold.price_label:
        label = line.sold.price_label
        return msg("{label}: {price} each instead of {list}", label=label, price=now, list=before)
    return msg("{price} each instead of {list}", price=now, list=before)


def _offered_price(offer: PriceOffer, line: PricedLine, now: str, before: str) -> Message:
    label = offer.label or offer.code
    values = {"label": label, "price": now, "list": before}
    if offer.source is Source.BREAK:
        least = words.in_unit(offer.least, line.sold.unit)
        return msg("{label}: from {least} each is {price} instead of {list}", least=least, **values)
    if offer.source is Source.LEVEL:
        return msg("{label}, the customer's price: {price} each instead of {list}", **values)
    return msg("Promotion {label}: {price} each instead of {list}", **values)


def _discount(line: PricedLine, discount: Discount, full: int, currency: Currency) -> Message:
    """What was taken off the line itself."""
    offer, label = line.offer, _discount_label(line, discount)
    if offer is not None and offer.off is not None:
        less = words.price(offer.off, currency)
        quantity = words.counted(line.sold)
        return msg("{label}: {less} off each of {quantity}", label=label, less=less, quantity=quantity)
    if offer is not None and offer.buy_get is not None:
        return _deal(offer.buy_get, line, label)
    if discount.percent is None:
        return msg("{label}, off the line", label=label)
    rest = E6 - discount.percent
    values = {"label": label, "percent": formats.percent(discount.percent)}
    text = msg("{label}: {percent} off", **values) if label else msg("{percent} off", **values)
    if words.is_exact(full * rest, E6):
        return text
    left = msg(
        "{rest} of {full} is {exact}, rounded half up to {left}",
        rest=formats.percent(rest),
        full=words.amount(full, currency),
        exact=words.exact_text(full * rest, E6, currency),
        left=words.amount(line.figures.amount, currency),
    )
    return words.with_rounding(text, left)


def _deal(deal: BuyGet, line: PricedLine, label: str | Message) -> Message:
    """Buy n, get m: how many of the line were free or cheaper."""
    values: dict[str, Value] = {
        "label": label,
        "get": formats.quantity(deal.get),
        "group": words.in_unit(deal.buy + deal.get, line.sold.unit),
        "cheaper": formats.quantity(deal.cheaper(line.sold.quantity)),
        "quantity": words.counted(line.sold),
    }
    if deal.percent == E6:
        return msg("{label}: {get} of every {group} is free, so {cheaper} of {quantity}", **values)
    return msg(
        "{label}: {get} of every {group} at {percent} off, so {cheaper} of {quantity}",
        percent=formats.percent(deal.percent),
        **values,
    )


def _discount_label(line: PricedLine, discount: Discount) -> str | Message:
    source = line.offer.source if line.offer else None
    name = discount.label or discount.code
    if source is Source.COUPON and discount.code:
        return msg("Offer {code}, {label}", code=discount.code, label=name)
    if source is Source.PROMOTION and name:
        return msg("Promotion {label}", label=name)
    return name or msg("Discount by hand")


def _shares(found: Sum, sale: PricedSale, index: int, currency: Currency) -> None:
    """The line's part of what was taken off the whole."""
    figures, workings = sale.lines[index], sale.workings
    if sale.document.lines[index].settled is not None:
        if figures.document_discount:
            text = msg("Its share of the discounts on that whole sale")
            found.add(text, -figures.document_discount)
    elif workings is not None:
        for spread in workings.spreads:
            if spread.parts[index]:
                text = msg(
                    "{name}: {amount}, spread over the goods by size; the part of this line",
                    name=words.discount_name(spread.discount),
                    amount=words.amount(spread.amount, currency),
                )
                found.add(text, -spread.parts[index])
    elif figures.document_discount:
        whole = sum(
            of.document_discount
            for of, line in zip(sale.lines, sale.document.lines, strict=True)
            if line.settled is None
        )
        text = msg(
            "Off the whole sale: {amount}, spread over the goods by size; the part of this line",
            amount=words.amount(whole, currency),
        )
        found.add(text, -figures.document_discount)


def _taxed(found: Sum, priced: PricedDraft, index: int) -> None:
    """Out with the taxes that the price contains, then all taxes on top of the net."""
    sale, currency = priced.priced, priced.draft.currency
    line, figures = priced.lines[index], sale.lines[index]
    exact = exact_of(priced, index)
    ending = msg("What the line adds to the total")
    if not figures.taxes and not figures.waived:
        found.rounded(ending, figures.gross)
        return
    once = sale.document.tax_rounding == "document"
    for figure, unrounded in zip(figures.taxes, exact, strict=True):
        if figure.tax.included:
            rounding = words.tax_rounding(unrounded, figure.amount, once, currency)
            text = msg("{tax}, already in the price", tax=words.tax_name(figure))
            found.add(words.with_rounding(text, rounding), -figure.amount)
    if figures.waived:
        _waived(found, priced, index, currency)
    found.rounded(msg("Without tax"), figures.net)
    for figure, unrounded in zip(figures.taxes, exact, strict=True):
        if figure.tax.included:
            found.add(msg("{tax}, which the price contains", tax=words.tax_name(figure)), figure.amount)
        else:
            rounding = words.tax_rounding(unrounded, figure.amount, once, currency)
            found.add(words.with_rounding(_added(figure, line, currency), rounding), figure.amount)
    found.result(ending, figures.gross)


def _waived(found: Sum, priced: PricedDraft, index: int, currency: Currency) -> None:
    """Tax that an exemption took off: what was in the price comes off it, the rest was never put on."""
    figures = priced.priced.lines[index]
    in_price = figures.amount - figures.document_discount - figures.net
    certificate = priced.exempt_certificate or "–"
    if in_price:
        text = msg("Tax in the price, not charged: exemption {certificate}", certificate=certificate)
        found.add(text, -in_price)
    if figures.waived != in_price:
        found.note(
            msg(
                "{amount} of tax is not added: exemption {certificate}.",
                amount=words.amount(figures.waived - in_price, currency),
                certificate=certificate,
            )
        )


def _added(figure: TaxFigure, line: PricedLine, currency: Currency) -> Message:
    if figure.tax.kind != "percent":
        return words.fixed_fee(figure, line.sold, currency)
    return msg("{tax} of {base}", tax=words.tax_name(figure), base=words.amount(figure.base, currency))


def exact_of(priced: PricedDraft, index: int) -> list[ExactTax | None]:
    """The exact taxes behind the taxes of a line: as pricing had them, or solved from a posted line.

    None where a figure is not their rounding: goods that come back, and sales taken over from another till.
    """
    figures, line = priced.priced.lines[index], priced.lines[index]
    workings = priced.priced.workings
    if line.source is not None or not figures.taxes:
        return [None] * len(figures.taxes)
    if workings is not None:
        return [exact for exact, _rounded in workings.taxes[index]]
    taxes = tuple(figure.tax for figure in figures.taxes)
    base = figures.amount - figures.document_discount
    solved = exact_taxes(base, line.sold.quantity, taxes, priced.draft.currency)
    return [
        exact if abs(exact.rounded - figure.amount) <= 1 else None
        for exact, figure in zip(solved, figures.taxes, strict=True)
    ]


def _points(found: Sum, line: PricedLine) -> None:
    points, spent = line.figures.points, line.figures.points_spent
    if points > 0:
        found.note(msg("Of the points of this sale it brings {points}.", points=formats.integer(points)))
    elif points < 0 and line.blind:
        found.note(
            msg("It takes the {points} points that it would bring today.", points=formats.integer(-points))
        )
    elif points < 0:
        found.note(msg("It takes back the {points} points it brought.", points=formats.integer(-points)))
    if spent > 0:
        found.note(msg("Its share of the points spent is {points}.", points=formats.integer(spent)))
    elif spent < 0:
        found.note(
            msg("It gives back {points} points that were spent on it.", points=formats.integer(-spent))
        )
