"""JSON objects of which some members are still to come: what is known is written out once, the gaps later."""

from collections.abc import Iterable, Mapping
from json.encoder import encode_basestring


def value_json(value: str | int | bool | None) -> str:
    """The JSON of a text, a whole number, a flag (0 or 1) or nothing, as `json.dumps` with ``ensure_ascii=False``."""
    if type(value) is str:
        return encode_basestring(value)
    if value is None:
        return "null"
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is neither a text nor a whole number")
    return str(int(value))


class Gapped:
    """The JSON of an object in the order of its members; those without a text are the gaps."""

    __slots__ = ("_names", "_parts")

    def __init__(self, members: Mapping[str, str], gaps: Iterable[str]) -> None:
        """`members` has every member in its order, with its value's JSON; what it has for a gap is left out."""
        open_ = set(gaps)
        if not open_ <= members.keys():
            raise ValueError(f"no such members: {sorted(open_ - members.keys())}")
        self._names: list[str] = []
        self._parts: list[str] = []
        text, before = "{", ""
        for name, value in members.items():
            text += f'{before}"{name}":'
            before = ","
            if name in open_:
                self._names.append(name)
                self._parts.append(text)
                text = ""
            else:
                text += value
        self._parts.append(text)

    def filled(self, values: Mapping[str, str]) -> str:
        """The whole object; `values` has the JSON of every gap, and of members that come after all others."""
        found: list[str] = []
        for part, name in zip(self._parts, self._names, strict=False):
            found += (part, values[name])
        found.append(self._parts[-1])
        if len(values) > len(self._names):
            found += [f',"{name}":{value}' for name, value in values.items() if name not in self._names]
        found.append("}")
        return "".join(found)
