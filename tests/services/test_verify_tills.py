"""`verify` and the till: whatever is changed about sessions, counts and Zs behind the program's back is found."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from pos_app.data.highest_numbers import Highest, as_settings
from pos_app.data.queries import settings as setting_queries
from pos_app.domain.message import english
from pos_app.services import audit, till_closing, tills
from pos_app.services.documents import sell_json
from pos_app.services.verify_tills import check_tills
from tests.services.till_kit import Counter, counter


@pytest.fixture
def at(data_dir: Path) -> Iterator[Counter]:
    """Two counted sessions, one of them over midnight, a session of the command line, and one that is open."""
    with counter(data_dir) as made:
        made.open(10_000)
        sold = made.sell("20.03", ("card", "10.00"), ("cash", "20.00"))
        made.sell("7.43", ("cash", "10.00"), discount={"percent": "10"})
        tills.cash_in(made.owner, amount=500, reason="Coins")
        tills.cash_out(made.owner, amount=2_000, reason="Bank")
        made.clock.now += timedelta(hours=20)
        made.refund(sold)
        till_closing.close_till(made.desk, pieces={5_000: 1, 100: 3})
        line = {"sku": "SEAL-W", "quantity": "1"}
        sell_json(made.command_line, {"lines": [line], "tenders": [{"type": "cash", "amount": "20.00"}]})
        till_closing.close_automatic(made.command_line)
        made.open(0)
        made.sell("3.00")
        till_closing.close_till(made.desk, counted=300)
        made.open(5_000)
        made.sell("1.00")
        yield made


def spoil(at: Counter, *statements: str) -> list[str]:
    """Change posted rows as somebody with the file in hands could; what is said of sessions then."""
    with closing(sqlite3.connect(at.shop.db.path)) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            if "search" not in name:
                connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            assert connection.execute(statement).rowcount, statement
        connection.commit()
    return said(at)


def said(at: Counter) -> list[str]:
    with at.shop.db.read() as session:
        return [english(finding[3]) for finding in check_tills(session)]


def test_a_sound_book_raises_no_alarm(at: Counter) -> None:
    assert said(at) == []
    assert at.problems() == []


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("UPDATE till_journal SET amount = amount + 1 WHERE event = 'open' AND id = 1", "float_"),
        ("UPDATE till_journal SET amount = amount + 1 WHERE event = 'cash_in'", "cash_in"),
        ("UPDATE till_journal SET amount = -5 WHERE event = 'cash_out'", "without an amount"),
        ("UPDATE till_journal SET text_hash = '' WHERE event = 'cash_out'", "or a reason"),
        (
            "UPDATE till_journal SET amount = amount + 100 WHERE event = 'close' AND mode = 'counter'",
            "counted",
        ),
        ("UPDATE till_journal SET expected = expected - 1 WHERE event = 'close'", "expected"),
        (
            "UPDATE till_journal SET amount = 1, expected = 1 WHERE event = 'close' AND mode = 'automatic'",
            "expected",
        ),
        (
            "UPDATE till_journal SET amount = amount + 1 WHERE event = 'close' AND mode = 'automatic'",
            "was counted",
        ),
        ("UPDATE till_journal SET amount = 'x' WHERE event = 'close' AND session_id = 1", "of the kind"),
        ("DELETE FROM till_journal WHERE event = 'close' AND session_id = 1", "names event"),
        ("DELETE FROM till_journal WHERE event = 'open' AND session_id = 1", "out of turn"),
        ("UPDATE till_journal SET event = 'open', expected = NULL WHERE event = 'cash_in'", "out of turn"),
        ("UPDATE till_journal SET mode = 'automatic' WHERE event = 'cash_in'", "its mode"),
        ("UPDATE till_count_ledger SET pieces = pieces + 1 WHERE value = 100", "the notes and coins"),
        ("DELETE FROM till_count_ledger WHERE value = 100", "the notes and coins"),
        ("UPDATE z_ledger SET number = 9 WHERE number = 2", "should be Z 2"),
        ("DELETE FROM z_ledger WHERE number = 3", "without a Z"),
        ("UPDATE z_ledger SET document = '{}' WHERE number = 1", "of the kind"),
        ("UPDATE z_ledger SET document = 'no' WHERE number = 1", "of the kind"),
        ("UPDATE journal SET session_id = NULL WHERE kind = 'refund'", "no till session"),
        ("UPDATE journal SET session_id = 99 WHERE kind = 'refund'", "never opened"),
        ("UPDATE journal SET session_id = 1 WHERE id = (SELECT max(id) FROM journal)", "which was not open"),
        ("UPDATE sale SET total = total + 1, net = net + 1, paid = paid + 1 WHERE id = 1", "“total”"),
        ("UPDATE sale SET cash_rounding = cash_rounding + 1, paid = paid + 1 WHERE id = 1", "“rounding”"),
        ("UPDATE sale SET change = change + 1 WHERE id = 1", "“expected”"),
        ("UPDATE tender SET amount = amount + 1 WHERE type = 'card' AND sale_id = 1", "“tenders”"),
        ("UPDATE sale_tax SET base = base + 1", "“taxes”"),
        ("UPDATE sale SET business_date = '2026-11-21' WHERE id = 1", "“days”"),
        ("UPDATE till_session SET closed_at = '' WHERE mode = 'automatic'", "kept otherwise"),
        ("UPDATE till_session SET opened_by = 'pat' WHERE id = 1", "kept otherwise"),
        ("DELETE FROM till_session WHERE id = 1", "kept otherwise"),
        ("UPDATE till_session SET opened_at = 'yesterday' WHERE id = 1", "kept otherwise"),
        ("UPDATE till_session SET closed_at = 'yesterday' WHERE mode = 'automatic'", "kept otherwise"),
        ("UPDATE till_session SET id = 77 WHERE id = 1", "has no events"),
    ],
)
def test_what_was_changed_is_named(at: Counter, statement: str, word: str) -> None:
    assert word in " | ".join(spoil(at, statement))


def test_every_figure_of_a_z_is_looked_at(at: Counter) -> None:
    with closing(sqlite3.connect(at.shop.db.path)) as connection:
        (stored,) = connection.execute("SELECT document FROM z_ledger WHERE number = 1").fetchone()
    document = json.loads(stored)
    figures = [name for name, value in document["figures"].items() if isinstance(value, int)]
    others = [
        "number",
        "session_id",
        "counted",
        "over_short",
        "first_receipt",
        "last_receipt",
        "business_date",
    ]
    lists = ["count", "acts", "act_lines"]
    assert all(document[name] for name in [*others[2:], *lists])
    assert len(figures) == 22
    for name in figures:
        changed = document | {"figures": document["figures"] | {name: document["figures"][name] + 1}}
        assert f"“{name}”" in " ".join(_with_document(at, changed)), name
    for name in [*others, *lists]:
        value = document[name]
        other = value + 1 if isinstance(value, int) else f"{value}x" if isinstance(value, str) else value[1:]
        assert _with_document(at, document | {name: other}), name
    for name in ("tenders", "days", "moves"):
        changed = document | {"figures": document["figures"] | {name: document["figures"][name][1:]}}
        assert f"“{name}”" in " ".join(_with_document(at, changed)), name


def test_numbers_of_zs_that_a_restore_lost_are_missed_only_after_it(at: Counter) -> None:
    till_closing.close_till(at.desk, counted=0)
    lost = as_settings(Highest(zs={"1": 8}))
    with at.shop.db.write() as session:
        setting_queries.put(session, lost, at=at.desk.now(), by="owner")
        session.commit()
    at.open(0)
    assert till_closing.close_till(at.desk, counted=0).z_number == 9
    assert said(at) == ["Z 9 should be Z 5"]
    with at.shop.db.write() as session:
        setting_queries.put(session, as_settings(Highest(zs={"1": 20})), at=at.desk.now(), by="owner")
        audit.note(session, at.owner, audit.Act("restored"))
        session.commit()
    at.open(0)
    assert till_closing.close_till(at.desk, counted=0).z_number == 21
    assert said(at) == ["Z 9 should be Z 5"]


def _with_document(at: Counter, document: object) -> list[str]:
    text = json.dumps(document).replace("'", "''")
    return spoil(at, f"UPDATE z_ledger SET document = '{text}' WHERE number = 1")
