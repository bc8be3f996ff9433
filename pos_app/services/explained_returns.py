"""Why goods that come back bring what they do: the figures of their receipt in proportion, less what went back."""

from dataclasses import replace

from pos_app.domain.explanation import Sum
from pos_app.domain.message import Message, Value, msg
from pos_app.domain.returns import SoldLine
from pos_app.services import explained_words as words
from pos_app.services.draft_values import BY_HAND, PricedDraft, PricedLine
from pos_app.services.returning import add_return


def shown(found: Sum, priced: PricedDraft, index: int) -> None:
    """From the amount on the receipt to what comes back now."""
    line, currency = priced.lines[index], priced.draft.currency
    assert line.source is not None
    before = state_before(priced, index)
    upto = before.returned - line.sold.quantity
    unit = line.sold.unit
    given = before.given_back.amount
    values: dict[str, Value] = {
        "number": line.source.number,
        "amount": words.amount(before.figures.amount, currency),
        "sold": words.in_unit(before.quantity, unit),
    }
    if upto == before.quantity:
        text = msg("Receipt {number}: {sold} for {amount}, all of it", **values)
    else:
        back = words.in_unit(upto, unit)
        text = msg(
            "Receipt {number}: {sold} for {amount}, of which {back} in proportion", back=back, **values
        )
    found.add(text, line.figures.amount - given)
    if before.returned:
        already = words.in_unit(before.returned, unit)
        found.add(msg("{quantity} of it went back before", quantity=already), given)
    found.note(msg("Prices, discounts, taxes and points are those of that receipt."))


def blind_price(line: PricedLine, price: str) -> Message:
    """How the price of goods without a receipt was found."""
    receipt = line.sold.price_label
    if not receipt:
        return msg(
            "Without receipt: not sold in the last 30 days, so the lowest price of today, {price}",
            price=price,
        )
    if receipt == BY_HAND:
        return msg(
            "Without receipt: {price} by hand, less than the lowest price of the last 30 days", price=price
        )
    return msg(
        "Without receipt: the lowest price of the last 30 days, {price} on receipt {number}",
        price=price,
        number=receipt,
    )


def state_before(priced: PricedDraft, index: int) -> SoldLine:
    """What had gone back of the line's original before this line, earlier lines of the same document included."""
    line = priced.lines[index]
    assert line.source is not None
    state = line.source.sold
    for earlier in priced.lines[:index]:
        if earlier.line.return_of_id == line.line.return_of_id:
            state = replace(
                state,
                returned=state.returned - earlier.sold.quantity,
                given_back=add_return(state.given_back, earlier.figures),
            )
    return state
