import { describe, expect, test } from 'vitest'
import { Board } from './board'
import { COLOURS, FIRST, HEIGHT, markOf, MOST_PAGES, packed, pagesOf, unpacked, type Point } from './marks'

/** Boards that hear each other as long as they are joined. */
function joined(...names: string[]) {
  let cut = false
  const held: (() => void)[] = []
  const boards: Board[] = names.map(
    (_, self) =>
      new Board({
        changed: (update) => {
          const pass = () => boards.forEach((board, index) => index !== self && board.take(update))
          if (cut) held.push(pass)
          else pass()
        },
        redraw: () => {},
      }),
  )
  return {
    boards: boards as [Board, Board],
    cut: () => (cut = true),
    join: () => {
      cut = false
      for (const pass of held.splice(0).reverse()) pass()
    },
  }
}

const pen = (...points: Point[]) => ({
  kind: 'pen' as const,
  page: FIRST,
  colour: 'blue' as const,
  width: 90,
  points: packed(points.length ? points : [[1, 2, 128]]),
})
const keys = (board: Board) => board.on(FIRST).map(([key]) => key)

describe('two at one sheet', () => {
  test('undo takes back one’s own stroke, whatever the other drew since', () => {
    const [me, you] = joined('me', 'you').boards
    me.put('mine', pen())
    you.put('yours', pen())
    me.undo()
    expect(keys(you)).toEqual(['yours'])
    me.redo()
    expect(keys(you)).toEqual(['yours', 'mine'].sort((one, other) => keys(you).indexOf(one) - keys(you).indexOf(other)))
    expect(keys(me)).toEqual(keys(you))
  })

  test('each may erase what the other drew, and only whoever erased may bring it back', () => {
    const [me, you] = joined('me', 'you').boards
    me.put('mine', pen())
    you.erase(['mine'])
    expect(keys(me)).toEqual([])
    me.undo()
    expect(keys(me)).toEqual([])
    you.undo()
    expect(keys(me)).toEqual(['mine'])
  })

  test('what was drawn on both sides of a cut is there on both, however late and in whatever order it comes', () => {
    const { boards, cut, join } = joined('me', 'you')
    const [me, you] = boards
    me.put('a', pen())
    cut()
    me.put('b', pen())
    me.erase(['a'])
    you.put('c', pen())
    me.put('d', pen())
    join()
    expect(keys(me).sort()).toEqual(['b', 'c', 'd'])
    expect(keys(you)).toEqual(keys(me))
  })

  test('a stroke lies above all that was seen before, whatever the clocks say', () => {
    const [me, you] = joined('me', 'you').boards
    me.put('a', pen())
    you.put('b', pen())
    me.put('c', pen())
    expect(keys(me)).toEqual(['a', 'b', 'c'])
  })

  test('a page that is taken away takes its marks with it, and undo brings both back', () => {
    const [me, you] = joined('me', 'you').boards
    const page = me.addPage()!
    me.put('a', { ...pen(), page })
    me.removePage(page)
    expect(you.pages).toHaveLength(1)
    expect(you.mark('a')).toBeNull()
    me.undo()
    expect(you.pages.map((one) => one.id)).toEqual([FIRST, page])
    expect(you.mark('a')).not.toBeNull()
  })

  test('the first page is wiped and stays; there are no more pages than allowed', () => {
    const [me] = joined('me', 'you').boards
    me.put('a', pen())
    me.removePage(FIRST)
    expect(me.size).toBe(0)
    for (let count = 1; count < MOST_PAGES; count++) expect(me.addPage()).not.toBeNull()
    expect(me.addPage()).toBeNull()
  })

  test('the pages of a document are laid at once, as many as there may be, and undone at once', () => {
    const [me, you] = joined('me', 'you').boards
    const file = (page: number) => ({ message: 'a1'.repeat(16), page })
    const shapes = Array.from({ length: MOST_PAGES + 3 }, (_, index) => ({
      height: HEIGHT,
      over: true,
      file: file(index + 1),
    }))
    expect(me.addPages(shapes)).toHaveLength(MOST_PAGES - 1)
    expect(you.pages.map((one) => one.file?.page ?? 0)).toEqual(Array.from({ length: MOST_PAGES }, (_, index) => index))
    me.undo()
    expect(you.pages).toHaveLength(1)
  })

  test('what the server lacks can be told from what it has', () => {
    const [me, server] = joined('me', 'you').boards
    me.put('a', pen())
    const state = server.beyond(null)!
    expect(me.beyond(state)).toBeNull()
    const lone = joined('me').boards[0]
    lone.take(state)
    lone.put('b', pen())
    server.take(lone.beyond(state)!)
    expect(keys(server)).toEqual(['a', 'b'])
  })
})

describe('reading', () => {
  test('points keep their place and pressure', () => {
    const points: Point[] = [
      [0, 0, 0],
      [29_700, 59_400, 255],
    ]
    expect(unpacked(packed(points))).toEqual(points)
  })

  test('what makes no sense is no mark', () => {
    const good = { ...pen(), at: 1 }
    expect(markOf(good)).toEqual(good)
    for (const bad of [
      null,
      7,
      { ...good, at: NaN },
      { ...good, colour: 'constructor' },
      { ...good, width: Infinity },
      { ...good, points: new Uint8Array(4) },
      { ...good, points: [1, 2, 3, 4, 5] },
      { ...good, kind: 'image' },
      { ...good, kind: 'text', x: 1, y: 1, size: 1, text: ' ' },
    ])
      expect(markOf(bad)).toBeNull()
  })

  test('pages come in the order in which they were added, and of a sensible shape', () => {
    const pages = pagesOf([
      ['b', { at: 2, height: 9e9 }],
      ['a', { at: 1, over: true, height: 16_000.4 }],
      ['c', 'page'],
      [FIRST, { at: 0, height: 5 }],
    ])
    expect(pages).toEqual([
      { id: FIRST, height: HEIGHT, over: false, file: null },
      { id: 'a', height: 16_000, over: true, file: null },
      { id: 'b', height: HEIGHT, over: false, file: null },
    ])
  })

  test('a page lies over a document only when it says which, and which of its pages', () => {
    const message = 'a1'.repeat(16)
    const laid = (file: unknown) => pagesOf([['p', { at: 1, over: true, file }]])[1]?.file
    expect(laid({ message, page: 2 })).toEqual({ message, page: 2 })
    for (const bad of [
      message,
      { message },
      { message: '../../me', page: 1 },
      { message, page: 0 },
      { message, page: 'x' },
    ])
      expect(laid(bad)).toBeNull()
  })

  test('every colour is one that paper takes', () => {
    for (const colour of Object.values(COLOURS)) expect(colour).toMatch(/^#[0-9a-f]{6}$/)
  })
})
