"""Two years of the demo shop make sense: dates, money, seasons, projects, and the people everybody knows."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path
from statistics import median

import phonenumbers
import pytest

from pos_app.services.demo import DemoShop, generate, write_csv
from pos_app.services.demo.receipts import before_rise
from pos_app.services.demo.tables import read_toml

AS_OF = date(2026, 11, 21)
CENT = Decimal("0.01")
Row = dict[str, str]


@dataclass(frozen=True)
class Books:
    """The shop with what most tests look up."""

    shop: DemoShop
    product: dict[str, Row]
    sales: dict[str, list[Row]]
    days: dict[str, list[date]]


def day_of(row: Row) -> date:
    return date.fromisoformat(row["sold_at"][:10])


def books_of(shop: DemoShop) -> Books:
    sales: dict[str, list[Row]] = defaultdict(list)
    days: dict[str, set[date]] = defaultdict(set)
    for row in shop.sales:
        sales[row["sale_id"]].append(row)
        if row["customer_code"]:
            days[row["customer_code"]].add(day_of(row))
    product = {row["sku"]: row for row in shop.products}
    return Books(shop, product, dict(sales), {code: sorted(found) for code, found in days.items()})


@pytest.fixture(scope="module")
def books() -> Books:
    return books_of(generate(AS_OF))


@pytest.fixture(scope="module")
def in_spring() -> Books:
    return books_of(generate(date(2028, 2, 29), seed=7))


def test_same_seed_same_shop_and_another_seed_another(books: Books) -> None:
    assert generate(AS_OF) == books.shop
    assert generate(AS_OF, seed=1).sales != books.shop.sales


def test_size_of_the_history(books: Books) -> None:
    assert 17_000 <= len(books.sales) <= 22_000
    assert 42_000 <= len(books.shop.sales) <= 56_000
    named = sum(bool(lines[0]["customer_code"]) for lines in books.sales.values())
    assert 60 <= 100 * named // len(books.sales) <= 70
    per_day = Counter(day_of(lines[0]) for lines in books.sales.values())
    assert min(per_day.values()) >= 25
    assert max(per_day.values()) <= 45
    assert len(books.shop.customers) == len(books.days) == 400
    assert len({row["sku"] for row in books.shop.sales}) > 1000


@pytest.mark.parametrize("which", ["books", "in_spring"])
def test_sales_are_in_order_and_before_the_day(which: str, request: pytest.FixtureRequest) -> None:
    found: Books = request.getfixturevalue(which)
    moments = [row["sold_at"] for row in found.shop.sales]
    assert moments == sorted(moments)
    assert moments[-1][:10] < found.shop.as_of.isoformat()
    assert moments[0][:10] >= (found.shop.as_of - timedelta(731)).isoformat()
    assert {row["sku"] for row in found.shop.sales} <= set(found.product)
    codes = {row["code"] for row in found.shop.customers}
    assert {row["customer_code"] for row in found.shop.sales} <= codes | {""}
    for moment in moments:
        assert "07:30" <= moment[11:16] < "18:00"
        assert moment[5:10] not in {"01-01", "12-25"}
    for lines in found.sales.values():
        assert len({(line["sold_at"], line["customer_code"], line["project"]) for line in lines}) == 1
        assert len({line["sku"] for line in lines}) == len(lines)


def test_amounts_are_quantity_times_the_price_of_the_day(books: Books) -> None:
    rise = date(2026, 2, 1)
    for row in books.shop.sales:
        price = Decimal(books.product[row["sku"]]["price"])
        if day_of(row) < rise and Decimal(row["quantity"]) > 0:
            price = Decimal(before_rise(int(price * 100))) / 100
        quantity, amount, discount = (Decimal(row[name]) for name in ("quantity", "amount", "discount"))
        if quantity < 0:
            assert quantity == -1
            assert -price <= amount < 0
            continue
        full = (quantity * price).quantize(CENT, ROUND_HALF_UP)
        assert amount + discount == full, row
        assert 0 <= discount <= full
        if books.product[row["sku"]]["unit"] == "ea":
            assert quantity == quantity.to_integral_value(), row


@pytest.mark.parametrize("price", [1, 16, 99, 199, 200, 849, 2299, 12900, 34900])
def test_prices_rose(price: int) -> None:
    assert price * 92 <= 100 * before_rise(price) + 100
    assert before_rise(price) <= price


def test_returns_bring_back_what_was_bought(books: Books) -> None:
    back = [row for row in books.shop.sales if row["quantity"].startswith("-")]
    assert 60 <= len(back) <= 500
    bought: dict[tuple[str, str, str], list[date]] = defaultdict(list)
    for row in books.shop.sales:
        bought[row["customer_code"], row["sku"], row["amount"]].append(day_of(row))
    for row in back:
        before = bought[row["customer_code"], row["sku"], row["amount"].removeprefix("-")]
        assert any(0 < (day_of(row) - day).days <= 30 for day in before), row


def share_in_months(books: Books, category: str, months: set[int]) -> int:
    rows = [row for row in books.shop.sales if books.product[row["sku"]]["category"] == category]
    assert len(rows) > 500
    return 100 * sum(day_of(row).month in months for row in rows) // len(rows)


def test_seasons(books: Books) -> None:
    assert share_in_months(books, "Winter", {11, 12, 1, 2, 3}) >= 85
    assert share_in_months(books, "Seeds, soil & fertiliser", {3, 4, 5, 6, 8, 9, 10}) >= 75
    assert share_in_months(books, "Holiday & gifts", {10, 11, 12}) >= 60
    coils = Counter(day_of(row).month for row in books.shop.sales if row["sku"] == "MOSQ-COIL")
    assert sum(coils[month] for month in (5, 6, 7, 8, 9)) >= 90 * sum(coils.values()) // 100


def project_days(books: Books, name: str, goods: str) -> dict[str, date]:
    """The first day on which each customer bought such goods for a project."""
    found: dict[str, date] = {}
    for row in books.shop.sales:
        if row["project"] == name and row["sku"].startswith(goods):
            found.setdefault(row["customer_code"], day_of(row))
    return found


@pytest.mark.parametrize(
    ("name", "earlier", "later"),
    [
        ("Bathroom remodel", "BOARD-CEM", "TILE-3060"),
        ("Bathroom remodel", "TILE-3060-BOX8", "GROUT-UW5"),
        ("Bathroom remodel", "GROUT-UW5", "SEAL-SIL-WHT"),
        ("Bathroom remodel", "TILE-ADH", "PAINT-KB"),
        ("Garden fence", "LUM-448T", "FENCE-PICK"),
        ("Garden fence", "FENCE-PICK", "STAIN-SE"),
        ("Deck", "CONC-60", "DECK-12"),
        ("Deck", "LUM-2812T", "STAIN-SE"),
        ("Kitchen paint", "SAMPLE-8", "PAINT-EGG-1G"),
    ],
)
def test_projects_unfold_in_order(books: Books, name: str, earlier: str, later: str) -> None:
    first, second = project_days(books, name, earlier), project_days(books, name, later)
    both = [code for code in first if code in second and code != "C0012"]
    assert len(both) >= 5
    assert all(first[code] < second[code] for code in both)
    assert all((second[code] - first[code]).days <= 120 for code in both)


def test_projects_are_those_of_the_sales(books: Books) -> None:
    opened: dict[tuple[str, str], Row] = {}
    for row in books.shop.projects:
        assert (row["customer_code"], row["name"]) not in opened
        opened[row["customer_code"], row["name"]] = row
    for sale in books.shop.sales:
        if sale["project"]:
            row = opened[sale["customer_code"], sale["project"]]
            assert row["opened_on"] <= sale["sold_at"][:10]
    assert all(row["closed_on"] < AS_OF.isoformat() for row in books.shop.projects)
    assert all(not row["closed_on"] or row["closed_on"] > row["opened_on"] for row in books.shop.projects)
    assert 20 <= sum(not row["closed_on"] for row in books.shop.projects) <= 120


def share(books: Books, goods: str, extra: str) -> tuple[int, int]:
    """How many bought the goods and how many of them the extra on one receipt; no name counts by receipt."""
    bought, took = set(), set()
    for sale_id, lines in books.sales.items():
        skus = {line["sku"] for line in lines if not line["quantity"].startswith("-")}
        if goods in skus:
            buyer = lines[0]["customer_code"] or sale_id
            bought.add(buyer)
            if extra in skus:
                took.add(buyer)
    return len(bought), len(took)


@pytest.mark.parametrize("which", ["books", "in_spring"])
def test_shares_that_people_notice(which: str, request: pytest.FixtureRequest) -> None:
    found: Books = request.getfixturevalue(which)
    assert share(found, "SCREW-T25", "BIT-T25") == (40, 31)
    assert share(found, "TILE-3060-BOX8", "FLOAT-GROUT") == (40, 31)


@pytest.mark.parametrize("which", ["books", "in_spring"])
def test_maria(which: str, request: pytest.FixtureRequest) -> None:
    found: Books = request.getfixturevalue(which)
    as_of = found.shop.as_of
    mine = [row for row in found.shop.sales if row["customer_code"] == "C0012"]
    days = found.days["C0012"]
    assert len(days) == len({row["sale_id"] for row in mine}) == 47
    assert (as_of - days[-1]).days == 7
    assert median((later - earlier).days for earlier, later in pairwise(days)) == 18
    tiles = [row for row in mine if row["sku"] == "TILE-3060-BOX8"]
    assert [((as_of - day_of(row)).days, row["amount"]) for row in tiles] == [(19, "118.40")]
    assert len({row["sale_id"] for row in mine if row["sku"] == "SCREW-T25"}) == 4
    assert not any(row["sku"] in {"BIT-T25", "FLOAT-GROUT"} for row in mine)
    belts = [day_of(row) for row in mine if row["sku"] == "BELT-4L430"]
    due = belts[-1] + timedelta(median((b - a).days for a, b in pairwise(belts)))
    assert 21 <= (as_of - due).days < 28
    assert Decimal(found.product["BIT-T25"]["stock"]) > 0
    bathroom = {row["sale_id"] for row in mine if row["project"] == "Bathroom remodel"}
    assert len(bathroom) == 11
    year = as_of.replace(year=as_of.year - 1) if as_of.day != 29 else date(as_of.year - 1, 2, 28)
    assert sum(Decimal(row["amount"]) for row in mine if day_of(row) > year) == Decimal("1440.00")
    last = [row for row in mine if day_of(row) == days[-1]]
    assert sum(Decimal(row["amount"]) for row in last) == Decimal("31.20")
    open_projects = {
        row["name"] for row in found.shop.projects if row["customer_code"] == "C0012" and not row["closed_on"]
    }
    assert open_projects == {"Bathroom remodel", "Deck, spring"}
    points = {row["customer_code"]: row["points"] for row in found.shop.balances}
    assert points["C0012"] == "1940"
    paint = [row for row in found.shop.facts if (row["customer_code"], row["label"]) == ("C0012", "Paint")]
    assert [row["value"] for row in paint] == ["Sage 2140-30 eggshell · kitchen"]


def test_the_others_whom_everybody_knows(books: Books) -> None:
    people = {row["name"]: row for row in books.shop.customers}
    ortega, lind, chen, novak = (
        people[name] for name in ("Jorge Ortega", "Runa Lind", "Ada Chen", "Samo Novak")
    )
    days = books.days[ortega["code"]]
    assert (AS_OF - days[-1]).days == 40
    assert 10 <= median((b - a).days for a, b in pairwise(days)) <= 14
    assert books.days[lind["code"]] == [AS_OF - timedelta(7)]
    assert (chen["phone"], chen["consent"], chen["birthday"]) == ("", "post", "1984-11-23")
    assert novak["phone"].endswith("0190")


def test_steady_new_and_long_gone_customers(books: Books) -> None:
    new = [code for code, days in books.days.items() if (AS_OF - days[0]).days <= 7]
    assert 4 <= len(new) <= 15
    gone = 0
    for days in books.days.values():
        if len(days) >= 4:
            usual = median((b - a).days for a, b in pairwise(days))
            gone += (AS_OF - days[-1]).days > usual + 40
    assert 20 <= gone <= 90


def test_filters_run_out(books: Books) -> None:
    bought: dict[tuple[str, str], list[date]] = defaultdict(list)
    for row in books.shop.sales:
        if row["sku"].startswith("FILT-") and row["customer_code"]:
            bought[row["customer_code"], row["sku"]].append(day_of(row))
    steady = [days for days in bought.values() if len(days) >= 6]
    assert len(steady) >= 100
    between = [(b - a).days for days in steady for a, b in pairwise(days)]
    assert 85 <= median(between) <= 100


def test_customers_can_be_imported(books: Books) -> None:
    names = [row["name"] for row in books.shop.customers]
    phones = [row["phone"] for row in books.shop.customers if row["phone"]]
    assert len(set(names)) == 400
    assert [row["code"] for row in books.shop.customers] == [f"C{number:04d}" for number in range(1, 401)]
    parsed = [phonenumbers.parse(phone, "US") for phone in phones]
    assert len({(p.country_code, p.national_number) for p in parsed}) == len(phones) > 300
    assert all(phonenumbers.is_valid_number(number) for number in parsed)
    assert all(re.search(r"555\D?01\d\d$", phone) for phone in phones), "only numbers kept free for stories"
    for row in books.shop.customers:
        assert set(row["consent"].split()) <= {"phone", "email", "post"}
        assert not ("email" in row["consent"] and not row["email"])
        assert not row["email"] or re.fullmatch(r"[a-z.]+@example\.(com|net|org)", row["email"]), row["email"]
        if row["birthday"]:
            date.fromisoformat(row["birthday"])
    assert sum(bool(row["tax_exempt_no"]) for row in books.shop.customers) >= 6
    assert sum(not name.isascii() for name in names) > 60


def test_facts_and_promotions_point_at_things_that_exist(books: Books) -> None:
    codes = {row["code"] for row in books.shop.customers}
    for row in books.shop.facts:
        assert row["customer_code"] in codes
        assert row["kind"] in {"preference", "owned", "style", "note"}
        assert row["label"]
        assert row["value"]
        assert not row["sku"] or row["sku"] in books.product
        assert row["at"] < AS_OF.isoformat()
    categories = {row["category"] for row in books.shop.products}
    skus = {row["sku"] for row in books.shop.products}
    for row in books.shop.promotions:
        assert row["category"] in categories if "category" in row else row["sku"] in skus
        assert row.get("starts_on", "") <= AS_OF.isoformat() <= row.get("ends_on", "9999")
    assert {row["kind"] for row in books.shop.promotions} == {"percent", "amount", "price", "buy_get"}
    assert {row["category"] for row in books.shop.promotions if row["label"] == "Gold"} == {
        "Paint",
        "Sealants & adhesives",
    }


def test_seasons_have_twelve_months() -> None:
    seasons = read_toml("seasons.toml")
    assert all(len(months) == 12 and min(months) >= 0 for months in seasons.values())


def test_files_are_written_as_they_are_imported(books: Books, tmp_path: Path) -> None:
    write_csv(books.shop, tmp_path / "files")
    for name, rows in (
        ("products", books.shop.products),
        ("customers", books.shop.customers),
        ("sales", books.shop.sales),
        ("balances", books.shop.balances),
    ):
        with (tmp_path / "files" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            assert list(csv.DictReader(lines)) == rows
