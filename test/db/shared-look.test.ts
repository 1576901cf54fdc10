/** Looks that are shared: each asker is answered by a look that began after it asked. */
import { expect, test } from 'vitest'
import { sharedLook } from '../../src/platform/db/shared-look.ts'

/** A look whose answers come when the test says so, with what it was begun with. */
function looked() {
  const begun: { readonly key: string; readonly at: number; readonly end: (failed?: boolean) => void }[] = []
  const look = sharedLook(
    (key, moment) =>
      new Promise<number>((found, failed) => {
        const number = begun.length + 1
        const end = (isFailed = false) => (isFailed ? failed(new Error(`look ${number}`)) : found(number))
        begun.push({ key, at: moment.getTime(), end })
      }),
  )
  const ask = (key: string, at: number) => look(key, new Date(at))
  return { begun, ask }
}
const settled = () => new Promise(resolve => setImmediate(resolve))

test('who asks while a look is under way shares the next with all who wait, at the latest moment', async () => {
  const { begun, ask } = looked()
  const first = ask('one', 1)
  await settled()
  const others = [ask('one', 3), ask('one', 2)]
  await settled()
  expect(begun.length).toBe(1)
  begun[0]?.end()
  expect(await first).toBe(1)
  await settled()
  expect(begun.map(({ at }) => at)).toEqual([1, 3])
  const late = ask('one', 4)
  begun[1]?.end()
  expect(await Promise.all(others)).toEqual([2, 2])
  await settled()
  begun[2]?.end()
  expect(await late).toBe(3)
})

test('who asks in one turn of the loop shares one look, at the latest moment', async () => {
  const { begun, ask } = looked()
  const all = [ask('one', 1), ask('one', 3), ask('one', 2)]
  expect(begun.length).toBe(0)
  await settled()
  begun[0]?.end()
  expect(await Promise.all(all)).toEqual([1, 1, 1])
  expect(begun.map(({ at }) => at)).toEqual([3])
})

test('other keys do not wait, and once nobody looks the next who asks looks in the same turn', async () => {
  const { begun, ask } = looked()
  const [one, other] = [ask('one', 1), ask('other', 1)]
  await settled()
  expect(begun.map(({ key }) => key)).toEqual(['one', 'other'])
  begun[0]?.end()
  begun[1]?.end()
  await Promise.all([one, other])
  await settled()
  void ask('one', 2)
  await settled()
  expect(begun.length).toBe(3)
})

test('a look that fails fails for who shared it, and the next is begun all the same', async () => {
  const { begun, ask } = looked()
  const first = ask('one', 1)
  await settled()
  const second = ask('one', 1)
  begun[0]?.end(true)
  await expect(first).rejects.toThrow('look 1')
  await settled()
  begun[1]?.end()
  expect(await second).toBe(2)
})
