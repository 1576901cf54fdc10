/** The head of an edition's pages: its name, where it stands, and the ways to its parts. */
import { Anchor, Group, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Day } from '../parts/day.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { useWords } from '../words/engine.ts'
import type { EditionWhole } from './life.ts'
import { StateBadge, useRiskNames } from './names.tsx'
import { risk } from './words.ts'

export type EditionPart = 'life' | 'tables' | 'differences' | 'trials'
const PARTS: readonly EditionPart[] = ['life', 'tables', 'differences', 'trials']

export function EditionTop({ of, part }: { readonly of: EditionWhole; readonly part: EditionPart }) {
  const say = useWords(risk)
  const names = useRiskNames()
  const at = `/risk/editions/${of.kind}/${of.edition}`
  const name = `${names.kind(of.kind)} ${of.edition}`
  return (
    <>
      <Text size="sm" mb={4}>
        <Anchor component={Link} to="/risk/editions">
          {say('editions_title')}
        </Anchor>
      </Text>
      <PageTitle>{part === 'life' ? name : `${name}: ${say(`part_${part}`)}`}</PageTitle>
      <Group gap="md" mb="md">
        <StateBadge of={of.state} />
        <Text>
          {say('first_day')}: <Day of={of.in_force_from} />
        </Text>
        {of.base === null ? null : (
          <Text c="dimmed">
            {say('made_from')}: {of.base}
          </Text>
        )}
      </Group>
      <nav aria-label={say('parts_of', { name })}>
        <Group gap="lg" mb="lg" className="not-printed risk-parts">
          {PARTS.map(each => (
            <Anchor
              key={each}
              component={Link}
              to={each === 'life' ? at : `${at}/${each}`}
              {...(each === part ? { 'aria-current': 'page' as const, fw: 650 } : {})}
            >
              {say(`part_${each}`)}
            </Anchor>
          ))}
          <Anchor href={`/console/risk/impact?edition=${encodeURIComponent(`${of.kind}/${of.edition}`)}`}>
            {say('part_impact')}
          </Anchor>
        </Group>
      </nav>
    </>
  )
}
