"""Words of the customers' own: a search that found nothing, followed by a sale, proposes them for what was sold.

Nothing is learned unseen: a person takes a proposal, which puts the words into the product, or refuses it for good.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from pos_app.data.queries import finding
from pos_app.domain.permissions import Permission
from pos_app.errors import UserError
from pos_app.services.approvals import Approval, require
from pos_app.services.cart_changes import ensure_open
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk
from pos_app.services.products import add_words

MOST_OF_A_CART = 20
MOST_SHOWN = 500
_LONGEST = 80
_LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """Words that found nothing `times` times before this product was sold; `last_at` is UTC text."""

    words: str
    product_id: int
    sku: str
    name: str
    times: int
    last_at: str


@dataclass(frozen=True, slots=True)
class WordsTaken(Changes):
    """A product has new `words`."""

    words: str = ""


def worth_keeping(text: str) -> str:
    """What was searched for in one form, "" where it is no word: too short, or a code.

    Three letters at least, or two signs of a script that writes a word with so few.
    """
    words = " ".join(text.casefold().split())[:_LONGEST].strip()
    letters = sum(c.isalpha() for c in words)
    wide = any(ord(c) >= 0x2E80 for c in words)
    if letters < (2 if wide else _LEAST_LETTERS):
        return ""
    is_code = " " not in words and any(c.isdecimal() for c in words) and words.isascii()
    return "" if is_code else words


def missed(desk: Desk, *, words: str, after_line: int = 0, grown_line: int = 0) -> Changes:
    """Keep with the open sale that these words found nothing; `after_line` is the newest line there was then.

    Where more of a line that was there was sold instead of a new one, it is the `grown_line` and alone the answer.
    """
    kept = worth_keeping(words)
    if not kept:
        return Changes()
    with desk.db.write() as session:
        cart = ensure_open(session, desk)
        finding.keep_missed(
            session,
            cart_id=cart.id,
            words=kept,
            after_line=-grown_line or after_line,
            at=desk.now(),
            most=MOST_OF_A_CART,
        )
        session.commit()
    return Changes()


def proposals(desk: Desk, *, product_id: int | None = None) -> list[Proposal]:
    """What nobody decided yet, of one product or of all, the most frequent first."""
    with desk.db.read() as session:
        rows = finding.open_proposals(session, product_id=product_id, most=MOST_SHOWN)
    return [Proposal(*row) for row in rows]


def waiting(desk: Desk) -> int:
    """How many proposals nobody decided yet."""
    with desk.db.read() as session:
        return finding.open_count(session)


def take(desk: Desk, *, words: str, product_id: int, approval: Approval | None = None) -> WordsTaken:
    """Put proposed words into the product: from now on they find it.

    UserErrors ``unknown_product``, ``no_proposal``, ``text_too_long`` and those of `approvals.require`.
    """
    with desk.db.write() as session:
        by = require(session, desk, Permission.CHANGE_PRODUCTS, approval).by
        _decide(session, words, product_id, "taken")
        now = add_words(session, desk, product_id, words, by)
        session.commit()
    return WordsTaken(frozenset({Area.PRODUCT}), (product_id,), words=now)


def refuse(desk: Desk, *, words: str, product_id: int, approval: Approval | None = None) -> Changes:
    """Never propose these words for this product again.

    UserErrors ``no_proposal`` and those of `approvals.require`.
    """
    with desk.db.write() as session:
        require(session, desk, Permission.CHANGE_PRODUCTS, approval)
        _decide(session, words, product_id, "refused")
        session.commit()
    return changed(Area.PRODUCT)


def _decide(session: Session, words: str, product_id: int, state: str) -> None:
    if not finding.decide(session, words, product_id, state):
        raise UserError("no_proposal", "“{words}” is not proposed for this product.", words=words[:80])
