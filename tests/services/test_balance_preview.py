"""Open accounts are taken over once, and a file of balances tells what it would do before it does it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from pos_app.domain.message import english
from pos_app.services import customers
from pos_app.services.desk import Desk
from pos_app.services.exporting import export
from pos_app.services.importing import import_file, import_rows
from pos_app.services.importing.balance_preview import BalancePreview, PreviewRow
from pos_app.services.importing.report import ImportReport
from pos_app.services.verify import verify
from tests.services.shop_kit import open_desk

PEOPLE = [
    {"code": "C1", "name": "Maria Kowalski", "phone": "+1 202 555 0142"},
    {"code": "C2", "name": "M Kovalsky", "phone": "555 0142"},
    {"code": "C3", "name": "Jan Kowalski", "phone": "+1 202 555 0142"},
    {"code": "C4", "name": "Bee", "phone": "+1 202 555 0199"},
    {"code": "C5", "name": "Nobody Else"},
]
OWED = [
    {"customer_code": "C1", "points": "40", "store_credit": "2.50", "account_balance": "120.00"},
    {"customer_code": "C4", "account_balance": "-7.25"},
]


@pytest.fixture
def desk(data_dir: Path) -> Iterator[Desk]:
    found = open_desk(data_dir)
    assert import_rows(found, kind="customers", rows=PEOPLE).ok
    yield found
    found.db.close()


def take(desk: Desk, rows: list[dict[str, str]], *, dry_run: bool = False) -> ImportReport:
    return import_rows(desk, kind="balances", rows=rows, dry_run=dry_run)


def previewed(desk: Desk, rows: list[dict[str, str]]) -> BalancePreview:
    found = take(desk, rows, dry_run=True).preview
    assert found is not None
    return found


def accounts(desk: Desk) -> list[tuple[str, int, int]]:
    """Code, kept account and the ledger's sum of everyone who has either."""
    with desk.db.read() as session:
        rows = session.execute(
            text(
                "SELECT c.code, b.account, (SELECT sum(amount) FROM account_ledger l WHERE l.customer_id = c.id)"
                " FROM customer c JOIN customer_balance b ON b.customer_id = c.id WHERE b.account <> 0 ORDER BY c.code"
            )
        )
        return [(code, kept, booked) for code, kept, booked in rows]


def test_an_account_is_taken_over_once_also_below_zero(desk: Desk) -> None:
    assert take(desk, OWED).added == 2
    assert accounts(desk) == [("C1", 12000, 12000), ("C4", -725, -725)]
    again = take(desk, OWED)
    assert (again.ok, again.added, again.unchanged) == (True, 0, 2)
    other = take(desk, [{"customer_code": "C1", "account_balance": "121.00"}])
    assert [(p.column, p.code, str(p.message.named_values()["code"])) for p in other.problems] == [
        ("account_balance", "id_conflict", "C1")
    ]
    assert accounts(desk) == [("C1", 12000, 12000), ("C4", -725, -725)]
    assert verify(desk).problems == []


def test_what_is_owed_is_shown_of_the_customer_and_goes_out_again(desk: Desk, tmp_path: Path) -> None:
    take(desk, OWED)
    assert customers.customer_json(desk, code="C1")["account"] == "120.00"
    assert customers.customer_json(desk, code="C4")["account"] == "-7.25"
    assert customers.customer_json(desk, code="C5")["account"] == "0.00"
    export(desk, kind="balances", folder=tmp_path)
    lines = (tmp_path / "balances.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1:] == ["C1,40,2.50,120.00,,,40 2028-11-21", "C4,0,,-7.25,,,"]
    assert import_file(desk, kind="balances", path=tmp_path / "balances.csv").unchanged == 2


def test_before_the_day_of_the_opening_nothing_was_owed(desk: Desk) -> None:
    take(desk, OWED)
    yesterday = desk.business_date().replace(day=20)
    assert customers.customer_json(desk, code="C1", as_of=yesterday)["account"] == "0.00"
    assert customers.customer_json(desk, code="C1", as_of=desk.business_date())["account"] == "120.00"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE customer_balance SET account = 11999 WHERE account = 12000", "kept as owing 11999"),
        ("DELETE FROM customer_balance WHERE account = -725", "ledger of the account comes to -725"),
    ],
)
def test_verify_finds_a_kept_account_that_is_not_the_ledgers(desk: Desk, statement: str, said: str) -> None:
    take(desk, OWED)
    with desk.db.write() as session:
        session.execute(text(statement))
        session.commit()
    assert [said in english(problem.message) for problem in verify(desk).problems].count(True) == 1
    # What is kept is reckoned anew by the next import of the same file.
    assert take(desk, OWED).ok
    assert verify(desk).problems == []


def test_a_preview_tells_new_same_and_different(desk: Desk) -> None:
    take(desk, OWED)
    found = previewed(
        desk,
        [
            {"customer_code": "c1", "points": "40", "store_credit": "2.50", "account_balance": "120"},
            {"customer_code": "C4", "points": "3", "account_balance": "-8"},
            {"customer_code": "C5", "points": "7"},
        ],
    )
    assert (found.new, found.same, found.differs) == (1, 1, 1)
    same, differs, new = found.rows
    assert (same.code, same.name, same.state, same.account_before) == ("C1", "Maria Kowalski", "same", 12000)
    assert (differs.state, differs.account, differs.account_before) == ("differs", -800, -725)
    assert (differs.points, differs.points_before) == (3, 0)
    assert new == PreviewRow(
        4, "C5", "Nobody Else", "new", points=7, customer_id=new.customer_id, adding=("points",)
    )
    assert accounts(desk) == [("C1", 12000, 12000), ("C4", -725, -725)]


def test_a_preview_names_who_is_there_twice(desk: Desk) -> None:
    found = previewed(desk, [{"customer_code": "C1", "points": "5"}, {"customer_code": "C4", "points": "6"}])
    assert [(group.codes, group.in_file) for group in found.twins] == [(("C1", "C2"), (True, False))]
    assert [row.twins for row in found.rows] == [("C2",), ()]
    # Somebody at the same number with another first name is somebody else; so is who has no balance.
    assert previewed(desk, [{"customer_code": "C3", "points": "5"}]).twins == ()


def test_a_number_that_everybody_has_is_nobodys(desk: Desk) -> None:
    many = [{"code": f"X{n}", "name": "Ada Byron", "phone": "+1 202 555 0000"} for n in range(30)]
    assert import_rows(desk, kind="customers", rows=many).ok
    assert previewed(desk, [{"customer_code": "X1", "points": "5"}]).twins == ()
