"""The highest numbers that a shop's file gave out, read from it as far as it can still be read."""

import re
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from pos_app.data.shop_file import look

# Settings that keep the highest numbers given in a book that was lost.
KEY = "meta.given."
_STEP = 1 << 20
_OVERLAP = 64
# A number in a damaged file counts only near one that is known: digits in somebody's text are no receipt.
_PLAUSIBLE = 5_000


@dataclass(slots=True)
class Highest:
    """Highest receipt count by the till's prefix, highest Z by till, highest quote; 0 where none is known."""

    receipts: dict[str, int] = field(default_factory=dict)
    zs: dict[str, int] = field(default_factory=dict)
    quote: int = 0

    def take(self, other: "Highest") -> None:
        """Raise to whatever is higher there."""
        for mine, theirs in ((self.receipts, other.receipts), (self.zs, other.zs)):
            for key, value in theirs.items():
                mine[key] = max(mine.get(key, 0), value)
        self.quote = max(self.quote, other.quote)


def by_tables(path: Path) -> Highest:
    """What the tables of a file say; a damaged one gives what can still be read."""
    found = Highest()
    with suppress(sqlite3.Error), closing(look(path, patience_seconds=1)) as connection:
        for prefix, number in _rows(
            connection,
            "SELECT t.prefix, (SELECT number FROM sale WHERE number LIKE t.prefix || '-%' AND kind <> 'history'"
            " ORDER BY id DESC LIMIT 1) FROM till t",
        ):
            found.receipts[str(prefix)] = _count(number)
        for till, number in _rows(connection, "SELECT till, max(number) FROM z_ledger GROUP BY till"):
            found.zs[str(till)] = _count(number)
        for (number,) in _rows(connection, "SELECT number FROM quote ORDER BY id DESC LIMIT 1"):
            found.quote = _count(number)
        for key, value in _rows(connection, f"SELECT key, value FROM setting WHERE key LIKE '{KEY}%'"):
            found.take(_kept(str(key).removeprefix(KEY), _count(value)))
    return found


def as_settings(highest: Highest) -> dict[str, int]:
    """The numbers as the settings that keep them in a shop's file."""
    kept = {f"{KEY}receipt.{prefix}": number for prefix, number in highest.receipts.items()}
    kept |= {f"{KEY}z.{till}": number for till, number in highest.zs.items()}
    return {key: number for key, number in {**kept, f"{KEY}quote": highest.quote}.items() if number}


def _kept(name: str, number: int) -> Highest:
    kind, _point, key = name.partition(".")
    if kind == "receipt":
        return Highest(receipts={key: number})
    return Highest(zs={key: number}) if kind == "z" else Highest(quote=number)


def by_bytes(paths: Iterable[Path], known: Highest) -> Highest:
    """Receipt numbers that stand anywhere in damaged files, not far above those that are known."""
    patterns = {
        prefix: re.compile(rb"(?<![0-9A-Za-z-])" + re.escape(prefix.encode()) + rb"-(\d{6,9})(?!\d)")
        for prefix in known.receipts
    }
    found = Highest(dict(known.receipts))
    for path in paths:
        _each_part(path, lambda part: _search(part, patterns, found, known))
    return found


def _search(part: bytes, patterns: dict[str, re.Pattern[bytes]], found: Highest, known: Highest) -> None:
    for prefix, pattern in patterns.items():
        most = known.receipts[prefix] + _PLAUSIBLE
        for hit in pattern.finditer(part):
            number = int(hit[1])
            if found.receipts[prefix] < number <= most:
                found.receipts[prefix] = number


def _each_part(path: Path, look: Callable[[bytes], None]) -> None:
    with suppress(OSError), path.open("rb") as file:
        tail = b""
        while part := file.read(_STEP):
            look(tail + part)
            tail = part[-_OVERLAP:]


def _rows(connection: sqlite3.Connection, statement: str) -> list[tuple[object, ...]]:
    try:
        return [row for row in connection.execute(statement).fetchall() if None not in row]
    except sqlite3.Error:
        return []


def _count(number: object) -> int:
    digits = str(number).rpartition("-")[2]
    return int(digits) if digits.isdigit() else 0
