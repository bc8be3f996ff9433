"""Customers from a file: new ones are added, others changed where the file says something else.

A customer is the one with the same code, in any case. Columns that a file has not leave what is there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data import search
from pos_app.data.queries import importing_customers as queries
from pos_app.domain import people
from pos_app.domain.message import Message, msg, plural_msg
from pos_app.domain.wording import readable
from pos_app.errors import UserError
from pos_app.services import settings
from pos_app.services.importing import dates
from pos_app.services.importing.survey import NO, YES, Cells
from pos_app.services.importing.work import Save, Work, batches
from pos_app.services.phones import Phone, normalised

BATCH = 2000
_CHANNELS = ("phone", "email", "post")
_LIMITS = {"code": 40, "company": 120, "tax_exempt_no": 40, "notes": 2000, "level": 40}
_LONGEST_CARD = _LONGEST_PHONE = 40
# So many numbers that cannot be read are named.
_MOST_TOLD = 20

Incoming = tuple[int, dict[str, Any]]


def check(work: Work) -> Save:
    """Note everything wrong; what is returned writes the good customers."""
    with work.desk.db.read() as session:
        region = settings.cached(session).shop.phone_region
        owners = queries.card_owners(session)
    today = work.desk.business_date().isoformat()
    cards = _Cards(owners)
    first_rows: dict[str, int] = {}
    found: list[Incoming] = []
    cells = Cells(work.survey, work.findings)
    unread: list[Message] = []
    for row, values in work.source.rows():
        cells.row = row
        customer = _customer(cells, values, region, today, unread)
        key = customer["code"]
        if not key:
            cells.missing("code")
        else:
            cells.first("code", key, first_rows, shown=key)
        cards.check(cells, key, customer["cards"])
        found.append((row, customer))
    work.findings.notices += _told(unread)
    good = [(row, _present(work, customer)) for row, customer in found if work.good(row)]
    return lambda write: _save(work, good, write)


def _phone(cells: Cells, text: str, region: str, unread: list[Message]) -> Phone:
    """A telephone number; one that cannot be read is kept as it was written, for the rest of a row is worth more."""
    try:
        return normalised(text, region)
    except UserError as error:
        shown = " ".join(text.split())
        if error.code != "bad_phone" or len(shown) > _LONGEST_PHONE or not readable(shown):
            cells.problem("phone", error)
            return Phone("", "")
        unread.append(
            msg(
                "Row {row}: “{phone}” is no telephone number; it is kept as written.",
                row=cells.row,
                phone=shown,
            )
        )
        return Phone("", shown)


def _told(unread: list[Message]) -> list[Message]:
    """Some of the numbers that were kept as written, and how many more there are."""
    more = len(unread) - _MOST_TOLD
    rest = plural_msg(
        "{count} more telephone number is kept as written.",
        "{count} more telephone numbers are kept as written.",
        more,
    )
    return [*unread[:_MOST_TOLD], *([rest] if more > 0 else [])]


def _customer(cells: Cells, values: Any, region: str, today: str, unread: list[Message]) -> dict[str, Any]:
    (
        code, name, phone, email, birthday, company, tax_exempt_no, consent, notes, level, exempt_until, cards, created,
    ) = values  # fmt: skip
    called = _try(cells, "name", lambda: people.clean_name(name), "")
    number = _phone(cells, phone, region, unread)
    customer = {
        "code": " ".join(code.split()).upper(),
        "name": called,
        "phone": number.stored,
        "phone_shown": number.shown,
        "email": _try(cells, "email", lambda: people.clean_email(email), ""),
        "birthday": _birthday(cells, birthday, today),
        "company": " ".join(company.split()),
        "tax_exempt_no": tax_exempt_no.strip(),
        "consent": _try(cells, "consent", lambda: _consent(consent), ""),
        "notes": notes.strip(),
        "level": level.strip(),
        "tax_exempt_until": _day(cells, exempt_until, "tax_exempt_until"),
        "created_on": _day(cells, created, "created_on"),
        "cards": tuple(sorted({card.strip() for card in cards.split("|") if card.strip()})),
    }
    for column, most in _LIMITS.items():
        if len(customer[column]) > most:
            error = UserError("text_too_long", "The text has more than {most} characters.", most=most)
            cells.problem(column, error)
    for column in ("code", "company", "name", "level"):
        if not readable(customer[column]):
            cells.problem(column, UserError("bad_text", "The text has characters that cannot be printed."))
    return customer


class _Cards:
    """Cards that name a customer: each names one."""

    def __init__(self, owners: Mapping[str, str]) -> None:
        self._owners, self._rows = owners, dict[str, int]()

    def check(self, cells: Cells, code: str, cards: Sequence[str]) -> None:
        """Note cards that are too long, twice in the file, or another customer's."""
        for card in cards:
            if len(card) > _LONGEST_CARD:
                cells.problem(
                    "cards",
                    UserError(
                        "text_too_long", "The text has more than {most} characters.", most=_LONGEST_CARD
                    ),
                )
            elif cells.first("cards", card, self._rows, shown=card) and self._owners.get(card, code) != code:
                cells.problem(
                    "cards",
                    UserError(
                        "card_taken", "The card {card} belongs to {code}.", card=card, code=self._owners[card]
                    ),
                )


def _day(cells: Cells, text: str, column: str) -> str:
    moment = cells.moment(text, column)
    return moment.day.isoformat() if moment is not None else ""


def _try(cells: Cells, column: str, make: Any, otherwise: Any) -> Any:
    try:
        return make()
    except UserError as error:
        cells.problem(column, error)
        return otherwise


def _birthday(cells: Cells, text: str, today: str) -> str:
    if people.month_and_day(text.strip()) is not None:
        day = str(_try(cells, "birthday", lambda: people.clean_birthday(text), ""))
    else:
        day = _day(cells, text, "birthday")
    if day <= today:
        return day
    if dates.has_short_year(text):
        # Nobody is born yet in ’68: it was the one before.
        return f"{int(day[:4]) - 100}{day[4:]}"
    cells.problem("birthday", UserError("in_future", "This day is yet to come."))
    return ""


def _consent(text: str) -> str:
    """The channels agreed to; a plain yes means all of them."""
    words = text.replace("|", " ").replace(",", " ").replace(";", " ").lower().split()
    if len(words) == 1 and words[0] in YES:
        return " ".join(_CHANNELS)
    if not words or (len(words) == 1 and words[0] in NO):
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
    for batch in batches(customers, work.size(BATCH)):
        with work.desk.db.write() if write else work.desk.db.read() as session:
            found = _Batch(session, [customer for _row, customer in batch])
            work.added += len(found.fresh)
            work.changed += len(found.touched)
            work.unchanged += len(batch) - len(found.fresh) - len(found.touched)
            if write:
                found.write()
                session.commit()
        done += len(batch)
        work.progress(done, len(customers))


class _Batch:
    """Customers of one transaction, sorted into new and different ones."""

    def __init__(self, session: Session, customers: Sequence[dict[str, Any]]) -> None:
        self._session = session
        self.fresh: list[dict[str, Any]] = []
        self.touched: list[tuple[int, dict[str, Any]]] = []
        # Cards of those that were there, by customer, and of new ones by their place.
        self._cards: list[tuple[int, Sequence[str]]] = []
        self._new_cards: list[tuple[int, Sequence[str]]] = []
        before = queries.by_code(session, [customer["code"] for customer in customers])
        held = queries.cards_of(session, [old["id"] for old in before.values()])
        for customer in customers:
            old = before.get(customer["code"])
            own: Sequence[str] | None = customer.pop("cards", None)
            if old is None:
                if own:
                    self._new_cards.append((len(self.fresh), own))
                self.fresh.append(customer)
                continue
            wanted = {
                name: value for name, value in customer.items() if name != "code" and old[name] != value
            }
            other = own is not None and own != held.get(old["id"], ())
            if other:
                self._cards.append((old["id"], own or ()))
            if wanted or other:
                self.touched.append((old["id"], wanted))

    def write(self) -> None:
        """Write what is new or different, and what it is found by; the caller commits."""
        session = self._session
        for customer_id, wanted in self.touched:
            if wanted:
                queries.update_customer(session, customer_id, wanted)
        ids = queries.insert_customers(session, self.fresh)
        queries.put_cards(session, [*self._cards, *((ids[place], own) for place, own in self._new_cards)])
        search.ensure(session)
        search.index_customers(session, [*(number for number, _w in self.touched), *ids])
