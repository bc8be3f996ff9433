"""Settings as a TOML file: written with an explanation at every key, read back whole or not at all."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from pos_app.data.queries import settings as queries
from pos_app.domain.money import Currency, plain_percent, plain_price
from pos_app.errors import UserError
from pos_app.i18n import _
from pos_app.services.approvals import Approval
from pos_app.services.changes import Changes
from pos_app.services.desk import Desk
from pos_app.services.setting_table import KNOWN
from pos_app.services.settings import change_settings, load

FORMAT = 1
Upgrade = Callable[[dict[str, Any]], dict[str, Any]]
# One function for each earlier format, the first for format 1; each gives the data of the next format.
UPGRADES: tuple[Upgrade, ...] = ()


def upgraded(data: Mapping[str, Any], upgrades: Sequence[Upgrade] = UPGRADES) -> dict[str, Any]:
    """The data of a file in the newest format, without its ``format`` line; a newer file is ``newer_settings``."""
    newest = len(upgrades) + 1
    found = data.get("format", newest)
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise UserError(
            "bad_settings", "The file's format “{format}” is not a number.", format=str(found)[:20]
        )
    if found > newest:
        raise UserError(
            "newer_settings",
            "The file was written by a newer version of the program (format {found}).",
            found=found,
        )
    result = {key: value for key, value in data.items() if key != "format"}
    for step in upgrades[found - 1 :]:
        result = step(result)
    return result


def import_toml(desk: Desk, *, text: str, approval: Approval | None = None) -> Changes:
    """Apply a settings file: keys it leaves out stay as they are.

    UserErrors ``bad_toml`` (with the line), ``newer_settings``, ``bad_settings`` that lists every problem, and those
    of `approvals.require`.
    """
    import tomlkit
    from tomlkit.exceptions import ParseError, TOMLKitError

    try:
        data = tomlkit.parse(text).unwrap()
    except ParseError as error:
        raise UserError(
            "bad_toml", "This is not TOML: {reason}", line=error.line, reason=str(error)
        ) from error
    except TOMLKitError as error:
        raise UserError("bad_toml", "This is not TOML: {reason}", reason=str(error)) from error
    return change_settings(desk, upgraded(data), approval=approval)


def export_toml(desk: Desk) -> str:
    """Every setting, tax, tax class and person as TOML that `import_toml` reads back to the same shop."""
    with desk.db.read() as session:
        return toml_of(session)[0]


def toml_of(session: Session) -> tuple[str, int]:
    """The same within a session, and how many settings, taxes, tax classes and people it holds."""
    import tomlkit

    stored, currency = queries.stored(session), load(session).shop.currency
    taxes, classes, staff = queries.taxes(session), queries.tax_classes(session), queries.staff(session)
    document = tomlkit.document()
    document.add("format", FORMAT)
    groups: dict[str, Any] = {}
    for key, known in KNOWN.items():
        group, _point, name = key.partition(".")
        if group not in groups:
            groups[group] = tomlkit.table()
        groups[group].add(tomlkit.comment(_(known.help)))
        groups[group].add(name, _value(stored.get(key, known.default)))
    for code, row in taxes.items():
        groups["tax"].add(code, _tax(row, currency))
    groups["tax_class"] = tomlkit.table()
    for code, chain in classes.items():
        groups["tax_class"].add(code, chain)
    groups["staff"] = tomlkit.table(is_super_table=True)
    for code, row in staff.items():
        groups["staff"].add(code, {name: row[name] for name in ("name", "role", "active")})
    for name, table in groups.items():
        document.add(name, table)
    return tomlkit.dumps(document), len(KNOWN) + len(taxes) + len(classes) + len(staff)


def _value(value: Any) -> Any:
    """A stored value as TOML writes it: lists of entries one to a line."""
    import tomlkit

    if not isinstance(value, list):
        return value
    array = tomlkit.array().multiline(bool(value) and isinstance(value[0], dict))
    for entry in value:
        if isinstance(entry, dict):
            inline = tomlkit.inline_table()
            inline.update(entry)
            entry = inline
        array.append(entry)
    return array


def _tax(row: Mapping[str, Any], currency: Currency) -> dict[str, Any]:
    rate = plain_percent(row["rate"]) if row["kind"] == "percent" else plain_price(row["rate"], currency)
    flags = {name: row[name] for name in ("included", "adds_to_base", "ignores_previous")}
    return {"name": row["name"], "kind": row["kind"], "rate": rate, **flags}
