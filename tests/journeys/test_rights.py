"""A right that is unticked takes effect on the screen that is open."""

from playwright.async_api import expect

from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic

UNTICK = """async ([practice, person, practitioner, right]) => {
  const me = await (await fetch('/api/me')).json()
  const members = await new Promise((resolve) => {
    const socket = new WebSocket(`ws://${location.host}/ws`, 'ardoise.v1')
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data)
      if (frame.t === 'hello') socket.send(JSON.stringify({ t: 'sub', id: 1, topic: `practice/${practice}`, params: {} }))
      if (frame.t === 'snap') { socket.close(); resolve(frame.body.members) }
    }
  })
  const member = members.find((each) => each.person_id === person)
  const kept = (member.rights[practitioner] ?? member.rights['*']).filter((each) => each !== right)
  const answer = await fetch(`/api/members/${member.id}/rights`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ practitioner_id: practitioner, rights: kept }),
  })
  return [me.person.name, answer.status]
}"""


async def test_the_column_disappears_from_the_screen_of_whoever_loses_the_right_to_see_it(sit: OpenDesk, clinic: Clinic) -> None:
    alice, karim = await sit("administrator"), await sit("tele_secretary")
    await expect(karim.column()).to_be_visible()
    made = clinic.cabinet
    asked = [made.practice.id, made.people["tele_secretary"].id, made.doctor.id, "view"]
    assert await alice.page.evaluate(UNTICK, asked) == ["Alice Morel", 200]
    await expect(karim.column()).to_have_count(0)
    await expect(karim.column("Ana Roux")).to_be_visible()
