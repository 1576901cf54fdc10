/** Limits by scope: the cap, what is used and reserved of it, and the headroom day by day. */
import { Box, Button, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call, type ValueOf } from '../../api/client.ts'
import { reading } from '../../api/use.ts'
import { Won } from '../../parts/amount.tsx'
import { Day } from '../../parts/day.tsx'
import { Part } from '../../parts/facts.tsx'
import { useOrganisationNames } from '../../parts/names.ts'
import { PageTitle } from '../../parts/page-title.tsx'
import { useRuleWords } from '../../parts/rule-words.ts'
import { Read } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useWords } from '../../words/engine.ts'
import { whole } from '../parts/all-pages.ts'
import { officerMoney } from '../words.ts'

type Limit = ValueOf<'GET /v1/limits'>['items'][number]
type Headroom = ValueOf<'GET /v1/limits/{scope}/{code}/{key}/headroom'>['days'][number]
const SCOPES = ['firm', 'group', 'programme', 'pact', 'sector', 'fund'] as const satisfies readonly Limit['scope'][]
const route = getRouteApi('/office/limits')
const idOf = (one: Limit): string => `${one.scope}/${one.code}/${one.key}`

const money = <Row,>(key: string, title: string, of: (row: Row) => string): Column<Row> => ({
  key,
  title,
  isNumber: true,
  value: row => BigInt(of(row)),
  show: row => <Won of={of(row)} />,
})

/** What the sandbox plays is kept apart, under names of its own. */
const PLAYED = 'sandbox.'

/** What a limit is of, in words: a firm, a group by its first firm, or a body; what the rules name by theirs. */
function useLimitNames(rows: readonly Limit[]): (of: Limit) => string {
  const say = useWords(officerMoney)
  const named = rows.filter(one => one.scope === 'firm' || one.scope === 'group' || one.scope === 'pact')
  const isPlayed = ({ key }: Limit) => key.startsWith(PLAYED)
  const keyOf = (one: Limit) => (isPlayed(one) ? one.key.slice(PLAYED.length) : one.key)
  const organisation = useOrganisationNames(named.map(keyOf))
  const rule = useRuleWords(rows.map(one => `programme.${one.key}.name`))
  return of => {
    const name = rule(`programme.${of.key}.name`)
    if (name !== undefined) return name
    const own = named.includes(of) ? organisation(keyOf(of)) : keyOf(of)
    return isPlayed(of) ? say('limit_played', { name: own }) : own
  }
}

function ByDay({ of, name }: { readonly of: Limit; readonly name: string }) {
  const say = useWords(officerMoney)
  const { scope, code, key } = of
  const found = useQuery(reading('GET /v1/limits/{scope}/{code}/{key}/headroom', { params: { scope, code, key } }))
  const columns: readonly Column<Headroom>[] = [
    { key: 'from', title: say('from_day'), value: row => row.from, show: row => <Day of={row.from} /> },
    money('posted', say('used'), row => row.posted),
    money('reserved', say('reserved'), row => row.reserved),
    money('headroom', say('headroom'), row => row.headroom),
    money('excess', say('excess'), row => row.excess),
  ]
  return (
    <Part title={say('headroom_of', { name })}>
      <Read of={found}>
        {({ days }) => (
          <Table
            caption={say('headroom_of', { name })}
            columns={columns}
            rows={days}
            idOf={row => row.from}
            csv="headroom"
          />
        )}
      </Read>
    </Part>
  )
}

export function Limits() {
  const say = useWords(officerMoney)
  const search = route.useSearch()
  const navigate = useNavigate()
  const scope = SCOPES.find(each => each === search.state)
  const [shown, setShown] = useState<string | null>(null)
  const found = useQuery(whole<Limit>(['GET /v1/limits'], (query, signal) => call('GET /v1/limits', { query, signal })))
  const nameOf = useLimitNames(found.data ?? [])
  const open = found.data?.find(one => idOf(one) === shown)
  const columns: readonly Column<Limit>[] = [
    { key: 'scope', title: say('scope'), value: row => say(`scope_${row.scope}`) },
    { key: 'name', title: say('limit_of'), value: nameOf },
    money('cap', say('cap'), row => row.cap),
    money('used', say('used'), row => row.used),
    money('reserved', say('reserved'), row => row.reserved),
    {
      key: 'days',
      title: say('by_day'),
      value: () => '',
      show: row => (
        <Button
          size="sm"
          variant="default"
          aria-expanded={shown === idOf(row)}
          aria-label={say('headroom_of', { name: nameOf(row) })}
          onClick={() => setShown(shown === idOf(row) ? null : idOf(row))}
        >
          {say('by_day')}
        </Button>
      ),
    },
  ]
  return (
    <>
      <PageTitle>{say('limits_title')}</PageTitle>
      <NativeSelect
        mb="md"
        maw="20rem"
        className="not-printed"
        label={say('scope')}
        value={scope ?? ''}
        data={[
          { value: '', label: say('scope_any') },
          ...SCOPES.map(value => ({ value, label: say(`scope_${value}`) })),
        ]}
        onChange={event =>
          void navigate({
            to: '/office/limits',
            search: event.currentTarget.value === '' ? {} : { state: event.currentTarget.value },
            replace: true,
          })
        }
      />
      <Read of={found}>
        {rows => (
          <Table
            caption={say('limits_title')}
            columns={columns}
            rows={rows.filter(row => scope === undefined || row.scope === scope)}
            idOf={idOf}
            csv="limits"
            empty={say('limits_none')}
          />
        )}
      </Read>
      {open === undefined ? null : (
        <Box mt="xl">
          <ByDay key={idOf(open)} of={open} name={nameOf(open)} />
        </Box>
      )}
    </>
  )
}
