"""Customers and what staff noted about them: reading and writing."""

from typing import Any

from sqlalchemy import BindParameter, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from pos_app.data.prepared import Prepared
from pos_app.data.queries.posting import table
from pos_app.data.records import Record

CUSTOMER = table("customer")
BALANCE = table("customer_balance")
FACT = table("customer_fact")
PROJECT = table("project")
ANSWER = table("prompt_answer")
BLOCK = table("person_block")

# Built once: the sidebar reads all of these whenever a customer is chosen.
_MINE: BindParameter[int] = bindparam("customer_id")
_BY_ID = Prepared(select(CUSTOMER).where(CUSTOMER.c.id == _MINE))
_FACTS = Prepared(select(FACT).where(FACT.c.customer_id == _MINE).order_by(FACT.c.kind, FACT.c.id))
_PROJECTS = Prepared(
    select(PROJECT)
    .where(PROJECT.c.customer_id == _MINE)
    .order_by(PROJECT.c.closed_on, PROJECT.c.opened_on.desc(), PROJECT.c.id.desc())
)
_ANSWERS = Prepared(
    select(ANSWER.c.prompt, ANSWER.c.answer, ANSWER.c.answered_at)
    .where(ANSWER.c.customer_id == _MINE)
    .order_by(ANSWER.c.id)
)
_BALANCE = Prepared(select(BALANCE).where(BALANCE.c.customer_id == _MINE))


def by_id(session: Session, customer_id: int) -> Record | None:
    """The customer's row, None if there is none."""
    return _BY_ID.first(session, customer_id=customer_id)


def id_by_code(session: Session, code: str) -> int | None:
    """The customer with this code, in any case."""
    found = session.execute(select(CUSTOMER.c.id).where(CUSTOMER.c.code.in_([code, code.upper()]))).first()
    return int(found[0]) if found else None


def others_with_phone(session: Session, phone: str, besides: int | None) -> list[Record]:
    """Id, code and name of other customers with this phone (E.164)."""
    if not phone:
        return []
    return list(
        session.execute(
            select(CUSTOMER.c.id, CUSTOMER.c.code, CUSTOMER.c.name)
            .where(CUSTOMER.c.phone == phone, CUSTOMER.c.id != (besides or 0), CUSTOMER.c.erased_at == "")
            .order_by(CUSTOMER.c.id)
        )
    )


def codes(session: Session) -> list[str]:
    """All codes that begin with C: the shop's own are among them."""
    return list(session.execute(select(CUSTOMER.c.code).where(CUSTOMER.c.code.startswith("C"))).scalars())


def newest_codes(session: Session) -> list[str]:
    """The codes of the fifty customers added last."""
    return list(session.execute(select(CUSTOMER.c.code).order_by(CUSTOMER.c.id.desc()).limit(50)).scalars())


def insert_customer(session: Session, values: dict[str, Any]) -> int:
    """A new customer's id."""
    return int(session.execute(insert(CUSTOMER).values(**values).returning(CUSTOMER.c.id)).scalar_one())


def update_customer(session: Session, customer_id: int, values: dict[str, Any]) -> None:
    """Write these columns of a customer."""
    session.execute(update(CUSTOMER).where(CUSTOMER.c.id == customer_id).values(**values))


def facts(session: Session, customer_id: int) -> list[Record]:
    """What staff noted about the customer, by kind, then as it was written."""
    return _FACTS.all(session, customer_id=customer_id)


def insert_fact(session: Session, values: dict[str, Any]) -> int:
    """A new fact's id."""
    return int(session.execute(insert(FACT).values(**values).returning(FACT.c.id)).scalar_one())


def delete_fact(session: Session, customer_id: int, fact_id: int) -> bool:
    """Whether there was such a fact to delete."""
    done = session.execute(
        delete(FACT).where(FACT.c.id == fact_id, FACT.c.customer_id == customer_id).returning(FACT.c.id)
    )
    return done.first() is not None


def projects(session: Session, customer_id: int) -> list[Record]:
    """The projects of the customer, open ones first, then the newest."""
    return _PROJECTS.all(session, customer_id=customer_id)


def insert_project(session: Session, values: dict[str, Any]) -> int:
    """A new project's id."""
    return int(session.execute(insert(PROJECT).values(**values).returning(PROJECT.c.id)).scalar_one())


def close_project(session: Session, customer_id: int, project_id: int, on: str) -> bool:
    """Whether there was such an open project to close."""
    done = session.execute(
        update(PROJECT)
        .where(PROJECT.c.id == project_id, PROJECT.c.customer_id == customer_id, PROJECT.c.closed_on == "")
        .values(closed_on=on)
        .returning(PROJECT.c.id)
    )
    return done.first() is not None


def answers(session: Session, customer_id: int) -> list[Record]:
    """Prompt, answer and time of every answer of the customer, oldest first."""
    return _ANSWERS.all(session, customer_id=customer_id)


def insert_answer(session: Session, values: dict[str, Any]) -> None:
    """Store an answer to a prompt."""
    session.execute(insert(ANSWER).values(**values))


def blocks(session: Session, customer_id: int) -> dict[str, str]:
    """Hashes of the customer's personal blocks by their text."""
    found = session.execute(select(BLOCK.c.block, BLOCK.c.hash).where(BLOCK.c.customer_id == customer_id))
    return {row[0]: row[1] for row in found}


def put_balance(session: Session, values: dict[str, Any]) -> None:
    """Write the cached balance of a customer."""
    others = {name: value for name, value in values.items() if name != "customer_id"}
    done = session.execute(
        update(BALANCE)
        .where(BALANCE.c.customer_id == values["customer_id"])
        .values(**others)
        .returning(BALANCE.c.customer_id)
    )
    if done.first() is None:
        session.execute(insert(BALANCE).values(**values))


def balance(session: Session, customer_id: int) -> Record | None:
    """The cached balance of a customer."""
    return _BALANCE.first(session, customer_id=customer_id)
