/** The boards that something on the screen looks at; each is left once nobody does any more. */
import { onDestroy } from 'svelte'
import { Board } from './board.svelte'

const open = new Map<string, Board>()

/** The board of a practice for as long as the component that asks stands. */
export function lookAt(practiceId: string): Board {
  const board = open.get(practiceId) ?? new Board(practiceId)
  open.set(practiceId, board)
  board.lookers++
  onDestroy(() => {
    board.lookers--
    if (board.lookers) return
    board.close()
    open.delete(practiceId)
  })
  return board
}
