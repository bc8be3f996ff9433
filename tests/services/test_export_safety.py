"""An export that cannot be finished leaves what was there, and one of a large shop takes no more memory."""

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos_app.errors import MachineError
from pos_app.services.desk import Desk
from pos_app.services.exporting import export
from pos_app.services.importing import import_rows
from tests.services.shop_kit import open_desk

GOODS = [{"sku": f"S{number}", "name": f"Nail {number} mm", "price": "1"} for number in range(3000)]


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    found = open_desk(data_dir)
    assert import_rows(found, kind="products", rows=GOODS).ok
    yield found
    found.db.close()


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Files cannot grow beyond so many bytes, as on a disk that is full."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_on_a_full_disk_the_files_of_before_stay_and_nothing_half_is_left(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    export(desk, kind="customers", folder=folder)
    export(desk, kind="products", folder=folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert import_rows(desk, kind="customers", rows=[{"code": "C1", "name": "Bee"}]).ok
    with room_for(50_000), pytest.raises(MachineError) as caught:
        export(desk, kind="all", folder=folder)
    assert caught.value.code == "disk_full"
    assert "products.csv" in str(caught.value)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_what_is_interrupted_leaves_nothing_half(desk: Desk, tmp_path: Path) -> None:
    def stop(done: int, _total: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(desk, kind="all", folder=tmp_path / "out", progress=stop)
    assert list((tmp_path / "out").iterdir()) == []


def test_rows_go_to_the_file_as_they_are_read(desk: Desk, tmp_path: Path) -> None:
    sold = [
        {
            "sale_id": str(number // 3), "sold_at": "2026-11-01 10:00", "sku": f"S{number % 3000}", "quantity": "1",
            "amount": "1.00", "cashier": f"cashier {number // 3}",
        }
        for number in range(15_000)
    ]  # fmt: skip
    assert import_rows(desk, kind="sales", rows=sold).ok
    del sold
    export(desk, kind="products", folder=tmp_path)
    tracemalloc.start()
    try:
        export(desk, kind="sales", folder=tmp_path)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # All of them as rows would be 20 MB.
    assert peak < 6_000_000
    assert (tmp_path / "sales.csv").read_text(encoding="utf-8").count("\n") == 15_001
