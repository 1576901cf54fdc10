/** How far appraisers agree: over all, by indicator, pair by pair, and person by person. */
import { Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { Part } from '../parts/facts.tsx'
import { Figure } from '../parts/figure.tsx'
import { useRuleWords } from '../parts/rule-words.ts'
import { Empty, Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useWords } from '../words/engine.ts'
import { RangeDots } from './chart.tsx'
import { usePeople } from './use-people.ts'
import { numberOf, useWhy } from './why.ts'
import { qualityWords } from './words.ts'

type Agreement = ValueOf<'GET /v1/panel/agreement'>
type Group = Agreement['indicators'][number]

function Indicators({ rows }: { readonly rows: readonly Group[] }) {
  const say = useWords(qualityWords)
  const why = useWhy()
  const rule = useRuleWords(rows.map(row => `indicator.${row.name}.name`))
  const name = (row: Group) => rule(`indicator.${row.name}.name`) ?? row.name
  const columns: readonly Column<Group>[] = [
    { key: 'name', title: say('indicator'), value: name, width: 220 },
    { key: 'subjects', title: say('subjects'), isNumber: true, value: row => row.subjects },
    { key: 'appraisers', title: say('appraisers'), isNumber: true, value: row => row.appraisers },
    { key: 'alpha', title: say('alpha'), isNumber: true, value: row => row.alpha.value },
    { key: 'low', title: say('low'), isNumber: true, value: row => row.alpha.low },
    { key: 'high', title: say('high'), isNumber: true, value: row => row.alpha.high },
    { key: 'why', title: say('why'), value: row => why(row.alpha.undefined), width: 180 },
  ]
  return (
    <Figure
      title={say('indicators_title')}
      description={say('indicators_text')}
      columns={columns}
      rows={rows}
      idOf={row => row.name}
      csv="agreement-by-indicator"
    >
      <Text size="sm" mb="xs">
        {say('indicators_text')}
      </Text>
      <RangeDots
        rows={rows.map(row => ({
          name: name(row),
          from: numberOf(row.alpha.low),
          to: numberOf(row.alpha.high),
          at: numberOf(row.alpha.value),
        }))}
        scale={[-1, 1]}
        limits={[
          { value: -1, says: '-1', isLimit: false },
          { value: 0, says: '0', isLimit: true },
          { value: 1, says: '1', isLimit: false },
        ]}
      />
    </Figure>
  )
}

function Told({ of }: { readonly of: Agreement }) {
  const say = useWords(qualityWords)
  const why = useWhy()
  const person = usePeople()
  if (of.all === null) return <Empty>{say('none_yet')}</Empty>
  const { value, low, high, undefined: not } = of.all.alpha
  return (
    <Stack gap="lg">
      <div>
        <Text>{say('sheets', { count: of.sheets })}</Text>
        <Text>{value === null ? say('alpha_none', { why: why(not) }) : say('alpha_text', { value })}</Text>
        {low === null || high === null ? null : <Text>{say('alpha_interval', { low, high })}</Text>}
      </div>
      {of.indicators.length === 0 ? null : <Indicators rows={of.indicators} />}
      <section>
        <Text fw={650} mb="xs">
          {say('pairs_title')}
        </Text>
        <Table
          caption={say('pairs_title')}
          columns={[
            { key: 'pair', title: say('pair'), value: row => row.appraisers.map(person).join(' · '), width: 240 },
            { key: 'compared', title: say('compared'), isNumber: true, value: row => row.compared },
            { key: 'same', title: say('same'), isNumber: true, value: row => row.same },
            { key: 'kappa', title: say('kappa'), isNumber: true, value: row => row.weighted_kappa.value },
            { key: 'why', title: say('why'), value: row => why(row.weighted_kappa.undefined), width: 180 },
          ]}
          rows={of.pairs}
          idOf={row => row.appraisers.join('-')}
          csv="agreement-by-pair"
          empty={say('none_yet')}
        />
      </section>
      <section>
        <Text fw={650} mb="xs">
          {say('people_title')}
        </Text>
        <Table
          caption={say('people_title')}
          columns={[
            { key: 'appraiser', title: say('appraiser'), value: row => person(row.appraiser), width: 180 },
            { key: 'marks', title: say('marks'), isNumber: true, value: row => row.marks },
            { key: 'compared', title: say('compared'), isNumber: true, value: row => row.compared },
            { key: 'difference', title: say('difference'), isNumber: true, value: row => row.difference.value },
            { key: 'correlation', title: say('correlation'), isNumber: true, value: row => row.correlation.value },
            { key: 'why', title: say('why'), value: row => why(row.difference.undefined), width: 180 },
          ]}
          rows={of.appraisers}
          idOf={row => row.appraiser}
          csv="agreement-by-appraiser"
          empty={say('none_yet')}
        />
      </section>
    </Stack>
  )
}

export function AgreementPart() {
  const say = useWords(qualityWords)
  const found = useQuery(reading('GET /v1/panel/agreement'))
  return (
    <Part title={say('part_agreement')}>
      <Read of={found}>{value => <Told of={value} />}</Read>
    </Part>
  )
}
