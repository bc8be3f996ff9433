"""The table on the terminal, and the JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.bench.figures import Figure, Missing
from benchmarks.bench.machine import as_lines

_HEAD = ("figure", "of", "measured", "limit", "ratio", "median", "p99", "rounds", "", "note")


def rows(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    """The cells of the table, the head first."""
    found: list[tuple[str, ...]] = [_HEAD]
    for figure in figures:
        unit = str(figure.other.get("unit", figure.unit))
        found.append(
            (
                figure.title,
                figure.of,
                _value(figure.measured, figure.unit),
                _value(figure.limit, figure.unit),
                f"{figure.ratio:.2f}",
                _value(figure.median, unit),
                _value(figure.p99, unit),
                str(figure.rounds),
                "pass" if figure.passed else "MISS",
                figure.note,
            )
        )
    return found


def as_text(machine: dict[str, Any], shop: str, figures: Sequence[Figure], missing: Sequence[Missing]) -> str:
    """The machine, the shop, the table, and what could not be measured."""
    cells = rows(figures)
    widths = [max(len(row[at]) for row in cells) for at in range(len(_HEAD))]
    lines = [*as_lines(machine), shop, ""]
    for row in cells:
        # Names to the left, figures to the right.
        lines.append(
            "  ".join(
                cell.ljust(width) if at in (0, 1, 8, 9) else cell.rjust(width)
                for at, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
        )
    lines += [f"not measured: {gap.key}: {gap.why}" for gap in missing]
    passed = sum(figure.passed for figure in figures)
    lines += ["", f"{passed} of {len(figures)} within their limits"]
    return "\n".join(lines) + "\n"


def write_json(
    path: Path,
    machine: dict[str, Any],
    shop: dict[str, int],
    figures: Sequence[Figure],
    missing: Sequence[Missing],
) -> None:
    """Everything for another program."""
    whole = {
        "machine": machine,
        "shop": shop,
        "figures": [figure.as_json() for figure in figures],
        "not_measured": [{"key": gap.key, "why": gap.why} for gap in missing],
        "passed": not missing and all(figure.passed for figure in figures),
    }
    path.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _value(value: float, unit: str) -> str:
    return f"{value:.2f} {unit}" if value < 100 else f"{value:.0f} {unit}"
