"""What the steps of a figure say: a table of cases, each the whole sum of one figure as a person reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pos_app import formats, i18n
from pos_app.data.queries.selling import Buyer, SoldProduct
from pos_app.data.tables import SaleLineRow
from pos_app.domain.explanation import Figure
from pos_app.domain.loyalty import Reward
from pos_app.domain.message import msg
from pos_app.domain.money import E6, currency
from pos_app.domain.payment import CashRounding
from pos_app.domain.prices import BuyGet, PriceOffer, Source
from pos_app.domain.quantity import ONE
from pos_app.domain.returns import SoldLine, nothing_returned, return_line
from pos_app.domain.sale import Discount, LineKind
from pos_app.domain.tax import Tax
from pos_app.services.draft_values import Draft, DraftLine, Facts, PricedDraft
from pos_app.services.drafts import price_with
from pos_app.services.explaining import explain
from pos_app.services.price_offers import OfferBook
from pos_app.services.returning import ReturnSource, add_return

SUMS = Path(__file__).parents[1] / "data" / "explained_sums.txt"
USD, JPY, KWD = currency("USD"), currency("JPY"), currency("KWD")
TAX = Tax("TAX", "percent", 55_000, name="Sales tax")
LOCAL = Tax("LOC", "percent", 12_500, name="Local tax")
VAT = Tax("VAT", "percent", 120_000, included=True, name="VAT")
FEE = Tax("ECO", "fixed", 250_000, name="Eco fee")


def told(figure: Figure | None, exponent: int = 2) -> list[str]:
    """The steps as a person reads them: a result after "=", a note without an amount."""
    assert figure is not None
    rows = []
    for step in figure.steps:
        text = i18n.text(step.text)
        if step.amount is not None:
            amount = formats.integer(step.amount) if figure.points else formats.money(step.amount, exponent)
            text = f"{text} {'=' if step.kind == 'result' else '|'} {amount}"
        rows.append(text)
    return rows


def goods(price: int = 42_000, unit: str = "ea", pack: int | None = None) -> SoldProduct:
    return SoldProduct(
        1, "A", "Anchor", unit, price, 0, "", "", None, "", 2 if pack else None, pack, 9 * ONE, True
    )


def price(
    *lines: DraftLine, offers: tuple[PriceOffer, ...] = (), product: SoldProduct | None = None, **more: object
) -> PricedDraft:
    """A sale without a shop: product 1 costs 4.20 unless `product` says otherwise."""
    points_rate, buyer = more.pop("points_rate", 0), more.pop("buyer", None)
    values = {"currency": USD, "tax_rounding": "line", "cash_rounding": None} | more
    facts = Facts(
        products={1: product or goods()},
        book=OfferBook({1: offers}),
        buyer=buyer,  # type: ignore[arg-type]
        points_rate=points_rate,  # type: ignore[arg-type]
        rewards={"R5": Reward("R5", 500, 500)},
    )
    draft = Draft("d", lines, **values)  # type: ignore[arg-type]
    return price_with(draft, facts, on="2026-11-22")


def why(priced: PricedDraft, key: str) -> list[str]:
    return told(explain(priced, msg("A sale")).figure(key), priced.draft.currency.exponent)


def sold(quantity: int = 3 * ONE, **more: object) -> DraftLine:
    return DraftLine(quantity, product_id=1, **({"taxes": ()} | more))  # type: ignore[arg-type]


MARIA = Buyer(1, "C1", "", "Gold", 700, "", "")
GIFT = DraftLine(ONE, description="Gift card", kind=LineKind.GIFT_CARD, unit_price=25 * E6, taxes=())
PROMO = Source.PROMOTION


def given_back() -> PricedDraft:
    """One of three anchors comes back, after another one, and one is bought in the same document."""
    was = price(sold(taxes=(TAX,)), discount=Discount(percent=100_000), buyer=MARIA, points_rate=E6)
    figures = was.lines[0].figures
    row = SaleLineRow(
        id=9, entry_id=1, sale_id=1, line_no=1, description="Anchor", quantity=3 * ONE, unit_price=4_200_000,
        list_price=4_200_000, amount=0, net=0, tax=0, gross=0,
    )  # fmt: skip
    nothing = nothing_returned(figures)
    before = add_return(nothing, return_line(SoldLine(3 * ONE, figures, 0, nothing), ONE))
    source = ReturnSource(row, SoldLine(3 * ONE, figures, ONE, before), "1-000123", 1)
    lines = (DraftLine(-ONE, product_id=1, return_of_id=9), sold(ONE, taxes=(TAX,)))
    facts = Facts(products={1: goods()}, sources={9: source}, buyer=MARIA, points_rate=E6)
    return price_with(Draft("d", lines, USD, "line", None), facts, on="2026-11-22")


CASES: dict[str, tuple[str, Callable[[], PricedDraft]]] = {
    "list price, exact to the cent": ("line:1", lambda: price(sold())),
    "list price, rounded": ("line:1", lambda: price(sold(1333, taxes=(TAX,)), product=goods(33_330, "m"))),
    "level": (
        "line:1",
        lambda: price(sold(), offers=(PriceOffer(Source.LEVEL, unit_price=3_800_000, label="Trade"),)),
    ),
    "quantity break": (
        "line:1",
        lambda: price(
            sold(), offers=(PriceOffer(Source.BREAK, unit_price=3_800_000, label="Bulk", least=2000),)
        ),
    ),
    "promotion at a price": (
        "line:1",
        lambda: price(sold(), offers=(PriceOffer(PROMO, unit_price=3_800_000, label="Spring"),)),
    ),
    "promotion by percent": (
        "line:1",
        lambda: price(sold(), offers=(PriceOffer(PROMO, discount=Discount(percent=75_000, label="Spring")),)),
    ),
    "promotion off each": (
        "line:1",
        lambda: price(sold(), offers=(PriceOffer(PROMO, off=500_000, label="Spring"),)),
    ),
    "buy two get one": (
        "line:1",
        lambda: price(sold(7000), offers=(PriceOffer(PROMO, buy_get=BuyGet(2000, 1000), label="3 for 2"),)),
    ),
    "buy one get one at half": (
        "line:1",
        lambda: price(
            sold(2000), offers=(PriceOffer(PROMO, buy_get=BuyGet(1000, 1000, 500_000), label="Pair"),)
        ),
    ),
    "coupon": (
        "line:1",
        lambda: price(
            sold(),
            offers=(
                PriceOffer(
                    Source.COUPON, discount=Discount(percent=150_000, label="15% off bits", code="AB-C")
                ),
            ),
        ),
    ),
    "discount by hand": ("line:1", lambda: price(sold(discount=Discount(percent=100_000)))),
    "amount by hand": ("line:1", lambda: price(sold(discount=Discount(amount=100)))),
    "price by hand": ("line:1", lambda: price(sold(unit_price=4 * E6, priced_by="hand"))),
    "price of a label": ("line:1", lambda: price(sold(unit_price=4 * E6, priced_by="label"))),
    "price of a quote": (
        "line:1",
        lambda: price(sold(unit_price=4 * E6, priced_by="quote", price_label="Quote Q-1")),
    ),
    "pack": ("line:1", lambda: price(sold(ONE), product=goods(229_900, pack=200_000))),
    "two taxes on goods of no list": (
        "line:1",
        lambda: price(DraftLine(2000, description="Key", unit_price=1_500_000, taxes=(TAX, LOCAL))),
    ),
    "total of two taxes": (
        "total",
        lambda: price(DraftLine(2000, description="Key", unit_price=1_500_000, taxes=(TAX, LOCAL))),
    ),
    "promotion, discount on the whole and tax": (
        "line:1",
        lambda: price(
            sold(taxes=(TAX,)),
            sold(ONE),
            offers=(PriceOffer(PROMO, off=500_000, label="Spring"),),
            discount=Discount(amount=100),
        ),
    ),
    "discount on the whole": (
        "document_discount",
        lambda: price(sold(taxes=(TAX,)), sold(ONE), discount=Discount(amount=100)),
    ),
    "percent on the whole": (
        "document_discount",
        lambda: price(sold(), discount=Discount(percent=55_000, label="Gold")),
    ),
    "fee under a discount of everything": (
        "line:1",
        lambda: price(sold(taxes=(VAT, FEE)), discount=Discount(percent=E6, label="Gold")),
    ),
    "tax in the price": (
        "line:1",
        lambda: price(DraftLine(ONE, description="Guide", unit_price=52_500_000, taxes=(VAT,))),
    ),
    "net of taxes in the price": ("net", lambda: price(sold(taxes=(VAT, FEE)), sold(ONE, taxes=(VAT,)))),
    "a fixed fee": ("tax:ECO", lambda: price(sold(taxes=(VAT, FEE)), sold(ONE, taxes=(VAT,)))),
    "rounded once over the document, the line with the cent": (
        "line:1",
        lambda: price(*[sold(ONE, taxes=(TAX,))] * 3, tax_rounding="document", product=goods(33_300)),
    ),
    "rounded once over the document": (
        "tax:TAX",
        lambda: price(*[sold(ONE, taxes=(TAX,))] * 3, tax_rounding="document", product=goods(33_300)),
    ),
    "exemption, tax in the price": ("line:1", lambda: price(sold(taxes=(VAT,)), exempt_certificate="E-17")),
    "exemption, tax on top": ("line:1", lambda: price(sold(taxes=(TAX,)), exempt_certificate="E-17")),
    "exemption": ("tax", lambda: price(sold(taxes=(VAT,)), sold(taxes=(TAX,)), exempt_certificate="E-17")),
    "gift card": ("line:2", lambda: price(sold(), GIFT)),
    "reward": (
        "line:1",
        lambda: price(sold(taxes=(TAX,)), sold(ONE), GIFT, rewards=(("R5", 1),), buyer=MARIA, points_rate=E6),
    ),
    "reward on the whole, more than there is to pay": (
        "document_discount",
        lambda: price(sold(ONE), rewards=(("R5", 1),), buyer=MARIA),
    ),
    "points": (
        "points",
        lambda: price(sold(), sold(ONE), GIFT, rewards=(("R5", 1),), buyer=MARIA, points_rate=1_500_000),
    ),
    "points spent": ("points_spent", lambda: price(sold(), rewards=(("R5", 1),), buyer=MARIA)),
    "cash rounding": ("cash", lambda: price(sold(taxes=(TAX,)), cash_rounding=CashRounding(5))),
    "cash rounding down, three decimals": (
        "cash",
        lambda: price(sold(taxes=(TAX,)), currency=KWD, cash_rounding=CashRounding(5, "down")),
    ),
    "no decimals": (
        "line:1",
        lambda: price(
            sold(taxes=(VAT,)), currency=JPY, product=goods(1_230_000), discount=Discount(percent=100_000)
        ),
    ),
    "three decimals": ("line:1", lambda: price(sold(1333, taxes=(TAX,)), currency=KWD)),
    "goods that come back": ("line:1", lambda: given_back()),
    "points that go back": ("points", lambda: given_back()),
    "discount that goes back": ("document_discount", lambda: given_back()),
    "total of an exchange": ("total", lambda: given_back()),
    "goods without a receipt": (
        "line:1",
        lambda: price(sold(-ONE, kind=LineKind.RETURN, unit_price=3_990_000, taxes=(TAX,))),
    ),
}


def read_sums() -> dict[str, list[str]]:
    """The expected sums by the name of their case."""
    parts = SUMS.read_text(encoding="utf-8").removeprefix("## ").strip().split("\n\n## ")
    return {part.splitlines()[0]: part.splitlines()[1:] for part in parts}


EXPECTED = read_sums()


def test_every_case_has_its_sum() -> None:
    assert list(CASES) == list(EXPECTED)


@pytest.mark.parametrize("case", CASES)
def test_the_sum_as_it_reads(case: str) -> None:
    key, make = CASES[case]
    assert why(make(), key) == EXPECTED[case]
