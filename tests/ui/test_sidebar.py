"""The customer beside the sale, by keys and mouse into the real window."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from pos_app.domain.message import msg
from pos_app.services import carts, customers, sales
from pos_app.services.desk import Desk
from pos_app.services.person_view import OfferView, PersonView
from pos_app.ui.sale.sidebar.sidebar import Sidebar
from pos_app.ui.theme import LARGEST
from tests.ui.at_counter import AtCounter
from tests.ui.people import PROJECT, give_a_past
from tests.ui.shop import BARCODES, MARIA, SEALANT

Key = Qt.Key
Alt = Qt.KeyboardModifier.AltModifier
Ctrl = Qt.KeyboardModifier.ControlModifier
Opener = Callable[..., AtCounter]


@pytest.fixture
def past(desk: Desk) -> None:
    """Maria has been here before."""
    give_a_past(desk)


def sidebar(at: AtCounter) -> Sidebar:
    found = at.shell.window.findChild(Sidebar)
    assert isinstance(found, Sidebar)
    return found


def answers(at: AtCounter) -> list[tuple[str, str]]:
    with at.desk.db.read() as session:
        rows = session.execute(text("SELECT prompt, answer FROM prompt_answer ORDER BY id")).all()
    return [(row[0], row[1]) for row in rows]


def press_in(at: AtCounter, menu: QMenu, key: Qt.Key) -> None:
    """A key into the open menu, which has the keyboard as long as it is open."""
    QTest.keyClick(menu, key)
    at.pause()


def choose_in_menu(at: AtCounter, words: str) -> None:
    """Walk down the open menu to the entry and take it with Enter."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    for _step in range(len(menu.actions()) + 1):
        active = menu.activeAction()
        if active is not None and words in active.text():
            break
        press_in(at, menu, Key.Key_Down)
    else:
        pytest.fail(f"no entry says {words}: {[action.text() for action in menu.actions()]}")
    press_in(at, menu, Key.Key_Return)


def walk_to(at: AtCounter, widget: QWidget) -> None:
    """Tab until `widget` has the focus."""
    for _step in range(60):
        if widget.hasFocus():
            return
        at.press(Key.Key_Tab)
    pytest.fail(f"Tab never reaches {widget.accessibleName()}")


@pytest.mark.usefixtures("past")
def test_a_scanned_card_fills_the_sidebar(at: AtCounter) -> None:
    side = sidebar(at)
    assert side.person is None
    assert side.empty_card.isVisible()
    at.scan("C0012")
    assert side.person is not None
    assert side.person.name == "Maria Kowalski"
    assert side.column.isVisible()
    words = at.labels(side)
    assert "Maria Kowalski" in words
    assert "every 18 days" in words
    assert "7 days ago" in words
    assert side.projects.texts()[0][0] == PROJECT
    assert ("Mower belt", "4L430") in side.facts.texts()
    assert len(side.bought.texts()) >= 3


@pytest.mark.usefixtures("past")
def test_alt_1_answers_the_prompt_and_the_scan_field_is_ready(at: AtCounter) -> None:
    at.scan("C0012")
    side = sidebar(at)
    assert side.person is not None
    assert side.person.prompt is not None
    key, answer = side.person.prompt.key, side.person.prompt.answers[0][0]
    at.press(Key.Key_1, Alt)
    assert answers(at) == [(key, answer)]
    assert side.person.prompt is None or side.person.prompt.key != key
    assert at.ready


@pytest.mark.usefixtures("past")
def test_the_third_answer_by_mouse(at: AtCounter) -> None:
    at.scan("C0012")
    at.click(sidebar(at).prompt_card.answers()[2])
    assert [answer for _prompt, answer in answers(at)] == ["not_now"]
    assert at.ready


@pytest.mark.usefixtures("past")
def test_f10_uses_the_reward_and_gives_it_back(at: AtCounter) -> None:
    at.scan("C0012")
    at.scan(BARCODES[SEALANT])
    before = at.cart.total
    side = sidebar(at)
    assert side.points_card.reward_button.text() == "Use 500 for 5.00"
    at.press(Key.Key_F10)
    assert at.cart.rewards == ("R5",)
    assert at.cart.total < before
    assert side.points_card.reward_button.text() == "Take back 500 for 5.00"
    at.press(Key.Key_F10)
    assert at.cart.rewards == ()
    assert at.cart.total == before


@pytest.mark.usefixtures("past")
def test_points_of_this_sale_follow_the_cart(at: AtCounter) -> None:
    at.scan("C0012")
    at.scan(BARCODES[SEALANT])
    assert f"+{at.cart.points} with this sale" in at.labels(sidebar(at))
    at.press(Key.Key_Plus)
    assert at.cart.points == 16
    assert "+16 with this sale" in at.labels(sidebar(at))


def test_a_preference_is_written_down_by_keyboard(at: AtCounter) -> None:
    at.scan("C0012")
    side = sidebar(at)
    walk_to(at, side.facts.plus)
    at.press(Key.Key_Space)
    choose_in_menu(at, "Prefers")
    at.type("paint: low odour")
    at.press(Key.Key_Return)
    facts = customers.person(at.desk, customer_id=MARIA).facts
    assert [(fact.kind, fact.label, fact.value) for fact in facts] == [("preference", "paint", "low odour")]
    assert ("paint", "low odour") in side.facts.texts()
    assert at.ready


def test_what_cannot_be_noted_stays_as_typed_with_a_sentence(at: AtCounter) -> None:
    at.scan("C0012")
    side = sidebar(at)
    walk_to(at, side.projects.plus)
    at.press(Key.Key_Space)
    field = QApplication.focusWidget()
    at.type("p" * 81)
    at.press(Key.Key_Return)
    assert QApplication.focusWidget() is field
    assert "A project needs a name of at most 80 characters." in at.labels(side)
    at.press(Key.Key_Backspace)
    at.press(Key.Key_Return)
    assert [p.name for p in customers.person(at.desk, customer_id=MARIA).projects] == ["p" * 80]
    assert at.ready


def test_esc_leaves_the_line_and_notes_nothing(at: AtCounter) -> None:
    at.scan("C0012")
    side = sidebar(at)
    at.click(side.projects.plus)
    at.type("fence")
    at.press(Key.Key_Escape)
    assert customers.person(at.desk, customer_id=MARIA).projects == ()
    assert at.ready


def test_a_project_is_opened_and_chosen_for_the_sale_by_keyboard(at: AtCounter) -> None:
    at.scan("C0012")
    side = sidebar(at)
    walk_to(at, side.projects.plus)
    at.press(Key.Key_Space)
    at.type("fence")
    at.press(Key.Key_Return)
    walk_to(at, side.projects.button)
    at.press(Key.Key_Space)
    choose_in_menu(at, "For this sale: fence")
    project = customers.person(at.desk, customer_id=MARIA).projects[0]
    assert at.cart.project_id == project.id
    assert side.projects.texts()[0][0] == "✓ fence"
    assert at.ready


@pytest.mark.usefixtures("past")
def test_ctrl_l_hides_the_person_until_it_is_pressed_again(at: AtCounter) -> None:
    at.scan("C0012")
    side = sidebar(at)
    at.press(Key.Key_L, Ctrl)
    assert not any("Maria" in words for words in at.labels(side))
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_1, Alt)
    assert answers(at) == []
    assert not any("Maria" in words for words in at.labels(side))
    at.press(Key.Key_L, Ctrl)
    assert "Maria Kowalski" in at.labels(side)


def test_all_visits_lead_to_the_customers_page(at: AtCounter) -> None:
    at.scan("C0012")
    at.click(sidebar(at).bought.button)
    assert at.shell.window.shown == "customers"
    assert "Maria Kowalski" in at.labels()


@pytest.mark.parametrize(
    ("height", "rows"),
    [(560, (3, 3, 3)), (485, (1, 3, 3)), (445, (1, 1, 3)), (400, (1, 1, 1))],
)
def test_sections_give_way_in_their_order(
    open_counter: Opener, qtbot: QtBot, desk: Desk, height: int, rows: tuple[int, int, int]
) -> None:
    give_a_past(desk)
    for name in ("Deck, spring", "Fence"):
        customers.open_project(desk, customer_id=MARIA, name=name)
    carts.set_customer(desk, customer_id=MARIA)
    side = sidebar(open_counter())
    side.setFixedHeight(height)
    sections = (side.projects, side.facts, side.bought)
    qtbot.waitUntil(lambda: tuple(len(section.texts()) for section in sections) == rows)
    assert side.projects.side_text == ("3 open" if rows[0] == 3 else "3 open · 2 more")
    for fixed in (side.person_card, side.prompt_card, side.points_card):
        assert within(side, fixed), fixed


def within(side: Sidebar, widget: QWidget) -> bool:
    """Whether a widget is shown whole."""
    corner = widget.mapTo(side, QPoint(0, 0))
    return widget.isVisible() and corner.y() >= 0 and corner.y() + widget.height() <= side.height()


@pytest.mark.usefixtures("past")
@pytest.mark.parametrize("scale", [90, LARGEST])
def test_fixed_cards_stay_at_any_font_size_on_the_smallest_screen(open_counter: Opener, scale: int) -> None:
    at = open_counter(size=(1366, 690), language="qps")
    at.shell.context.theme.use("light", scale)
    at.scan("C0012")
    side = sidebar(at)
    for fixed in (side.person_card, side.prompt_card, side.points_card):
        assert within(side, fixed), fixed
    at.shell.context.theme.use("light", 100)


def offers(person: PersonView) -> PersonView:
    """The person with an offer that will print and one that is still open."""
    printed = OfferView("", msg("15% off a T25 bit set"), "2026-12-19", msg("T25 screws, never a bit."))
    held = OfferView("7Q4M-2K9X-C", msg("10% off paint"), "2026-12-01", msg("Paints every spring."))
    return replace(person, offer=printed, open_offers=(held,))


@pytest.mark.usefixtures("past")
@pytest.mark.parametrize("height", [724, 560, 480])
def test_the_offer_never_leaves_the_screen(at: AtCounter, qtbot: QtBot, height: int) -> None:
    at.scan("C0012")
    side = sidebar(at)
    assert side.person is not None
    side.setFixedHeight(height)
    side.offer_card.show_person(offers(side.person), at.cart)
    qtbot.waitUntil(lambda: side.height() == height and within(side, side.offer_card))
    words = " ".join(at.labels(side.offer_card))
    assert "Prints on this receipt:" in words
    assert "15% off a T25 bit set until 19 Dec" in words
    assert "T25 screws, never a bit." in words
    assert "Has an offer: 10% off paint until 1 Dec" in words
    cards = (side.person_card, side.prompt_card, side.points_card, side.offer_card)
    places = [card.geometry() for card in cards]
    assert not any(a.intersects(b) for a, b in itertools.pairwise(places))


@pytest.fixture
def large_letters(request: pytest.FixtureRequest, desk: Desk, open_counter: Opener) -> Iterator[AtCounter]:
    """The window of the smallest screen with letters of so many percent; Maria has been here before."""
    give_a_past(desk, facts=4)
    at = open_counter()
    at.shell.context.theme.use("light", request.param)
    yield at
    at.shell.context.theme.use("light", 100)


@pytest.mark.parametrize("large_letters", [130, 150, LARGEST], indirect=True)
@pytest.mark.parametrize("opened", [False, True])
def test_large_letters_overlap_nothing_and_hide_nothing_unsaid(
    large_letters: AtCounter, opened: bool
) -> None:
    at = large_letters
    at.scan("C0012")
    at.scan(BARCODES[SEALANT])
    side = sidebar(at)
    assert side.person is not None
    long = msg("15% off a T25 bit set, 10 pieces, 1″ and 2″, with holder")
    person = offers(side.person)
    assert person.offer is not None
    person = replace(person, offer=replace(person.offer, text=long))
    side.offer_card.show_person(person, at.cart)
    if opened:
        at.click(at.button("more"))
    side.column.arrange()
    QApplication.processEvents()
    assert at.shell.window.size().toTuple() == (1366, 768)
    sections = (side.projects, side.facts, side.bought)
    shown = (side.person_card, side.prompt_card, side.points_card, *sections, side.column.more)
    places = [widget.geometry() for widget in (*shown, side.offer_card) if widget.isVisible()]
    assert not any(a.intersects(b) for a, b in itertools.combinations(places, 2)), places
    for card in (side.person_card, side.prompt_card, side.points_card, side.offer_card):
        assert within(side, card), card
        assert card.height() >= card.minimumSizeHint().height() or card.hasHeightForWidth()
    words = " ".join(at.labels(side.offer_card))
    assert "until 19 Dec" in words
    assert "until 1 Dec" in words
    for section in sections:
        said = section.isVisible() or section.summary in side.column.more.words
        assert said, section.summary


@pytest.mark.parametrize("large_letters", [LARGEST], indirect=True)
def test_the_more_line_leads_to_the_customer(large_letters: AtCounter) -> None:
    at = large_letters
    at.scan("C0012")
    side = sidebar(at)
    side.setFixedHeight(520)
    QApplication.processEvents()
    at.click(side.column.more)
    assert at.shell.window.page("customers").isVisible()


@pytest.mark.usefixtures("past")
def test_an_open_offer_is_used_by_touch(at: AtCounter) -> None:
    at.scan("C0012")
    side = sidebar(at)
    assert side.person is not None
    used: list[str] = []
    side.offer_card.use_pressed.connect(used.append)
    side.offer_card.show_person(offers(side.person), at.cart)
    at.click(at.button("Use it now"))
    assert used == ["7Q4M-2K9X-C"]
    assert at.ready


def test_more_shows_how_one_likes_to_be_served_in_words(at: AtCounter, desk: Desk) -> None:
    give_a_past(desk, facts=4)
    at.scan("C0012")
    side = sidebar(at)
    words = "short talk, straight to the shelf"
    assert any("Style T" in text for text in at.labels(side))
    assert not any(words in text for text in at.labels(side))
    at.click(at.button("more"))
    assert any(words in text for text in at.labels(side))
    at.click(at.button("less"))
    assert not any(words in text for text in at.labels(side))


def test_who_brings_something_back_is_shown(at: AtCounter) -> None:
    carts.set_customer(at.desk, customer_id=MARIA)
    at.scan(BARCODES[SEALANT])
    at.press(Key.Key_F12)
    at.press(Key.Key_Return)
    sold = sales.last_sale(at.desk)
    assert sold is not None
    side = sidebar(at)
    side.reload()
    assert side.person is None
    at.press(Key.Key_F6)
    at.type(sold.number)
    at.press(Key.Key_Return)
    at.type("1")
    at.press(Key.Key_Return)
    assert [line.is_return for line in at.cart.lines] == [True]
    assert side.person is not None
    assert side.person.name == "Maria Kowalski"
    assert side.column.isVisible()
