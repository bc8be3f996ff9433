"""Why a tax of a whole sale is what it is: line by line, with the place where it was rounded."""

from fractions import Fraction

from pos_app.domain.explanation import Figure, Sum
from pos_app.domain.message import Message, msg
from pos_app.domain.money import Currency
from pos_app.domain.sale import TaxFigure
from pos_app.services import explained_words as words
from pos_app.services.draft_values import PricedDraft, PricedLine
from pos_app.services.explained_lines import exact_of


def tax_figure(priced: PricedDraft, tax: TaxFigure) -> Figure:
    """One tax, line by line; goods that come back bring what their receipt had in proportion."""
    name, currency = words.tax_name(tax), priced.draft.currency
    title = msg("{tax}, in the price", tax=name) if tax.tax.included else msg("{tax}", tax=name)
    found, whole, known = Sum(), Fraction(0), True
    for i, line in enumerate(priced.lines):
        for figure, exact in zip(line.figures.taxes, exact_of(priced, i), strict=True):
            if figure.tax.code == tax.tax.code:
                found.add(_part(i, line, figure, currency), figure.amount)
                known = known and (exact is not None or line.source is not None)
                whole += Fraction(exact.numerator, exact.denominator) if exact is not None else 0
    if priced.priced.document.tax_rounding == "line":
        found.note(msg("Rounded half up on every line, then added up."))
    elif known and whole:
        text = words.exact_text(whole.numerator, whole.denominator, currency)
        found.note(
            msg(
                "Exactly {exact} over the whole sale, rounded half up once; "
                "the cents go to the lines with the largest remainders.",
                exact=text,
            )
        )
    else:
        found.note(msg("Rounded half up once, over the whole sale."))
    found.result(title, tax.amount)
    return found.figure(f"tax:{tax.tax.code}", title)


def _part(index: int, line: PricedLine, figure: TaxFigure, currency: Currency) -> Message:
    name = words.named(index, line)
    if line.source is not None:
        number = line.source.number
        return msg("{line}: in proportion, of receipt {number}", line=name, number=number)
    if figure.tax.kind != "percent":
        return msg(
            "{line}: {fee} for each of {quantity}",
            line=name,
            fee=words.price(figure.tax.rate, currency),
            quantity=words.counted(line.sold),
        )
    return msg("{line}: of {base}", line=name, base=words.amount(figure.base, currency))


def no_tax_figure(priced: PricedDraft) -> Figure:
    """Nothing is taxed, or nothing is charged: which of the two."""
    found = Sum()
    if priced.exempt_certificate:
        text = msg("The customer is exempt: {certificate}.", certificate=priced.exempt_certificate)
        found.note(text)
        waived = sum(line.figures.waived for line in priced.lines)
        found.note(msg("Not charged: {amount}.", amount=words.amount(waived, priced.draft.currency)))
    else:
        found.note(msg("No line of this sale has a tax."))
    found.result(msg("Tax"), 0)
    return found.figure("tax", msg("Tax"))
