"""Balances from another till: points, store credit, open accounts and gift cards as opening rows of their ledgers,
once each.

What the shop already has the same is left alone; another figure for something taken over before is a problem,
because a row that is posted is never changed. A row names a customer, or the card whose balance it gives.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries import accounts
from pos_app.data.queries import credit as credit_queries
from pos_app.data.queries import importing_customers as queries
from pos_app.domain import loyalty
from pos_app.domain.credit import Booking
from pos_app.domain.credit_codes import CreditKind, ReadCode, read_code
from pos_app.domain.message import Amount, msg
from pos_app.errors import UserError
from pos_app.services import credits, settings
from pos_app.services.importing.balance_preview import Noticed, PreviewRow, State, preview
from pos_app.services.importing.balances import put_balances, refresh_balances
from pos_app.services.importing.survey import Cells
from pos_app.services.importing.work import Save, Work, batches
from pos_app.services.post import post

BATCH = 2000
_MOST_POINTS = 10**9
_MOST_OWED = 10**12
Ends = tuple[tuple[int, str], ...]
_RANK: dict[State, int] = {"same": 0, "new": 1, "differs": 2}


@dataclass(frozen=True, slots=True)
class _Book:
    """What a ledger has by customer or card: the sums, and what was taken over before."""

    sums: Mapping[Any, int]
    openings: Mapping[Any, int]

    def state(self, key: Any, wanted: int | None) -> State:
        """What a figure of the file is to the shop; a file that says nothing agrees."""
        if wanted is None or self.sums.get(key, 0) == wanted:
            return "same"
        if key in self.openings:
            return "same" if self.openings[key] == wanted else "differs"
        return "new"

    def before(self, key: Any, state: State) -> int:
        """What the figure is laid beside: what was taken over before, or what the book comes to."""
        return (self.openings if state == "differs" else self.sums).get(key, 0)


class _Figure:
    """A figure of a row beside its book."""

    def __init__(self, column: str, book: _Book, key: Any, wanted: int | None) -> None:
        self.column = column
        self.state = book.state(key, wanted)
        self.before = book.before(key, self.state)
        self.fresh = (wanted or 0) if self.state == "new" else 0


@dataclass(slots=True)
class _Known:
    """Everything that rows are compared with, and what they bring."""

    codes: dict[str, int]
    points: _Book
    credit: _Book
    account: _Book
    cards: _Book
    exponent: int
    first_rows: dict[int | str, int] = field(default_factory=dict)
    fresh: dict[int, "_Fresh"] = field(default_factory=dict)
    noticed: Noticed = field(default_factory=Noticed)
    rows: int = 0


@dataclass(frozen=True, slots=True)
class _Fresh:
    """What one row puts into the ledgers."""

    customer: int | None = None
    points: int = 0
    credit: int = 0
    account: int = 0
    kind: CreditKind = "store_credit"
    code: str = ""
    # How many of the points end on which day ("" never), where the file tells.
    ends: Ends = ()


def check(work: Work) -> Save:
    """Note everything wrong, and what would change; what is returned posts the good balances."""
    known = _known(work)
    cells = Cells(work.survey, work.findings)
    for row, (code, points, credit, account, card, card_balance, until) in work.source.rows():
        cells.row = row
        known.rows += 1
        if card.strip():
            _card(cells, known, card, card_balance, alone=not (code.strip() or points or credit or account))
        else:
            _customer(cells, known, code, points, credit, account, until)
    fresh = [known.fresh[row] for row in sorted(known.fresh) if work.good(row)]
    same = known.rows - len(work.findings.bad_rows) - len(fresh)
    everyone = {number for number in known.first_rows if isinstance(number, int)}
    with work.desk.db.read() as session:
        work.preview = preview(session, known.noticed, everyone)
    return lambda write: _save(work, fresh, max(0, same), everyone, write)


def _known(work: Work) -> _Known:
    with work.desk.db.read() as session:
        by_customer, by_card = credit_queries.sums(session)
        opened, opened_cards = credit_queries.sums(session, "opening")
        return _Known(
            codes=queries.all_codes(session),
            points=_Book(queries.point_sums(session), queries.openings(session)),
            credit=_Book(by_customer, opened),
            account=_Book(accounts.sums(session), accounts.sums(session, event="opening")),
            cards=_Book(by_card, opened_cards),
            exponent=settings.cached(session).shop.currency.exponent,
        )


def _customer(
    cells: Cells, known: _Known, code: str, points_text: str, credit_text: str, account_text: str, until: str
) -> None:
    points = cells.number(points_text, 0, "points", msg("Points"))
    if points is not None and abs(points) > _MOST_POINTS:
        cells.problem("points", UserError("bad_number", "These are too many points."))
    ends = _ends(cells, until, points) if until.strip() else ()
    credit = _amount(cells, known, credit_text, "store_credit")
    account = _amount(cells, known, account_text, "account_balance", below_zero=True)
    customer = cells.customer(code, known.codes)
    if customer is None or not cells.first("customer_code", customer, known.first_rows, shown=code):
        return
    figures = (
        _Figure("points", known.points, customer, points),
        _Figure("store_credit", known.credit, customer, credit),
        _Figure("account_balance", known.account, customer, account),
    )
    for figure in figures:
        if figure.state == "differs":
            cells.problem(figure.column, _other(code, figure, known.exponent))
    new = _Fresh(customer, figures[0].fresh, figures[1].fresh, figures[2].fresh, ends=ends)
    if new.points or new.credit or new.account:
        known.fresh[cells.row] = new
    known.noticed.add(
        PreviewRow(
            row=cells.row,
            code=code.strip(),
            name="",
            state=max((figure.state for figure in figures), key=_RANK.__getitem__),
            points=points,
            credit=credit,
            account=account,
            points_before=figures[0].before,
            credit_before=figures[1].before,
            account_before=figures[2].before,
            customer_id=customer,
            adding=tuple(figure.column for figure in figures if figure.fresh),
        )
    )


def _ends(cells: Cells, text: str, points: int | None) -> Ends:
    """When the points end: "41 2028-11-05|50 2028-11-24|9"; together they are the points of the row."""
    found = []
    for part in text.split("|"):
        count, _blank, day = part.strip().partition(" ")
        number = cells.number(count, 0, "points_until", msg("Points"))
        moment = cells.moment(day, "points_until")
        if number is not None and number > 0:
            found.append((number, moment.day.isoformat() if moment is not None else ""))
    if sum(number for number, _day in found) != (points or 0):
        error = UserError("bad_number", "The points that end do not come to the points of the row.")
        cells.problem("points_until", error)
    return tuple(found)


def _card(cells: Cells, known: _Known, typed: str, balance_text: str, *, alone: bool) -> None:
    if not alone:
        cells.problem("card", UserError("bad_row", "A row is about a customer or about a card, not both."))
    balance = _amount(cells, known, balance_text, "card_balance")
    read = _read(cells, typed)
    if read is None or not cells.first("card", read.code, known.first_rows, shown=read.code):
        return
    figure = _Figure("card_balance", known.cards, read.code, balance or 0)
    known.noticed.add(
        PreviewRow(cells.row, read.code, "", figure.state, credit=balance, credit_before=figure.before)
    )
    if figure.state == "differs":
        cells.problem("card_balance", _other(read.code, figure, known.exponent))
    elif figure.state == "new":
        if read.code in known.cards.sums:
            error = UserError("id_conflict", "{code} is in use in this shop.", code=read.code)
            cells.problem("card", error)
        known.fresh[cells.row] = _Fresh(None, 0, balance or 0, 0, read.kind, read.code)


def _read(cells: Cells, typed: str) -> ReadCode | None:
    read = read_code(typed)
    if read is not None and read.valid:
        return read
    error = UserError(
        "bad_card_code", "“{code}” is no code of a gift card or of store credit.", code=typed[:40]
    )
    cells.problem("card", error)
    return None


def _amount(cells: Cells, known: _Known, text: str, column: str, *, below_zero: bool = False) -> int | None:
    """Minor units; money on a card or slip is zero or more, an account may also stand in the customer's favour."""
    amount = cells.number(text, known.exponent, column, msg("Amount"))
    if amount is not None and amount < 0 and not below_zero:
        cells.problem(column, UserError("bad_number", "A balance cannot be below zero."))
        return None
    if amount is not None and abs(amount) > _MOST_OWED:
        cells.problem(column, UserError("bad_number", "The amount is too large."))
        return None
    return amount


def _other(name: str, figure: _Figure, exponent: int) -> UserError:
    before = figure.before
    if figure.column == "points":
        return UserError(
            "id_conflict", "{code} was taken over with {points} points before.", code=name, points=before
        )
    amount = Amount(before, exponent)
    if figure.column == "account_balance":
        return UserError(
            "id_conflict", "{code} was taken over with {amount} on account before.", code=name, amount=amount
        )
    return UserError("id_conflict", "{code} was taken over with {amount} before.", code=name, amount=amount)


def _save(work: Work, fresh: list[_Fresh], same: int, everyone: set[int], write: bool) -> None:
    work.unchanged = same
    if not write:
        work.added = len(fresh)
        return
    with work.desk.db.read() as session:
        months = settings.cached(session).loyalty.months
    until = loyalty.expires_on(work.desk.business_date(), months)
    expires = until.isoformat() if until else ""
    done = 0
    for batch in batches(fresh, work.size(BATCH)):
        points = [
            {"customer_id": new.customer, "kind": "opening", "points": count, "expires_on": end}
            for new in batch
            if new.points
            for count, end in new.ends or ((new.points, expires),)
        ]
        owed = [
            {"customer_id": new.customer, "event": "opening", "amount": new.account}
            for new in batch
            if new.account
        ]
        with work.desk.db.write() as session:
            opened = credits.opening(session, [_booking(session, new) for new in batch if new.credit])
            rows = {"point_ledger": points, "credit_ledger": opened.rows(None), "account_ledger": owed}
            post(session, work.desk, kind="opening", rows=rows)
            credits.keep(session, opened, work.desk.business_date().isoformat())
            put_balances(session, work.desk, [new.customer for new in batch if new.customer is not None])
            session.commit()
        done += len(batch)
        work.added = done
        work.progress(done, len(fresh))
    # Everyone in the file: an import that was interrupted is put right by the next one.
    refresh_balances(work.desk, everyone)


def _booking(session: Session, new: _Fresh) -> Booking:
    code = new.code
    if not code:
        own = credits.of_customer(session, new.customer)
        code = own.code if own else credits.new_code(session, "store_credit")
    return Booking(code, new.kind, new.customer, "opening", new.credit)
