"""A shop with a hand-made history: a few products and sales, posted through `post` like any other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import insert

from pos_app.data.queries import posting
from pos_app.services.desk import Actor, Desk
from pos_app.services.post import post
from tests.services.shop_kit import open_desk

TODAY = date(2026, 11, 21)


@dataclass
class Kit:
    """The shop, and short ways to fill it."""

    desk: Desk

    def at(self, day: date, hour: int = 10) -> Desk:
        """The desk with its clock set to a day."""
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        return replace(self.desk, clock=lambda: moment)

    def insert(self, table: str, /, **values: object) -> int:
        """A row of a table that is not posted."""
        with self.desk.db.write() as session:
            done = session.execute(insert(posting.table(table)).values(**values))
            session.commit()
            return int(done.inserted_primary_key[0]) if done.inserted_primary_key else 0

    def category(self, name: str) -> int:
        return self.insert("category", name=name)

    def product(
        self,
        sku: str,
        name: str,
        *,
        price: int = 10_000 * 10,
        cost: int = 10_000 * 4,
        stock: int = 10,
        **more: object,
    ) -> int:
        """A product; price and cost e4, stock in whole units."""
        values = {"sku": sku, "name": name, "price": price, "cost": cost, "bin": "B2-01", **more}
        product_id = self.insert("product", unit="ea", active=True, **values)
        self.insert("stock_level", product_id=product_id, on_hand=stock * 1000)
        return product_id

    def customer(self, code: str, name: str = "Pat Example", **more: object) -> int:
        return self.insert("customer", code=code, name=name, **more)

    def sale(
        self,
        day: date,
        customer_id: int | None,
        goods: dict[int, int],
        *,
        project_id: int | None = None,
        kind: str = "sale",
        points: int = 0,
        more: dict[str, list[dict[str, object]]] | None = None,
    ) -> int:
        """A posted sale of products at net amounts (minor units, negative: given back), untaxed; returns its id."""
        with self.desk.db.write() as session:
            sale_id = posting.next_id(session, "sale")
            names = {
                row[0]: row[1:]
                for row in session.execute(
                    posting.table("product")
                    .select()
                    .with_only_columns(*(posting.table("product").c[c] for c in ("id", "sku", "name")))
                )
            }
            total = sum(goods.values())
            head = {
                "id": sale_id, "document_id": f"d{sale_id}", "content_hash": "", "number": f"1-{sale_id:06}",
                "kind": kind, "till": "1", "sold_at": f"{day}T10:00:00Z", "business_date": day.isoformat(),
                "customer_id": customer_id, "project_id": project_id, "currency": "USD", "exponent": 2,
                "tax_rounding": "line", "subtotal": total, "document_discount": 0, "discount": 0, "net": total,
                "tax": 0, "total": total, "cash_rounding": 0, "paid": total, "change": 0, "points": points,
            }  # fmt: skip
            lines = [
                {
                    "sale_id": sale_id, "line_no": number, "kind": "goods" if amount >= 0 else "return",
                    "product_id": product_id, "sku": names[product_id][0], "description": names[product_id][1],
                    "quantity": 1000 if amount >= 0 else -1000, "unit_price": abs(amount) * 10_000,
                    "list_price": abs(amount) * 10_000, "amount": amount, "net": amount, "tax": 0, "gross": amount,
                }
                for number, (product_id, amount) in enumerate(goods.items(), 1)
            ]  # fmt: skip
            rows: dict[str, list[dict[str, object]]] = {"sale": [head], "sale_line": lines}
            if points and customer_id:
                kind_of = "earn" if points > 0 else "spend"
                rows["point_ledger"] = [
                    {"customer_id": customer_id, "sale_id": sale_id, "kind": kind_of, "points": points}
                ]
            for name, given in (more or {}).items():
                rows[name] = [{**row, "sale_id": sale_id} for row in given]
            post(session, self.desk, kind=kind, rows=rows, business_date=day.isoformat())
            session.commit()
        return sale_id


def open_kit(data_dir: Path) -> Kit:
    """A new shop in a folder, on the morning of `TODAY`."""
    moment = datetime(2026, 11, 21, 10, tzinfo=UTC)
    return Kit(replace(open_desk(data_dir), actor=Actor("dana", "Dana"), clock=lambda: moment))
