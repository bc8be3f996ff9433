"""The one thing worth saying to this person now, with its three answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSpacerItem, QWidget

from pos_app import i18n
from pos_app.i18n import _
from pos_app.ui.theme import Theme
from pos_app.ui.widgets.cards import Card
from pos_app.ui.widgets.elided_label import ElidedLabel
from pos_app.ui.widgets.flow import FlowLayout
from pos_app.ui.widgets.key_button import KeyButton

if TYPE_CHECKING:
    from pos_app.services.person_view import PersonView, PromptView

TOUCH = 44


class PromptCard(Card):
    """Sentence, detail, style code, more on demand, answers. `answered` carries the prompt's key and answer id,
    `opened` says that more or less is shown.
    """

    answered = Signal(str, str)
    opened = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("soft", parent)
        self._theme = theme
        self._prompt: PromptView | None = None
        self._opened = False
        self._text = ElidedLabel(max_lines=2)
        self._text.setProperty("role", "lead")
        self._detail = ElidedLabel(max_lines=2)
        self._detail.setProperty("role", "small")
        self._more = QPushButton(_("more"), self)
        self._more.setProperty("kind", "more")
        self._more.clicked.connect(self._on_more_clicked)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self._detail, 1)
        # The link is drawn here, but it can be touched higher than a line of small text: see _place_more.
        self._gap = QSpacerItem(0, 0)
        line.addItem(self._gap)
        self._words = ElidedLabel(max_lines=5)
        self._words.setProperty("role", "small")
        self._buttons = QWidget()
        self._flow = FlowLayout(self._buttons, spacing=6)
        self.column.addWidget(self._text)
        self.column.addLayout(line)
        self.column.addWidget(self._words)
        self.column.addSpacing(4)
        self.column.addWidget(self._buttons)

    def show_person(self, person: PersonView) -> None:
        """Show the prompt of `person`, or nothing if there is none."""
        prompt = person.prompt
        same = prompt is not None and self._prompt is not None and prompt.key == self._prompt.key
        self._prompt = prompt
        self.setVisible(prompt is not None)
        if prompt is None:
            return
        self._text.setText(i18n.text(prompt.text))
        style = _("Style {code}").format(code=person.style) if person.style else ""
        detail = i18n.text(prompt.detail) if prompt.detail is not None else ""
        self._detail.setText("   ".join(part for part in (detail, style) if part))
        words = [i18n.text(message) for message in prompt.more]
        words += [fact.value for fact in person.facts if fact.kind == "style"]
        if person.notes:
            words.append(person.notes)
        self._words.setText("\n".join(words))
        self._more.setVisible(bool(words))
        self._open(same and self._opened and bool(words))
        texts = [i18n.text(text) for _answer, text in prompt.answers]
        if texts != [button.text() for button in self.answers()]:
            self._show_answers(texts)

    def fold(self, level: int, _width: int) -> None:
        """From 1 on one line explains, from 2 on the answers do without their keys (F1 lists them)."""
        self.set_tight(level >= 1)
        self._detail.set_max_lines(1 if level >= 1 else 2)
        self._words.set_max_lines(max(1, 5 - 2 * level))
        for number, button in enumerate(self.answers(), start=1):
            key = _("Alt {number}").format(number=number)
            button.set_key("" if level >= 2 else key)
            button.setAccessibleDescription(key)

    def answers(self) -> list[KeyButton]:
        """The buttons, first to last."""
        widgets = [self._flow.itemAt(index) for index in range(self._flow.count())]
        found = [item.widget() for item in widgets if item is not None]
        return [widget for widget in found if isinstance(widget, KeyButton)]

    def answer(self, number: int) -> None:
        """Give the answer `number` (from 1); nothing happens where there is none."""
        if self._prompt is not None and number <= len(self._prompt.answers):
            self.answered.emit(self._prompt.key, self._prompt.answers[number - 1][0])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The link follows its line."""
        super().resizeEvent(event)
        self._place_more()

    def event(self, event: QEvent) -> bool:
        """The link follows its line."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._place_more()
        return handled

    def _place_more(self) -> None:
        width = max(TOUCH, self._more.sizeHint().width())
        self._gap.changeSize(0 if self._more.isHidden() else width, 0)
        self.column.activate()
        line = self._detail.geometry()
        height = self._detail.fontMetrics().height()
        middle = line.top() + height // 2
        right = self.width() - self.column.contentsMargins().right()
        self._more.setGeometry(right - width, middle - TOUCH // 2, width, TOUCH)
        self._more.raise_()
        self._buttons.raise_()

    def _show_answers(self, texts: Sequence[str]) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        for number, text in enumerate(texts, start=1):
            key = _("Alt {number}").format(number=number)
            button = KeyButton(self._theme, text, key, kind="answer", size=12)
            button.clicked.connect(lambda _checked=False, number=number: self.answer(number))
            self._flow.addWidget(button)

    def _on_more_clicked(self) -> None:
        self._open(not self._opened)
        self.opened.emit()

    def _open(self, open_: bool) -> None:
        self._opened = open_
        self._more.setText(_("less") if open_ else _("more"))
        self._words.setVisible(open_)
        self.updateGeometry()
