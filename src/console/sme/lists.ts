/** What a form offers to choose from: programmes and banks as the API has them, codes in the reader's words. */
import { useQuery } from '@tanstack/react-query'
import type { Words } from '../../kernel/words.ts'
import type { ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { useWords } from '../words/engine.ts'
import type { Field } from './fields.ts'
import { codes } from './words.ts'

export type Programme = ValueOf<'GET /v1/programmes'>['items'][number]
type Offered = { readonly code: string; readonly names: Words }
export type Choices = Readonly<Record<'programme' | 'purpose' | 'bank', readonly Offered[]>>

/** Rules change on the first of a month at the soonest; an hour is new enough. */
const HOUR = 3_600_000
export const programmesReading = { ...reading('GET /v1/programmes'), staleTime: HOUR }
export const banksReading = { ...reading('GET /v1/banks'), staleTime: HOUR }

/** @param programme the programme chosen, whose purposes are offered; every purpose where none is */
export function useChoices(programme: string | undefined): Choices | undefined {
  const programmes = useQuery(programmesReading).data
  const banks = useQuery(banksReading).data
  if (programmes === undefined || banks === undefined) return undefined
  const chosen = programmes.items.find(one => one.code === programme)
  const purposes = (chosen === undefined ? programmes.items : [chosen]).flatMap(one => one.purposes)
  return {
    programme: programmes.items,
    purpose: purposes.filter((one, place) => purposes.findIndex(other => other.code === one.code) === place),
    bank: banks.items.map(({ id, names }) => ({ code: id, names })),
  }
}

/** The name of a paper's type. */
export function usePaperNames(): (type: string) => Words {
  const papers = useQuery(programmesReading).data?.papers
  return type => papers?.find(one => one.type === type)?.names ?? { ko: type, en: type, zh: type }
}

/** What a code is called. */
export function useCodes(): (field: Pick<Field, 'key'>, code: string) => string {
  const say = useWords(codes)
  return ({ key }, code) => {
    const set = key === 'kind' ? 'asset' : key
    return say(`${set}_${code.replace('-', '_')}` as never)
  }
}
