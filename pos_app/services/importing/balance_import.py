"""Balances from another till: points, store credit and gift cards as opening rows of their ledgers, once each.

What the shop already has the same is left alone; another figure for something taken over before is a problem,
because a row that is posted is never changed. A row names a customer, or the card whose balance it gives.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy.orm import Session

from pos_app.data.queries import credit as credit_queries
from pos_app.data.queries import importing_customers as queries
from pos_app.domain import loyalty
from pos_app.domain.credit import Booking
from pos_app.domain.credit_codes import CreditKind, ReadCode, read_code
from pos_app.domain.message import Amount, msg
from pos_app.errors import UserError
from pos_app.services import credits, settings
from pos_app.services.importing.balances import refresh_balances
from pos_app.services.importing.survey import Cells
from pos_app.services.importing.work import Save, Work, batches
from pos_app.services.post import post

BATCH = 2000
_MOST_POINTS = 10**9


@dataclass(frozen=True, slots=True)
class _Book:
    """What a ledger has by customer or card: the sums, and what was taken over before."""

    sums: Mapping[Any, int]
    openings: Mapping[Any, int]

    def state(self, key: Any, wanted: int) -> Literal["same", "other", "new"]:
        """What a figure of the file is to the shop."""
        if self.sums.get(key, 0) == wanted:
            return "same"
        if key in self.openings:
            return "same" if self.openings[key] == wanted else "other"
        return "new"


@dataclass(slots=True)
class _Known:
    """Everything that rows are compared with, and what they bring."""

    codes: dict[str, int]
    points: _Book
    credit: _Book
    cards: _Book
    exponent: int
    first_rows: dict[int | str, int] = field(default_factory=dict)
    fresh: dict[int, "_Fresh"] = field(default_factory=dict)
    rows: int = 0


@dataclass(frozen=True, slots=True)
class _Fresh:
    """What one row puts into the ledgers."""

    customer: int | None = None
    points: int = 0
    credit: int = 0
    kind: CreditKind = "store_credit"
    code: str = ""


def check(work: Work) -> Save:
    """Note everything wrong; what is returned posts the good balances."""
    known = _known(work)
    cells = Cells(work.survey, work.findings)
    for row, (code, points, credit, account, card, card_balance) in work.source.rows():
        cells.row = row
        known.rows += 1
        if cells.number(account, 6, "account_balance", msg("Amount")):
            cells.problem("account_balance", _no_accounts())
        if card.strip():
            _card(cells, known, card, card_balance, alone=not (code.strip() or points or credit))
        else:
            _customer(cells, known, code, points, credit)
    fresh = [known.fresh[row] for row in sorted(known.fresh) if work.good(row)]
    same = known.rows - len(work.findings.bad_rows) - len(fresh)
    everyone = {number for number in known.first_rows if isinstance(number, int)}
    return lambda write: _save(work, fresh, max(0, same), everyone, write)


def _known(work: Work) -> _Known:
    with work.desk.db.read() as session:
        by_customer, by_card = credit_queries.sums(session)
        return _Known(
            codes=queries.all_codes(session),
            points=_Book(queries.point_sums(session), queries.openings(session)),
            credit=_Book(by_customer, credit_queries.sums(session, "opening")[0]),
            cards=_Book(by_card, credit_queries.sums(session, "opening")[1]),
            exponent=settings.cached(session).shop.currency.exponent,
        )


def _customer(cells: Cells, known: _Known, code: str, points_text: str, credit_text: str) -> None:
    points = cells.number(points_text, 0, "points", msg("Points"))
    if points is not None and abs(points) > _MOST_POINTS:
        cells.problem("points", UserError("bad_number", "These are too many points."))
    credit = _amount(cells, known, credit_text, "store_credit")
    customer = known.codes.get(" ".join(code.split()).upper())
    if customer is None:
        error = UserError("unknown_customer", "There is no customer with the code {code}.", code=code[:40])
        cells.problem("customer_code", error)
        return
    if not _first(cells, known, customer, code, "customer_code"):
        return
    state = known.points.state(customer, points) if points is not None else "same"
    if state == "other":
        before = known.points.openings[customer]
        cells.problem(
            "points",
            UserError(
                "id_conflict", "{code} was taken over with {points} points before.", code=code, points=before
            ),
        )
    owed = known.credit.state(customer, credit) if credit is not None else "same"
    if owed == "other":
        cells.problem("store_credit", _other(code, known.credit.openings[customer], known.exponent))
    new = _Fresh(customer, (points or 0) if state == "new" else 0, (credit or 0) if owed == "new" else 0)
    if new.points or new.credit:
        known.fresh[cells.row] = new


def _card(cells: Cells, known: _Known, typed: str, balance_text: str, *, alone: bool) -> None:
    if not alone:
        cells.problem("card", UserError("bad_row", "A row is about a customer or about a card, not both."))
    balance = _amount(cells, known, balance_text, "card_balance")
    read = _read(cells, typed)
    if read is None or not _first(cells, known, read.code, read.code, "card"):
        return
    state = known.cards.state(read.code, balance or 0)
    if state == "other":
        cells.problem("card_balance", _other(read.code, known.cards.openings[read.code], known.exponent))
    elif state == "new":
        if read.code in known.cards.sums:
            error = UserError("id_conflict", "{code} is in use in this shop.", code=read.code)
            cells.problem("card", error)
        known.fresh[cells.row] = _Fresh(None, 0, balance or 0, read.kind, read.code)


def _read(cells: Cells, typed: str) -> ReadCode | None:
    read = read_code(typed)
    if read is not None and read.valid:
        return read
    error = UserError(
        "bad_card_code", "“{code}” is no code of a gift card or of store credit.", code=typed[:40]
    )
    cells.problem("card", error)
    return None


def _amount(cells: Cells, known: _Known, text: str, column: str) -> int | None:
    """Minor units of money that the shop owes: zero or more."""
    amount = cells.number(text, known.exponent, column, msg("Amount"))
    if amount is not None and amount < 0:
        cells.problem(column, UserError("bad_number", "A balance cannot be below zero."))
        return None
    return amount


def _first(cells: Cells, known: _Known, key: int | str, name: str, column: str) -> bool:
    row = known.first_rows.setdefault(key, cells.row)
    if row != cells.row:
        cells.problem(column, UserError("double", "“{key}” is in row {row} already.", key=name, row=row))
    return row == cells.row


def _no_accounts() -> UserError:
    return UserError("not_supported", "Open accounts cannot be taken over yet; leave the cell empty or 0.")


def _other(name: str, before: int, exponent: int) -> UserError:
    return UserError(
        "id_conflict",
        "{code} was taken over with {amount} before.",
        code=name,
        amount=Amount(before, exponent),
    )


def _save(work: Work, fresh: list[_Fresh], same: int, everyone: set[int], write: bool) -> None:
    work.added, work.unchanged = len(fresh), same
    if not write:
        return
    with work.desk.db.read() as session:
        months = settings.cached(session).loyalty.months
    until = loyalty.expires_on(work.desk.business_date(), months)
    expires = until.isoformat() if until else ""
    done = 0
    for batch in batches(fresh, BATCH):
        points = [
            {"customer_id": new.customer, "kind": "opening", "points": new.points, "expires_on": expires}
            for new in batch
            if new.points
        ]
        with work.desk.db.write() as session:
            opened = credits.opening(session, [_booking(session, new) for new in batch if new.credit])
            rows = {"point_ledger": points, "credit_ledger": opened.rows(None)}
            post(session, work.desk, kind="opening", rows=rows)
            credits.keep(session, opened, work.desk.business_date().isoformat())
            session.commit()
        done += len(batch)
        work.progress(done, len(fresh))
    # Everyone in the file: an import that was interrupted is put right by the next one.
    refresh_balances(work.desk, everyone)


def _booking(session: Session, new: _Fresh) -> Booking:
    code = new.code
    if not code:
        own = credits.of_customer(session, new.customer)
        code = own.code if own else credits.new_code(session, "store_credit")
    return Booking(code, new.kind, new.customer, "opening", new.credit)
