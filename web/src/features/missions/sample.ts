/** A mission for tests: a plain one, with what is given. */
import type { MissionView } from '$lib/api'

export function mission(given: Partial<MissionView> = {}): MissionView {
  return {
    id: 'a',
    version: 1,
    practice_id: 'practice',
    practitioner_id: null,
    status: 'todo',
    position: 'i',
    title: 'Rappeler le laboratoire',
    description: '',
    checklist: [],
    labels: [],
    assignees: [],
    is_urgent: false,
    due_at: null,
    patient: null,
    appointment_id: null,
    conversation_id: null,
    said_id: null,
    template_id: null,
    author_id: null,
    author_name: '',
    created_at: '2026-03-02T08:00:00Z',
    moved_at: '2026-03-02T08:00:00Z',
    comments: 0,
    files: 0,
    acts: 1,
    ...given,
  }
}
