/** The audit trail: who did or read what, newest first; the filters stand in the address. */
import { Anchor, Badge, Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { call, type ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { List } from '../bank/parts/list.tsx'
import { usePages } from '../bank/parts/pages.ts'
import { Moment } from '../parts/day.tsx'
import { useDeedWords } from '../parts/deed-words.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { usePersonNames } from '../parts/persons.ts'
import { type Column, Table } from '../parts/table.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { type TrailSearch, trailQuery } from './search.ts'
import { audit } from './words.ts'

const route = getRouteApi('/audit/trail')
type Leaf = ValueOf<'GET /v1/audit/leaves'>['items'][number]
const FIELDS = ['subject', 'person'] as const

function Filters({ of, onChange }: { readonly of: TrailSearch; readonly onChange: (search: TrailSearch) => void }) {
  const say = useWords(audit)
  const sayAll = useWords(everywhere)
  const words = useDeedWords()
  const access = useQuery({ ...reading('GET /v1/access'), staleTime: Number.POSITIVE_INFINITY })
  const [typed, setTyped] = useState<TrailSearch>(of)
  // Gone back to, or chosen in the table.
  useEffect(() => setTyped(of), [of])
  const set = (name: keyof TrailSearch, value: string) => setTyped({ ...typed, [name]: value })
  const names = new Set([
    ...(access.data?.items.map(each => each.action) ?? []),
    ...(of.action === undefined ? [] : [of.action]),
  ])
  const choices = [...names]
    .map(value => ({ value, label: words.action(value) }))
    .sort((a, b) => a.label.localeCompare(b.label))
  const sent = (event: FormEvent) => {
    event.preventDefault()
    onChange(
      Object.fromEntries(
        Object.entries(typed).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
      ),
    )
  }
  return (
    <form onSubmit={sent} className="not-printed">
      <Group align="end" mb="md">
        {FIELDS.map(name => (
          <TextInput
            key={name}
            label={say(`trail_${name}`)}
            placeholder={say(`trail_${name}_example`)}
            value={typed[name] ?? ''}
            w={280}
            onChange={event => set(name, event.currentTarget.value)}
          />
        ))}
        <NativeSelect
          label={say('trail_action')}
          value={typed.action ?? ''}
          w={280}
          data={[{ value: '', label: sayAll('all') }, ...choices]}
          onChange={event => set('action', event.currentTarget.value)}
        />
        {(['from', 'to'] as const).map(name => (
          <TextInput
            key={name}
            type="date"
            label={say(`trail_${name}`)}
            value={typed[name] ?? ''}
            onChange={event => set(name, event.currentTarget.value)}
          />
        ))}
        <Button type="submit">{sayAll('search')}</Button>
        <Button variant="default" onClick={() => onChange({})}>
          {say('filters_clear')}
        </Button>
      </Group>
    </form>
  )
}

export function Trail() {
  const say = useWords(audit)
  const words = useDeedWords()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { query, rows } = usePages<Leaf>(['GET /v1/audit/leaves', search], (asked, signal) =>
    call('GET /v1/audit/leaves', { query: { ...asked, limit: '100', ...trailQuery(search) }, signal }),
  )
  const name = usePersonNames(rows.map(row => row.person))
  const columns: readonly Column<Leaf>[] = [
    {
      key: 'at',
      title: say('when'),
      value: row => row.at,
      width: 125,
      show: row => (
        <Anchor component={Link} to={`/audit/trail/${row.sequence}`}>
          <Moment of={row.at} />
        </Anchor>
      ),
    },
    { key: 'person', title: say('who'), value: row => name(row.person), width: 170 },
    { key: 'action', title: say('what'), value: row => words.action(row.action), width: 150 },
    {
      key: 'subject',
      title: say('on_what'),
      value: row => row.subject,
      width: 210,
      show: row => {
        const { what, number } = words.subject(row.subject)
        return (
          <>
            {what}{' '}
            <Text span size="sm" c="dimmed">
              {number}
            </Text>
          </>
        )
      },
    },
    { key: 'reason', title: say('why'), value: row => row.reason, width: 170 },
    {
      key: 'leaf',
      title: say('in_tree'),
      value: row => row.leaf,
      width: 90,
      show: row => (row.leaf === null ? <Badge c="inherit">{say('waiting')}</Badge> : row.leaf),
    },
  ]
  return (
    <>
      <PageTitle>{say('trail_title')}</PageTitle>
      <Stack gap={0}>
        <Filters of={search} onChange={next => void navigate({ search: next })} />
        <List of={query}>
          <Table
            caption={say('trail_title')}
            columns={columns}
            rows={rows}
            idOf={row => row.sequence}
            csv="audit-trail"
            empty={say('trail_empty')}
          />
        </List>
      </Stack>
    </>
  )
}
