/** Two people changed the same part: both versions side by side, and nothing is saved until one is chosen. */
import { Alert, Button, Group, Table, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { Moment } from '../parts/day.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { type Form, fieldId, type Section } from './fields.ts'
import { useFieldNames } from './form-page.tsx'
import { sme } from './words.ts'

/** Fields in which two forms differ, each by its name on the page. */
function differences(section: Section, mine: Form, theirs: Form) {
  const found: { readonly id: string; readonly mine: string; readonly theirs: string }[] = []
  const look = (id: string, one = '', other = ''): void => {
    if (one !== other) found.push({ id, mine: one, theirs: other })
  }
  for (const field of section.fields) look(fieldId(field.key), mine.values[field.key], theirs.values[field.key])
  for (const list of section.lists) {
    const [own, other] = [mine.lists[list.key] ?? [], theirs.lists[list.key] ?? []]
    for (let place = 0; place < Math.max(own.length, other.length); place++)
      for (const field of list.fields)
        look(fieldId(field.key, list.key, place), own[place]?.[field.key], other[place]?.[field.key])
  }
  return found
}

export function Conflict({
  section,
  mine,
  theirs,
  savedAt,
  onMine,
  onTheirs,
}: {
  readonly section: Section
  readonly mine: Form
  readonly theirs: Form
  readonly savedAt: string
  readonly onMine: () => void
  readonly onTheirs: () => void
}) {
  const say = useWords(sme)
  const sayEverywhere = useWords(everywhere)
  const names = useFieldNames(section)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <>
      <Alert ref={box} tabIndex={-1} role="alert" color="orange" title={sayEverywhere('stale_title')} mb="md">
        <Text>{say('conflict_text')}</Text>
        <Text size="sm" mt="xs">
          {say('conflict_saved')} <Moment of={savedAt} />
        </Text>
      </Alert>
      <Table.ScrollContainer minWidth={320} type="native" tabIndex={0} role="region" aria-label={say('conflict_table')}>
        <Table verticalSpacing="sm">
          <Table.Caption className="visually-hidden">{say('conflict_table')}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{say('conflict_field')}</Table.Th>
              <Table.Th scope="col">{say('conflict_mine')}</Table.Th>
              <Table.Th scope="col">{say('conflict_theirs')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {differences(section, mine, theirs).map(each => (
              <Table.Tr key={each.id}>
                <Table.Th scope="row">{names(each.id)}</Table.Th>
                <Table.Td>{each.mine === '' ? sayEverywhere('none') : each.mine}</Table.Td>
                <Table.Td>{each.theirs === '' ? sayEverywhere('none') : each.theirs}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Group mt="lg">
        <Button onClick={onMine}>{say('conflict_keep_mine')}</Button>
        <Button variant="default" onClick={onTheirs}>
          {say('conflict_keep_theirs')}
        </Button>
      </Group>
    </>
  )
}
