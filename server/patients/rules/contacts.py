"""Phone numbers and e-mails: one spelling each."""

import re
import unicodedata
from typing import Literal

import phonenumbers

REGIONS = ("FR", "RE", "GP", "MQ", "GF", "YT")
"""Where a number without its country may be from: mainland first, then overseas."""
CODES = tuple(f"+{phonenumbers.country_code_for_region(region)}" for region in REGIONS if region != "YT")
"""The codes a number without its country may have; Mayotte has Réunion's."""
_EMAIL = re.compile(r"[^@\s,;<>\"()\[\]\\]+@[^@\s,;<>\"()\[\]\\.]+(\.[^@\s,;<>\"()\[\]\\.]+)+")
_TYPED = re.compile(r"\+?[\d\s().\-/\u00a0\u202f\u2011]+")
_OVERSEAS = re.compile(r"0(?:(?P<RE>26[23]|269|69[23])|(?P<GP>590|69[01])|(?P<MQ>596|69[67])|(?P<GF>594|694))")
"""How a number from overseas begins."""
_MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def phone(typed: str) -> tuple[Literal["mobile", "phone"], str] | None:
    """The kind and the E.164 form of a number as typed, None when it cannot be one.

    A number that the numbering plans do not list (a range opened recently, or kept for fiction) passes when its length fits.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    if not _TYPED.fullmatch(text):
        return None
    likely = _region("".join(char for char in text if char.isdigit()))
    for region in dict.fromkeys((likely, *REGIONS)):
        number = _parsed(text, region)
        if number is not None and phonenumbers.is_valid_number(number):
            break
    else:
        number = _parsed(text, likely)
    if number is None or not _is_plausible(number):
        return None
    return _kind(number), phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_plausible(number: phonenumbers.PhoneNumber) -> bool:
    """Whether its length fits; nine digits of which the first is 0 are a French number that lacks one."""
    lacks_one = number.italian_leading_zero and f"+{number.country_code}" in CODES
    return phonenumbers.is_possible_number(number) and not lacks_one


def _parsed(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None


def _region(digits: str) -> str:
    found = _OVERSEAS.match(digits)
    return found.lastgroup or "FR" if found else "FR"


def _kind(number: phonenumbers.PhoneNumber) -> Literal["mobile", "phone"]:
    french_mobile = number.country_code == 33 and str(number.national_number)[0] in "67"
    return "mobile" if french_mobile or phonenumbers.number_type(number) in _MOBILE else "phone"


def phone_starts(typed: str) -> tuple[str, ...]:
    """The E.164 beginnings of a number that is still being typed: `0612` → `+33612`, `0692` → `+262692` and `+33692`."""
    digits = "".join(char for char in typed if char.isdigit())
    if typed.lstrip().startswith("+"):
        return (f"+{digits}",)
    if digits.startswith("00"):
        return (f"+{digits[2:]}",)
    if not digits.startswith("0"):
        return ()
    likely = ("YT" if digits.startswith("0639") else _region(digits), "FR")
    return tuple(dict.fromkeys(f"+{phonenumbers.country_code_for_region(region)}{digits[1:]}" for region in likely))


def shown(e164: str) -> str:
    """A number as people write it: `06 39 98 00 01` in France, `+44 …` elsewhere."""
    number = phonenumbers.parse(e164)
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if number.country_code == 33 else style.INTERNATIONAL)


def email(typed: str) -> str | None:
    """An address in lower case, None when it cannot be one."""
    text = unicodedata.normalize("NFC", typed).strip().lower()
    return text if len(text) <= 254 and _EMAIL.fullmatch(text) else None
