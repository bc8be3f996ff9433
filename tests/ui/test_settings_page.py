"""Settings changed, by keys and mouse into the real window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit

from pos_app.data.db import Database
from pos_app.services import settings
from pos_app.services.desk import Desk
from pos_app.services.settings import ShopSettings
from pos_app.ui.settings.page import SettingsPage
from pos_app.ui.settings.rows import GROUPS, SettingRow
from pos_app.ui.settings.values import shown_value, stored_value
from tests.services.shop_kit import as_owner
from tests.ui.at_counter import AtCounter
from tests.ui.shop import counter

Key = Qt.Key
Ctrl = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(database: Database) -> Desk:
    """The owner at counter 1: what anyone else changes here needs an approval."""
    return as_owner(counter(database))


def page(at: AtCounter) -> SettingsPage:
    at.shell.context.show_page("settings")
    found = at.shell.window.page("settings")
    assert isinstance(found, SettingsPage)
    return found


def stored(desk: Desk) -> ShopSettings:
    with desk.db.read() as session:
        return settings.load(session)


def write(at: AtCounter, shown: SettingsPage, key: str, text: str) -> None:
    """Go to a row and type over what stands there."""
    editor = shown.form.row(key).editor
    editor.setFocus()
    at.press(Key.Key_A, Ctrl)
    at.type(text)


def test_settings_are_changed_by_keyboard(at: AtCounter) -> None:
    shown = page(at)
    write(at, shown, "shop.name", "main street hardware")
    write(at, shown, "cash.step", "0.05")
    write(at, shown, "receipt.return_days", "45")
    assert shown.save_button.isEnabled()
    at.press(Key.Key_S, Ctrl)
    found = stored(at.desk)
    assert found.shop.name == "main street hardware"
    assert found.cash.step == 5
    assert found.receipt.return_days == 45
    assert not shown.save_button.isEnabled()
    assert at.shell.window.windowTitle() == "main street hardware"


def test_a_wrong_value_keeps_no_other_and_stays_as_typed(at: AtCounter) -> None:
    shown = page(at)
    before = stored(at.desk)
    write(at, shown, "receipt.return_days", "many")
    write(at, shown, "shop.currency", "dollars")
    write(at, shown, "shop.name", "corner")
    at.press(Key.Key_S, Ctrl)
    found = stored(at.desk)
    assert found.shop.name == "corner"
    assert found.receipt.return_days == before.receipt.return_days
    assert found.shop.currency == before.shop.currency
    for key, typed in (("receipt.return_days", "many"), ("shop.currency", "dollars")):
        row = shown.form.row(key)
        assert row.error.isVisible(), key
        assert shown.form.value(key) == typed
    assert "whole number" in shown.form.row("receipt.return_days").error.text()
    assert shown.form.row("shop.currency").editor.hasFocus()
    at.click(shown.undo_button)
    assert shown.form.value("receipt.return_days") == str(before.receipt.return_days)
    assert not shown.form.row("receipt.return_days").error.isVisible()


def test_colours_and_letters_change_at_once(at: AtCounter) -> None:
    shown = page(at)
    sizes = shown.form.row("ui.font_scale").editor
    assert isinstance(sizes, QComboBox)
    sizes.setFocus()
    at.press(Key.Key_Down)
    at.press(Key.Key_S, Ctrl)
    assert stored(at.desk).ui.font_scale == 110
    assert at.shell.context.theme.px(100) == 110
    at.press(Key.Key_Up)
    at.press(Key.Key_S, Ctrl)
    assert at.shell.context.theme.px(100) == 100


def test_a_tax_rate_is_changed(at: AtCounter) -> None:
    shown = page(at)
    rate = shown.form.row("tax.TAX.rate").editor
    assert isinstance(rate, QLineEdit)
    assert rate.text() == "5.5"
    write(at, shown, "tax.TAX.rate", "6.25")
    at.press(Key.Key_S, Ctrl)
    at.scan("SEAL-W")
    assert [(name, percent) for name, percent, _amount in at.cart.taxes] == [("Tax", 62_500)]


def test_rewards_and_tiers_are_written_one_on_a_line(at: AtCounter) -> None:
    shown = page(at)
    write(at, shown, "loyalty.tiers", "silver; 300")
    at.press(Key.Key_Return)
    at.type("gold; 1000.50")
    at.press(Key.Key_S, Ctrl)
    assert [(tier.name, tier.spend) for tier in stored(at.desk).loyalty.tiers] == [
        ("silver", 30_000),
        ("gold", 100_050),
    ]
    write(at, shown, "loyalty.tiers", "silver")
    at.press(Key.Key_S, Ctrl)
    assert "does not have 2 parts" in shown.form.row("loyalty.tiers").error.text()


def test_every_setting_survives_its_editor(desk: Desk) -> None:
    views = {view.key: view.value for view in settings.show(desk)}
    rows = [row for _title, group in GROUPS for row in group]
    assert {row.key for row in rows} == set(views), "a setting has no row, or a row no setting"
    for row in rows:
        assert isinstance(row, SettingRow)
        value = views[row.key]
        assert stored_value(row, shown_value(row, value), value) == value, row.key


def test_the_labels_of_a_scale_are_described_one_on_a_line(at: AtCounter) -> None:
    shown = page(at)
    write(at, shown, "barcodes.labels", "02; iiiiikvvvv; price; 2")
    at.press(Key.Key_Return)
    at.type("29; iiiiivvvvv; weight; 3")
    at.press(Key.Key_S, Ctrl)
    assert [
        (label.prefix, label.pattern, label.kind, label.decimals) for label in stored(at.desk).barcodes.labels
    ] == [
        ("02", "IIIIIKVVVV", "price", 2),
        ("29", "IIIIIVVVVV", "weight", 3),
    ]
    write(at, shown, "barcodes.labels", "02; iiiii; price; 2")
    at.press(Key.Key_S, Ctrl)
    error = shown.form.row("barcodes.labels").error
    assert error.isVisible()
    assert "must have 10 letters after the prefix 02" in error.text()
    assert len(stored(at.desk).barcodes.labels) == 2
