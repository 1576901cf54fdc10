/** Every edition of the rules, by kind and state; a new draft is a copy of one that is published. */
import { Anchor, Group, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { reading } from '../api/use.ts'
import { Day } from '../parts/day.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useSelf } from '../shell/session.ts'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { Copy } from './copy.tsx'
import { type EditionHead, type Kind, STATES } from './life.ts'
import { StateBadge, useRiskNames } from './names.tsx'
import { risk } from './words.ts'

const route = getRouteApi('/risk/editions')
/** What is worked on comes first, then what decides, then what did. */
const ORDER: readonly EditionHead['state'][] = [
  'proposed',
  'approved',
  'checked',
  'draft',
  'rejected',
  'scheduled',
  'in_force',
  'superseded',
  'withdrawn',
]

export function Editions() {
  const say = useWords(risk)
  const sayEverywhere = useWords(everywhere)
  const names = useRiskNames()
  const self = useSelf()
  const search = route.useSearch()
  const navigate = useNavigate()
  const found = useQuery(reading('GET /v1/rules/editions', {}))
  const filter = (change: { readonly kind?: string; readonly state?: string }): void => {
    const next = { ...search, ...change }
    const kept = Object.fromEntries(Object.entries(next).filter(([, value]) => value !== ''))
    void navigate({ to: '/risk/editions', search: kept, replace: true })
  }
  const columns: readonly Column<EditionHead>[] = [
    {
      key: 'edition',
      title: say('edition'),
      value: row => `${names.kind(row.kind)} ${row.edition}`,
      show: row => (
        <Anchor component={Link} to={`/risk/editions/${row.kind}/${row.edition}`}>
          {names.kind(row.kind)} {row.edition}
        </Anchor>
      ),
    },
    {
      key: 'state',
      title: say('state'),
      value: row => names.state(row.state),
      show: row => <StateBadge of={row.state} />,
    },
    {
      key: 'first_day',
      title: say('first_day'),
      value: row => row.in_force_from,
      show: row => <Day of={row.in_force_from} />,
    },
    { key: 'base', title: say('made_from'), value: row => row.base ?? say('shipped') },
  ]
  return (
    <>
      <PageTitle>{say('editions_title')}</PageTitle>
      <Read of={found}>
        {({ items }) => {
          const kinds = [...new Set(items.map(each => each.kind))].sort((a, b) =>
            names.kind(a) < names.kind(b) ? -1 : 1,
          )
          const rows = items
            .filter(row => search.kind === undefined || row.kind === search.kind)
            .filter(row => search.state === undefined || row.state === search.state)
            .toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
          return (
            <>
              <Group align="end" mb="md" className="not-printed">
                <NativeSelect
                  label={say('kind')}
                  value={search.kind ?? ''}
                  data={[
                    { value: '', label: sayEverywhere('all') },
                    ...kinds.map(value => ({ value, label: names.kind(value) })),
                  ]}
                  onChange={event => filter({ kind: event.currentTarget.value })}
                />
                <NativeSelect
                  label={say('state')}
                  value={search.state ?? ''}
                  data={[
                    { value: '', label: sayEverywhere('all') },
                    ...STATES.map(value => ({ value, label: names.state(value) })),
                  ]}
                  onChange={event => filter({ state: event.currentTarget.value })}
                />
                {self?.roles.includes('risk_officer') === true ? (
                  <Copy editions={items} {...(search.kind === undefined ? {} : { kind: search.kind as Kind })} />
                ) : null}
              </Group>
              <Table
                caption={say('editions_title')}
                columns={columns}
                rows={rows}
                idOf={row => `${row.kind}/${row.edition}`}
                csv="editions"
                empty={say('editions_empty')}
              />
            </>
          )
        }}
      </Read>
    </>
  )
}
