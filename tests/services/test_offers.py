"""Offers in a real shop: chosen, printed as shown beforehand, redeemed once, given back with a return."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from pos_app.data.queries import posting
from pos_app.domain.message import english, msg
from pos_app.domain.message_codec import encode
from pos_app.domain.offer_codes import make_code, parse_code
from pos_app.domain.offers import held_out
from pos_app.domain.payment import Tender
from pos_app.errors import UserError
from pos_app.services import carts, customers, offers, sales, settings
from pos_app.services.documents import sell_json
from pos_app.services.refund_documents import refund_json
from pos_app.services.verify import verify
from tests.services.history_kit import TODAY, Kit
from tests.services.shop_kit import as_owner
from tests.services.test_person import deck_shop


def rows(kit: Kit, name: str) -> list[Any]:
    with kit.desk.db.read() as session:
        return list(session.execute(select(posting.table(name))))


def sell(kit: Kit, customer_id: int | None, *product_ids: int, coupon: str = "") -> dict[str, Any]:
    """Ring up and pay; the answer of the sale."""
    carts.set_customer(kit.desk, customer_id=customer_id)
    for product_id in product_ids:
        carts.add_product(kit.desk, product_id=product_id)
    if coupon:
        carts.add_coupon(kit.desk, code=coupon)
    total = carts.current(kit.desk).total
    done = sales.complete_cart(kit.desk, tenders=[Tender("card", total)])
    assert done.answer is not None
    return done.answer


def problems_since(kit: Kit, made: int) -> list[Any]:
    """What `verify` finds in the entries after the hand-made ones, which have no tenders and no stock."""
    return [problem for problem in verify(kit.desk).problems if problem.seq > made]


def free_code(held: bool) -> str:
    """A customer's code that is held back this quarter, or one that is not."""
    return next(code for n in range(1_000) if held_out(code := f"K{n}", TODAY, 100_000) is held)


def test_the_receipt_prints_what_the_sidebar_showed_and_the_next_sale_redeems_it(kit: Kit) -> None:
    _maria, screws, bits = deck_shop(kit)
    buyer = kit.customer(free_code(held=False), "Jan Lind")
    made = kit.sale(TODAY - timedelta(40), buyer, {screws: 1_000})
    carts.set_customer(kit.desk, customer_id=buyer)
    carts.add_product(kit.desk, product_id=screws)
    shown = customers.person(kit.desk, customer_id=buyer).offer
    assert shown is not None
    answer = sell(kit, buyer)
    (printed,) = answer["offers"]
    assert parse_code(printed["code"]) == printed["code"]
    assert (printed["text"], printed["until"]) == ("15% off Bit set T25, 10 pieces", "2026-12-19")
    assert printed["text"] == english(shown.text)
    view = customers.person(kit.desk, customer_id=buyer)
    assert [offer.code for offer in view.open_offers] == [printed["code"]]
    assert view.offer is None, "there is an unused offer for the same thing"
    second = sell(kit, buyer, bits, coupon=printed["code"].lower().replace("-", " "))
    assert second["lines"][0]["discount"] == "1.50"
    assert [row.event for row in rows(kit, "offer_event_ledger")] == ["issued", "redeemed"]
    assert customers.person(kit.desk, customer_id=buyer).open_offers == ()
    with pytest.raises(UserError, match="already used"):
        sell(kit, buyer, bits, coupon=printed["code"])
    assert problems_since(kit, made) == []


def test_who_is_held_back_gets_none_and_is_recorded(kit: Kit) -> None:
    _maria, screws, _bits = deck_shop(kit)
    buyer = kit.customer(free_code(held=True), "Jan Lind")
    made = kit.sale(TODAY - timedelta(40), buyer, {screws: 1_000})
    answer = sell(kit, buyer, screws)
    assert answer["offers"] == []
    assert rows(kit, "offer_ledger") == []
    assert [row.customer_id for row in rows(kit, "offer_holdout_ledger")] == [buyer]
    assert customers.person(kit.desk, customer_id=buyer).offer is None
    assert problems_since(kit, made) == []


def test_nobody_who_had_no_offer_coming_is_recorded_as_held_back(kit: Kit) -> None:
    buyer = kit.customer(free_code(held=True), "Jan Lind")
    sell(kit, buyer, kit.product("TAPE", "Tape"))
    assert rows(kit, "offer_holdout_ledger") == []


def test_no_offers_without_a_name_or_with_the_setting_at_zero(kit: Kit) -> None:
    _maria, screws, _bits = deck_shop(kit)
    buyer = kit.customer(free_code(held=False))
    kit.sale(TODAY - timedelta(40), buyer, {screws: 1_000})
    assert sell(kit, None, screws)["offers"] == []
    settings.set_setting(as_owner(kit.desk), key="offers.percent", value="0")
    assert sell(kit, buyer, screws)["offers"] == []


def issue(kit: Kit, customer_id: int | None, code: str, *, until: str, events: tuple[str, ...]) -> None:
    """An offer on 15 % of product 1, posted with a sale."""
    with kit.desk.db.read() as session:
        offer_id = posting.next_id(session, "offer_ledger")
    given = {
        "id": offer_id, "code": code, "customer_id": customer_id, "product_id": 1, "percent": 150_000,
        "valid_until": until, "text": encode(msg("15% off")), "reason": encode(msg("because")),
    }  # fmt: skip
    happened: list[dict[str, object]] = [{"offer_id": offer_id, "event": event} for event in events]
    kit.sale(TODAY, customer_id, {1: 100}, more={"offer_ledger": [given], "offer_event_ledger": happened})


Thanked = tuple[Kit, int, int, int, dict[str, Any], int]


@pytest.fixture
def thanked(kit: Kit) -> Thanked:
    """A customer who bought two lines of screws and got an offer for bits; and the last hand-made entry."""
    _maria, screws, bits = deck_shop(kit)
    buyer = kit.customer(free_code(held=False), "Jan Lind")
    made = kit.sale(TODAY - timedelta(40), buyer, {screws: 1_000})
    carts.set_customer(kit.desk, customer_id=buyer)
    carts.add_product(kit.desk, product_id=screws)
    tape = kit.product("TAPE-19", "Tape")
    answer = sell(kit, buyer, tape)
    assert len(answer["offers"]) == 1
    return kit, buyer, screws, bits, answer, made


def give_back(kit: Kit, document_id: str, number: str, *lines: tuple[int, str]) -> None:
    """A refund of (line, quantity) pairs, of everything without them."""
    asked = [{"line": line, "quantity": quantity} for line, quantity in lines]
    refund_json(kit.desk, {"id": document_id, "of": number} | ({"lines": asked} if asked else {}))


def events(kit: Kit) -> list[str]:
    return [row.event for row in rows(kit, "offer_event_ledger")]


def test_an_offer_goes_with_the_sale_that_gave_it_out(thanked: Thanked) -> None:
    kit, buyer, _screws, bits, answer, made = thanked
    code = answer["offers"][0]["code"]
    give_back(kit, "r1", answer["receipt"], (1, "1"))
    assert events(kit) == ["issued"]
    assert [offer.code for offer in customers.person(kit.desk, customer_id=buyer).open_offers] == [code]
    give_back(kit, "r2", answer["receipt"], (2, "1"))
    assert events(kit) == ["issued", "voided"]
    assert customers.person(kit.desk, customer_id=buyer).open_offers == ()
    with pytest.raises(UserError, match="withdrawn with its sale") as raised:
        sell(kit, buyer, bits, coupon=code)
    assert raised.value.code == "offer_withdrawn"
    assert problems_since(kit, made) == []


def test_a_used_offer_is_voided_only_when_its_use_is_given_back_too(thanked: Thanked) -> None:
    kit, buyer, _screws, bits, answer, made = thanked
    second = sell(kit, buyer, bits, coupon=answer["offers"][0]["code"])
    give_back(kit, "r1", answer["receipt"])
    of_first = rows(kit, "offer_ledger")[0].id
    assert [e.event for e in rows(kit, "offer_event_ledger") if e.offer_id == of_first] == [
        "issued",
        "redeemed",
    ]
    give_back(kit, "r2", second["receipt"])
    assert [e.event for e in rows(kit, "offer_event_ledger") if e.offer_id == of_first] == [
        "issued",
        "redeemed",
        "restored",
        "voided",
    ]
    assert problems_since(kit, made) == []


def test_the_return_that_withdraws_an_offer_cannot_use_it(thanked: Thanked) -> None:
    kit, _buyer, _screws, bits, answer, _made = thanked
    number, code = answer["receipt"], answer["offers"][0]["code"]
    back = [{"return_of": {"receipt": number, "line": n}, "quantity": "-1"} for n in (1, 2)]
    sku = next(row.sku for row in rows(kit, "product") if row.id == bits)
    document = {
        "id": "x1",
        "lines": [*back, {"sku": sku, "quantity": "3"}],
        "coupons": [code],
        "tenders": [{"type": "cash", "amount": "100.00"}],
    }
    with pytest.raises(UserError, match="withdrawn with its sale"):
        sell_json(kit.desk, document)
    assert events(kit) == ["issued"]


def test_a_sale_that_brings_no_money_brings_no_offer(kit: Kit) -> None:
    _maria, screws, _bits = deck_shop(kit)
    code = free_code(held=False)
    buyer = kit.customer(code, "Jan Lind")
    for days in (80, 40):
        kit.sale(TODAY - timedelta(days), buyer, {screws: 1_000})
    number = sell(kit, None, screws, screws)["receipt"]
    sku = next(row.sku for row in rows(kit, "product") if row.id == screws)
    paid = {"sku": sku, "quantity": "1"}
    free = paid | {"discount": {"percent": "100"}}
    back = {"return_of": {"receipt": number, "line": 1}, "quantity": "-1"}
    cash = [{"type": "cash", "amount": "100.00"}]

    def offers_of(id_: str, lines: list[dict[str, Any]], tenders: list[dict[str, str]]) -> int:
        given = {"id": id_, "customer": code, "lines": lines, "tenders": tenders}
        return len(sell_json(kit.desk, given)["offers"])

    assert offers_of("free", [free], []) == 0
    assert offers_of("even", [back, paid], []) == 0
    assert offers_of("paid", [paid], cash) == 1, "for lack of money, not of something to offer"


OPEN, OTHER, USED, BACK, OLD = (make_code(n) for n in range(5))


@pytest.fixture
def issued(kit: Kit) -> Kit:
    kit.product("TAPE", "Tape")
    maria, jan = kit.customer("C1", "Maria"), kit.customer("C2", "Jan")
    issue(kit, maria, OPEN, until="2026-11-21", events=("issued",))
    issue(kit, jan, OTHER, until="2026-12-19", events=("issued",))
    issue(kit, maria, USED, until="2026-12-19", events=("issued", "redeemed"))
    issue(kit, maria, BACK, until="2026-12-19", events=("issued", "redeemed", "restored"))
    issue(kit, maria, OLD, until="2026-11-20", events=("issued",))
    return kit


@pytest.mark.parametrize(
    ("code", "customer_id", "error"),
    [
        (OPEN, 1, None),
        (OPEN.lower(), None, None),
        (BACK, 1, None),
        (OTHER, 1, "offer_of_other_customer"),
        (USED, 1, "offer_used"),
        (OLD, 1, "offer_expired"),
        (make_code(99), 1, "unknown_offer"),
        ("7Q4M", 1, "unknown_offer"),
        ("", None, "unknown_offer"),
    ],
)
def test_which_codes_can_be_redeemed(
    issued: Kit, code: str, customer_id: int | None, error: str | None
) -> None:
    with issued.desk.db.read() as session:
        if error is None:
            found = offers.redeemable(session, code=code, customer_id=customer_id, on="2026-11-21")
            assert (found.percent, found.product_id, found.category_id) == (150_000, 1, None)
            return
        with pytest.raises(UserError) as raised:
            offers.redeemable(session, code=code, customer_id=customer_id, on="2026-11-21")
    assert raised.value.code == error


def test_only_codes_of_this_shop_are_found(issued: Kit) -> None:
    with issued.desk.db.read() as session:
        assert offers.find_code(session, f" {OPEN.replace('-', '')} ") == OPEN
        assert offers.find_code(session, make_code(99)) is None
        assert offers.find_code(session, "5012345678900") is None
        assert offers.new_code(session) not in {OPEN, OTHER, USED, BACK, OLD}


def test_statistics_are_rebuilt_from_the_receipts(kit: Kit) -> None:
    maria, screws, bits = deck_shop(kit)
    table = {
        (row.product_id, row.companion_id): (row.together, row.buyers) for row in rows(kit, "companion_cache")
    }
    assert table == {(screws, bits): (31, 40), (bits, screws): (31, 31)}
    for n in range(5):
        kit.sale(TODAY - timedelta(n), maria, {screws: 1_000, bits: 500})
    offers.refresh_companions(kit.desk)
    again = {
        (row.product_id, row.companion_id): (row.together, row.buyers) for row in rows(kit, "companion_cache")
    }
    # Five times the same customer is one who took both.
    assert again == {(screws, bits): (32, 41), (bits, screws): (32, 32)}


def test_a_price_with_tax_in_it_is_compared_with_cost_without_it(kit: Kit) -> None:
    """12.00 with 20 % in it is 10.00; at 9.50 cost there is no room for even five percent."""
    with kit.desk.db.write() as session:
        tax, classes = posting.table("tax"), posting.table("tax_class")
        session.execute(tax.update().values(rate=200_000, included=True))
        code = session.execute(select(classes.c.code)).scalar()
        session.commit()
    product = kit.product("TAPE", "Tape", price=120_000, cost=95_001, tax_class=code)
    with kit.desk.db.read() as session:
        assert offers.shelf(session, [product], TODAY)[product].price == 100_000


def test_a_carton_counts_as_its_singles_in_stock(kit: Kit) -> None:
    single = kit.product("S", "Screw", stock=450)
    carton = kit.product("B", "Screws, box of 200", pack_of_id=single, pack_quantity=200_000)
    with kit.desk.db.read() as session:
        items = offers.shelf(session, [single, carton], TODAY)
    assert items[carton].on_hand == 2_250
    assert items[carton].family == single
