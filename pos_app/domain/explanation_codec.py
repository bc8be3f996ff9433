"""Explained figures as JSON text: what a print job keeps, so that it prints the sum that was on the screen."""

from json import dumps, loads

from pos_app.domain.explanation import Explanation, Figure, Step
from pos_app.domain.message_codec import decode, encode


def to_json(explanation: Explanation) -> str:
    """The figures as one line of JSON; sentences stay messages, so that the printer's language decides."""
    plain = {
        "title": encode(explanation.title),
        "currency": explanation.currency,
        "exponent": explanation.exponent,
        "figures": [
            {
                "key": figure.key,
                "title": encode(figure.title),
                "amount": figure.amount,
                "points": figure.points,
                "steps": [[encode(step.text), step.amount, step.kind] for step in figure.steps],
            }
            for figure in explanation.figures
        ],
    }
    return dumps(plain, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Explanation:
    """The figures that `to_json` wrote; ValueError or KeyError if they are none or do not add up."""
    plain = loads(text)
    figures = tuple(
        Figure(
            key=figure["key"],
            title=decode(figure["title"]),
            amount=figure["amount"],
            steps=tuple(Step(decode(words), amount, kind) for words, amount, kind in figure["steps"]),
            points=figure["points"],
        )
        for figure in plain["figures"]
    )
    return Explanation(decode(plain["title"]), plain["currency"], plain["exponent"], figures)
