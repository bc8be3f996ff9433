"""A setting between its stored form (JSON) and what stands in an editor."""

from typing import Any

from pos_app.errors import UserError
from pos_app.ui.entry import plain_number
from pos_app.ui.settings.rows import SettingRow
from pos_app.ui.widgets.form import Value

_WHOLE = ("points", "decimals")


def shown_value(row: SettingRow, stored: Any) -> Value:
    """What the editor shows of a stored value."""
    if row.kind == "tick":
        return bool(stored)
    if row.kind == "lines":
        return "\n".join(stored)
    if row.kind == "entries":
        return "\n".join("; ".join(str(entry[name]) for name in row.fields) for entry in stored)
    return str(stored)


def stored_value(row: SettingRow, shown: Value, sample: Any) -> Any:
    """The stored form of what stands in the editor, of the type of `sample`.

    UserError ``bad_setting`` where it has no such form; whether it is right decides the service.
    """
    if isinstance(shown, bool):
        return shown
    lines = [line.strip() for line in shown.splitlines() if line.strip()]
    if row.kind == "lines":
        return lines
    if row.kind == "entries":
        return [_entry(row.fields, line) for line in lines]
    if isinstance(sample, int):
        return _whole(shown)
    return shown.strip()


def _entry(fields: tuple[str, ...], line: str) -> dict[str, Any]:
    parts = [part.strip() for part in line.split(";")]
    if len(parts) != len(fields):
        raise UserError(
            "bad_setting", "“{text}” does not have {count} parts.", text=line[:40], count=len(fields)
        )
    return {name: _whole(part) if name in _WHOLE else part for name, part in zip(fields, parts, strict=True)}


def _whole(text: str) -> int:
    plain = plain_number(text)
    if not plain.isascii() or not plain.isdigit() or len(plain) > 9:
        raise UserError("bad_setting", "“{text}” is not a whole number.", text=text[:40])
    return int(plain)
