// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from 'vitest'
import { close, forget, keep, kept, open } from './drafts'

const stored = () => Object.values(sessionStorage).join()

beforeEach(() => {
  close(true)
  sessionStorage.clear()
})

describe('what is typed and not saved yet', () => {
  it('is there after a reload, until it is saved', () => {
    open('sonia')
    keep('notes', { text: 'Toux' })
    open('sonia')
    expect(kept('notes')).toEqual({ text: 'Toux' })
    forget('notes')
    expect(kept('notes')).toBeNull()
  })

  it('waits for its author, out of the storage, when a session ends by itself', () => {
    open('sonia')
    keep('notes', 'Toux')
    close(false)
    expect(stored()).toBe('')
    expect(kept('notes')).toBeNull()
    // The log-in asks again who is there, and is told that nobody is.
    close(false)
    open('sonia')
    expect(kept('notes')).toBe('Toux')
  })

  it('is nothing to anybody else, neither on the page nor in the storage, nor to its author after him', () => {
    open('sonia')
    keep('notes', 'Toux')
    close(false)
    open('claire')
    expect(kept('notes')).toBeNull()
    expect(stored()).toBe('')
    close(false)
    open('sonia')
    expect(kept('notes')).toBeNull()
  })

  it('is thrown away unread where another person left it in the tab', () => {
    sessionStorage.setItem('ardoise.draft.notes', JSON.stringify(['sonia', 'Toux']))
    sessionStorage.setItem('ardoise.draft.line', JSON.stringify({ line: 'as it was kept before it had an author' }))
    sessionStorage.setItem('ardoise.locale', 'fr')
    expect(kept('notes')).toBeNull()
    open('claire')
    expect(stored()).toBe('fr')
  })

  it('is forgotten by signing out', () => {
    open('sonia')
    keep('notes', 'Toux')
    close(true)
    open('sonia')
    expect(kept('notes')).toBeNull()
  })

  it('is not kept while nobody is signed in', () => {
    open('sonia')
    close(false)
    keep('notes', 'Toux')
    expect(stored()).toBe('')
  })

  it('is kept for a patient, who has no name here', () => {
    open('')
    keep('exchange', { line: 'Bonjour' })
    expect(kept('exchange')).toEqual({ line: 'Bonjour' })
  })
})
