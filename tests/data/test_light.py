"""Tables known by their names and columns alone are what the classes say."""

import pkgutil
import subprocess
import sys
from importlib import import_module

import pytest
from sqlalchemy import Boolean, TableClause, create_mock_engine

from pos_app.data import queries, tables
from pos_app.data.light import LIGHT

for _module in pkgutil.iter_modules(queries.__path__):
    import_module(f"{queries.__name__}.{_module.name}")

# Rows are added by these, which know no defaults: what an added row does not name gets the database's, which has none.
WHOLE = {
    "cart",
    "cart_line",
    "cart_coupon",
    "cart_reward",
    "print_job",
    "setting",
    "till_session",
    "promotion",
}


@pytest.mark.parametrize("found", LIGHT, ids=lambda one: one.name)
def test_its_columns_are_the_table_s(found: TableClause) -> None:
    real = tables.metadata().tables[found.name].c
    assert not {c.name for c in found.c} - {c.name for c in real}
    flags = {c.name for c in found.c if isinstance(c.type, Boolean)}
    # A flag is True or False to whoever reads it; 0 or 1 is taken for a number. Jobs are turned by their service.
    missing = {c.name for c in found.c if isinstance(real[c.name].type, Boolean)} - flags
    assert missing == ({"is_copy"} if found.name == "print_job" else set())
    assert all(isinstance(real[name].type, Boolean) for name in flags)


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_what_is_written_by_it_has_every_column(name: str) -> None:
    real = {c.name for c in tables.metadata().tables[name].c}
    assert real in [{c.name for c in found.c} for found in LIGHT if found.name == name]


def test_every_class_is_there_by_its_name() -> None:
    names = {mapper.class_.__name__ for mapper in tables.Sale._sa_registry.mappers}  # type: ignore[attr-defined]
    assert names == set(tables.__all__) - {"POSTED_WORDS", "make_next", "metadata"}
    assert len(tables.metadata().tables) == len(names)
    with pytest.raises(AttributeError, match="NoSuchTable"):
        _ = tables.NoSuchTable  # type: ignore[attr-defined]


def test_the_first_who_asks_for_a_class_gets_them_all() -> None:
    code = (
        "import sys; from pos_app.data import tables; assert 'sqlmodel' not in sys.modules; tables.Till;"
        " from sqlmodel import SQLModel; print(len(SQLModel.metadata.tables), len(tables.metadata().tables))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    some, every = done.stdout.split()
    assert some == every


def test_indexes_of_some_rows_are_so_on_postgresql_too() -> None:
    said: list[str] = []
    engine = create_mock_engine(
        "postgresql://", lambda sql, *_: said.append(str(sql.compile(dialect=engine.dialect)))
    )
    tables.metadata().create_all(engine, checkfirst=False)
    partial = [one for one in said if one.lstrip().startswith("CREATE") and " WHERE " in one]
    assert len(partial) == 3
    assert any("ON cart (till) WHERE state = 'open'" in one for one in partial)
