"""Searching products while someone types."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from pos_app.data import search
from pos_app.data.db import Database
from tests.data.search_kit import PRODUCTS, open_database, skus


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path)
    yield database
    database.close()


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    with db.write() as writing:
        yield writing


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("deck screw", "SCREW-T25"),
        ("screw deck", "SCREW-T25"),
        ("2 1/2 in", "SCREW-T25"),
        ('2½" deck', "SCREW-T25"),
        ("16x25", "FILT-1625"),
        ("16 x 25 filter", "FILT-1625"),
        ("filter 25", "FILT-1625"),
        ("5 mm chain", "CHAIN5"),
        ("5mm", "CHAIN5"),
        ("chain 5", "CHAIN5"),
        ("caulk", "SIL-WHT"),
        ("leak", "SIL-WHT"),
        ("A4-12", "SIL-WHT"),
        ("a412", "SIL-WHT"),
        ("sil-wht", "SIL-WHT"),
        ("5012345678900", "SCREW-T25"),
        ("50123456", "SCREW-T25"),
        ("ZX-009", "HAM-16"),
        ("corvo", "HAM-16"),
        ("fasteners box", "SCREW-T25-200"),
        ("decking screws", "SCREW-T25"),
        ("pate bois", "GLUE-1"),
        ("BRULEE", "GLUE-1"),
        ("1.5 trap", "TRAP-112"),
        ("p-trap", "TRAP-112"),
        ("hammers", "HAM-16"),
    ],
)
def test_found_first(session: Session, typed: str, first: str) -> None:
    assert skus(session, typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("silcone", "SIL-WHT"),  # a letter missing
        ("siliccone", "SIL-WHT"),  # one too many
        ("silicome", "SIL-WHT"),  # a wrong one
        ("sliicone", "SIL-WHT"),  # two swapped
        ("xilicone", "SIL-WHT"),  # the first letter
        ("silixo", "SIL-WHT"),  # in a word that is not finished
        ("silcone sealent white", "SIL-WHT"),  # one a word
        ("hamer claw", "HAM-16"),
        ("furnase 16x25", "FILT-1625"),
    ],
)
def test_one_typing_mistake_a_word(session: Session, typed: str, wanted: str) -> None:
    assert skus(session, typed)[0] == wanted


def test_every_beginning_of_a_name_finds_it(session: Session) -> None:
    for sku, name, *_rest in PRODUCTS:
        for end in range(1, len(name) + 1):
            assert sku in skus(session, name[:end]), name[:end]


def test_nothing_and_nonsense(session: Session) -> None:
    for typed in (
        "",
        "   ",
        "zzzzzz",
        '"',
        "'; DROP TABLE",
        "(",
        "* AND OR NOT",
        "\x00",
        "×",
        "½" * 500,
        "-",
    ):
        assert isinstance(skus(session, typed), list)
    assert skus(session, "zzzzzz") == []


def test_code_comes_before_name(session: Session) -> None:
    assert skus(session, "hamm-01")[0] == "MAG-EU"


def test_changes_are_found_at_once(session: Session) -> None:
    session.execute(text("UPDATE product SET name = 'Sledge maul', sku = 'MAUL' WHERE id = 9"))
    search.index_product(session, 9)
    assert search.search_products(session, "maul")[0] == 9
    assert 9 not in search.search_products(session, "claw hammer")
    assert search.search_products(session, "sladge")[0] == 9
    session.execute(text("UPDATE product SET active = 0 WHERE id = 9"))
    search.index_product(session, 9)
    assert 9 not in search.search_products(session, "maul")


def test_what_sells_comes_first(session: Session) -> None:
    assert skus(session, "screw")[0] == "SCREW-W4"
    _sell(session, 2, times=9)
    assert search.refresh_popularity(session, "2026-01-01") == 1
    assert skus(session, "screw")[0] == "SCREW-T25-200"
    search.index_product(session, 2)
    assert skus(session, "screw")[0] == "SCREW-T25-200"
    assert search.refresh_popularity(session, "2026-12-01") == 1
    assert skus(session, "screw")[0] == "SCREW-W4"
    search.rebuild(session)
    assert skus(session, "screw")[0] == "SCREW-T25-200"


def test_a_cache_of_another_version_is_made_anew(session: Session) -> None:
    session.execute(text("UPDATE search_state SET value = '0' WHERE key = 'version'"))
    session.execute(text("DELETE FROM search_product"))
    assert not search.ready(session)
    search.ensure(session)
    assert skus(session, "hammer")[0] == "HAM-16"


def test_names_of_the_caches_are_not_those_of_posted_tables(session: Session) -> None:
    names = session.execute(text("SELECT name FROM sqlite_master WHERE name LIKE 'search%'")).scalars().all()
    assert len(names) > 5
    for word in ("sale", "tender", "point", "ledger", "stock_move", "journal"):
        assert not [name for name in names if word in name]


def _sell(session: Session, product_id: int, times: int) -> None:
    session.execute(
        text(
            "INSERT INTO journal (id, till, seq, previous_hash, hash, version, kind, uuid, actor, at, business_date)"
            " VALUES (1, '1', 1, '', '', 1, 'sale', 'u', 'a', '', '2026-11-20')"
        )
    )
    session.execute(
        text(
            "INSERT INTO sale (id, entry_id, document_id, content_hash, number, kind, till, sold_at, business_date,"
            " cashier, person_hash, currency, exponent, tax_rounding, cash_method, subtotal, document_discount,"
            " discount, net, tax, total, cash_rounding, paid, change, points, exempt_certificate, approved_by)"
            " VALUES (1, 1, 'd', '', '1-000001', 'sale', '1', '', '2026-11-20', '', '', 'USD', 2, 'line', '',"
            " 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '')"
        )
    )
    for line in range(1, times + 1):
        session.execute(
            text(
                "INSERT INTO sale_line (entry_id, sale_id, line_no, kind, product_id, sku, description, unit,"
                " quantity, unit_price, list_price, amount, discount, discount_label, discount_code,"
                " document_discount, net, tax, gross, waived, points, points_spent, cost)"
                " VALUES (1, 1, :line, 'goods', :id, '', '', 'ea', 1000, 0, 0, 0, 0, '', '', 0, 0, 0, 0, 0, 0, 0, 0)"
            ),
            {"line": line, "id": product_id},
        )
