import { describe, expect, test } from 'vitest'
import { filesOf, isGlimpsed, isSound } from './kinds'

const given = (...files: File[]) => ({ files }) as unknown as DataTransfer

describe('filesOf', () => {
  test('a picture from the clipboard gets a name that says something', () => {
    const [pasted] = filesOf(given(new File(['x'], 'image.png', { type: 'image/png' })), 'Image collée')
    expect(pasted!.name).toBe('Image collée.png')
    expect(pasted!.type).toBe('image/png')
  })
  test('a file keeps its own, and text that is pasted is no file', () => {
    expect(filesOf(given(new File(['x'], 'bilan.pdf')), '').map((file) => file.name)).toEqual(['bilan.pdf'])
    expect(filesOf(given(), '')).toEqual([])
    expect(filesOf(null, '')).toEqual([])
  })
})

test('small pictures are shown at once, scans that browsers cannot draw are not', () => {
  expect(isGlimpsed({ media_type: 'image/png', size: 1_000 })).toBe(true)
  expect(isGlimpsed({ media_type: 'image/tiff', size: 1_000 })).toBe(false)
  expect(isGlimpsed({ media_type: 'image/png', size: 20 * 1024 * 1024 })).toBe(false)
  expect(isGlimpsed({ media_type: 'application/pdf', size: 1_000 })).toBe(false)
})

test('a sound is played, whatever it was recorded with', () => {
  expect(['audio/webm', 'audio/mp4', 'image/png'].map((media_type) => isSound({ media_type }))).toEqual([
    true,
    true,
    false,
  ])
})
