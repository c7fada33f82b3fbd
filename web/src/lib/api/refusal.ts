import { isPlainKey, t } from '$i18n'

/** What the server answers when it says no: `application/problem+json`. */
export interface Problem {
  status: number
  code: string
  detail?: string | null
  data?: Record<string, unknown> | null
}

/** A command or a question that was refused, or that never reached the server (`code` = "offline"). */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly data: Record<string, unknown>

  constructor(problem: Problem) {
    super(problem.code)
    this.name = 'Refusal'
    this.status = problem.status
    this.code = problem.code
    this.detail = problem.detail ?? ''
    this.data = problem.data ?? {}
  }

  /** The reason in the reader's language; every red notice states it (F003). */
  get reason(): string {
    for (const key of [`refusal.${this.code}.${String(this.data['reason'])}`, `refusal.${this.code}`])
      if (isPlainKey(key)) return t(key)
    return this.detail || t('refusal.unknown', this.code)
  }
}

/** The reason of anything that was thrown, for a notice. */
export function reasonOf(error: unknown): string {
  return error instanceof Refusal ? error.reason : t('refusal.internal')
}
