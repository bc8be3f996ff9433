"""Telephone numbers as customers give them, stored in one form."""

from typing import NamedTuple

from pos_app.errors import UserError


class Phone(NamedTuple):
    """A number as E.164 ("+15550177") and as it was given."""

    stored: str
    shown: str


def normalised(text: str, region: str) -> Phone:
    """The number in one form; without a country code it is one of `region`. Empty text gives empty forms.

    UserError ``bad_phone`` where no telephone number has this many digits; whether it is in use, nobody can
    know here.
    """
    shown = " ".join(text.split())
    if not shown:
        return Phone("", "")
    # Half a megabyte of tables: only whoever writes a number pays for it.
    import phonenumbers

    problem = UserError("bad_phone", "“{phone}” is not a complete telephone number.", phone=shown[:40])
    try:
        number = phonenumbers.parse(shown, region)
    except phonenumbers.NumberParseException:
        raise problem from None
    fits = phonenumbers.is_possible_number_with_reason(number)
    # Small towns give numbers without the area code, and mean it.
    possible = (
        phonenumbers.ValidationResult.IS_POSSIBLE,
        phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY,
    )
    if fits not in possible or len(shown) > 40:
        raise problem
    return Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), shown)


def local_form(stored: str, shown: str, region: str) -> str:
    """How people in `region` write the number: national for a number that is dialled there without a country
    code ("(207) 555-0177"), else international. What cannot be read as a number stays as it was given.
    """
    if not stored:
        return shown
    import phonenumbers

    for given, default in ((shown, region), (stored, None)):
        try:
            number = phonenumbers.parse(given, default)
        except phonenumbers.NumberParseException:
            continue
        form = phonenumbers.PhoneNumberFormat
        if phonenumbers.format_number(number, form.E164) == stored:
            domestic = number.country_code == phonenumbers.country_code_for_region(region)
            return phonenumbers.format_number(number, form.NATIONAL if domestic else form.INTERNATIONAL)
    return shown or stored
