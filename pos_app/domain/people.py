"""Names, codes, birthdays and addresses of people, as far as they are rules and not storage."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from pos_app.errors import UserError

NAME_LENGTH = 120
# A sanity check and no more: only the mail itself proves an address.
_EMAIL = re.compile(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+")
_CODE = re.compile(r"C(\d+)")
LEAP_YEAR = 2000


def initials(name: str) -> str:
    """The initials that paper shows: "Maria Kowalski" is "M. K."; one letter for a single name, "" for none."""
    words = [word for word in re.split(r"[\s\-]+", name) if word and word[0].isalnum()]
    letters = [words[0][0]] if words else []
    if len(words) > 1:
        letters.append(words[-1][0])
    return " ".join(f"{letter.upper()}." for letter in letters)


def clean_name(name: str) -> str:
    """The name with single spaces; UserErrors ``name_missing`` and ``name_too_long``."""
    cleaned = " ".join(name.split())
    if not cleaned:
        raise UserError("name_missing", "Please give a name.")
    if len(cleaned) > NAME_LENGTH:
        raise UserError(
            "name_too_long",
            "A name may have {most} characters; this one has {count}.",
            most=NAME_LENGTH,
            count=len(cleaned),
        )
    return cleaned


def clean_email(email: str) -> str:
    """The address without spaces around it, "" if none was given; UserError ``bad_email``."""
    cleaned = email.strip()
    if cleaned and (len(cleaned) > 120 or not _EMAIL.fullmatch(cleaned)):
        raise UserError("bad_email", "“{email}” is not an e-mail address.", email=cleaned[:60])
    return cleaned


def clean_birthday(birthday: str) -> str:
    """``YYYY-MM-DD`` or, without the year, ``MM-DD``; "" if none was given.

    UserError ``bad_birthday`` for anything that is no day of the calendar or a year before 1900.
    """
    cleaned = birthday.strip()
    if not cleaned:
        return ""
    if month_and_day(cleaned) is None or (len(cleaned) == 10 and cleaned < "1900"):
        raise UserError(
            "bad_birthday", "“{birthday}” is not a date such as 1984-05-12.", birthday=cleaned[:40]
        )
    return cleaned


def clean_date(text: str) -> str:
    """An ISO date, "" if none was given; UserError ``bad_date``."""
    cleaned = text.strip()
    return iso_date(cleaned).isoformat() if cleaned else ""


def iso_date(text: str) -> date:
    """The date written as YYYY-MM-DD and no other way; UserError ``bad_date``."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    # fromisoformat also takes week dates and dates without dashes.
    if day is None or day.isoformat() != text:
        raise UserError("bad_date", "“{text}” is not a date such as 2027-01-31.", text=text[:40])
    return day


def month_and_day(birthday: str) -> tuple[int, int] | None:
    """Month and day of a stored birthday, None where there is none or it is no real day."""
    shape = re.fullmatch(r"(?:(\d{4})-)?(\d\d)-(\d\d)", birthday, re.ASCII)
    if shape is None:
        return None
    year = int(shape[1]) if shape[1] else LEAP_YEAR
    try:
        day = date(year, int(shape[2]), int(shape[3]))
    except ValueError:
        return None
    return day.month, day.day


def next_birthday(birthday: str, today: date) -> date | None:
    """The next birthday on or after `today`; 29 February is kept on 1 March in other years."""
    found = month_and_day(birthday)
    if found is None:
        return None
    for year in (today.year, today.year + 1):
        try:
            day = date(year, *found)
        except ValueError:
            day = date(year, 2, 28) + timedelta(1)
        if day >= today:
            return day
    return None


def next_code(codes: Iterable[str]) -> str:
    """The code after the highest of the form C0413; others are left alone."""
    highest = max((int(found[1]) for code in codes if (found := _CODE.fullmatch(code))), default=0)
    return f"C{highest + 1:04d}"


def called(name: str) -> str:
    """The name as a list shows it: "Maria Kowalski" is "M. Kowalski"; a single name stays."""
    first, _space, rest = name.strip().partition(" ")
    return f"{first[0].upper()}. {rest.split()[-1]}" if rest.strip() and first else first
