/** The panel's figures as they were kept when a month was over, with the digest records name. */
import { Button, Code, Group, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { Moment } from '../parts/day.tsx'
import { Part } from '../parts/facts.tsx'
import { saveAs } from '../parts/save.ts'
import { Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useWords } from '../words/engine.ts'
import { qualityWords } from './words.ts'

type Kept = ValueOf<'GET /v1/panel/figures/{month}'>['items'][number]
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/

function Month({ of }: { readonly of: string }) {
  const say = useWords(qualityWords)
  const found = useQuery(reading('GET /v1/panel/figures/{month}', { params: { month: of } }))
  const columns: readonly Column<Kept>[] = [
    { key: 'what', title: say('what'), value: row => say(`what_${row.what}`) },
    { key: 'made_at', title: say('made_at'), value: row => row.made_at, show: row => <Moment of={row.made_at} /> },
    {
      key: 'digest',
      title: say('digest'),
      value: row => row.digest,
      show: row => <Code>{row.digest}</Code>,
      width: 240,
    },
    {
      key: 'take',
      title: say('take'),
      value: () => '',
      show: row => (
        <Button
          variant="default"
          size="sm"
          aria-label={`${say('take')}: ${say(`what_${row.what}`)} ${row.month}`}
          onClick={() => saveAs(`${row.what}-${row.month}.json`, 'application/json', row.body)}
        >
          {say('take')}
        </Button>
      ),
    },
  ]
  return (
    <Read of={found}>
      {({ items }) => (
        <Table
          caption={say('part_months')}
          columns={columns}
          rows={items}
          idOf={row => row.what}
          empty={say('month_none')}
        />
      )}
    </Read>
  )
}

export function MonthsPart() {
  const say = useWords(qualityWords)
  const [text, setText] = useState('')
  const [month, setMonth] = useState<string | null>(null)
  const [isWrong, setWrong] = useState(false)
  const show = (event: FormEvent) => {
    event.preventDefault()
    const typed = text.normalize('NFKC').trim()
    setWrong(!MONTH.test(typed))
    if (MONTH.test(typed)) setMonth(typed)
  }
  return (
    <Part title={say('part_months')}>
      <form onSubmit={show} noValidate className="not-printed">
        <Group align="end" mb="md">
          <TextInput
            label={say('month')}
            placeholder="2026-04"
            value={text}
            error={isWrong ? say('month_wrong') : undefined}
            onChange={event => setText(event.currentTarget.value)}
          />
          <Button type="submit" variant="default">
            {say('month_read')}
          </Button>
        </Group>
      </form>
      {month === null ? null : <Month of={month} />}
    </Part>
  )
}
