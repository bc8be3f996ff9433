"""Tenders: cash rounding, what is due, and change (design.md §3, rules 7 and 8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from pos_app.domain.money import Currency, divide_half_up, plain_amount
from pos_app.errors import UserError

TenderType = Literal["cash", "card", "cheque", "transfer", "gift_card", "store_credit", "account"]
TENDER_TYPES: tuple[TenderType, ...] = get_args(TenderType)
RoundingMethod = Literal["half_up", "half_down", "half_even", "up", "down"]
ROUNDING_METHODS: tuple[RoundingMethod, ...] = get_args(RoundingMethod)


@dataclass(frozen=True, slots=True)
class Tender:
    """Money of one kind handed over (or, when negative, given back), in minor units."""

    type: TenderType
    amount: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class CashRounding:
    """The smallest coin as `step` minor units, and how an amount between two steps is rounded.

    Every method is symmetric about zero: a refund rounds as its sale did.
    """

    step: int
    method: RoundingMethod = "half_up"

    def round(self, amount: int) -> int:
        """The nearest payable amount of cash."""
        sign, size = (-1, -amount) if amount < 0 else (1, amount)
        down, rest = divmod(size, self.step)
        if self.method == "half_up":
            steps = divide_half_up(size, self.step)
        elif self.method == "half_down":
            steps = down + (2 * rest > self.step)
        elif self.method == "half_even":
            steps = down + (2 * rest > self.step or (2 * rest == self.step and down % 2 == 1))
        else:
            steps = down + (self.method == "up" and rest > 0)
        return sign * steps * self.step


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a total is paid: `paid` is total + cash rounding, `due` is still missing, `change` given back."""

    total: int
    cash_rounding: int
    paid: int
    due: int
    change: int
    tenders: tuple[Tender, ...]


def cash_due(total: int, non_cash: int, rounding: CashRounding | None) -> int:
    """What cash must close a total after the non-cash tenders, rounded to the shop's coins."""
    rest = total - non_cash
    return rounding.round(rest) if rounding else rest


def settle(
    total: int, tenders: Sequence[Tender], rounding: CashRounding | None, currency: Currency
) -> Settlement:
    """Match tenders with a total; nothing is refused for being too little (see `due`).

    Cash is rounded only where it closes the sale. UserErrors ``bad_tender`` (a zero amount, or a
    sign against the total) and ``tender_exceeds_due`` (more by card and the like than is due, or more
    cash back than is due).
    """
    sign = -1 if total < 0 else 1
    for number, tender in enumerate(tenders, 1):
        # Cash of zero closes a sale that rounds down to nothing.
        if tender.amount * sign < 0 or (tender.amount == 0 and tender.type != "cash"):
            raise UserError(
                "bad_tender",
                "Tender {number} of {amount} does not fit a total of {total}.",
                number=number,
                amount=plain_amount(tender.amount, currency),
                total=plain_amount(total, currency),
            )
    non_cash = sum(t.amount for t in tenders if t.type != "cash")
    cash = sum(t.amount for t in tenders if t.type == "cash")
    if (total - non_cash) * sign < 0:
        raise too_much(non_cash, total, currency)
    has_cash = any(t.type == "cash" for t in tenders)
    closing = cash_due(total, non_cash, rounding) if has_cash else total - non_cash
    over = cash - closing if has_cash else 0
    if sign < 0 and over < 0:
        raise too_much(cash, closing, currency)
    # Cash that does not reach the rounded rest closes nothing, so nothing is rounded yet.
    closes = has_cash and over * sign >= 0
    change = over if closes and sign > 0 else 0
    rounded = closing - (total - non_cash) if closes else 0
    due = 0 if closes else total - non_cash - cash
    if has_cash and not closes and due * sign <= 0:
        # 7.34 in coins for 7.34 that come to 7.35: by card nothing would be missing, in cash it is.
        due = closing - cash
    return Settlement(total, rounded, total + rounded, due, change, tuple(tenders))


def require_settled(settlement: Settlement, currency: Currency) -> Settlement:
    """The settlement itself when nothing is due; else UserError ``underpaid``."""
    if settlement.due < 0:
        back = plain_amount(-settlement.due, currency)
        raise UserError("underpaid", "Still to be given back: {amount}.", amount=back)
    if settlement.due:
        raise UserError("underpaid", "Still due: {amount}.", amount=plain_amount(settlement.due, currency))
    return settlement


def too_much(amount: int, due: int, currency: Currency) -> UserError:
    """The refusal of a tender beyond what is due, ``tender_exceeds_due``; both negative where money goes back."""
    if due < 0:
        return UserError(
            "tender_exceeds_due",
            "{amount} is more than the {due} that is to be given back.",
            amount=plain_amount(-amount, currency),
            due=plain_amount(-due, currency),
        )
    return UserError(
        "tender_exceeds_due",
        "{amount} is more than the {due} that is due; change is given from cash only.",
        amount=plain_amount(amount, currency),
        due=plain_amount(due, currency),
    )
