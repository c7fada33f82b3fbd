// The peer: the same practitioners, days and appointments in @event-calendar/core's resource week.
import { createCalendar, ResourceTimeGrid } from '@event-calendar/core'
import '@event-calendar/core/index.css'

window.show = ({ date, hiddenDays, resources, events, from, to }) => {
  window.calendar = createCalendar(document.getElementById('calendar'), [ResourceTimeGrid], {
    view: 'resourceTimeGridWeek',
    date,
    firstDay: 1,
    hiddenDays,
    datesAboveResources: true,
    slotDuration: '00:15',
    slotMinTime: from,
    slotMaxTime: to,
    height: '900px',
    resources,
    events,
  })
}
