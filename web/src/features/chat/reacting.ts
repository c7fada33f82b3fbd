/** Signs under messages. A press takes back what the last one asked for, although no screen shows that one yet. */
import { t } from '$i18n'
import { api, command, type ChatMessage } from '$lib/api'
import { Turns } from '$lib/forms/turns'
import { connection } from '$lib/live/connection.svelte'
import { notices } from '$lib/ui'
import type { Emoji } from './emoji'

export class Reacting {
  private readonly turns = new Turns()
  /** What was asked last of each sign, and the position of the conversation from which on its screen shows that. */
  private readonly asked = new Map<string, { wanted: boolean; shownAt: number }>()
  private readonly topic: string

  constructor(private readonly conversation: string) {
    this.topic = `conversation/${conversation}`
  }

  /** `isShown`: the sign is under the message already, given by whoever presses. */
  async press(message: ChatMessage, emoji: Emoji, isShown: boolean): Promise<void> {
    const key = `${message.id} ${emoji}`
    const last = this.asked.get(key)
    const isGiven = last && last.shownAt > (connection.position(this.topic) ?? 0) ? last.wanted : isShown
    const mine = { wanted: !isGiven, shownAt: Infinity }
    this.asked.set(key, mine)
    const path = { conversation_id: this.conversation, said_id: message.id }
    const body = { emoji, wanted: mine.wanted }
    const react = () =>
      command(() =>
        api.POST('/api/conversations/{conversation_id}/messages/{said_id}/reactions', { params: { path }, body }),
      )
    try {
      mine.shownAt = (await this.turns.take(react)).at[this.topic] ?? 0
    } catch (error) {
      mine.shownAt = 0
      notices.failed(t('chat.react.failed'), error)
    }
  }
}
