"""One act in full: the whole sentence, and every fact before and after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from pos_app import i18n
from pos_app.i18n import _
from pos_app.services.audit_search import ActView
from pos_app.services.audit_words import FACTS, shown
from pos_app.ui.widgets.table import Column, Table


@dataclass(frozen=True, slots=True)
class Fact:
    """A row: what it is, what it was, what it is now."""

    name: str
    before: str
    after: str


class ActDetails(QWidget):
    """Shows the act that is chosen in the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setProperty("role", "strong")
        self.table: Table[Fact] = Table(
            [
                Column("name", _("Fact"), lambda fact: fact.name, sample="Price as on receipt, line 10"),
                Column("before", _("Before"), lambda fact: fact.before, sample="2 × P-trap 1½″ PVC  13.58 and more"),
                Column("after", _("After"), lambda fact: fact.after, stretch=True),
            ],
            _("Before and after"),
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.said)
        column.addWidget(self.table, 1)

    def show_act(self, act: ActView | None) -> None:
        """Show an act; None shows nothing."""
        self.said.setText(_said(act))
        self.table.set_rows(facts_of(act.before, act.after) if act is not None else [])


def facts_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Fact]:
    """Every fact in words, those of lists one by one."""
    known = [name for name in FACTS if name in before or name in after]
    others = [name for name in (*before, *after) if name not in FACTS]
    found: list[Fact] = []
    for name in dict.fromkeys((*known, *others)):
        found += _rows(name, before.get(name), after.get(name))
    return found


def _rows(name: str, was: Any, now: Any) -> Iterator[Fact]:
    title = _(FACTS[name]) if name in FACTS else name
    if not any(_listed(value) for value in (was, now)):
        yield Fact(title, _text(name, was), _text(name, now))
        return
    pairs = (was or [], now or [])
    for number in range(max(len(side) for side in pairs)):
        texts = [_entry(side[number]) if number < len(side) else "" for side in pairs]
        yield Fact(_("{what}, {number}").format(what=title, number=number + 1), *texts)


def _listed(value: Any) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and any(isinstance(v, Mapping) for v in value)
    )


def _entry(value: Any) -> str:
    """An entry of a list: a line of a sale as "2 × P-trap · 13.58", anything else fact by fact."""
    if not isinstance(value, Mapping):
        return str(value)
    said = {name: _text(name, inner) for name, inner in value.items() if inner != ""}
    if {"quantity", "description", "amount"} <= said.keys():
        return _("{quantity} × {description} · {amount}").format(**said)
    return " · ".join(f"{_(FACTS[name])} {text}" if name in FACTS else text for name, text in said.items())


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    return i18n.written(shown(name, value))


def _said(act: ActView | None) -> str:
    if act is None:
        return ""
    text = i18n.text(act.sentence)
    place = _("Till {till}, entry {seq} of the day book.").format(till=act.till, seq=act.seq)
    gone = _("What it said was erased.") if act.erased else ""
    return " ".join(part for part in (f"{text}.", gone, place) if part)
