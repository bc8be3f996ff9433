"""The loops that keep the processors awake yield to everything, and end with the run."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from benchmarks.bench.awake import Awake

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="there is no such priority here")


def priority(process: int) -> int:
    """The scheduling class of a process; -1 when it is gone, or has ended and nobody asked how."""
    try:
        state = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0]
        return -1 if state == "Z" else os.sched_getscheduler(process)
    except (FileNotFoundError, ProcessLookupError):
        return -1


def wait_until(process: int, wanted: int) -> None:
    end, between = time.monotonic() + 20, threading.Event()
    while priority(process) != wanted:
        assert time.monotonic() < end, f"{process}: {priority(process)}, not {wanted}"
        # Whoever asks without a pause leaves work at idle priority nothing.
        between.wait(0.01)


def test_one_on_each_processor_at_idle_priority_until_the_block_ends() -> None:
    with Awake() as awake:
        assert awake.said == "kept awake"
        loops = [loop.pid for loop in awake._loops]
        assert len(loops) == len(os.sched_getaffinity(0))
        for loop in loops:
            wait_until(loop, os.SCHED_IDLE)
    assert [priority(loop) for loop in loops] == [-1] * len(loops)


def test_left_to_sleep_where_that_is_wanted() -> None:
    with Awake(wanted=False) as awake:
        assert awake.said == "left to sleep"


def test_a_run_that_is_killed_leaves_no_loop_behind() -> None:
    run = subprocess.Popen(
        [sys.executable, "-c",
         "import time\nfrom benchmarks.bench.awake import Awake\n"
         "with Awake() as awake:\n"
         "    print(*(loop.pid for loop in awake._loops), flush=True)\n    time.sleep(60)"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert run.stdout is not None
    with run.stdout:
        loops = [int(word) for word in run.stdout.readline().split()]
    for loop in loops:
        wait_until(loop, os.SCHED_IDLE)
    run.kill()
    run.wait()
    for loop in loops:
        wait_until(loop, -1)
