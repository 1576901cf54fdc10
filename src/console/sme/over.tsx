/** Parts nobody fills in at a desk any more: what was typed for them and not saved leaves this device, as is said. */
import { Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { ProblemError } from '../api/client.ts'
import { forgetDraft, keptDraft } from '../api/draft.ts'
import { useWords } from '../words/engine.ts'
import type { Desk } from './case.ts'
import { SECTIONS } from './sections.ts'
import { sme } from './words.ts'

const keysOf = ({ key }: Pick<Desk, 'key'>): readonly string[] => Object.keys(SECTIONS).map(part => `${key}:${part}`)

/** Whether a refusal says that the sections were taken back. */
export const isOver = (problem: unknown): boolean =>
  problem instanceof ProblemError &&
  problem.codes.some(code => ['co_working_over', 'co_working_unknown'].includes(code))

export function Over({ desk }: { readonly desk: Pick<Desk, 'key'> }) {
  const say = useWords(sme)
  const [keys] = useState(() => keysOf(desk).filter(key => keptDraft(key) !== undefined))
  useEffect(() => keys.forEach(forgetDraft), [keys])
  return keys.length === 0 ? null : (
    <Text role="status" mb="md">
      {say('draft_over')}
    </Text>
  )
}
