/** Two officers saved one draft: what each wrote, place by place, and nothing is lost until one of them is chosen. */
import { Alert, Button, Group, Table, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { Moment } from '../../parts/day.tsx'
import { useWords } from '../../words/engine.ts'
import { everywhere } from '../../words/everywhere.ts'
import { conflictOf } from '../life.ts'
import { useRiskNames } from '../names.tsx'
import { risk } from '../words.ts'

export type Clash = {
  /** The version that stands. */
  readonly version: number
  readonly by: string
  readonly at: string | null
  readonly yours: string
  readonly theirs: string
}

export function Conflict({
  clash,
  isSaving,
  onMine,
  onTheirs,
}: {
  readonly clash: Clash
  readonly isSaving: boolean
  readonly onMine: () => void
  readonly onTheirs: () => void
}) {
  const say = useWords(risk)
  const sayEverywhere = useWords(everywhere)
  const names = useRiskNames()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <Alert
      ref={box}
      tabIndex={-1}
      role="alert"
      color="orange"
      title={sayEverywhere('stale_title')}
      mb="md"
      data-testid="conflict"
    >
      <Text mb="sm">
        {say('conflict_text', { person: names.person(clash.by) })} <Moment of={clash.at} />
      </Text>
      <Table.ScrollContainer minWidth={420} type="native" tabIndex={0} role="region" aria-label={say('conflict_table')}>
        <Table verticalSpacing="xs">
          <Table.Caption className="visually-hidden">{say('conflict_table')}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{say('place')}</Table.Th>
              <Table.Th scope="col">{say('conflict_mine')}</Table.Th>
              <Table.Th scope="col">{say('conflict_theirs')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {conflictOf(clash.yours, clash.theirs).map(({ place, yours, theirs }) => (
              <Table.Tr key={place}>
                <Table.Th scope="row" fw={400}>
                  {place.replaceAll('_', ' ')}
                </Table.Th>
                <Table.Td>{yours === '' ? say('nothing') : yours}</Table.Td>
                <Table.Td>{theirs === '' ? say('nothing') : theirs}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Group mt="sm">
        <Button onClick={onMine} loading={isSaving}>
          {say('conflict_keep_mine')}
        </Button>
        <Button variant="default" onClick={onTheirs}>
          {say('conflict_keep_theirs')}
        </Button>
      </Group>
    </Alert>
  )
}
