/** What is done with rows by buttons, for whoever does not use the keys. */
import { Button, Group } from '@mantine/core'
import { useWords } from '../../words/engine.ts'
import { risk } from '../words.ts'
import type { CellDeeds } from './cells.tsx'
import { conditionMissing, type GridTable, type History } from './model.ts'

export function RowDeeds({
  table,
  row,
  deeds,
  history,
  onMove,
  onCondition,
}: {
  readonly table: GridTable
  readonly row: number
  readonly deeds: CellDeeds
  readonly history: History
  readonly onMove: (by: -1 | 1) => void
  readonly onCondition: () => void
}) {
  const say = useWords(risk)
  const isEmpty = table.rows.length === 0
  const parts = [
    { key: 'row_add', go: () => deeds.add(row), isOff: false },
    { key: 'row_remove', go: () => deeds.remove(row), isOff: isEmpty },
    { key: 'row_up', go: () => onMove(-1), isOff: row === 0 },
    { key: 'row_down', go: () => onMove(1), isOff: row >= table.rows.length - 1 },
    { key: 'undo', go: deeds.undo, isOff: history.past.length === 0 },
    { key: 'redo', go: deeds.redo, isOff: history.future.length === 0 },
  ] as const
  return (
    <Group gap="xs" mb="xs" className="not-printed" role="toolbar" aria-label={say('row_deeds')}>
      {parts.map(({ key, go, isOff }) => (
        <Button key={key} size="sm" variant="default" onClick={go} disabled={isOff}>
          {say(key, { row: row + 1 })}
        </Button>
      ))}
      {conditionMissing(table) === undefined ? null : (
        <Button size="sm" variant="default" onClick={onCondition}>
          {say('condition_add')}
        </Button>
      )}
    </Group>
  )
}
