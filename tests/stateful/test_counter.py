"""Hundreds of random steps at the counter keep the books equal to a small model of a shop (`make torture`: 2,000)."""

from __future__ import annotations

import os
import sys
import time

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

pytest.register_assert_rewrite("tests.stateful.counter_machine")

from tests.stateful.counter_machine import CounterMachine  # noqa: E402

STEPS = int(os.environ.get("COUNTER_STEPS", "200"))
SEED = int(os.environ.get("COUNTER_SEED", "2026"))
EACH = 100


def test_whatever_happens_at_the_counter_the_books_are_right() -> None:
    CounterMachine.done.clear()
    start = time.perf_counter()
    # The first shop that hypothesis tries is the one in which the least happens: it does not count.
    rules = settings(
        max_examples=1 + -(-STEPS // EACH),
        stateful_step_count=EACH,
        deadline=None,
        database=None,
        derandomize=False,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    shops = 0
    # A shop's day may be cut short where its steps drew too much; then another one is opened.
    while CounterMachine.done["steps"] < STEPS:
        run_state_machine_as_test(seed(SEED + shops)(CounterMachine), settings=rules)
        shops += 1
    seconds = time.perf_counter() - start
    steps = CounterMachine.done.pop("steps")
    if "COUNTER_STEPS" in os.environ:
        told = ", ".join(f"{what} {count}" for what, count in CounterMachine.done.most_common())
        sys.stdout.write(f"\nseed {SEED}: {steps} steps in {seconds:.0f} s ({told})\n")
    assert {"sell", "refund", "hold", "resume", "exchange", "cancel"} <= set(CounterMachine.done)
