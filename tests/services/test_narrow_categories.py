"""A category is narrow by the very count that adding all of it up gives."""

from pathlib import Path

import pytest
from sqlalchemy import text

from pos_app.data.queries import offers
from tests.services.stocked_shop import small_shop

ALL = (1, 2, 3)


@pytest.mark.parametrize("empty", [(), (1,), (1, 4), (3,)])
def test_narrow_is_what_has_something_in_stock_but_not_too_much(
    data_dir: Path, empty: tuple[int, ...]
) -> None:
    with small_shop(data_dir) as desk:
        with desk.db.write() as session:
            for product_id in empty:
                emptied = text("UPDATE stock_level SET on_hand = 0 WHERE product_id = :id")
                session.execute(emptied, {"id": product_id})
            session.commit()
        with desk.db.read() as session:
            counted = {row[0]: (row[1], row[4]) for row in offers.categories(session, ALL)}
            assert len(counted) + len(set(empty) & {3}) + (empty == (1, 4)) == 2
            for most in range(4):
                narrow = {id_: name for id_, (name, count) in counted.items() if count <= most}
                assert offers.narrow_categories(session, ALL, most) == narrow
