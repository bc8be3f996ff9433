"""Laws of money that hold for every sale: any cart, mix of taxes, discounts, rewards, tenders and currency."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from random import Random

from hypothesis import assume, given, reject
from hypothesis import strategies as st

from pos_app.domain.money import E6, Currency, allocate, currency, divide_half_up, line_amount
from pos_app.domain.payment import ROUNDING_METHODS, CashRounding, Settlement, Tender, TenderType, settle
from pos_app.domain.pricing import price_sale
from pos_app.domain.refunds import RefundState, TakenTender, refund_to_originals
from pos_app.domain.returns import SoldLine, nothing_returned, return_line
from pos_app.domain.sale import Discount, LineFigures, LineKind, PricedSale, SaleDocument, SaleLine, TaxFigure
from pos_app.domain.tax import Tax
from pos_app.errors import UserError

FIGURES = (
    "amount", "discount", "document_discount", "net", "tax", "gross", "waived", "points", "points_spent"
)  # fmt: skip
currencies = st.sampled_from([currency("JPY"), currency("USD"), currency("KWD")])
percents = st.integers(0, E6)
taxes = st.builds(
    lambda code, fixed, rate, fee, included, adds, ignores: Tax(
        code, "fixed" if fixed else "percent", fee if fixed else rate, included, adds, ignores
    ),
    st.sampled_from("ABCD"), st.booleans(), st.integers(-150_000, 300_000), st.integers(-E6, 3 * E6),
    st.booleans(), st.booleans(), st.booleans(),
)  # fmt: skip
chains = st.lists(taxes, max_size=4, unique_by=lambda t: t.code).map(tuple)
rounding_rules = st.builds(CashRounding, st.sampled_from([1, 5, 10, 100]), st.sampled_from(ROUNDING_METHODS))


@st.composite
def sale_lines(draw: st.DrawFn, chain: tuple[Tax, ...], money: Currency, returns: bool) -> SaleLine:
    quantity = draw(st.integers(1, 200_000) | st.sampled_from([1000, 2000, 163_000, 3400]))
    if returns and draw(st.integers(0, 5)) == 0:
        quantity = -quantity
    price = draw(st.integers(0, 99 * E6) | st.sampled_from([160_000, 8_490_000, 4_200_000, 1, 333_333]))
    full = line_amount(quantity, price, money)
    discount = draw(
        st.none()
        | percents.map(lambda p: Discount(percent=p))
        | st.integers(0, max(0, full)).map(lambda a: Discount(amount=a))
    )
    kind = draw(st.sampled_from([LineKind.GOODS, LineKind.GOODS, LineKind.GOODS, *LineKind]))
    kind = LineKind.GOODS if kind is LineKind.RETURN else kind
    return SaleLine("goods", quantity, price, chain, discount, kind, sku=f"S{draw(st.integers(0, 3))}")


@st.composite
def documents(draw: st.DrawFn, *, returns: bool = True) -> SaleDocument:
    money = draw(currencies)
    # One definition for a code: a document never holds two taxes of the same name.
    seen: dict[str, Tax] = {}
    both = [tuple(seen.setdefault(t.code, t) for t in draw(chains)) for _ in range(2)]
    lines = tuple(
        draw(sale_lines(draw(st.sampled_from(both)), money, returns)) for _ in range(draw(st.integers(1, 6)))
    )
    discounts = tuple(Discount(percent=p) for p in draw(st.lists(percents, max_size=1)))
    if draw(st.booleans()):
        discounts = (*discounts, Discount(amount=draw(st.integers(0, 50))))
    rewards = tuple(
        Discount(amount=worth, label="R", code="R", points=points)
        for worth, points in draw(st.lists(st.tuples(st.integers(1, 2000), st.integers(1, 999)), max_size=2))
    )
    return SaleDocument(
        money, lines, draw(st.sampled_from(["line", "document"])), discounts, rewards,
        exempt=draw(st.integers(0, 4)) == 0, points_rate=draw(st.integers(0, 2 * E6)),
    )  # fmt: skip


def priced(document: SaleDocument) -> PricedSale:
    """The figures; documents that are refused with a clear sentence are not what these laws are about."""
    try:
        return price_sale(document)
    except UserError as error:
        if error.code not in {"bad_discount", "bad_tax", "reward_not_usable"}:
            raise
        reject()


def totals(sale: PricedSale) -> tuple[object, ...]:
    by_code = {t.tax.code: (t.base, t.amount) for t in sale.taxes}
    return (
        sale.subtotal, sale.document_discount, sale.discount, sale.net, sale.tax, sale.total, sale.points,
        sale.points_spent, by_code,
    )  # fmt: skip


@given(documents())
def test_parts_add_up(document: SaleDocument) -> None:
    sale = priced(document)
    assert sale.net + sale.tax == sale.total
    for name in ("net", "tax", "points", "points_spent", "document_discount"):
        assert sum(getattr(f, name) for f in sale.lines) == getattr(sale, name), name
    assert sum(f.gross for f in sale.lines) == sale.total
    assert sum(f.amount for f in sale.lines) == sale.subtotal
    by_code: Counter[str] = Counter()
    for figures in sale.lines:
        by_code.update({t.tax.code: t.amount for t in figures.taxes})
    assert {t.tax.code: t.amount for t in sale.taxes} == dict(by_code)
    assert sum(t.amount for t in sale.taxes) == sale.tax


@given(documents())
def test_a_line_goes_from_its_price_to_its_gross_in_the_steps_shown(document: SaleDocument) -> None:
    sale = priced(document)
    for line, figures in zip(document.lines, sale.lines, strict=True):
        full = line_amount(line.quantity, line.unit_price, document.currency)
        assert figures.amount == full - figures.discount
        assert (
            figures.net + figures.tax == figures.gross == figures.net + sum(t.amount for t in figures.taxes)
        )
        included = sum(t.amount for t in figures.taxes if t.tax.included)
        if not document.exempt:
            assert figures.net == figures.amount - figures.document_discount - included
        if line.quantity > 0:
            assert 0 <= figures.document_discount <= figures.amount
        if not line.kind.discountable:
            assert figures.document_discount == 0
        if not line.kind.earns_points:
            assert figures.points == 0


@given(documents())
def test_the_shown_discount_is_what_was_asked_for_rounded_once(document: SaleDocument) -> None:
    document = replace(document, discounts=document.discounts[:1], rewards=())
    sale = priced(document)
    base = sum(
        max(0, f.amount) for line, f in zip(document.lines, sale.lines, strict=True) if line.kind.discountable
    )
    wanted = 0
    for discount in document.discounts:
        if discount.percent is not None:
            wanted = base - divide_half_up(base * (E6 - discount.percent), E6)
        else:
            wanted = discount.amount or 0
    assert sale.document_discount == wanted


@given(documents(), st.randoms(use_true_random=False))
def test_line_order_changes_no_total(document: SaleDocument, random: Random) -> None:
    lines = list(document.lines)
    random.shuffle(lines)
    assert totals(priced(document)) == totals(price_sale(replace(document, lines=tuple(lines))))


@given(documents())
def test_the_same_cart_gives_the_same_figures(document: SaleDocument) -> None:
    assert priced(document) == price_sale(replace(document, lines=tuple(replace(x) for x in document.lines)))


@given(
    st.lists(st.tuples(st.integers(1, 50_000), st.integers(1, 90 * E6)), min_size=1, max_size=6),
    st.integers(-150_000, 300_000),
    st.booleans(),
    currencies,
)
def test_tax_is_the_exact_share_rounded_by_line_or_once_over_the_document(
    goods: list[tuple[int, int]], rate: int, included: bool, money: Currency
) -> None:
    tax = Tax("T", "percent", rate, included)
    document = SaleDocument(money, tuple(SaleLine("x", q, p, (tax,)) for q, p in goods))
    amounts = [line_amount(q, p, money) for q, p in goods]
    exact = [Fraction(a * rate, E6 + rate if included else E6) for a in amounts]
    by_line, whole = price_sale(document), price_sale(replace(document, tax_rounding="document"))
    assert [f.tax for f in by_line.lines] == [half_up(e) for e in exact]
    assert whole.tax == half_up(sum(exact, Fraction(0)))
    assert all(abs(f.tax - e) < 1 for f, e in zip(whole.lines, exact, strict=True))


def half_up(value: Fraction) -> int:
    """Half away from zero, told another way than the program does."""
    size = int(abs(value) + Fraction(1, 2))
    return -size if value < 0 else size


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_half_up_is_the_nearest_and_symmetric(numerator: int, denominator: int) -> None:
    got = divide_half_up(numerator, denominator)
    assert abs(Fraction(numerator, denominator) - got) <= Fraction(1, 2)
    assert divide_half_up(-numerator, denominator) == -got


@given(st.integers(-(10**6), 10**6), st.lists(st.integers(0, 10**5), min_size=1, max_size=8))
def test_a_split_loses_nothing_and_is_fair_to_a_cent(total: int, weights: list[int]) -> None:
    assume(sum(weights))
    parts = allocate(total, weights, [(i,) for i in range(len(weights))])
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


@given(
    st.integers(-(10**6), 10**6).filter(bool),
    st.lists(st.tuples(st.sampled_from(["card", "cheque", "transfer"]), st.integers(0, 100)), max_size=3),
    st.integers(0, 5000),
    st.none() | rounding_rules,
    currencies,
)
def test_tendered_less_change_is_total_and_cash_rounding(
    total: int, shares: list[tuple[TenderType, int]], extra: int, rule: CashRounding | None, money: Currency
) -> None:
    settled, tenders = paid(total, shares, extra, rule, money)
    assert settled.due == 0
    assert sum(t.amount for t in tenders) - settled.change == settled.paid == total + settled.cash_rounding
    assert 0 <= settled.change <= extra
    if rule is not None:
        assert abs(settled.cash_rounding) < rule.step
        assert rule.round(-total) == -rule.round(total)
    else:
        assert settled.cash_rounding == 0


@given(
    st.integers(1, 5000), st.integers(0, 100), st.integers(0, 5000), st.none() | rounding_rules, currencies
)
def test_cash_either_closes_a_sale_as_the_coins_demand_or_leaves_something_due(
    total: int, share: int, cash: int, rule: CashRounding | None, money: Currency
) -> None:
    card = total * share // 100
    tenders = [Tender("card", card)] * bool(card) + [Tender("cash", cash)]
    settled = settle(total, tenders, rule, money)
    closing = rule.round(total - card) if rule else total - card
    assert (settled.due == 0) == (cash >= closing)
    assert settled.due >= 0
    if not settled.due:
        assert (settled.paid, settled.change) == (card + closing, cash - closing)


def paid(
    total: int,
    shares: list[tuple[TenderType, int]],
    extra: int,
    rule: CashRounding | None,
    money: Currency,
) -> tuple[Settlement, list[Tender]]:
    """The total by card and the like, each a share of what is left, then cash (too much, if there is a change)."""
    tenders, left = [], total
    for kind, share in shares:
        part = left * share // 100 if left > 0 else -(-left * share // 100)
        if part:
            tenders.append(Tender(kind, part))
            left -= part
    cash = (rule.round(left) if rule else left) + (extra if total > 0 else 0)
    if left or not tenders:
        tenders.append(Tender("cash", cash))
    return settle(total, tenders, rule, money), tenders


@given(documents(returns=False), st.randoms(use_true_random=False))
def test_goods_that_go_back_in_any_split_and_order_end_at_nothing(
    document: SaleDocument, random: Random
) -> None:
    sale = priced(document)
    lines = [
        SoldLine(line.quantity, figures, 0, nothing_returned(figures))
        for line, figures in zip(document.lines, sale.lines, strict=True)
    ]
    sums: Counter[str] = Counter()
    while any(line.left for line in lines):
        number = random.choice([n for n, line in enumerate(lines) if line.left])
        quantity = random.randint(1, lines[number].left)
        back = return_line(lines[number], quantity)
        assert back.net + back.tax == back.gross
        sums.update({name: getattr(back, name) for name in FIGURES})
        lines[number] = taken_back(lines[number], quantity, back)
    for name in FIGURES:
        assert sums[name] == -sum(getattr(f, name) for f in sale.lines), name
    assert [line.given_back.taxes for line in lines] == [f.taxes for f in sale.lines]


def taken_back(line: SoldLine, quantity: int, back: LineFigures) -> SoldLine:
    given = line.given_back
    sums = {name: getattr(given, name) - getattr(back, name) for name in FIGURES}
    taxes = tuple(
        TaxFigure(g.tax, g.base - b.base, g.amount - b.amount)
        for g, b in zip(given.taxes, back.taxes, strict=True)
    )
    return replace(line, returned=line.returned + quantity, given_back=LineFigures(**sums, taxes=taxes))


@given(
    st.lists(st.integers(1, 3000), min_size=1, max_size=6),
    st.lists(st.tuples(st.sampled_from(["card", "cheque", "transfer"]), st.integers(0, 100)), max_size=3),
    st.none() | rounding_rules,
    currencies,
)
def test_money_that_goes_back_in_parts_is_what_was_paid_to_every_tender(
    parts: list[int], shares: list[tuple[TenderType, int]], rule: CashRounding | None, money: Currency
) -> None:
    sold, tenders = paid(sum(parts), shares, 0, rule, money)
    taken: Counter[TenderType] = Counter()
    for tender in tenders:
        taken[tender.type] += tender.amount
    state = RefundState(tuple(TakenTender(kind, "", size, 0) for kind, size in taken.items()), 0, rule)
    rounding = 0
    for due in parts:
        settled = refund_to_originals(due, state)
        assert settled.paid == settled.total + settled.cash_rounding == sum(t.amount for t in settled.tenders)
        rounding += settled.cash_rounding
        back = Counter({t.type: -t.amount for t in settled.tenders})
        state = replace(
            state,
            tenders=tuple(replace(t, given_back=t.given_back + back[t.type]) for t in state.tenders),
            refunded=state.refunded + due,
        )
        # Never more cash back than came in, not even for a moment.
        assert all(t.given_back <= t.taken for t in state.tenders)
    assert [t.left for t in state.tenders] == [0] * len(state.tenders)
    assert rounding == -sold.cash_rounding
