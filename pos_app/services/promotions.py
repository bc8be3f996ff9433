"""Promotions, price levels and quantity breaks: listed, added, changed, ended."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries import products as product_queries
from pos_app.data.queries import promotions as queries
from pos_app.data.queries import selling
from pos_app.data.records import Record
from pos_app.domain.permissions import Permission
from pos_app.errors import UserError
from pos_app.i18n import _
from pos_app.services import audit, settings
from pos_app.services.approvals import Approval, require
from pos_app.services.category_tree import CategoryTree
from pos_app.services.changes import Area, Changes
from pos_app.services.desk import Desk
from pos_app.services.price_acts import promotion_act
from pos_app.services.product_form import FieldProblem
from pos_app.services.promotion_form import PromotionForm, Reach, cleaned, no_saving, problems

_AREAS = frozenset({Area.PRODUCT, Area.CART})
_SAME = (
    "kind", "code", "label", "level", "percent", "amount", "price", "least_quantity", "buy_quantity", "get_quantity",
    "starts_on", "ends_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PromotionView:
    """One of them as a list shows it; `list_price` (e4) and `unit` of the product it names, `state` is ``running``,
    ``coming`` or ``ended``."""

    form: PromotionForm
    product_name: str
    unit: str
    list_price: int | None
    state: str

    @property
    def code(self) -> str:
        """Its code."""
        return self.form.code


@dataclass(frozen=True, slots=True)
class PromotionSaved(Changes):
    """A promotion that was written; a notice where it lowers nothing."""

    code: str = ""


class PromotionError(UserError):
    """Something wrong with one field of a promotion; `field` names it."""

    field: str = ""

    @classmethod
    def of(cls, problem: FieldProblem) -> "PromotionError":
        """The error of a field's problem."""
        made = cls(problem.error.code, problem.error.message)
        made.field = problem.field
        return made


def listed(desk: Desk, *, product_id: int | None = None) -> list[PromotionView]:
    """All of them, or those of one product: running first, then coming, then ended."""
    today = desk.business_date().isoformat()
    with desk.db.read() as session:
        tree = CategoryTree(session)
        found = [_view(row, tree, today) for row in queries.rows(session, product_id=product_id)]
    order = ("running", "coming", "ended")
    return sorted(found, key=lambda view: order.index(view.state))


def get(desk: Desk, *, code: str) -> PromotionForm:
    """The form of one; UserError ``unknown_promotion``."""
    with desk.db.read() as session:
        return form_of(_required(session, code), CategoryTree(session))


def add(desk: Desk, *, form: PromotionForm, approval: Approval | None = None) -> PromotionSaved:
    """A new one. PromotionErrors with their field: ``unknown_kind``, ``other_kind``, ``bad_percent``, ``bad_price``,
    ``missing``, ``bad_quantity``, ``price_negative``, ``unknown_product``, ``unknown_category``, ``two_aims``,
    ``bad_date``, ``dates_reversed``, ``text_too_long``, ``bad_text``, ``code_taken``; UserErrors of
    `approvals.require`."""
    with desk.db.write() as session:
        by = _ask(session, desk, approval)
        reach = reach_of(session)
        form = cleaned(form, reach.levels)
        if not form.code:
            form = replace(form, code=_free_code(session, form))
        elif queries.rows(session, code=form.code):
            problem = UserError("code_taken", "The code {code} is taken.", code=form.code[:40])
            raise PromotionError.of(FieldProblem("code", problem))
        return _put(session, desk, form, reach, None, by)


def change(desk: Desk, *, code: str, form: PromotionForm, approval: Approval | None = None) -> PromotionSaved:
    """Change one; its code stays. Errors as `add`, and ``unknown_promotion``."""
    with desk.db.write() as session:
        by = _ask(session, desk, approval)
        before = _required(session, code)
        reach = reach_of(session)
        form = replace(cleaned(form, reach.levels), code=before.code)
        return _put(session, desk, form, reach, before, by)


def end(desk: Desk, *, code: str, approval: Approval | None = None) -> Changes:
    """End one with yesterday; one that has not run before today is taken out.

    UserErrors ``unknown_promotion`` and those of `approvals.require`.
    """
    today = desk.business_date()
    with desk.db.write() as session:
        by = _ask(session, desk, approval)
        row = _required(session, code)
        if not row.starts_on or row.starts_on < today.isoformat():
            yesterday = (today - timedelta(days=1)).isoformat()
            if not row.ends_on or row.ends_on > yesterday:
                queries.put(session, {"code": row.code, "ends_on": yesterday}, new=False)
                _note(session, desk, row, replace(form_of(row, CategoryTree(session)), ends_on=yesterday), by)
        else:
            queries.remove(session, row.code)
            _note(session, desk, row, None, by)
        session.commit()
    return Changes(_AREAS, (row.code,))


def remove(desk: Desk, *, code: str, approval: Approval | None = None) -> Changes:
    """Take one out; what was sold with it keeps its price. UserErrors as `end`."""
    with desk.db.write() as session:
        by = _ask(session, desk, approval)
        row = _required(session, code)
        queries.remove(session, row.code)
        _note(session, desk, row, None, by)
        session.commit()
    return Changes(_AREAS, (row.code,))


def levels(desk: Desk) -> list[str]:
    """Price levels that promotions or customers name, in alphabetical order; two to begin with where there are none."""
    with desk.db.read() as session:
        found = queries.levels(session)
    return sorted(found, key=str.casefold) or [_("Trade"), _("Staff")]


def reach_of(session: Session) -> Reach:
    """The shop's goods and levels, for checking forms."""
    tree, parents = CategoryTree(session), selling.category_parents(session)

    def product(sku: str) -> Record | None:
        found = product_queries.skus(session, [sku])
        return product_queries.by_id(session, found[0].id) if found else None

    def cheapest(category: int | None) -> Record | None:
        return queries.cheapest(session, None if category is None else _with_those_below(category, parents))

    return Reach(
        product=product,
        category=tree.find,
        cheapest=cheapest,
        levels={level.casefold(): level for level in queries.levels(session)},
        exponent=settings.cached(session).shop.currency.exponent,
    )


def form_of(row: Record, tree: CategoryTree) -> PromotionForm:
    """A row of `queries.rows` as a form."""
    same = {name: getattr(row, name) for name in _SAME}
    return PromotionForm(**same, sku=row.sku, category=tree.path(row.category_id))


def values_of(form: PromotionForm, reach: Reach) -> dict[str, Any]:
    """The columns of a checked form."""
    product = reach.product(form.sku) if form.sku else None
    return {
        **{name: getattr(form, name) for name in _SAME},
        "product_id": product.id if product is not None else None,
        "category_id": reach.category(form.category) if form.category else None,
    }


def _put(
    session: Session, desk: Desk, form: PromotionForm, reach: Reach, before: Record | None, by: str
) -> PromotionSaved:
    wrong = problems(form, reach)
    if wrong:
        raise PromotionError.of(wrong[0])
    queries.put(session, values_of(form, reach), new=before is None)
    _note(session, desk, before, form, by)
    product = reach.product(form.sku) if form.sku else None
    notice = no_saving(form, product, reach.exponent)
    session.commit()
    return PromotionSaved(_AREAS, (form.code,), (notice,) if notice else (), code=form.code)


def _ask(session: Session, desk: Desk, approval: Approval | None) -> str:
    """Who allowed it, "" for whoever is here."""
    return require(session, desk, Permission.CHANGE_PROMOTIONS, approval).by


def _note(session: Session, desk: Desk, before: Record | None, after: PromotionForm | None, by: str) -> None:
    """Who made what cheaper: a promotion added, changed, ended or taken out is in the day book."""
    was = form_of(before, CategoryTree(session)) if before is not None else None
    exponent = settings.cached(session).shop.currency.exponent
    act = promotion_act(was, after, exponent)
    audit.note_all(session, desk, [act] if act else [], approved_by=by)


def _required(session: Session, code: str) -> Record:
    found = queries.rows(session, code=code)
    if not found:
        raise UserError("unknown_promotion", "There is no promotion {code}.", code=code[:40])
    return found[0]


def _view(row: Record, tree: CategoryTree, today: str) -> PromotionView:
    state = "running"
    if row.ends_on and row.ends_on < today:
        state = "ended"
    elif row.starts_on > today:
        state = "coming"
    return PromotionView(form_of(row, tree), row.product_name, row.unit, row.list_price, state)


def _free_code(session: Session, form: PromotionForm) -> str:
    """A code that says what it is about and is not taken: "TRADE-SEAL-W", "SEAL-W-2"."""
    words: Sequence[str] = [
        word for word in (form.level, form.sku or form.category.rpartition("> ")[2]) if word
    ]
    stem = "-".join("".join(c if c.isalnum() else "-" for c in word).strip("-") for word in words) or "ALL"
    stem = stem.upper()[:34]
    taken = {code.upper() for code in queries.codes(session)}
    number = 1
    while (code := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return code


def _with_those_below(category: int, parents: dict[int, int | None]) -> set[int]:
    found = {category}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found
