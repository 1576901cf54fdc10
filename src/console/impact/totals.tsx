/** Exposure, what is referred, first fees and expected loss, before and after; and exposure by grade. */
import { Stack, Text } from '@mantine/core'
import { Won } from '../parts/amount.tsx'
import { Part } from '../parts/facts.tsx'
import { Figure } from '../parts/figure.tsx'
import type { Column } from '../parts/table.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { Legend, PairBars } from './chart.tsx'
import { changeText, type Report } from './names.ts'
import { shortWon } from './numbers.ts'
import { impactWords } from './words.ts'

type Row = { readonly name: string; readonly before: string; readonly after: string }
const LOSSES = ['low', 'central', 'high'] as const

function useColumns(title: string): readonly Column<Row>[] {
  const say = useWords(impactWords)
  const money = (key: 'before' | 'after'): Column<Row> => ({
    key,
    title: say(key),
    isNumber: true,
    value: row => BigInt(row[key]),
    show: row => <Won of={row[key]} />,
    width: 170,
  })
  return [
    { key: 'name', title, value: row => row.name, width: 200 },
    money('before'),
    money('after'),
    {
      key: 'change',
      title: say('change'),
      isNumber: true,
      value: row => BigInt(row.after) - BigInt(row.before),
      show: row => changeText(row.before, row.after),
      width: 170,
    },
  ]
}

function Money({
  title,
  text,
  of,
  rows,
  csv,
}: {
  readonly title: string
  readonly text: string
  readonly of: string
  readonly rows: readonly Row[]
  readonly csv: string
}) {
  const say = useWords(impactWords)
  const language = useLanguage()
  const columns = useColumns(of)
  return (
    <Figure title={title} description={text} columns={columns} rows={rows} idOf={row => row.name} csv={csv}>
      <Text size="sm" mb="xs">
        {text}
      </Text>
      <Legend before={say('before')} after={say('after')} />
      <PairBars
        rows={rows.map(row => ({
          name: row.name,
          before: Number(row.before),
          after: Number(row.after),
          says: `${shortWon(row.before, language)} / ${shortWon(row.after, language)}`,
        }))}
      />
    </Figure>
  )
}

export function TotalsPart({ of: { before, after, loss_basis } }: { readonly of: Report }) {
  const say = useWords(impactWords)
  const named = Object.keys(before.expected_loss)
  const ordered = [
    ...LOSSES.filter(each => named.includes(each)),
    ...named.filter(each => !LOSSES.includes(each as 'low')),
  ]
  const losses = ordered.map(
    (name): Row => ({
      name: LOSSES.includes(name as 'low') ? say(`loss_${name as 'low'}`) : say('loss_other', { name }),
      before: before.expected_loss[name] ?? '0',
      after: after.expected_loss[name] ?? '0',
    }),
  )
  const amounts: readonly Row[] = [
    { name: say('exposure'), before: before.exposure, after: after.exposure },
    { name: say('referred'), before: before.referred, after: after.referred },
    { name: say('fees'), before: before.fees, after: after.fees },
    ...losses,
  ]
  const grades = Object.keys(before.exposure_by_grade).map(
    (grade): Row => ({
      name: grade,
      before: before.exposure_by_grade[grade] ?? '0',
      after: after.exposure_by_grade[grade] ?? '0',
    }),
  )
  const { edition, chances_status } = loss_basis.after
  return (
    <Part title={say('part_totals')}>
      <Stack gap="lg">
        <Money
          title={say('totals_title')}
          text={say('totals_text')}
          of={say('measure')}
          rows={amounts}
          csv="impact-totals"
        />
        <Text size="sm">{say(chances_status === 'published' ? 'loss_stated' : 'loss_assumed', { edition })}</Text>
        <Money
          title={say('exposure_grades_title')}
          text={say('exposure_grades_text')}
          of={say('grade')}
          rows={grades}
          csv="impact-exposure-by-grade"
        />
      </Stack>
    </Part>
  )
}
