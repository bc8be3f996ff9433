"""A quote as final values: printed, stored and printed again from here, never priced again.

Its sheet is that of a receipt on which nothing was paid yet. Names of people and the note are not part of it:
they are looked up when the paper is made, so that an erased customer leaves no copy behind.
"""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from pos_app.domain.receipt import Receipt
from pos_app.domain.receipt import from_plain as receipt_from_plain

QuoteState = Literal["open", "expired", "sold"]


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """What a quote knows of a line beyond the receipt's: minor units, `tax` as it was on the day."""

    sku: str
    discount: int
    net: int
    tax: int


@dataclass(frozen=True, slots=True)
class QuotePaper:
    """Everything on the paper: `sheet.lines` and `lines` belong together; `valid_until` is an ISO date."""

    sheet: Receipt
    valid_until: str
    lines: tuple[QuotedLine, ...]
    terms: tuple[str, ...] = ()
    version: int = 1

    def __post_init__(self) -> None:
        if len(self.lines) != len(self.sheet.lines):
            raise ValueError("a quote's lines and those of its sheet must be the same")


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a quote is for, as known when it is printed; `erased` where the customer has been erased."""

    name: str = ""
    company: str = ""
    project: str = ""
    note: str = ""
    erased: bool = False


def state_of(*, expires_on: str, sold: bool, on: str) -> QuoteState:
    """Where a quote stands on an ISO date: on its last day it still holds."""
    if sold:
        return "sold"
    return "expired" if expires_on < on else "open"


def to_plain(paper: QuotePaper) -> dict[str, Any]:
    """The paper as plain JSON values, for storage."""
    return asdict(paper)


def from_plain(data: dict[str, Any]) -> QuotePaper:
    """A stored paper back as the same value."""
    return QuotePaper(
        sheet=receipt_from_plain(data["sheet"]),
        valid_until=data["valid_until"],
        lines=tuple(QuotedLine(**line) for line in data["lines"]),
        terms=tuple(data["terms"]),
        version=data["version"],
    )
