"""A Z as stored: the same value comes back, whatever the program learns to print later."""

from dataclasses import asdict
from typing import Any

from pos_app.domain.till import (
    ActCount,
    ActLine,
    CashMove,
    DaySum,
    Figures,
    TaxSum,
    TenderSum,
    TillReport,
)

# Read from the journal when printed: the entry's hash covers the document.
_OF_ENTRY = ("head_seq", "head_hash")


def to_plain(report: TillReport) -> dict[str, Any]:
    """The report as plain JSON values, for storage, without the head of its own entry."""
    plain = asdict(report)
    for name in _OF_ENTRY:
        del plain[name]
    return plain


def from_plain(data: dict[str, Any], *, head_seq: int, head_hash: str) -> TillReport:
    """A stored report back as the same value, with the head of its entry."""
    values = dict(data)
    figures = dict(values["figures"])
    figures["taxes"] = tuple(TaxSum(**tax) for tax in figures["taxes"])
    figures["tenders"] = tuple(TenderSum(**tender) for tender in figures["tenders"])
    figures["days"] = tuple(DaySum(**day) for day in figures["days"])
    figures["moves"] = tuple(CashMove(**move) for move in figures["moves"])
    values["figures"] = Figures(**figures)
    values["shop_lines"] = tuple(values["shop_lines"])
    values["count"] = tuple((value, pieces) for value, pieces in values["count"])
    values["acts"] = tuple(ActCount(**act) for act in values["acts"])
    values["act_lines"] = tuple(ActLine(**line) for line in values["act_lines"])
    values["notes"] = tuple(values["notes"])
    return TillReport(**values, head_seq=head_seq, head_hash=head_hash)
