/** The firms whose answer changes, with the reasons before and after; read on as far as somebody wants. */
import { Group, NativeSelect, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { call } from '../api/client.ts'
import { Part } from '../parts/facts.tsx'
import { More } from '../parts/more.tsx'
import { PlainLink } from '../parts/plain-link.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useRuleWords } from '../parts/rule-words.ts'
import { Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { wonText } from '../parts/won.ts'
import { useWords } from '../words/engine.ts'
import { ANSWERS, type Answer, type Impact, type Move, useReasons, useSaid } from './names.ts'
import { impactWords } from './words.ts'

const PAGE = '200'

/** All that is wanted at once: every page until the last one. */
function useMoves(of: Impact, from: Answer | '', to: Answer | '') {
  return useInfiniteQuery({
    // While parts still come in, what was read before stays true: each further part stands behind.
    queryKey: ['GET /v1/rules/impacts/{run_id}/moves', of.id, from, to, of.parts_done === 0 ? 0 : of.is_exact],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call('GET /v1/rules/impacts/{run_id}/moves', {
        params: { run_id: of.id },
        query: {
          limit: PAGE,
          ...(pageParam === '' ? {} : { cursor: pageParam }),
          ...(from === '' ? {} : { from }),
          ...(to === '' ? {} : { to }),
        },
        signal,
      }),
    getNextPageParam: page => page.next ?? undefined,
  })
}

function useColumns(of: Impact, rows: readonly Move[]): readonly Column<Move>[] {
  const say = useWords(impactWords)
  const said = useSaid()
  const reason = useReasons(rows.flatMap(row => [row.before.reason, row.after.reason]))
  const rule = useRuleWords(rows.map(row => `programme.${row.programme}.name`))
  const side = (key: 'before' | 'after'): readonly Column<Move>[] => [
    { key: `answer_${key}`, title: say(key), value: row => said('answer', row[key].answer), width: 110 },
    { key: `grade_${key}`, title: say(`grade_${key}`), value: row => row[key].grade, width: 110 },
    {
      key: `amount_${key}`,
      title: say(`amount_${key}`),
      isNumber: true,
      value: row => BigInt(row[key].amount),
      show: row => `₩${wonText(row[key].amount)}`,
      width: 160,
    },
    { key: `reason_${key}`, title: say(`reason_${key}`), value: row => reason(row[key].reason), width: 240 },
  ]
  return [
    {
      key: 'case',
      title: say('case'),
      value: row => row.id,
      show: row => (
        <PlainLink to={`/risk/impact/${of.id}/${row.id}`} label={`${say('explain')} ${row.id}`}>
          {row.id.slice(-12)}
        </PlainLink>
      ),
      width: 150,
    },
    {
      key: 'programme',
      title: say('programme'),
      value: row => rule(`programme.${row.programme}.name`) ?? '–',
      width: 190,
    },
    ...side('before'),
    ...side('after'),
  ]
}

export function MovesPart({ of }: { readonly of: Impact }) {
  const say = useWords(impactWords)
  const [from, setFrom] = useState<Answer | ''>('')
  const [to, setTo] = useState<Answer | ''>('')
  const found = useMoves(of, from, to)
  const rows = useMemo(() => found.data?.pages.flatMap(page => page.items) ?? [], [found.data])
  const columns = useColumns(of, rows)
  const choices = [
    { value: '', label: say('any') },
    ...ANSWERS.map(value => ({ value, label: say(`answer_${value}`) })),
  ]
  const chosen = (text: string): Answer | '' => ANSWERS.find(each => each === text) ?? ''
  return (
    <Part title={say('part_moves')}>
      <Group mb="md" align="end" className="not-printed">
        <NativeSelect
          label={say('moves_from')}
          value={from}
          data={choices}
          onChange={event => setFrom(chosen(event.currentTarget.value))}
        />
        <NativeSelect
          label={say('moves_to')}
          value={to}
          data={choices}
          onChange={event => setTo(chosen(event.currentTarget.value))}
        />
      </Group>
      <ProblemAlert problem={found.data === undefined ? null : found.error} stays />
      <Read of={found}>
        {() => (
          <>
            <Text size="sm" mb="xs" aria-live="polite">
              {say('moves_shown', { shown: rows.length, all: of.moves })}
            </Text>
            <Table
              caption={say('part_moves')}
              columns={columns}
              rows={rows}
              idOf={row => row.id}
              csv="impact-moves"
              empty={say('moves_empty')}
            />
            <More of={found} />
          </>
        )}
      </Read>
    </Part>
  )
}
