"""How files were read before, and which imports were begun: drafts of the shop, no books."""

from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from pos_app.data.queries.posting import table
from pos_app.data.records import Record

LAYOUT, RUN = table("import_layout"), table("import_run")


def layouts(session: Session, kind: str) -> dict[str, str]:
    """The mappings (JSON) that files of a kind were read with last, by the signature of their header."""
    found = session.execute(select(LAYOUT.c.signature, LAYOUT.c.mapping).where(LAYOUT.c.kind == kind))
    return {row.signature: row.mapping for row in found}


def keep_layout(session: Session, kind: str, signature: str, mapping: str, at: str) -> None:
    """Remember a mapping instead of the one before."""
    values = {"mapping": mapping, "used_at": at}
    same = (LAYOUT.c.kind == kind) & (LAYOUT.c.signature == signature)
    if not session.execute(update(LAYOUT).where(same).values(values)).rowcount:  # type: ignore[attr-defined]
        session.execute(insert(LAYOUT).values(kind=kind, signature=signature, **values))


def open_runs(session: Session) -> list[Record]:
    """Imports that did not come to their end, the last begun first."""
    return list(session.execute(select(RUN).where(RUN.c.outcome != "done").order_by(RUN.c.id.desc())))


def begin_run(session: Session, values: dict[str, Any]) -> int:
    """Note an import that begins; its id."""
    result = session.execute(insert(RUN).values(values))
    return int(result.inserted_primary_key[0])  # type: ignore[attr-defined]


def change_run(session: Session, run_id: int, **values: Any) -> None:
    """How far an import has come, or how it ended."""
    session.execute(update(RUN).where(RUN.c.id == run_id).values(**values))


def drop_runs(session: Session, ids: list[int]) -> None:
    """Forget imports that nobody will go on with."""
    session.execute(delete(RUN).where(RUN.c.id.in_(ids)))
