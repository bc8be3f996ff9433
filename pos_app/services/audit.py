"""Risky acts in the day book: who, what, when, and with a text that can be erased why, before and after.

`audit_journal` rows are posted in the entry of what they explain, or in an entry of their own (kind ``audit``)
where nothing else is posted. Events: ``price_override``, ``discount``, ``refund``, ``cart_cancelled``,
``pin_set``, ``blind_return``, ``reversal``, ``late_return``,
``expired_quote``.
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
from pos_app.services.post import post

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


def rows(
    session: Session, desk: Desk, acts: Iterable[Act], *, sale_id: int | None = None
) -> list[dict[str, Any]]:
    """Rows of ``audit_journal`` to post with what they explain; their texts are stored now, uncommitted."""
    return [
        {
            "event": act.event,
            "actor": desk.actor.code,
            "approved_by": act.approved_by,
            "sale_id": sale_id,
            "line_no": act.line_no,
            "text_hash": _text_block(session, act),
        }
        for act in acts
    ]


def note(session: Session, desk: Desk, act: Act, *, sale_id: int | None = None) -> int:
    """Post an act in an entry of its own; returns the entry's id. The caller commits."""
    return post(
        session, desk, kind="audit", rows={"audit_journal": rows(session, desk, [act], sale_id=sale_id)}
    )


def _text_block(session: Session, act: Act) -> str:
    """The hash of the act's texts, "" where it has none: SHA-256(salt ‖ block), both as UTF-8 text."""
    texts = {"after": dict(act.after), "before": dict(act.before), "reason": act.reason}
    said = {name: text for name, text in texts.items() if text}
    if not said:
        return ""
    block = json.dumps(said, ensure_ascii=False, sort_keys=True)
    salt = secrets.token_hex(16)
    digest = sha256((salt + block).encode()).hexdigest()
    auditing.insert_text(session, digest, salt, block)
    return digest
