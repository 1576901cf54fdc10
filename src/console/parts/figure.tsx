/** A chart with its table beside it: the same numbers as a picture, as a table, and as CSV. */
import { Button, Group, Title } from '@mantine/core'
import { type ReactNode, useId, useState } from 'react'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { type Column, Table } from './table.tsx'

export function Figure<Row extends object>({
  title,
  description,
  columns,
  rows,
  idOf,
  csv,
  children,
}: {
  readonly title: string
  /** What the picture shows, in a sentence. */
  readonly description: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly idOf: (row: Row) => string
  readonly csv: string
  /** The SVG; it is described by `description`. */
  readonly children: ReactNode
}) {
  const say = useWords(everywhere)
  const [isTable, setTable] = useState(false)
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <Group justify="space-between" mb="xs">
        <Title order={3} size="h5" id={id}>
          {title}
        </Title>
        <Button variant="default" size="sm" className="not-printed" onClick={() => setTable(before => !before)}>
          {say(isTable ? 'as_chart' : 'as_table')}
        </Button>
      </Group>
      {isTable ? (
        <Table caption={title} columns={columns} rows={rows} idOf={idOf} csv={csv} />
      ) : (
        // On a narrow screen a chart is moved sideways, by keyboard too.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached.
        <div className="figure-box" role="img" aria-label={description} tabIndex={0}>
          {children}
        </div>
      )}
    </section>
  )
}
