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
    OPEN_TILL = "open_till"
    CASH_IN = "cash_in"
    CASH_OUT = "cash_out"
    CLOSE_TILL = "close_till"
    VIEW_X = "view_x"
    OPEN_DRAWER = "open_drawer"
    CONFIRM_CLOCK = "confirm_clock"
    VIEW_AUDIT = "view_audit"
    CHANGE_PRODUCTS = "change_products"
    CHANGE_PROMOTIONS = "change_promotions"
    CHANGE_SETTINGS = "change_settings"
    CHANGE_STAFF = "change_staff"
    IMPORT_DATA = "import_data"
    EXPORT_DATA = "export_data"
    RESTORE = "restore"


_ALL = frozenset(ROLES)
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
    Permission.OPEN_TILL: _ALL,
    Permission.CASH_IN: _ALL,
    Permission.CASH_OUT: _SENIOR,
    Permission.CLOSE_TILL: _ALL,
    # It shows what should be in the drawer: who counts must not know.
    Permission.VIEW_X: _SENIOR,
    Permission.OPEN_DRAWER: _SENIOR,
    Permission.CONFIRM_CLOCK: _SENIOR,
    Permission.VIEW_AUDIT: _SENIOR,
    Permission.CHANGE_PRODUCTS: _SENIOR,
    Permission.CHANGE_PROMOTIONS: _SENIOR,
    Permission.CHANGE_SETTINGS: _OWNER,
    Permission.CHANGE_STAFF: _OWNER,
    Permission.IMPORT_DATA: _OWNER,
    Permission.EXPORT_DATA: _OWNER,
    Permission.RESTORE: _OWNER,
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
        Permission.CASH_IN,
        Permission.CASH_OUT,
        Permission.OPEN_DRAWER,
        Permission.CONFIRM_CLOCK,
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
    Permission.OPEN_TILL: msg("Someone of the staff must open the till."),
    Permission.CASH_IN: msg("Someone of the staff must put cash in."),
    Permission.CASH_OUT: msg("A manager or the owner must allow cash to be taken out."),
    Permission.CLOSE_TILL: msg("Someone of the staff must close the till."),
    Permission.VIEW_X: msg("A manager or the owner must allow a look at the figures before the count."),
    Permission.OPEN_DRAWER: msg("A manager or the owner must allow that the drawer opens without a sale."),
    Permission.CONFIRM_CLOCK: msg("A manager or the owner must confirm that the clock is right."),
    Permission.VIEW_AUDIT: msg("A manager or the owner must allow a look at the list of acts."),
    Permission.CHANGE_PRODUCTS: msg("A manager or the owner must allow that a product is changed."),
    Permission.CHANGE_PROMOTIONS: msg(
        "A manager or the owner must allow that prices and promotions are changed."
    ),
    Permission.CHANGE_SETTINGS: msg("The owner must allow that settings are changed."),
    Permission.CHANGE_STAFF: msg("The owner must allow a change of who works here."),
    Permission.IMPORT_DATA: msg("The owner must allow that data is moved in."),
    Permission.EXPORT_DATA: msg("The owner must allow that data leaves the shop."),
    Permission.RESTORE: msg("The owner must allow that a backup comes back."),
}
