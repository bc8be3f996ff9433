"""Which offer goes on a receipt: candidates from the customer's own history, each with its reason in words.

Three kinds: a *companion* that others took with something this customer buys and they never did; a
*consumable* that is nearly due; a *category* they used to buy in and drifted away from. Only what is in
stock, is not in the cart, was not bought lately and stays above cost. Scores are the squared guess of the
chance of taking it times a price: a likely small thing goes before an unlikely dear one.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from pos_app.domain.cadence import Clock, clock
from pos_app.domain.message import Message, msg
from pos_app.domain.money import E6, plain_percent
from pos_app.domain.wording import short_name

SEVERAL = 2
LEAST_TOGETHER = 4
MOST_COMPANIONS = 8
LEAST_SHARE = 150_000
CHANCE_WHEN_DUE = 250_000
CHANCE_AFTER_DRIFT = 120_000
# A dear tool must not drown the fitting small thing.
PRICE_CAP = 60 * 10_000
SMALLEST_PERCENT = 50_000
RECENT_DAYS = 30
CATEGORY_PURCHASES = 4


@dataclass(frozen=True, slots=True)
class OfferRules:
    """The shop's rules: `percent` off (e6), `days` it is valid, share held back (e6)."""

    percent: int
    days: int
    holdout: int


@dataclass(frozen=True, slots=True)
class Bought:
    """A product (`family`: the single that a pack consists of) and the days the customer bought it."""

    product_id: int
    family: int
    category_id: int | None
    name: str
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Companion:
    """`together` of the `buyers` of a product also took the companion."""

    product_id: int
    companion_id: int
    together: int
    buyers: int


@dataclass(frozen=True, slots=True)
class ShelfItem:
    """A product that could be offered; `price` without tax and `cost` are e4, `on_hand` thousandths."""

    id: int
    family: int
    name: str
    price: int
    cost: int
    on_hand: int
    bin: str


@dataclass(frozen=True, slots=True)
class ShelfCategory:
    """A category in stock: `headroom` is the percentage (e6) that takes its tightest product to cost."""

    id: int
    name: str
    price: int
    headroom: int


@dataclass(frozen=True, slots=True)
class OfferDraft:
    """An offer not yet issued: `percent` (e6) off a product or a category until the end of `valid_until`."""

    kind: str
    product_id: int | None
    category_id: int | None
    percent: int
    valid_until: str
    text: Message
    reason: Message
    where: str
    score: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the choice looks at: shelf by product and category, and what is in the way of an offer."""

    items: Mapping[int, ShelfItem]
    categories: Mapping[int, ShelfCategory]
    cart_families: Collection[int]
    open_products: Collection[int]
    open_categories: Collection[int]


def held_out(customer_code: str, on: date, share: int) -> bool:
    """Whether this customer gets no offers this quarter: a fixed share (e6) of all, by hash of code and quarter."""
    quarter = f"{customer_code}|{on.year}Q{(on.month + 2) // 3}"
    return int.from_bytes(sha256(quarter.encode()).digest()[:8], "big") % E6 < share


def safe_percent(percent: int, headroom: int) -> int | None:
    """The percentage (e6), or the largest multiple of five below it, that does not go under cost; else None."""
    if percent <= headroom:
        return percent
    stepped = headroom // SMALLEST_PERCENT * SMALLEST_PERCENT
    return stepped if stepped >= SMALLEST_PERCENT else None


def headroom(price: int, cost: int) -> int:
    """The percentage (e6, rounded down) that takes a price to its cost; an unknown cost (0) leaves half the price."""
    if price <= 0:
        return 0
    return (price - cost) * E6 // price if cost else E6 // 2


def strongest_companions(
    pairs: Iterable[tuple[int, int, int]], buyers: Mapping[int, int], everyone: int
) -> list[Companion]:
    """The best companions of every product among (product, other, how many took both).

    Kept are pairs that at least four took, 15 % of the buyers, and at least twice as often as people in
    general take the other product, so that what everybody buys is no companion. Eight for each at most.
    """
    by_product: dict[int, list[Companion]] = {}
    for product_id, other_id, together in pairs:
        of, others = buyers[product_id], buyers[other_id]
        fits = together >= LEAST_TOGETHER and together * E6 >= LEAST_SHARE * of
        if fits and together * everyone >= 2 * of * others:
            by_product.setdefault(product_id, []).append(Companion(product_id, other_id, together, of))
    return [
        pair
        for product_id in sorted(by_product)
        for pair in sorted(by_product[product_id], key=lambda p: (-p.together, p.companion_id))[
            :MOST_COMPANIONS
        ]
    ]


def most_likely(pairs: Iterable[Companion], owned: Collection[int], most: int = 40) -> list[Companion]:
    """The pairs with the highest share whose companion was never bought: enough to choose among."""
    found = [pair for pair in pairs if pair.companion_id not in owned]
    found.sort(key=lambda p: (-(p.together * E6 // p.buyers), -p.together, p.companion_id, p.product_id))
    return found[:most]


def choose_offer(
    bought: Iterable[Bought],
    companions: Iterable[Companion],
    wanted: Wanted,
    rules: OfferRules,
    today: date,
) -> OfferDraft | None:
    """The best candidate, None where nothing fits; equal scores go to the lower id."""
    known = list(bought)
    found = [
        *_companions(known, companions, wanted, rules, today),
        *_due(known, wanted, rules, today),
        *_drifted(known, wanted, rules, today),
    ]
    return min(found, key=lambda o: (-o.score, o.product_id or 0, o.category_id or 0), default=None)


def candidates_of(bought: Iterable[Bought], today: date) -> tuple[set[int], set[int], set[int]]:
    """Products with companions worth asking for, products nearly due, categories drifted away from."""
    known = list(bought)
    lately = today - timedelta(365)
    several = {b.product_id for b in known if len(b.days) >= SEVERAL and b.days[-1] >= lately}
    due = {b.product_id for b in known if (c := clock(b.days, today)) and c.nearly_due(today)}
    return several, due, set(_drifts(known, today))


def _companions(
    known: list[Bought], companions: Iterable[Companion], wanted: Wanted, rules: OfferRules, today: date
) -> list[OfferDraft]:
    """Things others took with what this customer buys again and again, and this one never did."""
    by_id = {b.product_id: b for b in known}
    families = {b.family for b in known}
    found = []
    for pair in companions:
        basis, item = by_id.get(pair.product_id), wanted.items.get(pair.companion_id)
        if basis is None or item is None or item.family in families:
            continue
        percent = _for_item(item, wanted, rules)
        if percent is None:
            continue
        reason = msg(
            "{product} {count} times, never this; {together} of {buyers} who bought it took one. In stock{where}.",
            product=short_name(basis.name),
            count=len(basis.days),
            together=pair.together,
            buyers=pair.buyers,
            where=_where(item.bin),
        )
        chance = pair.together * E6 // pair.buyers
        found.append(_draft("companion", item, percent, reason, chance, rules, today))
    return found


def _due(known: list[Bought], wanted: Wanted, rules: OfferRules, today: date) -> list[OfferDraft]:
    """Consumables whose clock is about to ring."""
    found = []
    for b in known:
        ticking, item = clock(b.days, today), wanted.items.get(b.product_id)
        if ticking is None or item is None or not ticking.nearly_due(today):
            continue
        percent = _for_item(item, wanted, rules)
        if percent is None or (today - b.days[-1]).days < min(RECENT_DAYS, ticking.interval // 2):
            continue
        reason = msg(
            "Every {interval} days, last {days} days ago. In stock{where}.",
            interval=ticking.interval,
            days=(today - ticking.last).days,
            where=_where(item.bin),
        )
        found.append(_draft("due", item, percent, reason, CHANCE_WHEN_DUE, rules, today))
    return found


def _drifts(known: Iterable[Bought], today: date) -> dict[int, Clock]:
    """Categories with a rhythm whose last purchase is between two and six intervals ago."""
    days: dict[int, set[date]] = {}
    for b in known:
        if b.category_id is not None:
            days.setdefault(b.category_id, set()).update(b.days)
    found = {}
    for category_id, dates in days.items():
        ticking = clock(dates, today, CATEGORY_PURCHASES)
        if ticking and 2 * ticking.interval < (today - ticking.last).days <= 6 * ticking.interval:
            found[category_id] = ticking
    return found


def _drifted(known: list[Bought], wanted: Wanted, rules: OfferRules, today: date) -> list[OfferDraft]:
    """Categories the customer used to buy in."""
    found = []
    for category_id, ticking in _drifts(known, today).items():
        category = wanted.categories.get(category_id)
        percent = safe_percent(rules.percent, category.headroom) if category else None
        if category is None or percent is None or category_id in wanted.open_categories:
            continue
        if any(b.category_id == category_id and b.family in wanted.cart_families for b in known):
            continue
        reason = msg(
            "Used to buy here every {interval} days, last {days} days ago.",
            interval=ticking.interval,
            days=(today - ticking.last).days,
        )
        text = msg(
            "{percent}% off one purchase of {category}",
            percent=plain_percent(percent),
            category=category.name,
        )
        score = _score(CHANCE_AFTER_DRIFT, category.price)
        until = (today + timedelta(rules.days)).isoformat()
        found.append(OfferDraft("drifted", None, category_id, percent, until, text, reason, "", score))
    return found


def _for_item(item: ShelfItem, wanted: Wanted, rules: OfferRules) -> int | None:
    """The percentage this product can bear, None where it must not be offered now."""
    if item.on_hand < 1000 or item.family in wanted.cart_families or item.id in wanted.open_products:
        return None
    return safe_percent(rules.percent, headroom(item.price, item.cost))


def _draft(
    kind: str, item: ShelfItem, percent: int, reason: Message, chance: int, rules: OfferRules, today: date
) -> OfferDraft:
    text = msg("{percent}% off {product}", percent=plain_percent(percent), product=item.name)
    until = (today + timedelta(rules.days)).isoformat()
    return OfferDraft(kind, item.id, None, percent, until, text, reason, item.bin, _score(chance, item.price))


def _score(chance: int, price: int) -> int:
    """A guessed chance (e6), squared, times a price (e4) that is not let to drown it."""
    return chance * chance // E6 * min(price, PRICE_CAP)


def _where(bin_: str) -> str:
    return f", {bin_}" if bin_ else ""
