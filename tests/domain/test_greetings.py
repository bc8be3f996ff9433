"""Whom to call tomorrow: one reason each, ranked, with codes that cannot be mixed up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from pos_app.domain.cadence import clock, rhythm
from pos_app.domain.greetings import Candidate, Promise, greeting, ranked, row_codes, undecided
from pos_app.domain.message import english, msg
from pos_app.domain.prompts import DueGoods, OpenOffer, ProjectState
from pos_app.domain.segments import ValueSegment

TODAY = date(2026, 11, 21)


def ago(*days: int) -> list[date]:
    return [TODAY - timedelta(n) for n in days]


CALM = Candidate("C1", rhythm(ago(61, 43, 25, 7), TODAY), ValueSegment.REGULAR, 40)
LATE = replace(CALM, rhythm=rhythm(ago(76, 64, 52, 40), TODAY), month=412, segment=ValueSegment.HIGH)


def said(person: Candidate) -> tuple[str, str, str]:
    found = greeting(person, TODAY)
    assert found is not None
    return english(found.about), english(found.why), english(found.say)


def test_no_reason_no_call() -> None:
    assert greeting(CALM, TODAY) is None
    assert ranked([CALM], TODAY) == []


def test_late_against_their_own_rhythm() -> None:
    assert said(LATE) == (
        "high value, 412 a month",
        "Comes every 12 days; last here 40 days ago.",
        "Ask what they are working on.",
    )
    gone = replace(LATE, rhythm=rhythm(ago(200, 188, 176, 164), TODAY))
    assert greeting(gone, TODAY) is None


def test_to_someone_who_stays_away_the_friendliest_true_thing_is_said() -> None:
    project = ProjectState(1, "Fence", TODAY - timedelta(300), None, "", 0)
    offer = OpenOffer("X", msg("15% off bits"), TODAY + timedelta(20))
    known = replace(LATE, usual="Plumbing")
    assert said(known)[2] == "Mostly buys Plumbing: ask what they are working on."
    assert said(replace(known, offers=[offer]))[2] == "Remind of the offer: 15% off bits."
    assert said(replace(LATE, offers=[offer]))[2] == "Remind of the offer: 15% off bits."
    assert said(replace(LATE, offers=[offer], projects=[project]))[2] == "Ask how the Fence is going."


def test_a_promise_of_help_comes_before_everything() -> None:
    promised = replace(LATE, promises=[Promise(msg("Fence"), TODAY - timedelta(2))])
    assert said(promised)[1] == "Asked for help on 2026-11-19: Fence."
    rare = replace(CALM, month=0, promises=[Promise(msg("Fence"), TODAY)])
    order = ranked([LATE, replace(rare, code="C2"), replace(CALM, birthday=TODAY + timedelta(1))], TODAY)
    assert [person.code for person, _reason in order][:2] == ["C1", "C2"]


def test_due_birthday_project_offer_and_first_visit() -> None:
    ticking = clock(ago(283, 191, 101), TODAY)
    assert ticking is not None
    assert said(replace(CALM, due=[DueGoods("p1", "Furnace filter", ticking)]))[1:] == (
        "Furnace filter: every 91 days, last 101 days ago.",
        "Offer to put one aside: Furnace filter.",
    )
    assert said(replace(CALM, birthday=TODAY + timedelta(2)))[0] == "regular, birthday on 2026-11-23"
    idle = ProjectState(1, "Fence", TODAY - timedelta(90), TODAY - timedelta(20), "", 3)
    assert said(replace(CALM, projects=[idle]))[2] == "Ask how the Fence turned out."
    ending = OpenOffer("7Q4M-2K9X-C", msg("bits"), TODAY + timedelta(7))
    assert said(replace(CALM, offers=[ending]))[1] == "Unused offer until 2026-11-28: bits."
    new = replace(CALM, rhythm=rhythm(ago(7), TODAY), segment=ValueSegment.NEW, month=0)
    assert said(new)[:2] == ("new, first visit 7 days ago", "First visit on 2026-11-14.")


def test_at_most_ten_the_most_urgent_and_worthy_first() -> None:
    people = [replace(LATE, code=f"C{n:02}", month=10 * n) for n in range(15)]
    order = [person.code for person, _reason in ranked(people, TODAY)]
    assert order == [f"C{n:02}" for n in range(14, 4, -1)]
    assert [person.code for person, _ in ranked(list(reversed(people)), TODAY)] == order


@pytest.mark.parametrize("days", range(0, 400, 7))
def test_row_codes_differ_in_their_letter(days: int) -> None:
    codes = row_codes(TODAY + timedelta(days), 17)
    assert len({code[0] for code in codes}) == 17
    assert all(len(code) == 2 and not set(code) & set("BILOQSUZG0158") for code in codes)


def test_row_codes_are_of_the_day() -> None:
    assert row_codes(TODAY, 10) == row_codes(TODAY, 10)
    assert row_codes(TODAY, 10) != row_codes(TODAY + timedelta(1), 10)
    with pytest.raises(ValueError, match="more rows"):
        row_codes(TODAY, 18)


def test_no_small_reason_fills_the_sheet_while_others_wait() -> None:
    ticking = clock(ago(283, 191, 101), TODAY)
    assert ticking is not None
    due = [replace(CALM, code=f"D{n}", month=300, due=[DueGoods("p1", "Filter", ticking)]) for n in range(12)]
    born = [replace(CALM, code=f"B{n}", month=10, birthday=TODAY + timedelta(3)) for n in range(2)]
    codes = [person.code for person, _reason in ranked(due + born, TODAY)]
    assert len(codes) == 10
    assert [code for code in codes if code.startswith("B")] == ["B0", "B1"]


def somebody(chance: Random, number: int) -> Candidate:
    """A person with some reasons or none; goods that are due with one in three."""
    ticking = clock(ago(283, 191, 101), TODAY)
    assert ticking is not None
    return Candidate(
        code=f"C{number:03}",
        rhythm=rhythm(ago(*range(chance.choice([1, 7, 30, 40, 60]), 200, 12)), TODAY),
        segment=ValueSegment.REGULAR,
        month=chance.choice([0, 10, 380, 400, 900]),
        birthday=chance.choice([None, None, TODAY + timedelta(1), TODAY + timedelta(5)]),
        due=chance.choice([[], [], [DueGoods("p1", f"Filter {number}", ticking)]]),
        projects=chance.choice([[], [], [ProjectState(1, "Fence", ago(90)[0], ago(20)[0], "", 0)]]),
        offers=chance.choice([[], [], [OpenOffer("7Q4M", msg("bits"), TODAY + timedelta(7))]]),
        promises=chance.choice([[]] * 8 + [[Promise(msg("Fence"), TODAY - timedelta(2))]]),
        usual=chance.choice(["", "Plumbing"]),
    )


@pytest.mark.parametrize("seed", range(60))
def test_those_whose_due_goods_are_not_looked_at_would_not_have_had_a_place(seed: int) -> None:
    chance = Random(seed)
    people = {p.code: p for p in (somebody(chance, n) for n in range(chance.choice([5, 12, 40, 120])))}
    # Some shops have hardly any other reason.
    if seed % 3:
        people = {code: replace(p, rhythm=CALM.rhythm, offers=[], promises=[]) for code, p in people.items()}
    if seed % 3 == 1:
        people = {code: replace(p, birthday=None) for code, p in people.items()}
    known = {code: replace(p, due=(), usual="") for code, p in people.items()}
    looked_at = set[str]()
    while codes := {person.code for person in undecided(list(known.values()), looked_at, TODAY)}:
        assert not codes & looked_at
        known |= {code: people[code] for code in codes}
        looked_at |= codes
    assert ranked(known.values(), TODAY) == ranked(people.values(), TODAY)


def test_few_are_looked_at_where_ten_have_better_reasons() -> None:
    late = [replace(LATE, code=f"L{n:02}") for n in range(12)]
    calm = [replace(CALM, code=f"C{n:02}", month=412) for n in range(100)]
    assert [p.code for p in undecided(calm + late, (), TODAY)] == [f"L{n:02}" for n in range(10)]
