/** What a bank's developers need: who they are to the API, and where the bank is told by webhooks. */
import { Anchor, Badge, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ValueOf } from '../../api/client.ts'
import { reading } from '../../api/use.ts'
import { Moment } from '../../parts/day.tsx'
import { Facts, Part } from '../../parts/facts.tsx'
import { PageTitle } from '../../parts/page-title.tsx'
import { Read } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useSelf } from '../../shell/session.ts'
import { useWords } from '../../words/engine.ts'
import { bankDeveloper, bankKeys } from '../words.ts'
import { AddEndpoint } from './add.tsx'
import { Machines } from './machines.tsx'

type Endpoint = ValueOf<'GET /v1/webhooks/endpoints'>['items'][number]

export function EndpointState({ of }: { readonly of: Pick<Endpoint, 'state' | 'disabled_because'> }) {
  const say = useWords(bankDeveloper)
  return (
    <>
      <Badge c="inherit" color={of.state === 'active' ? 'green' : of.state === 'disabled' ? 'red' : 'gray'}>
        {say(`state_${of.state}`)}
      </Badge>
      {of.disabled_because === null ? null : <Text size="sm">{say(`disabled_${of.disabled_because}`)}</Text>}
    </>
  )
}

function Endpoints() {
  const say = useWords(bankDeveloper)
  const found = useQuery(reading('GET /v1/webhooks/endpoints', { query: { limit: '200' } }))
  const columns: readonly Column<Endpoint>[] = [
    {
      key: 'url',
      title: say('url'),
      value: row => row.url,
      show: row => (
        <Anchor component={Link} to={`/bank/developer/${row.id}`}>
          {row.url}
        </Anchor>
      ),
    },
    { key: 'description', title: say('description'), value: row => row.description },
    {
      key: 'state',
      title: say('state'),
      value: row => say(`state_${row.state}`),
      show: row => <EndpointState of={row} />,
    },
    {
      key: 'types',
      title: say('types'),
      value: row => (row.types.length === 0 ? say('types_all') : row.types.join(', ')),
    },
    {
      key: 'created',
      title: say('created'),
      value: row => row.created_at,
      show: row => <Moment of={row.created_at} />,
    },
  ]
  return (
    <Read of={found}>
      {({ items }) => (
        <Table
          caption={say('part_endpoints')}
          columns={columns}
          rows={items}
          idOf={row => row.id}
          empty={say('empty')}
        />
      )}
    </Read>
  )
}

export function Developer() {
  const say = useWords(bankDeveloper)
  const sayKeys = useWords(bankKeys)
  const self = useSelf()
  return (
    <>
      <PageTitle>{say('title')}</PageTitle>
      <Part title={say('part_keys')}>
        <Text mb="md">{sayKeys('text')}</Text>
        {self === null || self === undefined ? null : (
          <Facts
            of={[
              { name: say('organisation'), value: self.organisation },
              { name: say('person'), value: self.person },
            ]}
          />
        )}
        <Group mt="md" gap="lg">
          <Anchor component={Link} to="/bank/developer/requests">
            {sayKeys('requests_link')}
          </Anchor>
          <Anchor href="/reference">{sayKeys('docs')}</Anchor>
        </Group>
      </Part>
      <Part title={sayKeys('title')}>
        <Machines />
      </Part>
      <Part title={say('part_endpoints')}>
        <Endpoints />
      </Part>
      <Part title={say('part_add')}>
        <AddEndpoint />
      </Part>
    </>
  )
}
