"""The arithmetic of the benchmark: percentiles, ratios, verdicts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.bench import figures, table
from benchmarks.bench.bare import Bare
from benchmarks.bench.figures import Figure, Missing

MACHINE = {
    "processor": "Test processor",
    "cores": 2,
    "memory_gib": 4.0,
    "system": "Linux 6",
    "python": "3.11",
    "qt": "6.12",
    "sqlite": "3.40",
    "file_system": "ext4",
    "fsync_ms": {"median": 0.1, "p99": 1.0, "rounds": 200},
    "load_at_start": [0.5, 0.4, 0.3],
    "measured_at": "2026-11-21T10:00:00Z",
    "stolen": "0.0 %",
    "processors": "kept awake",
}


def figure(measured: float, limit: float) -> Figure:
    return Figure("scan", "scan → line painted", "p99", "ms", measured, limit, 5.0, measured, 100)


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([7.0], 99, 7.0),
        ([3.0, 1.0, 2.0], 50, 2.0),
        ([float(n) for n in range(1, 101)], 99, 99.0),
        ([float(n) for n in range(1, 101)], 100, 100.0),
        ([float(n) for n in range(1, 201)], 99, 198.0),
        ([1.0] * 99 + [50.0], 99, 1.0),
        ([1.0] * 49 + [50.0], 99, 50.0),
    ],
)
def test_a_percentile_is_a_value_that_occurred(values: list[float], percent: int, expected: float) -> None:
    assert figures.percentile(values, percent) == expected


def test_a_figure_at_its_limit_holds_and_one_past_it_does_not() -> None:
    assert figure(16.0, 16.0).passed
    assert not figure(16.01, 16.0).passed
    assert figure(8.0, 16.0).ratio == 0.5


def test_what_is_painted_counts_from_when_the_key_reached_its_field() -> None:
    strokes = [[60.0, 20.0, 9.0], [70.0, 28.0, 9.0], [65.0, 25.0, 9.0]]
    made = figures.painted("customer_search", strokes, [[1.0, 5.0], [40.0, 5.0], [1.0, 19.0]])
    assert (made.measured, made.limit, made.median, made.rounds) == (28.0, 30.0, 25.0, 3)
    assert made.passed
    assert made.other["sent_p99"] == 70.0
    assert "held back 40" in made.note
    assert made.note.endswith("; 5 ms of arithmetic 5.0, p99 19.0")


def test_keys_that_are_not_held_back_have_one_clock() -> None:
    assert "held back" not in figures.painted("scan", [[12.0, 12.0, 11.0]], [[1.0, 5.0]]).note


def test_what_is_stored_stands_beside_a_bare_commit() -> None:
    made = figures.painted("scan", [[12.0, 12.0, 11.0]] * 2, [[1.0, 5.0], [40.0, 5.0]])
    assert "; bare commit 20.5, p99 40.0; " in made.note
    assert (made.other["bare_commit_p99"], made.passed) == (40.0, True)


def test_a_bare_commit_and_a_bare_loop_take_time(tmp_path: Path) -> None:
    bare = Bare(tmp_path)
    commit, spin = bare.measure()
    bare.close()
    assert commit > 0
    assert spin > 1


def test_a_commit_is_held_against_raw_sqlite_of_the_same_run() -> None:
    median, worst = figures.commit([1.5, 1.6, 1.4], [1.0, 1.0, 4.0])
    assert (median.measured, median.limit, median.passed) == (1.5, 1.6, True)
    assert (worst.measured, worst.limit, worst.passed) == (1.6, 7.0, True)
    assert not figures.commit([1.7], [1.0])[0].passed


def test_growth_compares_medians_of_the_same_action() -> None:
    large, small = [[9.0, 5.0, 5.0], [9.0, 6.0, 5.0], [9.0, 7.0, 5.0]], [[9.0, 5.0, 4.0]]
    made = figures.growth("hold", large, small)
    assert made.key == "growth_hold"
    assert made.measured == pytest.approx(1.2)
    assert made.passed


def test_the_slowest_report_and_the_longest_gap_count() -> None:
    report, gap = figures.daily([1.0, 3.5, 1.2], [10.0, 40.0, 12.0])
    assert (report.measured, report.passed) == (3.5, False)
    assert (gap.measured, gap.passed) == (40.0, True)


def test_the_table_says_in_words_what_holds() -> None:
    text = table.as_text(
        MACHINE, "a shop", [figure(12.0, 16.0), figure(20.0, 16.0)], [Missing("commit", "no disk")]
    )
    assert "0.75" in text
    assert text.count("pass") == 1
    assert text.count("MISS") == 1
    assert "not measured: commit: no disk" in text
    assert "1 of 2 within their limits" in text
    assert "fsync of 4 KiB median 0.10 ms, p99 1.00 ms" in text


def test_the_json_has_every_figure_beside_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    counts = {"products": 1, "customers": 2, "sales": 3}
    table.write_json(path, MACHINE, counts, [figure(20.0, 16.0)], [])
    found = json.loads(path.read_text("utf-8"))
    assert found["machine"] == MACHINE
    assert found["shop"] == counts
    assert found["passed"] is False
    row = found["figures"][0]
    assert (row["measured"], row["limit"], row["ratio"], row["passed"]) == (20.0, 16.0, 1.25, False)
    assert {"median", "p99", "rounds", "key", "title", "unit"} <= set(row)


def test_what_could_not_be_measured_is_no_success(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    table.write_json(path, MACHINE, {}, [figure(1.0, 16.0)], [Missing("daily", "no reports page")])
    found = json.loads(path.read_text("utf-8"))
    assert found["passed"] is False
    assert found["not_measured"] == [{"key": "daily", "why": "no reports page"}]
