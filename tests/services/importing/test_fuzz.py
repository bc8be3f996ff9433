"""Files damaged at random: each is imported or refused with sentences, and nothing is saved of one that is not good.

FUZZED says how many (`make torture`: 100,000), FUZZ_SEED where to begin; a failure names its seed.
"""

import os
import random
import resource
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.data.db import FILE_NAME
from pos_app.domain.message import english
from pos_app.errors import MachineError, UserError
from pos_app.services.desk import Desk
from pos_app.services.importing import KINDS, import_file, import_rows
from tests.services.importing.damages import damaged_csv, damaged_xlsx
from tests.services.importing.good_files import CODES, SKUS, as_csv, as_xlsx, rows_of
from tests.services.shop_kit import open_desk

FUZZED = int(os.environ.get("FUZZED", "300"))
SEED = int(os.environ.get("FUZZ_SEED", "0"))
# Seconds of work for a file of a few kilobytes, and megabytes that all of them together may take.
MOST_SECONDS, MOST_MEGABYTES = 5, 150
# What an import that was begun leaves behind, so that it can be gone on with.
_BESIDE = {"import_run", "import_layout"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    found = open_desk(tmp_path_factory.mktemp("shop"))
    import_rows(
        found, kind="products", rows=[{"sku": sku, "name": f"Thing {sku}", "price": "5.00"} for sku in SKUS]
    )
    import_rows(found, kind="customers", rows=[{"code": code, "name": f"Name {code}"} for code in CODES])
    yield found
    found.db.close()


def counts(book: sqlite3.Connection) -> dict[str, int]:
    """The rows of every table."""
    names = [
        row[0] for row in book.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    ]
    names = [name for name in names if name not in _BESIDE and not name.startswith("sqlite_")]
    query = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in names)
    return dict(book.execute(query).fetchall())


def made(seed: int, folder: Path) -> tuple[str, Path]:
    """A damaged file and the kind that it was."""
    rng = random.Random(seed)
    kind = rng.choice(list(KINDS))
    path = folder / "damaged.csv"
    if rng.random() < 0.5:
        path.write_bytes(damaged_csv(as_csv(rows_of(KINDS[kind], rng, rng.randint(2, 12)), rng), rng))
    else:
        path.write_bytes(damaged_xlsx(as_xlsx(kind, rng.randrange(20)), rng))
    return kind, path


def test_damaged_files(desk: Desk, tmp_path: Path) -> None:
    with sqlite3.connect(desk.db.path.parent / FILE_NAME) as book:
        before = counts(book)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        outcomes = {"good": 0, "problems": 0, "refused": 0}
        for seed in range(SEED, SEED + FUZZED):
            kind, path = made(seed, tmp_path)
            begun = time.process_time()
            outcome = outcome_of(desk, kind, path, seed)
            outcomes[outcome] += 1
            assert time.process_time() - begun < MOST_SECONDS, f"seed {seed} takes too long"
            assert outcome == "good" or seed % 10 or counts(book) == before, f"seed {seed} saved something"
        assert counts(book) == before
    book.close()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) // 1024
    assert grown < MOST_MEGABYTES, f"{grown} MB"
    if FUZZED >= 100:
        assert min(outcomes.values()) > 0, outcomes


def outcome_of(desk: Desk, kind: str, path: Path, seed: int) -> str:
    """What becomes of a file; a good one is only looked at, all others are to be saved and are not."""
    try:
        report = import_file(desk, kind=kind, path=path, dry_run=True)
        if report.ok:
            return "good"
        report = import_file(desk, kind=kind, path=path)
    except (UserError, MachineError) as error:
        assert_sentence(str(error), seed)
        return "refused"
    except Exception as error:
        raise AssertionError(f"seed {seed}: {type(error).__name__}") from error
    assert not report.saved, f"seed {seed} was saved with problems"
    for problem in report.problems[:50]:
        assert_sentence(english(problem.message), seed)
    return "problems"


def assert_sentence(said: str, seed: int) -> None:
    """One sentence for a person: ends as one, is not long, and names no part of a program."""
    assert said.endswith("."), (seed, said)
    assert len(said) < 400, (seed, said)
    assert "Traceback" not in said, (seed, said)
    assert "Error(" not in said, (seed, said)


@pytest.mark.parametrize("kind", KINDS)
def test_undamaged_files_are_good(desk: Desk, tmp_path: Path, kind: str) -> None:
    """Otherwise the fuzzer would look at nothing but headers."""
    for seed in range(8):
        rng = random.Random(seed)
        path = tmp_path / "good.csv"
        for content in (as_csv(rows_of(KINDS[kind], rng, 6), rng), as_xlsx(kind, seed)):
            path.write_bytes(content)
            report = import_file(desk, kind=kind, path=path, dry_run=True)
            said = [(p.row, p.column, english(p.message)) for p in report.problems]
            assert report.ok, (seed, said)
