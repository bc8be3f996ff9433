"""Makes the demo shop in a data folder of its own, through the services that move any shop in.

What import files carry goes through the importer; what staff would have noted by hand over the years (facts,
closed projects) is written in one transaction with the queries that the services use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from pos_app.data.db import FILE_NAME, Database
from pos_app.data.queries import customers as customer_queries
from pos_app.data.queries import products as product_queries
from pos_app.domain.message import Message, msg
from pos_app.errors import MachineError, PosError, UserError
from pos_app.services.changes import Area, Changes
from pos_app.services.companions import refresh_companions
from pos_app.services.demo.quoting import make_quotes
from pos_app.services.demo.shop import SEED, DemoShop, Row, generate
from pos_app.services.desk import Actor, Desk, system_clock, utc_text
from pos_app.services.importing import import_rows
from pos_app.services.pins import set_pin
from pos_app.services.settings import change_settings
from pos_app.services.setup import ensure_basics, first_till, open_shop, shop_exists

_OWNER = Actor("owner", "Ruth", "owner")
_MORNING = time(7)
Progress = Callable[[int, int, Message], None]
_STEPS = (
    msg("Making up the shop"),
    msg("Goods"),
    msg("Customers"),
    msg("Two years of sales"),
    msg("Points and accounts"),
    msg("What goes together"),
)


@dataclass(frozen=True, slots=True)
class DemoBuilt(Changes):
    """The demo shop as made: how many goods, customers and sales it has."""

    products: int = 0
    customers: int = 0
    sales: int = 0


def build_demo(
    data_dir: Path, as_of: date, *, seed: int = SEED, progress: Progress | None = None
) -> DemoBuilt:
    """Make the shop as of the morning of `as_of`; all of it, or nothing if it is interrupted.

    UserError ``shop_exists`` where the folder has a shop already; MachineErrors as `open_shop`.
    """
    if shop_exists(data_dir):
        raise UserError(
            "shop_exists",
            "The folder {folder} has a shop already; it was left as it is.",
            folder=str(data_dir),
        )
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=data_dir, prefix="demo-", ignore_cleanup_errors=True) as name:
            workshop = Path(name)
            database = open_shop(workshop)
            try:
                built = _fill(database, _generate(progress, as_of, seed), progress)
            finally:
                database.close()
            (workshop / FILE_NAME).replace(data_dir / FILE_NAME)
    except OSError as error:
        raise MachineError(
            "folder_unusable",
            "The demo shop cannot be made in {folder}: {reason}.",
            folder=str(data_dir),
            reason=error.strerror or str(error),
        ) from error
    return built


def _generate(progress: Progress | None, as_of: date, seed: int) -> DemoShop:
    """`generate`, told to `progress` as the first step."""
    _tell(progress, 0)
    return generate(as_of, seed)


def _fill(database: Database, shop: DemoShop, progress: Progress | None) -> DemoBuilt:
    """Import everything into a new shop."""
    opened = Desk(database, "1", _OWNER, clock=_clock(shop.as_of))
    ensure_basics(opened)
    desk = Desk(database, first_till(opened), _OWNER, clock=opened.clock)
    change_settings(desk, {key: value for key, value in shop.settings.items() if key != "format"})
    _tell(progress, 1)
    _take(desk, "products", shop.products)
    _tell(progress, 2)
    _take(desk, "customers", shop.customers)
    _take(desk, "promotions", shop.promotions)
    _note(desk, shop)
    _tell(progress, 3)
    _take(desk, "sales", shop.sales)
    _tell(progress, 4)
    _take(desk, "balances", shop.balances)
    _tell(progress, 5)
    refresh_companions(desk)
    for code in _SENIORS:
        set_pin(desk, staff_code=code, pin=DEMO_PIN)
    make_quotes(desk, shop.as_of, _morning)
    return DemoBuilt(
        frozenset(Area),
        products=len(shop.products),
        customers=len(shop.customers),
        sales=len({row["sale_id"] for row in shop.sales}),
    )


# Who may allow things in the demo shop, and with what; the README says so.
_SENIORS = ("owner", "kim")
DEMO_PIN = "2468"


def _take(desk: Desk, kind: str, rows: list[Row]) -> None:
    """Import rows of our own making: a problem in them is a bug, and is said with its row."""
    report = import_rows(desk, kind=kind, rows=rows)
    if not report.ok:
        problem = report.problems[0]
        raise PosError("bad_demo", problem.message, line=problem.row)


def _note(desk: Desk, shop: DemoShop) -> None:
    """Facts and projects, in one transaction."""
    with desk.db.write() as session:
        customer_ids = {
            row["code"]: customer_queries.id_by_code(session, row["code"]) for row in shop.customers
        }
        product_ids = _ids_by_sku(session)
        for row in shop.facts:
            customer_queries.insert_fact(
                session,
                {
                    "customer_id": customer_ids[row["customer_code"]],
                    "kind": row["kind"],
                    "label": row["label"],
                    "value": row["value"],
                    "product_id": product_ids.get(row["sku"]),
                    "source": "told",
                    "noted_at": utc_text(_morning(date.fromisoformat(row["at"]))),
                    "noted_by": desk.actor.code,
                },
            )
        for row in shop.projects:
            values = {name: row[name] for name in ("name", "opened_on", "closed_on")}
            customer_id = customer_ids[row["customer_code"]]
            customer_queries.insert_project(session, {**values, "customer_id": customer_id, "note": ""})
        session.commit()


def _ids_by_sku(session: Session) -> dict[str, int]:
    return {row.sku: row.id for row in product_queries.skus(session)}


def _clock(as_of: date) -> Callable[[], datetime]:
    """The morning of the day, or this moment where that is earlier: nothing may be booked in the future."""
    moment = _morning(as_of)
    if as_of == system_clock().astimezone().date():
        moment = min(moment, system_clock())
    return lambda: moment


def _morning(day: date) -> datetime:
    return datetime.combine(day, _MORNING).astimezone()


def _tell(progress: Progress | None, step: int) -> None:
    if progress:
        progress(step, len(_STEPS), _STEPS[step])
