"""R25 in a real browser: a page of another origin beside the agenda changes nothing, reads nothing, hears nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Page, Request, expect
from sqlalchemy import select

from server.accounts.models import SignedInSession
from server.agenda.models import Appointment
from server.core.db import EVERY_PRACTICE
from server.core.unit import Core
from tests.journeys.conftest import OpenDesk
from tests.journeys.desk import Clinic

TRY = """async ([ours, appointment, body]) => {
  const cancel = `${ours}/api/appointments/${appointment}/cancel`
  const tried = {}
  const result = (promise) => promise.then((answer) => answer.type, (error) => error.name)
  const form = (action, enctype, name, value) => new Promise((resolve) => {
    const frame = Object.assign(document.createElement('iframe'), { name: `f${Math.random()}` })
    document.body.append(frame)
    const made = Object.assign(document.createElement('form'), { action, enctype, method: 'post', target: frame.name })
    made.append(Object.assign(document.createElement('input'), { name, value }))
    document.body.append(made)
    frame.onload = () => resolve('sent')
    made.submit()
  })
  tried.form_as_text = await form(cancel, 'text/plain', '{"version":1,"x":"', '"}')
  tried.form_as_fields = await form(cancel, 'application/x-www-form-urlencoded', 'version', '1')
  tried.form_to_log_out = await form(`${ours}/api/logout`, 'text/plain', '{}', '')
  const simple = { method: 'POST', mode: 'no-cors', credentials: 'include', headers: { 'content-type': 'text/plain' }, body }
  tried.simple_fetch = await result(fetch(cancel, simple))
  tried.simple_log_out = await result(fetch(`${ours}/api/logout`, { ...simple, body: '{}' }))
  const json = { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json' }, body }
  tried.asked_fetch = await result(fetch(cancel, json))
  tried.beacon = navigator.sendBeacon(cancel, new Blob([body], { type: 'text/plain' }))
  tried.read = await result(fetch(`${ours}/api/me`, { credentials: 'include' }))
  tried.image = await new Promise((resolve) => {
    const image = new Image()
    image.onload = () => resolve('load')
    image.onerror = () => resolve('error')
    image.src = `${ours}/api/appointments/${appointment}`
  })
  tried.script = await new Promise((resolve) => {
    const script = document.createElement('script')
    script.onload = () => resolve('load')
    script.onerror = () => resolve('error')
    script.src = `${ours}/api/me`
    document.head.append(script)
  })
  tried.socket = await new Promise((resolve) => {
    const socket = new WebSocket(`${ours.replace('http', 'ws')}/ws`, 'ardoise.v1')
    socket.onopen = () => resolve('open')
    socket.onerror = () => resolve('error')
  })
  tried.frame = await new Promise((resolve) => {
    const frame = Object.assign(document.createElement('iframe'), { src: `${ours}/agenda` })
    frame.onload = () => { try { resolve(frame.contentDocument === null ? 'closed' : 'open') } catch { resolve('closed') } }
    document.body.append(frame)
  })
  return tried
}"""
"""Everything a page can send without being asked, and what it is told."""
OWN = """async ([ours, appointment, body]) => {
  const json = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
  return (await fetch(`${ours}/api/appointments/${appointment}/cancel`, json)).status
}"""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"], ids=["same-site", "cross-site"])
async def test_a_page_of_another_origin_changes_nothing_and_reads_nothing(sit: OpenDesk, clinic: Clinic, core: Core, host: str) -> None:
    sonia = await sit("secretary")
    await sonia.book("09:00", "Dupont")
    async with core.db.read(EVERY_PRACTICE) as session:
        appointment = (await session.scalars(select(Appointment.id))).one()
    given = [clinic.server.url, appointment, '{"version": 1}']
    async with _another_site(host) as site:
        await _attempt(sonia.page, site, given)
    async with core.db.read(EVERY_PRACTICE) as session:
        row = (await session.execute(select(Appointment.status, Appointment.version))).one()
        ended = (await session.scalars(select(SignedInSession.ended_at))).all()
    assert tuple(row) == ("planned", 1)
    assert set(ended) == {None}
    await expect(sonia.appointment("Dupont", "09:00")).to_be_visible()
    assert await sonia.page.evaluate(OWN, given) == 200, "the same command from our own page"


async def _attempt(page: Page, site: str, given: list[str]) -> None:
    """Open the site in another tab of the same browser, and let it try; it must be told nothing."""
    stranger = await page.context.new_page()
    await stranger.goto(site)
    posted: list[Request] = []
    stranger.on("request", lambda request: posted.append(request) if request.method == "POST" else None)
    tried: dict[str, Any] = await stranger.evaluate(TRY, given)
    forms = [request for request in posted if request.is_navigation_request()]
    assert len(posted) >= len(forms) + 3
    assert [answer.status for request in forms if (answer := await request.response())] == [403] * 3
    cookies = {"cookie" in await request.all_headers() for request in forms}
    assert cookies == {"127.0.0.1" in site}, "from a page of the same site, only the check of the origin stands before a form"
    assert tried["asked_fetch"] == tried["read"] == "TypeError"
    assert (tried["image"], tried["script"], tried["socket"]) == ("error", "error", "error"), tried
    assert tried["simple_fetch"] in {"opaque", "TypeError"}
    frames = [frame.url for frame in stranger.frames if frame.url.startswith(given[0])]
    assert not [url for url in frames if url.endswith("/agenda")], "the agenda let itself be framed"
    await stranger.close()


@asynccontextmanager
async def _another_site(host: str) -> AsyncIterator[str]:
    """A site of somebody else's on this machine: a browser may keep pages from elsewhere from talking to it at all."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        page = b"<!doctype html><title>.</title>"
        head = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(page)
        writer.write(head + page)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, host, 0)
    async with server:
        yield f"http://{host}:{server.sockets[0].getsockname()[1]}/"
