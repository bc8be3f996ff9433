"""The first start: whether a folder still waits for its shop, and the shop made from a few answers.

Every start of the window asks the first question; what answers the second is imported when it is needed.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pos_app.data import shop_file
from pos_app.data.db import FILE_NAME
from pos_app.domain.message import Message
from pos_app.errors import UserError
from pos_app.services.backup_files import FOLDER, found_in
from pos_app.services.desk import Actor, Desk


@dataclass(frozen=True, slots=True)
class Answers:
    """What a new shop is asked: figures as decimal strings, `coin` "" where every amount can be paid."""

    name: str
    lines: tuple[str, ...] = ()
    currency: str = "USD"
    region: str = "US"
    tax_percent: str = "0"
    tax_included: bool = False
    coin: str = ""
    owner: str = "Owner"


def waits_for_set_up(data_dir: Path) -> bool:
    """Whether a folder has no shop yet, or one in which nothing was ever set, moved in or sold.

    A folder in which none can be made does not wait: opening it says why.
    """
    path = data_dir / FILE_NAME
    if path.is_file():
        return shop_file.is_untouched(path)
    if found_in([data_dir / FOLDER]):
        # A shop was here, and comes back from its last backup.
        return False
    place = data_dir
    while not place.exists() and place != place.parent:
        place = place.parent
    return place.is_dir() and os.access(place, os.W_OK)


def problems_of(answers: Answers) -> list[tuple[str, Message]]:
    """Everything that is wrong with the answers, each with the setting's key; nothing is made."""
    from pos_app.services import setting_input

    nothing = setting_input.Present({}, {}, {}, {})
    return setting_input.read(_settings(answers), nothing)[1]


def set_up_shop(data_dir: Path, answers: Answers) -> None:
    """Make the shop in a folder; UserError ``bad_settings`` before anything is made, or those of `open_shop`."""
    from pos_app.services.settings import all_of, change_settings
    from pos_app.services.setup import ensure_basics, open_shop

    problems = problems_of(answers)
    if problems:
        raise UserError("bad_settings", all_of(problems))
    database = open_shop(data_dir)
    try:
        desk = Desk(database, "1", Actor("owner", answers.owner, "owner"))
        ensure_basics(desk)
        change_settings(desk, _settings(answers))
    finally:
        database.close()


def _settings(answers: Answers) -> dict[str, Any]:
    """The answers as a settings file would hold them."""
    shop = {"name": answers.name, "lines": list(answers.lines)}
    return {
        "shop": {**shop, "currency": answers.currency, "phone_region": answers.region},
        "cash": {"step": answers.coin},
        "tax": {"TAX": {"rate": answers.tax_percent, "included": answers.tax_included}},
        "staff": {"owner": {"name": answers.owner, "role": "owner"}},
    }
