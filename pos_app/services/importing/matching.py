"""How a file is to be read: its header matched with our columns, by what was said, remembered or guessed."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from pos_app.data.queries import moving
from pos_app.errors import UserError
from pos_app.services.desk import Desk
from pos_app.services.importing.columns import Kind
from pos_app.services.importing.files import Progress
from pos_app.services.importing.mapping import Matched, match, signature
from pos_app.services.importing.reader import Peek, peek


def looked_at(
    desk: Desk,
    kind: Kind,
    path: Path,
    *,
    sheet: str | None = None,
    given: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> tuple[Peek, Matched]:
    """The beginning of a file with what is to become of its columns; of a workbook the first sheet that has them all.

    UserErrors of `reader.peek` and of `mapping.match`.
    """

    # Read once: a header is looked for among many rows, with each separator.
    with desk.db.read() as session:
        kept = moving.layouts(session, kind.name)

    def fits(cells: Sequence[str]) -> bool:
        try:
            found = _matched(kind, cells, (), given, kept)
            return not set(found.missing) - set(found.open)
        except UserError:
            return False

    seen = peek(path, sheet, fits=fits, progress=progress)
    return seen, _matched(kind, seen.header, [cells for _number, cells in seen.rows], given, kept)


def _matched(
    kind: Kind,
    header: Sequence[str],
    samples: Sequence[Sequence[str]],
    given: Mapping[str, str] | None,
    kept: Mapping[str, str],
) -> Matched:
    """What is to become of every column; see `mapping.match`."""
    told = kept.get(signature(header))
    remembered: dict[str, str] | None = json.loads(told) if told is not None else None
    if remembered is not None and not set(remembered.values()) - {""} <= set(kind.columns):
        remembered = None
    return match(kind, header, samples, given=given, remembered=remembered)


def remember(desk: Desk, matched: Matched, *, told: bool) -> None:
    """The next file with this header is read the same way; one in our own words, of which nothing was `told`, is
    anyway."""
    if not told and all(column.how in ("named", "left") for column in matched.columns):
        return
    header = [column.theirs for column in matched.columns]
    with desk.db.write() as session:
        moving.keep_layout(
            session,
            matched.kind.name,
            signature(header),
            json.dumps(matched.pairs, ensure_ascii=False),
            desk.now(),
        )
        session.commit()
