/**
 * The published model (TensorFlow Lite) says nothing of how a picture is given to it, and MediaPipe's tasks want to be told.
 * Its file is a FlatBuffer, whose references point forward only: a new root is set before the old content, which stays as it is.
 */

/** What is told: the first input is a picture whose values, of 0 to 255, are divided by 255 (`ModelMetadata`, identified by M001). */
const TOLD =
  '140000004d3030310c00080000000000000004000c0000000400000001000000100000000c000c0000000000080004000c00000008000000' +
  '1400000001000000080000000400040004000000010000001400000000000e000800000000000000000004000e00000004000000010000' +
  '000c00000008000c000b00040008000000100000000000000108000c000800040008000000080000000c0000000100000000007f430100' +
  '000000000000'
const NAME = 'TFLITE_METADATA'
/** Fields of the root table, by their place in its schema. */
const ROOT = { version: 0, operators: 1, graphs: 2, description: 3, buffers: 4, metadata: 6 } as const
const KEPT = [ROOT.operators, ROOT.graphs, ROOT.description] as const

const aligned = (at: number, to: number) => Math.ceil(at / to) * to

export class NoModel extends Error {}

/** The model with what it lacks; throws NoModel for anything else than a model without it. */
export function told(model: ArrayBuffer): Uint8Array {
  const old = new DataView(model)
  const follow = (at: number) => at + old.getUint32(at, true)
  const root = follow(0)
  const table = root - old.getInt32(root, true)
  const field = (place: number): number => {
    const offset = 4 + 2 * place < old.getUint16(table, true) ? old.getUint16(table + 4 + 2 * place, true) : 0
    return offset && root + offset
  }
  if (old.getUint32(4, true) !== 0x334c4654 || field(ROOT.metadata) || !field(ROOT.buffers)) throw new NoModel()
  const oldBuffers = follow(field(ROOT.buffers))
  const count = old.getUint32(oldBuffers, true)
  const bytes = Uint8Array.from(TOLD.match(/../g)!, (pair) => parseInt(pair, 16))

  // Where everything new lies, one after the other.
  const rootTable = 8
  const newRoot = aligned(rootTable + 4 + 2 * 7, 4)
  const buffers = newRoot + 4 + 4 * 7
  const bufferTable = buffers + 4 + 4 * (count + 1)
  const buffer = aligned(bufferTable + 6, 4)
  const list = buffer + 8
  const entryTable = list + 8
  const entry = entryTable + 8
  const name = entry + 12
  const content = aligned(name + 4 + NAME.length + 1 + 4, 16) - 4
  const shift = aligned(content + 4 + bytes.length, 16)

  const made = new Uint8Array(shift + model.byteLength)
  const view = new DataView(made.buffer)
  const point = (at: number, to: number) => view.setUint32(at, to - at, true)
  const head = (at: number, sizes: number[]) =>
    sizes.forEach((size, index) => view.setUint16(at + 2 * index, size, true))
  point(0, newRoot)
  view.setUint32(4, 0x334c4654, true)
  head(rootTable, [18, 32, 4, 8, 12, 16, 20, 0, 28])
  view.setInt32(newRoot, newRoot - rootTable, true)
  view.setUint32(newRoot + 4, old.getUint32(field(ROOT.version), true), true)
  for (const place of KEPT) point(newRoot + 4 + 4 * place, shift + follow(field(place)))
  point(newRoot + 20, buffers)
  point(newRoot + 28, list)
  view.setUint32(buffers, count + 1, true)
  for (let index = 0; index < count; index++) {
    const at = 4 + 4 * index
    point(buffers + at, shift + follow(oldBuffers + at))
  }
  point(buffers + 4 + 4 * count, buffer)
  head(bufferTable, [6, 8, 4])
  view.setInt32(buffer, buffer - bufferTable, true)
  point(buffer + 4, content)
  view.setUint32(list, 1, true)
  point(list + 4, entry)
  head(entryTable, [8, 12, 4, 8])
  view.setInt32(entry, entry - entryTable, true)
  point(entry + 4, name)
  view.setUint32(entry + 8, count, true)
  view.setUint32(name, NAME.length, true)
  made.set(new TextEncoder().encode(NAME), name + 4)
  view.setUint32(content, bytes.length, true)
  made.set(bytes, content + 4)
  made.set(new Uint8Array(model), shift)
  return made
}
