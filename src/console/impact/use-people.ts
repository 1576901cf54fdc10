/** Appraisers by name, as the roster has them. */
import { useQuery } from '@tanstack/react-query'
import { call, type ValueOf } from '../api/client.ts'
import { whole } from '../officer/parts/all-pages.ts'
import { useNamed } from '../parts/names.ts'

type Person = ValueOf<'GET /v1/appraisers'>['items'][number]

export const useRoster = () =>
  useQuery(whole<Person>(['GET /v1/appraisers'], (query, signal) => call('GET /v1/appraisers', { query, signal })))

/** The name of a person of the roster; of somebody who is not on it their number. */
export function usePeople(): (person: string) => string {
  const named = useNamed()
  const found = useRoster()
  return person => named(found.data?.find(one => one.person === person)?.names, person)
}
