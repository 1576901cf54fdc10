/** Who saved a part of an application last, where others fill it in too. */
import { Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { reading } from '../api/use.ts'
import { Moment } from '../parts/day.tsx'
import { useWords } from '../words/engine.ts'
import type { SectionKey } from './sections.ts'
import { helping, sme } from './words.ts'

export function SavedLast({ id, part }: { readonly id: string; readonly part: SectionKey }) {
  const say = useWords(sme)
  const sayHelping = useWords(helping)
  const { data } = useQuery(reading('GET /v1/cases/{case_id}/co-workers', { params: { case_id: id } }))
  const saved = data?.saved.find(one => one.section === part)
  if (data === undefined || saved === undefined || data.items.length === 0) return null
  const who = data.items.find(one => one.id === saved.co_worker)?.label ?? sayHelping('saved_by_firm')
  return (
    <Text size="sm" c="dimmed" mb="md" data-testid="saved-last">
      {say('last_saved')}: {who}, <Moment of={saved.at} />
    </Text>
  )
}
