"""Changed settings as acts for the day book: one for each key, with what it was and what it is."""

from collections.abc import Iterator, Mapping
from typing import Any

from pos_app.domain.money import plain, plain_percent
from pos_app.services import audit
from pos_app.services.acts import Act, differing
from pos_app.services.setting_input import Present, Wanted
from pos_app.services.setting_table import KNOWN


def setting_acts(now: Present, wanted: Wanted) -> Iterator[Act]:
    """Every setting, tax, tax class and person that becomes another; the same value again is no act."""
    for key, value in wanted.values.items():
        yield from _changed(key, now.values.get(key, KNOWN[key].default), value)
    for code, row in wanted.taxes.items():
        yield from _fields(f"tax.{code}", _tax(now.taxes.get(code, {})), _tax(row))
    for code, taxes in wanted.classes.items():
        yield from _changed(f"tax_class.{code}", now.classes.get(code), taxes)
    for code, row in wanted.staff.items():
        act = audit.staff_act(code, now.staff.get(code, {}), row)
        if act is not None:
            yield act


def _changed(key: str, before: Any, after: Any) -> Iterator[Act]:
    if before != after:
        was = {} if before is None else {key: before}
        yield Act("settings_changed", before=was, after={key: after})


def _fields(key: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Act]:
    was, now = differing(before, after)
    if was or now:
        yield Act("settings_changed", before={key: dict(was)} if was else {}, after={key: dict(now)})


def _tax(row: Mapping[str, Any]) -> dict[str, Any]:
    """A tax's row as people write it: rates as decimal texts, per cent or per unit."""
    said = {name: value for name, value in row.items() if name not in ("code", "id")}
    if "rate" in said:
        percent = said.get("kind") == "percent"
        said["rate"] = plain_percent(said["rate"]) if percent else plain(said["rate"], 6, keep=0)
    return said
