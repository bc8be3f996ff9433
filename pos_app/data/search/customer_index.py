"""Keeps the customer search in step: names, what they sound like, phones, cards, codes and addresses.

All of it is words of one index, told apart by a sign in front: "~" a sound, "#" a phone number backwards,
"=" a code, a card or a phone number from its beginning, "@" an email. So any mixture of them is one question.
An index row's number says first when the customer was last here, and the index gives its rows in that order:
the first few hundred of any search are those who came last.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice

from sqlalchemy.orm import Session

from pos_app.data.search import moving, schema
from pos_app.data.search.spelling import compact, fold, tokens
from pos_app.domain.phonetic import sound_key

SOUND, PHONE, CODE, EMAIL = "~", "#", "=", "@"
SHIFT = 40
_LAST_DAY = 65_535
_BATCH = 500
_NOT_DIGITS = re.compile("[^0-9]")
# Days since 1970, backwards: who came last is first, and who never came is last.
_PLACE = f"{_LAST_DAY} - coalesce(CAST(julianday(nullif(b.last_visit, '')) - 2440587.5 AS INTEGER), 0)"
_ORDER = (
    f"SELECT c.id, ({_PLACE}) << {SHIFT} | c.id FROM customer c"
    " LEFT JOIN customer_balance b ON b.customer_id = c.id"
)
_CUSTOMERS = (
    "SELECT id, name, company, code, phone, phone_shown, email FROM customer"
    f" WHERE erased_at = '' AND id IN {schema.SOME}"
)
_CARDS = f"SELECT customer_id, card FROM customer_card WHERE customer_id IN {schema.SOME}"
_PRESENT = f"SELECT row FROM search_customer WHERE customer_id IN {schema.SOME}"
_ROWS = f"{_ORDER} WHERE c.id IN {schema.SOME}"

sound = lru_cache(maxsize=50_000)(sound_key)


def digits(phone: str) -> str:
    """The digits of a phone number: "+1 555 0142" is "15550142"."""
    return _NOT_DIGITS.sub("", phone)


def index_customers(session: Session, ids: Iterable[int]) -> None:
    """Bring these customers' index rows up to date; erased ones and those gone are taken out."""
    remaining = iter(ids)
    while batch := list(islice(remaining, _BATCH)):
        present = schema.rows(session, _PRESENT, schema.some(batch))
        schema.write_many(session, "DELETE FROM search_customer_words WHERE rowid = ?", present)
        schema.write_many(session, "DELETE FROM search_customer WHERE row = ?", present)
        _write(session, batch, dict(schema.rows(session, _ROWS, schema.some(batch))))


def fill_customers(session: Session) -> None:
    """Index all customers into tables that are empty, in the order of the rows."""
    rows = dict(schema.rows(session, _ORDER))
    ordered = sorted(rows, key=rows.__getitem__)
    for start in range(0, len(ordered), _BATCH):
        _write(session, ordered[start : start + _BATCH], rows)


def stale_customers(session: Session) -> list[tuple[int, int]]:
    """The index row, and the one that it should be, of customers who came since it was written."""
    wanted = dict(schema.rows(session, _ORDER))
    known = schema.rows(session, "SELECT row, customer_id FROM search_customer")
    return [(row, wanted[found]) for row, found in known if wanted.get(found, row) != row]


def place_customers(session: Session, stale: Sequence[tuple[int, int]], of: int = 0) -> None:
    """Give customers the place in the order of results that `stale_customers` found."""
    moving.move(session, "search_customer_words", stale, of)
    schema.write_many(
        session, "UPDATE search_customer SET row = ? WHERE row = ?", [(new, old) for old, new in stale]
    )


def refresh_visits(session: Session) -> int:
    """Bring the order of the customers up to date with their last visits; returns how many moved."""
    stale = stale_customers(session)
    place_customers(session, stale, schema.count(session, "search_customer"))
    return len(stale)


def _write(session: Session, ids: Sequence[int], rows: dict[int, int]) -> None:
    ours = schema.some(ids)
    cards: dict[int, list[str]] = {}
    for customer_id, card in schema.rows(session, _CARDS, ours):
        cards.setdefault(customer_id, []).append(card)
    heads: list[tuple[object, ...]] = []
    words: list[tuple[object, ...]] = []
    for customer_id, name, company, code, phone, shown, email in schema.rows(session, _CUSTOMERS, ours):
        row = rows[customer_id]
        found = _names(name, company)
        found.update(dict.fromkeys(CODE + compact(own) for own in (code, *cards.get(customer_id, ()))))
        found.update(dict.fromkeys(_phones(phone, shown)))
        if email:
            found.update(dict.fromkeys(_emails(email)))
        heads.append((row, customer_id))
        words.append((row, " ".join(found)))
    schema.write_many(session, "INSERT INTO search_customer VALUES (?, ?)", sorted(heads))
    schema.write_many(
        session, "INSERT INTO search_customer_words (rowid, words) VALUES (?, ?)", sorted(words)
    )


def _names(name: str, company: str) -> dict[str, None]:
    """Words of both, and how those sound that can be heard."""
    found = dict.fromkeys(tokens(name))
    if company:
        found.update(dict.fromkeys(tokens(company)))
    heard = [sound(word) for word in found if word.isascii()]
    found.update(dict.fromkeys(SOUND + word for word in heard if word))
    return found


def _phones(*phones: str) -> list[str]:
    """Numbers backwards for their ends, and forwards for who is told one digit by digit."""
    numbers = [digits(phone) for phone in phones]
    return [token for number in numbers if number for token in (PHONE + number[::-1], CODE + number)]


def _emails(email: str) -> tuple[str, str]:
    """The address from its beginning, and from its "@" on."""
    bare = "".join(fold(email).split())
    return EMAIL + bare, EMAIL + bare[bare.rfind("@") :]
