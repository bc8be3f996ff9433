"""Gift cards and store credit over the whole book: no ledger below zero, and sales, ledger and balances agree."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from sqlalchemy.orm import Session

from pos_app.data.queries import verify_credits as queries
from pos_app.data.queries.verify_credits import LedgerRow
from pos_app.data.queries.verify_sums import where
from pos_app.domain.message import Message, msg

# Till, seq, receipt number (empty outside the day book), and the sentence.
Finding = tuple[str, int, str, Message]
_PUTS_ON = {"issue": 1, "top_up": 1, "give_back": 1, "opening": 1, "spend": -1, "take_back": -1}


def check_credits(session: Session) -> Iterator[Finding]:
    """Everything about gift cards and store credit that does not agree."""
    kept = queries.accounts(session)
    for code, rows in groupby(queries.ledger(session), key=attrgetter("code")):
        yield from _account(session, code, list(rows), kept.pop(code, None))
    for code, (_kind, _customer, balance) in kept.items():
        yield "", 0, "", msg("account {code} holds {kept}, but has no ledger", code=code, kept=str(balance))
    for number, entry_id, code, tendered, booked in queries.wrong_tenders(session):
        till, seq = where(session, entry_id)
        message = msg(
            "{tendered} was paid with {code}, but its ledger has {booked}",
            code=code or "?",
            tendered=str(tendered),
            booked=str(booked),
        )
        yield till, seq, number, message
    for number, entry_id, line, sold, booked in queries.wrong_lines(session):
        till, seq = where(session, entry_id)
        message = msg(
            "line {line}: gift cards of {sold} were sold, but their ledger has {booked}",
            line=line,
            sold=str(sold),
            booked=str(booked),
        )
        yield till, seq, number, message


def _account(
    session: Session, code: str, rows: list[LedgerRow], kept: tuple[str, int | None, int] | None
) -> Iterator[Finding]:
    """One account's ledger in order, and the balance that is kept of it; one finding is enough."""
    broken = _broken(code, rows)
    if broken is not None:
        entry_id, message = broken
        yield *where(session, entry_id), "", message
        return
    total = sum(row.amount for row in rows)
    if kept != (rows[0].kind, rows[0].customer_id, total):
        message = msg(
            "account {code} is kept at {kept}, but its ledger comes to {ledger}",
            code=code,
            kept=str(kept[2]) if kept else "-",
            ledger=str(total),
        )
        yield "", 0, "", message


def _broken(code: str, rows: list[LedgerRow]) -> tuple[int, Message] | None:
    """The first booking that cannot be: its entry, and what is wrong."""
    first, total = rows[0], 0
    for row in rows:
        if not isinstance(row.amount, int):
            return row.entry_id, msg("a value is not of the kind that belongs there")
        total += row.amount
        if total < 0:
            return row.entry_id, msg(
                "account {code} stands at {total}, below zero", code=code, total=str(total)
            )
        # Money taken over from another till may come to an account that is there.
        out_of_turn = row.event == "issue" if row is not first else row.event not in ("issue", "opening")
        if row.amount * _PUTS_ON.get(row.event, 0) <= 0 or out_of_turn:
            return row.entry_id, msg("account {code}: {event} out of turn", code=code, event=row.event)
        if (row.kind, row.customer_id) != (first.kind, first.customer_id):
            return row.entry_id, msg("account {code} changes its kind or its customer", code=code)
    return None
