"""The hint that a pack is cheaper than the singles of a line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from pos_app import i18n
from pos_app.i18n import _
from pos_app.services.cart_view import PackHint
from pos_app.ui.actions import key_cap
from pos_app.ui.theme import Theme
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.strong_beginning import StrongBeginning


class PackBar(QFrame):
    """Shows one hint; a hint that was declined stays away until its line changes."""

    def __init__(
        self,
        theme: Theme,
        take: Callable[[int], object],
        keep: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("bar", "warn")
        self._hint: PackHint | None = None
        self._declined: PackHint | None = None
        self._take = take
        self._after = keep
        self._text = StrongBeginning()
        policy = self._text.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        self._text.setSizePolicy(policy)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 6, 0)
        row.addWidget(self._text, 1)
        for text, cap, act in (
            (_("take the pack"), key_cap("pack"), self.take),
            (_("keep singles"), _("Esc"), self.decline),
        ):
            button = self._keep = KeyButton(theme, text, cap, kind="bar", tone="warn")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(act)
            row.addWidget(button)
        self.hide()

    def set_hint(self, hint: PackHint | None) -> None:
        """From now on this hint is taken, unless it was declined; `show_hint` shows it."""
        self._hint = hint if hint != self._declined else None

    def show_hint(self) -> None:
        """Show the hint, or go away where there is none."""
        if self._hint is not None:
            sentence = i18n.text(self._hint.text)
            self._text.set_sentence(sentence, _strong(sentence))
        self.setVisible(self._hint is not None)

    def take(self) -> None:
        """Sell the pack."""
        if self._hint is not None:
            self._take(self._hint.line_id)

    def claim_esc(self, mine: bool) -> None:
        """Show Esc only while it is this bar that the key puts away."""
        self._keep.set_key(_("Esc") if mine else "")

    def escape(self) -> None:
        """What Esc does."""
        self.decline()

    def decline(self) -> None:
        """Keep the singles."""
        if self._hint is None:
            return
        self._declined, self._hint = self._hint, None
        self.hide()
        self._after()


def _strong(sentence: str) -> int:
    """What the pack costs is what counts; the rest of the sentence begins at its last comma."""
    return max(0, sentence.rfind(", "))
