/** Whose answer changes: the swap matrix, and the reasons most often first. */
import { Text } from '@mantine/core'
import { Part } from '../parts/facts.tsx'
import { Figure } from '../parts/figure.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useWords } from '../words/engine.ts'
import { MatrixCells } from './chart.tsx'
import { type Answer, answersIn, type Report, useReasons, useSaid } from './names.ts'
import { impactWords } from './words.ts'

type Line = { readonly from: Answer; readonly counts: Report['swap'][Answer] }
type Reason = Report['reasons'][number]

export function ReasonsPart({ of }: { readonly of: Report }) {
  const say = useWords(impactWords)
  const said = useSaid()
  const reason = useReasons(of.reasons.flatMap(one => [one.before, one.after]))
  const columns: readonly Column<Reason>[] = [
    {
      key: 'answers',
      title: say('answer'),
      value: row => `${said('answer', row.from)} → ${said('answer', row.to)}`,
      width: 150,
    },
    { key: 'before', title: say('reason_before'), value: row => reason(row.before), width: 260 },
    { key: 'after', title: say('reason_after'), value: row => reason(row.after), width: 260 },
    { key: 'cases', title: say('count'), isNumber: true, value: row => row.cases, width: 90 },
  ]
  return (
    <Part title={say('reasons_title')}>
      <Table
        caption={say('reasons_title')}
        columns={columns}
        rows={of.reasons}
        idOf={row => `${row.from}-${row.to}-${row.before}-${row.after}`}
        csv="impact-reasons"
        empty={say('reasons_empty')}
      />
    </Part>
  )
}

export function SwapPart({ of, moves }: { readonly of: Report; readonly moves: number }) {
  const say = useWords(impactWords)
  const said = useSaid()
  const answers = answersIn(of.swap)
  const lines = answers.map((from): Line => ({ from, counts: of.swap[from] }))
  const columns: readonly Column<Line>[] = [
    { key: 'from', title: say('before'), value: row => said('answer', row.from) },
    ...answers.map(
      (to): Column<Line> => ({
        key: to,
        title: `${say('after')}: ${said('answer', to)}`,
        isNumber: true,
        value: row => row.counts[to],
      }),
    ),
  ]
  return (
    <Part title={say('part_swap')}>
      <Figure
        title={say('swap_title')}
        description={say('swap_text', { moves })}
        columns={columns}
        rows={lines}
        idOf={row => row.from}
        csv="impact-swap"
      >
        <Text size="sm" mb="xs">
          {say('swap_text', { moves })}
        </Text>
        <MatrixCells
          counts={answers.map(from => answers.map(to => of.swap[from][to]))}
          names={answers.map(each => said('answer', each))}
        />
      </Figure>
    </Part>
  )
}
