/** Challengers: one is put on with its reason, and those that were. */
import { Anchor, Badge, Button, NativeSelect, Stack, Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { call, type ValueOf } from '../api/client.ts'
import { useDeed } from '../api/use.ts'
import { whole } from '../officer/parts/all-pages.ts'
import { Moment } from '../parts/day.tsx'
import { Part } from '../parts/facts.tsx'
import { type Fault, FaultSummary } from '../parts/form.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Empty, Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { hasRole, useSelf } from '../shell/session.ts'
import { useWords } from '../words/engine.ts'
import { useSaid } from './names.ts'
import { editionKey, useDrafts } from './use-impact.ts'
import { shadowWords } from './words.ts'

type Shadow = ValueOf<'GET /v1/rules/shadows'>['items'][number]
const REASON_MAX = 2000

function Start() {
  const say = useWords(shadowWords)
  const said = useSaid()
  const navigate = useNavigate()
  const { found, drafts } = useDrafts()
  const [edition, setEdition] = useState('')
  const [reason, setReason] = useState('')
  const [turn, setTurn] = useState(0)
  const start = useDeed('POST /v1/rules/shadows', ['GET /v1/rules/shadows'])
  const chosen = drafts.find(one => editionKey(one) === edition)
  const faults: readonly Fault[] =
    turn === 0
      ? []
      : [
          ...(chosen === undefined
            ? [{ field: 'edition', label: say('edition'), message: say('edition_missing') }]
            : []),
          ...(reason.trim() === '' ? [{ field: 'reason', label: say('reason'), message: say('reason_missing') }] : []),
        ]
  const errorOf = (field: string) => faults.find(one => one.field === field)?.message
  const put = (event: FormEvent) => {
    event.preventDefault()
    setTurn(before => before + 1)
    if (chosen === undefined || reason.trim() === '') return
    start.mutate(
      { body: { kind: chosen.kind, edition: chosen.edition, reason: reason.trim().replace(/\s+/g, ' ') } },
      { onSuccess: made => void navigate({ to: '/risk/shadows/$shadow', params: { shadow: made.id } }) },
    )
  }
  return (
    <Read of={found}>
      {() =>
        drafts.length === 0 ? (
          <Empty>{say('editions_none')}</Empty>
        ) : (
          <form onSubmit={put} noValidate>
            <FaultSummary faults={faults} turn={turn} />
            <ProblemAlert problem={start.error} />
            <Stack maw="36rem">
              <NativeSelect
                id="edition"
                label={say('edition')}
                value={edition}
                error={errorOf('edition')}
                data={[
                  { value: '', label: say('edition_choose') },
                  ...drafts.map(one => ({
                    value: editionKey(one),
                    label: `${said('kind', one.kind)} ${one.edition} — ${said('life', one.state)}`,
                  })),
                ]}
                onChange={event => setEdition(event.currentTarget.value)}
              />
              <Textarea
                id="reason"
                label={say('reason')}
                description={say('reason_text')}
                maxLength={REASON_MAX}
                autosize
                minRows={2}
                value={reason}
                error={errorOf('reason')}
                onChange={event => setReason(event.currentTarget.value)}
              />
              <Button type="submit" loading={start.isPending} style={{ alignSelf: 'start' }}>
                {say('start')}
              </Button>
            </Stack>
          </form>
        )
      }
    </Read>
  )
}

function List() {
  const say = useWords(shadowWords)
  const said = useSaid()
  const found = useQuery(
    whole<Shadow>(['GET /v1/rules/shadows'], (query, signal) => call('GET /v1/rules/shadows', { query, signal })),
  )
  const nameOf = (row: Shadow) => `${said('kind', row.kind)} ${row.edition}`
  const columns: readonly Column<Shadow>[] = [
    {
      key: 'edition',
      title: say('edition'),
      value: nameOf,
      show: row => (
        <Anchor component={Link} to={`/risk/shadows/${row.id}`}>
          {nameOf(row)}
        </Anchor>
      ),
    },
    {
      key: 'state',
      title: say('state'),
      value: row => say(row.stopped_at === null ? 'on' : 'off'),
      show: row => (
        <Badge c="inherit" color={row.stopped_at === null ? 'green' : 'gray'}>
          {say(row.stopped_at === null ? 'on' : 'off')}
        </Badge>
      ),
    },
    {
      key: 'started_at',
      title: say('started_at'),
      value: row => row.started_at,
      show: row => <Moment of={row.started_at} />,
    },
    { key: 'started_by', title: say('started_by'), value: row => row.started_by },
    { key: 'reason', title: say('reason'), value: row => row.reason, width: 240 },
  ]
  return (
    <Read of={found}>
      {rows => (
        <Table
          caption={say('part_list')}
          columns={columns}
          rows={rows}
          idOf={row => row.id}
          csv="challengers"
          empty={say('list_none')}
        />
      )}
    </Read>
  )
}

export function Shadows() {
  const say = useWords(shadowWords)
  const self = useSelf()
  return (
    <>
      <PageTitle>{say('title')}</PageTitle>
      <Text mb="lg" maw="60ch">
        {say('lead')}
      </Text>
      {hasRole(self, ['risk_officer']) ? (
        <Part title={say('part_start')}>
          <Start />
        </Part>
      ) : null}
      <Part title={say('part_list')}>
        <List />
      </Part>
    </>
  )
}
