"""Prepared statements answer what SQLAlchemy answers, and pass on what the database refuses."""

from collections.abc import Iterator
from pathlib import Path
from sqlite3 import IntegrityError

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Integer,
    MetaData,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from pos_app.data.db import Database
from pos_app.data.prepared import Prepared, prepare_next
from pos_app.data.tables import Product
from pos_app.errors import MachineError

THING = Table(
    "thing",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", Text, unique=True),
    Column("count", Integer, default=7),
    Column("good", Boolean, default=True),
)
T = THING.c
IDS = bindparam("ids", expanding=True)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    db = Database(tmp_path / "shop.db")
    with db.write() as opened:
        THING.create(opened.connection())
        rows = [{"name": f"n{n}", "count": n, "good": n % 2 == 0} for n in range(20)]
        assert Prepared(insert(THING)).run(opened, rows) == 20
        opened.commit()
        yield opened
    db.close()


@pytest.mark.parametrize("ids", [[], [3], [3, 4], [1, 2, 3, 4, 5], [99], list(range(1, 40))])
def test_lists_of_every_length_give_what_sqlalchemy_gives(session: Session, ids: list[int]) -> None:
    for where in (T.id.in_(IDS), T.id.not_in(IDS), or_(T.id.in_(IDS), T.count == bindparam("n", 6))):
        statement = select(T.id, T.name, T.good).where(where, T.name != "n2").order_by(T.id).limit(11)
        expected = session.execute(statement, {"ids": ids}).all()
        found = Prepared(statement).all(session, ids=ids)
        assert found == [tuple(row) for row in expected]
        assert [row.good for row in found] == [row.good for row in expected]
        assert all(type(row.good) is bool for row in found)


def test_first_and_scalar_tell_nothing_from_none(session: Session) -> None:
    statement = Prepared(lambda: select(T.name, T.good).where(T.id == bindparam("id")))
    row = statement.first(session, id=1)
    assert (row.name, row.good) == ("n0", True)
    assert statement.first(session, id=77) is None
    assert statement.scalar(session, id=2) == "n1"
    assert Prepared(select(func.max(T.count)).where(T.id > 100)).first(session) == (None,)


def test_what_a_dialect_wants_written_out_is(session: Session) -> None:
    statement = select(func.aggregate_strings(T.name, " ; ")).where(
        T.id.in_(IDS), T.good == bindparam("good")
    )
    expected = session.execute(statement, {"ids": [1, 3], "good": True}).scalar()
    prepared = Prepared(statement)
    assert prepared.scalar(session, ids=[1, 3], good=True) == expected == "n0 ; n2"
    assert None not in prepared._forms.values()


def test_a_bound_boolean_is_one(session: Session) -> None:
    statement = Prepared(select(func.count()).where(T.good == bindparam("good")))
    assert statement.scalar(session, good=False) == 10


def test_inserts_fill_in_defaults_and_take_nulls(session: Session) -> None:
    put = Prepared(insert(THING))
    id_ = put.added(session, {"name": None})
    read = Prepared(select(THING).where(T.id == bindparam("id")))
    assert read.first(session, id=id_) == (id_, None, 7, True)
    more = [{"count": None, "name": "a"}, {"name": "b", "count": 2}]
    assert put.run(session, more) == 2
    assert Prepared(select(T.count).where(T.name.in_(["a", "b"])).order_by(T.name)).all(session) == [
        (None,),
        (2,),
    ]
    assert put.run(session, []) == 0


def test_updates_and_deletes_tell_how_many(session: Session) -> None:
    change = Prepared(
        update(THING).where(T.id == bindparam("which")).values(count=T.count + bindparam("by"), good=False)
    )
    assert change.run(session, [{"which": 1, "by": 5}, {"which": 2, "by": 6}, {"which": 50, "by": 1}]) == 2
    assert Prepared(select(T.count, T.good).where(T.id < 3)).all(session) == [(5, False), (7, False)]
    assert Prepared(delete(THING).where(T.id.in_(IDS))).run(session, [{"ids": [1, 2, 3]}]) == 3


def test_a_mapped_class_gives_all_its_columns() -> None:
    row = Prepared(select(Product))
    assert {c.key for c in row.statement.exported_columns} == set(Product.model_fields)


def test_it_belongs_to_the_transaction(tmp_path: Path, session: Session) -> None:
    db = Database(tmp_path / "shop.db")
    put, many = Prepared(insert(THING)), Prepared(select(func.count()).select_from(THING))
    with db.write() as writer:
        put.added(writer, {"name": "gone"})
        assert many.scalar(writer) == 21
    with db.read() as reader:
        assert many.scalar(reader) == 20
    db.close()


def test_refusals_and_trouble_come_through(tmp_path: Path, session: Session) -> None:
    with pytest.raises(IntegrityError):
        Prepared(insert(THING)).added(session, {"name": "n1"})
    with pytest.raises(KeyError, match="id"):
        Prepared(select(T.id).where(T.id == bindparam("id"))).all(session, ids=3)
    session.rollback()
    db = Database(tmp_path / "shop.db")

    def refused() -> None:
        with db.read() as reader:
            reader.connection().exec_driver_sql("PRAGMA query_only=1")
            Prepared(insert(THING)).added(reader, {"name": "x"})

    with pytest.raises(MachineError) as trouble:
        refused()
    assert trouble.value.code == "read_only"
    db.close()


def test_what_will_be_needed_can_be_got_ready(session: Session) -> None:
    dialect = session.get_bind().dialect
    made: list[int] = []

    def make() -> object:
        made.append(1)
        return select(T.name).where(T.id == bindparam("id"))

    statement = Prepared(make)
    assert statement.prepare(dialect)
    assert not statement.prepare(dialect)
    assert statement.scalar(session, id=1) == "n0"
    assert made == [1]
    assert not Prepared(insert(THING)).prepare(dialect)


def test_everything_is_ready_at_last(session: Session) -> None:
    dialect = session.get_bind().dialect
    for _count in range(2_000):
        if not prepare_next(dialect):
            return
    pytest.fail("there is always one more")
