"""What staff know of customers, from a file: projects, preferences, things owned, how somebody likes to be served.

A project is the one of the same customer, name and day of opening; anything else the one of the same customer, kind,
label and value (of several, the first is the first). The same file again changes nothing, also on another day
or by somebody else: where the cell of a day or a name is empty, today's and one's own go only into what is new.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries import importing_customers as customer_queries
from pos_app.data.queries import importing_products as product_queries
from pos_app.data.queries import notes as queries
from pos_app.errors import UserError
from pos_app.services.customer_notes import KINDS
from pos_app.services.importing.dates import on_the_wall
from pos_app.services.importing.survey import Cells
from pos_app.services.importing.work import Save, Work, batches

BATCH = 2000
PROJECT = "project"
_SOURCES = ("told", "seen")
_FACT_LIMITS = {"label": 60, "value": 300, "noted_by": 40}
_PROJECT_LIMITS = {"label": 80, "value": 500}

# Table and row.
Incoming = tuple[str, dict[str, Any]]
# What makes a note the same one, and which of several such.
Key = tuple[Any, ...]


def check(work: Work) -> Save:
    """Note everything wrong; what is returned writes the good notes."""
    with work.desk.db.read() as session:
        codes = customer_queries.all_codes(session)
        skus = product_queries.all_skus(session)
    reader = _Reader(work, codes, skus)
    found = [(row, reader.note(row, values)) for row, values in work.source.rows()]
    good = _counted(note for row, note in found if work.good(row))
    return lambda write: _save(work, good, write)


class _Reader:
    """Reads rows into the columns of the two tables."""

    def __init__(self, work: Work, codes: dict[str, int], skus: dict[str, int]) -> None:
        self._cells = Cells(work.survey, work.findings)
        self._work, self._codes, self._skus = work, codes, skus
        self._today = work.desk.business_date().isoformat()

    def note(self, row: int, values: Sequence[str]) -> Incoming:
        """One row; what is wrong with it is noted."""
        code, kind, label, value, sku, source, noted_at, noted_by, closed_on = values
        cells = self._cells
        cells.row = row
        kind = kind.strip().lower()
        customer = self._cells.customer(code, self._codes)
        if kind == PROJECT:
            found = self._project(customer, label, value, noted_at, closed_on)
        else:
            if kind not in KINDS:
                cells.problem(
                    "kind",
                    UserError("bad_fact", "“{kind}” is not something that can be noted.", kind=kind[:40]),
                )
            found = self._fact(customer, kind, label, value, sku, source, noted_at, noted_by)
        return found

    def _project(self, customer: int | None, name: str, note: str, opened: str, closed: str) -> Incoming:
        values = {"label": " ".join(name.split()), "value": note.strip()}
        self._check(values, _PROJECT_LIMITS, ("label",))
        days = {
            column: self._day(text, column) for column, text in (("noted_at", opened), ("closed_on", closed))
        }
        opened_on = days["noted_at"] or self._today
        if days["closed_on"] and days["closed_on"] < opened_on:
            error = UserError("bad_date", "A project cannot end before it began.")
            self._cells.problem("closed_on", error)
        return PROJECT, {
            "customer_id": customer,
            "name": values["label"],
            "note": values["value"],
            "opened_on": days["noted_at"],
            "closed_on": days["closed_on"],
        }

    def _fact(
        self, customer: int | None, kind: str, label: str, value: str, sku: str, source: str, at: str, by: str
    ) -> Incoming:
        values = {
            "label": " ".join(label.split()),
            "value": " ".join(value.split()),
            "noted_by": by.strip(),
        }
        self._check(values, _FACT_LIMITS, ("value",))
        said = source.strip().lower() or _SOURCES[0]
        if said not in _SOURCES:
            self._cells.problem(
                "source",
                UserError(
                    "bad_source", "“{word}” is not one of {known}.", word=said[:40], known=", ".join(_SOURCES)
                ),
            )
        return "customer_fact", {
            "customer_id": customer,
            "kind": kind,
            "product_id": self._cells.product(sku.strip(), self._skus),
            "source": said,
            "noted_at": self._moment(at),
            **values,
        }

    def _check(self, values: dict[str, str], limits: dict[str, int], needed: Sequence[str]) -> None:
        for column in needed:
            if not values[column]:
                self._cells.missing(column)
        for column, most in limits.items():
            if len(values[column]) > most:
                error = UserError("text_too_long", "The text has more than {most} characters.", most=most)
                self._cells.problem(column, error)

    def _day(self, text: str, column: str) -> str:
        moment = self._cells.moment(text, column)
        return moment.day.isoformat() if moment is not None else ""

    def _moment(self, text: str) -> str:
        moment = self._cells.moment(text, "noted_at")
        if moment is None:
            return ""
        wall = on_the_wall(moment)
        local = wall if wall.tzinfo else wall.replace(tzinfo=self._work.desk.zone)
        return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _counted(notes: Iterable[Incoming]) -> list[tuple[Key, Incoming]]:
    """Each note with what makes it the same one."""
    seen: Counter[Key] = Counter()
    found = []
    for name, row in notes:
        if name == PROJECT:
            key: Key = (row["customer_id"], PROJECT, row["name"].lower(), row["opened_on"])
        else:
            key = (row["customer_id"], row["kind"], row["label"], row["value"])
        seen[key] += 1
        found.append(((*key, seen[key]), (name, row)))
    return found


def _save(work: Work, notes: list[tuple[Key, Incoming]], write: bool) -> None:
    """Write what is new or different, in transactions of 2,000 notes, or only count it."""
    given = {
        "project": {"note", "closed_on"},
        "customer_fact": {"product_id", "source", "noted_at", "noted_by"},
    }
    # What a new note gets where the file says nothing.
    desk = work.desk
    own = {
        "opened_on": desk.business_date().isoformat(),
        "noted_at": desk.now(),
        "noted_by": desk.actor.code,
    }
    columns = {"value": "note", "sku": "product_id"}
    present = {columns.get(name, name) for name in work.source.present} | {*work.source.present}
    done = 0
    for batch in batches(notes, work.size(BATCH)):
        with work.desk.db.write() if write else work.desk.db.read() as session:
            before = _before(session, [row["customer_id"] for _key, (_name, row) in batch])
            fresh: dict[str, list[dict[str, Any]]] = {name: [] for name in given}
            for key, (name, row) in batch:
                old = before.get(key)
                if old is None:
                    fresh[name].append(row | {c: value for c, value in own.items() if row.get(c) == ""})
                    continue
                wanted = {
                    c: row[c] for c in given[name] & present if old[c] != row[c] and (row[c] or c not in own)
                }
                work.changed += bool(wanted)
                work.unchanged += not wanted
                if wanted and write:
                    queries.change(session, name, old["id"], wanted)
            work.added += sum(map(len, fresh.values()))
            if write:
                for name, rows in fresh.items():
                    queries.add(session, name, rows)
                session.commit()
        done += len(batch)
        work.progress(done, len(notes))


def _before(session: Session, ids: Sequence[int]) -> dict[Key, dict[str, Any]]:
    """The notes of these customers, by what makes them the same."""
    known = list(dict.fromkeys(ids))
    found = [(PROJECT, row) for row in queries.projects_of(session, known)]
    found += [("customer_fact", row) for row in queries.facts_of(session, known)]
    # A file that names no first day means the project of that name, whenever it began.
    of_any_day = [(PROJECT, row | {"opened_on": ""}) for name, row in found if name == PROJECT]
    return {key: row for key, (_name, row) in _counted([*found, *of_any_day])}
