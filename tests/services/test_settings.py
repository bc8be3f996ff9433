"""Settings are stored only when they are right, and come back typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.domain.loyalty import Reward, Tier
from pos_app.domain.message import english
from pos_app.domain.money import Currency
from pos_app.domain.payment import CashRounding
from pos_app.errors import UserError
from pos_app.services import settings, settings_file
from pos_app.services.desk import CLI, Desk
from pos_app.services.setting_text import value_of
from pos_app.services.setup import ensure_basics, open_shop


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    database = open_shop(data_dir)
    found = Desk(database, "1", CLI)
    ensure_basics(found)
    yield found
    database.close()


def load(desk: Desk) -> settings.ShopSettings:
    with desk.db.read() as session:
        return settings.load(session)


def stored(desk: Desk, table: str) -> list[tuple[object, ...]]:
    with desk.db.engine.connect() as connection:
        return [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1")]


def test_a_new_shop_has_defaults(desk: Desk) -> None:
    found = load(desk)
    assert found.shop.currency == Currency("USD", 2)
    assert found.cash.rounding is None
    assert found.loyalty.rewards == (Reward("R5", 500, 500),)
    assert found.loyalty.points_per_unit == 1_000_000
    assert found.offers.percent == 150_000
    assert found.tax.default_class == "STD"


def test_a_setting_comes_back_typed(desk: Desk) -> None:
    settings.set_setting(desk, key="cash.step", value="0.05")
    settings.set_setting(desk, key="loyalty.tiers", value=[{"name": "Gold", "spend": "1500.00"}])
    found = load(desk)
    assert found.cash.rounding == CashRounding(5, "half_up")
    assert found.loyalty.tiers == (Tier("Gold", 150_000),)


def test_amounts_follow_the_currency(desk: Desk) -> None:
    settings.set_setting(desk, key="shop.currency", value="KWD")
    assert load(desk).loyalty.rewards[0].worth == 5_000


def test_memory_keeps_settings_until_they_change(desk: Desk) -> None:
    with desk.db.read() as session:
        first = settings.cached(session)
        assert settings.cached(session) is first
    settings.set_setting(desk, key="shop.name", value="Corner Hardware")
    with desk.db.read() as session:
        assert settings.cached(session).shop.name == "Corner Hardware"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("shop.name", ""),
        ("shop.name", "x" * 61),
        ("shop.name", "two\nlines"),
        ("shop.currency", "dollars"),
        ("cash.step", "-0.05"),
        ("cash.step", 0.05),
        ("cash.method", "sideways"),
        ("loyalty.points_per_unit", "-1"),
        ("loyalty.rewards", [{"code": "A", "points": 0, "worth": "1.00"}]),
        ("loyalty.rewards", [{"code": "A", "points": 5}]),
        ("offers.percent", "101"),
        ("offers.days", True),
        ("printer.target", "fax:123"),
        ("ui.font_scale", 161),
        ("tax.default_class", "NONE"),
        ("tax.TAX.rate", "-100"),
        ("tax.TAX.colour", "red"),
        ("tax.NEW.name", "no rate"),
        ("tax_class.STD", ["NONE"]),
        ("staff.owner.active", False),
        ("staff.owner.role", "king"),
        ("nothing", "1"),
        ("shop.nothing", "1"),
        ("tax", "1"),
    ],
)
def test_a_wrong_value_is_refused_with_its_key(desk: Desk, key: str, value: object) -> None:
    before = stored(desk, "setting"), stored(desk, "tax"), stored(desk, "staff")
    with pytest.raises(UserError) as caught:
        settings.set_setting(desk, key=key, value=value)
    assert english(caught.value.message).startswith(key.split(".")[0])
    assert (stored(desk, "setting"), stored(desk, "tax"), stored(desk, "staff")) == before


def test_taxes_classes_and_staff_are_settings_too(desk: Desk) -> None:
    settings_file.import_toml(
        desk,
        text="""
[shop]
name = "Corner Hardware"
lines = ["12 Mill Road"]
[tax.TAX]
rate = "5.5"
[tax.ECO]
name = "Recycling fee"
kind = "fixed"
rate = "1.00"
[tax_class]
STD = ["ECO", "TAX"]
[staff.dana]
name = "Dana"
""",
    )
    assert ("TAX", "Sales tax", "percent", 55_000, 0, 0, 0) in stored(desk, "tax")
    assert ("ECO", "Recycling fee", "fixed", 1_000_000, 0, 0, 0) in stored(desk, "tax")
    assert stored(desk, "tax_class") == [("STD", 0, "ECO"), ("STD", 1, "TAX")]
    assert ("dana", "Dana", "cashier", 1, 0) in stored(desk, "staff")
    assert load(desk).shop.lines == ("12 Mill Road",)


def test_every_problem_of_a_file_is_named_and_nothing_is_saved(desk: Desk) -> None:
    before = stored(desk, "setting"), stored(desk, "tax")
    text = """
[shop]
name = "Good name"
colour = "red"
[cash]
step = 0.05
[tax.TAX]
rate = 5.5
[tax_class]
NEW = ["NONE"]
"""
    with pytest.raises(UserError) as caught:
        settings_file.import_toml(desk, text=text)
    keys = [line.split(":")[0] for line in english(caught.value.message).splitlines()]
    assert sorted(keys) == ["cash.step", "shop.colour", "tax.TAX", "tax_class.NEW"]
    assert (stored(desk, "setting"), stored(desk, "tax")) == before


def test_an_exported_file_reads_back_to_the_same_shop(desk: Desk, tmp_path: Path) -> None:
    settings.set_setting(desk, key="shop.name", value="Ferretería “Núñez”")
    settings.set_setting(desk, key="loyalty.tiers", value=[{"name": "Gold", "spend": "1500.00"}])
    settings.set_setting(desk, key="tax.VAT", value={"rate": "-0.125", "included": True})
    text = settings_file.export_toml(desk)
    other = Desk(open_shop(tmp_path / "other"), "1", CLI)
    settings_file.import_toml(other, text=text)
    assert settings_file.export_toml(other) == text
    assert load(other) == load(desk)
    other.db.close()


def test_a_broken_file_is_refused_with_its_line(desk: Desk) -> None:
    with pytest.raises(UserError) as caught:
        settings_file.import_toml(desk, text="[shop]\nname = \n")
    assert (caught.value.code, caught.value.line) == ("bad_toml", 2)


def test_an_older_format_is_upgraded_step_by_step_and_a_newer_one_refused() -> None:
    def first(data: dict[str, object]) -> dict[str, object]:
        return {**data, "steps": "1"}

    def second(data: dict[str, object]) -> dict[str, object]:
        return {**data, "steps": f"{data.get('steps', '')}2"}

    assert settings_file.upgraded({"format": 1}, (first, second)) == {"steps": "12"}
    assert settings_file.upgraded({"format": 2}, (first, second)) == {"steps": "2"}
    assert settings_file.upgraded({}, (first, second)) == {}
    with pytest.raises(UserError) as caught:
        settings_file.upgraded({"format": 4}, (first, second))
    assert caught.value.code == "newer_settings"


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("shop.name", "5", "5"),
        ("ui.font_scale", "120", 120),
        ("stock.refuse_below_zero", "yes", True),
        ("shop.lines", "12 Mill Road", ["12 Mill Road"]),
        ("shop.lines", '["a", "b"]', ["a", "b"]),
        ("tax.TAX.rate", "5.5", "5.5"),
        ("tax.TAX.included", "true", True),
        ("tax_class.STD", "ECO, TAX", ["ECO", "TAX"]),
        ("staff.dana.active", "no", False),
    ],
)
def test_text_of_a_command_line_becomes_the_stored_form(key: str, text: str, value: object) -> None:
    assert value_of(key, text) == value


@pytest.mark.parametrize(
    ("key", "text"), [("ui.font_scale", "big"), ("stock.refuse_below_zero", "maybe"), ("shop.lines", "[1")]
)
def test_text_that_does_not_fit_is_refused(key: str, text: str) -> None:
    with pytest.raises(UserError) as caught:
        value_of(key, text)
    assert caught.value.code == "bad_setting"
