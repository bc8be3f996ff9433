"""Promotions, price levels and quantity breaks from a file: new ones are added, others changed where it differs.

One is the one with the same code, in any case. Columns that a file has not leave what is there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from pos_app.data.queries import promotions as queries
from pos_app.data.records import Record
from pos_app.domain.message import msg
from pos_app.services.category_tree import CategoryTree
from pos_app.services.importing.survey import Cells
from pos_app.services.importing.work import Save, Work, batches
from pos_app.services.price_acts import promotion_act
from pos_app.services.promotion_form import PromotionForm, Reach, cleaned, problems
from pos_app.services.promotions import form_of, reach_of, values_of

BATCH = 1000
_FIELD_OF = {"from_quantity": "least_quantity"}
_COLUMN_OF = {field: column for column, field in _FIELD_OF.items()}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A promotion of the file that is good, with the code under which the shop has it already."""

    form: PromotionForm
    known: str


def check(work: Work) -> Save:
    """Note everything wrong; what is returned writes the good ones."""
    cells = Cells(work.survey, work.findings)
    found: list[tuple[int, Incoming]] = []
    first_rows: dict[str, int] = {}
    with work.desk.db.read() as session:
        reach = _quick(reach_of(session))
        tree = CategoryTree(session)
        before = {row.code.upper(): form_of(row, tree) for row in queries.rows(session)}
        for row, given in _forms(work, cells):
            old = before.get(given.code.strip().upper())
            form = cleaned(_with_old(work, given, old), reach.levels)
            cells.row = row
            for problem in problems(form, reach):
                cells.problem(_COLUMN_OF.get(problem.field, problem.field), problem.error)
            if not form.code:
                cells.missing("code")
            else:
                cells.first("code", form.code, first_rows, shown=form.code)
            found.append((row, Incoming(form, old.code if old is not None else "")))
    good = [promotion for row, promotion in found if work.good(row)]
    return lambda write: _save(work, good, write)


def _forms(work: Work, cells: Cells) -> Iterator[tuple[int, PromotionForm]]:
    for row, values in work.source.rows():
        cells.row = row
        (
            code, label, kind, level, sku, category, percent, amount, price, least, buy, get, starts_on, ends_on,
        ) = values  # fmt: skip
        if not kind.strip():
            cells.missing("kind")
            continue
        yield (
            row,
            PromotionForm(
                kind=kind,
                code=code,
                label=label,
                level=level,
                sku=sku,
                category=category,
                percent=cells.number(percent, 4, "percent", msg("Percentage")),
                amount=cells.number(amount, 4, "amount", msg("Amount")),
                price=cells.number(price, 4, "price", msg("Price")),
                least_quantity=cells.quantity(least, "from_quantity", msg("Quantity")) or 0,
                buy_quantity=cells.quantity(buy, "buy_quantity", msg("Quantity")),
                get_quantity=cells.quantity(get, "get_quantity", msg("Quantity")),
                starts_on=_day(cells, starts_on, "starts_on"),
                ends_on=_day(cells, ends_on, "ends_on"),
            ),
        )


def _day(cells: Cells, text: str, column: str) -> str:
    moment = cells.moment(text, column)
    return moment.day.isoformat() if moment is not None else ""


def _with_old(work: Work, form: PromotionForm, old: PromotionForm | None) -> PromotionForm:
    """The form with what the shop has where the file has no column."""
    if old is None:
        return form
    present = {_FIELD_OF.get(column, column) for column in work.source.present}
    kept: dict[str, Any] = {
        name: getattr(old, name) for name in PromotionForm.__dataclass_fields__ if name not in present
    }
    return replace(form, **kept)


def _quick(reach: Reach) -> Reach:
    """The same, asking for each thing once."""
    product: Callable[[str], Record | None] = cache(reach.product)
    return replace(reach, product=product, cheapest=cache(reach.cheapest))


def _save(work: Work, promotions: list[Incoming], write: bool) -> None:
    """Write what is new or different, in transactions of 1,000, or only count it."""
    done = 0
    for batch in batches(promotions, work.size(BATCH)):
        with work.desk.db.write() if write else work.desk.db.read() as session:
            reach, tree = _quick(reach_of(session)), CategoryTree(session)
            # Not asked for by code: the database knows no upper case beyond ASCII.
            there = {row.code: row for row in queries.rows(session)}
            for promotion in batch:
                old = there.get(promotion.known)
                if _counted(work, promotion, old, reach) and write:
                    act = promotion_act(form_of(old, tree) if old else None, promotion.form, reach.exponent)
                    work.repriced += [(act.before, act.after)] if act else []
                    queries.put(session, _values(promotion, old, reach), new=old is None)
            if write:
                session.commit()
        done += len(batch)
        work.progress(done, len(promotions))


def _counted(work: Work, promotion: Incoming, old: Record | None, reach: Reach) -> bool:
    """Count one as new, different or the same; whether there is something to write."""
    if old is None:
        work.added += 1
        return True
    if all(getattr(old, name) == value for name, value in _values(promotion, old, reach).items()):
        work.unchanged += 1
        return False
    work.changed += 1
    return True


def _values(promotion: Incoming, old: Record | None, reach: Reach) -> dict[str, Any]:
    values = values_of(promotion.form, reach)
    return values if old is None else {**values, "code": old.code}
