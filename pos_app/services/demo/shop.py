"""The whole demo shop as import files, from a date and a seed: the same two give the same shop, to the cent."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from pos_app.domain.loyalty import window_start
from pos_app.services.demo.baskets import Baskets
from pos_app.services.demo.calendar import SPAN, Calendar
from pos_app.services.demo.catalogue import PRODUCT_COLUMNS, cents, load_catalogue
from pos_app.services.demo.facts import note_facts, settle_balances
from pos_app.services.demo.people import Person, make_people
from pos_app.services.demo.receipts import OldTill, sale_rows
from pos_app.services.demo.shares import HABITS, settle
from pos_app.services.demo.tables import Tables, read_toml
from pos_app.services.demo.visits import Diary, DiaryWriter, Trip, Undertaking, spread_out, walk_ins

SEED = 20261121
SALE_COLUMNS = (
    "sale_id", "sold_at", "customer_code", "sku", "quantity", "amount", "discount", "cashier", "project",
)  # fmt: skip

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class DemoShop:
    """Rows of the import files, amounts and quantities as decimal strings; `sales` end the day before `as_of`."""

    as_of: date
    products: list[Row]
    customers: list[Row]
    sales: list[Row]
    balances: list[Row]
    facts: list[Row]
    projects: list[Row]
    promotions: list[Row]
    settings: dict[str, object]


def generate(as_of: date, seed: int = SEED) -> DemoShop:
    """The demo shop as it stands on the morning of `as_of`."""
    catalogue = load_catalogue()
    tables, calendar = Tables(catalogue), Calendar(as_of)
    people = make_people(_chance(seed, "people"), as_of)
    trades = {person.code for person in people if not person.at_home}
    till = OldTill(tables.articles, calendar, trades, _chance(seed, "till"))
    diary = DiaryWriter(tables, calendar, _chance(seed, "diary")).write(people)
    trips = _all_trips(diary, tables, calendar, seed)
    known = [person for person in people if person.known]
    for habit in HABITS:
        never = [person.code for person in known if habit.extra in person.known.get("never", [])]
        settle(habit, trips, never, _chance(seed, habit.extra))
    for person in known:
        _fill_year(person, diary.trips, till, calendar, _chance(seed, person.code))
    sales = till.ring_up(trips, {person.code for person in known})
    names_of = {row["sku"]: row["name"] for row in catalogue.products}
    return DemoShop(
        as_of=as_of,
        products=catalogue.products,
        customers=[person.row() for person in people],
        sales=sale_rows(sales),
        balances=settle_balances(people, sales, _chance(seed, "balances")),
        facts=note_facts(people, diary, names_of, calendar, _chance(seed, "facts")),
        projects=_project_rows(diary.undertakings, calendar),
        promotions=_promotion_rows(as_of),
        settings=read_toml("settings.toml"),
    )


def write_csv(shop: DemoShop, folder: Path) -> None:
    """Write the import files of `pos-app import`, one a kind, into `folder` (made if missing)."""
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "products.csv", PRODUCT_COLUMNS, shop.products)
    _write(folder / "sales.csv", SALE_COLUMNS, shop.sales)
    for name in ("customers", "balances"):
        rows: list[Row] = getattr(shop, name)
        _write(folder / f"{name}.csv", tuple(rows[0]), rows)


def _write(path: Path, columns: tuple[str, ...], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns)
        writer.writeheader()
        writer.writerows(rows)


def _all_trips(diary: Diary, tables: Tables, calendar: Calendar, seed: int) -> list[Trip]:
    """Everybody's visits, those without a name filling up the days."""
    spread_out(diary.trips, calendar.closed())
    targets = calendar.targets(_chance(seed, "days"))
    baskets = Baskets(tables, _chance(seed, "baskets"))
    strangers = walk_ins(baskets, diary.trips, targets, calendar.months(), _chance(seed, "walk-ins"))
    return diary.trips + strangers


def _chance(seed: int, purpose: str) -> Random:
    """A stream of chance of its own for every part, so that a change of one leaves the others alone."""
    return Random(f"{seed} {purpose}")


def _fill_year(person: Person, trips: list[Trip], till: OldTill, calendar: Calendar, rng: Random) -> None:
    """Let the spend of the last twelve months come out as told, by small things on visits told nothing of."""
    if "year_spend" not in person.known:
        return
    first = (window_start(calendar.as_of) - calendar.start).days
    mine = [trip for trip in trips if trip.code == person.code and trip.day >= first]
    told = {SPAN - row["day"] for row in person.known["visits"]}
    free = [trip for trip in mine if trip.day not in told]
    last_cents = person.known["last_cents"]
    for trip in free:
        trip.lines = {rng.choice(person.known["fill"]): 1000}
    spent = sum(till.amount(sku, quantity, trip.day) for trip in mine for sku, quantity in trip.lines.items())
    missing = cents(person.known["year_spend"]) - spent
    per_kilo = till.amount(last_cents, 1000, free[-1].day)
    while missing > 3 * per_kilo:
        sku, trip = rng.choice(person.known["fill"]), min(free, key=lambda trip: len(trip.lines))
        trip.lines[sku] = trip.lines.get(sku, 0) + 1000
        missing -= till.amount(sku, 1000, trip.day)
    if missing > 0:
        # A kilogram costs less than ten dollars, so grams reach every cent.
        free[-1].lines[last_cents] = missing * 1000 // per_kilo + 1


def _project_rows(undertakings: list[Undertaking], calendar: Calendar) -> list[Row]:
    rows = [
        {
            "customer_code": one.code,
            "name": one.name,
            "opened_on": calendar.day(one.opened).isoformat(),
            "closed_on": "" if one.closed is None else calendar.day(one.closed).isoformat(),
        }
        for one in undertakings
    ]
    return sorted(rows, key=lambda row: (row["opened_on"], row["customer_code"], row["name"]))


def _promotion_rows(as_of: date) -> list[Row]:
    """Running promotions as import rows; the table counts days from the demo's day."""
    rows = []
    for row in read_toml("promotions.toml")["promotion"]:
        days = {"starts_on": row.pop("from", None), "ends_on": row.pop("to", None)}
        dates = {name: (as_of + timedelta(day)).isoformat() for name, day in days.items() if day is not None}
        rows.append({**row, **dates})
    return rows
