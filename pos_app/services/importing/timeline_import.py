"""Contacts outside the till from a file: web orders, enquiries, messages.

One is the one with the same `id`. The same again changes nothing, other content changes it: these are notes about a
person, not the shop's books. Columns that a file has not leave what is there.
"""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from pos_app.data.queries import importing_customers as customer_queries
from pos_app.data.queries import importing_products as product_queries
from pos_app.data.queries import timeline as queries
from pos_app.domain.message import msg
from pos_app.domain.wording import readable
from pos_app.errors import UserError
from pos_app.services import settings
from pos_app.services.importing.dates import on_the_wall
from pos_app.services.importing.survey import Cells
from pos_app.services.importing.work import Save, Work, batches

BATCH = 2000
_LIMITS = {"uid": 80, "channel": 40, "kind": 40, "text": 2000}
_COLUMN_OF = {"uid": "id", "customer_id": "customer_code", "product_id": "sku"}
_MOST_AMOUNT = 10**12

Incoming = tuple[int, dict[str, Any]]


def check(work: Work) -> Save:
    """Note everything wrong; what is returned writes the good entries."""
    with work.desk.db.read() as session:
        codes = customer_queries.all_codes(session)
        skus = product_queries.all_skus(session)
        exponent = settings.cached(session).shop.currency.exponent
    reader = _Reader(work, codes, skus, exponent)
    found = [(row, reader.entry(row, values)) for row, values in work.source.rows()]
    present = {*work.source.present}
    good = [
        {name: value for name, value in entry.items() if _COLUMN_OF.get(name, name) in present}
        for row, entry in found
        if work.good(row)
    ]
    return lambda write: _save(work, good, write)


class _Reader:
    """Reads rows into the columns of the table."""

    def __init__(self, work: Work, codes: dict[str, int], skus: dict[str, int], exponent: int) -> None:
        self._cells = Cells(work.survey, work.findings)
        self._desk = work.desk
        self._today = work.desk.business_date()
        self._codes, self._skus, self._exponent = codes, skus, exponent
        self._first_rows: dict[str, int] = {}

    def entry(self, row: int, values: Sequence[str]) -> dict[str, Any]:
        """One row; what is wrong with it is noted."""
        uid, code, at, channel, kind, text, sku, amount = values
        cells = self._cells
        cells.row = row
        found = {
            "uid": uid.strip(),
            "channel": " ".join(channel.split()),
            "kind": " ".join(kind.split()),
            "text": text.strip(),
        }
        for name, value in found.items():
            column = _COLUMN_OF.get(name, name)
            if not value:
                cells.missing(column)
            elif len(value) > _LIMITS[name]:
                most = _LIMITS[name]
                error = UserError("text_too_long", "The text has more than {most} characters.", most=most)
                cells.problem(column, error)
            elif name != "text" and not readable(value):
                cells.problem(
                    column, UserError("bad_text", "The text has characters that cannot be printed.")
                )
        if found["uid"]:
            cells.first("id", found["uid"], self._first_rows, shown=found["uid"])
        return found | {
            "customer_id": self._cells.customer(code, self._codes),
            "at": self._moment(at),
            "product_id": self._cells.product(sku.strip(), self._skus),
            "amount": self._amount(amount),
        }

    def _amount(self, text: str) -> int | None:
        amount = self._cells.number(text, self._exponent, "amount", msg("Amount"))
        if amount is not None and abs(amount) > _MOST_AMOUNT:
            self._cells.problem("amount", UserError("bad_amount", "The amount is too large."))
        return amount

    def _moment(self, text: str) -> str:
        """UTC text of a time with a zone, or on the shop's clock."""
        moment = self._cells.moment(text, "at")
        if moment is None:
            if not text.strip():
                self._cells.missing("at")
            return ""
        wall = on_the_wall(moment)
        zone = self._desk.zone
        local = wall.astimezone(zone) if wall.tzinfo else wall.replace(tzinfo=zone)
        if local.date() > self._today:
            self._cells.problem("at", UserError("in_future", "This day is yet to come."))
        return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _save(work: Work, entries: list[dict[str, Any]], write: bool) -> None:
    """Write what is new or different, in transactions of 2,000 entries, or only count it."""
    done = 0
    for batch in batches(entries, work.size(BATCH)):
        with work.desk.db.write() if write else work.desk.db.read() as session:
            before = queries.by_uid(session, [entry["uid"] for entry in batch])
            fresh = []
            for entry in batch:
                old = before.get(entry["uid"])
                if old is None:
                    fresh.append(entry)
                    continue
                wanted = {name: value for name, value in entry.items() if old[name] != value}
                work.changed += bool(wanted)
                work.unchanged += not wanted
                if wanted and write:
                    queries.change(session, old["id"], wanted)
            work.added += len(fresh)
            if write:
                queries.add(session, fresh)
                session.commit()
        done += len(batch)
        work.progress(done, len(entries))
