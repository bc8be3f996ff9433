"""Risky acts in the day book: who, what, when, and with a text that can be erased why, before and after.

`audit_journal` rows are posted in the entry of what they explain, or in an entry of their own (kind ``audit``)
where nothing else is posted. docs/day_book.md lists every event; `audit_words` says each as a sentence.
"""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from pos_app.services.acts import Act, Facts, differing, rows
from pos_app.services.desk import Desk
from pos_app.services.post import post

__all__ = ["Act", "Facts", "changed_act", "note", "note_all", "rows", "staff_act"]


def note(session: Session, desk: Desk, act: Act, *, sale_id: int | None = None) -> int:
    """Post an act in an entry of its own; returns the entry's id. The caller commits."""
    return post(
        session, desk, kind="audit", rows={"audit_journal": rows(session, desk, [act], sale_id=sale_id)}
    )


def note_all(session: Session, desk: Desk, acts: Iterable[Act], *, approved_by: str = "") -> None:
    """Post acts that were done together in one entry of their own; none leave no entry. The caller commits.

    `approved_by` allowed all of them, where someone else had to.
    """
    made = rows(session, desk, [replace(act, approved_by=act.approved_by or approved_by) for act in acts])
    if made:
        post(session, desk, kind="audit", rows={"audit_journal": made})


def changed_act(
    event: str,
    named: Facts,
    before: Facts,
    after: Facts,
    *,
    approved_by: str = "",
    reason: str = "",
) -> Act | None:
    """An act that changed something: `named` says what, `before` and `after` are cut down to what differs.

    None where nothing differs: a harmless act leaves no row. An empty `before` is something new, an empty
    `after` something taken out.
    """
    was, now = differing(before, after)
    if not was and not now:
        return None
    if not before:
        return Act(event, reason, {}, {**named, **now}, approved_by)
    if not after:
        return Act(event, reason, {**named, **was}, {}, approved_by)
    return Act(event, reason, {**named, **was}, {**named, **now}, approved_by)


def staff_act(
    code: str, before: Facts, after: Facts, *, approved_by: str = "", reason: str = ""
) -> Act | None:
    """A change to someone of the staff (name, role, active, locked …); None where nothing differs.

    Whole rows may be given: what could tell a PIN is never kept.
    """
    was, now = ({k: v for k, v in facts.items() if k in _STAFF_FIELDS} for facts in (before, after))
    return changed_act("staff_changed", {"staff": code}, was, now, approved_by=approved_by, reason=reason)


_STAFF_FIELDS = ("name", "role", "active", "locked")
