"""A stamp is another one after every commit, whoever commits, and never claims more than it knows."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from pos_app.data.db import Database


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "shop.db")
    with opened.write() as session:
        session.execute(text("CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)"))
        session.commit()
    yield opened
    opened.close()


def _put(db: Database, a: str = "x") -> None:
    with db.write() as session:
        session.execute(text("INSERT INTO t (a) VALUES (:a)"), {"a": a})
        session.commit()


def test_it_holds_while_nobody_commits(db: Database) -> None:
    before = db.stamp()
    with db.read() as session:
        assert db.stamp(session) == before
        session.execute(text("SELECT * FROM t")).all()
        assert db.stamp(session) == before
    with db.write() as session:
        session.execute(text("INSERT INTO t (a) VALUES ('thrown away')"))
        assert db.stamp(session) == before
    assert db.stamp() == before


def test_own_commits_and_those_of_others_count(db: Database) -> None:
    stamps = [db.stamp()]
    _put(db)
    stamps.append(db.stamp())
    other = Database(db.path)
    _put(other)
    other.close()
    stamps.append(db.stamp())
    script = f"import sqlite3; c = sqlite3.connect({str(db.path)!r}); c.execute('DELETE FROM t'); c.commit()"
    subprocess.run([sys.executable, "-c", script], check=True)
    stamps.append(db.stamp())
    assert len(set(stamps)) == 4


def test_after_its_commit_a_session_tells_the_stamp_it_left(db: Database) -> None:
    with db.write() as session:
        session.execute(text("INSERT INTO t (a) VALUES ('y')"))
        before = db.stamp(session)
        session.commit()
        left = db.stamp(session)
    assert left == db.stamp() != before
    _put(db)
    assert db.stamp() != left


def test_a_commit_of_another_right_after_makes_it_unknown(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, stamps = Database(db.path), type(db._stamps)
    really = stamps.now

    def late(self: object) -> tuple[int, int]:
        if self is db._stamps:
            _put(other)
        return really(self)  # type: ignore[arg-type]

    with db.write() as session:
        session.execute(text("INSERT INTO t (a) VALUES ('z')"))
        monkeypatch.setattr(stamps, "now", late)
        session.commit()
        monkeypatch.undo()
        left = db.stamp(session)
    assert left != db.stamp()
    other.close()


def test_a_reader_that_sees_an_older_state_has_no_stamp_of_the_newer(db: Database) -> None:
    with db.read() as session:
        session.execute(text("SELECT * FROM t")).all()
        _put(db)
        assert session.execute(text("SELECT * FROM t")).all() == []
        seen = db.stamp(session)
        assert seen != db.stamp()
        assert seen != db.stamp(session)


def test_no_stamp_comes_again_after_closing(db: Database) -> None:
    before = db.stamp()
    db.close()
    assert db.stamp() != before
