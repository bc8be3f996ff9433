"""Audited acts as values, and their rows: what `audit` and the day book's own writer both need.

The texts of an act stand in `text_block`, which can be erased; the posted row holds their hash alone.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries import auditing
from pos_app.services.desk import Desk

# What a text block may hold: plain JSON without fractions; amounts and prices are decimal texts.
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One act: `before` and `after` say what it changed, `line_no` (from 1) on which line of the sale.

    `approved_by` is "" where the actor's own role sufficed.
    """

    event: str
    reason: str = ""
    before: Facts = field(default_factory=dict)
    after: Facts = field(default_factory=dict)
    approved_by: str = ""
    line_no: int | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """Acts as rows of ``audit_journal`` to post, and their texts as rows of ``text_block``."""

    rows: tuple[dict[str, Any], ...] = ()
    texts: tuple[dict[str, Any], ...] = ()


def noted(desk: Desk, acts: Iterable[Act], *, sale_id: int | None = None) -> Noted:
    """Acts as rows that nobody has written yet."""
    rows, texts = [], []
    for act in acts:
        text = _text_block(act)
        texts += [text] if text else []
        rows.append(
            {
                "event": act.event,
                "actor": desk.actor.code,
                "approved_by": act.approved_by,
                "sale_id": sale_id,
                "line_no": act.line_no,
                "text_hash": text["hash"] if text else "",
            }
        )
    return Noted(tuple(rows), tuple(texts))


def rows(
    session: Session, desk: Desk, acts: Iterable[Act], *, sale_id: int | None = None
) -> list[dict[str, Any]]:
    """Rows of ``audit_journal`` to post with what they explain; their texts are stored now, uncommitted."""
    made = noted(desk, acts, sale_id=sale_id)
    for text in made.texts:
        auditing.insert_text(session, text["hash"], text["salt"], text["block"])
    return list(made.rows)


def differing(before: Facts, after: Facts, *, always: Iterable[str] = ()) -> tuple[Facts, Facts]:
    """Only what differs of two mappings, and the members `always` named (they say what it is about)."""
    names = [*dict.fromkeys((*always, *before, *after))]
    kept = [name for name in names if name in always or before.get(name) != after.get(name)]
    return _only(before, kept), _only(after, kept)


def _only(facts: Facts, names: Iterable[str]) -> dict[str, Any]:
    return {name: facts[name] for name in names if name in facts}


def _text_block(act: Act) -> dict[str, str] | None:
    """The act's texts under their hash, None where it has none: SHA-256(salt ‖ block), both as UTF-8 text."""
    texts = {"after": dict(act.after), "before": dict(act.before), "reason": act.reason}
    said = {name: text for name, text in texts.items() if text}
    if not said:
        return None
    block = json.dumps(said, ensure_ascii=False, sort_keys=True)
    salt = secrets.token_hex(16)
    digest = sha256((salt + block).encode()).hexdigest()
    return {"hash": digest, "salt": salt, "block": block}
