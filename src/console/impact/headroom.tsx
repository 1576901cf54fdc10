/** What is left below the fund's bounds, were every case decided again. */
import { Badge, Text } from '@mantine/core'
import { Won } from '../parts/amount.tsx'
import { Part } from '../parts/facts.tsx'
import { Figure } from '../parts/figure.tsx'
import type { Column } from '../parts/table.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { Legend, PairBars } from './chart.tsx'
import { changeText, type Report } from './names.ts'
import { shortWon } from './numbers.ts'
import { impactWords } from './words.ts'

type Row = { readonly name: string; readonly before: string | null; readonly after: string | null }

function Bounds({ of }: { readonly of: NonNullable<Report['headroom']> }) {
  const say = useWords(impactWords)
  const language = useLanguage()
  const { cap, before, after } = of
  const rows: readonly Row[] = [
    { name: say('cap'), before: cap, after: cap },
    { name: say('room'), before: before.headroom, after: after.headroom },
    { name: say('technology'), before: before.technology, after: after.technology },
    { name: say('credit'), before: before.credit, after: after.credit },
    { name: say('credit_room'), before: before.credit_room, after: after.credit_room },
  ]
  const shown = (won: string | null) => (won === null ? say('no_bound') : <Won of={won} />)
  const columns: readonly Column<Row>[] = [
    { key: 'name', title: say('measure'), value: row => row.name, width: 180 },
    {
      key: 'before',
      title: say('before'),
      isNumber: true,
      value: row => row.before,
      show: row => shown(row.before),
      width: 190,
    },
    {
      key: 'after',
      title: say('after'),
      isNumber: true,
      value: row => row.after,
      show: row => shown(row.after),
      width: 190,
    },
    {
      key: 'change',
      title: say('change'),
      isNumber: true,
      value: row => (row.before === null || row.after === null ? null : changeText(row.before, row.after)),
      width: 170,
    },
  ]
  const drawn = rows.filter(row => row.before !== null && row.after !== null)
  return (
    <>
      <Figure
        title={say('headroom_title')}
        description={say('headroom_text')}
        columns={columns}
        rows={rows}
        idOf={row => row.name}
        csv="impact-headroom"
      >
        <Text size="sm" mb="xs">
          {say('headroom_text')}
        </Text>
        <Legend before={say('before')} after={say('after')} />
        <PairBars
          rows={drawn.map(row => ({
            name: row.name,
            before: Number(row.before),
            after: Number(row.after),
            says: `${shortWon(row.before ?? '0', language)} / ${shortWon(row.after ?? '0', language)}`,
          }))}
        />
      </Figure>
      <Text mt="md">
        {say('share_holds')}: {say('before')}{' '}
        <Badge c="inherit" color={before.technology_share_holds ? 'green' : 'red'}>
          {say(before.technology_share_holds ? 'holds' : 'broken')}
        </Badge>
        , {say('after')}{' '}
        <Badge c="inherit" color={after.technology_share_holds ? 'green' : 'red'}>
          {say(after.technology_share_holds ? 'holds' : 'broken')}
        </Badge>
      </Text>
    </>
  )
}

export function HeadroomPart({ of }: { readonly of: Report }) {
  const say = useWords(impactWords)
  return (
    <Part title={say('part_headroom')}>
      {of.headroom === null ? <Text>{say('headroom_none')}</Text> : <Bounds of={of.headroom} />}
    </Part>
  )
}
