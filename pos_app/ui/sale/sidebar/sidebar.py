"""The customer sidebar of the sale: reads what the services know, and lets staff answer and note."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from pos_app.i18n import _
from pos_app.late import late
from pos_app.services import open_sale
from pos_app.services.cart_view import CartView
from pos_app.services.changes import Area, Changes
from pos_app.ui import actions
from pos_app.ui.context import UiContext
from pos_app.ui.sale.sidebar.column import PersonColumn
from pos_app.ui.sale.sidebar.empty_card import EmptyCard, HiddenCard
from pos_app.ui.sale.sidebar.noting import Noting
from pos_app.ui.sale.sidebar.offer_card import OfferCard
from pos_app.ui.sale.sidebar.person_card import PersonCard
from pos_app.ui.sale.sidebar.points_card import PointsCard
from pos_app.ui.sale.sidebar.prompt_card import PromptCard
from pos_app.ui.sale.sidebar.rows import fact_rows, lately_rows, project_rows
from pos_app.ui.sale.sidebar.section import Section

if TYPE_CHECKING:
    from pos_app.services import carts, customers
    from pos_app.services.person_view import PersonView
else:
    carts, customers = late("pos_app.services", "carts", "customers")

WIDTH, LEAST = 432, 360
PERSON_AREAS = frozenset({Area.CUSTOMER, Area.OFFER, Area.SALE, Area.SETTINGS})


class Sidebar(QFrame):
    """Shows the customer of the open sale. `page_requested` asks for the page of a customer (id).

    It reads again by itself when the person has changed; the sale page hands over every other change of the cart.
    """

    page_requested = Signal(object)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._person: PersonView | None = None
        self._cart: CartView | None = None
        self._hidden = False
        self._stale = True
        self._later = QTimer(self, singleShot=True, interval=80)
        self._later.timeout.connect(self._on_later)
        self.setObjectName("Sidebar")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._build(context)
        self._connect(context)

    def sizeHint(self) -> QSize:  # noqa: N802
        """The width of the picture; larger letters get more."""
        return QSize(max(WIDTH, min(self._context.theme.px(WIDTH), WIDTH * 5 // 4)), 600)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """On a small window."""
        return QSize(LEAST, 320)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """It has the height of the window, whatever it shows."""
        return False

    @property
    def person(self) -> PersonView | None:
        """Who is shown."""
        return self._person

    def show_cart(self, cart: CartView) -> None:
        """Follow the open sale: another customer, other points."""
        before, self._cart = self._cart, cart
        if cart.customer_id is None:
            self._person = None
        elif self._person is None or self._person.id != cart.customer_id:
            self._read_person()
        elif before is not None and before.project_id == cart.project_id:
            # What is known of the person can wait until the line is on the screen: the offer depends on it.
            self._show_cart_figures()
            self._later.start()
            return
        self._refresh()

    def reload(self) -> None:
        """Read sale and person again."""
        cart = self._context.operations.run(open_sale.current)
        if cart is not None:
            self._stale = False
            self._cart = cart
            self._read_person()
            self._refresh()

    def toggle_hidden(self) -> None:
        """Blank the sidebar, or show it again: customers can see the screen."""
        self._hidden = not self._hidden
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """A sidebar that was not to be seen catches up."""
        super().showEvent(event)
        if self._stale:
            self.reload()

    def make_cards(self) -> None:
        """Make what shows a person: a start does without, and the first customer need not wait for it."""
        assert self.column

    def _build(self, context: UiContext) -> None:
        self.empty_card = EmptyCard(context.theme)
        self.hidden_card = HiddenCard(context.theme)
        self._stack = QStackedLayout()
        for page in (self.empty_card, self.hidden_card):
            self._stack.addWidget(page)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 12, 16, 12)
        box.addLayout(self._stack)

    @cached_property
    def person_card(self) -> PersonCard:
        """Who it is."""
        return PersonCard(self._context.theme)

    @cached_property
    def prompt_card(self) -> PromptCard:
        """What to say."""
        found = PromptCard(self._context.theme)
        found.answered.connect(self._on_answered)
        return found

    @cached_property
    def points_card(self) -> PointsCard:
        """Points and rewards."""
        found = PointsCard(self._context.theme)
        found.reward_pressed.connect(self._on_reward_pressed)
        return found

    @cached_property
    def projects(self) -> Section:
        """What the person works on."""
        return Section(self._context.theme, _("Projects"), wanted=3, add_name=_("New project"))

    @cached_property
    def facts(self) -> Section:
        """What is known of the person."""
        return Section(
            self._context.theme,
            _("Prefers and owns"),
            wanted=4,
            add_name=_("Note something about the customer"),
        )

    @cached_property
    def bought(self) -> Section:
        """What was bought last."""
        found = Section(self._context.theme, _("Last bought"), wanted=4)
        found.activated.connect(self._on_bought_activated)
        return found

    @cached_property
    def offer_card(self) -> OfferCard:
        """The offer of the next receipt, or one to use now."""
        found = OfferCard(self._context.theme)
        found.use_pressed.connect(self._on_offer_used)
        return found

    @cached_property
    def column(self) -> PersonColumn:
        """All cards of a person."""
        found = PersonColumn(
            (self.person_card, self.prompt_card, self.points_card),
            (self.projects, self.facts, self.bought),
            self.offer_card,
        )
        found.more.clicked.connect(self._on_bought_activated)
        self.prompt_card.opened.connect(found.arrange)
        self._stack.insertWidget(0, found)
        return found

    @cached_property
    def noting(self) -> Noting:
        """Writes down what is said."""
        return Noting(
            self._context,
            self.projects,
            self.facts,
            arrange=self.column.arrange,
            done=lambda: self._context.show_page("sale"),
        )

    def _connect(self, context: UiContext) -> None:
        self.empty_card.find_pressed.connect(self._on_find)
        self.empty_card.new_pressed.connect(self._on_new)
        self.hidden_card.show_pressed.connect(self.toggle_hidden)
        for number in (1, 2, 3):
            actions.install(self, f"answer_{number}", partial(self._answer, number))
        actions.install(self, "reward", self._press_reward)
        actions.install(self, "blank", self.toggle_hidden)
        context.hub.follow(self, PERSON_AREAS, self._on_changes)

    def _on_find(self) -> None:
        from pos_app.ui.customers.finder import CustomerFinder

        CustomerFinder(self._context, self).open()

    def _on_new(self) -> None:
        from pos_app.ui.customers.dialog import CustomerDialog

        CustomerDialog(self._context, parent=self).open()

    def _on_changes(self, _changes: Changes) -> None:
        if self.isVisible():
            self.reload()
        else:
            self._stale = True

    def _read_person(self) -> None:
        self._later.stop()
        customer_id = None if self._cart is None else self._cart.customer_id
        if customer_id is None:
            self._person = None
        else:
            self._person = self._context.operations.run(customers.person, customer_id=customer_id)

    def _on_later(self) -> None:
        before = self._person
        self._read_person()
        if self._person != before:
            self._refresh()

    def _show_cart_figures(self) -> None:
        person, cart = self._person, self._cart
        if person is not None and cart is not None:
            self.points_card.show_person(person, cart, cart.currency)
            self.offer_card.show_person(person, cart)
            self.column.arrange()

    def _refresh(self) -> None:
        person, cart = self._person, self._cart
        if self._hidden or person is None or cart is None:
            self._stack.setCurrentWidget(self.hidden_card if self._hidden else self.empty_card)
            return
        before = self._stack.currentWidget()
        if before is not None and before is not self.column:
            # What is not to be seen yet costs a fraction to fill and to lay out.
            self.column.setGeometry(before.geometry())
        self.setAccessibleName(_("Customer: {name}").format(name=person.name))
        self.person_card.show_person(person)
        self.prompt_card.show_person(person)
        self.noting.follow(person, cart.project_id)
        self.projects.set_rows(*project_rows(person.projects, cart.project_id, person.quotes))
        self.facts.set_rows(*fact_rows(person.facts))
        self.bought.set_title(_("Lately") if person.timeline else _("Last bought"))
        self.bought.set_rows(*lately_rows(person, cart.currency))
        self._show_cart_figures()
        self._stack.setCurrentWidget(self.column)

    def _answer(self, number: int) -> None:
        if self._person is not None and self._stack.currentWidget() is self.column:
            self.prompt_card.answer(number)

    def _press_reward(self) -> None:
        if self._person is not None:
            self.points_card.press_reward()

    def _on_answered(self, key: str, answer: str) -> None:
        if self._person is not None:
            self._act(customers.answer_prompt, customer_id=self._person.id, key=key, answer=answer)

    def _on_reward_pressed(self, code: str) -> None:
        used = self._cart is not None and code in self._cart.rewards
        self._act(carts.drop_reward if used else carts.use_reward, reward=code)

    def _on_offer_used(self, code: str) -> None:
        self._act(carts.add_coupon, code=code)

    def _on_bought_activated(self) -> None:
        if self._person is not None:
            self.page_requested.emit(self._person.id)

    def _act(self, service: Callable[..., Any], **values: Any) -> None:
        """Do it and give the scan field its focus back."""
        self._context.operations.run(service, **values)
        self._context.show_page("sale")
