/** Centres of appraisers: added, closed on a day, and how the last exams of their people went. */
import { Badge, Button, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call, type ValueOf } from '../api/client.ts'
import { useDeed } from '../api/use.ts'
import { whole } from '../officer/parts/all-pages.ts'
import { Day } from '../parts/day.tsx'
import { seoulDay } from '../parts/due.ts'
import { Part } from '../parts/facts.tsx'
import { FaultSummary } from '../parts/form.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { ReasonModal } from './reason.tsx'
import { admin } from './words.ts'

export type Centre = ValueOf<'GET /v1/centres'>['items'][number]
const KINDS = ['own', 'founded', 'outside'] as const

export const useCentres = () =>
  useQuery(whole<Centre>(['GET /v1/centres'], (query, signal) => call('GET /v1/centres', { query, signal })))

function Add() {
  const say = useWords(admin)
  const sayAll = useWords(everywhere)
  const [name, setName] = useState('')
  const [kind, setKind] = useState<(typeof KINDS)[number]>('own')
  const [since, setSince] = useState(seoulDay(new Date()))
  const [turn, setTurn] = useState(0)
  const add = useDeed('POST /v1/centres', ['GET /v1/centres'])
  const required = (field: string, label: string, isMissing: boolean) =>
    turn > 0 && isMissing ? [{ field, label, message: sayAll('required') }] : []
  const faults = [
    ...required('centre-name', say('centre_name'), name.trim() === ''),
    ...required('centre-since', say('since_day'), since === ''),
  ]
  const errorOf = (field: string) => faults.find(each => each.field === field)?.message
  const send = (event: FormEvent) => {
    event.preventDefault()
    setTurn(turn + 1)
    if (name.trim() === '' || since === '') return
    add.mutate(
      { body: { name: name.trim(), kind, since } },
      {
        onSuccess: () => {
          setName('')
          setTurn(0)
        },
      },
    )
  }
  return (
    <form onSubmit={send} noValidate className="not-printed">
      <Text fw={650} mt="lg" mb="md">
        {say('centre_add_title')}
      </Text>
      <FaultSummary faults={faults} turn={turn} />
      <ProblemAlert problem={add.error} />
      <Stack maw="32rem">
        <TextInput
          id="centre-name"
          label={say('centre_name')}
          value={name}
          autoComplete="off"
          error={errorOf('centre-name')}
          onChange={event => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={say('kind')}
          value={kind}
          data={KINDS.map(value => ({ value, label: say(`centre_${value}`) }))}
          onChange={event => setKind(event.currentTarget.value as (typeof KINDS)[number])}
        />
        <TextInput
          id="centre-since"
          type="date"
          label={say('since_day')}
          value={since}
          error={errorOf('centre-since')}
          onChange={event => setSince(event.currentTarget.value)}
        />
        <div>
          <Button type="submit" loading={add.isPending}>
            {say('centre_add')}
          </Button>
        </div>
      </Stack>
    </form>
  )
}

export function Centres() {
  const say = useWords(admin)
  const sayAll = useWords(everywhere)
  const found = useCentres()
  const [closing, setClosing] = useState<Centre | null>(null)
  const [until, setUntil] = useState('')
  const end = useDeed('POST /v1/centres/{centre_id}/close', ['GET /v1/centres', 'GET /v1/appraisers'])
  const close = () => {
    setClosing(null)
    end.reset()
  }
  const columns: readonly Column<Centre>[] = [
    { key: 'name', title: say('centre_name'), value: row => row.name, width: 240 },
    { key: 'kind', title: say('kind'), value: row => say(`centre_${row.kind}`), width: 160 },
    {
      key: 'state',
      title: say('state'),
      value: row =>
        say(row.suspension !== null ? 'centre_suspended' : row.until !== null ? 'centre_closing' : 'centre_open'),
      show: row => (
        <Badge c="inherit" color={row.suspension === null && row.until === null ? 'green' : 'gray'}>
          {say(row.suspension !== null ? 'centre_suspended' : row.until !== null ? 'centre_closing' : 'centre_open')}
        </Badge>
      ),
    },
    { key: 'since', title: say('since_day'), value: row => row.since, width: 130, show: row => <Day of={row.since} /> },
    { key: 'until', title: say('until_day'), value: row => row.until, width: 130, show: row => <Day of={row.until} /> },
    { key: 'appraisers', title: say('centre_people'), value: row => row.appraisers, isNumber: true },
    {
      key: 'quality',
      title: say('centre_exams'),
      value: row => `${row.quality.passed}/${row.quality.exams}`,
      show: row => say('exams_passed', { passed: row.quality.passed, exams: row.quality.exams }),
      width: 170,
    },
    {
      key: 'close',
      title: say('action'),
      value: () => '',
      width: 130,
      show: row =>
        row.until === null ? (
          <Button
            size="sm"
            variant="default"
            aria-label={say('centre_close_of', { name: row.name })}
            onClick={() => {
              setUntil(seoulDay(new Date()))
              setClosing(row)
            }}
          >
            {say('centre_close')}
          </Button>
        ) : null,
    },
  ]
  return (
    <Part title={say('part_centres')}>
      <Read of={found}>
        {rows => (
          <Table
            caption={say('part_centres')}
            columns={columns}
            rows={rows}
            idOf={row => row.id}
            csv="centres"
            empty={say('centres_none')}
          />
        )}
      </Read>
      <Add />
      {closing === null ? null : (
        <ReasonModal
          title={say('centre_close_of', { name: closing.name })}
          follows={say('centre_close_follows')}
          act={say('centre_close_now')}
          isRed
          isPending={end.isPending}
          problem={end.error}
          close={close}
          faults={until === '' ? [{ field: 'close-until', label: say('until_day'), message: sayAll('required') }] : []}
          onReason={reason =>
            end.mutate(
              { params: { centre_id: closing.id }, ifMatch: String(closing.version), body: { until, reason } },
              { onSuccess: close },
            )
          }
        >
          <TextInput
            id="close-until"
            type="date"
            label={say('until_day')}
            value={until}
            onChange={event => setUntil(event.currentTarget.value)}
          />
        </ReasonModal>
      )}
    </Part>
  )
}
