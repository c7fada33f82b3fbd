"""Who may ask something of a patient's camera (Q20): the practitioner alone; the patient's own page still asks him."""

import pytest

from rtc.consultation.topics import GUEST, HOST, KIND
from server.topics import KINDS


@pytest.mark.parametrize(
    ("lens", "name", "may"),
    [(HOST, "steer", True), (GUEST, "steer", False), (GUEST, "quality", True), (HOST, "quality", True), (HOST, "slots", False)],
)
def test_only_the_practitioner_drives_a_camera(lens: str, name: str, may: bool) -> None:
    assert KINDS[KIND].may_signal(lens, name) is may
