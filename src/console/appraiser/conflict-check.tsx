/** Before a case is opened: whom it is about, whom the appraiser declared to be bound to, and the way out. */
import { Button, Checkbox, Group, List, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { reading } from '../api/use.ts'
import { Day } from '../parts/day.tsx'
import { Read } from '../parts/states.tsx'
import { useWords } from '../words/engine.ts'
import type { useCase } from './case.ts'
import { appraiser } from './words.ts'

export function ConflictCheck({
  id,
  person,
  found,
  onUnbound,
}: {
  readonly id: string
  readonly person: string
  readonly found: ReturnType<typeof useCase>
  readonly onUnbound: () => void
}) {
  const say = useWords(appraiser)
  const [isSure, setSure] = useState(false)
  const [isMissing, setMissing] = useState(false)
  const interests = useQuery(
    reading('GET /v1/appraisers/{appraiser_id}/interests', { params: { appraiser_id: person } }),
  )
  const parties = found.read.data
  return (
    <Stack maw="44rem" gap="md">
      <Title order={2} size="h3">
        {say('check_title')}
      </Title>
      <Text>{say('check_lead')}</Text>
      <List>
        <List.Item>
          {say('firm')}: {found.nameOf(parties?.firm ?? '')}
        </List.Item>
        {found.owners.map(owner => (
          <List.Item key={owner.person}>
            {say('owner')}: {found.nameOf(owner.person)}
          </List.Item>
        ))}
        <List.Item>
          {say('bank')}: {found.nameOf(parties?.bank ?? '')}
        </List.Item>
      </List>
      <Title order={3} size="h4">
        {say('declared_title')}
      </Title>
      <Read of={interests}>
        {({ items }) =>
          items.length === 0 ? (
            <Text>{say('declared_none')}</Text>
          ) : (
            <List>
              {items.map(each => (
                <List.Item key={each.id}>
                  {say(`interest_${each.kind}`)}:{' '}
                  {each.name ?? found.nameOf(each.organisation ?? each.named_person ?? '')}, <Day of={each.since} />
                  {each.until === null ? null : (
                    <>
                      {' – '}
                      <Day of={each.until} />
                    </>
                  )}
                </List.Item>
              ))}
            </List>
          )
        }
      </Read>
      <Checkbox
        id="unbound"
        label={say('unbound')}
        checked={isSure}
        error={isMissing && !isSure ? say('unbound_missing') : undefined}
        onChange={event => setSure(event.currentTarget.checked)}
      />
      <Group>
        <Button
          onClick={() => {
            if (isSure) onUnbound()
            else {
              setMissing(true)
              document.getElementById('unbound')?.focus()
            }
          }}
        >
          {say('open_case')}
        </Button>
        <Link to="/appraisals/$id/refusal" params={{ id }}>
          {say('bound_refuse')}
        </Link>
        <Link to="/interests" search={{ case: id }}>
          {say('to_interests')}
        </Link>
      </Group>
    </Stack>
  )
}
