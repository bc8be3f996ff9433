"""Keeps the customer search in step: words of names, ends of phone numbers, cards and codes, sounds."""

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import BindParameter, bindparam, text
from sqlalchemy.orm import Session

from pos_app.data.search import schema
from pos_app.data.search.spelling import compact, fold, tokens
from pos_app.domain.phonetic import sound_key

_BATCH = 500
_NOT_DIGITS = re.compile("[^0-9]")
_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)
_CUSTOMERS = text(
    "SELECT id, code, name, phone, phone_shown, email, company, erased_at FROM customer WHERE id IN :ids"
).bindparams(_IDS)
_CARDS = text("SELECT customer_id, card FROM customer_card WHERE customer_id IN :ids").bindparams(_IDS)


def digits(phone: str) -> str:
    """The digits of a phone number from its end: "+1 555 0142" is "24105551"."""
    return _NOT_DIGITS.sub("", phone)[::-1]


def index_customers(session: Session, ids: Iterable[int]) -> None:
    """Bring these customers' index rows up to date; erased ones and those gone are taken out."""
    remaining = iter(ids)
    while batch := list(islice(remaining, _BATCH)):
        _index_batch(session, batch)


def _index_batch(session: Session, ids: Sequence[int]) -> None:
    rows = [(customer_id,) for customer_id in ids]
    schema.write_many(session, "DELETE FROM search_customer_words WHERE rowid = ?", rows)
    schema.write_many(session, "DELETE FROM search_customer_key WHERE customer_id = ?", rows)
    cards: dict[int, list[str]] = {}
    for customer_id, card in session.execute(_CARDS, {"ids": ids}):
        cards.setdefault(customer_id, []).append(card)
    words: list[tuple[object, ...]] = []
    keys: list[tuple[object, ...]] = []
    for customer in session.execute(_CUSTOMERS, {"ids": ids}):
        if customer.erased_at:
            continue
        own = dict.fromkeys((*tokens(customer.name), *tokens(customer.company)))
        words.append((customer.id, " ".join(own)))
        keys += _keys(customer, cards.get(customer.id, []))
    schema.write_many(session, "INSERT INTO search_customer_words (rowid, words) VALUES (?, ?)", words)
    schema.write_many(session, "INSERT OR IGNORE INTO search_customer_key VALUES (?, ?, ?)", keys)


def _keys(customer: Any, cards: list[str]) -> list[tuple[object, ...]]:
    found = [("code", compact(customer.code)), ("email", fold(customer.email))]
    found += [("code", compact(card)) for card in cards]
    found += [("phone", digits(phone)) for phone in (customer.phone, customer.phone_shown)]
    found += [("sound", sound_key(word)) for word in tokens(f"{customer.name} {customer.company}")]
    return [(key, kind, customer.id) for kind, key in dict.fromkeys(found) if key]
