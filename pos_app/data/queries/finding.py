"""Searches that found nothing, and the words they propose for products."""

from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from pos_app.data.prepared import Prepared
from pos_app.data.queries.posting import Writer, table
from pos_app.data.records import Record

MISSED, PROPOSAL, PRODUCT = table("missed_search"), table("synonym_proposal"), table("product")
# The lines behind a search that are taken for its answer.
NEXT_LINES = 3

# One statement for all of it, and of a cart in which every search found something a look at an index.
_PROPOSE = (
    "INSERT INTO synonym_proposal (words, product_id, times, last_at, state)"
    " SELECT m.words, l.product_id, 1, ?, 'open' FROM missed_search m JOIN cart_line l ON l.cart_id = m.cart_id"
    " WHERE m.cart_id = ? AND l.product_id IS NOT NULL AND l.kind = 'goods' AND l.quantity > 0"
    " AND (l.id = -m.after_line OR (m.after_line >= 0 AND l.id > m.after_line AND (SELECT count(*) FROM cart_line e"
    f" WHERE e.cart_id = m.cart_id AND e.id > m.after_line AND e.id < l.id) < {NEXT_LINES}))"
    " GROUP BY m.words, l.product_id"
    " ON CONFLICT (words, product_id) DO UPDATE SET times = synonym_proposal.times + 1,"
    " last_at = excluded.last_at,"
    " state = CASE synonym_proposal.state WHEN 'taken' THEN 'open' ELSE synonym_proposal.state END"
)


def propose(writer: Writer, cart_id: str, at: str) -> None:
    """Count, for a cart that is being completed, which products followed its searches that found nothing.

    Words that were refused stay refused; words that were taken and then removed are proposed again.
    """
    writer.run(_PROPOSE, [(at, cart_id)])


def keep_missed(session: Session, *, cart_id: str, words: str, after_line: int, at: str, most: int) -> None:
    """Keep words that found nothing with their cart, the same only once and at most so many."""
    mine = MISSED.c.cart_id == cart_id
    known = set(session.execute(select(MISSED.c.words).where(mine)).scalars())
    values = {"after_line": after_line, "at": at}
    if words in known:
        session.execute(update(MISSED).where(mine, MISSED.c.words == words).values(**values))
    elif len(known) < most:
        session.execute(insert(MISSED).values(cart_id=cart_id, words=words, **values))


def _proposals() -> Select[Any]:
    return (
        select(
            PROPOSAL.c.words, PROPOSAL.c.product_id, PRODUCT.c.sku, PRODUCT.c.name, PROPOSAL.c.times,
            PROPOSAL.c.last_at,
        )
        .join(PRODUCT, PRODUCT.c.id == PROPOSAL.c.product_id)
        .where(PROPOSAL.c.state == "open", PRODUCT.c.active.is_(True))
        .order_by(PROPOSAL.c.times.desc(), PROPOSAL.c.last_at.desc(), PROPOSAL.c.words)
    )  # fmt: skip


def open_proposals(session: Session, *, product_id: int | None, most: int) -> list[Record]:
    """Words, product_id, sku, name, times and last_at of what nobody decided yet, the most frequent first."""
    statement = _proposals().limit(most)
    if product_id is not None:
        statement = statement.where(PROPOSAL.c.product_id == product_id)
    return list(session.execute(statement))


def open_count(session: Session) -> int:
    """How many proposals nobody decided yet."""
    return int(session.execute(select(func.count()).select_from(_proposals().subquery())).scalar_one())


_DECIDE = Prepared(
    lambda: (
        update(PROPOSAL)
        .where(PROPOSAL.c.words == bindparam("its_words"), PROPOSAL.c.product_id == bindparam("its_product"))
        .values(state=bindparam("new_state"))
    )
)


def decide(session: Session, words: str, product_id: int, state: str) -> bool:
    """Put a proposal into the state 'taken' or 'refused'; whether there is one."""
    row = {"its_words": words, "its_product": product_id, "new_state": state}
    return _DECIDE.run(session, [row]) > 0
