"""The demo shop goes in through the import services and is, from then on, a shop like any other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pos_app.errors import UserError
from pos_app.services import customers, products, quotes
from pos_app.services.demo import build
from pos_app.services.demo.build import DemoBuilt, build_demo
from pos_app.services.desk import Actor, Desk
from pos_app.services.quote_taking import compare
from pos_app.services.setup import open_shop
from pos_app.services.verify import verify

AS_OF = date(2026, 11, 21)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, DemoBuilt, list[int]]:
    folder = tmp_path_factory.mktemp("demo")
    steps: list[int] = []
    made = build_demo(folder, AS_OF, progress=lambda step, _steps, _text: steps.append(step))
    return folder, made, steps


@pytest.fixture(scope="module")
def desk(built: tuple[Path, DemoBuilt, list[int]]) -> Iterator[Desk]:
    database = open_shop(built[0], create=False)
    yield Desk(
        database,
        "1",
        Actor("dana", "Dana"),
        clock=lambda: datetime(2026, 11, 21, 15, 42, tzinfo=UTC),
        zone=UTC,
    )
    database.close()


def test_everything_is_there(built: tuple[Path, DemoBuilt, list[int]]) -> None:
    folder, made, steps = built
    assert made.products >= 600
    assert made.customers == 400
    assert made.sales >= 17_000
    assert steps == list(range(len(steps)))
    assert [path.name for path in folder.iterdir() if path.name.startswith("demo-")] == []


def test_the_books_of_the_demo_are_in_order(built: tuple[Path, DemoBuilt, list[int]], desk: Desk) -> None:
    report = verify(desk)
    assert report.ok, report


def test_a_shop_is_never_overwritten(built: tuple[Path, DemoBuilt, list[int]]) -> None:
    before = (built[0] / "shop.db").read_bytes()
    with pytest.raises(UserError, match="has a shop already"):
        build_demo(built[0], AS_OF)
    assert (built[0] / "shop.db").read_bytes() == before


def test_an_interrupted_build_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class PowerCutError(RuntimeError):
        pass

    def cut(_as_of: date, _seed: int) -> None:
        raise PowerCutError

    monkeypatch.setattr(build, "generate", cut)
    with pytest.raises(PowerCutError):
        build_demo(tmp_path / "shop", AS_OF)
    assert list((tmp_path / "shop").iterdir()) == []


def test_maria_as_the_sidebar_knows_her(desk: Desk) -> None:
    maria = customers.customer_json(desk, code="C0012", as_of=AS_OF)
    assert (maria["name"], maria["tier"], maria["rhythm"]) == ("Maria Kowalski", "Gold", "every 18 days")
    assert (maria["visits"], maria["days_since"], maria["points"], maria["style"]) == (47, 7, 1940, "T")
    assert maria["tier_progress"] == {"spend": "1440.00", "needed": "2000.00"}
    assert {project["name"]: project["remark"] for project in maria["projects"]} == {
        "Bathroom remodel": "11 visits · 31 of 40 also took: Grout float",
        "Deck, spring": "quote Q-003 open, 412.60",
    }
    assert maria["prompt"]["text"] == "Ask how the Bathroom remodel turned out."
    facts = {fact["label"]: (fact["value"], fact["due"]) for fact in maria["facts"]}
    assert facts["Mower belt"] == ("4L430", "due since 3 weeks")
    assert facts["Paint"][0] == "Sage 2140-30 eggshell · kitchen"
    assert "T25 bit set" in maria["offer"]["text"]
    assert "31 of 40" in maria["offer"]["reason"]
    assert maria["offer"]["where"] == "B2-01"


@pytest.mark.parametrize(
    ("typed", "sku"),
    [
        ("stop drip", "TOI-FLAP2"),
        ("chain 5 mm", "CHAIN5"),
        ("16x25", "FILT-1625"),
        ("4l430", "BELT-4L430"),
        ("deck scew t25", "SCREW-T25"),
        ("A4-12", "SEAL-SIL-WHT"),
        ("P-trap 1 1/2", "PTRAP-112"),
    ],
)
def test_goods_are_found_as_people_ask_for_them(desk: Desk, typed: str, sku: str) -> None:
    assert sku in [hit.sku for hit in products.search(desk, text=typed)]


def test_a_few_quotes_are_open_and_one_has_ended(desk: Desk) -> None:
    hits = quotes.list_quotes(desk, open_only=False)
    assert sorted(hit.state for hit in hits) == ["expired", "open", "open", "open", "open"]
    [deck] = [hit for hit in hits if hit.project == "Deck, spring"]
    assert deck.customer == "Maria Kowalski"
    assert compare(desk, number=deck.number).proposed == "quoted"
    assert (deck.number, deck.total) == ("Q-003", 41_260)
