"""A counter on which anything may happen in any order, checked after every step against `shop_model`."""

from __future__ import annotations

import copy
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import text

from pos_app.domain.payment import Tender
from pos_app.errors import UserError
from pos_app.services import carts, holding, quotes, sales, settings
from pos_app.services.cart_gift_cards import add_gift_card
from pos_app.services.cart_view import CartView
from pos_app.services.desk import Actor
from pos_app.services.quote_taking import take_quote
from pos_app.services.refund_documents import refund_json
from pos_app.services.setup import open_shop
from pos_app.services.verify import verify
from tests.services.stocked_shop import small_shop
from tests.stateful.shop_model import (
    BY_PIECE,
    CHEN,
    GOODS,
    MARIA,
    REWARD_POINTS,
    Cart,
    Line,
    Shop,
    Sold,
    coins,
)

E6 = 1_000_000
picks = st.integers(0, 1_000_000)
buyers = st.sampled_from([None, MARIA, CHEN])
percents = st.sampled_from([0, 50_000, 125_000, 333_333, E6])


@dataclass(frozen=True)
class Act:
    """Something that can be done at the counter: how often, when at all, and what is drawn for it."""

    often: int
    possible: Callable[[Any], object]
    draws: dict[str, st.SearchStrategy[Any]]
    do: Callable[..., None]


ACTS: list[Act] = []


def act(
    often: int, possible: Callable[[Any], object], **draws: st.SearchStrategy[Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Not a rule each: hypothesis leaves some rules of a machine out, and a shop that never sells proves little."""

    def keep(do: Callable[..., None]) -> Callable[..., None]:
        ACTS.append(Act(often, possible, draws, do))
        return do

    return keep


class CounterMachine(RuleBasedStateMachine):
    """One till of a small shop; `done` counts what was done, over all examples."""

    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name)
        with small_shop(path) as made:
            self.desk = replace(made, db=open_shop(path), actor=Actor("dana", "Dana", "owner"))
        # What a tier is worth is told elsewhere; here Gold is Maria's alone.
        settings.set_setting(self.desk, key="loyalty.tiers", value=[])
        settings.set_setting(self.desk, key="limits.discount_percent", value="100")
        self.shop = Shop()

    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        """Do one of the things that can be done now."""
        self.count("steps")
        possible = {a.do.__name__: a for a in ACTS if a.possible(self)}
        names = [name for name, a in possible.items() for _ in range(a.often)]
        chosen = possible[data.draw(st.sampled_from(names), label="what")]
        chosen.do(self, **{name: data.draw(how, label=name) for name, how in chosen.draws.items()})

    @property
    def cart(self) -> Cart:
        return self.shop.cart

    @property
    def view(self) -> CartView:
        return carts.current(self.desk)

    def count(self, what: str) -> None:
        type(self).done[what] += 1

    # Ringing up

    @act(
        4,
        lambda at: not at.cart.quote,
        product=st.sampled_from(sorted(GOODS)),
        quantity=st.integers(1, 40),
        part=st.integers(0, 999),
    )
    def add_goods(self, product: int, quantity: int, part: int) -> None:
        size = 1000 * quantity + (0 if product in BY_PIECE else part)
        carts.add_product(self.desk, product_id=product, quantity=size)
        self.put(Line(size, product))
        self.count("add goods")

    @act(
        2,
        lambda at: not at.cart.quote,
        price=st.integers(0, 30_000),
        quantity=st.integers(1, 9000),
        taxed=st.booleans(),
    )
    def add_something_else(self, price: int, quantity: int, taxed: bool) -> None:
        carts.add_custom(
            self.desk,
            description="Something else",
            unit_price=price * 1000,
            quantity=quantity,
            taxes=("TAX",) if taxed else (),
        )
        self.put(Line(quantity, price=Fraction(price, 10), taxed=taxed))
        self.count("add something else")

    @act(1, lambda at: not at.cart.quote, amount=st.integers(1, 9000), top_up=st.booleans(), pick=picks)
    def add_card(self, amount: int, top_up: bool, pick: int) -> None:
        cards = [code for code in self.shop.credit if code.startswith("GC")]
        code = cards[pick % len(cards)] if top_up and cards else ""
        add_gift_card(self.desk, amount=amount, code=code)
        self.put(Line(1000, price=Fraction(amount), taxed=False, card=code))
        self.count("add gift card")

    def put(self, line: Line) -> None:
        """Put a line into the model, or onto the one that the counter has put it on."""
        there = self.cart.lines.get(self.view.selected_id or 0)
        if there is None:
            self.cart.lines[self.view.selected_id or 0] = line
        else:
            assert (there.product, line.card, there.of) == (line.product, None, line.of)
            there.quantity += line.quantity

    @act(
        1,
        lambda at: any(x.of is None for x in at.cart.lines.values()) and not at.cart.quote,
        pick=picks,
        quantity=st.integers(1, 60),
    )
    def change_quantity(self, pick: int, quantity: int) -> None:
        line_id, line = self.pick_line(pick)
        if line.card is None:
            carts.set_quantity(self.desk, line_id=line_id, quantity=1000 * quantity)
            line.quantity = 1000 * quantity
            self.count("change quantity")

    @act(
        1,
        lambda at: any(x.of is None for x in at.cart.lines.values()) and not at.cart.quote,
        pick=picks,
        percent=percents,
    )
    def discount_line(self, pick: int, percent: int) -> None:
        line_id, line = self.pick_line(pick)
        if line.card is None:
            carts.discount_line(self.desk, line_id=line_id, percent=percent or None)
            line.percent = Fraction(percent, E6)
            self.count("discount a line")

    def pick_line(self, pick: int) -> tuple[int, Line]:
        sold = [(line_id, line) for line_id, line in self.cart.lines.items() if line.of is None]
        return sold[pick % len(sold)]

    @act(1, lambda at: at.cart.lines and not at.cart.quote, pick=picks)
    def remove_line(self, pick: int) -> None:
        line_id = sorted(self.cart.lines)[pick % len(self.cart.lines)]
        carts.remove_line(self.desk, line_id=line_id)
        del self.cart.lines[line_id]
        self.count("remove a line")

    @act(1, lambda at: at.cart.sold and not at.cart.quote, percent=percents)
    def discount_all(self, percent: int) -> None:
        carts.discount_cart(self.desk, percent=percent or None, reason="regular")
        self.cart.percent = Fraction(percent, E6)
        self.count("discount the whole")

    @act(2, lambda at: not at.cart.quote and not at.cart.gives_back, customer=buyers)
    def name_customer(self, customer: int | None) -> None:
        carts.set_customer(self.desk, customer_id=customer)
        if self.cart.customer != customer:
            self.cart.reward = False
        self.cart.customer = customer
        self.count("name a customer")

    @act(2, lambda at: at.cart.customer and at.cart.lines and not at.cart.quote, use=st.booleans())
    def reward(self, use: bool) -> None:
        if not use:
            carts.drop_reward(self.desk, reward="R5")
            self.cart.reward = False
        elif not self.refused(lambda: carts.use_reward(self.desk, reward="R5")):
            assert self.shop.points[self.cart.customer or 0] >= REWARD_POINTS
            self.cart.reward = True
            self.count("use a reward")

    # Sales that wait

    @act(1, lambda at: at.cart.lines and len(at.shop.held) < 4)
    def hold(self) -> None:
        self.shop.held[self.view.id] = self.cart
        holding.hold(self.desk, name="later")
        self.shop.cart = Cart()
        self.count("hold")

    @act(1, lambda at: at.shop.held, pick=picks)
    def resume(self, pick: int) -> None:
        cart_id = list(self.shop.held)[pick % len(self.shop.held)]
        self.put_aside()
        holding.resume(self.desk, cart_id=cart_id)
        self.shop.cart = self.shop.held.pop(cart_id)
        assert {held.id for held in holding.held(self.desk)} == set(self.shop.held)
        self.count("resume")

    def put_aside(self) -> None:
        """An open sale with lines waits where another takes its place."""
        if self.cart.lines:
            self.shop.held[self.view.id] = self.cart
        self.shop.cart = Cart()

    @act(1, lambda at: at.cart.lines)
    def cancel(self) -> None:
        holding.clear(self.desk)
        self.shop.cart = Cart()
        self.count("cancel")

    @act(1, lambda at: True)
    def power_cut(self) -> None:
        self.desk.db.close()
        self.desk = replace(self.desk, db=open_shop(Path(self.folder.name)))
        self.count("power cut")

    # Quotes

    @act(1, lambda at: at.cart.lines and not at.cart.quote)
    def quote(self) -> None:
        view = self.view
        if self.refused(lambda: quotes.make_quote(self.desk)):
            assert self.cart.gives_back or self.cart.reward or any(x.card is not None for x in self.cart.sold)
            return
        number = quotes.list_quotes(self.desk)[0].number
        number = max(
            (q.number for q in quotes.list_quotes(self.desk)), key=lambda n: int(n[2:]), default=number
        )
        self.shop.quotes[number] = (self.cart, view.total)
        self.shop.cart = Cart()
        self.count("quote")

    @act(2, lambda at: at.shop.quotes, pick=picks)
    def sell_quote(self, pick: int) -> None:
        number = sorted(self.shop.quotes)[pick % len(self.shop.quotes)]
        taken = {cart.quote for cart in (self.cart, *self.shop.held.values())}
        cart_id = self.view.id
        if number in taken:
            assert self.refused(lambda: take_quote(self.desk, number=number))
            return
        take_quote(self.desk, number=number)
        if self.cart.lines:
            self.shop.held[cart_id] = self.cart
        quoted, total = self.shop.quotes[number]
        view = self.view
        lines = [copy.copy(line) for line in quoted.lines.values()]
        self.shop.cart = replace(
            quoted,
            lines={shown.id: line for shown, line in zip(view.lines, lines, strict=True)},
            quote=number,
        )
        assert view.total == total
        self.count("take a quote")

    # Money

    @act(
        4,
        lambda at: at.cart.lines,
        way=st.sampled_from(["cash", "card", "mixed", "credit"]),
        pick=picks,
        extra=st.integers(0, 5000),
    )
    def pay(self, way: str, pick: int, extra: int) -> None:
        view = self.view
        if view.problem is not None:
            assert self.refused(lambda: sales.complete_cart(self.desk, tenders=[Tender("cash", 10**7)]))
            return
        total, tenders = view.total, list[Tender]()
        if total > 0 and way == "credit":
            tenders += self.by_credit(total, pick)
        left = total - sum(t.amount for t in tenders)
        if way == "mixed" and left > 0 and left * (pick % 100) // 100:
            tenders.append(Tender("card", left * (pick % 100) // 100))
            left -= tenders[-1].amount
        if way == "card" and left > 0:
            tenders.append(Tender("card", left))
        elif left:
            tenders.append(Tender("cash", coins(left) + (extra if left > 0 else 0)))
        if self.too_little(tenders):
            assert self.refused(lambda: sales.complete_cart(self.desk, tenders=self.less(tenders)))
        try:
            done = sales.complete_cart(self.desk, tenders=tenders)
        except UserError as error:
            # Money back in an exchange may have to go elsewhere; a card that comes back may be spent.
            if not self.cart.gives_back or self.view != view:
                raise AssertionError("a sale that can be paid was refused, or changed") from error
            self.count("refused exchange")
            return
        self.book(view, tenders, done.answer or {})

    @staticmethod
    def too_little(tenders: Sequence[Tender]) -> bool:
        return bool(tenders) and tenders[-1].type == "card" and tenders[-1].amount > 1

    @staticmethod
    def less(tenders: Sequence[Tender]) -> list[Tender]:
        return [*tenders[:-1], replace(tenders[-1], amount=tenders[-1].amount - 1)]

    def by_credit(self, total: int, pick: int) -> list[Tender]:
        """As much as is on one card or slip that this sale may use; never a card that the sale tops up."""
        # In the order in which they came: codes and ids are random, and the same seed must do the same.
        topped = {line.card for line in self.cart.lines.values()}
        fit = [
            code
            for code, balance in self.shop.credit.items()
            if balance and code not in topped and self.shop.owner.get(code) in (None, self.cart.customer)
        ]
        if not fit:
            return []
        code = fit[pick % len(fit)]
        kind = "gift_card" if code.startswith("GC") else "store_credit"
        balance = self.shop.credit[code]
        if total > balance:
            assert self.refused(
                lambda: sales.complete_cart(
                    self.desk, tenders=[Tender(kind, balance + 1, code), Tender("cash", 10**7)]
                )
            )
        return [Tender(kind, min(balance, total), code)]

    def book(self, view: CartView, tenders: Sequence[Tender], answer: dict[str, Any]) -> None:
        """Move in the model what a paid sale moves."""
        cart, shop = self.cart, self.shop
        money = Counter[str]()
        for tender in tenders:
            money[tender.reference or tender.type] += tender.amount
        non_cash = sum(t.amount for t in tenders if t.type != "cash")
        handed = sum(t.amount for t in tenders if t.type == "cash")
        in_cash = any(t.type == "cash" for t in tenders)
        rounding = coins(view.total - non_cash) - (view.total - non_cash) if in_cash else 0
        money["cash"] -= max(0, handed - (view.total - non_cash + rounding))
        assert cents_of(answer["cash_rounding"]) == rounding
        assert sum(money.values()) == view.total + rounding == cents_of(answer["paid"])
        cards = iter(answer.get("gift_cards", ()))
        for line in cart.lines.values():
            self.move(line)
            if line.card is not None and line.of is None:
                line.card = next(cards)["code"]
                shop.credit[line.card] = shop.credit.get(line.card, 0) + line.amount(None)
            elif line.card is not None:
                shop.credit[line.card] += line.amount(None)
        self.spend(tenders)
        self.earn(cart, answer)
        shop.money.update(Counter({k: v for k, v in money.items() if k in ("cash", "card")}))
        left = [0 if line.of is not None else line.quantity for line in cart.lines.values()]
        shop.sales.append(
            Sold(str(answer["receipt"]), cart.customer, list(cart.lines.values()), left, money, view.total)
        )
        shop.quotes.pop(cart.quote, None)
        shop.cart = Cart()
        self.count("exchange" if cart.gives_back else "sell")

    def move(self, line: Line) -> None:
        if line.product:
            stock, size = line.moves
            self.shop.stock[stock] -= size
        if line.of is not None:
            sold = self.shop.sales[line.of[0]]
            sold.left[line.of[1]] += line.quantity

    def spend(self, tenders: Sequence[Tender]) -> None:
        for tender in tenders:
            if tender.reference:
                self.shop.credit[tender.reference] -= tender.amount
                assert self.shop.credit[tender.reference] >= 0

    def earn(self, cart: Cart, answer: dict[str, Any]) -> None:
        """Points: one for each whole unit of net; what comes back takes its own."""
        earned, spent = int(answer["points"]["earned"]), int(answer["points"]["spent"])
        if cart.customer is None:
            assert (earned, spent) == (0, 0)
        elif not cart.gives_back:
            assert earned == (cart.goods() - cart.discount()) // 100
            assert spent == (REWARD_POINTS if cart.reward else 0)
        self.shop.points[cart.customer or 0] += earned - spent

    # What comes back

    @act(
        3,
        lambda at: any(any(sold.left) for sold in at.shop.sales),
        pick=picks,
        quantity=picks,
        whole=st.booleans(),
        to=st.sampled_from(["", "store_credit"]),
    )
    def refund(self, pick: int, quantity: int, whole: bool, to: str) -> None:
        at = [n for n, sold in enumerate(self.shop.sales) if any(sold.left)]
        sold = self.shop.sales[at[pick % len(at)]]
        open_lines = [n for n, left in enumerate(sold.left) if left and not self.waiting(sold, n)]
        if not open_lines:
            return
        if whole:
            back = {n: sold.left[n] for n in open_lines}
        else:
            number = open_lines[quantity % len(open_lines)]
            back = {number: self.some_of(sold, number, quantity)}
        asked: dict[str, Any] = {"of": sold.number, "reason": "not needed"}
        asked["lines"] = [{"line": n + 1, "quantity": decimal(size)} for n, size in back.items()]
        if (
            to
            and sold.untouched
            and len(back) == len(sold.lines)
            and whole
            and sold.total > 0
            and sold.customer
        ):
            asked["tenders"] = [{"type": to, "amount": f"{sold.total // 100}.{sold.total % 100:02}"}]
        before = self.figures()
        try:
            answer = refund_json(self.desk, asked)
        except UserError as error:
            # Only what was on a card can be missing from it.
            if not any(sold.lines[n].card for n in back) or self.figures() != before:
                raise AssertionError("what was sold could not go back, or not nothing changed") from error
            self.count("refused refund")
            return
        self.give_back(sold, back, answer)
        if whole:
            assert self.refused(lambda: refund_json(self.desk, asked | {"tenders": []}))
        self.count("refund")

    def waiting(self, sold: Sold, number: int) -> bool:
        """Whether a line is about to come back in a sale that is open or held."""
        at = (self.shop.sales.index(sold), number)
        return any(x.of == at for cart in (self.cart, *self.shop.held.values()) for x in cart.lines.values())

    @staticmethod
    def some_of(sold: Sold, number: int, quantity: int) -> int:
        size = sold.left[number]
        line = sold.lines[number]
        # A thing at its own price is counted in pieces unless a part of one was sold.
        by_piece = line.quantity % 1000 == 0 if not line.product else line.product in BY_PIECE
        return 1000 * (1 + quantity % (size // 1000)) if by_piece else 1 + quantity % size

    def give_back(self, sold: Sold, back: dict[int, int], answer: dict[str, Any]) -> None:
        for number, size in back.items():
            line = sold.lines[number]
            sold.left[number] -= size
            if line.product:
                self.move(replace(line, quantity=-size))
            if line.card:
                self.shop.credit[line.card] -= line.amount(None)
        for tender in answer["tenders"]:
            amount, code = -cents_of(tender["amount"]), tender.get("reference", "")
            where = code or tender["type"]
            sold.money[where] -= amount
            if code:
                self.shop.credit[code] = self.shop.credit.get(code, 0) + amount
                if code not in self.shop.owner:
                    self.shop.owner[code] = sold.customer if tender["type"] == "store_credit" else None
            else:
                self.shop.money[where] -= amount
        assert -cents_of(answer["paid"]) == sum(-cents_of(t["amount"]) for t in answer["tenders"])
        self.shop.points[sold.customer or 0] += int(answer["points"]["earned"]) - int(
            answer["points"]["spent"]
        )

    @act(
        2,
        lambda at: any(any(s.left) for s in at.shop.sales) and not at.cart.quote,
        pick=picks,
        quantity=picks,
    )
    def bring_back_into_the_sale(self, pick: int, quantity: int) -> None:
        """An exchange: what comes back stands in the same cart as what is bought."""
        at = [n for n, sold in enumerate(self.shop.sales) if any(sold.left)]
        which = at[pick % len(at)]
        sold = self.shop.sales[which]
        open_lines = [n for n, left in enumerate(sold.left) if left and not self.waiting(sold, n)]
        if not open_lines:
            return
        number = open_lines[quantity % len(open_lines)]
        size = self.some_of(sold, number, quantity)
        if self.refused(
            lambda: carts.add_return(self.desk, receipt=sold.number, line=number + 1, quantity=size)
        ):
            return
        if self.cart.customer is None and sold.customer is not None:
            self.cart.customer = sold.customer
        self.put(replace(sold.lines[number], quantity=-size, of=(which, number)))
        self.count("bring back")

    def refused(self, act: Callable[[], object]) -> bool:
        """Whether an act is refused with a sentence; then nothing has changed."""
        before = self.figures()
        try:
            act()
        except UserError:
            assert self.figures() == before
            self.count("refused")
            return True
        return False

    # What must be so after every step

    def figures(self) -> dict[str, Any]:
        """Everything the shop has, by its books."""
        with self.desk.db.read() as session:

            def pairs(sql: str) -> dict[Any, Any]:
                return {row[0]: row[1] for row in session.execute(text(sql))}

            return {
                "stock": pairs("SELECT product_id, on_hand FROM stock_level"),
                "moves": pairs("SELECT product_id, sum(quantity) FROM stock_move GROUP BY product_id"),
                "points": pairs("SELECT customer_id, sum(points) FROM point_ledger GROUP BY customer_id"),
                "kept": pairs("SELECT customer_id, points FROM customer_balance"),
                "credit": pairs("SELECT code, balance FROM credit_account"),
                "ledger": pairs("SELECT code, sum(amount) FROM credit_ledger GROUP BY code"),
                "money": pairs("SELECT type, sum(amount) FROM tender GROUP BY type"),
                "change": pairs("SELECT 1, coalesce(sum(change), 0) FROM sale"),
                "cart": self.view,
                "held": pairs("SELECT id, name FROM cart WHERE state = 'held'"),
            }

    @invariant()
    def the_books_say_what_the_model_says(self) -> None:
        found, shop = self.figures(), self.shop
        assert found["moves"] == dict(shop.stock)
        assert found["stock"] == found["moves"]
        assert whole(found["points"]) == whole(dict(shop.points), 0)
        assert whole(found["kept"]) == whole(found["points"])
        assert found["ledger"] == shop.credit
        assert found["credit"] == found["ledger"]
        assert found["money"].get("cash", 0) - found["change"][1] == shop.money["cash"]
        assert found["money"].get("card", 0) == shop.money["card"]
        assert set(found["held"]) == set(shop.held)
        self.check_cart(found["cart"])

    def check_cart(self, view: CartView) -> None:
        cart = self.cart
        assert [line.id for line in view.lines] == list(cart.lines)
        assert view.customer_id == cart.customer
        if cart.reward and not view.rewards:
            # A reward, and a discount, that no longer fit the sale leave it by themselves.
            cart.reward, cart.percent = False, Fraction(0)
        for shown, line in zip(view.lines, cart.lines.values(), strict=True):
            assert (shown.quantity, shown.is_return) == (line.quantity, line.of is not None)
            if line.of is None:
                assert shown.amount == line.amount(cart.customer)
        if view.problem is None and not cart.gives_back:
            assert view.document_discount == cart.discount()
            assert cart.total() in (None, view.total)

    def teardown(self) -> None:
        report = verify(self.desk)
        assert report.problems == []
        self.everything_given_back_came_to_nothing()
        self.desk.db.close()
        self.folder.cleanup()

    def everything_given_back_came_to_nothing(self) -> None:
        figures = ("amount", "net", "tax", "gross", "points", "points_spent", "discount", "document_discount")
        sums = ", ".join(f"coalesce(sum(l.{name}), 0)" for name in figures)
        with self.desk.db.read() as session:
            for sold in self.shop.sales:
                for number, left in enumerate(sold.left):
                    if left == 0 and sold.lines[number].of is None:
                        row = session.execute(
                            text(
                                f"SELECT {sums} FROM sale_line o JOIN sale s ON s.id = o.sale_id"
                                " JOIN sale_line l ON l.id = o.id OR l.return_of_id = o.id"
                                " WHERE s.number = :number AND o.line_no = :line"
                            ),
                            {"number": sold.number, "line": number + 1},
                        ).one()
                        assert tuple(row) == (0,) * len(figures), (sold.number, number + 1)
                        self.count("lines back to nothing")


def whole(values: dict[Any, int], nobody: int | None = None) -> dict[Any, int]:
    """Without those who have nothing."""
    return {key: value for key, value in values.items() if value and key != nobody}


def cents_of(plain: str) -> int:
    return int(plain.replace(".", ""))


def decimal(thousandths: int) -> str:
    return f"{thousandths // 1000}.{thousandths % 1000:03}"
