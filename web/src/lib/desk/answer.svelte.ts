/** What a list page shows: the newest answer to its question, asked again when the question changes or something was heard. */
import { untrack } from 'svelte'
import { Refusal } from '$lib/api'
import { notices } from '$lib/ui'

/** Milliseconds in which several events are answered by one question. */
const TOGETHER = 250

export class Answer<T> {
  #value = $state.raw<T | null>(null)
  private asked = 0

  /**
   * Made while a component begins. `question` is what is asked, as text; `ask` answers null when there is nothing to ask
   * yet; `failed` says what could not be shown.
   */
  constructor(
    question: () => string,
    news: () => unknown,
    private readonly ask: () => Promise<T> | null,
    private readonly failed: () => string,
  ) {
    const text = $derived(question())
    $effect(() => {
      if (text) untrack(() => void this.load())
    })
    $effect(() => {
      if (!news()) return
      const later = setTimeout(() => void this.load(), TOGETHER)
      return () => clearTimeout(later)
    })
  }

  get value(): T | null {
    return this.#value
  }

  async load(): Promise<void> {
    const answer = this.ask()
    if (!answer) return
    const mine = ++this.asked
    try {
      const value = await answer
      if (mine === this.asked) this.#value = value
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      notices.failed(this.failed(), error)
    }
  }
}
