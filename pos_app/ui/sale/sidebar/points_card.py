"""Points, the reward they can buy, and the way to the next tier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app import i18n
from pos_app.domain.money import Currency
from pos_app.i18n import _, ngettext
from pos_app.services.cart_view import CartView
from pos_app.ui import format as shown
from pos_app.ui.sale.sidebar.rows import account_text
from pos_app.ui.theme import Theme
from pos_app.ui.widgets.elided_label import ElidedLabel
from pos_app.ui.widgets.flow import FlowLayout
from pos_app.ui.widgets.key_button import KeyButton

if TYPE_CHECKING:
    from pos_app.services.person_view import PersonView


class ProgressLine(QWidget):
    """A thin bar; what it means is said in words below it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._done, self._whole = 0, 1
        self.setFixedHeight(6)
        theme.changed.connect(self.update)

    def set_progress(self, done: int, whole: int) -> None:
        """Fill `done` of `whole`."""
        self._done, self._whole = max(0, done), max(1, whole)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Track and filled part."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("track"))
        area = QRectF(self.rect())
        painter.drawRoundedRect(area, 3, 3)
        area.setWidth(area.width() * min(self._done, self._whole) / self._whole)
        painter.setBrush(self._theme.color("brand"))
        painter.drawRoundedRect(area, 3, 3)


class PointsCard(QWidget):
    """Balance, gain of this sale, store credit, account, reward, tier. `reward_pressed` carries the reward's code."""

    reward_pressed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._person: PersonView | None = None
        self._balance = ElidedLabel()
        self._balance.setProperty("role", "strong")
        self._gain = ElidedLabel()
        self._gain.setProperty("role", "small")
        self._credit = ElidedLabel()
        self._credit.setProperty("role", "small")
        self._account = ElidedLabel()
        self._account.setProperty("role", "small")
        self.reward_button = KeyButton(theme, "", _("F10"))
        self.reward_button.clicked.connect(self._on_reward_clicked)
        self._figures = QWidget()
        figures = FlowLayout(self._figures, spacing=6)
        figures.addWidget(self._balance)
        figures.addWidget(self._gain)
        figures.addWidget(self._credit)
        top = QWidget()
        line = FlowLayout(top, spacing=4, spread=True)
        line.addWidget(self._figures)
        line.addWidget(self.reward_button)
        self._progress = ProgressLine(theme)
        self._tier = ElidedLabel(max_lines=2)
        self._tier.setProperty("role", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(top)
        # On a line of its own: beside points, credit and the reward there is no room for it.
        column.addWidget(self._account)
        column.addWidget(self._progress)
        column.addWidget(self._tier)

    def show_person(self, person: PersonView, cart: CartView | None, currency: Currency) -> None:
        """Show the points of `person` and what the open cart does to them."""
        self._person = person
        count = shown.integer(person.points)
        self._balance.setText(ngettext("{count} point", "{count} points", person.points).format(count=count))
        gain = cart.points if cart is not None and cart.customer_id == person.id else 0
        text = _("{points} with this sale").format(points=shown.integer(gain, signed=True)) if gain else ""
        self._gain.setText(text)
        self._gain.setVisible(bool(text))
        credit = _("{amount} store credit").format(amount=shown.money(person.store_credit, currency))
        self._credit.setText(credit if person.store_credit else "")
        self._credit.setVisible(person.store_credit != 0)
        owed = account_text(person, currency)
        self._account.setText(owed)
        self._account.setVisible(bool(owed))
        self._show_reward(person, cart, currency)
        self._show_tier(person)

    def fold(self, level: int, _width: int) -> None:
        """From 1 on one line about the next tier, at last only the bar, which tells it when pointed at."""
        self._tier.set_max_lines(1 if level >= 1 else 2)
        self._tier.setVisible(bool(self._tier.full_text()) and level < 3)
        self._progress.setToolTip(self._tier.full_text())

    def press_reward(self) -> None:
        """What F10 does: the reward, if the balance allows one."""
        if not self.reward_button.isHidden():
            self._on_reward_clicked()

    def _show_reward(self, person: PersonView, cart: CartView | None, currency: Currency) -> None:
        reward = person.reward
        used = cart is not None and reward is not None and reward.code in cart.rewards
        self.reward_button.setVisible(reward is not None and (used or reward.affordable > 0))
        if reward is None:
            return
        worth = shown.money(reward.worth, currency)
        template = _("Take back {points} for {worth}") if used else _("Use {points} for {worth}")
        text = template.format(points=shown.integer(reward.points), worth=worth)
        self.reward_button.setText(text)
        self.reward_button.setAccessibleName(text)
        self.reward_button.updateGeometry()

    def _show_tier(self, person: PersonView) -> None:
        self._progress.setVisible(person.tier_progress is not None)
        if person.tier_progress is not None:
            self._progress.set_progress(*person.tier_progress)
        self._tier.setText(i18n.text(person.tier_text) if person.tier_text is not None else "")
        self._tier.setVisible(person.tier_text is not None)

    def _on_reward_clicked(self) -> None:
        if self._person is not None and self._person.reward is not None:
            self.reward_pressed.emit(self._person.reward.code)
