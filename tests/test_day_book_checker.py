"""The checker printed in docs/day_book.md, run as it stands there on an export: sound, and changed in every way."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pos_app.__main__ import main
from pos_app.services.verify import verify
from tests.services.books_kit import busy_shop_of_schema_2, copy_of

DOCUMENT = Path(__file__).parents[1] / "docs" / "day_book.md"
Lines = list[str]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The file as the command writes it, and the head of the book before that."""
    desk = busy_shop_of_schema_2(tmp_path_factory.mktemp("busy"))
    seq, head = verify(desk).heads["1"]
    folder = tmp_path_factory.mktemp("shop")
    copy_of(desk, folder)
    desk.db.close()
    out = folder / "out"
    assert main(["--data-dir", str(folder), "export", "daybook", str(out)]) == 0
    assert main(["--data-dir", str(folder), "verify"]) == 0
    return out / "daybook.jsonl", f"1:{seq}:{head}"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = re.search(r"```python\n(.+?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    assert len(found[1].splitlines()) <= 30
    path = tmp_path_factory.mktemp("checker") / "check.py"
    path.write_text(found[1], encoding="utf-8")
    return path


def check(program: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    # Isolated, in an empty folder: nothing of ours can be imported.
    return subprocess.run(
        [sys.executable, "-I", str(program), *map(str, arguments)],
        cwd=program.parent,
        capture_output=True,
        encoding="utf-8",
        env={"PYTHONIOENCODING": "utf-8"},
        check=False,
    )


def test_a_sound_export_is_sound(exported: tuple[Path, str], program: Path) -> None:
    path, head = exported
    assert len(path.read_text(encoding="utf-8").splitlines()) == int(head.split(":")[1])
    done = check(program, path, head)
    assert (done.returncode, done.stdout[:5]) == (0, "sound"), done.stdout + done.stderr
    shop = path.parent.parent
    # The export is an act of the book after its end: the next one has it.
    assert main(["--data-dir", str(shop), "export", "daybook", str(shop / "again")]) == 0
    again = (shop / "again" / "daybook.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(again[-1])["entry"]["rows"]["audit_journal"][0]["event"] == "data_exported"
    assert again[:-1] == path.read_text(encoding="utf-8").splitlines()


def changed(lines: Lines) -> Lines:
    entry = json.loads(lines[4])
    next(iter(entry["entry"]["rows"].values()))[0]["id"] += 1
    return [*lines[:4], json.dumps(entry, ensure_ascii=False), *lines[5:]]


def rehashed(lines: Lines) -> Lines:
    """Changed, and its own hash with it: the next entry shows it."""
    import hashlib

    found = json.loads(changed(lines)[4])
    text = json.dumps(found["entry"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    found["hash"] = hashlib.sha256(text.encode()).hexdigest()
    return [*lines[:4], json.dumps(found, ensure_ascii=False), *lines[5:]]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (changed, "line 5"),
        (rehashed, "line 6"),
        (lambda lines: [*lines[:7], *lines[8:]], "line 8"),
        (lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], "line 3"),
        (lambda lines: [*lines[:6], lines[2], *lines[6:]], "line 7"),
        (lambda lines: [*lines[:5], "{}", *lines[5:]], "line 6: it is no entry"),
        (lambda lines: [*lines[:5], lines[5][:60], *lines[6:]], "line 6: it is no entry"),
        (lambda lines: lines[:-1], "is not in the book"),
        (lambda lines: [], "is not in the book"),
    ],
)
def test_whatever_was_done_to_the_file_is_found(
    exported: tuple[Path, str], program: Path, tmp_path: Path, spoil: Callable[[Lines], Lines], said: str
) -> None:
    path, head = exported
    spoilt = tmp_path / "spoilt.jsonl"
    lines = spoil(path.read_text(encoding="utf-8").splitlines())
    spoilt.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    done = check(program, spoilt, head)
    assert done.returncode == 1, done.stdout + done.stderr
    assert said in done.stdout.splitlines()[0]
