"""The quiet minutes' counting, on a real file."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from pos_app.domain.payment import Tender
from pos_app.services import carts, products, sales
from pos_app.services.upkeep import count_anew
from pos_app.services.verify import verify
from tests.services.stocked_shop import small_shop


def test_what_sells_comes_first_and_nothing_is_posted(data_dir: Path) -> None:
    with small_shop(data_dir) as desk:
        for basket in [("SCREW-BOX", "SEAL-W")] * 4 + [("PTRAP",)] * 8:
            for code in basket:
                carts.scan(desk, code=code)
            sales.complete_cart(desk, tenders=[Tender("cash", 10_000)])
        before = verify(desk).entries
        count_anew(desk)
        assert [hit.sku for hit in products.search(desk, text="screw")] == ["SCREW-BOX", "SCREW-T25"]
        with desk.db.read() as session:
            pairs = session.execute(text("SELECT product_id, companion_id FROM companion_cache")).all()
        assert sorted(tuple(pair) for pair in pairs) == [(1, 6), (6, 1)]
        assert verify(desk).entries == before
