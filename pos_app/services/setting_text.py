"""A setting's value as typed on a command line, and back."""

import json
from typing import Any

from pos_app.errors import UserError
from pos_app.services.setting_table import KNOWN

_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_FLAG_FIELDS = ("included", "adds_to_base", "ignores_previous", "active")


def value_of(key: str, text: str) -> Any:
    """The stored (JSON) form of `text` for a key; UserError ``bad_setting`` if it does not fit.

    Lists are JSON (``["12 Mill Road", "555 0142"]``) or one line; tax classes are codes with commas between.
    """
    top, _point, rest = key.partition(".")
    default = KNOWN[key].default if key in KNOWN else ""
    if top == "tax_class" and rest:
        return [code.strip() for code in text.split(",") if code.strip()]
    if isinstance(default, bool) or rest.rpartition(".")[2] in _FLAG_FIELDS:
        return _flag(key, text)
    if isinstance(default, int):
        return _whole(key, text)
    if isinstance(default, list):
        return _list(key, text)
    return text


def value_text(value: Any) -> str:
    """A stored value as one line."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _flag(key: str, text: str) -> bool:
    found = _FLAGS.get(text.strip().lower())
    if found is None:
        raise UserError("bad_setting", "{key}: It must be true or false.", key=key)
    return found


def _whole(key: str, text: str) -> int:
    body = text.strip()
    if not body.removeprefix("-").isdecimal() or len(body) > 18:
        raise UserError("bad_setting", "{key}: “{text}” is not a whole number.", key=key, text=text[:40])
    return int(body)


def _list(key: str, text: str) -> list[Any]:
    body = text.strip()
    if not body.startswith("["):
        return [body] if body else []
    try:
        found = json.loads(body)
    except json.JSONDecodeError as error:
        raise UserError("bad_setting", "{key}: “{text}” is no list.", key=key, text=text[:40]) from error
    return list(found)
