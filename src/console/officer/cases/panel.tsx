/** Facts gathered of the firm with their sources and days, and the appraisers drawn. */
import { Badge, Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ValueOf } from '../../api/client.ts'
import { reading, useDeed } from '../../api/use.ts'
import { Day, Moment } from '../../parts/day.tsx'
import { Due } from '../../parts/due-badge.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { useRuleWords } from '../../parts/rule-words.ts'
import { Read } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { useSelf } from '../../shell/session.ts'
import { i18n, useWords } from '../../words/engine.ts'
import { officerCases } from '../words.ts'
import { type CaseWhole, isGathering, isOpen } from './deeds.ts'

type Gathered = ValueOf<'GET /v1/cases/{case_id}/facts'>['items'][number]
type Drawn = ValueOf<'GET /v1/cases/{case_id}/assignments'>['items'][number]

function FactsTable({ rows }: { readonly rows: readonly Gathered[] }) {
  const say = useWords(officerCases)
  const rule = useRuleWords(rows.map(row => `fact.${row.fact}`))
  const source = (of: string) =>
    `officer_cases.source_${of}` in i18n.messages ? i18n._(`officer_cases.source_${of}`) : say('source_other')
  const value = (row: Gathered) => {
    if (row.state === 'unavailable' || row.value === null) return say('fact_unavailable')
    return typeof row.value === 'boolean' ? say(row.value ? 'flag_yes' : 'flag_no') : row.value
  }
  const columns: readonly Column<Gathered>[] = [
    { key: 'fact', title: say('fact'), value: row => rule(`fact.${row.fact}`) ?? say('fact_unnamed') },
    {
      key: 'value',
      title: say('value'),
      value,
      show: row => (
        <Badge c="inherit" color={row.state === 'unavailable' ? 'orange' : row.value === true ? 'red' : 'gray'}>
          {value(row)}
        </Badge>
      ),
    },
    { key: 'source', title: say('source'), value: row => source(row.source) },
    { key: 'as_of', title: say('as_of'), value: row => row.as_of, show: row => <Day of={row.as_of} /> },
    {
      key: 'until',
      title: say('holds_until'),
      value: row => row.valid_until,
      show: row => <Day of={row.valid_until} />,
    },
  ]
  return (
    <Table
      caption={say('part_facts')}
      columns={columns}
      rows={rows}
      idOf={row => `${row.fact}-${row.source}`}
      empty={say('facts_none')}
    />
  )
}

export function GatheredFacts({ of }: { readonly of: CaseWhole }) {
  const say = useWords(officerCases)
  const params = { case_id: of.id }
  const roles = useSelf()?.roles ?? []
  const found = useQuery(reading('GET /v1/cases/{case_id}/facts', { params }))
  const gather = useDeed('POST /v1/cases/{case_id}/facts/gather')
  return (
    <>
      <ProblemAlert problem={gather.error} />
      {isGathering(of.state, roles) ? (
        <Group mb="md" className="not-printed">
          <Button variant="default" loading={gather.isPending} onClick={() => gather.mutate({ params })}>
            {say('gather')}
          </Button>
          <span role="status">{gather.isSuccess ? say('gathered') : ''}</span>
        </Group>
      ) : null}
      <Read of={found}>{({ items }) => <FactsTable rows={items} />}</Read>
    </>
  )
}

export function Panel({ of }: { readonly of: CaseWhole }) {
  const say = useWords(officerCases)
  const params = { case_id: of.id }
  const roles = useSelf()?.roles ?? []
  const found = useQuery(reading('GET /v1/cases/{case_id}/assignments', { params }))
  const draw = useDeed('POST /v1/cases/{case_id}/assignments')
  const state = (row: Drawn) =>
    say(
      row.ended_because === null ? (row.refused_at === null ? 'drawn' : 'drawn_refused') : `drawn_${row.ended_because}`,
    )
  const columns: readonly Column<Drawn & { readonly number: number }>[] = [
    { key: 'number', title: say('appraiser'), value: row => say('appraiser_number', { number: row.number }) },
    { key: 'purpose', title: say('drawn_for'), value: row => say(`drawn_for_${row.purpose}`) },
    { key: 'state', title: say('state'), value: state },
    { key: 'at', title: say('drawn_at'), value: row => row.assigned_at, show: row => <Moment of={row.assigned_at} /> },
    { key: 'due', title: say('due'), value: row => row.due_on, show: row => <Due on={row.due_on} /> },
  ]
  return (
    <>
      <ProblemAlert problem={draw.error} />
      {isOpen('assign', of.state, roles) ? (
        <Group mb="md" className="not-printed">
          <Button loading={draw.isPending} onClick={() => draw.mutate({ params })}>
            {say('draw')}
          </Button>
        </Group>
      ) : null}
      <Read of={found}>
        {({ items }) => (
          <Table
            caption={say('part_panel')}
            columns={columns}
            rows={items.map((row, at) => ({ ...row, number: at + 1 }))}
            idOf={row => `${row.appraiser}-${row.assigned_at}`}
            empty={say('panel_none')}
          />
        )}
      </Read>
    </>
  )
}
