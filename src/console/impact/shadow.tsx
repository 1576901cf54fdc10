/** One challenger: how far it agrees with the rules in force, decision by decision; and it is stopped. */
import { Anchor, Button, Checkbox, Group, Modal, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { call, type ValueOf } from '../api/client.ts'
import { reading, useDeed } from '../api/use.ts'
import { Won } from '../parts/amount.tsx'
import { Moment } from '../parts/day.tsx'
import { Facts, Part } from '../parts/facts.tsx'
import { Figure } from '../parts/figure.tsx'
import { More } from '../parts/more.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { hasRole, useSelf } from '../shell/session.ts'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { MatrixCells } from './chart.tsx'
import { useSaid } from './names.ts'
import { impactWords, shadowWords } from './words.ts'

type Summary = ValueOf<'GET /v1/rules/shadows/{shadow_id}'>
type Comparison = ValueOf<'GET /v1/rules/shadows/{shadow_id}/comparisons'>['items'][number]
type Outcome = Comparison['champion']['outcome']
type Line = { readonly from: Outcome; readonly counts: readonly number[] }
const OUTCOMES = ['approve', 'refer', 'decline', 'refused'] as const satisfies readonly Outcome[]
/** New decisions are compared each minute. */
const WATCH_MS = 15_000

function Agreement({ of }: { readonly of: Summary }) {
  const say = useWords(shadowWords)
  const sayImpact = useWords(impactWords)
  const lines = OUTCOMES.map(
    (from): Line => ({
      from,
      counts: OUTCOMES.map(to => of.agreement.find(one => one.champion === from && one.challenger === to)?.cases ?? 0),
    }),
  )
  const columns: readonly Column<Line>[] = [
    { key: 'from', title: say('champion'), value: row => sayImpact(`answer_${row.from}`) },
    ...OUTCOMES.map(
      (to, place): Column<Line> => ({
        key: to,
        title: `${say('challenger')}: ${sayImpact(`answer_${to}`)}`,
        isNumber: true,
        value: row => row.counts[place] ?? 0,
      }),
    ),
  ]
  const text = say('agreement_text', { alike: of.alike, flips: of.flips })
  return (
    <Part title={say('agreement_title')}>
      <Figure
        title={say('agreement_title')}
        description={text}
        columns={columns}
        rows={lines}
        idOf={row => row.from}
        csv="challenger-agreement"
      >
        <Text size="sm" mb="xs">
          {text}
        </Text>
        <MatrixCells
          counts={lines.map(line => line.counts)}
          names={OUTCOMES.map(each => sayImpact(`answer_${each}`))}
        />
      </Figure>
    </Part>
  )
}

function Moved({ of }: { readonly of: Summary }) {
  const say = useWords(shadowWords)
  const sayImpact = useWords(impactWords)
  const rows = (['guaranteed', 'first_fee'] as const).map(name => ({ name, ...of[name] }))
  return (
    <Part title={say('part_moved')}>
      <Table
        caption={say('part_moved')}
        columns={[
          { key: 'name', title: sayImpact('measure'), value: row => say(row.name) },
          { key: 'less', title: sayImpact('less'), isNumber: true, value: row => row.less },
          { key: 'more', title: sayImpact('more'), isNumber: true, value: row => row.more },
          {
            key: 'by',
            title: say('by'),
            isNumber: true,
            value: row => BigInt(row.by),
            show: row => <Won of={row.by} />,
          },
        ]}
        rows={rows}
        idOf={row => row.name}
        csv="challenger-moved"
      />
    </Part>
  )
}

function Cases({ of }: { readonly of: Summary }) {
  const say = useWords(shadowWords)
  const sayImpact = useWords(impactWords)
  const said = useSaid()
  const [isDiffering, setDiffering] = useState(true)
  const found = useInfiniteQuery({
    queryKey: ['GET /v1/rules/shadows/{shadow_id}/comparisons', of.id, isDiffering, of.compared],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call('GET /v1/rules/shadows/{shadow_id}/comparisons', {
        params: { shadow_id: of.id },
        query: {
          limit: '200',
          differing: isDiffering ? 'yes' : 'no',
          ...(pageParam === '' ? {} : { cursor: pageParam }),
        },
        signal,
      }),
    getNextPageParam: page => page.next ?? undefined,
  })
  const rows = found.data?.pages.flatMap(page => page.items) ?? []
  const differs = (row: Comparison) => row.differs.map(each => say(`differs_${each as 'grade'}`)).join(', ')
  const side = (key: 'champion' | 'challenger'): readonly Column<Comparison>[] => [
    { key, title: say(key), value: row => said('answer', row[key].outcome) },
    { key: `${key}_grade`, title: `${say(key)}: ${sayImpact('grade')}`, value: row => row[key].grade },
    {
      key: `${key}_amount`,
      title: `${say(key)}: ${sayImpact('amount')}`,
      isNumber: true,
      value: row => (row[key].guaranteed === null ? null : BigInt(row[key].guaranteed)),
      show: row => (row[key].guaranteed === null ? '–' : <Won of={row[key].guaranteed} />),
      width: 170,
    },
  ]
  const columns: readonly Column<Comparison>[] = [
    {
      key: 'compared_at',
      title: say('compared_at'),
      value: row => row.compared_at,
      show: row => <Moment of={row.compared_at} />,
    },
    { key: 'decision', title: say('decision'), value: row => row.decision_id, show: row => row.decision_id.slice(-12) },
    ...side('champion'),
    ...side('challenger'),
    { key: 'differs', title: say('differs'), value: differs, width: 200 },
  ]
  return (
    <Part title={say('part_cases')}>
      <Text size="sm" mb="sm">
        {say('own_left_out')}
      </Text>
      <Checkbox
        mb="md"
        label={say('only_differing')}
        checked={isDiffering}
        onChange={event => setDiffering(event.currentTarget.checked)}
      />
      <ProblemAlert problem={found.data === undefined ? null : found.error} stays />
      <Read of={found}>
        {() => (
          <Table
            caption={say('part_cases')}
            columns={columns}
            rows={rows}
            idOf={row => row.decision_id}
            csv="challenger-decisions"
            empty={say('comparisons_none')}
          />
        )}
      </Read>
      <More of={found} />
    </Part>
  )
}

function Stop({ of }: { readonly of: Summary }) {
  const say = useWords(shadowWords)
  const sayAll = useWords(everywhere)
  const [isOpen, { open, close }] = useDisclosure(false)
  const stop = useDeed('POST /v1/rules/shadows/{shadow_id}/stop', [
    'GET /v1/rules/shadows/{shadow_id}',
    'GET /v1/rules/shadows',
  ])
  return (
    <>
      <Button variant="default" mb="lg" className="not-printed" onClick={open}>
        {say('stop')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={say('stop')}
        closeButtonProps={{ 'aria-label': sayAll('close') }}
        transitionProps={{ duration: 0 }}
      >
        <ProblemAlert problem={stop.error} />
        <Text mb="md">{say('stop_text')}</Text>
        <Group>
          <Button
            loading={stop.isPending}
            onClick={() => stop.mutate({ params: { shadow_id: of.id } }, { onSuccess: close })}
          >
            {say('stop_yes')}
          </Button>
          <Button variant="default" onClick={close}>
            {sayAll('cancel')}
          </Button>
        </Group>
      </Modal>
    </>
  )
}

function Whole({ of }: { readonly of: Summary }) {
  const say = useWords(shadowWords)
  const said = useSaid()
  const self = useSelf()
  const number = (value: number) => value.toLocaleString('en-US')
  return (
    <>
      <PageTitle>{say('one_title', { kind: said('kind', of.kind), edition: of.edition })}</PageTitle>
      <Text mb="md" className="not-printed">
        <Anchor component={Link} to="/risk/shadows">
          {say('back')}
        </Anchor>
      </Text>
      <Part title={say('state')}>
        <Facts
          of={[
            { name: say('state'), value: say(of.stopped_at === null ? 'on' : 'off') },
            { name: say('started_at'), value: <Moment of={of.started_at} /> },
            ...(of.stopped_at === null ? [] : [{ name: say('stopped_at'), value: <Moment of={of.stopped_at} /> }]),
            { name: say('compared'), value: number(of.compared) },
            { name: say('waiting'), value: number(of.waiting) },
            { name: say('faults'), value: number(of.faults) },
            { name: say('alike'), value: number(of.alike) },
            { name: say('flips'), value: number(of.flips) },
            { name: say('grades'), value: number(of.grades) },
            { name: say('reasons'), value: number(of.reasons) },
            { name: say('reason'), value: of.reason },
          ]}
        />
      </Part>
      {of.stopped_at === null && hasRole(self, ['risk_officer']) ? <Stop of={of} /> : null}
      {of.compared === 0 ? (
        <Text role="status">{say('none_yet')}</Text>
      ) : (
        <>
          <Agreement of={of} />
          <Moved of={of} />
          <Cases of={of} />
        </>
      )}
    </>
  )
}

export function ShadowPage() {
  const { shadow } = useParams({ from: '/risk/shadows/$shadow' })
  const found = useQuery({
    ...reading('GET /v1/rules/shadows/{shadow_id}', { params: { shadow_id: shadow } }),
    refetchInterval: query => (query.state.data?.stopped_at === null ? WATCH_MS : false),
  })
  return <Read of={found}>{value => <Whole of={value} />}</Read>
}
