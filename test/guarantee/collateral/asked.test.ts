/** What a decision on collateral is asked with: answers by somebody else, of the rights that are relied on. */
import { expect, test } from 'vitest'
import { answersOn } from '../../../src/guarantee/collateral/asked.ts'
import { rightKey } from '../../../src/technology/rights/schema.ts'
import { rightWith } from '../../technology/rights/sample.ts'

const right = rightWith([])
const answer = {
  ...{ right_key: rightKey(right), code: 'release_unclear', about: 'a\nb', verdict: 'dismissed' as const },
  answered_by: 'person-1',
}

test('answers are those about the rights relied on, as a record keeps them', () => {
  const other = { ...answer, right_key: 'KR/another', answered_by: 'person-2' }
  expect(answersOn([answer, other], [right], ['person-2'])).toEqual({
    ok: true,
    value: [{ right: rightKey(right), code: 'release_unclear', about: ['a', 'b'], verdict: 'dismissed' }],
  })
})

test('whoever answered does not decide, nor who acts for them', () => {
  for (const behind of [['person-1'], ['person-3', 'person-1']])
    expect(answersOn([answer], [right], behind)).toMatchObject({
      ok: false,
      refusals: [{ code: 'collateral_own_answer', params: { value: `${rightKey(right)}: release_unclear` } }],
    })
})
