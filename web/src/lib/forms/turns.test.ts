import { expect, it } from 'vitest'
import { Turns } from './turns'

it('sends nothing before what was asked for earlier has ended, though that was refused', async () => {
  const turns = new Turns()
  const heard: string[] = []
  let refuse: (why: Error) => void = () => undefined
  const first = turns.take(() => new Promise<void>((_, reject) => (refuse = reject)))
  const second = turns.take(() => Promise.resolve(heard.push('second')))
  const idle = turns.idle.then(() => heard.push('idle'))
  await Promise.resolve()
  expect(heard).toEqual([])
  refuse(new Error('no'))
  await expect(first).rejects.toThrow('no')
  expect(await second).toBe(1)
  await idle
  expect(heard).toEqual(['second', 'idle'])
})
