"""Everything known of one customer: head, points, projects, facts, offers, and every visit."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pos_app import i18n
from pos_app.i18n import _, ngettext
from pos_app.services import customers
from pos_app.services.person_view import HappeningView, OfferView, PersonView
from pos_app.ui import format as shown
from pos_app.ui.context import UiContext
from pos_app.ui.customers.columns import iso_date
from pos_app.ui.sale.sidebar.column import PersonColumn
from pos_app.ui.sale.sidebar.noting import Noting
from pos_app.ui.sale.sidebar.person_card import PersonCard
from pos_app.ui.sale.sidebar.points_card import PointsCard
from pos_app.ui.sale.sidebar.rows import fact_rows, project_rows
from pos_app.ui.sale.sidebar.section import RowText, Section
from pos_app.ui.widgets.cards import Card
from pos_app.ui.widgets.elided_label import ElidedLabel
from pos_app.ui.widgets.key_button import KeyButton
from pos_app.ui.widgets.table import Column, Table

CHUNK = 50


class CustomerDetail(QWidget):
    """Shows a person; `edit_pressed` and `sale_pressed` carry the customer's id."""

    edit_pressed = Signal(object)
    sale_pressed = Signal(object)

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._person: PersonView | None = None
        theme = context.theme
        self.person_card = PersonCard(theme)
        self._contact = ElidedLabel(max_lines=3)
        self._contact.setProperty("role", "muted-row")
        self.points_card = PointsCard(theme)
        self.points_card.reward_button.hide()
        self.projects = Section(theme, _("Projects"), wanted=4, add_name=_("New project"))
        self.facts = Section(
            theme, _("Prefers and owns"), wanted=8, add_name=_("Note something about the customer")
        )
        self.offers = Section(theme, _("Open offers"), wanted=4)
        self.offers.button.setEnabled(False)
        nothing = QWidget()
        nothing.hide()
        top = (self.person_card, self._contact, self.points_card)
        self.column = PersonColumn(top, (self.offers, self.projects, self.facts), nothing)
        self.noting = Noting(
            context,
            self.projects,
            self.facts,
            arrange=self.column.arrange,
            done=self.projects.button.setFocus,
            on_sale=False,
        )
        self.visits: Table[HappeningView] = Table(_happening_columns(context), _("All visits and contacts"))
        self._words = ElidedLabel(max_lines=5)
        self._words.setProperty("role", "muted-row")
        self._words.hide()
        self.visits.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self._build()

    def _build(self) -> None:
        theme = self._context.theme
        self.edit = KeyButton(theme, _("Edit"))
        self.edit.setMinimumWidth(64)
        self.edit.clicked.connect(lambda: self._emit(self.edit_pressed))
        self.put_on_sale = KeyButton(theme, _("Put on the sale"))
        self.put_on_sale.clicked.connect(lambda: self._emit(self.sale_pressed))
        buttons = QHBoxLayout()
        buttons.addWidget(self.put_on_sale)
        buttons.addWidget(self.edit)
        buttons.addStretch(1)
        self._visits_title = QLabel()
        self._visits_title.setProperty("role", "section")
        left = QVBoxLayout()
        left.addWidget(self.column, 1)
        left.addLayout(buttons)
        right = QVBoxLayout()
        right.setSpacing(6)
        right.addWidget(self._visits_title)
        right.addWidget(self.visits, 1)
        right.addWidget(self._words)
        both = QHBoxLayout()
        both.setContentsMargins(6, 4, 6, 4)
        both.setSpacing(20)
        both.addLayout(left, 5)
        both.addLayout(right, 8)
        card = Card()
        card.column.addLayout(both)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)

    @property
    def customer_id(self) -> int | None:
        """Who is shown."""
        return None if self._person is None else self._person.id

    def show_customer(self, customer_id: int) -> bool:
        """Read and show a customer; False if that was not possible."""
        person = self._context.operations.run(customers.person, customer_id=customer_id)
        if person is None:
            return False
        self._person = person
        currency = self._context.settings().shop.currency
        self.person_card.show_person(person)
        lines = [shown.joined(person.code, person.company, person.phone), _exemption(person), person.notes]
        self._contact.setText("\n".join(line for line in lines if line))
        self.points_card.show_person(person, None, currency)
        self.points_card.reward_button.hide()
        self.noting.follow(person, None)
        self.projects.set_rows(*project_rows(person.projects, None, person.quotes))
        self.facts.set_rows(*fact_rows(person.facts, with_style=True))
        self.offers.set_rows(*_offer_rows(person.open_offers))
        self.column.arrange()
        self._show_visits(person)
        return True

    def _emit(self, signal: SignalInstance) -> None:
        if self._person is not None:
            signal.emit(self._person.id)

    def _show_visits(self, person: PersonView) -> None:
        count = shown.integer(person.visits)
        visits = ngettext("{count} visit", "{count} visits", person.visits).format(count=count)
        outside = self._context.operations.run(customers.contacts, customer_id=person.id) or 0
        contacts = ngettext("{count} contact", "{count} contacts", outside) if outside else ""
        self._visits_title.setText(shown.joined(visits, contacts.format(count=shown.integer(outside))))
        self.visits.set_rows(self._more_visits(0), more=self._more_visits)
        self._words.hide()

    def _on_row_changed(self) -> None:
        """All that was said, where it is more than its row shows."""
        row = self.visits.current_row()
        told = row is not None and row.contact is not None
        self._words.setText(row.what if row is not None and told else "")
        self._words.setVisible(told)

    def _more_visits(self, offset: int) -> Sequence[HappeningView]:
        if self._person is None:
            return ()
        found = self._context.operations.run(
            customers.happenings, customer_id=self._person.id, limit=CHUNK, offset=offset
        )
        return found or ()


def _happening_columns(context: UiContext) -> list[Column[HappeningView]]:
    def total(row: HappeningView) -> str:
        return "" if row.total is None else shown.money(row.total, context.settings().shop.currency)

    def what(row: HappeningView) -> str:
        if row.contact is None:
            return row.what
        return _("{what}: {words}").format(what=i18n.text(row.contact), words=row.what)

    return [
        Column(
            "date",
            _("Day"),
            lambda row: shown.long_day(row.date),
            sort=lambda row: iso_date(row.date),
            sample="28 Sep 2000",
        ),
        Column("what", _("Bought or said"), what, stretch=True),
        Column("number", _("Receipt"), lambda row: row.number, sample="H/000/00000000"),
        Column("total", _("Total"), total, sort=lambda row: row.total or 0, sample="00,000.00", right=True),
    ]


def _exemption(person: PersonView) -> str:
    if not person.tax_exempt_no:
        return ""
    until = shown.long_day(person.tax_exempt_until)
    text = _("Tax-exempt {number} until {day}") if until else _("Tax-exempt {number}")
    return text.format(number=person.tax_exempt_no, day=until)


def _offer_rows(offers: Sequence[OfferView]) -> tuple[list[RowText], str]:
    rows = [
        RowText(i18n.text(offer.text), shown.joined(offer.code, shown.day(offer.until))) for offer in offers
    ]
    return rows, "" if rows else _("none")
