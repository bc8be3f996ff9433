"""The day book as lines of JSON that can be checked without this program (docs/day_book.md, "The book as a file")."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from pos_app.data.db import machine_errors
from pos_app.data.queries.verify_scan import Reader
from pos_app.services.verify_part import canonical_entries

_STRETCH = 2_000


def day_book_lines(path: Path, progress: Callable[[int, int], None] | None = None) -> Iterator[str]:
    """Every entry of the book in its order: its canonical JSON as ``entry``, and the ``hash`` that it was given.

    `progress` gets (stretches done, stretches in all). Memory does not grow with the book.
    """
    with machine_errors(), closing(Reader(path)) as reader:
        stretches = reader.stretches(_STRETCH)
        for done, (low, high) in enumerate(stretches, 1):
            for entry, stored in canonical_entries(reader, low, high):
                given = json.dumps(stored.decode(errors="replace"), ensure_ascii=False)
                yield f'{{"entry":{entry.decode(errors="replace")},"hash":{given}}}\n'
            if progress is not None:
                progress(done, len(stretches))
