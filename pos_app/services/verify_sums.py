"""What only the whole book can show: points, accounts, stock, returns and offers."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from sqlalchemy.orm import Session

from pos_app.data.queries import verify_sums as queries
from pos_app.domain.message import Amount, Message, msg
from pos_app.services.verify_tax import half_away

_OFFER_EVENTS = ("issued", "redeemed", "restored", "voided")
# Till, seq, receipt number (empty outside the day book), and the sentence.
Finding = tuple[str, int, str, Message]


def check_sums(session: Session) -> Iterator[Finding]:
    """Everything that does not agree over the whole book."""
    yield from _returns(session)
    yield from _offers(session)
    for code, ledger, cached in queries.wrong_points(session):
        message = msg(
            "customer {code} has {cached} points, but the ledger comes to {ledger}",
            code=code,
            cached=str(cached),
            ledger=str(ledger),
        )
        yield "", 0, "", message
    yield from _accounts(session)
    for number, entry_id, kind in queries.misplaced_points(session):
        till, seq = queries.where(session, entry_id)
        yield till, seq, number, msg("points ({kind}) are booked for another customer", kind=kind)
    for sku, moves, level in queries.wrong_stock(session):
        message = msg(
            "the stock of {sku} is {level}, but its moves come to {moves}",
            sku=sku,
            level=Amount(level, 3),
            moves=Amount(moves, 3),
        )
        yield "", 0, "", message


def _accounts(session: Session) -> Iterator[Finding]:
    """What customers owe is what their ledgers come to; each was taken over once, from no sale of ours."""
    for code, entry_id, event in queries.misplaced_account_rows(session):
        till, seq = queries.where(session, entry_id)
        yield (
            till,
            seq,
            "",
            msg("the account of customer {code}: {event} out of turn", code=code, event=event),
        )
    for code, ledger, cached in queries.wrong_accounts(session):
        message = msg(
            "customer {code} is kept as owing {cached}, but the ledger of the account comes to {ledger}",
            code=code,
            cached=str(cached),
            ledger=str(ledger),
        )
        yield "", 0, "", message


def _returns(session: Session) -> Iterator[Finding]:
    """Nothing goes back twice: each figure given back is the share of the quantity given back."""
    for row in queries.returns(session):
        problems = list(_given_back(row))
        if problems:
            till, seq = queries.where(session, row.entry_id)
            yield from ((till, seq, row.number, message) for message in problems)


def _given_back(row: queries.Returned) -> Iterator[Message]:
    try:
        returned = -row.returned
        if not 0 < returned <= row.quantity:
            yield msg(
                "line {line}: {returned} was given back of {sold} sold",
                line=row.line_no,
                returned=Amount(returned, 3),
                sold=Amount(row.quantity, 3),
            )
            return
        for name, (own, back) in row.figures.items():
            share = half_away(own * returned, row.quantity)
            if -back != share:
                yield msg(
                    "line {line}: {what} given back is {back}, but its share is {share}",
                    line=row.line_no,
                    what=name,
                    back=str(-back),
                    share=str(share),
                )
    except (TypeError, ValueError):
        yield msg("a value is not of the kind that belongs there")


def _offers(session: Session) -> Iterator[Finding]:
    """An offer is issued once, used at most once more than it was restored, and voided only unused and last."""
    for code, events in groupby(queries.offer_events(session), key=itemgetter(0)):
        issued = used = voided = 0
        for _code, entry_id, event in events:
            issued += event == "issued"
            used += (event == "redeemed") - (event == "restored")
            late, voided = voided > 0, voided + (event == "voided")
            if not 0 <= used <= 1 or issued != 1 or late or (voided and used) or event not in _OFFER_EVENTS:
                till, seq = queries.where(session, entry_id)
                yield till, seq, "", msg("offer {code} is {event} out of turn", code=code, event=event)
                break
