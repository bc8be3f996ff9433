"""Finding risky acts again: by word, kind, person and date, by who may look, each said as a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from pos_app import i18n
from pos_app.domain.message import english
from pos_app.errors import UserError
from pos_app.printing.till_words import act_name
from pos_app.services import (
    audit,
    audit_search,
    audit_words,
    carts,
    holding,
    pins,
    settings,
)
from pos_app.services.approvals import Approval, ApprovalError
from pos_app.services.audit_search import ActView
from pos_app.services.desk import Desk
from tests.services.audit_kit import OK, override, owner, total_shown
from tests.services.stocked_shop import small_shop

ROOT = Path(__file__).parents[2]


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    """Dana, a cashier, and Mo, a manager; a price changed, a line removed, a sale cancelled, one day after another."""
    with small_shop(data_dir) as desk:
        for code, role in (("dana", "cashier"), ("mo", "manager")):
            settings.set_setting(owner(desk), key=f"staff.{code}", value={"role": role})
        pins.set_pin(owner(desk), staff_code="mo", pin="4711")
        override(on(desk, 1))
        total_shown(on(desk, 2))
        carts.remove_line(on(desk, 2), line_id=carts.current(desk).lines[0].id)
        holding.clear(on(desk, 3))
        settings.set_setting(owner(on(desk, 4)), key="quotes.terms", value=["Écrou, 5 % off"])
        yield on(desk, 5)


def on(desk: Desk, days: int) -> Desk:
    moment = desk.clock() + timedelta(days=days)
    return replace(desk, clock=lambda: moment)


def find(desk: Desk, **wanted: Any) -> list[ActView]:
    return audit_search.search(owner(desk), **wanted)


def events(found: list[ActView]) -> list[str]:
    return [act.event for act in found]


LATE = ["settings_changed", "cart_cancelled", "line_removed", "price_override"]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"limit": 4}, LATE),
        ({"limit": 2}, LATE[:2]),
        ({"text": "damaged"}, ["price_override"]),
        ({"text": "DAMAGED mo"}, ["price_override"]),
        ({"text": "1-000001"}, ["price_override"]),
        ({"text": "p-trap"}, ["line_removed", "price_override"]),
        ({"text": "écrou"}, ["settings_changed"]),
        ({"text": "ÉCROU 5 %"}, ["settings_changed"]),
        ({"text": "quotes.terms"}, ["settings_changed"]),
        ({"text": "unit_price"}, []),
        ({"text": "description"}, []),
        ({"text": "before"}, []),
        ({"text": "100%"}, []),
        ({"text": "nowhere"}, []),
        ({"event": "line_removed"}, ["line_removed"]),
        ({"event": "restored"}, []),
        ({"actor": "mo"}, ["price_override"]),
        ({"actor": "dana", "start": "2026-11-22"}, LATE[1:]),
        ({"actor": "dana", "text": "sealant"}, ["cart_cancelled"]),
        ({"start": "2026-11-24"}, LATE[:2]),
        ({"start": "2026-11-23", "end": "2026-11-23"}, ["line_removed"]),
        ({"end": "2026-11-22", "text": "damaged"}, ["price_override"]),
        ({"start": "2031-01-01"}, []),
        ({"end": "1999-01-01"}, []),
        ({"limit": 0}, []),
    ],
)
def test_what_is_found(desk: Desk, wanted: dict[str, Any], found: list[str]) -> None:
    assert events(find(desk, **wanted)) == found


def test_drawers_that_opened_with_a_sale_are_passed_over(desk: Desk) -> None:
    with desk.db.write() as session:
        sale = session.execute(text("SELECT max(id) FROM sale")).scalar_one()
        audit.note(session, desk, audit.Act("drawer_opened", "change for a note"))
        audit.note(session, desk, audit.Act("drawer_opened"), sale_id=sale)
        session.commit()
    assert events(find(desk, limit=3)) == ["drawer_opened", "settings_changed", "cart_cancelled"]
    assert len(find(desk, event="drawer_opened")) == 2


def test_who_may_not_look_is_told_who_may(desk: Desk) -> None:
    with pytest.raises(ApprovalError) as caught:
        audit_search.search(desk)
    assert caught.value.permission == "view_audit"
    with pytest.raises(UserError, match="not the PIN"):
        audit_search.search(desk, approval=Approval("mo", "0000"))
    assert events(audit_search.search(desk, text="damaged", approval=OK)) == ["price_override"]
    seen = audit_search.viewer(desk, approval=OK)
    assert (seen.code, seen.role) == ("mo", "manager")
    assert audit_search.viewer(owner(desk)).code == "owner"
    assert events(audit_search.search(replace(desk, actor=seen), text="damaged")) == ["price_override"]


def test_looking_leaves_no_trace(desk: Desk) -> None:
    with desk.db.read() as session:
        before = session.execute(text("SELECT count(*) FROM journal")).scalar_one()
    find(desk)
    audit_search.viewer(desk, approval=OK)
    with desk.db.read() as session:
        assert session.execute(text("SELECT count(*) FROM journal")).scalar_one() == before


def test_what_can_be_chosen(desk: Desk) -> None:
    chosen = audit_search.choices(owner(desk))
    assert set(LATE) <= set(chosen.events)
    assert list(chosen.events) == sorted(set(chosen.events))
    assert ("mo", "Mo") in chosen.people


SAID = {
    "price_override": "Dana changed the price of P-trap 1½″ PVC from 6.79 to 5.00, allowed by Mo: damaged",
    "line_removed": "Dana removed 2 × P-trap 1½″ PVC (13.58) after the total 23.29 was shown",
    "cart_cancelled": "Dana cancelled a sale of 8.96 after its total was shown as 23.29",
    "settings_changed": "Owner set quotes.terms to Écrou, 5 % off",
}


def test_each_is_a_sentence(desk: Desk) -> None:
    found = {act.event: english(act.sentence) for act in find(desk, limit=4)}
    assert found["settings_changed"] in (
        SAID["settings_changed"], "Owner changed the setting quotes.terms from – to Écrou, 5 % off",
    )  # fmt: skip
    assert {event: found[event] for event in LATE[1:]} == {event: SAID[event] for event in LATE[1:]}


def test_in_the_readers_language(desk: Desk) -> None:
    i18n.use_language("qps")
    try:
        (act,) = find(desk, text="damaged")
        said = i18n.text(act.sentence)
    finally:
        i18n.use_language("en")
    assert "ĉĥåñĝéđ" in said.replace("ç", "ĉ")
    assert "P-trap 1½″ PVC" in said


def test_what_was_erased_still_says_what_it_is(desk: Desk) -> None:
    with desk.db.write() as session:
        session.execute(text("DELETE FROM text_block"))
        session.commit()
    found = find(desk, limit=4)
    assert events(found) == LATE
    assert all(act.erased and not act.reason and not act.before for act in found)
    assert [english(act.sentence) for act in found] == [
        "Owner changed settings",
        "Dana cancelled a sale before payment",
        "Dana removed a line after the total was shown",
        "Dana changed a price by hand, allowed by Mo",
    ]


def test_a_spoiled_text_is_no_traceback(desk: Desk) -> None:
    for block in ("not json", "[]", '{"before": 3, "reason": 5}', "null"):
        with desk.db.write() as session:
            session.execute(text("UPDATE text_block SET block = :block"), {"block": block})
            session.commit()
        assert len(find(desk, limit=4)) == 4
        find(desk, text="damaged")


def _listed() -> set[str]:
    """The events that docs/day_book.md lists."""
    rows = (ROOT / "docs" / "day_book.md").read_text(encoding="utf-8").split("| event | what happened")[1]
    table = rows.split("\n\n")[0].splitlines()[2:]
    return {name.strip("`") for row in table for name in row.split("|")[1].split()}


def test_every_event_has_sentences_and_a_name_and_is_documented() -> None:
    assert set(audit_words.EVENTS) == _listed()
    for event in audit_words.EVENTS:
        assert act_name(event) != event, f"{event} has no name"
        assert english(audit_words.plain(event, "Dana", {}, {})) != f"Dana: {event}"
    assert english(audit_words.plain("of_a_later_version", "Dana", {}, {})) == "Dana: of_a_later_version"


def test_every_event_that_the_program_writes_is_known() -> None:
    written: set[str] = set()
    for path in (ROOT / "pos_app" / "services").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        written |= set(re.findall(r'(?<![A-Za-z_])(?:audit\.)?Act\(\s*"([a-z_]+)"', source))
        written |= set(re.findall(r'changed_act\(\s*"([a-z_]+)"', source))
    assert len(written) > 15
    assert written <= set(audit_words.EVENTS), written - set(audit_words.EVENTS)


def test_moments_are_told_on_the_shops_clock(desk: Desk) -> None:

    back = replace(on(desk, -9), zone=ZoneInfo("America/New_York"))
    settings.set_setting(owner(back), key="quotes.days", value=14)
    act = find(back, event="clock_back")[0]
    assert english(act.sentence) == "The clock went back from 2026-11-25 07:00:00 to 2026-11-17 07:00:00"
