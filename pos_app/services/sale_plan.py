"""A sale but for its payment: everything that the tenders do not change, worked out once and kept as one value.

The payment window prepares it while it is open; where nobody did, `sales` makes it when the sale is paid. There is
no other way to a posted sale.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from json import JSONEncoder
from typing import Any, Literal

from sqlalchemy.orm import Session

from pos_app.data.queries import posting
from pos_app.data.tables import Sale, Till
from pos_app.domain.payment import Settlement, Tender
from pos_app.domain.receipt import to_plain
from pos_app.errors import UserError
from pos_app.services import clock_steps, customers, drawer, loyalty
from pos_app.services.acts import Act, Noted, noted
from pos_app.services.answers import offers_answer, priced_answer
from pos_app.services.desk import Desk
from pos_app.services.draft_values import PricedDraft
from pos_app.services.hand_acts import hand_acts
from pos_app.services.json_gaps import Gapped
from pos_app.services.loyalty import Standing
from pos_app.services.numbering import next_receipt_number
from pos_app.services.post import complete_rows
from pos_app.services.receipt_building import build_receipt
from pos_app.services.sale_offers import IssuedOffer, issue_offer, offer_events
from pos_app.services.sale_rows import SaleHead, goods_rows, sale_row, stock_changes, stock_totals
from pos_app.services.settings import ShopSettings

Rows = list[dict[str, Any]]
# Tables that only a sale posts to: their next ids stay while an entry comes before it that opens its till session.
_NUMBERED = (
    "sale", "sale_line", "stock_move", "point_ledger", "credit_ledger", "offer_ledger", "offer_event_ledger",
    "offer_holdout_ledger",
)  # fmt: skip
# What only the payment says.
SALE_GAPS = ("sold_at", "cash_rounding", "paid", "change")
ANSWER_GAPS = ("cash_rounding", "paid", "change", "tenders")
RECEIPT_GAPS = (*ANSWER_GAPS, "sold_at", "credits")
# Compact, in the order in which the members were put in: how answers and receipts are stored.
as_json = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_UNPAID = Settlement(0, 0, 0, 0, 0, ())


@dataclass(frozen=True, slots=True)
class Completion:
    """How a draft is completed: `sold_at` and `cashier` None mean now and the desk's actor.

    Money that goes back without `tenders` goes where it came from, or as store credit with `as_credit`; but
    not where `tenders_needed`. `acts` are audited with it, besides what was done by hand in the draft.
    """

    tenders: tuple[Tender, ...]
    content_hash: str
    kind: Literal["sale", "refund"] = "sale"
    sold_at: datetime | None = None
    cashier: str | None = None
    refund_of: Sale | None = None
    as_credit: bool = False
    tenders_needed: bool = False
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A sale that only has to be paid.

    `rows` are the posted rows that no payment changes. `sale` lacks what `sale_rows.paid_columns` has, `answer` is as
    if nothing were paid; the forms are both, and the receipt, as JSON with gaps for what the payment says. `ids` are
    the next free ones by table; `pulse` and the act `drawer` belong to it where cash moves.
    """

    shop: ShopSettings
    priced: PricedDraft
    completion: Completion
    head: SaleHead
    ids: Mapping[str, int]
    sale: dict[str, Any]
    rows: Mapping[str, Rows]
    sale_form: Gapped
    answer: dict[str, Any]
    answer_form: Gapped
    receipt_form: Gapped
    acts: Noted
    person: tuple[dict[str, Any], ...]
    standing: Standing | None
    stock: Mapping[int, int]
    pulse: Mapping[str, str] | None
    drawer: Noted

    @property
    def needs_refresh(self) -> bool:
        """Whether the customer's balance has to be reckoned anew from the books afterwards."""
        return self.standing is None and self.priced.draft.customer_id is not None


def make_plan(
    session: Session,
    desk: Desk,
    shop: ShopSettings,
    priced: PricedDraft,
    completion: Completion,
    moment: datetime,
) -> Plan:
    """Plan the sale of a priced draft at a moment; reads only. UserErrors ``unknown_till``, ``offer_withdrawn``."""
    draft, day = priced.draft, desk.date_of(moment)
    ids = dict(zip(_NUMBERED, posting.next_ids(session, _NUMBERED), strict=True))
    block, person = customers.block_of(session, draft.customer_id) if draft.customer_id else ("", {})
    head = _head(session, desk, priced, completion, day, ids, block)
    offer = (
        issue_offer(session, priced, day, ids["offer_ledger"], head.sale_id) if head.kind == "sale" else None
    )
    rows = _rows(session, priced, head, offer, shop, ids)
    answer = priced_answer(priced, _UNPAID, receipt=head.number)
    printed = (offer.printed,) if offer and offer.printed else ()
    answer["offers"] = offers_answer(printed)
    till = session.get(Till, head.till)
    receipt = build_receipt(
        priced,
        _UNPAID,
        shop,
        number=head.number,
        kind=head.kind,
        till=till.name if till else head.till,
        cashier=head.cashier,
        sold_at=moment,
        person_hash=head.person_hash,
        offers=printed,
        refund_of=completion.refund_of.number if completion.refund_of else "",
    )
    acts = (*completion.acts, *hand_acts(priced, shop), *_ahead(desk, moment, completion))
    pulse = drawer.pulse(desk, shop)
    opening = (Act(drawer.EVENT),) if pulse is not None else ()
    (sale,) = complete_rows("sale", [sale_row(priced, head)])
    return Plan(
        shop=shop,
        priced=priced,
        completion=completion,
        head=head,
        ids=ids,
        sale=sale,
        rows=rows,
        sale_form=_form({name: sale[name] for name in sorted(sale) if name != "entry_id"}, SALE_GAPS),
        answer=answer,
        answer_form=_form(answer, ANSWER_GAPS),
        receipt_form=_form(to_plain(receipt), RECEIPT_GAPS),
        acts=noted(desk, acts, sale_id=head.sale_id),
        person=(person,) if person else (),
        standing=_standing(session, priced, head, rows),
        stock=stock_totals(stock_changes(priced)),
        pulse=pulse,
        drawer=noted(desk, opening, sale_id=head.sale_id),
    )


def check_lines(priced: PricedDraft) -> None:
    """UserError ``return_without_receipt``."""
    for number, line in enumerate(priced.lines, 1):
        if line.sold.quantity < 0 and line.source is None and not line.blind:
            raise UserError("return_without_receipt", "Goods come back with their receipt.", line=number)


def _head(
    session: Session,
    desk: Desk,
    priced: PricedDraft,
    completion: Completion,
    day: date,
    ids: Mapping[str, int],
    person_hash: str,
) -> SaleHead:
    return SaleHead(
        sale_id=ids["sale"],
        first_line_id=ids["sale_line"],
        number=next_receipt_number(session, desk.till),
        kind=completion.kind,
        content_hash=completion.content_hash,
        till=desk.till,
        cashier=completion.cashier if completion.cashier is not None else desk.actor.name,
        business_date=day.isoformat(),
        person_hash=person_hash,
        refund_of_id=completion.refund_of.id if completion.refund_of else None,
    )


def _rows(
    session: Session,
    priced: PricedDraft,
    head: SaleHead,
    offer: IssuedOffer | None,
    shop: ShopSettings,
    ids: Mapping[str, int],
) -> dict[str, Rows]:
    rows = goods_rows(priced, head)
    if priced.buyer is not None:
        day = date.fromisoformat(head.business_date)
        rows["point_ledger"] = loyalty.point_rows(priced, head.sale_id, day, shop.loyalty.months, session)
    events: Sequence[dict[str, Any]] = ()
    if offer is not None:
        rows |= offer.rows
        events = offer.rows.get("offer_event_ledger", ())
    rows["offer_event_ledger"] = [*events, *offer_events(session, priced, head)]
    return {name: given for name, given in rows.items() if given}


def _form(members: Mapping[str, Any], gaps: Iterable[str]) -> Gapped:
    return Gapped({name: as_json(value) for name, value in members.items()}, gaps)


def _ahead(desk: Desk, moment: datetime, completion: Completion) -> tuple[Act, ...]:
    early = completion.sold_at is not None and clock_steps.ahead(desk, moment)
    return (clock_steps.ahead_act(desk, moment),) if early else ()


def _standing(
    session: Session, priced: PricedDraft, head: SaleHead, rows: Mapping[str, Rows]
) -> Standing | None:
    if priced.draft.customer_id is None:
        return None
    return loyalty.standing_with(
        session,
        priced.draft.customer_id,
        visit=head.kind == "sale" and any(line.sold.quantity > 0 for line in priced.lines),
        day=head.business_date,
        net=priced.priced.net,
        points=sum(row["points"] for row in rows.get("point_ledger", ())),
    )
