"""The demo shop's settings are settings that the program knows, and fit the demo's customers."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from pos_app.paths import resources_dir
from pos_app.services.demo.tables import read_toml
from pos_app.services.desk import Actor, Desk
from pos_app.services.settings import load
from pos_app.services.settings_file import import_toml
from pos_app.services.setup import ensure_basics, open_shop


def test_settings_are_taken_whole(tmp_path: Path) -> None:
    database = open_shop(tmp_path)
    desk = Desk(database, "1", Actor("owner", "Owner", "owner"))
    ensure_basics(desk)
    import_toml(desk, text=(resources_dir() / "demo" / "settings.toml").read_text(encoding="utf-8"))
    with database.read() as session:
        shop = load(session)
    assert shop.shop.name == "Corner Hardware"
    assert [(tier.name, tier.spend) for tier in shop.loyalty.tiers] == [
        ("Silver", 40_000),
        ("Gold", 100_000),
        ("Platinum", 200_000),
    ]
    assert [(reward.code, reward.points, reward.worth) for reward in shop.loyalty.rewards] == [
        ("R5", 500, 500)
    ]
    assert (shop.cash.step, shop.receipt.return_days, shop.loyalty.months) == (5, 30, 24)


def test_the_best_known_customer_lacks_560_for_platinum() -> None:
    tiers = {tier["name"]: Decimal(tier["spend"]) for tier in read_toml("settings.toml")["loyalty"]["tiers"]}
    maria = next(person for person in read_toml("regulars.toml")["person"] if person["code"] == "C0012")
    spend = Decimal(maria["year_spend"])
    assert tiers["Gold"] <= spend < tiers["Platinum"]
    assert tiers["Platinum"] - spend == 560
