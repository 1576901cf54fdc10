/** What of a case decides a draw: who stands in it by id and by name, and of which fields it is. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keysOf } from '../../../src/panel/drawing/names.ts'
import { type CaseContent, fieldsOfCase, subjectOf } from '../../../src/panel/drawing/subject.ts'
import type { PanelEdition } from '../../../src/panel/edition.ts'
import { FIELDS } from '../../../src/panel/roster/edition.ts'
import { HOME } from '../../../src/platform/folders.ts'

const read = (path: string) => JSON.parse(readFileSync(join(HOME, path), 'utf8'))
const { roster } = read('rules/panel/2026-01.json') as PanelEdition
const industry = (code: string) => ({ revision: '10', code, division: code.slice(0, 2), status: 'assumed' }) as const

const asset = (given: object) => ({ id: 'asset-1', kind: 'patent', classes: ['H01S3/02'], owners: [], ...given })
const content = (assets: readonly object[], relied_on: readonly string[] = []) =>
  ({
    party: {
      firm: {
        id: 'firm-1',
        owners: [{ person: 'person-owner' }],
        affiliates: [{ firm: 'firm-parent' }],
      },
    },
    technology: { assets, relied_on },
  }) as unknown as CaseContent
const fields = (of: CaseContent, code?: string) => {
  const found = fieldsOfCase(of, code === undefined ? undefined : industry(code), roster)
  return [[...found.main].sort(), [...found.side].sort()]
}

test('a technology is of the fields of the rights the request stands on, and beside them of the industry`s', () => {
  const two = [asset({}), asset({ id: 'asset-2', classes: ['G06F 17/50'] })]
  // Lasers are electrical, and software is what the second patent alone would say (rules/panel, roster.ipc).
  expect(fields(content(two, ['asset-1']), '62010')).toEqual([['electrical'], ['ict']])
  expect(fields(content(two), '62010')).toEqual([['electrical', 'ict'], []])
})

test('without a class of patents it is of the industry`s, and an industry of any field says nothing beside one', () => {
  const design = [asset({ kind: 'design', classes: ['14-02'] })]
  expect(fields(content(design), '62010')).toEqual([['ict'], []])
  expect(fields(content(design))).toEqual([[...FIELDS].sort(), []])
  expect(fields(content([asset({})]), '46510')).toEqual([['electrical'], []])
})

test('owners, affiliates, owners of rights and inventors stand in it, by id and by every name they came with', () => {
  const subject = subjectOf({
    content: content([
      asset({
        owners: [{ party: 'person-holder' }, { party: 'firm-holder' }],
        from_employee: { invention_of: 'person-inventor' },
      }),
    ]),
    names: {
      'person-inventor': { ko: '이발명', en: 'Lee Bal-myeong', zh: '李发明' },
      'firm-holder': 'HOLDER LTD',
      'person-nobody': { ko: '남남', en: 'Nam Nam', zh: '南南' },
    },
    ...{ parties: ['firm-1', 'bank-1'], preparedBy: ['person-officer'], drawnBefore: ['person-drawn'] },
    fields: { main: new Set<never>(), side: new Set<never>() },
    isHighAmount: false,
  })
  expect([...subject.organisations].sort()).toEqual(['bank-1', 'firm-1', 'firm-holder', 'firm-parent'])
  expect([...subject.persons].sort()).toEqual(['person-holder', 'person-inventor', 'person-owner'])
  for (const key of keysOf(['이발명', 'Lee Bal-myeong', '李发明', 'HOLDER LTD']))
    expect(subject.nameKeys.has(key)).toBe(true)
  for (const key of keysOf(['남남'])) expect(subject.nameKeys.has(key)).toBe(false)
})
