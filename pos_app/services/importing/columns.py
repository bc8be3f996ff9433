"""The columns of each kind of import file (docs: "Import columns"), and which of them a file has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pos_app.domain.message import Message, msg
from pos_app.errors import UserError

MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: all its columns in our order, those it must have, those with numbers and dates."""

    name: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()


KINDS = {
    "products": Kind(
        "products",
        (
            "sku", "barcode", "name", "words", "category", "unit", "price", "cost", "tax", "stock", "bin", "pack_of",
            "pack_quantity", "supplier", "supplier_code", "reorder_at", "brand", "tip",
        ),
        ("sku", "name", "price"),
        ("price", "cost", "stock", "pack_quantity", "reorder_at"),
    ),
    "customers": Kind(
        "customers",
        ("code", "name", "phone", "email", "birthday", "company", "tax_exempt_no", "consent", "notes"),
        ("code", "name"),
        (),
        ("birthday",),
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
            "project", "description",
        ),
        ("sale_id", "sold_at", "quantity", "amount"),
        ("quantity", "amount", "discount"),
        ("sold_at",),
    ),
    "balances": Kind(
        "balances",
        ("customer_code", "points", "store_credit", "account_balance", "card", "card_balance"),
        ("customer_code",),
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
class Layout:
    """Where our columns are in a file: positions in our order, −1 for a column it does not have."""

    positions: tuple[int, ...]
    present: tuple[str, ...]
    notices: tuple[Message, ...] = ()


def layout(kind: Kind, header: Sequence[str], mapping: Mapping[str, str]) -> Layout:
    """Match a header with our columns; `mapping` says theirs=ours.

    UserErrors ``bad_mapping``, ``missing_column``, ``double_column``, ``too_many_columns``. Columns that
    are not ours are left out with a notice.
    """
    if len(header) > MOST_COLUMNS:
        raise UserError(
            "too_many_columns",
            "The file has {count} columns; that is not a file of {kind}.",
            count=len(header),
            kind=kind.name,
        )
    ours = _renamed(kind, header, mapping)
    places: dict[str, int] = {}
    strange: list[str] = []
    for place, name in enumerate(ours):
        if name not in kind.columns:
            strange += [header[place].strip()] if header[place].strip() else []
        elif name in places:
            raise UserError("double_column", "The column “{name}” is there twice.", name=name)
        else:
            places[name] = place
    missing = [name for name in kind.required if name not in places]
    if missing:
        raise UserError(
            "missing_column",
            "The file has no column “{name}”; its columns are: {header}.",
            name=missing[0],
            header=", ".join(name.strip()[:30] for name in header[:20]),
        )
    left_out = msg("Columns that are not known were left out: {names}.", names=", ".join(strange)[:300])
    return Layout(
        tuple(places.get(name, -1) for name in kind.columns),
        tuple(name for name in kind.columns if name in places),
        (left_out,) if strange else (),
    )


def _renamed(kind: Kind, header: Sequence[str], mapping: Mapping[str, str]) -> list[str]:
    wanted = {_tidy(theirs): _tidy(ours) for theirs, ours in mapping.items()}
    tidy = [_tidy(name) for name in header]
    for theirs, ours in wanted.items():
        if ours not in kind.columns:
            raise UserError(
                "bad_mapping",
                "“{ours}” is not a column of {kind}; it has {known}.",
                ours=ours[:40],
                kind=kind.name,
                known=", ".join(kind.columns),
            )
        if theirs not in tidy:
            raise UserError("bad_mapping", "The file has no column “{theirs}”.", theirs=theirs[:40])
    return [wanted.get(name, name) for name in tidy]


def _tidy(name: str) -> str:
    return "_".join(name.replace("\ufeff", "").strip().lower().replace("-", " ").replace("_", " ").split())
