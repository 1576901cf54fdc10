/** How severe each appraiser is, set by set; what is found of their conduct, and what cannot be told. */
import { Alert, Badge, List, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { Part } from '../parts/facts.tsx'
import { Figure } from '../parts/figure.tsx'
import { Empty, Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { i18n, useWords } from '../words/engine.ts'
import { RangeDots } from './chart.tsx'
import { usePeople } from './use-people.ts'
import { type QualityKey, useWhy } from './why.ts'
import { qualityWords } from './words.ts'

type Severity = ValueOf<'GET /v1/panel/severity'>
type OneSet = Severity['sets'][number]
type Measured = OneSet['appraisers'][number]
type Finding = Severity['findings'][number]
/** Twice the standard error either way is drawn as the range of a measure. */
const ERRORS = 2
/** Few measures lie beyond; what does stands at the edge and whole in the table. */
const LOGITS = 3

function useFault(): (fault: string) => string {
  const say = useWords(qualityWords)
  return fault => (`risk_quality.fault_${fault}` in i18n.messages ? say(`fault_${fault}` as QualityKey) : fault)
}

function SetFigure({ of }: { readonly of: OneSet }) {
  const say = useWords(qualityWords)
  const person = usePeople()
  const text = say('set_text', { technologies: of.technologies, marks: of.marks })
  const columns: readonly Column<Measured>[] = [
    { key: 'appraiser', title: say('appraiser'), value: row => person(row.appraiser), width: 180 },
    { key: 'marks', title: say('marks'), isNumber: true, value: row => row.marks },
    {
      key: 'severity',
      title: say('severity'),
      isNumber: true,
      value: row => Number(row.severity),
      show: row => row.severity,
    },
    { key: 'error', title: say('error'), isNumber: true, value: row => row.error },
    { key: 'infit', title: say('infit'), isNumber: true, value: row => row.infit },
    { key: 'outfit', title: say('outfit'), isNumber: true, value: row => row.outfit },
    { key: 'raw', title: say('raw'), isNumber: true, value: row => row.raw },
    { key: 'fair', title: say('fair'), isNumber: true, value: row => row.fair },
    { key: 'extreme', title: say('why'), value: row => (row.is_extreme ? say('extreme') : ''), width: 200 },
  ]
  return (
    <Figure
      title={say('set_title', { name: of.name })}
      description={text}
      columns={columns}
      rows={of.appraisers}
      idOf={row => row.appraiser}
      csv={`severity-${of.name}`}
    >
      <Text size="sm" mb="xs">
        {text}
      </Text>
      <RangeDots
        rows={of.appraisers.map(row => ({
          name: person(row.appraiser),
          from: Number(row.severity) - ERRORS * Number(row.error),
          to: Number(row.severity) + ERRORS * Number(row.error),
          at: Number(row.severity),
        }))}
        scale={[-LOGITS, LOGITS]}
        limits={[
          { value: -LOGITS, says: `-${LOGITS}`, isLimit: false },
          { value: 0, says: '0', isLimit: true },
          { value: LOGITS, says: String(LOGITS), isLimit: false },
        ]}
      />
    </Figure>
  )
}

function Findings({ of }: { readonly of: Severity }) {
  const say = useWords(qualityWords)
  const fault = useFault()
  const why = useWhy()
  const person = usePeople()
  const columns: readonly Column<Finding>[] = [
    { key: 'appraiser', title: say('appraiser'), value: row => person(row.appraiser), width: 170 },
    { key: 'fault', title: say('fault'), value: row => fault(row.fault), width: 180 },
    {
      key: 'verdict',
      title: say('verdict'),
      value: row => say(row.is_found ? 'found' : 'not_found'),
      show: row => (
        <Badge c="inherit" color={row.is_found ? 'red' : 'gray'}>
          {say(row.is_found ? 'found' : 'not_found')}
        </Badge>
      ),
    },
    { key: 'figure', title: say('figure'), isNumber: true, value: row => row.figure },
    { key: 'limit', title: say('limit'), isNumber: true, value: row => row.limit },
    { key: 'interval', title: say('interval'), value: row => `${row.low} – ${row.high}` },
    { key: 'rate', title: say('rate'), isNumber: true, value: row => row.rate },
  ]
  return (
    <Part title={say('part_findings')}>
      <Table
        caption={say('part_findings')}
        columns={columns}
        rows={[...of.findings].sort((one, other) => Number(other.is_found) - Number(one.is_found))}
        idOf={row => `${row.fault}-${row.appraiser}`}
        csv="appraiser-findings"
        empty={say('findings_none')}
      />
      {of.copied.map(one => (
        <Alert key={`${one.texts[0]?.case}-${one.texts[0]?.indicator}`} color="orange" mt="md">
          {say('copied_text', { count: one.texts.length })}{' '}
          {[...new Set(one.texts.map(each => person(each.appraiser)))].join(' · ')}
        </Alert>
      ))}
      {of.silent.length === 0 ? null : (
        <>
          <Text fw={650} mt="lg" mb="xs">
            {say('silent')}
          </Text>
          <List>
            {of.silent.map(one => (
              <List.Item key={one.fault}>
                {fault(one.fault)}: {why(one.why)}
              </List.Item>
            ))}
          </List>
        </>
      )}
    </Part>
  )
}

function Sets({ of }: { readonly of: Severity }) {
  const say = useWords(qualityWords)
  const why = useWhy()
  const person = usePeople()
  return (
    <Stack gap="lg">
      <Text>{say(of.policy_uses_fair_scores ? 'fair_used' : 'fair_not_used')}</Text>
      {of.sets.length > 1 ? (
        <Alert color="orange" data-testid="sets-apart">
          {say('sets_apart', { count: of.sets.length })}
        </Alert>
      ) : null}
      {of.sets.length === 0 ? (
        <Empty>
          {say('sets_none')} {why(of.undefined)}
        </Empty>
      ) : (
        of.sets.map(one => <SetFigure key={one.name} of={one} />)
      )}
      {of.unmeasured.length === 0 ? null : (
        <section>
          <Text fw={650} mb="xs">
            {say('unmeasured')}
          </Text>
          <List>
            {of.unmeasured.map(one => (
              <List.Item key={one.appraiser}>
                {person(one.appraiser)}: {why(one.why)}
              </List.Item>
            ))}
          </List>
        </section>
      )}
    </Stack>
  )
}

export function SeverityPart() {
  const say = useWords(qualityWords)
  const found = useQuery(reading('GET /v1/panel/severity'))
  return (
    <Read of={found}>
      {value => (
        <>
          <Part title={say('part_severity')}>
            <Sets of={value} />
          </Part>
          <Findings of={value} />
        </>
      )}
    </Read>
  )
}
