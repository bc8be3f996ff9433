"""Messages as JSON text, for storing a sentence that a later reader may want in another language."""

from datetime import date
from json import dumps, loads
from typing import Any

from pos_app.domain.message import Amount, Day, Message, Quantity, Value


def encode(message: Message) -> str:
    """The message as one line of JSON."""
    return dumps(_plain(message), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode(text: str) -> Message:
    """The message that `encode` wrote; ValueError or KeyError if it is none."""
    return _message(loads(text))


def _plain(value: Value) -> Any:
    if isinstance(value, Message):
        plain: dict[str, Any] = {"id": value.id, "values": {name: _plain(v) for name, v in value.values}}
        if value.plural_id is not None:
            plain |= {"plural_id": value.plural_id, "count": value.count}
        return plain
    if isinstance(value, Day):
        return {"day": value.day.isoformat(), "year": value.year}
    if isinstance(value, Amount):
        return {"minor": value.minor, "exponent": value.exponent}
    if isinstance(value, Quantity):
        return {"thousandths": value.thousandths}
    return value


def _message(data: dict[str, Any]) -> Message:
    values = tuple((name, _value(v)) for name, v in data["values"].items())
    return Message(data["id"], values, data.get("plural_id"), data.get("count"))


def _value(data: Any) -> Value:
    if isinstance(data, dict):
        if "day" in data:
            return Day(date.fromisoformat(data["day"]), data["year"])
        if "minor" in data:
            return Amount(data["minor"], data["exponent"])
        if "thousandths" in data:
            return Quantity(data["thousandths"])
        return _message(data)
    if isinstance(data, int | str):
        return data
    raise ValueError(f"not a value of a message: {data!r}")
