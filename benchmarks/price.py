"""How many five-line documents a second `pos-app price` answers: the whole process, from its start to its end.

python -m benchmarks.price [DOCUMENTS]
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.services.books_kit import new_shop

Document = dict[str, Any]
TAXES = {
    "TAX": {"kind": "percent", "rate": "5.5", "included": False},
    "VAT": {"kind": "percent", "rate": "12", "included": True},
    "ECO": {"kind": "fixed", "rate": "0.25", "included": False, "adds_to_base": True},
}
CHAINS = (["TAX"], ["VAT"], ["ECO", "TAX"], ["TAX"], [])
SKUS = ("SEALANT", "SCREW", "SCREW-BOX", "LAMP", "BOOK")


def main(count: int) -> None:
    """Measure without a shop, then with one whose products the lines name."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        new_shop(folder / "shop").db.close()
        for what, data_dir, make in (
            ("without a shop", folder / "none", with_prices),
            ("with a shop", folder / "shop", with_products),
        ):
            start = timed(folder / "documents.jsonl", data_dir, 1, make)
            seconds = timed(folder / "documents.jsonl", data_dir, count, make)
            whole, running = count / seconds, (count - 1) / (seconds - start)
            say(
                f"{what}: {count:,} documents in {seconds:.2f} s, {whole:,.0f} a second;"
                f" {running:,.0f} after the start, which takes {start:.2f} s"
            )


def timed(path: Path, data_dir: Path, count: int, make: Callable[[random.Random], Document]) -> float:
    """Seconds for one process to answer `count` documents; every one must be answered with figures."""
    chance = random.Random(17)
    documents = ({"id": f"d{n}", **make(chance)} for n in range(count))
    path.write_text("".join(json.dumps(document) + "\n" for document in documents), encoding="utf-8")
    command = [sys.executable, "-m", "pos_app", "--data-dir", str(data_dir), "price", str(path)]
    with (path.parent / "answers.jsonl").open("w", encoding="utf-8") as answers:
        start = time.perf_counter()
        subprocess.run(command, stdout=answers, check=True)
        seconds = time.perf_counter() - start
    found = (path.parent / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(found) == count, len(found)
    assert all("total" in json.loads(answer) for answer in found)
    return seconds


def with_prices(chance: random.Random) -> Document:
    """Goods of every kind of tax at their own prices, some discounted, half of them paid."""
    lines = [
        {
            "description": f"Goods {chance.randrange(1000)}",
            "quantity": chance.choice(["1", "2", "3.40", "163", "12"]),
            "unit_price": f"{chance.randrange(1, 9999) / 100:.2f}",
            "taxes": chance.choice(CHAINS),
        }
        for _ in range(5)
    ]
    lines[0]["discount"] = {"percent": "5"}
    return {"currency": "USD", "tax_definitions": TAXES, "lines": lines} | extras(chance)


def with_products(chance: random.Random) -> Document:
    """Products of the shop, found by their SKU."""
    lines = [{"sku": sku, "quantity": str(chance.randrange(1, 20))} for sku in chance.choices(SKUS, k=5)]
    return {"lines": lines} | extras(chance)


def extras(chance: random.Random) -> Document:
    """Now and then a discount, the other way of rounding tax, and money."""
    found: Document = {}
    if chance.random() < 0.3:
        found["discount"] = {"amount": "0.01"}
    if chance.random() < 0.3:
        found["tax_rounding"] = "document"
    if chance.random() < 0.5:
        found["tenders"] = [{"type": "cash", "amount": "999999.00"}]
        found["cash_rounding"] = {"step": "0.05"}
    return found


def say(line: str) -> None:
    """One line to whoever started this."""
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
