/** The trial cases of an edition: what each expects and why, whether it is held, and the run that says so. */
import { Alert, Badge, Button, FileButton, Group, List, Progress, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { ValueOf } from '../api/client.ts'
import { reading, useDeed } from '../api/use.ts'
import { Moment } from '../parts/day.tsx'
import { Part } from '../parts/facts.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useSelf } from '../shell/session.ts'
import { useWords } from '../words/engine.ts'
import { EditionTop } from './head.tsx'
import type { EditionWhole, Kind } from './life.ts'
import { useRiskNames } from './names.tsx'
import type { Trial, TrialGiven } from './trial.ts'
import { TrialForm } from './trial-form.tsx'
import { risk } from './words.ts'

const route = getRouteApi('/risk/editions/$kind/$edition/trials')
const LIST = 'GET /v1/rules/trials'
const RESULT = 'GET /v1/rules/trials/result'
const RUNS_OVER: readonly string[] = ['done', 'cancelled', 'failed']
const POLL_MS = 500

type Result = ValueOf<typeof RESULT>

/** Cases as a file holds them: a list, or what has one under `cases`. */
function casesIn(text: string): readonly TrialGiven[] | null {
  try {
    const read = JSON.parse(text) as unknown
    const list = Array.isArray(read) ? read : (read as { readonly cases?: unknown } | null)?.cases
    return Array.isArray(list) && list.length > 0 ? (list as TrialGiven[]) : null
  } catch {
    return null
  }
}

export function TrialsPage() {
  const { kind, edition } = route.useParams()
  const params = { kind: kind as Kind, edition }
  const whole = useQuery(reading('GET /v1/rules/editions/{kind}/{edition}', { params }))
  const trials = useQuery(reading(LIST, { query: params }))
  const result = useQuery(reading(RESULT, { query: params }))
  return (
    <Read of={whole}>
      {read => (
        <>
          <EditionTop of={read} part="trials" />
          {read.version === null ? (
            <ShippedNote />
          ) : (
            <Read of={trials}>
              {({ items }) => <Read of={result}>{last => <Trials of={read} trials={items} result={last} />}</Read>}
            </Read>
          )}
        </>
      )}
    </Read>
  )
}

function ShippedNote() {
  const say = useWords(risk)
  return <Text>{say('trials_shipped')}</Text>
}

function Trials({
  of,
  trials,
  result,
}: {
  readonly of: EditionWhole
  readonly trials: readonly Trial[]
  readonly result: Result
}) {
  const say = useWords(risk)
  const names = useRiskNames()
  const self = useSelf()
  const named = { kind: of.kind, edition: of.edition }
  const isRisk = self?.roles.includes('risk_officer') === true
  const isOpen = isRisk && ['draft', 'checked', 'rejected'].includes(of.state)
  const attach = useDeed('POST /v1/rules/trials', [LIST, RESULT])
  const takeOut = useDeed('POST /v1/rules/trials/{trial_id}/take-out', [LIST, RESULT])
  const [like, setLike] = useState<Trial | null>(null)
  const [isUnreadable, setUnreadable] = useState(false)
  const failed = new Map((result.report?.failed ?? []).map(each => [each.code, each.differs]))
  const isCurrent = result.standing !== 'not_run'
  const bring = async (file: File | null): Promise<void> => {
    if (file === null) return
    const cases = casesIn(await file.text())
    setUnreadable(cases === null)
    if (cases !== null) attach.mutate({ body: { ...named, cases: [...cases] } })
  }
  const heldOf = (code: string): string =>
    isCurrent ? say(failed.has(code) ? 'trial_failed' : 'trial_held') : say('trial_not_run')
  const columns: readonly Column<Trial>[] = [
    { key: 'code', title: say('trial_code'), value: row => row.code },
    { key: 'title', title: say('trial_title'), value: row => String(row.case['title'] ?? ''), width: 220 },
    { key: 'worked', title: say('trial_worked'), value: row => String(row.case['worked'] ?? ''), width: 260 },
    {
      key: 'held',
      title: say('trial_came'),
      width: 220,
      value: row => heldOf(row.code),
      show: row => (
        <>
          <Badge color={isCurrent ? (failed.has(row.code) ? 'red' : 'green') : 'gray'} c="inherit">
            {heldOf(row.code)}
          </Badge>
          {isCurrent && failed.has(row.code) ? (
            <List size="sm" mt={4}>
              {failed.get(row.code)?.map(each => (
                <List.Item key={`${each.what} ${each.place}`}>
                  {say('trial_differs', { what: whatOf(each.what), expected: each.expected, found: each.found })}
                </List.Item>
              ))}
            </List>
          ) : null}
        </>
      ),
    },
    { key: 'by', title: say('trial_by'), value: row => names.person(row.attached_by) },
    ...(isOpen
      ? [
          {
            key: 'deed',
            title: say('deed'),
            width: 210,
            value: () => '',
            show: (row: Trial) => (
              <Group gap="xs" wrap="nowrap">
                <Button size="compact-sm" variant="default" onClick={() => setLike(row)}>
                  {say('trial_like')}
                </Button>
                <Button
                  size="compact-sm"
                  variant="default"
                  color="red"
                  loading={takeOut.isPending && takeOut.variables?.params.trial_id === row.id}
                  onClick={() => takeOut.mutate({ params: { trial_id: row.id } })}
                  aria-label={say('trial_take_out_of', { code: row.code })}
                >
                  {say('trial_take_out')}
                </Button>
              </Group>
            ),
          },
        ]
      : []),
  ]
  const whatOf = (what: string): string => {
    const known = EXPECTED.find(each => each === what)
    return known === undefined ? what : say(`expect_${known}`)
  }
  return (
    <>
      <Standing result={result} />
      {isRisk ? <Run of={of} /> : null}
      <Part title={say('trials_title')}>
        <Text mb="sm">{say('trials_text')}</Text>
        <ProblemAlert problem={attach.error ?? takeOut.error} />
        {isUnreadable ? (
          <Alert color="red" role="alert" mb="md">
            {say('trials_unreadable')}
          </Alert>
        ) : null}
        {isOpen ? (
          <FileButton
            onChange={file => void bring(file)}
            accept=".json,application/json"
            inputProps={{ 'aria-label': say('trials_bring') }}
          >
            {props => (
              <Button {...props} variant="default" mb="md" loading={attach.isPending}>
                {say('trials_bring')}
              </Button>
            )}
          </FileButton>
        ) : null}
        <Table
          caption={say('trials_title')}
          columns={columns}
          rows={trials}
          idOf={row => row.id}
          csv={`trials-${of.kind}-${of.edition}`}
          empty={say('trials_empty')}
        />
      </Part>
      {like === null ? null : <TrialForm of={named} like={like} onClose={() => setLike(null)} />}
    </>
  )
}

const EXPECTED = [
  'refused',
  'recommended',
  'class',
  'grade',
  'ratio',
  'guaranteed',
  'fee_rate',
  'first_fee',
  'authority',
  'reasons',
  'clauses',
  'rows',
] as const

/** How the edition stands with its cases as they are now, and what was reached. */
function Standing({ result }: { readonly result: Result }) {
  const say = useWords(risk)
  const { standing, report, at } = result
  const colour = { passed: 'green', failed: 'red', not_run: 'orange' }[standing]
  return (
    <Alert color={colour} mb="md" role="status" data-testid="standing">
      <Text fw={650}>{say(`standing_${standing}`)}</Text>
      {report === null ? null : (
        <>
          <Text size="sm">
            <Moment of={at} />: {say('standing_counts', { held: report.held, failed: report.failed.length })}
          </Text>
          <Text size="sm">
            {say('standing_reached', { book: report.coverage.book, different: report.forms.different })}
          </Text>
        </>
      )}
    </Alert>
  )
}

/** A run of the cases with a sample of the book: started, watched, and stopped where it is not wanted. */
function Run({ of }: { readonly of: EditionWhole }) {
  const say = useWords(risk)
  const client = useQueryClient()
  const start = useDeed('POST /v1/rules/trials/runs')
  const cancel = useDeed('POST /v1/runs/{run_id}/cancel')
  const id = start.data?.run_id
  const run = useQuery({
    ...reading('GET /v1/runs/{run_id}', { params: { run_id: id ?? '' } }),
    enabled: id !== undefined,
    refetchInterval: query =>
      query.state.data !== undefined && RUNS_OVER.includes(query.state.data.state) ? false : POLL_MS,
  })
  const state = run.data?.state
  const isOn = id !== undefined && (state === undefined || !RUNS_OVER.includes(state))
  useEffect(() => {
    if (state !== undefined && RUNS_OVER.includes(state))
      void client.invalidateQueries({ predicate: query => query.queryKey[0] === RESULT })
  }, [state, client])
  const { parts = 0, parts_done: done = 0 } = run.data ?? {}
  return (
    <Group mb="md" className="not-printed">
      <Button
        onClick={() => start.mutate({ body: { kind: of.kind, edition: of.edition } })}
        loading={start.isPending}
        disabled={isOn}
      >
        {say('trials_run')}
      </Button>
      {isOn ? (
        <Button variant="default" onClick={() => cancel.mutate({ params: { run_id: id } })} loading={cancel.isPending}>
          {say('trials_cancel')}
        </Button>
      ) : null}
      <Text role="status" data-testid="run-state">
        {id === undefined ? '' : isOn ? say('run_on', { done, parts }) : say(`run_${(state ?? 'done') as 'done'}`)}
      </Text>
      {isOn ? (
        <Progress w="12rem" value={parts === 0 ? 0 : (done / parts) * 100} aria-label={say('trials_run')} />
      ) : null}
      <ProblemAlert problem={start.error ?? cancel.error ?? run.error} />
    </Group>
  )
}
