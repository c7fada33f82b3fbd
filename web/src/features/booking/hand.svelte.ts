/** Keeps one's hand on whatever the window points at, and watches what colleagues do to it. */
import { onDestroy, untrack } from 'svelte'
import { agendas } from '$features/agenda/model/agendas.svelte'
import type { ClaimView } from '$lib/api'
import { clock } from '$lib/time/clock.svelte'
import { connection } from '$lib/live/connection.svelte'
import type { Booking } from './booking.svelte'
import { Claim } from './claim.svelte'

export interface Hand {
  claim: Claim
  /** One's own claim as the agenda shows it now: who asks for it. */
  readonly mine: ClaimView | null
  /** Somebody else's. */
  readonly theirs: ClaimView | null
}

/** Call it while a component is set up: the slot is let go when the component is. */
export function useHand(booking: Booking): Hand {
  const claim = new Claim()
  onDestroy(() => claim.close())
  const shown = (one: ClaimView | null) =>
    (one && agendas.get(booking.practitionerId)?.column(booking.day).claims.get(one.id)?.view) ?? null

  $effect(() => booking.want())
  $effect(() => booking.settle())
  $effect(() => {
    const wish = booking.wish
    untrack(() => claim.want(wish))
  })
  // A reconnection is another connection: the server let go of what the old one held.
  let known = connection.id
  $effect(() => {
    if (!connection.open || connection.id === known) return
    known = connection.id
    untrack(() => claim.retry())
  })
  // Somebody took over what was mine, or let go of what I wait for: look again.
  watch(() => claim.mine)
  watch(() => claim.theirs)

  // Whoever left without a word: his time is over.
  $effect(() => {
    const one = claim.theirs
    const isOver = one !== null && Date.parse((shown(one) ?? one).expires_at) < clock.second
    if (isOver) untrack(() => claim.lookAgain())
  })

  function watch(held: () => ClaimView | null): void {
    let seen = ''
    $effect(() => {
      const one = held()
      if (shown(one)) seen = one?.id ?? ''
      else if (one && one.id === seen) untrack(() => claim.lookAgain())
    })
  }

  return {
    claim,
    get mine() {
      return shown(claim.mine) ?? claim.mine
    },
    get theirs() {
      return claim.theirs && (shown(claim.theirs) ?? claim.theirs)
    },
  }
}
