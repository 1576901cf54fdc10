/** Every organisation, read to its end, and choices made of them. */
import { useQuery } from '@tanstack/react-query'
import { call, type ValueOf } from '../api/client.ts'
import { whole } from '../officer/parts/all-pages.ts'
import { useLanguage } from '../words/engine.ts'

export type Organisation = ValueOf<'GET /v1/organisations'>['items'][number]

export const useOrganisations = () =>
  useQuery(
    whole<Organisation>(['GET /v1/organisations', 'all'], (query, signal) =>
      call('GET /v1/organisations', { query, signal }),
    ),
  )

/** Organisations as choices, by their name; those of some kinds alone where these are given. */
export function useOrganisationChoices(of: readonly Organisation[], kinds?: readonly Organisation['kind'][]) {
  const language = useLanguage()
  return of
    .filter(each => kinds === undefined || kinds.includes(each.kind))
    .map(each => ({ value: each.id, label: `${each.names[language]} (${each.id})` }))
    .sort((a, b) => a.label.localeCompare(b.label))
}
