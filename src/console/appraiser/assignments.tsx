/** What an appraiser was drawn for and has still to sign, what is due first first, and where a panel does not agree. */
import { Alert, Badge, Group, List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { reading } from '../api/use.ts'
import { Day } from '../parts/day.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Empty, Read } from '../parts/states.tsx'
import { Table } from '../parts/table.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { appraiser } from './words.ts'

export function Assignments() {
  const say = useWords(appraiser)
  const language = useLanguage()
  const own = useQuery(reading('GET /v1/assignments'))
  const cases = useQuery(reading('GET /v1/cases', { query: { limit: '100' } }))
  const heard = cases.data?.items.filter(each => each.state === 'consensus') ?? []
  const firmOf = (id: string): string => {
    const names = cases.data?.items.find(each => each.id === id)?.firm_names
    return names?.[language] ?? names?.ko ?? say('firm_unnamed')
  }
  return (
    <>
      <PageTitle>{say('assignments')}</PageTitle>
      <Text mb="lg" maw="60ch">
        {say('assignments_lead')}
      </Text>
      <Read of={own}>
        {({ items, refusals, refusal_months: months }) => (
          <>
            {heard.length === 0 ? null : (
              <Alert role="status" mb="lg" title={say('consensus_open')} data-testid="heard">
                <List>
                  {heard.map(each => (
                    <List.Item key={each.id}>
                      <Link to="/appraisals/$id/consensus" params={{ id: each.id }}>
                        {firmOf(each.id)}
                      </Link>
                      {each.due_on === null ? null : (
                        <>
                          {' '}
                          ({say('consensus_due')} <Day of={each.due_on} />)
                        </>
                      )}
                    </List.Item>
                  ))}
                </List>
              </Alert>
            )}
            <Table
              caption={say('assignments')}
              rows={items}
              idOf={row => row.case_id}
              empty={<Empty>{say('assignments_empty')}</Empty>}
              columns={[
                {
                  key: 'firm',
                  title: say('firm'),
                  value: row => firmOf(row.case_id),
                  show: row => (
                    <Link to="/appraisals/$id" params={{ id: row.case_id }}>
                      {firmOf(row.case_id)}
                    </Link>
                  ),
                },
                { key: 'purpose', title: say('purpose'), value: row => say(`purpose_${row.purpose}`) },
                {
                  key: 'assigned',
                  title: say('assigned_at'),
                  value: row => row.assigned_at,
                  show: row => <Day of={row.assigned_at} />,
                },
                {
                  key: 'due',
                  title: say('due_on'),
                  value: row => row.due_on,
                  show: row => (
                    <Group gap="xs">
                      <Day of={row.due_on} />
                      {row.is_overdue ? <Badge color="red">{say('overdue')}</Badge> : null}
                    </Group>
                  ),
                },
                {
                  key: 'refuse',
                  title: say('refusal'),
                  value: () => say('refuse'),
                  show: row => (
                    <Link
                      to="/appraisals/$id/refusal"
                      params={{ id: row.case_id }}
                      aria-label={say('refuse_of', { firm: firmOf(row.case_id) })}
                    >
                      {say('refuse')}
                    </Link>
                  ),
                },
              ]}
            />
            <Text mt="md" c="dimmed">
              {say('refusals', { count: refusals, months })}
            </Text>
          </>
        )}
      </Read>
    </>
  )
}
