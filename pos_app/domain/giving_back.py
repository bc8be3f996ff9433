"""Whose money goes back where, over all documents that hang together (design.md §3, rule 9).

What comes back is first set against what is bought with it; only the difference is paid out. Each sale gives
its own money back to its own tenders, with its cash rounded over all its parts. Value that an exchange carried
from an earlier sale into a later one goes back to the tenders of the earlier; value without a receipt only ever
becomes store credit. Amounts are positive minor units unless said otherwise.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from pos_app.domain.money import Currency, plain_amount
from pos_app.domain.payment import CashRounding, Settlement, Tender, TenderType
from pos_app.domain.refunds import RefundState, TakenTender, refund_to_originals
from pos_app.errors import UserError

BackTo = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Traded:
    """A posted document as goods and money; `total` and `tenders` are signed.

    `bought` is the gross of what it sold, `back` by original sale what it took back of it (sale ids rising),
    `blind` what came back without a receipt. History brings no tenders.
    """

    sale_id: int
    total: int
    bought: int
    back: BackTo
    blind: int
    tenders: tuple[Tender, ...]
    change: int
    rounding: CashRounding | None


@dataclass(frozen=True, slots=True)
class SetOff:
    """What of the goods given back pays for new ones (`carried`), and what is money to give back."""

    carried: BackTo
    money: BackTo
    blind_money: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """Money to give back of one sale's own takings; `sale_id` None: of no sale, so as store credit."""

    sale_id: int | None
    amount: int


@dataclass(slots=True)
class _Account:
    """A sale's money: what it took, what went back, how much of its value has been paid out in all."""

    paid: int
    carried: BackTo
    rounding: CashRounding | None
    taken: dict[tuple[TenderType, str], int]
    given: dict[tuple[TenderType, str], int] = field(default_factory=dict)
    paid_out: int = 0
    own_back: int = 0

    def state(self, fallback: CashRounding | None) -> RefundState:
        kinds = dict.fromkeys(self.given, 0) | self.taken
        tenders = (TakenTender(k, ref, n, self.given.get((k, ref), 0)) for (k, ref), n in kinds.items())
        return RefundState(tuple(tenders), self.own_back, self.rounding or fallback)

    @property
    def cash_left(self) -> int:
        """The exact cash that can still go back; without known tenders everything can."""
        if not self.taken:
            return self.paid - self.own_back
        taken = self.paid - sum(n for (kind, _ref), n in self.taken.items() if kind != "cash")
        given = self.own_back - sum(n for (kind, _ref), n in self.given.items() if kind != "cash")
        return max(0, taken - given)


def set_off(bought: int, blind: int, back: BackTo) -> SetOff:
    """Set what comes back against what is bought: first what has no receipt, then the oldest sales."""
    covered = min(bought, blind)
    left, carried, money = bought - covered, [], []
    for sale_id, amount in back:
        part = min(left, amount)
        left -= part
        carried += [(sale_id, part)] if part else []
        money += [(sale_id, amount - part)] if amount > part else []
    return SetOff(tuple(carried), tuple(money), blind - covered)


class MoneyTrail:
    """The accounts of all sales that hang together, made by following their documents in order."""

    def __init__(self, documents: Iterable[Traded], fallback: CashRounding | None = None) -> None:
        self._accounts: dict[int, _Account] = {}
        self._fallback = fallback
        for document in sorted(documents, key=lambda d: d.sale_id):
            self._follow(document)

    def leaves(self, off: SetOff) -> list[Leaf]:
        """The money to give back, by the sale whose takings it was; counts it as paid out."""
        found = [leaf for sale_id, amount in off.money for leaf in self._pay_out(sale_id, amount)]
        loose = off.blind_money + sum(leaf.amount for leaf in found if leaf.sale_id is None)
        return [leaf for leaf in found if leaf.sale_id is not None] + ([Leaf(None, loose)] if loose else [])

    def to_originals(self, leaves: Sequence[Leaf], *, as_credit: bool = False) -> Settlement:
        """Give every part back to the tenders it came from, or all of it as store credit."""
        back: list[Tender] = []
        for leaf in leaves:
            tenders = [Tender("store_credit", -leaf.amount)]
            if leaf.sale_id is not None and not as_credit:
                account = self._accounts[leaf.sale_id]
                settled = refund_to_originals(leaf.amount, account.state(self._fallback))
                tenders = [self._capped(account, tender) for tender in settled.tenders]
            self._book(leaf, tenders)
            back += tenders
        return _settlement(sum(leaf.amount for leaf in leaves), back)

    def as_asked(self, leaves: Sequence[Leaf], asked: Sequence[Tender], currency: Currency) -> Settlement:
        """Give back with the tenders a person named; amounts may have either sign.

        UserErrors ``bad_tender`` when they do not come to what is due, ``cash_exceeds_taken`` when more cash
        would go back than came in, ``only_store_credit`` for what has no receipt.
        """
        back = [replace(t, amount=-abs(t.amount)) for t in self._named(leaves, asked)]
        due = sum(leaf.amount for leaf in leaves)
        others = [t for t in back if t.type != "cash"]
        rest = due + sum(t.amount for t in others)
        given = -sum(t.amount for t in back)
        if rest < 0:
            raise _wrong_sum(given, due, currency)
        self._check_credit(leaves, others, currency)
        by_cash = self._place_cash(leaves, rest, currency)
        placed: list[Tender] = []
        for leaf, cash in zip(leaves, by_cash, strict=True):
            tenders = _fill(leaf, leaf.amount - cash, others, self._accounts.get(leaf.sale_id or 0))
            if cash:
                account = self._accounts[leaf.sale_id or 0]
                state = replace(
                    account.state(self._fallback),
                    tenders=_after(account, tenders),
                    refunded=account.own_back + leaf.amount - cash,
                )
                tenders += [self._capped(account, t) for t in refund_to_originals(cash, state).tenders]
            self._book(leaf, tenders)
            placed += tenders
        expected = -sum(t.amount for t in placed)
        if given != expected:
            raise _wrong_sum(given, expected, currency)
        return _settlement(due, placed)

    def _follow(self, document: Traded) -> None:
        off = set_off(document.bought, document.blind, document.back)
        taken: dict[tuple[TenderType, str], int] = {}
        if document.total >= 0:
            for t in document.tenders:
                key = (t.type, "" if t.type == "cash" else t.reference)
                taken[key] = taken.get(key, 0) + t.amount
            if ("cash", "") in taken:
                taken["cash", ""] -= document.change
        self._accounts[document.sale_id] = _Account(
            max(0, document.total), off.carried, document.rounding, taken
        )
        given = [t for t in document.tenders if document.total < 0]
        for leaf in self.leaves(off):
            self._book(leaf, _taken_from(given, leaf.amount))

    def _pay_out(self, sale_id: int, amount: int) -> list[Leaf]:
        """Own takings first, then what was carried into the sale in its order, then what had no receipt."""
        account = self._accounts[sale_id]
        start, end = account.paid_out, account.paid_out + amount
        account.paid_out = end
        found, at, rest = [], account.paid, amount
        own = max(0, min(end, at) - start)
        if own:
            found.append(Leaf(sale_id, own))
            rest -= own
        for source, carried in account.carried:
            part = max(0, min(end, at + carried) - max(start, at))
            at += carried
            if part:
                found += self._pay_out(source, part)
                rest -= part
        return found + ([Leaf(None, rest)] if rest else [])

    def _book(self, leaf: Leaf, tenders: Sequence[Tender]) -> None:
        account = self._accounts.get(leaf.sale_id or 0)
        if account is None:
            return
        account.own_back += leaf.amount
        for t in tenders:
            key = (t.type, "" if t.type == "cash" else t.reference)
            account.given[key] = account.given.get(key, 0) - t.amount

    def _capped(self, account: _Account, tender: Tender) -> Tender:
        """Coins of today for a sale that was not rounded: never more than it took."""
        if tender.type != "cash" or account.rounding or not self._fallback or not account.taken:
            return tender
        left = account.taken.get(("cash", ""), 0) - account.given.get(("cash", ""), 0)
        step = self._fallback.step
        return tender if -tender.amount <= left else replace(tender, amount=-(left // step * step))

    def _check_credit(self, leaves: Sequence[Leaf], others: Sequence[Tender], currency: Currency) -> None:
        loose = sum(leaf.amount for leaf in leaves if leaf.sale_id is None)
        if loose > -sum(t.amount for t in others if t.type == "store_credit"):
            raise UserError(
                "only_store_credit",
                "{amount} comes back without a receipt and is given as store credit only.",
                amount=plain_amount(loose, currency),
            )

    def _place_cash(self, leaves: Sequence[Leaf], rest: int, currency: Currency) -> list[int]:
        """How much of each part goes back in cash, exact, each at most what its sale still has of it."""
        left, parts = rest, []
        used: dict[int, int] = {}
        for leaf in leaves:
            most = 0
            if leaf.sale_id is not None:
                most = self._accounts[leaf.sale_id].cash_left - used.get(leaf.sale_id, 0)
            part = max(0, min(left, leaf.amount, most))
            if leaf.sale_id is not None:
                used[leaf.sale_id] = used.get(leaf.sale_id, 0) + part
            parts.append(part)
            left -= part
        if left:
            raise UserError(
                "cash_exceeds_taken",
                "Only {left} of the sale was paid in cash; the rest goes back to the other tenders.",
                left=plain_amount(rest - left, currency),
            )
        return parts

    def _named(self, leaves: Sequence[Leaf], asked: Sequence[Tender]) -> list[Tender]:
        """The tenders asked for, a gift card without a code as the one card that paid."""
        accounts = (self._accounts.get(leaf.sale_id or 0) for leaf in leaves)
        cards = {ref for a in accounts if a for (kind, ref) in a.taken if kind == "gift_card"}
        if len(cards) != 1:
            return list(asked)
        card = next(iter(cards))
        return [replace(t, reference=card) if t.type == "gift_card" and not t.reference else t for t in asked]


def merged(tenders: Sequence[Tender]) -> tuple[Tender, ...]:
    """Neighbours that are not cash and go to the same place as one; each sale's coins stay by themselves."""
    found: list[Tender] = []
    for t in tenders:
        last = found[-1] if found else None
        if last and t.type != "cash" and (last.type, last.reference) == (t.type, t.reference):
            found[-1] = replace(last, amount=last.amount + t.amount)
        else:
            found.append(t)
    return tuple(found)


def _taken_from(given: list[Tender], amount: int) -> list[Tender]:
    """The tenders of a posted document that gave this amount back, taken off the front of `given`.

    Every part's coins come last of it and close it, whatever they were rounded to.
    """
    found: list[Tender] = []
    left = amount
    while left and given:
        t = given.pop(0)
        if t.type == "cash":
            return [*found, t]
        part = min(left, -t.amount)
        found.append(replace(t, amount=-part))
        if part < -t.amount:
            given.insert(0, replace(t, amount=t.amount + part))
        left -= part
    return found


def _fill(leaf: Leaf, amount: int, others: list[Tender], account: _Account | None) -> list[Tender]:
    """Take `amount` from the tenders asked for, first from those the sale was paid with."""
    own = {kind for kind, _ref in account.taken} if account else {"store_credit"}
    found: list[Tender] = []
    for t in sorted(others, key=lambda t: t.type not in own):
        part = min(amount, -t.amount)
        if part:
            found.append(replace(t, amount=-part))
            others[others.index(t)] = replace(t, amount=t.amount + part)
            amount -= part
    return found


def _after(account: _Account, tenders: Sequence[Tender]) -> tuple[TakenTender, ...]:
    """The account with everything but cash closed, so that what is left can only be cash."""
    back = -sum(t.amount for t in tenders)
    cash_taken, cash_given = account.taken.get(("cash", ""), 0), account.given.get(("cash", ""), 0)
    other = sum(n for (kind, _ref), n in account.given.items() if kind != "cash")
    return (
        TakenTender("card", "", 0, other + back),
        TakenTender("cash", "", cash_taken, cash_given),
    )


def _settlement(due: int, back: Sequence[Tender]) -> Settlement:
    paid = sum(t.amount for t in back)
    return Settlement(-due, paid + due, paid, 0, 0, merged(back))


def _wrong_sum(given: int, due: int, currency: Currency) -> UserError:
    return UserError(
        "bad_tender",
        "The tenders come to {given}, but {due} is to be given back.",
        given=plain_amount(given, currency),
        due=plain_amount(due, currency),
    )
