"""Who may do what: one table of permissions and roles, and which acts need a reason."""

from enum import StrEnum

from pos_app.domain.message import Message, msg

ROLES = ("cashier", "manager", "owner")


class Permission(StrEnum):
    """Something that not everybody at the till may do."""

    PRICE_OVERRIDE = "price_override"
    DISCOUNT_OVER_LIMIT = "discount_over_limit"
    BLIND_RETURN = "blind_return"
    LATE_RETURN = "late_return"
    REVERSE_SALE = "reverse_sale"
    EXPIRED_QUOTE = "expired_quote"
    SET_PIN = "set_pin"


_SENIOR = frozenset({"manager", "owner"})
_OWNER = frozenset({"owner"})
# The one place that says which role may do what.
ALLOWED: dict[Permission, frozenset[str]] = {
    Permission.PRICE_OVERRIDE: _SENIOR,
    Permission.DISCOUNT_OVER_LIMIT: _SENIOR,
    Permission.BLIND_RETURN: _SENIOR,
    Permission.LATE_RETURN: _SENIOR,
    Permission.REVERSE_SALE: _SENIOR,
    Permission.EXPIRED_QUOTE: _SENIOR,
    Permission.SET_PIN: _OWNER,
}
# Acts that must say why, whoever does them.
NEED_REASON = frozenset(
    {
        Permission.PRICE_OVERRIDE,
        Permission.DISCOUNT_OVER_LIMIT,
        Permission.BLIND_RETURN,
        Permission.LATE_RETURN,
        Permission.REVERSE_SALE,
        Permission.EXPIRED_QUOTE,
    }
)


def may(role: str, permission: Permission) -> bool:
    """Whether a role has a permission; a role that nobody knows has none."""
    return role in ALLOWED[permission]


def roles_with(permission: Permission) -> tuple[str, ...]:
    """The roles that have a permission, the lowest first."""
    return tuple(role for role in ROLES if may(role, permission))


def needed(permission: Permission) -> Message:
    """The sentence for someone whose role does not suffice."""
    return _NEEDED[permission]


_NEEDED: dict[Permission, Message] = {
    Permission.PRICE_OVERRIDE: msg("A manager or the owner must allow another price."),
    Permission.DISCOUNT_OVER_LIMIT: msg("A manager or the owner must allow a discount this high."),
    Permission.BLIND_RETURN: msg("A manager or the owner must allow a return without its receipt."),
    Permission.LATE_RETURN: msg("The days for returns are over: a manager or the owner must allow it."),
    Permission.REVERSE_SALE: msg("A manager or the owner must allow that a sale is reversed."),
    Permission.EXPIRED_QUOTE: msg("A manager or the owner must allow the prices of an expired quote."),
    Permission.SET_PIN: msg("Only the owner sets a PIN."),
}
