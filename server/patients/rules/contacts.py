"""Phone numbers and e-mails: one spelling each."""

import re
import unicodedata
from typing import Literal

import phonenumbers

REGIONS = ("FR", "RE", "GP", "MQ", "GF", "YT")
"""Where a number without its country is from: mainland first, then overseas."""
CODES = tuple(f"+{phonenumbers.country_code_for_region(region)}" for region in REGIONS if region != "YT")
"""The codes a number without its country may have; Mayotte has Réunion's."""
_EMAIL = re.compile(r"[^@\s,;<>\"()\[\]\\]+@[^@\s,;<>\"()\[\]\\.]+(\.[^@\s,;<>\"()\[\]\\.]+)+")
_TYPED = re.compile(r"\+?[\d\s().\-/\u00a0\u202f\u2011]+")
_MOBILE = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)


def phone(typed: str) -> tuple[Literal["mobile", "phone"], str] | None:
    """The kind and the E.164 form of a number as typed, None when it cannot be one.

    A number that the numbering plans do not list (a range opened recently, or kept for fiction) passes when its length fits.
    """
    text = unicodedata.normalize("NFKC", typed).strip()
    if not _TYPED.fullmatch(text):
        return None
    for accepted in (phonenumbers.is_valid_number, phonenumbers.is_possible_number):
        for region in REGIONS:
            try:
                number = phonenumbers.parse(text, region)
            except phonenumbers.NumberParseException:
                continue
            if accepted(number):
                return _kind(number), phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def _kind(number: phonenumbers.PhoneNumber) -> Literal["mobile", "phone"]:
    french_mobile = number.country_code == 33 and str(number.national_number)[0] in "67"
    return "mobile" if french_mobile or phonenumbers.number_type(number) in _MOBILE else "phone"


def phone_starts(typed: str) -> tuple[str, ...]:
    """The E.164 beginnings of a number that is still being typed: `0612` → `+33612`, `+262612`…"""
    digits = "".join(char for char in typed if char.isdigit())
    if typed.lstrip().startswith("+"):
        return (f"+{digits}",)
    if digits.startswith("00"):
        return (f"+{digits[2:]}",)
    return tuple(code + digits[1:] for code in CODES) if digits.startswith("0") else ()


def shown(e164: str) -> str:
    """A number as people write it: `06 39 98 00 01` in France, `+44 …` elsewhere."""
    number = phonenumbers.parse(e164)
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if number.country_code == 33 else style.INTERNATIONAL)


def email(typed: str) -> str | None:
    """An address in lower case, None when it cannot be one."""
    text = unicodedata.normalize("NFC", typed).strip().lower()
    return text if len(text) <= 254 and _EMAIL.fullmatch(text) else None
