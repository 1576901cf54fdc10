/** Until when something is due: the day, and how far it is, by colour and in words. */
import { Badge, Group } from '@mantine/core'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { Day } from './day.tsx'
import { daysTo, seoulDay } from './due.ts'

export function Due({ on }: { readonly on: string | null }) {
  const say = useWords(everywhere)
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
