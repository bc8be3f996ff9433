"""What the sidebar and the customer page show of a person: final figures, ready to format."""

from dataclasses import dataclass

from pos_app.domain.message import Message


@dataclass(frozen=True, slots=True)
class CustomerHit:
    """A row of a customer search: enough to tell two people apart."""

    id: int
    code: str
    name: str
    phone: str
    company: str
    last_visit: str
    tier: str


@dataclass(frozen=True, slots=True)
class PromptView:
    """The one thing worth saying: stable `key`, sentence, second line, three answers (id, text)."""

    key: str
    text: Message
    detail: Message | None
    more: tuple[Message, ...]
    answers: tuple[tuple[str, Message], ...]


@dataclass(frozen=True, slots=True)
class RewardView:
    """A reward: `points` to spend for `worth` minor units; `affordable` how often the balance allows it."""

    code: str
    points: int
    worth: int
    affordable: int


@dataclass(frozen=True, slots=True)
class ProjectView:
    """A project with one remark ("11 visits · 31 of 40 also took a grout float")."""

    id: int
    name: str
    remark: Message | None
    open: bool


@dataclass(frozen=True, slots=True)
class QuoteView:
    """An open quote: ISO date `until` it holds, total in minor units; `project` "" where it is for none."""

    number: str
    until: str
    total: int
    project: str
    project_id: int | None
    remark: Message


@dataclass(frozen=True, slots=True)
class FactView:
    """Something known about the person; `kind` is preference, owned, style or note; `due` says when it is."""

    id: int
    kind: str
    label: str
    value: str
    due: Message | None = None


@dataclass(frozen=True, slots=True)
class PurchaseView:
    """A past visit in one row: ISO date, what was bought in a few words, total in minor units."""

    sale_id: int
    number: str
    date: str
    what: str
    total: int


@dataclass(frozen=True, slots=True)
class EntryView:
    """A contact outside the till: `at` UTC, `date` the shop's own (ISO), `title` what it was, in two words.

    `sku` and `product` (its name) say what it was about, `amount` (minor units) how much, where that is known.
    """

    id: str
    at: str
    date: str
    channel: str
    kind: str
    title: Message
    text: str
    sku: str = ""
    product: str = ""
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class HappeningView:
    """A row of the one timeline: a receipt with what was bought, or (with a `contact`) what was said elsewhere."""

    date: str
    what: str
    number: str
    total: int | None
    contact: Message | None = None


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer: `code` "" while it is only a candidate for this receipt."""

    code: str
    text: Message
    until: str
    reason: Message
    where: str = ""


@dataclass(frozen=True, slots=True)
class PersonView:
    """Everything the sidebar knows about a customer as of a business date.

    `store_credit` and `account` (what they owe; below zero the shop owes them) are minor units. `timeline` are the
    newest contacts outside the till.
    """

    id: int
    code: str
    name: str
    initials: str
    phone: str
    company: str
    tier: str
    stage: Message | None
    rhythm: Message | None
    style: str
    last_visit: str
    days_since: int | None
    visits: int
    prompt: PromptView | None
    points: int
    reward: RewardView | None
    tier_progress: tuple[int, int] | None  # spend in the window, spend needed for the next tier
    tier_text: Message | None
    projects: tuple[ProjectView, ...]
    facts: tuple[FactView, ...]
    purchases: tuple[PurchaseView, ...]
    offer: OfferView | None
    open_offers: tuple[OfferView, ...]
    quotes: tuple[QuoteView, ...] = ()
    tax_exempt_no: str = ""
    tax_exempt_until: str = ""
    notes: str = ""
    store_credit: int = 0
    account: int = 0
    timeline: tuple[EntryView, ...] = ()
