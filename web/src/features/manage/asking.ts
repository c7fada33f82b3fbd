/** The few questions this page asks; it loads nothing of the staff application. */
import type { components } from '$lib/api/schema'

export type LinkView = components['schemas']['LinkView']
export type LinkSlotList = components['schemas']['LinkSlotList']

/** What the server refused, or could not be asked. */
export class NotDone extends Error {
  constructor(
    readonly code: string,
    readonly data: Record<string, unknown> = {},
  ) {
    super(code)
  }
}

export async function ask<T>(what: 'open' | 'slots' | 'move' | 'cancel', body: Record<string, unknown>): Promise<T> {
  let answer: Response
  try {
    answer = await fetch(`/api/link/${what}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  } catch {
    throw new NotDone('unreachable')
  }
  if (answer.ok) return (await answer.json()) as T
  const problem = (await answer.json().catch(() => ({}))) as { code?: string; data?: Record<string, unknown> }
  throw new NotDone(problem.code ?? 'unreachable', problem.data)
}
