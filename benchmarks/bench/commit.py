"""A sale stored through the services, against `sqlite3` writing the same rows: measured by `benchmarks.sale_commit`.

python -m benchmarks.bench.commit FOLDER ROUNDS

It sells in the shop in FOLDER, in a process of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.bench import figures
from benchmarks.bench.driving import ROOT, WorkerFailedError
from benchmarks.bench.figures import Figure


def measure(folder: Path, rounds: int) -> list[Figure]:
    """The two figures of a sale's commit on the shop in `folder`, which it changes."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.bench.commit", str(folder), str(rounds)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise WorkerFailedError(done.stderr[-2000:])
    found = json.loads(done.stdout.strip().splitlines()[-1])
    told = found["told"]
    median, worst = figures.commit(found["ours"], found["raw"])
    note = (
        f"{median.note}; by processor time {told['cpu_ratio']:.2f} ×; {told['rows']} rows,"
        f" {told['with_offer']} of {told['rounds']} with an offer"
    )
    return [replace(median, note=note, other={**median.other, **told}), worst]


def main(folder: Path, rounds: int) -> int:
    """Measure, and print one line of JSON."""
    from benchmarks.sale_commit import measure as sale_commit

    found = sale_commit(folder, rounds)
    sys.stdout.write(json.dumps({"ours": found.ours, "raw": found.raw, "told": found.told()}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
