"""The one thing worth saying: what arises, what comes first, and what an answer does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.cadence import clock, rhythm
from pos_app.domain.message import english, msg
from pos_app.domain.prompts import (
    HELP,
    NOT_NOW,
    YES,
    Answer,
    DueGoods,
    MissingPiece,
    OpenOffer,
    ProjectState,
    Prompt,
    Situation,
    needs_help,
    rank,
)

TODAY = date(2026, 11, 21)


def ago(*days: int) -> list[date]:
    return [TODAY - timedelta(n) for n in days]


STEADY = rhythm(ago(61, 43, 25, 7), TODAY)
BATH = ProjectState(
    12, "Bathroom remodel", TODAY - timedelta(60), TODAY - timedelta(19), "Wall tile 30 × 60", 11
)
CALM = Situation(TODAY, STEADY)


def first(situation: Situation) -> Prompt:
    return rank(situation)[0]


def texts(situation: Situation) -> list[str]:
    return [english(prompt.text) for prompt in rank(situation)]


def test_nothing_to_say_is_nothing() -> None:
    assert rank(CALM) == []
    assert rank(Situation(TODAY, rhythm([], TODAY))) == []


def test_a_project_that_has_gone_quiet() -> None:
    found = first(replace(CALM, projects=[BATH]))
    assert found.key == "project:12"
    assert english(found.text) == "Ask how the Bathroom remodel turned out."
    assert found.detail is not None
    assert english(found.detail) == "Last bought on 2026-11-02: Wall tile 30 × 60."
    assert [(id_, english(text)) for id_, text in found.answers] == [
        (YES, "Went well"),
        (HELP, "Needs help"),
        (NOT_NOW, "Not now"),
    ]


def test_a_project_that_goes_on_or_has_just_begun() -> None:
    running = replace(BATH, last=TODAY - timedelta(3))
    assert texts(replace(CALM, projects=[running])) == ["How is the Bathroom remodel coming along?"]
    begun = replace(BATH, last=None, what="", opened=TODAY - timedelta(5))
    assert texts(replace(CALM, projects=[begun])) == ["How is the Bathroom remodel coming along?"]
    assert rank(replace(CALM, projects=[replace(BATH, last=TODAY)])) == []


def test_a_missing_piece_says_who_else_took_one() -> None:
    piece = MissingPiece(5, "Grout float", "Wall tile", 31, 40, "C2-01")
    found = rank(replace(CALM, projects=[replace(BATH, missing=piece)]))
    assert [prompt.key for prompt in found] == ["project:12", "missing:12:5"]
    assert found[1].detail is not None
    assert english(found[1].detail) == "31 of 40 who bought Wall tile took one."


def test_a_consumable_is_silent_until_due() -> None:
    ticking = clock(ago(283, 191, 101), TODAY)
    assert ticking is not None
    filters = DueGoods("p3", "Furnace filter 16×25", ticking)
    assert texts(replace(CALM, due=[filters])) == ["Furnace filter 16×25 is due again."]
    early = replace(CALM, today=ticking.due_on - timedelta(1), due=[filters])
    assert rank(early) == []


@pytest.mark.parametrize(("ahead", "said"), [(0, True), (7, True), (8, False)])
def test_a_birthday_within_a_week(ahead: int, said: bool) -> None:
    assert bool(rank(replace(CALM, birthday=TODAY + timedelta(ahead)))) is said


def test_welcome_back_second_visit_and_neither_after_todays_sale() -> None:
    away = replace(CALM, rhythm=rhythm(ago(200, 180, 160, 140), TODAY))
    assert texts(away) == ["Welcome back: ask what they are working on."]
    second = replace(CALM, rhythm=rhythm(ago(9), TODAY), last_what="P-trap, tape")
    assert texts(second) == ["Second visit: ask if everything was right the first time."]
    assert rank(replace(CALM, rhythm=rhythm(ago(9, 0), TODAY))) == []


def test_an_offer_that_is_about_to_end() -> None:
    def offer(days: int) -> Situation:
        return replace(
            CALM, offers=[OpenOffer("7Q4M-2K9X-C", msg("15% off {x}", x="bits"), TODAY + timedelta(days))]
        )

    assert texts(offer(3)) == ["Remind of the offer: 15% off bits."]
    assert [bool(rank(offer(days))) for days in (-1, 0, 10, 11)] == [False, True, True, False]


BUSY = replace(
    CALM,
    projects=[BATH],
    birthday=TODAY + timedelta(3),
    offers=[OpenOffer("7Q4M-2K9X-C", msg("bits"), TODAY + timedelta(2))],
)


def answered(*given: tuple[str, int], key: str = "project:12") -> Situation:
    return replace(BUSY, answers=[Answer(key, answer, TODAY - timedelta(days)) for answer, days in given])


def keys(situation: Situation) -> list[str]:
    return [prompt.key for prompt in rank(situation)]


def test_the_ranking() -> None:
    assert keys(BUSY) == ["project:12", "birthday", "offer:7Q4M-2K9X-C"]


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ([(YES, 0)], False),
        ([(YES, 59)], False),
        ([(YES, 60)], True),
        ([(NOT_NOW, 13)], False),
        ([(NOT_NOW, 14)], True),
        ([(NOT_NOW, 90), (NOT_NOW, 60)], True),
        ([(NOT_NOW, 90), (NOT_NOW, 60), (NOT_NOW, 30)], False),
        ([(NOT_NOW, 900), (NOT_NOW, 600), (YES, 500), (NOT_NOW, 300)], False),
        ([(HELP, 2)], False),
        ([(HELP, 3)], True),
    ],
)
def test_an_answer_keeps_the_prompt_away_and_three_dismissals_retire_it(
    given_: list[tuple[str, int]], said: bool
) -> None:
    situation = answered(*given_)
    assert ("project:12" in keys(situation)) is said
    # The others are not affected.
    assert keys(situation)[-2:] == ["birthday", "offer:7Q4M-2K9X-C"]


def test_help_that_was_promised_comes_first() -> None:
    found = rank(answered((HELP, 5)))[0]
    assert found.key == "project:12"
    assert english(found.text) == "Bathroom remodel: is what they needed help with solved?"
    assert found.score > 90


def test_needs_help_is_the_latest_answer_to_each_prompt() -> None:
    answers = [
        Answer("a", HELP, TODAY - timedelta(9)),
        Answer("a", YES, TODAY - timedelta(8)),
        Answer("b", NOT_NOW, TODAY - timedelta(9)),
        Answer("b", HELP, TODAY - timedelta(2)),
        Answer("c", HELP, TODAY - timedelta(5)),
    ]
    assert [answer.prompt for answer in needs_help(answers)] == ["c", "b"]
    assert needs_help(reversed(answers)) == needs_help(answers)


ANSWERS = st.lists(
    st.builds(
        Answer,
        st.sampled_from(["project:12", "birthday", "offer:7Q4M-2K9X-C", "other"]),
        st.sampled_from([YES, HELP, NOT_NOW]),
        st.integers(0, 400).map(lambda days: TODAY - timedelta(days)),
    ),
    max_size=12,
)


@given(ANSWERS)
def test_answers_only_ever_take_prompts_away_and_never_make_new_keys(answers: list[Answer]) -> None:
    left = keys(replace(BUSY, answers=answers))
    assert set(left) <= set(keys(BUSY))
    assert len(left) == len(set(left))
    assert all(len(key) <= 80 for key in left)
