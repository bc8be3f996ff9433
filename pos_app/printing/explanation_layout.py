"""What an explained figure says, row by row: the one text behind the window, the PDF, the printer and the terminal."""

from __future__ import annotations

import textwrap

from pos_app import formats, i18n
from pos_app.domain.explanation import Explanation, Figure, Step
from pos_app.i18n import _
from pos_app.printing.receipt_rows import Gap, Item, Row, Rule, Style
from pos_app.printing.wrapping import clean


def number_text(figure: Figure, amount: int, exponent: int) -> str:
    """An amount of a figure as a person reads it: money, or whole points."""
    return formats.integer(amount) if figure.points else formats.money(amount, exponent)


def step_text(step: Step) -> str:
    """A step's sentence in the language of the shop."""
    return i18n.text(step.text)


def explanation_items(explanation: Explanation) -> list[Item]:
    """The sums of all figures, one below the other."""
    items: list[Item] = [
        Row(Style.SHOP, _("Why this figure?")),
        Row(Style.CENTRED, clean(i18n.text(explanation.title))),
        Row(Style.CENTRED, explanation.currency),
    ]
    for figure in explanation.figures:
        items += [Rule(), Row(Style.CENTRED_STRONG, clean(i18n.text(figure.title))), Gap()]
        items += [_step(figure, step, explanation.exponent) for step in figure.steps]
    return items


def explanation_lines(explanation: Explanation, width: int = 78) -> list[str]:
    """The same for a terminal: sentences with their amounts at the right edge."""
    lines = [i18n.text(explanation.title)]
    for figure in explanation.figures:
        lines += ["", i18n.text(figure.title)]
        for step in figure.steps:
            lines += _terminal(figure, step, explanation.exponent, width)
    return lines


def _terminal(figure: Figure, step: Step, exponent: int, width: int) -> list[str]:
    value = "" if step.amount is None else number_text(figure, step.amount, exponent)
    mark = "    " if step.kind == "note" else "= " if step.kind == "result" else "  "
    found = textwrap.wrap(step_text(step), width - 14, initial_indent=mark, subsequent_indent=" " * len(mark))
    if value:
        found[0] = f"{found[0]} ".ljust(width - len(value)) + value
    return found


def _step(figure: Figure, step: Step, exponent: int) -> Row:
    text = clean(step_text(step))
    if step.amount is None:
        return Row(Style.DETAIL, text)
    value = number_text(figure, step.amount, exponent)
    if step.kind == "result":
        return Row(Style.PLAIN, text, value, lead="=", strong_value=True)
    return Row(Style.PLAIN, text, value)
