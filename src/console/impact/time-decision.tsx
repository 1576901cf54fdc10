/** The decision that stood then: what it said, why, who signed by then, and whether it comes out the same again. */
import { Alert, Button, Code, Group, List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { WonAtSize } from '../parts/amount.tsx'
import { Day, Moment } from '../parts/day.tsx'
import { Facts, Part } from '../parts/facts.tsx'
import { saveAs } from '../parts/save.ts'
import { Read } from '../parts/states.tsx'
import { Table } from '../parts/table.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { useSaid } from './names.ts'
import { timeWords } from './words.ts'

type Decision = ValueOf<'GET /v1/cases/{case_id}/decisions'>['items'][number]
type Replayed = ValueOf<'GET /v1/decisions/{decision_id}/replay'>

function Why({ of }: { readonly of: string }) {
  const say = useWords(timeWords)
  const language = useLanguage()
  const found = useQuery(reading('GET /v1/decisions/{decision_id}/explanation', { params: { decision_id: of } }))
  return (
    <Read of={found}>
      {({ reasons }) =>
        reasons.length === 0 ? (
          <Text>{say('reasons_none')}</Text>
        ) : (
          <List>
            {reasons.map(one => (
              <List.Item key={one.code}>{one.says[language]}</List.Item>
            ))}
          </List>
        )
      }
    </Read>
  )
}

function Told({ of }: { readonly of: Replayed }) {
  const say = useWords(timeWords)
  const said = useSaid()
  return (
    <>
      {of.problem !== null ? (
        <Alert color="red" role="status">
          {say('replay_problem')}
        </Alert>
      ) : of.is_identical ? (
        <Alert color="green" role="status" data-testid="replay-same">
          {say('replay_same', { bytes: of.bytes.toLocaleString('en-US') })}
        </Alert>
      ) : (
        <Alert color="red" role="status" title={say('replay_differs', { at: of.first?.at ?? '' })}>
          <Text>
            {say('replay_recorded')}: <Code>{of.first?.recorded}</Code>
          </Text>
          <Text>
            {say('replay_computed')}: <Code>{of.first?.computed}</Code>
          </Text>
        </Alert>
      )}
      <Text mt="md" size="sm">
        {say('engine')}: <Code>{of.engine}</Code>
      </Text>
      <Text mt="md" fw={650}>
        {say('editions')}
      </Text>
      <Table
        caption={say('editions')}
        columns={[
          { key: 'kind', title: say('kind'), value: row => said('kind', row.kind) },
          { key: 'edition', title: say('edition'), value: row => row.edition },
          {
            key: 'digest',
            title: say('digest'),
            value: row => row.digest,
            show: row => <Code>{row.digest}</Code>,
            width: 260,
          },
        ]}
        rows={of.editions}
        idOf={row => row.kind}
        csv="editions-applied"
      />
    </>
  )
}

function Replay({ of }: { readonly of: string }) {
  const say = useWords(timeWords)
  const [isAsked, setAsked] = useState(false)
  const found = useQuery({
    ...reading('GET /v1/decisions/{decision_id}/replay', { params: { decision_id: of } }),
    enabled: isAsked,
  })
  return (
    <Part title={say('part_replay')}>
      <Text mb="sm" maw="60ch">
        {say('replay_text')}
      </Text>
      {isAsked ? (
        <Read of={found}>{value => <Told of={value} />}</Read>
      ) : (
        <Button className="not-printed" onClick={() => setAsked(true)}>
          {say('replay_now')}
        </Button>
      )}
    </Part>
  )
}

export function DecisionThen({ of, until }: { readonly of: Decision; readonly until: string }) {
  const say = useWords(timeWords)
  const sayAll = useWords(everywhere)
  const [isExplained, setExplained] = useState(false)
  const by = (moment: string | null) => moment !== null && Date.parse(moment) <= Date.parse(until)
  const signed = of.signatures.filter(one => by(one.signed_at))
  return (
    <>
      <Part title={say('part_decision')}>
        <Facts
          of={[
            { name: say('recommended'), value: of.recommended === null ? '–' : say(`recommended_${of.recommended}`) },
            { name: say('grade'), value: of.grade ?? '–' },
            { name: say('amount'), value: of.amount === null ? '–' : <WonAtSize of={of.amount} /> },
            { name: say('made_at'), value: <Moment of={of.made_at} /> },
            { name: say('rules_day'), value: <Day of={of.day} /> },
            {
              name: say('outcome'),
              value: of.outcome !== null && by(of.decided_at) ? say(`outcome_${of.outcome}`) : say('outcome_open'),
            },
            {
              name: say('signatures'),
              value:
                signed.length === 0
                  ? sayAll('none')
                  : signed.map(one => (
                      <div key={`${one.person}-${one.signed_at}`}>
                        {one.person} <Moment of={one.signed_at} />
                      </div>
                    )),
            },
          ]}
        />
        <Text mt="md" size="sm">
          {say('digest')}: <Code style={{ overflowWrap: 'anywhere' }}>{of.digest}</Code>
        </Text>
        <Group mt="md" className="not-printed">
          {isExplained ? null : (
            <Button variant="default" onClick={() => setExplained(true)}>
              {say('explain')}
            </Button>
          )}
          {of.record === null ? null : (
            <Button variant="default" onClick={() => saveAs(`${of.id}.json`, 'application/json', of.record ?? '')}>
              {say('record_take')}
            </Button>
          )}
        </Group>
        {isExplained ? <Why of={of.id} /> : null}
      </Part>
      <Replay of={of.id} />
    </>
  )
}
