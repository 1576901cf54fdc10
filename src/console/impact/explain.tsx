/** One firm under both rule sets, side by side: what each recommends, every reason, every clause that differs. */
import { Alert, Anchor, Badge, List, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { percent } from '../parts/due.ts'
import { Part } from '../parts/facts.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { useRuleWords } from '../parts/rule-words.ts'
import { Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { wonText } from '../parts/won.ts'
import { useWords } from '../words/engine.ts'
import { type Move, useReasons, useSaid } from './names.ts'
import { useGeneratedMove } from './one-move.ts'
import { impactWords } from './words.ts'

type Explained = ValueOf<'GET /v1/rules/impacts/{run_id}/decisions/{decision}'>
type Side = Explained['before']
type Recommended = Extract<Side, { readonly recommended: string }>
type Row = { readonly name: string; readonly before: string; readonly after: string }

function Sides({ rows }: { readonly rows: readonly Row[] }) {
  const say = useWords(impactWords)
  const columns: readonly Column<Row>[] = [
    { key: 'name', title: say('item'), value: row => row.name },
    { key: 'before', title: say('before'), value: row => row.before },
    { key: 'after', title: say('after'), value: row => row.after },
    {
      key: 'differs',
      title: say('change'),
      value: row => (row.before === row.after ? '' : say('different')),
      show: row =>
        row.before === row.after ? (
          ' '
        ) : (
          <Badge c="inherit" color="orange">
            {say('different')}
          </Badge>
        ),
    },
  ]
  return <Table caption={say('explain_title')} columns={columns} rows={rows} idOf={row => row.name} csv="impact-firm" />
}

const isRefused = (side: Side): side is Exclude<Side, Recommended> => 'refused' in side

function useRows({ before, after }: Explained): readonly Row[] {
  const say = useWords(impactWords)
  const said = useSaid()
  const levels = [before, after].flatMap(side => (isRefused(side) ? [] : [`authority.${side.level}`]))
  const rule = useRuleWords(levels)
  const row = (name: string, of: (side: Recommended) => string): Row => ({
    name,
    before: isRefused(before) ? '–' : of(before),
    after: isRefused(after) ? '–' : of(after),
  })
  return [
    {
      name: say('recommended'),
      before: isRefused(before) ? say('answer_refused') : said('answer', before.recommended),
      after: isRefused(after) ? say('answer_refused') : said('answer', after.recommended),
    },
    row(say('grade'), side => side.grade),
    row(say('technology_grade'), side => side.technology_grade),
    row(say('risk_grade'), side => side.risk_grade),
    row(say('score'), side => side.score),
    row(say('risk_points'), side => String(side.risk_points)),
    row(say('amount'), side => `₩${wonText(side.amount)}`),
    row(say('ratio'), side => percent(side.ratio)),
    row(say('fee_rate'), side => percent(side.fee_rate)),
    row(say('fee'), side => `₩${wonText(side.fee)}`),
    row(say('level'), side => rule(`authority.${side.level}`) ?? side.level),
  ]
}

function Reasons({ of, title }: { readonly of: Side; readonly title: string }) {
  const say = useWords(impactWords)
  const codes = isRefused(of) ? [] : of.reasons.map(one => one.code)
  const reason = useReasons(codes)
  return (
    <section>
      <Title order={3} size="h5" mt="md" mb="xs">
        {title}
      </Title>
      {isRefused(of) ? (
        <Text>{say('side_refused')}</Text>
      ) : codes.length === 0 ? (
        <Text>{say('reason_none')}</Text>
      ) : (
        <List>
          {of.reasons.map(one => (
            <List.Item key={`${one.kind}-${one.code}`}>
              {reason(one.code)}
              {one.readings.map(each => (
                <Text key={each.fact} size="sm" c="dimmed">
                  {each.value ?? say('outcome_unknown')} / {each.threshold ?? '–'}
                </Text>
              ))}
            </List.Item>
          ))}
        </List>
      )}
    </section>
  )
}

function Stored({ of }: { readonly of: Explained }) {
  const say = useWords(impactWords)
  const said = useSaid()
  const rows = useRows(of)
  const clause = useReasons(of.clauses.map(one => one.clause))
  const outcome = (code: string | null) => (code === null ? say('outcome_none') : said('outcome', code))
  return (
    <>
      <Part title={say('recommended')}>
        <Sides rows={rows} />
      </Part>
      <Part title={say('explain_reasons')}>
        <Reasons of={of.before} title={say('before')} />
        <Reasons of={of.after} title={say('after')} />
      </Part>
      <Part title={say('explain_clauses')}>
        <Table
          caption={say('explain_clauses')}
          columns={[
            { key: 'clause', title: say('clause'), value: row => clause(row.clause), width: 320 },
            { key: 'before', title: say('before'), value: row => outcome(row.before) },
            { key: 'after', title: say('after'), value: row => outcome(row.after) },
          ]}
          rows={of.clauses}
          idOf={row => row.clause}
          csv="impact-clauses"
          empty={say('clauses_none')}
        />
      </Part>
    </>
  )
}

/** A made-up firm has no record: the outline of its move is all there is. */
function Outline({ of }: { readonly of: Move }) {
  const say = useWords(impactWords)
  const said = useSaid()
  const reason = useReasons([of.before.reason, of.after.reason])
  const rule = useRuleWords(
    [of.before.level, of.after.level].flatMap(one => (one === null ? [] : [`authority.${one}`])),
  )
  const row = (name: string, value: (side: Move['before']) => string): Row => ({
    name,
    before: value(of.before),
    after: value(of.after),
  })
  return (
    <Part title={say('recommended')}>
      <Sides
        rows={[
          row(say('recommended'), side => said('answer', side.answer)),
          row(say('grade'), side => side.grade ?? '–'),
          row(say('amount'), side => `₩${wonText(side.amount)}`),
          row(say('ratio'), side => percent(side.ratio)),
          row(say('fee_rate'), side => percent(side.fee_rate)),
          row(say('fee'), side => `₩${wonText(side.fee)}`),
          row(say('level'), side => (side.level === null ? '–' : (rule(`authority.${side.level}`) ?? side.level))),
          row(say('explain_reasons'), side => reason(side.reason)),
        ]}
      />
    </Part>
  )
}

function Made({ run, firm }: { readonly run: string; readonly firm: string }) {
  const say = useWords(impactWords)
  const found = useGeneratedMove(run, firm)
  return (
    <>
      <Alert color="gray" mb="md">
        {say('explain_generated')}
      </Alert>
      <Read of={found}>{move => (move === null ? <Text>{say('moves_empty')}</Text> : <Outline of={move} />)}</Read>
    </>
  )
}

function OfRecord({ run, decision }: { readonly run: string; readonly decision: string }) {
  const found = useQuery(
    reading('GET /v1/rules/impacts/{run_id}/decisions/{decision}', { params: { run_id: run, decision } }),
  )
  return <Read of={found}>{value => <Stored of={value} />}</Read>
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function Explain() {
  const say = useWords(impactWords)
  const { run, firm } = useParams({ from: '/risk/impact/$run/$firm' })
  return (
    <>
      <PageTitle>{say('explain_title')}</PageTitle>
      <Text mb="md">{say('explain_lead')}</Text>
      <Text mb="md" className="not-printed">
        <Anchor component={Link} to={`/risk/impact/${run}`}>
          {say('back_to_run')}
        </Anchor>
      </Text>
      {UUID.test(firm) ? <OfRecord run={run} decision={firm} /> : <Made run={run} firm={firm} />}
    </>
  )
}
