"""Checking a PIN: kept as an argon2 hash, tried ever more slowly after wrong ones.

A PIN never leaves here: it is in no log, no export and no settings file. The tries at a PIN and at the code that
replaces it count together, wherever they are made.
"""

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from pos_app.data.queries import staff
from pos_app.data.records import Record
from pos_app.domain.message import plural_msg
from pos_app.errors import UserError
from pos_app.services import audit
from pos_app.services.desk import Desk, from_utc_text, utc_text

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LEAST, MOST = 4, 10
# So many tries cost nothing: fingers slip. From this one on, each is in the audit.
FREE_TRIES = 3
FIRST_WAIT, LONGEST_WAIT = 5, 900


def hash_of(pin: str) -> str:
    """What is kept of a PIN; UserError ``bad_pin`` unless it is 4 to 10 digits."""
    if not (pin.isascii() and pin.isdigit() and LEAST <= len(pin) <= MOST):
        raise UserError("bad_pin", "A PIN has {least} to {most} digits.", least=LEAST, most=MOST)
    return hash_of_code(pin)


def hash_of_code(code: str) -> str:
    """What is kept of a code that replaces a forgotten PIN."""
    return str(_hasher().hash(code))


def check_pin(session: Session, desk: Desk, *, staff_code: str, pin: str) -> None:
    """Check someone's PIN within a write transaction.

    UserErrors ``no_pin``, ``pin_wait`` (too soon after wrong tries) and ``wrong_pin``. A wrong try is
    committed, after the caller's work was undone: an error that forgot it would be a free try.
    """
    kept = staff.pin(session, staff_code)
    if kept is None:
        raise _no_pin(staff_code)
    wrong = UserError("wrong_pin", "This is not the PIN; nothing was changed.")
    _try(session, desk, kept, kept.pin_hash, pin, wrong)


def check_recovery(session: Session, desk: Desk, *, staff_code: str, code: str) -> None:
    """Check the code that replaces someone's forgotten PIN, in its bare spelling, as `check_pin` does a PIN.

    UserErrors ``no_recovery``, ``pin_wait`` and ``wrong_recovery``.
    """
    kept = staff.pin(session, staff_code)
    if kept is None or not kept.recovery_hash:
        raise UserError(
            "no_recovery", "{code} has no recovery code; the owner sets a new PIN under Settings.",
            code=staff_code[:40],
        )  # fmt: skip
    wrong = UserError("wrong_recovery", "This is not the recovery code; nothing was changed.")
    _try(session, desk, kept, kept.recovery_hash, code, wrong)


def seconds_left(session: Session, desk: Desk, staff_code: str) -> int:
    """How long no further try is taken for someone, in seconds; 0 where it can be tried now."""
    kept = staff.pin(session, staff_code)
    return 0 if kept is None else _seconds_left(desk, kept.wrong, kept.wait_until)


def wait_after(wrong: int) -> int:
    """Seconds without a further try after so many wrong ones in a row: 0, 0, 0, 5, 10, 20 … at most 900."""
    beyond = wrong - FREE_TRIES
    return 0 if beyond <= 0 else int(min(LONGEST_WAIT, FIRST_WAIT << min(beyond - 1, 20)))


def _try(session: Session, desk: Desk, kept: Record, stored: str, typed: str, wrong: UserError) -> None:
    """One try at a hash; the right one forgets the wrong ones before it."""
    from argon2.exceptions import InvalidHashError, VerifyMismatchError

    left = _seconds_left(desk, kept.wrong, kept.wait_until)
    if left > 0:
        raise UserError("pin_wait", plural_msg(
            "After wrong tries, the PIN can be tried again in {count} second.",
            "After wrong tries, the PIN can be tried again in {count} seconds.", left,
        ))  # fmt: skip
    try:
        _hasher().verify(stored, typed)
    except VerifyMismatchError:
        session.rollback()
        _count_wrong(session, desk, kept.staff_code, kept.wrong + 1)
        raise wrong from None
    except InvalidHashError:
        raise _no_pin(kept.staff_code) from None
    if kept.wrong:
        staff.set_tries(session, kept.staff_code, 0, "")


def _count_wrong(session: Session, desk: Desk, staff_code: str, wrong: int) -> None:
    wait = wait_after(wrong)
    until = utc_text(desk.clock() + timedelta(seconds=wait)) if wait else ""
    staff.set_tries(session, staff_code, wrong, until)
    if wrong >= FREE_TRIES:
        act = audit.Act("sign_in_failed", after={"staff": staff_code, "tries": wrong})
        audit.note(session, desk, act)
    session.commit()


def _no_pin(staff_code: str) -> UserError:
    return UserError(
        "no_pin", "{code} has no PIN yet; the owner sets one under Settings.", code=staff_code[:40]
    )


def _seconds_left(desk: Desk, wrong: int, wait_until: str) -> int:
    if not wait_until:
        return 0
    left = -((desk.clock() - from_utc_text(wait_until)) // timedelta(seconds=1))
    # Further away than any wait is a clock that was set back: it must not lock someone out for a year.
    return left if 0 < left <= wait_after(wrong) + 1 else 0


@cache
def _hasher() -> "PasswordHasher":
    """The hash's costs: 32 MiB and three passes, about a tenth of a second here, under one on a slow machine."""
    # Imported late: only a PIN needs it.
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
