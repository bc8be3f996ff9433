"""python -m benchmarks.bench [--only scan,search] [--rounds 100] [--products N] [--customers N] [--sales N] [--asleep]

Measures what the product promises, prints a table and writes figures.json and ratios.png to out/bench. The shops are
built once, under out/bench/shops; what is measured on is a copy. Exit code 0 if every figure is within its limit,
1 if one is not, 2 if one could not be measured.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from benchmarks.bench import chart, machine, plan, table
from benchmarks.bench.awake import Awake
from benchmarks.bench.figures import NAMES
from benchmarks.bench.shops import Size


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark as the line says."""
    given = _read(arguments)
    only = [name.strip() for name in given.only.split(",") if name.strip()] or list(NAMES)
    unknown = [name for name in only if name not in NAMES]
    if unknown:
        _say(f"There is no figure {', '.join(unknown)}; there are {', '.join(NAMES)}.")
        return 2
    out: Path = given.out.resolve()
    work = out / "work"
    work.mkdir(parents=True, exist_ok=True)
    size = Size(given.products, given.customers, given.sales)
    about, before = machine.describe(work), machine.stolen()
    run = plan.Run(given.shops.resolve() if given.shops else out / "shops", work, size, given.rounds, _say)
    with Awake(not given.asleep) as awake:
        about["processors"] = awake.said
        run.measure(only)
    about["stolen"] = machine.percent_stolen(before)
    shop = f"{size.products:,} products, {size.customers:,} customers, {size.sales:,} sales"
    sys.stdout.write("\n" + table.as_text(about, shop, run.figures, run.missing))
    counts = {"products": size.products, "customers": size.customers, "sales": size.sales}
    table.write_json(out / "figures.json", about, counts, run.figures, run.missing)
    if run.figures:
        chart.draw(out / "ratios.png", run.figures, f"{shop} · load {about['load_at_start'][0]:.2f}")
    _say(f"also in {out}: figures.json, ratios.png")
    if run.missing:
        return 2
    return 0 if all(figure.passed for figure in run.figures) else 1


def _read(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks.bench", description="Measure what the product promises."
    )
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--sales", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--only", default="", help=f"some of {', '.join(NAMES)}")
    parser.add_argument("--out", type=Path, default=Path("out/bench"))
    parser.add_argument("--shops", type=Path, default=None, help="where the shops are kept; else under --out")
    parser.add_argument(
        "--asleep",
        action="store_true",
        help="let the processors sleep between the strokes: see bench/awake.py",
    )
    return parser.parse_args(arguments)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
