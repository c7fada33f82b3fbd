import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { NoModel, told } from './model'

const FILE = new URL(
  '../../../../node_modules/@mediapipe/selfie_segmentation/selfie_segmentation.tflite',
  import.meta.url,
)
const published = (): ArrayBuffer => {
  const { buffer, byteOffset, byteLength } = readFileSync(FILE)
  return (buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength)
}

test('the published model stays whole behind what is told of it', () => {
  const model = published()
  const made = told(model)
  expect([...made.slice(-model.byteLength)]).toEqual([...new Uint8Array(model)])
  expect(new TextDecoder('latin1').decode(made.slice(0, 2_000))).toContain('TFLITE_METADATA')
  expect((made.length - model.byteLength) % 16).toBe(0)
})

test('a model that says it already, and what is no model, are refused', () => {
  const made = told(published())
  expect(() => told(made.slice().buffer)).toThrow(NoModel)
  expect(() => told(new ArrayBuffer(64))).toThrow(NoModel)
})
