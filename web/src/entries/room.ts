/** The consultation room: the patient's page (`/room`) and the practitioner's (`/consultation/{appointment}`). */
import '../styles/tokens.css'
import '../styles/base.css'
import '../features/room/room.css'
import { mount } from 'svelte'
import { startClock } from '$lib/time/clock.svelte'
import { begin } from '../features/room/words/index.svelte'
import GuestRoom from '../features/room/GuestRoom.svelte'
import HostRoom from '../features/room/HostRoom.svelte'

/** The secret leaves the address, and so the history, before anything else happens (R20). */
const key = location.hash.slice(1)
if (key) history.replaceState(null, '', location.pathname)

const target = document.getElementById('app') as HTMLElement
const [, place, appointmentId] = location.pathname.split('/')

startClock()
void begin().then(() => {
  target.replaceChildren()
  if (place === 'consultation') mount(HostRoom, { target, props: { appointmentId: appointmentId ?? '' } })
  else mount(GuestRoom, { target, props: { key } })
})
