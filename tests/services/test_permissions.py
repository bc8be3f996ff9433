"""Who may do what, as a table: every service function that writes × every role, really called on a real shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256

import pytest

from pos_app.data.db import FILE_NAME
from pos_app.domain.permissions import ROLES, may
from pos_app.errors import UserError
from pos_app.services import settings
from pos_app.services.approvals import Approval, ApprovalError
from pos_app.services.desk import Actor, Desk
from pos_app.services.sign_in import NOBODY
from tests.services.permission_recipes import RULES
from tests.services.permission_shop import PIN, Rule, set_up
from tests.services.shop_kit import as_owner
from tests.services.stocked_shop import small_shop
from tests.services.writers import writers

BECAUSE = Approval(reason="because")


Fresh = Callable[[], Desk]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fresh]:
    """The counter of a shop with a day behind it, as it was, each time it is asked for.

    One engine for all of them: it keeps its compiled statements, which cost more than all the calls.
    """
    folder = tmp_path_factory.mktemp("permissions")
    with small_shop(folder) as desk:
        desk = replace(desk, automatic=False)
        set_up(as_owner(desk), folder)
        desk.db.checkpoint()
        template = (folder / FILE_NAME).read_bytes()

        def again() -> Desk:
            desk.db.close()
            for path in folder.glob(f"{FILE_NAME}*"):
                path.unlink()
            (folder / FILE_NAME).write_bytes(template)
            settings.forget()
            return desk

        yield again
        settings.forget()


def test_every_function_that_writes_is_in_the_table() -> None:
    named = {name.partition("#")[0] for name in RULES}
    assert writers() - named == set(), "say in permission_recipes.py who may call these"
    assert named - writers() == set(), "these write no longer"


def test_the_search_for_writers_finds_what_it_should() -> None:
    """Directly, through a private helper, through another module, through a class."""
    wanted = {
        "products.update",
        "staff.lock",
        "carts.remove_line",
        "upkeep.count_anew",
        "importing.run.import_file",
    }
    assert wanted <= writers()
    assert not {"products.get", "sign_in.state", "approvals.require"} & writers()


@pytest.mark.parametrize("name", RULES)
def test_every_role(name: str, fresh: Fresh) -> None:
    rule = RULES[name]
    actors = [Actor("dana", "Dana", role) for role in ROLES]
    can = [actor for actor in actors if rule.permission is None or may(actor.role, rule.permission)]
    cannot = [actor for actor in (*actors, NOBODY) if actor not in can and rule.permission is not None]
    approvals = [(actor, BECAUSE) for actor in can]
    if Actor("dana", "Dana", "cashier") in cannot:
        approvals.append((Actor("dana", "Dana", "cashier"), Approval("owner", PIN, "because")))
    for number, (actor, approval) in enumerate(approvals):
        desk = fresh()
        made = rule.given(as_owner(desk))
        before = rows(desk)
        for other in cannot if number == 0 else ():
            assert outcome(rule, replace(desk, actor=other), made, BECAUSE) == rule.permission, other
            assert rows(desk) == before, f"{other} changed something"
        assert outcome(rule, replace(desk, actor=actor), made, approval) == rule.refused, (actor, approval)
        assert not rule.refused or rows(desk) == before


def outcome(rule: Rule, desk: Desk, made: object, approval: Approval) -> str:
    """What comes of the call: "" it worked, else the permission that is missing, or the error's code."""
    try:
        rule.act(desk, made, approval)
    except ApprovalError as error:
        return error.permission
    except UserError as error:
        return error.code
    return ""


def rows(desk: Desk) -> dict[str, str]:
    """What stands in every table."""
    with desk.db.read() as session:
        connection = session.connection()
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        ).scalars()
        return {
            name: sha256(
                repr(connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()).encode()
            ).hexdigest()
            for name in names
        }
