/** The life of a guarantee: its notices, what may be done next and by whom, and what has happened. */
import { Badge, Text, Timeline } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { reading } from '../../api/use.ts'
import { Won } from '../../parts/amount.tsx'
import { Day } from '../../parts/day.tsx'
import { Due } from '../../parts/due-badge.tsx'
import type { Guarantee } from '../../parts/guarantee-state.tsx'
import { saidAs } from '../../parts/problem.tsx'
import { Read } from '../../parts/states.tsx'
import { type Column, Table } from '../../parts/table.tsx'
import { type Area, i18n, useLanguage, useWords } from '../../words/engine.ts'
import { everywhere } from '../../words/everywhere.ts'
import { problems } from '../../words/problems.ts'
import { bankGuarantees } from '../words.ts'

type Notice = Guarantee['notices'][number]
type Possible = Guarantee['possible'][number]

export function Notices({ of }: { readonly of: Guarantee }) {
  const say = useWords(bankGuarantees)
  const columns: readonly Column<Notice>[] = [
    { key: 'step', title: say('notice_step'), value: row => say(`step_${row.step}`) },
    {
      key: 'amount',
      title: say('notice_amount'),
      value: row => BigInt(row.amount),
      show: row => <Won of={row.amount} />,
      isNumber: true,
    },
    {
      key: 'drawn',
      title: say('notice_drawn'),
      value: row => BigInt(row.drawn),
      show: row => <Won of={row.drawn} />,
      isNumber: true,
    },
    {
      key: 'until',
      title: say('notice_until'),
      value: row => row.until,
      show: row => (row.step === 'over' ? <Day of={row.until} /> : <Due on={row.until} />),
    },
  ]
  return <Table caption={say('part_notices')} columns={columns} rows={of.notices} idOf={row => row.id} />
}

export function Next({ of }: { readonly of: Guarantee }) {
  const say = useWords(bankGuarantees)
  const sayAll = useWords(everywhere)
  const sayProblem = useWords(problems as Area<string>)
  const language = useLanguage()
  // What is not of this state at all is left out, and what the service does by itself when its day has come; what only
  // waits for something says for what.
  const near = of.possible.filter(each => each.hindrance?.code !== 'guarantee_state' && !each.roles.includes('system'))
  const hasWait = of.claim_grounds.some(each => each.wait_months > 0)
  const who = (one: Possible): string => one.roles.map(role => sayAll(`role_${role}` as 'role_bank')).join(', ')
  const whether = ({ command, hindrance }: Possible): string => {
    if (hindrance === null) return say(command === 'claim' && hasWait ? 'possible_by_ground' : 'possible_now')
    const limit = saidAs(hindrance.limit ?? '', language)
    if (`problems.${hindrance.code}` in i18n.messages)
      return sayProblem(hindrance.code, { value: hindrance.value ?? '', limit, field: '' })
    return say('hindrance_other')
  }
  const columns: readonly Column<Possible>[] = [
    { key: 'command', title: say('command'), value: row => say(`command_${row.command}`) },
    { key: 'who', title: say('who'), value: who },
    {
      key: 'whether',
      title: say('whether'),
      value: whether,
      show: row =>
        row.hindrance === null ? (
          <Badge c="inherit" color="green">
            {whether(row)}
          </Badge>
        ) : (
          <Text size="sm">{whether(row)}</Text>
        ),
    },
  ]
  return (
    <Table
      caption={say('part_next')}
      columns={columns}
      rows={near}
      idOf={row => row.command}
      empty={say('next_none')}
    />
  )
}

export function GuaranteeEvents({ of }: { readonly of: Guarantee }) {
  const say = useWords(bankGuarantees)
  const found = useQuery(reading('GET /v1/guarantees/{guarantee_id}/events', { params: { guarantee_id: of.id } }))
  const sayEvent = (type: string): string =>
    `bank_guarantees.event_${type}` in i18n.messages ? i18n._(`bank_guarantees.event_${type}`) : say('event_other')
  return (
    <Read of={found}>
      {({ items }) => (
        <Timeline active={items.length} bulletSize={16} lineWidth={2}>
          {items.map(one => (
            <Timeline.Item key={one.sequence} title={sayEvent(one.type)}>
              <Text size="sm" c="dimmed">
                <Day of={one.day} />
                {one.is_late ? ` · ${say('event_late')}` : ''}
              </Text>
            </Timeline.Item>
          ))}
        </Timeline>
      )}
    </Read>
  )
}
