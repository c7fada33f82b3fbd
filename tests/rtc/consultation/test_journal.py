"""The journal of a call: who, when, how long, how the line held, what went wrong; nothing else."""

from typing import Any

from rtc.consultation.hearing import note
from rtc.consultation.record import Line, Tally, attendance
from rtc.media import Connected, Lost, Quality
from server.core.actors import ROLES
from tests.rtc.consultation.conftest import MINUTE, NINE, Scene
from tests.support.actors import Cabinet

OFFER = {"sdp": "v=0"}


def _tally(seat: str, *losses: float) -> Tally:
    tally = Tally()
    for loss in losses:
        tally.add(Quality("room", seat, loss, 10.0, 50.0, 800_000.0))
    return tally


def test_time_connected_counts_what_was_connected_whatever_happened_between() -> None:
    lines = [
        Line(NINE, "patient", "knocked"),
        Line(NINE + 2 * MINUTE, "patient", "admitted"),
        Line(NINE + 3 * MINUTE, "patient", "connected"),
        Line(NINE + 4 * MINUTE, "host", "connected"),
        Line(NINE + 5 * MINUTE, "patient", "lost", {"reason": "silent"}),
        Line(NINE + 6 * MINUTE, "patient", "connected"),
        Line(NINE + 10 * MINUTE, "host", "ended"),
    ]
    seen = attendance(lines, "patient")
    assert (seen.came_at, seen.let_in_at, seen.connected_seconds, seen.quality) == (NINE, NINE + 2 * MINUTE, 360, None)
    assert attendance(lines, "host").connected_seconds == 360


def test_quality_is_the_mean_of_every_look_and_the_worst_loss() -> None:
    lines = [
        Line(NINE, "patient", "quality", _tally("p", 0.0, 0.0, 0.3).data()),
        Line(NINE, "patient", "quality", _tally("p", 0.1).data()),
        Line(NINE, "patient", "quality", _tally("p").data()),
    ]
    quality = attendance(lines, "patient").quality
    assert quality is not None
    assert (quality.loss, quality.worst_loss, quality.jitter_ms, quality.trip_ms, quality.kilobits) == (0.1, 0.3, 10, 50, 800)


async def _held(scene: Scene) -> dict[str, Any]:
    patient, doctor = await scene.waiting(), await scene.conducting()
    scene.clock.at = NINE
    await doctor.post(f"{scene.path}/admit")
    await patient.post("/api/room/offer", {**OFFER, "connection": "c-first-one"})
    seat = (await patient.post("/api/room/here", {"socket": "socket-p"})).json()["seat_id"]
    room = scene.appointment.id
    await note(scene.core, Connected(room, seat, "c-first-one"))
    scene.clock.pass_by(minutes=3)
    await note(scene.core, Lost(room, seat, "c-first-one", "silent"), _tally(seat, 0.02))
    await patient.post("/api/room/here", {"socket": "socket-p"})  # else he would be taken for gone
    await patient.post("/api/room/offer", {**OFFER, "connection": "c-second-one"})
    await note(scene.core, Connected(room, seat, "c-second-one"))
    scene.clock.pass_by(minutes=7)
    await doctor.post(f"{scene.path}/end")
    await note(scene.core, Lost(room, seat, "c-second-one", "closed"), _tally(seat, 0.0, 0.04))
    answer = await (await scene.staff("secretary")).get(f"{scene.path}/journal")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_call_that_was_cut_and_came_back_reads_as_it_was(scene: Scene) -> None:
    journal = await _held(scene)
    assert (journal["started_at"], journal["ended_at"]) == ("2026-11-23T09:00:00Z", "2026-11-23T09:10:00Z")
    told = [(each["role"], each["name"], each["reason"], each["incident"]) for each in journal["entries"]]
    assert told[0] == ("patient", "opened", None, False)
    assert ("patient", "lost", "silent", True) in told
    assert [name for _, name, _, is_incident in told if is_incident] == ["lost"]
    assert told[-1] == ("host", "ended", None, False)
    patient = next(each for each in journal["participants"] if each["role"] == "patient")
    assert patient["name"] == "Marie Dupont"
    assert patient["attendance"]["connected_seconds"] == 600
    assert patient["attendance"]["quality"]["loss"] == 0.02
    assert patient["attendance"]["quality"]["worst_loss"] == 0.04


async def test_the_journal_is_exported_as_a_table_that_no_spreadsheet_runs(scene: Scene) -> None:
    await _held(scene)
    answer = await (await scene.staff("secretary")).get(f"{scene.path}/journal.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert 'filename="journal-2026-11-23-0900.csv"' in answer.headers["content-disposition"]
    text = answer.content.decode("utf-8-sig")
    assert "2026-11-23T09:03:00Z;patient;Marie Dupont;lost;silent\r\n" in text
    assert "patient;Marie Dupont;2026-11-23T08:50:00Z;2026-11-23T09:00:00Z;600;0.02;0.04;10.0;50.0;800.0" in text


async def test_a_second_device_is_an_incident(scene: Scene) -> None:
    await scene.waiting()
    await scene.waiting()
    journal = (await (await scene.staff("practitioner")).get(f"{scene.path}/journal")).json()
    assert [each["name"] for each in journal["entries"] if each["incident"]] == ["replaced"]


async def test_whoever_sees_the_agenda_reads_the_journal_and_no_stranger(scene: Scene, twin: Cabinet) -> None:
    for path in (f"{scene.path}/journal", f"{scene.path}/journal.csv"):
        may = {role for role in ROLES if (await (await scene.staff(role)).get(path)).status_code == 200}
        assert may == set(ROLES) - {"outside_colleague"}
        other = await scene.come()
        assert (await other.get(path)).status_code == 401
        await other.enter(scene.core, twin.people["practitioner"], now=scene.clock.now())
        assert (await other.get(path)).status_code == 404
