/** Sentences on how somebody marks; one on a fault stands behind its name. */
import { List } from '@mantine/core'
import type { ValueOf } from '../api/client.ts'
import { useLanguage, useWords } from '../words/engine.ts'
import { qualityWords } from './words.ts'

type Sentence = ValueOf<'GET /v1/panel/appraisers/{appraiser_id}/feedback'>['says'][number]
const FAULTS = ['leniency', 'halo', 'central_tendency', 'drift', 'misfit', 'speed', 'copied_texts', 'outcomes'] as const

export function Sentences({ of }: { readonly of: readonly Sentence[] }) {
  const say = useWords(qualityWords)
  const language = useLanguage()
  const nameOf = (about: string): string => {
    const fault = FAULTS.find(each => each === about)
    return fault === undefined ? '' : `${say(`fault_${fault}`)}: `
  }
  return (
    <List maw="70ch" spacing="sm">
      {of.map(each => (
        <List.Item key={each.about}>
          {nameOf(each.about)}
          {each.text[language]}
        </List.Item>
      ))}
    </List>
  )
}
