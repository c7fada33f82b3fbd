/** Whom something urgent reached. Pure. */
import type { UrgentView } from '$lib/api'

export const reaches = (view: UrgentView, person: string) => view.steps.some((step) => step.people.includes(person))

/** What waits, and reached this person: the earliest first. */
export const waitingFor = (views: readonly UrgentView[], person: string) =>
  views
    .filter((one) => one.state === 'waiting' && reaches(one, person))
    .sort((a, b) => a.raised_at.localeCompare(b.raised_at))
