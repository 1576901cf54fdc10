/** Whom a change reaches: groups by one attribute, held to the best one by four fifths, with what cannot be known. */
import { Alert, Badge, NativeSelect, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Won } from '../parts/amount.tsx'
import { Part } from '../parts/facts.tsx'
import { Figure } from '../parts/figure.tsx'
import type { Column } from '../parts/table.tsx'
import { useWords } from '../words/engine.ts'
import { Legend, RangeDots } from './chart.tsx'
import { ATTRIBUTES, type Attribute, type Report, useGroupName } from './names.ts'
import { impactWords } from './words.ts'

type GroupRow = Report['groups']['programme'][number]
/** The limit of the rule of four fifths, which the service applies; here it is only drawn. */
const FOUR_FIFTHS = 0.8

const amounts = (
  key: 'exposure' | 'expected_loss' | 'fees',
  titles: readonly [string, string],
): readonly Column<GroupRow>[] =>
  (['before', 'after'] as const).map((side, place) => ({
    key: `${key}_${side}`,
    title: titles[place] ?? '',
    isNumber: true,
    value: row => BigInt(row[key][side]),
    show: row => <Won of={row[key][side]} />,
    width: 170,
  }))

function useColumns(name: (group: string) => string): readonly Column<GroupRow>[] {
  const say = useWords(impactWords)
  const belowText = ({ below_four_fifths: { before, after } }: GroupRow): string =>
    after ? say(before ? 'below_before' : 'below_now') : before ? say('below_gone') : ''
  const count = (key: string, title: string, value: (row: GroupRow) => number): Column<GroupRow> => ({
    key,
    title,
    isNumber: true,
    value,
  })
  const ratio = (side: 'before' | 'after'): Column<GroupRow> => ({
    key: `ratio_${side}`,
    title: say(`ratio_${side}`),
    isNumber: true,
    value: row => (row.ratio_to_best[side] === null ? null : Number(row.ratio_to_best[side])),
    show: row => row.ratio_to_best[side] ?? '–',
  })
  return [
    { key: 'group', title: say('group'), value: row => name(row.group), width: 150 },
    count('cases', say('count'), row => row.cases),
    ratio('before'),
    ratio('after'),
    {
      key: 'below',
      title: say('below'),
      value: row => (row.ratio_to_best.after === null ? say('small_group') : belowText(row)),
      width: 170,
    },
    count('approved_before', say('approved_before'), row => row.approved.before),
    count('approved_after', say('approved_after'), row => row.approved.after),
    count('declined_before', say('declined_before'), row => row.declined.before),
    count('declined_after', say('declined_after'), row => row.declined.after),
    ...amounts('exposure', [say('exposure_before'), say('exposure_after')]),
    ...amounts('expected_loss', [say('loss_before'), say('loss_after')]),
    ...amounts('fees', [say('fees_before'), say('fees_after')]),
  ]
}

export function GroupsPart({ of }: { readonly of: Report }) {
  const say = useWords(impactWords)
  const [attribute, setAttribute] = useState<Attribute>('industry')
  const name = useGroupName(of, attribute)
  const rows = of.groups[attribute]
  const columns = useColumns(name)
  const told = rows.filter(row => row.ratio_to_best.before !== null || row.ratio_to_best.after !== null)
  const fallen = rows.filter(row => row.below_four_fifths.after && !row.below_four_fifths.before)
  const below = rows.filter(row => row.below_four_fifths.after && row.below_four_fifths.before)
  const number = (text: string | null) => (text === null ? null : Number(text))
  return (
    <Part title={say('part_groups')}>
      <Stack gap="lg">
        <NativeSelect
          label={say('attribute')}
          maw={280}
          value={attribute}
          data={ATTRIBUTES.map(value => ({ value, label: say(`by_${value}`) }))}
          onChange={event => setAttribute(ATTRIBUTES.find(each => each === event.currentTarget.value) ?? 'industry')}
        />
        <Figure
          title={say('groups_title')}
          description={say('groups_text')}
          columns={columns}
          rows={rows}
          idOf={row => row.group}
          csv={`impact-by-${attribute}`}
        >
          <Text size="sm" mb="xs">
            {say('groups_text')}
          </Text>
          <Legend before={say('ratio_before')} after={say('ratio_after')} />
          <RangeDots
            rows={told.map(row => ({
              name: name(row.group),
              from: number(row.ratio_to_best.before),
              to: number(row.ratio_to_best.after),
            }))}
            scale={[0, 1]}
            limits={[
              { value: 0, says: '0', isLimit: false },
              { value: FOUR_FIFTHS, says: '0.8', isLimit: true },
              { value: 1, says: '1', isLimit: false },
            ]}
          />
        </Figure>
        {fallen.map(row => (
          <Text key={row.group} size="sm">
            <Badge color="red" c="inherit" me="xs">
              {say('below_now')}
            </Badge>
            {name(row.group)}: {row.ratio_to_best.before ?? '–'} → {row.ratio_to_best.after ?? '–'}
          </Text>
        ))}
        {told.length === rows.length ? null : (
          <Text size="sm">{say('groups_small', { count: rows.length - told.length })}</Text>
        )}
        {below.length === 0 ? null : <Text size="sm">{say('groups_below', { count: below.length })}</Text>}
        {of.not_identifiable.length === 0 ? null : (
          <Alert color="gray" data-testid="not-identifiable">
            {say('not_identifiable')}
          </Alert>
        )}
      </Stack>
    </Part>
  )
}
