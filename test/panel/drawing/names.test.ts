/** Names of one person as offices write them are found alike; names of two are not. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameKeys } from '../../../src/panel/drawing/names.ts'

const isAlike = (a: string, b: string): boolean => nameKeys(a).some(key => nameKeys(b).includes(key))

test.each([
  ['KIM, Min-Su', 'Minsu Kim'],
  ['HONG GIL DONG', 'Gil-Dong Hong'],
  ['Hong, Gildong', 'Hong Gil Dong'],
  ['\uff2b\uff49\uff4d\u3000\uff2d\uff49\uff4e\uff53\uff55', 'kim minsu'],
  ['José García', 'JOSE GARCIA'],
  ['홍 길동', '홍길동'],
  ['\u1112\u1169\u11bc\u1100\u1175\u11af\u1103\u1169\u11bc', '홍길동'],
  ['王　小明', '王小明'],
  ["O'Brien, John", 'john obrien'],
  ['Smith, John Paul', 'John Paul Smith'],
  ['Smith John P.', 'P. John Smith'],
])('%s may be %s', (a, b) => {
  expect(isAlike(a, b)).toBe(true)
})

test.each([
  ['KIM Min-Su', 'KIM Min-Soo'],
  ['홍길동', '홍길순'],
  ['Kim Minsu', 'Kim'],
  ['', ''],
  ['-', '.'],
])('%j is not %j', (a, b) => {
  expect(isAlike(a, b)).toBe(false)
})

test('whoever is compared with themselves is found, in either direction, in any order of their parts', () => {
  const part = fc.stringMatching(/^[a-z가-힣]{1,8}$/)
  const parts = fc.array(part, { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(parts, fc.infiniteStream(fc.nat()), (name, order) => {
      const shuffled = name.map(one => [order.next().value as number, one] as const).sort((a, b) => a[0] - b[0])
      const other = shuffled.map(([, one]) => one.toUpperCase()).join(', ')
      expect(isAlike(name.join(' '), other)).toBe(true)
      expect(isAlike(other, name.join(' '))).toBe(true)
    }),
  )
})
