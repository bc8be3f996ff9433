"""Why the figures of a whole sale are what they are: subtotal, discounts, taxes, total, cash and points."""

from collections.abc import Callable

from pos_app import formats
from pos_app.domain.explanation import Figure, Sum, plainly_added
from pos_app.domain.message import Message, Value, msg
from pos_app.domain.money import E6
from pos_app.domain.payment import Settlement, cash_due
from pos_app.domain.sale import LineFigures, Spread
from pos_app.services import explained_words as words
from pos_app.services.draft_values import PricedDraft
from pos_app.services.explained_taxes import no_tax_figure, tax_figure


def whole_figures(priced: PricedDraft, settlement: Settlement | None) -> list[Figure]:
    """The figures below the lines; with a `settlement` also how they were paid."""
    sale = priced.priced
    figures = [_by_line(priced, "subtotal", msg("Subtotal"), lambda f: f.amount)]
    if sale.document_discount or (sale.workings and sale.workings.spreads):
        figures.append(_discounts(priced))
    figures += [tax_figure(priced, tax) for tax in sale.taxes]
    if not sale.taxes:
        figures.append(no_tax_figure(priced))
    figures += [_net(priced), _total(priced)]
    if settlement is not None:
        figures.append(_paid(priced, settlement))
    elif priced.draft.cash_rounding is not None:
        figures.append(_cash(priced))
    if priced.buyer is not None or sale.points:
        figures.append(_points(priced))
    if sale.points_spent:
        figures.append(_points_spent(priced))
    return figures


def _by_line(priced: PricedDraft, key: str, title: Message, value: Callable[[LineFigures], int]) -> Figure:
    """A figure that is the sum of the lines."""
    parts = [(words.named(i, line), value(line.figures)) for i, line in enumerate(priced.lines)]
    total = sum(amount for _text, amount in parts)
    return plainly_added(parts, title, total).figure(key, title)


def _discounts(priced: PricedDraft) -> Figure:
    """Each discount on the whole with its part of every line; goods that come back give theirs back."""
    sale, title = priced.priced, msg("Discounts on the whole")
    found = Sum()
    workings = sale.workings
    for spread in workings.spreads if workings else ():
        found.note(_spread(priced, spread))
        for i, line in enumerate(priced.lines):
            if spread.parts[i]:
                found.add(words.named(i, line), -spread.parts[i])
    for i, line in enumerate(priced.lines):
        share = line.figures.document_discount
        if share and line.source is not None:
            found.add(
                msg("{line}: goes back with the goods of receipt {number}",
                    line=words.named(i, line), number=line.source.number),
                -share,
            )  # fmt: skip
        elif share and workings is None:
            found.add(words.named(i, line), -share)
    if workings is None and sale.document.discounts:
        label = sale.document.discounts[0].label
        found.note(msg("On the receipt: {text}.", text=label))
    found.rounded(title, -sale.document_discount)
    return found.figure("document_discount", title)


def _spread(priced: PricedDraft, spread: Spread) -> Message:
    """How much a discount on the whole takes off, and how it is spread."""
    currency, discount = priced.draft.currency, spread.discount
    name = words.discount_name(discount)
    values: dict[str, Value] = {
        "name": name,
        "amount": words.amount(spread.amount, currency),
        "base": words.amount(spread.base, currency),
    }
    if discount.percent is not None:
        return msg("{name}: of {base} that is {amount}, rounded half up; spread by size:", **values)
    if discount.amount != spread.amount:
        return msg("{name}: no more than there is to pay, {amount} of {base}; spread by size:", **values)
    return msg("{name}: {amount} of {base}; spread by size:", **values)


def _waived_in_price(priced: PricedDraft) -> int:
    return sum(f.amount - f.document_discount - f.net for f in priced.priced.lines if f.waived)


def _down_to_goods(priced: PricedDraft) -> Sum:
    """What is left of the lines as shown after everything that comes off the whole."""
    sale, found = priced.priced, Sum()
    found.add(msg("All lines as shown"), sale.subtotal)
    if sale.document_discount:
        found.add(msg("Discounts on the whole"), -sale.document_discount)
    waived = _waived_in_price(priced)
    if waived:
        certificate = priced.exempt_certificate or "–"
        found.add(
            msg("Tax in the price, not charged: exemption {certificate}", certificate=certificate), -waived
        )
    return found


def _net(priced: PricedDraft) -> Figure:
    sale, title = priced.priced, msg("Without tax")
    found = _down_to_goods(priced)
    for figure in sale.taxes:
        if figure.tax.included:
            found.add(msg("{tax}, already in the price", tax=words.tax_name(figure)), -figure.amount)
    found.rounded(title, sale.net)
    return found.figure("net", title)


def _total(priced: PricedDraft) -> Figure:
    sale, title = priced.priced, msg("Total")
    found = _down_to_goods(priced)
    for figure in sale.taxes:
        if not figure.tax.included:
            found.add(msg("{tax}, added", tax=words.tax_name(figure)), figure.amount)
    for figure in sale.taxes:
        if figure.tax.included:
            amount = words.amount(figure.amount, priced.draft.currency)
            found.note(msg("{tax} is in it already: {amount}.", tax=words.tax_name(figure), amount=amount))
    found.rounded(title, sale.total)
    return found.figure("total", title)


def _cash(priced: PricedDraft) -> Figure:
    """What is due when it is paid in cash."""
    rounding, currency = priced.draft.cash_rounding, priced.draft.currency
    assert rounding is not None
    found, title = Sum(), msg("Due in cash")
    total = priced.priced.total
    due = cash_due(total, 0, rounding)
    found.add(msg("Total"), total)
    found.add(words.coin_rule(rounding, currency), due - total)
    found.note(msg("By card and the like nothing is rounded."))
    found.result(title, due)
    return found.figure("cash", title)


def _paid(priced: PricedDraft, settlement: Settlement) -> Figure:
    """What the shop keeps: the total with cash rounding, and the tenders that bring it."""
    found, title = Sum(), msg("Paid")
    currency, rounding = priced.draft.currency, priced.draft.cash_rounding
    found.add(msg("Total"), settlement.total)
    if settlement.cash_rounding:
        text = words.coin_rule(rounding, currency) if rounding else msg("Rounding to coins")
        found.add(text, settlement.cash_rounding)
    for tender in settlement.tenders:
        name = words.TENDERS[tender.type]
        found.note(msg("{tender}: {amount}", tender=name, amount=words.amount(tender.amount, currency)))
    if settlement.change:
        amount = words.amount(settlement.change, currency)
        found.note(msg("Change given back: {amount}", amount=amount))
    found.result(title, settlement.paid)
    return found.figure("paid", title)


def _points(priced: PricedDraft) -> Figure:
    """Points: the eligible net times the rate, whole points only; goods that come back take theirs back."""
    sale, currency = priced.priced, priced.draft.currency
    found, title = Sum(), msg("Points earned")
    for i, line in enumerate(priced.lines):
        if line.source is None and not line.blind and not line.sold.kind.earns_points:
            found.note(msg("{line}: does not count.", line=words.named(i, line)))
    earning = [f for f, line in zip(sale.lines, priced.lines, strict=True) if line.source is None]
    earned = sum(f.points for f in earning)
    workings = sale.workings
    if workings is not None:
        rate = sale.document.points_rate
        exact = words.exact_text(workings.eligible * rate, E6, currency)
        text = msg(
            "{net} without tax × {rate} = {exact}; whole points only",
            net=words.amount(workings.eligible, currency),
            rate=formats.unit_price(rate, 0),
            exact=exact,
        )
    else:
        net = sum(
            line.figures.net
            for line in priced.lines
            if line.source is None and (line.blind or line.sold.kind.earns_points)
        )
        text = msg("For {net} without tax, at the rate of that day", net=words.amount(net, currency))
    if earning:
        found.add(text, earned)
    for i, line in enumerate(priced.lines):
        if line.source is not None and line.figures.points:
            found.add(msg("{line}: taken back", line=words.named(i, line)), line.figures.points)
    found.rounded(title, sale.points)
    return found.figure("points", title, points=True)


def _points_spent(priced: PricedDraft) -> Figure:
    sale, title = priced.priced, msg("Points spent")
    parts: list[tuple[Message, int]] = []
    if sale.workings is not None:
        spreads = [s for s in sale.workings.spreads if s.discount.points]
        parts += [(words.discount_name(s.discount), s.discount.points) for s in spreads]
    else:
        spent = sum(line.figures.points_spent for line in priced.lines if line.source is None)
        parts += [(msg("Rewards used"), spent)] if spent else []
    parts += [
        (msg("{line}: given back", line=words.named(i, line)), line.figures.points_spent)
        for i, line in enumerate(priced.lines)
        if line.source is not None and line.figures.points_spent
    ]
    return plainly_added(parts, title, sale.points_spent).figure("points_spent", title, points=True)
