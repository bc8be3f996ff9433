"""Why a figure is what it is: the steps of every figure add up to it, and each rule has its sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_app import i18n
from pos_app.data.tables import SaleLineRow
from pos_app.domain.explanation import Explanation, Figure, Step
from pos_app.domain.explanation_codec import from_json, to_json
from pos_app.domain.message import english, msg
from pos_app.domain.money import E6, currency
from pos_app.domain.payment import CashRounding, Tender
from pos_app.domain.returns import SoldLine, nothing_returned, return_line
from pos_app.domain.sale import LineFigures, LineKind, PricedSale, SaleDocument, SaleLine
from pos_app.errors import UserError
from pos_app.services import carts, explanation_printing, print_jobs
from pos_app.services.approvals import Approval
from pos_app.services.draft_values import Draft, DraftLine, PricedDraft, PricedLine
from pos_app.services.explaining import as_plain, explain, explain_cart, explain_sale, only
from pos_app.services.overrides import set_price
from pos_app.services.returning import ReturnSource, add_return
from pos_app.services.sales import complete_cart
from pos_app.services.settings import set_setting
from tests.domain.test_properties import documents, priced
from tests.services.books_kit import busy_shop, new_shop
from tests.services.shop_kit import as_owner


def as_draft(sale: PricedSale, sources: dict[int, ReturnSource] | None = None) -> PricedDraft:
    """A priced document as the draft that a cart or a command makes of it."""
    document, known = sale.document, sources or {}
    lines = []
    for number, (sold, figures) in enumerate(zip(document.lines, sale.lines, strict=True), 1):
        source = known.get(number)
        asked = DraftLine(sold.quantity, return_of_id=source.row.id if source else None)
        lines.append(PricedLine(asked, None, sold, sold.unit_price, 0, figures, source))
    draft = Draft(
        "d", tuple(line.line for line in lines), document.currency, document.tax_rounding, CashRounding(5)
    )
    return PricedDraft(draft, sale, tuple(lines), None, "EX-7" if document.exempt else "")


def adds_up(figure: Figure) -> None:
    """Told once more without the values' own check."""
    total = 0
    for step in figure.steps:
        assert (step.amount is None) == (step.kind == "note")
        if step.kind == "add":
            total += step.amount or 0
        elif step.kind == "result":
            assert step.amount == total
    assert total == figure.amount
    assert figure.steps[-1].kind == "result" or figure.key.startswith("line:")


def check(found: Explanation, sale: PricedSale) -> None:
    for figure in found.figures:
        adds_up(figure)
        for step in figure.steps:
            assert i18n.text(step.text)
    got = {figure.key: figure.amount for figure in found.figures}
    for number, figures in enumerate(sale.lines, 1):
        assert got[f"line:{number}"] == figures.gross
    assert (got["subtotal"], got["net"], got["total"]) == (sale.subtotal, sale.net, sale.total)
    assert got.get("document_discount", 0) == -sale.document_discount
    assert sum(v for key, v in got.items() if key.startswith("tax:")) == sale.tax
    assert got.get("points", 0) == sale.points
    assert got.get("points_spent", 0) == sale.points_spent


@given(documents())
def test_the_steps_of_every_figure_add_up(document: SaleDocument) -> None:
    sale = priced(document)
    found = explain(as_draft(sale), msg("A sale"))
    check(found, sale)
    assert as_plain(from_json(to_json(found))) == as_plain(found)
    # Nothing is left over where nothing comes back: each cent has a sentence of its own.
    words = [i18n.text(step.text) for figure in found.figures for step in figure.steps]
    assert not any(text.startswith("Figures that were rounded one by one") for text in words)


@settings(max_examples=60)
@given(documents(returns=False), st.data())
def test_goods_that_come_back_in_parts_are_explained_to_the_cent(
    document: SaleDocument, data: st.DataObject
) -> None:
    sold = priced(document)
    line, figures = document.lines[0], sold.lines[0]
    first = data.draw(st.integers(1, line.quantity))
    state = SoldLine(line.quantity, figures, 0, nothing_returned(figures))
    row = SaleLineRow(
        id=7, entry_id=1, sale_id=1, line_no=1, description="x", quantity=line.quantity,
        unit_price=line.unit_price, list_price=line.unit_price, amount=0, net=0, tax=0, gross=0,
    )  # fmt: skip
    source = ReturnSource(row, state, "1-000123", None)
    parts = [first, line.quantity - first] if first < line.quantity else [first]
    back: list[SaleLine] = []
    for quantity in parts:
        given_back: LineFigures = return_line(state, quantity)
        state = replace(
            state, returned=state.returned + quantity, given_back=add_return(state.given_back, given_back)
        )
        back.append(
            replace(line, quantity=-quantity, kind=LineKind.RETURN, settled=given_back, discount=None)
        )
    both = replace(document, lines=(*back, *document.lines))
    sale = priced(both)
    check(explain(as_draft(sale, dict.fromkeys(range(1, len(back) + 1), source)), msg("A sale")), sale)


def test_a_figure_that_does_not_add_up_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="does not add up"):
        Figure("total", msg("Total"), 3, (Step(msg("a"), 2),))
    with pytest.raises(ValueError, match="does not add up"):
        Figure("total", msg("Total"), 2, (Step(msg("a"), 2), Step(msg("b"), 3, "result")))
    with pytest.raises(ValueError, match="amount"):
        Step(msg("a"), None)


def test_every_posted_sale_of_a_busy_shop_is_explained_from_its_rows(tmp_path: Path) -> None:
    from sqlmodel import select

    from pos_app.data.tables import Sale
    from pos_app.services.explained_sold import read

    desk = busy_shop(tmp_path / "shop")
    with desk.db.read() as session:
        numbers = [sale.number for sale in session.scalars(select(Sale))]
    assert len(numbers) > 5
    for number in numbers:
        with desk.db.read() as session:
            back = read(session, number)[0]
        found = explain_sale(desk, number=number)
        check(found, back.priced)
        assert found.figure("paid") is not None
    desk.db.close()


def test_an_unknown_receipt_is_named(tmp_path: Path) -> None:
    desk = busy_shop(tmp_path / "shop")
    with pytest.raises(UserError, match="9-999999"):
        explain_sale(desk, number="9-999999")
    desk.db.close()


def test_a_sum_that_did_not_print_is_kept_and_printed_later(tmp_path: Path) -> None:
    desk = busy_shop(tmp_path / "shop")
    set_setting(as_owner(desk), key="printer.target", value=f"file:{tmp_path / 'nowhere' / 'roll.bin'}")
    found = only(explain_sale(desk, number="1-000001"), ("line:1",))
    explanation_printing.queue_explanation(desk, explanation=found)
    (problem,) = print_jobs.run_waiting(desk).notices
    assert english(problem).startswith("The sum of Receipt 1-000001 was not printed: ")
    assert print_jobs.state(desk).failed == 1
    (tmp_path / "nowhere").mkdir()
    print_jobs.retry_failed(desk)
    assert print_jobs.run_waiting(desk).notices == ()
    assert print_jobs.state(desk).failed == 0
    assert b"2 \x9e 8.49 list price" in (tmp_path / "nowhere" / "roll.bin").read_bytes()
    desk.db.close()


def test_without_a_printer_no_sum_is_queued(tmp_path: Path) -> None:
    desk = busy_shop(tmp_path / "shop")
    with pytest.raises(UserError) as error:
        explanation_printing.queue_explanation(desk, explanation=explain_sale(desk, number="1-000001"))
    assert error.value.code == "no_printer"
    desk.db.close()


def test_a_line_of_another_till_that_is_not_quantity_times_price_is_still_told() -> None:
    sold = SaleLine("Anchor", 2000, 4 * E6)
    document = SaleDocument(currency("USD"), (sold,))
    of = LineFigures(790, 0, 0, 790, 0, 790, ())
    sale = PricedSale(document, (of,), 790, 0, 0, (), 790, 0, 790, 0, 0)
    found = explain(as_draft(sale), msg("Receipt H/1"))
    check(found, sale)
    assert texts(found.figure("line:1"))[:2] == ["2 × 4.00", "As the other till had it"]


def test_a_price_by_hand_or_of_a_level_is_still_named_when_it_is_sold(tmp_path: Path) -> None:
    desk = new_shop(tmp_path / "shop")
    carts.add_product(desk, product_id=1)
    line_id = carts.current(desk).lines[0].id
    set_price(desk, line_id=line_id, unit_price=8 * E6, approval=Approval(reason="scratched"))
    open_line = texts(explain_cart(desk).figure("line:1"))
    complete_cart(desk, tenders=(Tender("cash", 2000),))
    sold = texts(explain_sale(desk, number="1-000001").figure("line:1"))
    assert open_line[:2] == ["1 × 8.49 list price", "Price by hand: 8.00 each instead of 8.49"]
    assert sold[:2] == ["1 × 8.49 list price", "By hand: 8.00 each instead of 8.49"]
    desk.db.close()


def texts(figure: Figure | None) -> list[str]:
    assert figure is not None
    return [i18n.text(step.text) for step in figure.steps]
