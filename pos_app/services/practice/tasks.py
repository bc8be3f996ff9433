"""What to ring up now at the practice till, and how well it was done."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from pos_app.data.queries import practice as queries
from pos_app.data.tables import Sale
from pos_app.domain.message import Message
from pos_app.domain.money import parse_amount
from pos_app.domain.practice import Basket, BasketLine, RungUp, compare, one_line_each
from pos_app.domain.quantity import plain_quantity
from pos_app.errors import UserError
from pos_app.services import settings
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.documents import price_in
from pos_app.services.practice import baskets
from pos_app.services.practice.baskets import Tasks


@dataclass(frozen=True, slots=True)
class Task:
    """Basket `number` of `count` (from 1); `basket` None when all are done."""

    number: int
    count: int
    basket: Basket | None


@dataclass(frozen=True, slots=True)
class Checked(Changes):
    """How the basket was rung up, in one sentence, and what comes next."""

    right: bool = False
    text: Message | None = None
    task: Task | None = None


def current(desk: Desk) -> Task:
    """The basket to ring up now; UserError ``no_practice`` at a real till."""
    return _task(_load(desk))


def skip(desk: Desk) -> Task:
    """Leave the basket as it is and go on to the next one."""
    return _task(_go_on(desk, _load(desk)))


def check(desk: Desk, *, sale_id: int) -> Checked:
    """Compare a sale with the basket and go on; a sale without a basket is not judged."""
    tasks = _load(desk)
    if tasks.current is None:
        return Checked(task=_task(tasks))
    with desk.db.read() as session:
        rung_up = _rung_up(session, sale_id)
        expected = _expected(session, desk, tasks.current)
    verdict = compare(tasks.current, rung_up, expected=expected)
    return Checked(right=verdict.right, text=verdict.text, task=_task(_go_on(desk, tasks)))


def _load(desk: Desk) -> Tasks:
    if not desk.db.practice:
        raise UserError("no_practice", "Baskets are rung up at the practice till only.")
    return baskets.load(desk.db.path.parent)


def _go_on(desk: Desk, tasks: Tasks) -> Tasks:
    further = tasks.next()
    baskets.save(desk.db.path.parent, further)
    return further


def _task(tasks: Tasks) -> Task:
    count = len(tasks.baskets)
    return Task(min(tasks.done + 1, count), count, tasks.current)


def _rung_up(session: Session, sale_id: int) -> RungUp:
    sale = session.get(Sale, sale_id)
    if sale is None:
        raise UserError("unknown_receipt", "There is no sale {id}.", id=sale_id)
    lines = [BasketLine(*line) for line in queries.sold_lines(session, sale_id)]
    tenders = queries.tender_types(session, sale_id)
    return RungUp(one_line_each(lines), sale.total, sale.exponent, tuple(tenders))


def _expected(session: Session, desk: Desk, basket: Basket) -> int | None:
    """The basket's total by today's prices, for somebody whom the shop does not know."""
    lines = [{"sku": line.sku, "quantity": plain_quantity(line.quantity)} for line in basket.lines]
    try:
        answer = price_in(session, desk, {"lines": lines})
    except UserError:
        # A price that was taken away since: the goods are compared all the same.
        return None
    return parse_amount(str(answer["total"]), settings.load(session).shop.currency)
