"""Customers from a file: new ones are added, others changed where the file says something else.

A customer is the one with the same code, in any case. Columns that a file has not leave what is there.
"""

from typing import Any

from pos_app.data import search
from pos_app.data.queries import importing_customers as queries
from pos_app.domain import people
from pos_app.errors import UserError
from pos_app.services import settings
from pos_app.services.importing.survey import Cells
from pos_app.services.importing.work import Save, Work, batches
from pos_app.services.phones import Phone, normalised

BATCH = 2000
_CHANNELS = ("phone", "email", "post")
_YES = frozenset({"yes", "y", "true", "1", "x", "all"})
_NO = frozenset({"no", "n", "false", "0", "none", "-"})
_LIMITS = {"code": 40, "company": 120, "tax_exempt_no": 40, "notes": 2000}

Incoming = tuple[int, dict[str, Any]]


def check(work: Work) -> Save:
    """Note everything wrong; what is returned writes the good customers."""
    with work.desk.db.read() as session:
        region = settings.cached(session).shop.phone_region
    first_rows: dict[str, int] = {}
    found: list[Incoming] = []
    cells = Cells(work.survey, work.findings)
    for row, values in work.source.rows():
        cells.row = row
        customer = _customer(cells, values, region)
        key = customer["code"]
        if not key:
            cells.missing("code")
        elif first_rows.setdefault(key, row) != row:
            error = UserError("double", "“{key}” is in row {row} already.", key=key[:40], row=first_rows[key])
            cells.problem("code", error)
        found.append((row, customer))
    good = [(row, _present(work, customer)) for row, customer in found if work.good(row)]
    return lambda write: _save(work, good, write)


def _customer(cells: Cells, values: Any, region: str) -> dict[str, Any]:
    code, name, phone, email, birthday, company, tax_exempt_no, consent, notes = values
    called = _try(cells, "name", lambda: people.clean_name(name), "")
    number = _try(cells, "phone", lambda: normalised(phone, region), Phone("", ""))
    customer = {
        "code": " ".join(code.split()).upper(),
        "name": called,
        "phone": number.stored,
        "phone_shown": number.shown,
        "email": _try(cells, "email", lambda: people.clean_email(email), ""),
        "birthday": _birthday(cells, birthday),
        "company": " ".join(company.split()),
        "tax_exempt_no": tax_exempt_no.strip(),
        "consent": _try(cells, "consent", lambda: _consent(consent), ""),
        "notes": notes.strip(),
    }
    for column, most in _LIMITS.items():
        if len(customer[column]) > most:
            error = UserError("text_too_long", "The text has more than {most} characters.", most=most)
            cells.problem(column, error)
    for column in ("code", "company", "name"):
        if not customer[column].isprintable():
            cells.problem(column, UserError("bad_text", "The text has characters that cannot be printed."))
    return customer


def _try(cells: Cells, column: str, make: Any, otherwise: Any) -> Any:
    try:
        return make()
    except UserError as error:
        cells.problem(column, error)
        return otherwise


def _birthday(cells: Cells, text: str) -> str:
    if people.month_and_day(text.strip()) is not None:
        return str(_try(cells, "birthday", lambda: people.clean_birthday(text), ""))
    moment = cells.moment(text, "birthday")
    return moment.day.isoformat() if moment is not None else ""


def _consent(text: str) -> str:
    """The channels agreed to; a plain yes means all of them."""
    words = text.replace("|", " ").replace(",", " ").replace(";", " ").lower().split()
    if len(words) == 1 and words[0] in _YES:
        return " ".join(_CHANNELS)
    if not words or (len(words) == 1 and words[0] in _NO):
        return ""
    for word in words:
        if word not in _CHANNELS:
            raise UserError(
                "bad_consent", "“{word}” is not one of {known}.", word=word[:40], known=", ".join(_CHANNELS)
            )
    return " ".join(channel for channel in _CHANNELS if channel in words)


def _present(work: Work, customer: dict[str, Any]) -> dict[str, Any]:
    """The columns that the file has."""
    present = {*work.source.present}
    if "phone" in present:
        present.add("phone_shown")
    return {name: value for name, value in customer.items() if name in present}


def _save(work: Work, customers: list[Incoming], write: bool) -> None:
    done = 0
    for batch in batches(customers, BATCH):
        with work.desk.db.write() if write else work.desk.db.read() as session:
            before = queries.by_code(session, [customer["code"] for _row, customer in batch])
            fresh, touched = [], []
            for _row, customer in batch:
                old = before.get(customer["code"])
                if old is None:
                    fresh.append(customer)
                    continue
                wanted = {
                    name: value for name, value in customer.items() if name != "code" and old[name] != value
                }
                if wanted:
                    touched.append((old["id"], wanted))
                else:
                    work.unchanged += 1
            work.added += len(fresh)
            work.changed += len(touched)
            if write:
                for customer_id, wanted in touched:
                    queries.update_customer(session, customer_id, wanted)
                ids = queries.insert_customers(session, fresh)
                search.ensure(session)
                search.index_customers(session, [*(number for number, _w in touched), *ids])
                session.commit()
        done += len(batch)
        work.progress(done, len(customers))
