"""Ties between patients (F026)."""

import pytest

from server.core.errors import Invalid, NotFound
from server.patients.schemas import Tie, TiedTo
from server.patients.service.relatives import tie_relative, untie_relative
from tests.server.patients.desk import Desk, mobile


@pytest.mark.parametrize(("tie", "back"), [("child", "parent"), ("dependent", "guardian"), ("partner", "partner"), ("other", "other")])
async def test_a_tie_is_seen_from_both_sides(desk: Desk, tie: Tie, back: Tie) -> None:
    one, two = await desk.open("Dupont", "Jeanne", mobile("0639980001")), await desk.open("Dupont", "Léo")
    tied = await desk.do(tie_relative, one.id, TiedTo(relative_id=two.id, tie=tie))
    assert [(each.patient.first_name, each.tie) for each in tied.relatives] == [("Léo", tie)]
    (seen,) = (await desk.read(two.id)).relatives
    assert (seen.patient.first_name, seen.patient.phone, seen.tie) == ("Jeanne", "+33639980001", back)


async def test_a_second_tie_replaces_the_first_from_either_side(desk: Desk) -> None:
    one, two = await desk.open("Dupont", "Jeanne"), await desk.open("Dupont", "Léo")
    await desk.do(tie_relative, one.id, TiedTo(relative_id=two.id, tie="other"))
    await desk.do(tie_relative, two.id, TiedTo(relative_id=one.id, tie="parent"))
    assert [each.tie for each in (await desk.read(one.id)).relatives] == ["child"]


async def test_a_tie_is_removed_from_either_side(desk: Desk) -> None:
    one, two = await desk.open("Dupont", "Jeanne"), await desk.open("Dupont", "Léo")
    await desk.do(tie_relative, one.id, TiedTo(relative_id=two.id, tie="child"))
    untied = await desk.do(untie_relative, two.id, one.id)
    assert untied.relatives == []
    assert (await desk.read(one.id)).relatives == []
    assert (await desk.do(untie_relative, two.id, one.id)).relatives == []


async def test_nobody_is_his_own_relative(desk: Desk) -> None:
    one = await desk.open("Dupont", "Jeanne")
    with pytest.raises(Invalid):
        await desk.do(tie_relative, one.id, TiedTo(relative_id=one.id, tie="other"))


async def test_a_relative_is_shown_without_his_contacts_to_whoever_may_not_see_them(desk: Desk) -> None:
    one, two = await desk.open("Dupont", "Jeanne", mobile("0639980001")), await desk.open("Dupont", "Léo")
    await desk.do(tie_relative, one.id, TiedTo(relative_id=two.id, tie="child"))
    desk.allow("tele_secretary", "view")
    assert [each.patient.phone for each in (await desk.read(two.id, "tele_secretary")).relatives] == [None]


async def test_patients_of_two_practices_are_never_tied(desk: Desk, next_door: Desk) -> None:
    one, stranger = await desk.open("Dupont", "Jeanne"), await next_door.open("Dupont", "Léo")
    for relative_id in (stranger.id, "0" * 32):
        with pytest.raises(NotFound):
            await desk.do(tie_relative, one.id, TiedTo(relative_id=relative_id, tie="child"))
    with pytest.raises(NotFound):
        await desk.do(untie_relative, stranger.id, one.id)
