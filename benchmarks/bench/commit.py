"""A sale stored through the services, against `sqlite3` writing the same rows: measured by `benchmarks.sale_commit`."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from benchmarks.bench import figures
from benchmarks.bench.figures import Figure


def measure(folder: Path, rounds: int) -> list[Figure]:
    """The two figures of a sale's commit on the shop in `folder`, which it changes."""
    from benchmarks.sale_commit import measure as sale_commit

    found = sale_commit(folder, rounds)
    return list(figures.commit(found.ours, found.raw))


def there() -> bool:
    """Whether the measuring of commits is part of this source tree."""
    return importlib.util.find_spec("benchmarks.sale_commit") is not None
