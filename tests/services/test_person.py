"""The sidebar's view of a person, and that it knows nothing of the days after."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pos_app.data.queries import history
from pos_app.domain.message import english
from pos_app.errors import UserError
from pos_app.services import carts, customers, offers, settings
from tests.services.history_kit import TODAY, Kit
from tests.services.shop_kit import as_owner

TIERS = [{"name": "Silver", "spend": "50.00"}, {"name": "Gold", "spend": "500.00"}]


def test_a_customer_who_never_came_is_known_by_name(kit: Kit) -> None:
    view = customers.person(kit.desk, customer_id=kit.customer("C0012", "Maria Kowalski"))
    assert (view.name, view.initials, view.visits, view.last_visit) == ("Maria Kowalski", "M. K.", 0, "")
    assert (view.stage, view.rhythm, view.prompt, view.offer, view.purchases) == (None, None, None, None, ())


def test_rhythm_points_reward_and_last_bought(kit: Kit) -> None:
    settings.set_setting(as_owner(kit.desk), key="loyalty.tiers", value=TIERS)
    maria = kit.customer("C0012", "Maria Kowalski")
    trap = kit.product("TRAP", "P-trap, 1½″ PVC")
    for n in range(4):
        kit.sale(TODAY - timedelta(7 + 18 * n), maria, {trap: 3_000}, points=300)
    view = customers.person(kit.desk, customer_id=maria)
    assert view.stage is not None
    assert view.rhythm is not None
    assert (english(view.stage), english(view.rhythm)) == ("steady", "every 18 days")
    assert (view.visits, view.days_since, view.last_visit) == (4, 7, "2026-11-14")
    assert view.points == 1_200
    assert view.reward is not None
    assert (view.reward.code, view.reward.affordable) == ("R5", 2)
    assert (view.tier, view.tier_progress) == ("Silver", (12_000, 50_000))
    assert view.tier_text is not None
    assert english(view.tier_text) == "Silver · spend 380.00 more within 12 months for Gold"
    assert [(p.date, p.what, p.total) for p in view.purchases] == [
        ("2026-11-14", "P-trap", 3_000),
        ("2026-10-27", "P-trap", 3_000),
        ("2026-10-09", "P-trap", 3_000),
    ]


def test_a_refund_is_no_visit_but_lowers_the_spend(kit: Kit) -> None:
    settings.set_setting(as_owner(kit.desk), key="loyalty.tiers", value=TIERS)
    maria, trap = kit.customer("C0012"), kit.product("TRAP", "P-trap")
    kit.sale(TODAY - timedelta(40), maria, {trap: 6_000})
    kit.sale(TODAY - timedelta(2), maria, {trap: -2_000}, kind="refund")
    view = customers.person(kit.desk, customer_id=maria)
    assert (view.visits, view.last_visit, view.tier_progress) == (1, "2026-10-12", (4_000, 5_000))


def test_a_thing_they_own_says_when_its_consumable_is_due(kit: Kit) -> None:
    maria, belt = kit.customer("C0012"), kit.product("BELT", "Mower belt 4L430")
    for days in (283, 192, 113):
        kit.sale(TODAY - timedelta(days), maria, {belt: 1_500})
    customers.add_fact(
        kit.desk, customer_id=maria, kind="owned", label="Mower belt", value="4L430", product_id=belt
    )
    customers.add_fact(kit.desk, customer_id=maria, kind="style", label="T", value="likes to talk shop")
    view = customers.person(kit.desk, customer_id=maria)
    assert [(fact.label, english(fact.due) if fact.due else None) for fact in view.facts] == [
        ("Mower belt", "due since 4 weeks")
    ]
    assert view.style == "T"
    assert view.prompt is not None
    assert english(view.prompt.more[0]) == "Style T: likes to talk shop"


def deck_shop(kit: Kit) -> tuple[int, int, int]:
    """A shop in which 31 of 40 who took screws also took bits; returns Maria, screws and bits."""
    screws, bits = kit.product("SCREW", "Deck screw, box"), kit.product("BIT", "Bit set T25, 10 pieces")
    tape = kit.product("TAPE", "Tape")
    for n in range(40):
        kit.sale(TODAY - timedelta(100 + n), None, {screws: 1_000, **({bits: 500} if n < 31 else {})})
    for n in range(100):
        kit.sale(TODAY - timedelta(100 + n), None, {tape: 300})
    offers.refresh_companions(kit.desk)
    return kit.customer("C0012", "Maria Kowalski"), screws, bits


def test_a_project_with_what_others_took_for_it(kit: Kit) -> None:
    maria, screws, _bits = deck_shop(kit)
    begun = TODAY - timedelta(40)
    project = customers.open_project(kit.at(begun), customer_id=maria, name="Deck").ids[1]
    assert isinstance(project, int)
    for n in (30, 23):
        kit.sale(TODAY - timedelta(n), maria, {screws: 1_000}, project_id=project)
    view = customers.person(kit.desk, customer_id=maria)
    assert view.projects[0].remark is not None
    assert english(view.projects[0].remark) == "2 visits · 31 of 40 also took: Bit set T25"
    assert view.prompt is not None
    assert english(view.prompt.text) == "Ask how the Deck turned out."
    assert [english(text) for text in view.prompt.more] == ["Deck: do they have a Bit set T25?"]


def test_the_offer_follows_the_open_cart(kit: Kit) -> None:
    maria, screws, bits = deck_shop(kit)
    kit.sale(TODAY - timedelta(40), maria, {screws: 1_000})
    assert customers.person(kit.desk, customer_id=maria).offer is None
    carts.set_customer(kit.desk, customer_id=maria)
    carts.add_product(kit.desk, product_id=screws)
    offer = customers.person(kit.desk, customer_id=maria).offer
    assert offer is not None
    assert english(offer.text) == "15% off Bit set T25, 10 pieces"
    carts.add_product(kit.desk, product_id=bits)
    assert customers.person(kit.desk, customer_id=maria).offer is None


def test_as_of_a_day_nothing_later_is_known(kit: Kit) -> None:
    settings.set_setting(as_owner(kit.desk), key="loyalty.tiers", value=TIERS)
    maria, screws, bits = deck_shop(kit)
    past = TODAY - timedelta(30)
    project = customers.open_project(kit.at(past - timedelta(20)), customer_id=maria, name="Deck").ids[1]
    assert isinstance(project, int)
    for n in (70, 55, 40):
        kit.sale(TODAY - timedelta(n), maria, {screws: 1_000}, project_id=project, points=10)
    customers.add_fact(kit.at(past), customer_id=maria, kind="note", label="Gate", value="blue")
    offers.refresh_companions(kit.desk)
    before = customers.person(kit.at(past), customer_id=maria, as_of=past)
    assert before.prompt is not None
    assert before.offer is not None
    for n in (20, 10, 0):
        kit.sale(TODAY - timedelta(n), maria, {screws: 90_000, bits: 700}, project_id=project, points=900)
    customers.add_fact(kit.desk, customer_id=maria, kind="note", label="Fence", value="green")
    customers.open_project(kit.desk, customer_id=maria, name="Shed")
    customers.answer_prompt(kit.desk, customer_id=maria, key=before.prompt.key, answer="not_now")
    customers.close_project(kit.desk, customer_id=maria, project_id=project)
    offers.refresh_companions(kit.desk)
    assert customers.person(kit.desk, customer_id=maria, as_of=past) == before
    json_then = customers.customer_json(kit.desk, code="c0012", as_of=past)
    assert json_then == customers.customer_json(kit.at(past), code="C0012", as_of=past)
    assert customers.person(kit.desk, customer_id=maria) != before


def test_who_was_looked_at_ahead_is_known_when_chosen(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    maria, joe = kit.customer("C0012", "Maria Kowalski"), kit.customer("C0013", "Joe")
    trap, belt = kit.product("TRAP", "P-trap"), kit.product("BELT", "Mower belt")
    for days in (90, 60, 30):
        kit.sale(TODAY - timedelta(days), maria, {trap: 3_000, belt: 1_500})
    carts.add_product(kit.desk, product_id=trap)
    carts.set_customer(kit.desk, customer_id=joe)
    customers.look_ahead(kit.desk, customer_id=maria)
    carts.set_customer(kit.desk, customer_id=maria)
    with monkeypatch.context() as patched:
        for query in ("visits", "bought", "wording"):
            patched.delattr(history, query)
        known = customers.person(kit.desk, customer_id=maria)
    kit.desk.db.kept = None
    assert known == customers.person(kit.desk, customer_id=maria)


def test_nobody_is_looked_at_ahead(kit: Kit) -> None:
    with pytest.raises(UserError) as caught:
        customers.look_ahead(kit.desk, customer_id=77)
    assert caught.value.code == "unknown_customer"
