"""Statements compiled once, for the counter's hot paths.

SQLAlchemy builds, looks up and wraps a statement anew for every execution, which costs ten times what SQLite
takes for an indexed row. A `Prepared` keeps the SQL text and the order of its parameters and hands both to the
driver, in the caller's own transaction and with the caller's own dialect; a dialect without numbered places for
parameters still goes the whole way.

    _BY_ID = Prepared(lambda: select(P.c.id, P.c.name).where(P.c.id.in_(bindparam("ids", expanding=True))))
    rows = _BY_ID.all(session, ids=[1, 2, 3])

Rows are named tuples with the values that the column types promise. What the database refuses is raised as the
driver's own error (`sqlite3.IntegrityError`), which `db.machine_errors` knows; nothing pending in the session is
flushed first.
"""

import re
from collections import namedtuple
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from weakref import WeakSet

from sqlalchemy import BindParameter, Connection, Dialect, Insert
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

from pos_app.data.records import Record

_LIST = re.compile(r"__\[POSTCOMPILE_(\w+)\]")
_PADDED = 1024
_all: "WeakSet[Prepared]" = WeakSet()
_NOTHING = "SELECT 1 WHERE 1 <> 1"


class Prepared:
    """A select, insert, update or delete of Core, given as such or (sparing the start) as a function that makes it.

    Values that change are `bindparam`s, lists `bindparam(expanding=True)`; those of an insert are its columns,
    the ones left out get their default.
    """

    def __init__(self, statement: Any) -> None:
        self._made = statement
        self._forms: dict[tuple[Any, ...], _Form | None] = {}
        self._plain: set[tuple[Any, ...]] = set()
        _all.add(self)

    def prepare(self, dialect: Dialect) -> bool:
        """Compile it before it is needed, except an insert, which depends on its columns; whether it had to be done."""
        if (dialect.name, dialect.paramstyle) in self._plain or isinstance(self.statement, Insert):
            return False
        self._form(dialect, {})
        return True

    @property
    def statement(self) -> Any:
        """The statement itself."""
        if callable(self._made):
            self._made = self._made()
        return self._made

    def all(self, session: Session, /, **values: Any) -> list[Record]:
        """All rows, by the columns' names."""
        connection = session.connection()
        form = self._form(connection.dialect, values)
        if form is None:
            return list(session.execute(self.statement, values))
        text, places = form.fit(values)
        cursor = _driver(connection).execute(text, places)
        return form.rows(cursor.fetchall())

    def plain(self, session: Session, /, **values: Any) -> Iterable[tuple[Any, ...]]:
        """All rows as the driver has them, without names, read as they are asked for: for thousands of them.

        Only for numbers and texts, which the driver gives as they are.
        """
        connection = session.connection()
        form = self._form(connection.dialect, values)
        if form is None:
            return (tuple(row) for row in session.execute(self.statement, values))
        text, places = form.fit(values)
        found: Iterable[tuple[Any, ...]] = _driver(connection).execute(text, places)
        return found

    def first(self, session: Session, /, **values: Any) -> Record | None:
        """The first row, None where there is none."""
        connection = session.connection()
        form = self._form(connection.dialect, values)
        if form is None:
            return session.execute(self.statement, values).first()
        text, places = form.fit(values)
        cursor = _driver(connection).execute(text, places)
        row = cursor.fetchone()
        cursor.close()
        return None if row is None else form.rows((row,))[0]

    def scalar(self, session: Session, /, **values: Any) -> Any:
        """The first column of the first row, None where there is none."""
        row = self.first(session, **values)
        return None if row is None else row[0]

    def run(self, session: Session, rows: Iterable[Mapping[str, Any]]) -> int:
        """Execute it for each row of values, all with the same names; how many rows of the table it changed."""
        rows = list(rows)
        if not rows:
            return 0
        connection = session.connection()
        form = self._form(connection.dialect, rows[0])
        if form is None:
            return int(getattr(session.execute(self.statement, rows), "rowcount", 0))
        text, places = form.fit(rows[0])
        driver = _driver(connection)
        if len(rows) == 1:
            return int(driver.execute(text, places).rowcount)
        return int(driver.executemany(text, [places, *(form.fit(row)[1] for row in rows[1:])]).rowcount)

    def added(self, session: Session, row: Mapping[str, Any]) -> int:
        """Insert one row; the number that the database gave it as its key."""
        connection = session.connection()
        form = self._form(connection.dialect, row)
        if form is None:
            return int(session.execute(self.statement, [row]).inserted_primary_key[0])  # type: ignore[attr-defined]
        text, places = form.fit(row)
        return int(_driver(connection).execute(text, places).lastrowid)

    def _form(self, dialect: Dialect, values: Mapping[str, Any]) -> "_Form | None":
        key: tuple[Any, ...] = (dialect.name, dialect.paramstyle)
        # What an insert looks like depends on which columns it is given.
        if key not in self._plain:
            key = (*key, *values)
        form = self._forms.get(key)
        if form is None and key not in self._forms:
            form = self._forms[key] = _compiled(self.statement, dialect, values)
            if not isinstance(self.statement, Insert):
                self._forms[key[:2]] = form
                self._plain.add(key[:2])
        return form


class _Form:
    """A statement as one dialect takes it."""

    def __init__(self, compiled: SQLCompiler, text: str, order: Sequence[str], fixed: dict[str, Any]) -> None:
        dialect = compiled.dialect
        self._text, self._order, self._fixed = text, tuple(order), fixed
        self._lists = tuple(dict.fromkeys(_LIST.findall(self._text)))
        self._texts: dict[tuple[int, ...], str] = {}
        found = ((name, bind.type, bind.expanding) for name, bind in compiled.binds.items())
        given = {
            name: (type_.dialect_impl(dialect).bind_processor(dialect), many) for name, type_, many in found
        }
        self._given = {name: how for name, how in given.items() if how[0] is not None}
        columns = list(getattr(compiled.statement, "exported_columns", ()))
        names = [str(column.key) for column in columns]
        self._make = _row_maker(names)
        taken = (
            (n, c.type.dialect_impl(dialect).result_processor(dialect, None)) for n, c in enumerate(columns)
        )
        self._taken = [(place, process) for place, process in taken if process is not None]

    def fit(self, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """The text for lists as long as these, and the values in the order of their places."""
        if self._fixed:
            values = {**self._fixed, **values}
        if self._given:
            values = {**values, **{name: self._processed(name, values[name]) for name in self._given}}
        if not self._lists:
            return self._text, [values[name] for name in self._order]
        lists = {name: _padded(list(values[name])) for name in self._lists}
        lengths = tuple(map(len, lists.values()))
        text = self._texts.get(lengths)
        if text is None:
            text = self._stretched(dict(zip(lists, lengths, strict=True)))
            if max(lengths) <= _PADDED:
                self._texts[lengths] = text
        places: list[Any] = []
        for name in self._order:
            if name in lists:
                places += lists[name]
            else:
                places.append(values[name])
        return text, places

    def rows(self, found: Sequence[tuple[Any, ...]]) -> list[Any]:
        """Rows of the driver with names, and with the values that their columns promise."""
        make = self._make
        if not self._taken:
            return [make(row) for row in found]
        rows = []
        for row in found:
            values = list(row)
            for place, process in self._taken:
                values[place] = process(values[place])
            rows.append(make(values))
        return rows

    def _stretched(self, lengths: Mapping[str, int]) -> str:
        def places(found: re.Match[str]) -> str:
            return ", ".join("?" * lengths[found[1]]) or _NOTHING

        return _LIST.sub(places, self._text)

    def _processed(self, name: str, value: Any) -> Any:
        process, many = self._given[name]
        assert process is not None
        return [process(one) for one in value] if many else process(value)


def _compiled(statement: Any, dialect: Dialect, values: Mapping[str, Any]) -> _Form | None:
    """None where the dialect does not number its parameters by question marks, or wants changing ones written out."""
    columns = list(values) if isinstance(statement, Insert) else None
    compiled = statement.compile(dialect=dialect, column_keys=columns)
    written = {compiled.bind_names[bind]: bind for bind in compiled.literal_execute_params}
    if dialect.paramstyle != "qmark" or compiled.positiontup is None or any(map(_varies, written.values())):
        return None
    fixed = {
        name: bind.value for name, bind in compiled.binds.items() if not bind.required and not bind.callable
    }
    for column in (*compiled.insert_prefetch, *compiled.update_prefetch):
        default = column.default
        if default is None or not default.is_scalar:
            return None
        fixed[column.key] = default.arg
    text = _LIST.sub(
        lambda found: (
            compiled.render_literal_bindparam(written[found[1]]) if found[1] in written else found[0]
        ),
        str(compiled),
    )
    return _Form(compiled, text, [name for name in compiled.positiontup if name not in written], fixed)


def _varies(bind: BindParameter[Any]) -> bool:
    return bind.required or bind.expanding


def prepare_next(dialect: Dialect) -> bool:
    """Compile one statement that was not needed yet; False where all are ready."""
    return any(one.prepare(dialect) for one in list(_all))


def _padded(values: list[Any]) -> list[Any]:
    """As long as the next power of two: lists of many lengths need few texts, and the last twice is no other answer."""
    if not 0 < len(values) <= _PADDED:
        return values
    return values + values[-1:] * ((1 << (len(values) - 1).bit_length()) - len(values))


def _row_maker(names: list[str]) -> Any:
    made: Any = namedtuple  # the names are known only now
    return made("Row", names, rename=True)._make


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
