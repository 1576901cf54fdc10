/** Until when something is due. */
import { Badge, Group } from '@mantine/core'
import { Day } from '../../parts/day.tsx'
import { useWords } from '../../words/engine.ts'
import { officerCases } from '../words.ts'
import { daysTo, seoulDay } from './due.ts'

/** The day, and how far it is, by colour and in words. */
export function Due({ on }: { readonly on: string | null }) {
  const say = useWords(officerCases)
  if (on === null) return <>–</>
  const days = daysTo(on, seoulDay(new Date()))
  const [colour, text] =
    days < 0
      ? (['red', say('due_past', { days: -days })] as const)
      : days === 0
        ? (['orange', say('due_today')] as const)
        : (['gray', say('due_in', { days })] as const)
  return (
    <Group gap="xs">
      <Day of={on} />
      <Badge color={colour} c="inherit">
        {text}
      </Badge>
    </Group>
  )
}
