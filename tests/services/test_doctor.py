"""The examination names what would stop the shop, and what to do about it."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pos_app.__main__ import main
from pos_app.domain.message import english
from pos_app.services import print_jobs
from pos_app.services.desk import Desk
from pos_app.services.doctor import examine
from pos_app.services.findings import Finding, Level
from pos_app.services.settings import set_setting
from tests.services.books_kit import new_shop, sell

LATER = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = new_shop(tmp_path / "shop")
    sell(found, "s1", [{"sku": "SEALANT", "quantity": "1"}])
    yield found
    found.db.close()


def folder(desk: Desk) -> Path:
    return desk.db.path.parent


def found(data_dir: Path, now: datetime = LATER) -> dict[str, Finding]:
    findings = examine(data_dir, clock=lambda: now)
    for finding in findings:
        assert english(finding.message)
        assert (finding.advice is None) == (finding.level is Level.OK)
    return {finding.code: finding for finding in findings}


def test_a_sound_shop_has_nothing_broken(desk: Desk) -> None:
    levels = {code: finding.level for code, finding in found(folder(desk)).items()}
    assert Level.BAD not in levels.values()
    assert {
        "python",
        "libraries",
        "sqlite",
        "window",
        "fonts",
        "folder",
        "disk",
        "schema",
        "file",
        "posted",
    } <= {code for code, level in levels.items() if level is Level.OK}


def test_a_folder_without_a_shop_is_no_fault_and_stays_empty(tmp_path: Path) -> None:
    findings = found(tmp_path / "none" / "yet")
    assert findings["shop"].level is Level.WARN
    assert findings["folder"].level is Level.OK
    assert not (tmp_path / "none").exists()


def spoil(desk: Desk, statement: str) -> None:
    with closing(sqlite3.connect(desk.db.path)) as connection:
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DROP TRIGGER sale_no_update", "posted"),
        ("PRAGMA user_version = 99", "schema"),
        ("PRAGMA application_id = 1", "schema"),
        ("INSERT INTO customer_card (card, customer_id) VALUES ('X', 999)", "references"),
    ],
)
def test_what_is_broken_in_the_file_is_named(desk: Desk, statement: str, code: str) -> None:
    spoil(desk, statement)
    assert found(folder(desk))[code].level is Level.BAD


def test_a_damaged_file_is_named(desk: Desk) -> None:
    spoil(desk, "PRAGMA wal_checkpoint(TRUNCATE)")
    desk.db.close()
    whole = bytearray(desk.db.path.read_bytes())
    whole[20_000:60_000] = os.urandom(40_000)
    desk.db.path.write_bytes(bytes(whole))
    findings = found(folder(desk))
    assert any(f.level is Level.BAD for code, f in findings.items() if code in ("file", "shop"))


def test_a_clock_behind_the_last_entry_is_named(desk: Desk) -> None:
    assert found(folder(desk))["clock"].level is Level.OK
    assert found(folder(desk), datetime(2020, 1, 1, tzinfo=UTC))["clock"].level is Level.BAD


def test_a_writer_is_named(desk: Desk) -> None:
    with desk.db.write() as session:
        session.connection()
        assert found(folder(desk))["lock"].level is Level.WARN
    assert "lock" not in found(folder(desk))


def test_printer_and_jobs(desk: Desk, tmp_path: Path) -> None:
    assert found(folder(desk))["printer"].level is Level.WARN
    with socket.create_server(("127.0.0.1", 0)) as server:
        set_setting(desk, key="printer.target", value=f"tcp:127.0.0.1:{server.getsockname()[1]}")
        assert found(folder(desk))["printer"].level is Level.OK
    sell(desk, "s2", [{"sku": "SEALANT", "quantity": "1"}])
    print_jobs.run_waiting(desk)
    findings = found(folder(desk))
    assert (findings["printer"].level, findings["print_jobs"].level) == (Level.WARN, Level.WARN)
    set_setting(desk, key="printer.target", value=f"pdf:{tmp_path / 'nowhere' / 'paper.pdf'}")
    assert found(folder(desk))["printer"].level is Level.WARN


def test_backups_grow_old(desk: Desk) -> None:
    assert found(folder(desk))["backup"].level is Level.WARN
    backup = folder(desk) / "backups" / "shop.db"
    backup.parent.mkdir()
    backup.write_bytes(b"")
    moment = LATER.timestamp()
    os.utime(backup, (moment - 86_400, moment - 86_400))
    assert found(folder(desk))["backup"].level is Level.OK
    os.utime(backup, (moment - 9 * 86_400, moment - 9 * 86_400))
    assert found(folder(desk))["backup"].level is Level.WARN


def test_the_command_exits_with_1_only_when_something_is_broken(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--data-dir", str(folder(desk)), "doctor"]
    spoil(desk, "UPDATE print_job SET state = 'done'")
    main([*arguments, "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert {"code", "level", "message", "advice"} == set(answer["findings"][0])
    spoil(desk, "DROP TRIGGER journal_no_delete")
    assert main(arguments) == 1
    assert "journal" in capsys.readouterr().out
