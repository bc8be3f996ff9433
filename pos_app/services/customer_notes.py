"""What staff note about a customer: facts, projects, and answers to prompts."""

from sqlalchemy.orm import Session

from pos_app.data.queries import customers as queries
from pos_app.domain.prompts import HELP, NOT_NOW, YES
from pos_app.errors import UserError
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk

KINDS = ("preference", "owned", "style", "note")


def add_fact(
    desk: Desk,
    *,
    customer_id: int,
    kind: str,
    label: str,
    value: str,
    product_id: int | None = None,
    source: str = "told",
) -> Changes:
    """Note something: kind ``preference``, ``owned``, ``style`` or ``note``; `source` ``told`` or ``seen``.

    UserErrors ``unknown_customer``, ``bad_fact``.
    """
    label, value = " ".join(label.split()), " ".join(value.split())
    if kind not in KINDS or source not in ("told", "seen"):
        raise UserError("bad_fact", "“{kind}” is not something that can be noted.", kind=kind[:40])
    if not value or len(label) > 60 or len(value) > 300:
        raise UserError(
            "bad_fact", "Please write what it is in 1 to 300 characters, with a title of at most 60."
        )
    with desk.db.write() as session:
        _require(session, customer_id)
        queries.insert_fact(
            session,
            {
                "customer_id": customer_id,
                "kind": kind,
                "label": label,
                "value": value,
                "product_id": product_id,
                "source": source,
                "noted_at": desk.now(),
                "noted_by": desk.actor.code,
            },
        )
        session.commit()
    return changed(Area.CUSTOMER, ids=(customer_id,))


def remove_fact(desk: Desk, *, customer_id: int, fact_id: int) -> Changes:
    """Strike a fact out; UserError ``unknown_fact``."""
    with desk.db.write() as session:
        if not queries.delete_fact(session, customer_id, fact_id):
            raise UserError("unknown_fact", "This note is no longer there.")
        session.commit()
    return changed(Area.CUSTOMER, ids=(customer_id,))


def open_project(desk: Desk, *, customer_id: int, name: str, note: str = "") -> Changes:
    """A new project; its id is the second of the ids. UserErrors ``unknown_customer``, ``bad_project``."""
    name, note = " ".join(name.split()), note.strip()
    if not name or len(name) > 80 or len(note) > 500:
        raise UserError("bad_project", "A project needs a name of at most 80 characters.")
    with desk.db.write() as session:
        _require(session, customer_id)
        values = {"customer_id": customer_id, "name": name, "note": note, "closed_on": ""}
        project_id = queries.insert_project(session, values | {"opened_on": desk.business_date().isoformat()})
        session.commit()
    return changed(Area.CUSTOMER, ids=(customer_id, project_id))


def close_project(desk: Desk, *, customer_id: int, project_id: int) -> Changes:
    """End a project; UserError ``unknown_project`` where it is not open."""
    with desk.db.write() as session:
        if not queries.close_project(session, customer_id, project_id, desk.business_date().isoformat()):
            raise UserError("unknown_project", "This project is not open any more.")
        session.commit()
    return changed(Area.CUSTOMER, ids=(customer_id, project_id))


def answer_prompt(desk: Desk, *, customer_id: int, key: str, answer: str) -> Changes:
    """Keep the answer ``yes``, ``help`` or ``not_now`` to a prompt; UserErrors ``unknown_customer``, ``bad_answer``."""
    if answer not in (YES, HELP, NOT_NOW) or not key or len(key) > 80:
        raise UserError("bad_answer", "“{answer}” is no answer to this.", answer=answer[:40])
    with desk.db.write() as session:
        _require(session, customer_id)
        queries.insert_answer(
            session,
            {
                "customer_id": customer_id,
                "prompt": key,
                "answer": answer,
                "answered_at": desk.now(),
                "answered_by": desk.actor.code,
            },
        )
        session.commit()
    return changed(Area.CUSTOMER, ids=(customer_id,))


def _require(session: Session, customer_id: int) -> None:
    if queries.by_id(session, customer_id) is None:
        raise UserError("unknown_customer", "There is no customer number {id}.", id=customer_id)
