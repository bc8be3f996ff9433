"""Pricing many documents from memory gives what pricing each from the file gives, at every moment."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import event, update

from pos_app.data.queries.posting import table
from pos_app.services import settings
from pos_app.services.documents import price_json
from pos_app.services.price_many import pricing
from tests.services.shop_kit import as_owner
from tests.services.stocked_shop import small_shop

DOCUMENT = {
    "id": "p1",
    "customer": "C0012",
    "lines": [{"sku": "SEAL-W", "quantity": "2"}, {"barcode": "5012345678900", "quantity": "1"}],
}


def test_a_change_of_the_shop_is_seen_by_the_next_document(data_dir: Path) -> None:
    with small_shop(data_dir) as desk, pricing(desk) as price:
        assert price(DOCUMENT) == price(DOCUMENT) == price_json(desk, DOCUMENT)
        before = price(DOCUMENT)["total"]
        with desk.db.write() as session:
            session.execute(update(table("product")).where(table("product").c.id == 1).values(price=10_000))
            session.commit()
        assert price(DOCUMENT) == price_json(desk, DOCUMENT)
        assert price(DOCUMENT)["total"] != before
        settings.set_setting(as_owner(desk), key="tax.TAX.rate", value="20")
        assert price(DOCUMENT)["tax"] == price_json(desk, DOCUMENT)["tax"] == "0.57"


def test_what_is_known_is_not_read_again(data_dir: Path) -> None:
    with small_shop(data_dir) as desk, pricing(desk) as price:
        first = price(DOCUMENT)
        asked: list[str] = []
        event.listen(desk.db.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
        assert price(DOCUMENT) == first
        assert asked == []
