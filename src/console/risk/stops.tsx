/** The emergency stop: a rule set whose recommendations all go to a person, until somebody else lets it go. */
import { Alert, Button, Group, List, NativeSelect, Stack, Text, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type CallOf, call, type ValueOf } from '../api/client.ts'
import { useDeed } from '../api/use.ts'
import { Moment } from '../parts/day.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { type Fault, FaultSummary } from '../parts/form.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useSelf } from '../shell/session.ts'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { useRiskNames } from './names.tsx'
import { risk } from './words.ts'

type Stop = ValueOf<'GET /v1/rules/stops'>['items'][number]
type StopKind = NonNullable<CallOf<'POST /v1/rules/stops'>['body']>['kind']
/** Kinds a decision is made by; no other can be stopped, and each of them can. */
const STOPPABLE = {
  facts: true,
  classifications: true,
  holidays: true,
  readiness: true,
  rubric: true,
  models: true,
  risk: true,
  grades: true,
  valuation: true,
  eligibility: true,
  terms: true,
  programmes: true,
  authority: true,
} as const satisfies Readonly<Record<StopKind, true>>
const KINDS = Object.keys(STOPPABLE) as readonly StopKind[]
const LIST = 'GET /v1/rules/stops'

export function Stops() {
  const say = useWords(risk)
  const names = useRiskNames()
  const self = useSelf()
  const [open, setOpen] = useState<Stop | 'new' | null>(null)
  const found = useQuery({
    queryKey: [LIST],
    queryFn: async ({ signal }): Promise<readonly Stop[]> => {
      const stops: Stop[] = []
      let cursor: string | null = null
      do {
        const page: ValueOf<typeof LIST> = await call(LIST, {
          query: { limit: '200', ...(cursor === null ? {} : { cursor }) },
          signal,
        })
        stops.push(...page.items)
        cursor = page.next
      } while (cursor !== null)
      return stops
    },
  })
  const columns: readonly Column<Stop>[] = [
    { key: 'kind', title: say('kind'), value: row => names.kind(row.kind) },
    {
      key: 'state',
      title: say('state'),
      value: row => say(row.lifted_at === null ? 'stop_on' : 'stop_off'),
      show: row => (
        <Text fw={row.lifted_at === null ? 650 : 400}>{say(row.lifted_at === null ? 'stop_on' : 'stop_off')}</Text>
      ),
    },
    { key: 'reason', title: say('reason'), value: row => row.reason, width: 220 },
    {
      key: 'stopped_at',
      title: say('stopped_at'),
      value: row => row.stopped_at,
      show: row => <Moment of={row.stopped_at} />,
    },
    { key: 'stopped_by', title: say('stopped_by'), value: row => names.person(row.stopped_by) },
    {
      key: 'lifted_at',
      title: say('lifted_at'),
      value: row => row.lifted_at,
      show: row => <Moment of={row.lifted_at} />,
    },
    { key: 'lift_reason', title: say('lift_reason'), value: row => row.lift_reason, width: 180 },
    {
      key: 'deed',
      title: say('deed'),
      value: () => '',
      show: row =>
        row.lifted_at !== null ? (
          ''
        ) : row.stopped_by === self?.person ? (
          <Text size="sm">{say('lift_not_own')}</Text>
        ) : (
          <Button size="compact-md" variant="default" onClick={() => setOpen(row)}>
            {say('lift_of', { kind: names.kind(row.kind) })}
          </Button>
        ),
    },
  ]
  return (
    <>
      <PageTitle>{say('stops_title')}</PageTitle>
      <Text mb="md">{say('stops_text')}</Text>
      {self?.roles.includes('risk_officer') === true ? (
        <Button color="red.9" mb="md" onClick={() => setOpen('new')}>
          {say('stop_set')}
        </Button>
      ) : null}
      <Read of={found}>
        {stops => (
          <>
            {stops.some(each => each.lifted_at === null) ? (
              <Alert color="red" mb="md">
                {say('stops_on', { count: stops.filter(each => each.lifted_at === null).length })}
              </Alert>
            ) : null}
            <Table
              caption={say('stops_title')}
              columns={columns}
              rows={stops}
              idOf={row => row.id}
              csv="stops"
              empty={say('stops_empty')}
            />
          </>
        )}
      </Read>
      {open === null ? null : <StopDialog of={open} onClose={() => setOpen(null)} />}
    </>
  )
}

function StopDialog({ of, onClose }: { readonly of: Stop | 'new'; readonly onClose: () => void }) {
  const say = useWords(risk)
  const sayEverywhere = useWords(everywhere)
  const names = useRiskNames()
  const [kind, setKind] = useState<StopKind>('terms')
  const [reason, setReason] = useState('')
  const [turn, setTurn] = useState(0)
  const stop = useDeed('POST /v1/rules/stops', [LIST])
  const lift = useDeed('POST /v1/rules/stops/{stop_id}/lift', [LIST])
  const isNew = of === 'new'
  const text = reason.replace(/\s+/g, ' ').trim()
  const faults: readonly Fault[] =
    text === '' ? [{ field: 'stop-reason', label: say('reason'), message: sayEverywhere('required') }] : []
  const go = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setTurn(turn + 1)
    if (faults.length > 0) return
    try {
      if (isNew) await stop.mutateAsync({ body: { kind, reason: text } })
      else await lift.mutateAsync({ params: { stop_id: of.id }, body: { reason: text } })
      onClose()
    } catch {
      // Told in the dialog.
    }
  }
  return (
    <Dialog close={onClose} title={isNew ? say('stop_set') : say('lift_of', { kind: names.kind(of.kind) })}>
      <form onSubmit={event => void go(event)} noValidate>
        <Stack gap="md">
          <div>
            <Text fw={650}>{say('what_this_does')}</Text>
            <List>
              <List.Item>{say(isNew ? 'stop_does_1' : 'lift_does_1')}</List.Item>
              <List.Item>{say(isNew ? 'stop_does_2' : 'lift_does_2')}</List.Item>
            </List>
          </div>
          <FaultSummary faults={turn === 0 ? [] : faults} turn={turn} />
          {isNew ? (
            <NativeSelect
              label={say('kind')}
              value={kind}
              data={KINDS.map(value => ({ value, label: names.kind(value) }))}
              onChange={event => setKind(event.currentTarget.value as StopKind)}
            />
          ) : null}
          <Textarea
            id="stop-reason"
            label={say('reason')}
            autosize
            minRows={2}
            maxLength={1000}
            value={reason}
            onChange={event => setReason(event.currentTarget.value)}
            error={turn === 0 ? undefined : faults[0]?.message}
          />
          <ProblemAlert problem={isNew ? stop.error : lift.error} />
          <Group>
            <Button type="submit" {...(isNew ? { color: 'red.9' } : {})} loading={stop.isPending || lift.isPending}>
              {say(isNew ? 'stop_now' : 'lift_now')}
            </Button>
            <Button variant="default" onClick={onClose}>
              {sayEverywhere('cancel')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  )
}
