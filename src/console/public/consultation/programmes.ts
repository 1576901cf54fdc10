/** The programmes in force, and what the rules call their purposes. */
import { useQuery } from '@tanstack/react-query'
import { reading } from '../../api/use.ts'
import { useLanguage } from '../../words/engine.ts'

export const useProgrammes = () => useQuery({ ...reading('GET /v1/programmes'), staleTime: 600_000 })

/** Code of a purpose -> its name in the language shown. */
export function usePurposes(): ReadonlyMap<string, string> {
  const language = useLanguage()
  const { data } = useProgrammes()
  return new Map(data?.items.flatMap(each => each.purposes.map(({ code, names }) => [code, names[language]])))
}
