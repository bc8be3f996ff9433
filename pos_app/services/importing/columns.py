"""The columns of each kind of import file (docs: "Import columns"), and which of them a file has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from pos_app.domain.message import Message, msg
from pos_app.errors import UserError

MOST_COLUMNS = 200
# Our columns that may come from several of theirs, and what goes between ("": the first that is filled).
JOINED: dict[str, dict[str, str]] = {
    "products": {"barcode": "|", "name": " ", "words": " ", "category": " > "},
    "customers": {"name": " ", "phone": "", "email": "", "notes": " "},
    "sales": {"sold_at": " ", "description": " "},
    "timeline": {"at": " ", "text": " "},
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: all its columns in our order, those it must have, those with numbers and dates.

    `one_of`: without any of these there is nothing in it to import.
    """

    name: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()


# Of the figures, those that are counted or measured: they may have fractions and a unit.
QUANTITIES = frozenset(
    {"stock", "pack_quantity", "reorder_at", "from_quantity", "buy_quantity", "get_quantity", "quantity"}
)
KINDS = {
    "products": Kind(
        "products",
        (
            "sku", "barcode", "name", "words", "category", "unit", "price", "cost", "tax", "stock", "bin", "pack_of",
            "pack_quantity", "supplier", "supplier_code", "reorder_at", "brand", "tip",
            "active",
        ),
        ("sku", "name", "price"),
        ("price", "cost", "stock", "pack_quantity", "reorder_at"),
    ),
    "customers": Kind(
        "customers",
        (
            "code", "name", "phone", "email", "birthday", "company", "tax_exempt_no", "consent", "notes", "level",
            "tax_exempt_until", "cards", "created_on",
        ),
        ("code", "name"),
        (),
        ("birthday", "tax_exempt_until", "created_on"),
    ),
    "notes": Kind(
        "notes",
        ("customer_code", "kind", "label", "value", "sku", "source", "noted_at", "noted_by", "closed_on"),
        ("customer_code", "kind", "label"),
        (),
        ("noted_at", "closed_on"),
    ),
    "promotions": Kind(
        "promotions",
        (
            "code", "label", "kind", "level", "sku", "category", "percent", "amount", "price", "from_quantity",
            "buy_quantity", "get_quantity", "starts_on", "ends_on",
        ),
        ("code", "kind"),
        ("percent", "amount", "price", "from_quantity", "buy_quantity", "get_quantity"),
        ("starts_on", "ends_on"),
    ),
    "sales": Kind(
        "sales",
        (
            "sale_id", "sold_at", "customer_code", "sku", "quantity", "amount", "discount", "cashier", "store",
            "project", "description", "net_amount", "tax_amount",
        ),
        ("sale_id", "sold_at", "quantity", "amount"),
        ("quantity", "amount", "discount", "net_amount", "tax_amount"),
        ("sold_at",),
    ),
    "balances": Kind(
        "balances",
        ("customer_code", "points", "store_credit", "account_balance", "card", "card_balance", "points_until"),
        ("customer_code",),
        ("points", "store_credit", "account_balance", "card_balance"),
        (),
        ("points", "store_credit", "account_balance", "card_balance"),
    ),
    "timeline": Kind(
        "timeline",
        ("id", "customer_code", "at", "channel", "kind", "text", "sku", "amount"),
        ("id", "customer_code", "at", "channel", "kind", "text"),
        ("amount",),
        ("at",),
    ),
}  # fmt: skip


def kind_of(name: str) -> Kind:
    """The kind of that name; UserError ``unknown_kind``."""
    found = KINDS.get(name)
    if found is None:
        raise UserError(
            "unknown_kind",
            "“{name}” cannot be imported; {known} can.",
            name=name[:40],
            known=", ".join(KINDS),
        )
    return found


@dataclass(frozen=True, slots=True)
class Join:
    """One of our columns from several of theirs, in order; `between` "" takes the first that is filled."""

    place: int
    positions: tuple[int, ...]
    between: str

    def of(self, cells: Sequence[str]) -> str:
        """The cell put together; what is there twice is taken once."""
        parts = dict.fromkeys(part for place in self.positions if (part := cells[place].strip()))
        return self.between.join(parts) if self.between else next(iter(parts), "")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where our columns are in a file: positions in our order, −1 for a column it does not have."""

    positions: tuple[int, ...]
    present: tuple[str, ...]
    notices: tuple[Message, ...] = ()
    joins: tuple[Join, ...] = ()

    def picker(self, width: int) -> Callable[[Sequence[str]], Sequence[str]]:
        """Takes our columns, in our order, out of a row to which an empty cell was added at position `width`."""
        take = itemgetter(*(width if place < 0 else place for place in self.positions))
        if not self.joins:
            return take

        def put_together(cells: Sequence[str]) -> Sequence[str]:
            found = list(take(cells))
            for join in self.joins:
                found[join.place] = join.of(cells)
            return found

        return put_together


def layout(kind: Kind, header: Sequence[str], mapping: Mapping[str, str]) -> Layout:
    """Match a header with our columns; `mapping` says theirs → ours, "" for a column that is left out.

    Several of theirs make one of ours where that can be put together (`JOINED`), in the order of the mapping.
    UserErrors ``bad_mapping``, ``missing_column``, ``double_column``, ``too_many_columns``. Columns that
    are not ours are left out with a notice.
    """
    check_width(kind, header)
    wanted = wanted_columns(kind, header, mapping)
    order = {theirs: number for number, theirs in enumerate(wanted)}
    places: dict[str, list[int]] = {}
    strange: list[str] = []
    tidied = [tidy(name) for name in header]
    for place, name in enumerate(tidied):
        ours = wanted.get(name, name if name not in wanted.values() else "")
        if ours in kind.columns:
            places.setdefault(ours, []).append(place)
        elif header[place].strip():
            strange.append(header[place].strip())
    joins = []
    for name, found in places.items():
        between = JOINED.get(kind.name, {}).get(name)
        if len(found) > 1 and (between is None or len({tidied[place] for place in found}) < len(found)):
            raise UserError("double_column", "The column “{name}” is there twice.", name=name)
        if len(found) > 1 and between is not None:
            found.sort(key=lambda place: order.get(tidied[place], -1))
            joins.append(Join(kind.columns.index(name), tuple(found), between))
    _check_required(kind, header, places)
    left_out = msg("Columns that are not known were left out: {names}.", names=", ".join(strange)[:300])
    return Layout(
        tuple(places[name][0] if name in places else -1 for name in kind.columns),
        tuple(name for name in kind.columns if name in places),
        (left_out,) if strange else (),
        tuple(joins),
    )


def check_width(kind: Kind, header: Sequence[str]) -> None:
    """UserError ``too_many_columns`` for a header that no till writes."""
    if len(header) > MOST_COLUMNS:
        raise UserError(
            "too_many_columns",
            "The file has {count} columns; that is not a file of {kind}.",
            count=len(header),
            kind=kind.name,
        )


def wanted_columns(kind: Kind, header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """A mapping with tidied names, in its order; UserError ``bad_mapping`` for names that fit nothing."""
    wanted = {tidy(theirs): tidy(ours) for theirs, ours in mapping.items()}
    tidied = {tidy(name) for name in header}
    for theirs, ours in wanted.items():
        if ours and ours not in kind.columns:
            raise UserError(
                "bad_mapping",
                "“{ours}” is not a column of {kind}; it has {known}.",
                ours=ours[:40],
                kind=kind.name,
                known=", ".join(kind.columns),
            )
        if theirs not in tidied:
            raise UserError("bad_mapping", "The file has no column “{theirs}”.", theirs=theirs[:40])
    return wanted


def _check_required(kind: Kind, header: Sequence[str], places: Mapping[str, Sequence[int]]) -> None:
    missing = [name for name in kind.required if name not in places]
    if missing:
        raise UserError(
            "missing_column",
            "The file has no column “{name}”; its columns are: {header}.",
            name=missing[0],
            header=_listed(header),
        )
    if kind.one_of and not places.keys() & set(kind.one_of):
        raise UserError(
            "missing_column",
            "The file has none of the columns {names}; its columns are: {header}.",
            names=", ".join(kind.one_of),
            header=_listed(header),
        )


def _listed(header: Sequence[str]) -> str:
    return ", ".join(name.strip()[:30] for name in header[:20])


def tidy(name: str) -> str:
    """A column's name as it is compared: lower case, one underscore between words."""
    return "_".join(name.replace("\ufeff", "").strip().lower().replace("-", " ").replace("_", " ").split())
