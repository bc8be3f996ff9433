"""An X or a Z as final values: shown, printed, stored, and reprinted from here, never added up again.

Amounts are minor units with the report's exponent. `expected` = float + cash in − cash out + cash takings, and
takings are cash received less change and less what was given back: change is never takings.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TaxSum:
    """What a tax came to; `base` is the amount it was reckoned from."""

    code: str
    name: str
    base: int
    amount: int


@dataclass(frozen=True, slots=True)
class TenderSum:
    """One way to pay: how many tenders, what was taken (cash: less change), what was given back, and the rest.

    `given_back` is not negative; `net` = taken − given_back.
    """

    type: str
    count: int
    taken: int
    given_back: int
    net: int


@dataclass(frozen=True, slots=True)
class DaySum:
    """The part of a business date, where a session reaches over midnight."""

    business_date: str
    documents: int
    total: int


@dataclass(frozen=True, slots=True)
class ActCount:
    """How often a risky act happened: `event` as in services/audit."""

    event: str
    count: int


@dataclass(frozen=True, slots=True)
class ActLine:
    """A risky act for the list on the Z: UTC moment, who, allowed by whom, about which receipt ("" none).

    Reasons are not part of it: they can be erased, and paper cannot.
    """

    at: str
    event: str
    actor: str
    approved_by: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class CashMove:
    """Cash put in (+) or taken out (−) of the drawer."""

    at: str
    actor: str
    amount: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The money of a session.

    `sales` and `refunds` are totals of documents (refunds negative), `total` their sum; `net + tax = total`.
    `rounding` is cash rounding from the shop's view in this session, `rounding_year` in the calendar year so far.
    `change` was given back from cash; `cash_takings` is cash received less change less cash given back.
    """

    sales_count: int = 0
    sales: int = 0
    refunds_count: int = 0
    refunds: int = 0
    discounts: int = 0
    net: int = 0
    tax: int = 0
    total: int = 0
    rounding: int = 0
    rounding_year: int = 0
    change: int = 0
    float_: int = 0
    cash_in: int = 0
    cash_out: int = 0
    cash_takings: int = 0
    expected: int = 0
    gift_cards_sold: int = 0
    credit_redeemed: int = 0
    credit_issued: int = 0
    points_earned: int = 0
    points_spent: int = 0
    grand_total: int = 0
    taxes: tuple[TaxSum, ...] = ()
    tenders: tuple[TenderSum, ...] = ()
    days: tuple[DaySum, ...] = ()
    moves: tuple[CashMove, ...] = ()


@dataclass(frozen=True, slots=True)
class TillReport:
    """An X (`number` 0) or a Z of one session.

    `opened_at`, `closed_at` and `made_at` are UTC ISO texts, `business_date` the session's first day; `mode` is
    ``counter`` or ``automatic`` (command line). `counted` and `count` (value, pieces) only of a counted close;
    `over_short` = counted − expected. `head_seq` and `head_hash` are the entry that seals a Z (of an X: the newest
    entry); they are not part of the stored document, for a hash cannot hold itself.
    """

    kind: str
    number: int
    shop_name: str
    shop_lines: tuple[str, ...]
    currency: str
    exponent: int
    till: str
    till_name: str
    session_id: int
    mode: str
    business_date: str
    opened_at: str
    opened_by: str
    closed_at: str
    closed_by: str
    made_at: str
    figures: Figures
    first_receipt: str = ""
    last_receipt: str = ""
    counted: int | None = None
    over_short: int | None = None
    count: tuple[tuple[int, int], ...] = ()
    acts: tuple[ActCount, ...] = ()
    act_lines: tuple[ActLine, ...] = ()
    held: int = 0
    head_seq: int = 0
    head_hash: str = ""
    notes: tuple[str, ...] = field(default=())
