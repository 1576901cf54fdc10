/** What moves beside the answers: grade, amount, ratio, fee, who signs. */
import { Group, Stack, Text } from '@mantine/core'
import { Won } from '../parts/amount.tsx'
import { Facts, Part } from '../parts/facts.tsx'
import { Figure } from '../parts/figure.tsx'
import type { Column } from '../parts/table.tsx'
import { useWords } from '../words/engine.ts'
import { Legend, PairBars } from './chart.tsx'
import { gradeRows } from './grades.ts'
import type { Report } from './names.ts'
import { impactWords } from './words.ts'

const MOVED = ['amount', 'ratio', 'fee_rate', 'fee'] as const
type Moved = { readonly name: (typeof MOVED)[number] } & Report['moved']['amount']

const number = (value: number): string => value.toLocaleString('en-US')

export function ChangePart({ of }: { readonly of: Report }) {
  const say = useWords(impactWords)
  const moved = MOVED.map((name): Moved => ({ name, ...of.moved[name] }))
  const isMoney = (row: Moved) => row.name === 'amount' || row.name === 'fee'
  const movedColumns: readonly Column<Moved>[] = [
    { key: 'name', title: say('measure'), value: row => say(`moved_${row.name}`) },
    { key: 'less', title: say('less'), isNumber: true, value: row => row.less },
    { key: 'same', title: say('same'), isNumber: true, value: row => row.same },
    { key: 'more', title: say('more'), isNumber: true, value: row => row.more },
    {
      key: 'by_less',
      title: say('by_less'),
      isNumber: true,
      value: row => row.by_less,
      show: row => (isMoney(row) ? <Won of={row.by_less} /> : row.by_less),
    },
    {
      key: 'by_more',
      title: say('by_more'),
      isNumber: true,
      value: row => row.by_more,
      show: row => (isMoney(row) ? <Won of={row.by_more} /> : row.by_more),
    },
  ]
  const grades = gradeRows(of.grades)
  const nameOf = (grade: string) => (grade === 'none' ? say('grade_none') : grade)
  return (
    <Part title={say('part_change')}>
      <Stack gap="lg">
        <Figure
          title={say('moved_title')}
          description={say('moved_text')}
          columns={movedColumns}
          rows={moved}
          idOf={row => row.name}
          csv="impact-moved"
        >
          <Text size="sm" mb="xs">
            {say('moved_text')}
          </Text>
          <Legend before={say('less')} after={say('more')} />
          <PairBars
            rows={moved.map(row => ({
              name: say(`moved_${row.name}`),
              before: row.less,
              after: row.more,
              says: `${number(row.less)} / ${number(row.more)}`,
            }))}
          />
        </Figure>
        <Figure
          title={say('grades_title')}
          description={say('grades_text')}
          columns={[
            { key: 'grade', title: say('grade'), value: row => nameOf(row.grade) },
            { key: 'before', title: say('before'), isNumber: true, value: row => row.before },
            { key: 'after', title: say('after'), isNumber: true, value: row => row.after },
          ]}
          rows={grades}
          idOf={row => row.grade}
          csv="impact-grades"
        >
          <Legend before={say('before')} after={say('after')} />
          <PairBars
            rows={grades.map(row => ({
              ...row,
              name: nameOf(row.grade),
              says: `${number(row.before)} / ${number(row.after)}`,
            }))}
          />
        </Figure>
        <Group>
          <Facts
            of={[
              { name: say('levels_changed'), value: number(of.levels_changed) },
              { name: say('classes_changed'), value: number(of.classes_changed) },
            ]}
          />
        </Group>
      </Stack>
    </Part>
  )
}
