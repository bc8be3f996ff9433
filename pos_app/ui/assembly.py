"""Puts the window together for a desk: theme, hub, operations, scanner, pages. Pages are imported when first shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtWidgets import QApplication, QWidget

from pos_app import i18n
from pos_app.services import settings
from pos_app.services.changes import Area, Changes
from pos_app.services.desk import Desk
from pos_app.services.settings import ShopSettings
from pos_app.ui.backup_watch import BackupWatch
from pos_app.ui.change_hub import ChangeHub
from pos_app.ui.clock_timer import ClockTimer
from pos_app.ui.collecting import Collector
from pos_app.ui.context import UiContext
from pos_app.ui.main_window import SALE, MainWindow, page_texts
from pos_app.ui.operations import Operations
from pos_app.ui.scanner import KeyClock, Scanner, ScanRules
from pos_app.ui.sign_in.gate import SignInGate
from pos_app.ui.sign_in.idle import IdleClock
from pos_app.ui.theme import Theme
from pos_app.ui.till.desk_date import follow_session


@dataclass(frozen=True, slots=True)
class Shell:
    """A window with what it stands on."""

    window: MainWindow
    context: UiContext
    gate: SignInGate


def assemble(
    app: QApplication,
    desk: Desk,
    *,
    mode: str | None = None,
    language: str | None = None,
    key_clock: KeyClock | None = None,
    idle_clock: IdleClock | None = None,
    ask_who: bool = True,
) -> Shell:
    """The window with the sale in front, not shown yet; `mode` and `language` overrule the settings.

    Where signing in is required the sign-in page covers it, unless `ask_who` is false (pictures of the window).
    """

    def now() -> ShopSettings:
        with desk.db.read() as session:
            return settings.cached(session)

    shop = now()
    i18n.use_language(language or shop.shop.language)
    theme = _theme(app, mode or shop.ui.theme, shop.ui.font_scale)
    hub = ChangeHub()
    operations = Operations(desk, hub)
    scanner = Scanner(app, key_clock)
    scanner.rules = _rules(scanner.rules, shop)
    pages: list[MainWindow] = []
    context = UiContext(operations, hub, theme, scanner, now, lambda name: pages[0].show_page(name))
    texts = page_texts()
    window = MainWindow(context, {name: (texts[name], make) for name, make in _FACTORIES.items()})
    pages.append(window)
    follow_session(context, window)
    hub.setParent(window)
    operations.setParent(window)
    scanner.setParent(window)
    ClockTimer(operations, window)
    Collector(app, window)
    if not desk.db.practice:
        BackupWatch(context, window)

    def on_settings(_changes: Changes) -> None:
        changed = now()
        theme.use(mode or changed.ui.theme, changed.ui.font_scale)
        scanner.rules = _rules(scanner.rules, changed)

    hub.follow(window, {Area.SETTINGS}, on_settings)
    window.show_page(SALE)
    _join_pages(window)
    gate = SignInGate(app, context, window, idle_clock)
    window.lock_by(gate.lock)
    if ask_who:
        gate.start()
    return Shell(window, context, gate)


def _join_pages(window: MainWindow) -> None:
    """The sidebar leads to the customer's own page, the backup in the top bar to the backups."""
    from pos_app.ui.sale.page import SalePage

    def show_customer(customer_id: int) -> None:
        from pos_app.ui.customers.page import CustomersPage

        page = window.page("customers")
        window.show_page("customers")
        if isinstance(page, CustomersPage):
            page.show_customer(customer_id)

    def show_backups() -> None:
        from pos_app.ui.till.page import TillPage

        page = window.page("till")
        window.show_page("till")
        if isinstance(page, TillPage):
            page.show_view("safety")

    window.top.backup.clicked.connect(show_backups)
    sale = window.page(SALE)
    if isinstance(sale, SalePage):
        sale.customer_wanted.connect(show_customer)


def _theme(app: QApplication, mode: str, scale: int) -> Theme:
    """One theme an application: fonts are loaded once."""
    found = app.findChild(Theme)
    if isinstance(found, Theme):
        found.use(mode, scale)
        return found
    return Theme(app, mode, scale)


def _rules(rules: ScanRules, shop: ShopSettings) -> ScanRules:
    return replace(rules, prefix=shop.scanner.prefix, gap_ms=shop.scanner.gap_ms)


def _sale(context: UiContext) -> QWidget:
    from pos_app.ui.sale.page import SalePage
    from pos_app.ui.sale.sidebar.sidebar import Sidebar

    page = SalePage(context, Sidebar(context))
    if context.desk.db.practice:
        from pos_app.ui.practice.strip import PracticeStrip

        page.put_on_top(PracticeStrip(context, page))
    return page


def _customers(context: UiContext) -> QWidget:
    from pos_app.ui.customers.page import CustomersPage

    return CustomersPage(context)


def _products(context: UiContext) -> QWidget:
    from pos_app.ui.products.page import ProductsPage

    return ProductsPage(context)


def _till(context: UiContext) -> QWidget:
    from pos_app.ui.till.page import TillPage

    return TillPage(context)


def _reports(context: UiContext) -> QWidget:
    from pos_app.ui.reports.page import ReportsPage

    return ReportsPage(context)


def _settings(context: UiContext) -> QWidget:
    from pos_app.ui.settings.page import SettingsPage

    return SettingsPage(context)


def _moving(context: UiContext) -> QWidget:
    from pos_app.ui.moving.page import MovingPage

    return MovingPage(context)


_FACTORIES = {
    SALE: _sale,
    "customers": _customers,
    "products": _products,
    "till": _till,
    "reports": _reports,
    "settings": _settings,
    "moving": _moving,
}
