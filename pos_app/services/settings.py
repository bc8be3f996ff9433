"""The shop's settings: read as typed values, changed one by one; a wrong value is never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from pos_app.data import memory
from pos_app.data.memory import remembered
from pos_app.data.queries import settings as queries
from pos_app.domain.message import Message, msg
from pos_app.errors import UserError
from pos_app.late import late
from pos_app.services import setting_input
from pos_app.services.changes import Area, Changes, changed
from pos_app.services.desk import Desk
from pos_app.services.setting_table import KNOWN, known
from pos_app.services.setting_values import GROUPS, ShopSettings

if TYPE_CHECKING:
    from pos_app.services import approvals, audit, setting_acts, staff
    from pos_app.services.approvals import Approval
else:
    approvals, audit, setting_acts, staff = late(
        "pos_app.services", "approvals", "audit", "setting_acts", "staff"
    )

__all__ = [
    "SettingView",
    "SettingsSaved",
    "ShopSettings",
    "cached",
    "load",
    "set_setting",
    "set_settings",
    "show",
]

_newest: dict[str, tuple[int, ShopSettings]] = {}


@dataclass(frozen=True, slots=True)
class SettingView:
    """A setting as stored (JSON), whether it is still the default, and its help (a message id)."""

    key: str
    value: Any
    is_default: bool
    help: str


@dataclass(frozen=True, slots=True)
class SettingsSaved(Changes):
    """What `set_settings` kept (`ids`), and why it refused the rest, by key."""

    refused: Mapping[str, UserError] = field(default_factory=dict)


@remembered
def load(session: Session) -> ShopSettings:
    """All settings by one query, defaults where nothing is stored."""
    return typed(queries.stored(session))


def cached(session: Session) -> ShopSettings:
    """The same from memory as long as the stored revision is the one in memory."""
    if memory.joined(session):
        return load(session)
    shop = str(session.get_bind().engine.url)
    revision = queries.revision(session)
    kept = _newest.get(shop)
    if kept is None or kept[0] != revision:
        kept = (revision, load(session))
        # One shop is open at a time; earlier ones are dropped.
        _newest.clear()
        _newest[shop] = kept
    return kept[1]


def forget() -> None:
    """Read the settings anew: another file stands in the shop's place."""
    _newest.clear()


def set_setting(desk: Desk, *, key: str, value: Any, approval: Approval | None = None) -> Changes:
    """Set one setting, or one field such as ``tax.TAX.rate``; `value` in its stored (JSON) form.

    UserErrors ``unknown_setting``, ``bad_settings`` and those of `approvals.require`; then nothing is changed.
    """
    return change_settings(desk, _nested(key, value), approval=approval)


def set_settings(desk: Desk, *, values: Mapping[str, Any], approval: Approval | None = None) -> SettingsSaved:
    """Set several, each by itself: one wrong value keeps no other from being kept.

    UserErrors of `approvals.require`.
    """
    nested = {key: _nested(key, value) for key, value in values.items()}
    kept: list[str] = []
    refused: dict[str, UserError] = {}
    with desk.db.write() as session:
        by = _ask(session, desk, [top for data in nested.values() for top in data], approval)
        for key, data in nested.items():
            try:
                kept += _put(session, desk, data, by)
            except UserError as error:
                refused[key] = error
        session.commit()
    areas = frozenset({Area.SETTINGS, Area.STAFF}) if kept else frozenset()
    return SettingsSaved(areas, tuple(kept), (), refused)


def change_settings(desk: Desk, data: Mapping[str, Any], *, approval: Approval | None = None) -> Changes:
    """Apply settings, taxes, tax classes and staff given as one nested mapping: all of it or nothing.

    UserErrors: ``bad_settings`` lists every problem with its key; those of `approvals.require`.
    """
    with desk.db.write() as session:
        by = _ask(session, desk, data, approval)
        kept = _put(session, desk, data, by)
        session.commit()
    return changed(Area.SETTINGS, Area.STAFF, ids=tuple(kept))


def _nested(key: str, value: Any) -> dict[str, Any]:
    parts = key.split(".")
    data: Any = value
    for part in reversed(parts):
        data = {part: data}
    return data if len(parts) > 1 else {key: {"": value}}


def _ask(session: Session, desk: Desk, tops: Iterable[str], approval: Approval | None) -> str:
    """Who allowed it: the staff's own permission for them, the settings' for all else."""
    from pos_app.domain.permissions import Permission

    wanted = {Permission.CHANGE_STAFF if top == "staff" else Permission.CHANGE_SETTINGS for top in tops}
    granted = [approvals.require(session, desk, permission, approval) for permission in sorted(wanted)]
    return granted[0].by if granted else ""


def _put(session: Session, desk: Desk, data: Mapping[str, Any], by: str) -> list[str]:
    """Store it with its acts, uncommitted; the keys. UserError ``bad_settings`` before anything is stored."""
    now = setting_input.Present(
        queries.stored(session),
        queries.taxes(session),
        queries.tax_classes(session),
        queries.staff(session),
        posted=queries.anything_posted(session),
    )
    wanted, problems = setting_input.read(data, now)
    last = staff.problem_with(session, wanted.staff) if wanted.staff and not problems else None
    if last is not None:
        problems.append(("staff", last))
    if problems:
        raise UserError("bad_settings", all_of(problems))
    for row in wanted.taxes.values():
        queries.put_tax(session, row)
    for code, taxes in wanted.classes.items():
        queries.put_tax_class(session, code, taxes)
    for row in wanted.staff.values():
        queries.put_staff(session, row)
    audit.note_all(session, desk, setting_acts.setting_acts(now, wanted), approved_by=by)
    queries.put(session, wanted.values, at=desk.now(), by=desk.actor.code)
    rows = (("tax", wanted.taxes), ("tax_class", wanted.classes), ("staff", wanted.staff))
    return [*wanted.values, *(f"{kind}.{code}" for kind, found in rows for code in found)]


def show(desk: Desk, *, key: str = "") -> list[SettingView]:
    """One setting, those that begin with `key` and a point, or all; UserError ``unknown_setting``."""
    keys = [k for k in KNOWN if not key or k == key or k.startswith(f"{key}.")]
    if not keys:
        known(key)
    with desk.db.read() as session:
        stored = queries.stored(session)
    return [SettingView(k, stored.get(k, KNOWN[k].default), k not in stored, KNOWN[k].help) for k in keys]


def typed(values: Mapping[str, Any]) -> ShopSettings:
    """Stored values as typed ones; UserError ``bad_settings`` if one of them is damaged."""
    found, problems = setting_input.read_values(values)
    if problems:
        raise UserError("bad_settings", all_of(problems))
    groups: dict[str, dict[str, Any]] = {name: {} for name in GROUPS}
    for key, value in found.items():
        group, _point, name = key.partition(".")
        groups[group][name] = value
    return ShopSettings(**{name: GROUPS[name](**fields) for name, fields in groups.items()})


def all_of(problems: list[tuple[str, Message]]) -> Message:
    """Every problem on a line of its own, with its key."""
    sentences = [msg("{key}: {problem}", key=key, problem=problem) for key, problem in problems]
    joined = sentences[-1]
    for sentence in reversed(sentences[:-1]):
        joined = msg("{first}\n{rest}", first=sentence, rest=joined)
    return joined
