"""Who stands at the counter: initials, name, chips, last here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from pos_app import i18n
from pos_app.i18n import _, ngettext
from pos_app.ui.theme import Theme
from pos_app.ui.widgets.chips import Avatar, Chip, ChipKind
from pos_app.ui.widgets.elided_label import ElidedLabel
from pos_app.ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from pos_app.services.person_view import PersonView

# Width at 100 % below which a third column does not fit.
NARROW = 320
FEW_CHIPS = 2
# Stages (English ids of the rules) that ask for attention; the word says it, the colour only helps.
_UNEASY = frozenset({"late", "long away"})


class PersonCard(QWidget):
    """The head of the sidebar. Where the letters are too large for it, "last here" goes below the chips."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._person: PersonView | None = None
        self._compact = False
        self._folded = 0
        self._shown_chips: list[tuple[str, ChipKind]] = []
        self._made: dict[ChipKind, list[Chip]] = {}
        self._avatar = Avatar(theme)
        self._name = ElidedLabel(max_lines=2)
        self._name.setProperty("role", "title")
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self._last_caption = QLabel(_("last here"))
        self._last_caption.setProperty("role", "small")
        self._last = QLabel()
        self._last.setProperty("role", "small-strong")
        self._below = ElidedLabel()
        self._below.setProperty("role", "small")
        self._below.hide()
        for label in (self._last_caption, self._last):
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._arrange()

    def _arrange(self) -> None:
        middle = QVBoxLayout()
        middle.setSpacing(1)
        middle.addWidget(self._name)
        middle.addWidget(self._chips)
        middle.addWidget(self._below)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._last_caption)
        right.addWidget(self._last)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.addWidget(self._avatar, 0, 0)
        grid.addLayout(middle, 0, 1)
        grid.addLayout(right, 0, 2)
        grid.setColumnStretch(1, 1)

    def show_person(self, person: PersonView) -> None:
        """Show the head of `person`."""
        self._person = person
        self._avatar.setText(person.initials.replace(".", "").replace(" ", ""))
        self._name.setText(person.name or person.company)
        self._last.setText(_days_ago(person.days_since))
        self._show_details()

    def fold(self, level: int, _width: int) -> None:
        """From 2 on only what decides how to greet: name, tier, stage."""
        if level != self._folded:
            self._folded = level
            self._hide_details()

    def _hide_details(self) -> None:
        few = self._folded >= 2
        self._name.set_max_lines(1 if self._folded >= 3 else 2)
        self._below.setVisible(self._compact and not few)
        for index in range(self._flow.count()):
            item = self._flow.itemAt(index)
            chip = item.widget() if item is not None else None
            if chip is not None:
                chip.setVisible(not few or index < FEW_CHIPS)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Too narrow for three columns: two."""
        super().resizeEvent(event)
        compact = self.width() < self._theme.px(NARROW)
        if compact != self._compact:
            self._compact = compact
            self._show_details()

    def _show_details(self) -> None:
        person = self._person
        if person is None:
            return
        known = person.days_since is not None
        self._last_caption.setVisible(known and not self._compact)
        self._last.setVisible(not self._compact)
        ago = _days_ago(person.days_since)
        self._below.setText(_("last here {ago}").format(ago=ago) if known else ago)
        self._set_chips(_chips(person))
        self._hide_details()

    def _set_chips(self, chips: list[tuple[str, ChipKind]]) -> None:
        if chips == self._shown_chips:
            return
        self._shown_chips = chips
        while self._flow.takeAt(0) is not None:
            pass
        free = {kind: list(made) for kind, made in self._made.items()}
        for text, kind in chips:
            chip = free[kind].pop() if free.get(kind) else self._new_chip(kind)
            chip.setText(text)
            self._flow.addWidget(chip)
        for chip in (chip for made in free.values() for chip in made):
            chip.hide()
        self.updateGeometry()

    def _new_chip(self, kind: ChipKind) -> Chip:
        """Chips are kept: making one for the style sheet costs more than showing it."""
        chip = Chip("", kind, self._chips)
        self._made.setdefault(kind, []).append(chip)
        return chip


def _chips(person: PersonView) -> list[tuple[str, ChipKind]]:
    chips: list[tuple[str, ChipKind]] = []
    if person.tier:
        chips.append((person.tier, "gold"))
    if person.stage is not None:
        chips.append((i18n.text(person.stage), "warn" if person.stage.id in _UNEASY else "good"))
    if person.rhythm is not None:
        chips.append((i18n.text(person.rhythm), "plain"))
    if person.prompt is None and person.style:
        chips.append((_("Style {code}").format(code=person.style), "plain"))
    if person.tax_exempt_no:
        chips.append((_("tax-exempt"), "plain"))
    return chips


def _days_ago(days: int | None) -> str:
    if days is None:
        return _("first visit")
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    return ngettext("{count} day ago", "{count} days ago", days).format(count=days)
