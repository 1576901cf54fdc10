/** A firm's applications: where each is, with whom it lies and until when; and the way to a new one. */
import { Alert, Anchor, Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { reading } from '../api/use.ts'
import { Day, Moment } from '../parts/day.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { PlainTable } from '../parts/plain-table.tsx'
import { Read } from '../parts/states.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { banksReading } from './lists.ts'
import { placeOf } from './stages.ts'
import { sme } from './words.ts'

export function Applications({ withdrawn }: { readonly withdrawn?: string | undefined }) {
  const say = useWords(sme)
  const sayEverywhere = useWords(everywhere)
  const language = useLanguage()
  const [cursor, setCursor] = useState<readonly string[]>([])
  const last = cursor.at(-1)
  const found = useQuery(reading('GET /v1/cases', { query: last === undefined ? {} : { cursor: last } }))
  const banks = useQuery(banksReading).data?.items
  const bankName = (id: string): string => banks?.find(one => one.id === id)?.names[language] ?? id
  return (
    <>
      <PageTitle>{say('applications')}</PageTitle>
      {withdrawn === undefined ? null : (
        <Alert role="status" mb="md">
          {say('withdrawn_done')}
        </Alert>
      )}
      <Group mb="lg">
        <Button component={Link} to="/applications/new">
          {say('begin')}
        </Button>
      </Group>
      <Read of={found}>
        {({ items, next }) => (
          <>
            <PlainTable
              caption={say('applications')}
              rows={items}
              idOf={row => row.id}
              empty={say('applications_empty')}
              columns={[
                {
                  key: 'begun',
                  title: say('column_application'),
                  show: row => (
                    <Anchor component={Link} to={`/applications/${row.id}`}>
                      {say('application_of')} <Moment of={row.created_at} />
                    </Anchor>
                  ),
                },
                { key: 'state', title: say('column_state'), show: row => say(`state_${row.state}`) },
                {
                  key: 'holder',
                  title: say('column_holder'),
                  show: row => say(`holder_${placeOf(row.state).holder}`),
                },
                {
                  key: 'due',
                  title: say('column_due'),
                  show: row => <Day of={row.due_on} />,
                },
                { key: 'bank', title: say('column_bank'), show: row => bankName(row.bank) },
              ]}
            />
            <Group mt="md">
              {cursor.length === 0 ? null : (
                <Button variant="default" onClick={() => setCursor(cursor.slice(0, -1))}>
                  {sayEverywhere('previous')}
                </Button>
              )}
              {next === null ? null : (
                <Button variant="default" onClick={() => setCursor([...cursor, next])}>
                  {sayEverywhere('next')}
                </Button>
              )}
            </Group>
          </>
        )}
      </Read>
    </>
  )
}
