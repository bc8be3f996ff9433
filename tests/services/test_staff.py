"""Who works here: signing in, locked out, renamed, retired, and an owner who forgot the PIN."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from pos_app.domain.permissions import Permission
from pos_app.domain.recovery_codes import VARIETY, make_code, read_code
from pos_app.errors import UserError
from pos_app.i18n import text as sentence
from pos_app.services import approvals, pins, settings, sign_in, staff, till_closing, till_reports, tills
from pos_app.services.approvals import Approval, ApprovalError
from pos_app.services.desk import CLI, Actor, Desk
from pos_app.services.setup import open_shop
from pos_app.services.verify import verify
from tests.services.shop_kit import NOON
from tests.services.stocked_shop import small_shop

PIN, OWNER_PIN = "4711", "081508"


@pytest.fixture
def owner(data_dir: Path) -> Iterator[Desk]:
    """The owner at the till of a shop with Dana, a cashier, and Mo, a manager with a PIN."""
    with small_shop(data_dir) as desk:
        at_till = replace(desk, actor=Actor("owner", "Owner", "owner"))
        for name, role in (("Dana", "cashier"), ("Mo", "manager"), ("Olive", "manager")):
            staff.add(at_till, name=name, role=role)
        pins.set_pin(at_till, staff_code="mo", pin=PIN)
        yield at_till


def nobody(desk: Desk, seconds: int = 0) -> Desk:
    """The same till with nobody at it, so many seconds later."""
    return replace(desk, actor=sign_in.NOBODY, clock=lambda: NOON + timedelta(seconds=seconds))


def refused(desk: Desk, code: str, pin: str = "") -> str:
    with pytest.raises(UserError) as caught:
        sign_in.sign_in(desk, staff_code=code, pin=pin)
    assert "\n" not in str(caught.value)
    return caught.value.code


def acts(desk: Desk, *events: str) -> list[tuple[str, str, str, dict[str, object]]]:
    """(event, actor, who allowed it, texts) of audited acts."""
    statement = text(
        "SELECT a.event, a.actor, a.approved_by, t.block FROM audit_journal a"
        " LEFT JOIN text_block t ON t.hash = a.text_hash ORDER BY a.id"
    )
    with desk.db.read() as session:
        rows = session.execute(statement).all()
    return [(r[0], r[1], r[2], json.loads(r[3] or "{}")) for r in rows if r[0] in events]


def test_before_an_owner_has_a_pin_nobody_is_asked(owner: Desk) -> None:
    desk = nobody(owner)
    assert not sign_in.required(desk)
    assert sign_in.sign_in(desk, staff_code="owner", pin="") == Actor("owner", "Owner", "owner")
    assert sign_in.sign_in(desk, staff_code="dana", pin="").role == "cashier"
    assert refused(desk, "mo", "0000") == "wrong_pin", "whoever has a PIN is asked for it all the same"
    assert not sign_in.locks(replace(desk, actor=Actor("dana", "Dana")))
    assert sign_in.locks(replace(desk, actor=Actor("mo", "Mo", "manager")))


def test_once_an_owner_has_a_pin_everyone_signs_in(owner: Desk) -> None:
    pins.set_pin(owner, staff_code="owner", pin=OWNER_PIN)
    desk = nobody(owner)
    assert sign_in.required(desk)
    assert sign_in.locks(replace(desk, actor=Actor("dana", "Dana")))
    assert sign_in.sign_in(desk, staff_code="dana", pin="") == Actor("dana", "Dana", "cashier")
    assert sign_in.sign_in(desk, staff_code="mo", pin=PIN) == Actor("mo", "Mo", "manager")
    assert refused(desk, "olive") == "no_pin"
    assert refused(desk, "owner") == "wrong_pin"
    assert refused(desk, "stranger") == "unknown_staff"
    assert [act[:2] for act in acts(desk, "signed_in")] == [("signed_in", "dana"), ("signed_in", "mo")]
    state = sign_in.state(desk)
    assert (state.last, state.required, state.told) == ("mo", True, ())
    assert [(p.code, p.has_pin, p.recoverable) for p in state.people] == [
        ("dana", False, False),
        ("mo", True, False),
        ("olive", False, False),
        ("owner", True, True),
    ]
    assert verify(desk).ok


def test_wrong_tries_count_for_signing_in_and_allowing_together(owner: Desk) -> None:
    pins.set_pin(owner, staff_code="owner", pin=OWNER_PIN)
    cashier = replace(owner, actor=Actor("dana", "Dana"))
    for _try in range(2):
        assert refused(nobody(owner), "mo", "0000") == "wrong_pin"
    assert acts(owner, "sign_in_failed") == []
    with pytest.raises(UserError), owner.db.write() as session:
        approvals.require(session, cashier, Permission.PRICE_OVERRIDE, Approval("mo", "0000", "x"))
    failed = acts(owner, "sign_in_failed")
    assert failed == [("sign_in_failed", "dana", "", {"after": {"staff": "mo", "tries": 3}})]
    assert refused(nobody(owner), "mo", "0000") == "wrong_pin"
    assert refused(nobody(owner), "mo", PIN) == "pin_wait"
    assert sign_in.wait(nobody(owner), staff_code="mo") == 5
    path = owner.db.path
    owner.db.close()
    again = replace(owner, db=open_shop(path.parent))
    assert sign_in.wait(nobody(again, 2), staff_code="mo") == 3, "a restart does not help"
    assert sign_in.sign_in(nobody(again, 5), staff_code="mo", pin=PIN).code == "mo"
    assert sign_in.wait(nobody(again, 5), staff_code="mo") == 0
    again.db.close()


def test_who_is_locked_out_can_neither_sign_in_nor_allow(owner: Desk) -> None:
    pins.set_pin(owner, staff_code="owner", pin=OWNER_PIN)
    for _try in range(5):
        refused(nobody(owner), "mo", "0000")
    staff.lock(owner, staff_code="mo")
    assert refused(nobody(owner, 999), "mo", PIN) == "staff_locked"
    cashier = replace(owner, actor=Actor("dana", "Dana"), clock=lambda: NOON + timedelta(seconds=999))
    with pytest.raises(UserError) as caught, owner.db.write() as session:
        approvals.require(session, cashier, Permission.PRICE_OVERRIDE, Approval("mo", PIN, "x"))
    assert caught.value.code == "staff_locked"
    assert "mo" not in [p.code for p in approvals.approvers(cashier, permission=Permission.PRICE_OVERRIDE)]
    assert sign_in.again(replace(owner, actor=Actor("mo", "Mo", "manager"))) is None
    staff.unlock(owner, staff_code="mo")
    assert sign_in.sign_in(nobody(owner), staff_code="mo", pin=PIN).code == "mo", "wrong tries are forgotten"
    changes = [act[3] for act in acts(owner, "staff_changed")][-2:]
    assert [(c["before"]["locked"], c["after"]["locked"]) for c in changes] == [(False, True), (True, False)]  # type: ignore[index]


def test_nobody_allows_their_own_act(owner: Desk) -> None:
    """A manager who is still a cashier at this till, and the other way round."""
    stale = replace(owner, actor=Actor("mo", "Mo", "cashier"))
    with pytest.raises(ApprovalError), owner.db.write() as session:
        approvals.require(session, stale, Permission.PRICE_OVERRIDE, Approval("mo", PIN, "x"))


def test_the_owner_adds_changes_and_retires_people(owner: Desk) -> None:
    assert staff.add(owner, name="José Ñu").code == "jose-nu"
    assert staff.add(owner, name="Dana").code == "dana2"
    assert staff.add(owner, name="ดาว").code == "staff"
    assert staff.add(owner, name="CLI").code == "cli2", "the command line's name stays its own"
    staff.change(owner, staff_code="dana2", name="Dana K.", role="manager")
    staff.change(owner, staff_code="dana", active=False)
    team = {member.code: member for member in pins.team(owner, retired=True)}
    assert (team["dana2"].name, team["dana2"].role) == ("Dana K.", "manager")
    assert not team["dana"].active
    assert "dana" not in {member.code for member in pins.team(owner)}
    assert refused(nobody(owner), "dana") == "unknown_staff"
    staff.change(owner, staff_code="dana", active=True)
    assert sign_in.sign_in(nobody(owner), staff_code="dana", pin="").name == "Dana"
    told = acts(owner, "staff_changed")
    changed = {"before": {"staff": "dana2", "name": "Dana", "role": "cashier"}}
    assert {"after": {"staff": "dana2", "name": "Dana K.", "role": "manager"}, **changed} in [
        a[3] for a in told
    ]
    count = len(told)
    staff.change(owner, staff_code="dana", active=True)
    assert len(acts(owner, "staff_changed")) == count, "nothing changed, nothing told"
    for wrong in ({"name": " "}, {"name": "a\nb"}, {"role": "boss"}):
        with pytest.raises(UserError) as caught:
            staff.change(owner, staff_code="dana", **wrong)  # type: ignore[arg-type]
        assert caught.value.code == "bad_settings"
    with pytest.raises(UserError):
        staff.change(owner, staff_code="stranger", name="X")


@pytest.mark.parametrize("change", [{"role": "manager"}, {"active": False}, "lock"])
def test_an_owner_who_can_get_in_always_stays(owner: Desk, change: object) -> None:
    def do(code: str) -> None:
        if isinstance(change, dict):
            staff.change(owner, staff_code=code, **change)
        else:
            staff.lock(owner, staff_code=code)

    with pytest.raises(UserError) as caught:
        do("owner")
    assert caught.value.code == "last_owner"
    pins.set_pin(owner, staff_code="owner", pin=OWNER_PIN)
    staff.add(owner, name="Second", role="owner")
    with pytest.raises(UserError) as caught:
        do("owner")
    assert caught.value.code == "last_owner", "without any owner's PIN nobody would be asked any more"
    pins.set_pin(owner, staff_code="second", pin=OWNER_PIN)
    do("owner")
    with pytest.raises(UserError):
        do("second")
    assert sign_in.required(owner)


def test_settings_know_the_same_rules(owner: Desk) -> None:
    settings.set_setting(owner, key="staff.dana.role", value="manager")
    assert {m.code: m.role for m in pins.team(owner)}["dana"] == "manager"
    pins.set_pin(owner, staff_code="owner", pin=OWNER_PIN)
    staff.add(owner, name="Second", role="owner")
    for key, value in (("staff.owner.role", "cashier"), ("staff.nobody", {"name": "X"}), ("staff.cli", {})):
        with pytest.raises(UserError) as caught:
            settings.set_setting(owner, key=key, value=value)
        assert caught.value.code == "bad_settings"


def test_a_forgotten_pin_is_replaced_with_the_code_that_was_written_down(owner: Desk) -> None:
    code = pins.set_pin(owner, staff_code="owner", pin=OWNER_PIN).recovery_code
    assert pins.set_pin(owner, staff_code="mo", pin=PIN).recovery_code == ""
    desk = nobody(owner)

    def recover(typed: str, pin: str = "9999", seconds: int = 0) -> str:
        try:
            return pins.recover_pin(
                nobody(owner, seconds), staff_code="owner", code=typed, pin=pin
            ).recovery_code
        except UserError as error:
            return error.code

    other = make_code(12345)
    slip = code[:-1] + ("0" if code[-1] != "0" else "1")
    assert recover(slip) == "bad_recovery"
    assert recover(code, pin="12") == "bad_pin"
    assert [recover(other) for _ in range(4)] == ["wrong_recovery"] * 4, "a slip was no try"
    assert recover(code) == "pin_wait"
    assert refused(desk, "owner", OWNER_PIN) == "pin_wait", "both count together"
    new = recover(code.lower().replace("-", " "), seconds=5)
    assert read_code(new) is not None
    assert new != code
    assert sign_in.sign_in(nobody(owner, 5), staff_code="owner", pin="9999").role == "owner"
    assert recover(code, seconds=5) == "wrong_recovery", "a code is good once"
    assert acts(owner, "pin_recovered") == [
        ("pin_recovered", "owner", "", {"after": {"how": "code", "staff": "owner"}})
    ]
    assert code not in repr(pins.set_pin(owner, staff_code="owner", pin=PIN))
    with owner.db.read() as session:
        kept = session.execute(
            text("SELECT recovery_hash FROM staff_pin WHERE staff_code = 'owner'")
        ).scalar()
    assert str(kept).startswith("$argon2id$")


def test_who_lost_both_needs_the_files_and_everyone_is_told(owner: Desk) -> None:
    pins.set_pin(owner, staff_code="owner", pin=OWNER_PIN)
    with pytest.raises(UserError) as caught:
        pins.recover_by_files(owner, staff_code="owner", pin="9999")
    assert caught.value.code == "not_here"
    cli = replace(owner, actor=CLI)
    with pytest.raises(UserError) as caught:
        pins.recover_by_files(cli, staff_code="mo", pin="9999")
    assert caught.value.code == "not_owner"
    assert pins.recover_by_files(cli, staff_code="owner", pin="9999").recovery_code
    assert acts(owner, "pin_recovered")[0][1] == "cli"
    told = [sentence(message) for message in sign_in.state(nobody(owner)).told]
    assert told == [
        "21 Nov 2026 12:00: Owner got a new PIN at this machine, without the old one and without the code."
    ]
    month = 30 * 24 * 3600
    assert sign_in.state(nobody(owner, month)).told, "as long as nobody was there to read it"
    sign_in.sign_in(nobody(owner), staff_code="dana", pin="")
    assert sign_in.state(nobody(owner)).told, "for a week, whoever signs in"
    assert not sign_in.state(nobody(owner, month)).told
    assert verify(owner).ok


def test_the_next_z_tells_it_too(owner: Desk) -> None:
    """Also where the till was closed; each is on one Z."""
    counter = replace(owner, automatic=False)
    pins.set_pin(counter, staff_code="owner", pin=OWNER_PIN)
    told = []
    for recover in (False, True, False):
        if recover:
            pins.recover_by_files(replace(counter, actor=CLI), staff_code="owner", pin="9999")
        for _try in range(3 if recover else 0):
            refused(replace(counter, actor=sign_in.NOBODY), "mo", "0000")
        tills.open_till(counter, amount=0)
        told.append({act.event for act in till_reports.x_report(counter).act_lines})
        z = till_reports.z_report(counter, number=till_closing.close_till(counter, counted=0).z_number)
        assert {act.event for act in z.act_lines} == told[-1]
    assert told == [set(), {"pin_recovered", "sign_in_failed"}, set()]
    assert [str(problem) for problem in verify(counter).problems] == []


def test_every_code_reads_back_and_a_slip_is_found() -> None:
    for number in (0, 1, 31**9 + 5, VARIETY - 1):
        code = make_code(number)
        assert read_code(code) == code.replace("-", "")
        assert read_code(code[::-1]) in (None, code[::-1].replace("-", ""))
        assert read_code(code[:-1]) is None
    assert read_code("") is None
