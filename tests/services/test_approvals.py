"""Who may do what, proven by a PIN, and what a wrong one costs."""

from __future__ import annotations

import json
import pickle
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos_app.data.db import FILE_NAME
from pos_app.domain.permissions import ALLOWED, NEED_REASON, ROLES, Permission, may, needed
from pos_app.errors import UserError
from pos_app.services import approvals, audit, pins, settings
from pos_app.services.approvals import Approval, ApprovalError, Granted
from pos_app.services.desk import Actor, Desk
from pos_app.services.exporting import export
from pos_app.services.pin_check import LONGEST_WAIT, wait_after
from pos_app.services.setup import open_shop
from pos_app.services.verify import verify
from tests.services.shop_kit import NOON, as_owner
from tests.services.stocked_shop import small_shop

PIN, OTHER_PIN = "4711", "081508"


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    """Dana, a cashier; Mo is a manager with a PIN, Olive one without, Gone has left."""
    with small_shop(data_dir) as desk:
        for code, role in (("dana", "cashier"), ("mo", "manager"), ("olive", "manager"), ("gone", "manager")):
            settings.set_setting(as_owner(desk), key=f"staff.{code}", value={"role": role})
        owner = replace(desk, actor=Actor("owner", "Owner", "owner"))
        pins.set_pin(owner, staff_code="mo", pin=PIN)
        pins.set_pin(owner, staff_code="gone", pin=PIN)
        settings.set_setting(owner, key="staff.gone", value={"active": False})
        yield desk


def ask(desk: Desk, permission: Permission, approval: Approval | None = None) -> Granted:
    with desk.db.write() as session:
        granted = approvals.require(session, desk, permission, approval)
        session.commit()
        return granted


def later(desk: Desk, seconds: int) -> Desk:
    return replace(desk, clock=lambda: NOON + timedelta(seconds=seconds))


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_what_the_table_says(desk: Desk, role: str, permission: Permission) -> None:
    mine = replace(desk, actor=Actor("dana", "Dana", role))
    expected = {"manager", "owner"}
    if permission.value in {"open_till", "close_till", "cash_in"}:
        expected = set(ROLES)
    elif permission.value in {
        "set_pin",
        "change_settings",
        "change_staff",
        "import_data",
        "export_data",
        "restore",
    }:
        expected = {"owner"}
    if role in expected:
        assert ask(mine, permission, Approval(reason="because")) == Granted("", "because")
    else:
        with pytest.raises(ApprovalError) as caught:
            ask(mine, permission, Approval(reason="because"))
        assert caught.value.permission is permission
        assert caught.value.code == "approval_needed"
        assert caught.value.message == needed(permission)


def test_the_table_is_whole() -> None:
    assert set(ALLOWED) == set(Permission)
    assert all(roles <= set(ROLES) for roles in ALLOWED.values())
    assert not may("stranger", Permission.PRICE_OVERRIDE)


def test_the_error_keeps_its_permission_on_the_way() -> None:
    error = ApprovalError(Permission.BLIND_RETURN).at_line(2)
    assert isinstance(error, ApprovalError)
    assert (error.permission, error.line) == (Permission.BLIND_RETURN, 2)
    again = pickle.loads(pickle.dumps(error))
    assert again.permission is Permission.BLIND_RETURN
    assert again.code == "approval_needed"
    assert again.line == 2


def test_a_manager_allows_what_a_cashier_may_not(desk: Desk) -> None:
    granted = ask(desk, Permission.PRICE_OVERRIDE, Approval("mo", PIN, "  damaged "))
    assert granted == Granted("mo", "damaged")


def test_a_shop_in_which_nobody_has_a_pin_asks_for_none(data_dir: Path) -> None:
    with small_shop(data_dir) as desk:
        cashier = replace(desk, actor=Actor("dana", "Dana", "cashier"))
        assert not approvals.asks_for_pins(cashier)
        assert ask(cashier, Permission.PRICE_OVERRIDE, Approval("owner", "", "x")) == Granted("owner", "x")
        pins.set_pin(as_owner(desk), staff_code="owner", pin=PIN)
        assert approvals.asks_for_pins(cashier)
        with pytest.raises(UserError) as caught:
            ask(cashier, Permission.PRICE_OVERRIDE, Approval("owner", "", "x"))
        assert caught.value.code == "wrong_pin"


@pytest.mark.parametrize("permission", sorted(NEED_REASON))
def test_a_reason_is_needed_even_of_the_owner(desk: Desk, permission: Permission) -> None:
    owner = replace(desk, actor=Actor("owner", "Owner", "owner"))
    for where, approval in ((owner, Approval()), (desk, Approval("mo", PIN, "  "))):
        with pytest.raises(UserError) as caught:
            ask(where, permission, approval)
        assert caught.value.code == "reason_missing"


@pytest.mark.parametrize(
    ("approval", "code"),
    [
        (Approval("mo", "4712", "x"), "wrong_pin"),
        (Approval("mo", "", "x"), "wrong_pin"),
        (Approval("olive", PIN, "x"), "no_pin"),
        (Approval("gone", PIN, "x"), "unknown_staff"),
        (Approval("nobody", PIN, "x"), "unknown_staff"),
        (Approval("dana", PIN, "x"), "approval_needed"),
    ],
)
def test_who_cannot_allow_it(desk: Desk, approval: Approval, code: str) -> None:
    with pytest.raises(UserError) as caught:
        ask(desk, Permission.PRICE_OVERRIDE, approval)
    assert caught.value.code == code
    assert "\n" not in str(caught.value)


def test_wrong_pins_cost_ever_more_time_and_a_restart_does_not_help(desk: Desk) -> None:
    def outcome(where: Desk, pin: str) -> str:
        try:
            ask(where, Permission.PRICE_OVERRIDE, Approval("mo", pin, "x"))
        except UserError as error:
            return error.code
        return "granted"

    assert [outcome(desk, "0000") for _ in range(4)] == ["wrong_pin"] * 4
    assert outcome(desk, PIN) == "pin_wait", (
        "the right PIN waits too, or the wait would say which one is right"
    )
    path = desk.db.path
    desk.db.close()
    again = replace(desk, db=open_shop(path.parent))
    assert outcome(later(again, 4), PIN) == "pin_wait"
    assert outcome(later(again, 5), "0000") == "wrong_pin"
    assert outcome(later(again, 14), PIN) == "pin_wait"
    assert outcome(later(again, 15), PIN) == "granted"
    assert outcome(later(again, 15), "0000") == "wrong_pin", "the count began anew"
    again.db.close()


def test_a_clock_set_back_locks_nobody_out(desk: Desk) -> None:
    for seconds in (0, 0, 0, 0, 6, 20):
        with pytest.raises(UserError):
            ask(later(desk, seconds), Permission.PRICE_OVERRIDE, Approval("mo", "0000", "x"))
    past = replace(desk, clock=lambda: NOON - timedelta(days=400))
    assert ask(past, Permission.PRICE_OVERRIDE, Approval("mo", PIN, "x")).by == "mo"


def test_the_waits_grow_to_a_quarter_of_an_hour() -> None:
    waits = [wait_after(wrong) for wrong in range(1, 40)]
    assert waits[:6] == [0, 0, 0, 5, 10, 20]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


def test_a_wrong_try_counts_and_undoes_what_was_begun(desk: Desk) -> None:
    def half_done() -> None:
        with desk.db.write() as session:
            audit.note(session, desk, audit.Act("cart_cancelled", reason="half done"))
            approvals.require(session, desk, Permission.BLIND_RETURN, Approval("mo", "0000", "x"))

    with pytest.raises(UserError):
        half_done()
    with desk.db.read() as session:
        rows = session.connection().exec_driver_sql("SELECT event FROM audit_journal").fetchall()
        tries = session.connection().exec_driver_sql("SELECT wrong FROM staff_pin WHERE staff_code = 'mo'")
        assert "cart_cancelled" not in {row[0] for row in rows}
        assert tries.scalar() == 1


@pytest.mark.parametrize("pin", ["123", "12345678901", "12a4", "", "١٢٣٤", "1234 "])
def test_a_pin_is_four_to_ten_digits(desk: Desk, pin: str) -> None:
    owner = replace(desk, actor=Actor("owner", "Owner", "owner"))
    with pytest.raises(UserError) as caught:
        pins.set_pin(owner, staff_code="mo", pin=pin)
    assert caught.value.code == "bad_pin"
    assert ask(desk, Permission.PRICE_OVERRIDE, Approval("mo", PIN, "x")).by == "mo"


def test_only_the_owner_sets_pins_but_someone_must_begin(desk: Desk) -> None:
    with pytest.raises(ApprovalError):
        pins.set_pin(desk, staff_code="mo", pin="9999")
    pins.set_pin(desk, staff_code="owner", pin=OTHER_PIN)
    with pytest.raises(ApprovalError):
        pins.set_pin(desk, staff_code="owner", pin="9999")
    with pytest.raises(ApprovalError):
        pins.set_pin(desk, staff_code="mo", pin="9999", approval=Approval("mo", PIN))
    pins.set_pin(desk, staff_code="mo", pin="9999", approval=Approval("owner", OTHER_PIN))
    assert ask(desk, Permission.PRICE_OVERRIDE, Approval("mo", "9999", "x")).by == "mo"
    assert {m.code for m in pins.team(desk) if m.has_pin} == {"owner", "mo"}
    assert verify(desk).ok


@pytest.mark.dear_pins
def test_no_hash_and_no_pin_ever_leaves(desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(UserError):
        ask(desk, Permission.PRICE_OVERRIDE, Approval("mo", "0000", "x"))
    out = tmp_path / "out"
    export(as_owner(desk), kind="all", folder=out)
    desk.db.checkpoint()
    kept = sqlite3.connect(desk.db.path)
    hashes = [row[0] for row in kept.execute("SELECT pin_hash FROM staff_pin")]
    kept.close()
    assert hashes
    # 32 MiB and three passes for each guess of whoever steals the file.
    assert all(found.startswith("$argon2id$v=19$m=32768,t=3,p=1$") and PIN not in found for found in hashes)
    written = "".join(path.read_text("utf-8") for path in out.rglob("*") if path.is_file())
    assert "argon2" not in written + caplog.text
    assert not any(found in written for found in hashes)
    assert PIN not in repr(Approval("mo", PIN, "x")) + caplog.text


def test_approvers_are_those_who_may_the_ones_with_a_pin_first(desk: Desk) -> None:
    found = approvals.approvers(desk, permission=Permission.PRICE_OVERRIDE)
    assert [person.code for person in found] == ["mo", "olive", "owner"]
    assert [p.code for p in approvals.approvers(desk, permission=Permission.SET_PIN)] == ["owner"]


def _raw(desk: Desk, change: Callable[[sqlite3.Connection], object]) -> None:
    desk.db.checkpoint()
    behind = sqlite3.connect(desk.db.path.parent / FILE_NAME)
    change(behind)
    behind.commit()
    behind.close()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE text_block SET block = replace(block, 'oops', 'fine')", "text of the act cart_cancelled was changed"),
        ("UPDATE text_block SET salt = '0' || salt", "was changed"),
        ("DELETE FROM text_block WHERE block LIKE '%oops%'", "text of the act cart_cancelled is missing"),
    ],
)  # fmt: skip
def test_verify_finds_a_text_changed_or_taken_away(desk: Desk, statement: str, said: str) -> None:
    with desk.db.write() as session:
        audit.note(session, desk, audit.Act("cart_cancelled", reason="oops", before={"total": "3.00"}))
        session.commit()
    assert verify(desk).ok
    with desk.db.read() as session:
        block = session.connection().exec_driver_sql("SELECT block FROM text_block WHERE block LIKE '%oops%'")
        assert json.loads(block.scalar_one()) == {"before": {"total": "3.00"}, "reason": "oops"}
    _raw(desk, lambda behind: behind.execute(statement))
    report = verify(desk)
    assert report.first is not None
    assert any(said in str(UserError("x", problem.message)) for problem in report.problems)
    assert report.problems[-1].seq > 0, "the entry is named"
