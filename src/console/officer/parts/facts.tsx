/** Facts with their names, parts of a page under their heading, and until when something is due. */
import { Badge, Card, Group, SimpleGrid, Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import { Day } from '../../parts/day.tsx'
import { useWords } from '../../words/engine.ts'
import { officerCases } from '../words.ts'
import { daysTo, seoulDay } from './due.ts'

export type Fact = { readonly name: string; readonly value: ReactNode }

export function Facts({ of }: { readonly of: readonly Fact[] }) {
  return (
    <SimpleGrid component="dl" cols={{ base: 1, xs: 2, lg: 3 }} spacing="md" m={0}>
      {of.map(({ name, value }) => (
        <div key={name}>
          <Text component="dt" size="sm" c="dimmed">
            {name}
          </Text>
          <Text component="dd" m={0}>
            {value}
          </Text>
        </div>
      ))}
    </SimpleGrid>
  )
}

export function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const id = useId()
  return (
    <Card component="section" withBorder mb="lg" aria-labelledby={id}>
      <Title order={2} size="h4" mb="md" id={id}>
        {title}
      </Title>
      {children}
    </Card>
  )
}

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
