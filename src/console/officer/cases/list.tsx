/** Cases as a table: the firm, where it stands, who has it, until when. */
import { Anchor, Badge, Group } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Moment } from '../../parts/day.tsx'
import { Due } from '../../parts/due-badge.tsx'
import { useNamed, useOrganisationNames } from '../../parts/names.ts'
import { type Column, Table } from '../../parts/table.tsx'
import { useSelf } from '../../shell/session.ts'
import { useWords } from '../../words/engine.ts'
import { officerCases } from '../words.ts'
import type { CaseHead, CaseState } from './deeds.ts'

export function CaseStateBadge({ of }: { readonly of: CaseState }) {
  const say = useWords(officerCases)
  const colour = of === 'approved' ? 'green' : of === 'declined' ? 'red' : 'gray'
  return (
    <Badge color={colour} c="inherit">
      {say(`state_${of}`)}
    </Badge>
  )
}

/** Who a case lies with: the service tells a person's number alone, so it is said whether it is the reader. */
export function useHolder(): (holder: string | null) => string {
  const say = useWords(officerCases)
  const self = useSelf()
  return holder => say(holder === null ? 'holder_none' : holder === self?.person ? 'holder_me' : 'holder_other')
}

export function CaseTable({
  caption,
  rows,
  empty,
  action,
}: {
  readonly caption: string
  readonly rows: readonly CaseHead[]
  readonly empty: string
  /** What may be done to a row at once. */
  readonly action?: (row: CaseHead) => ReactNode
}) {
  const say = useWords(officerCases)
  const named = useNamed()
  const holder = useHolder()
  const officeName = useOrganisationNames(rows.map(row => row.office))
  const columns: readonly Column<CaseHead>[] = [
    {
      key: 'firm',
      title: say('firm'),
      value: row => named(row.firm_names, row.firm),
      show: row => (
        <Group gap="xs">
          <Anchor component={Link} to={`/office/cases/${row.id}`}>
            {named(row.firm_names, row.firm)}
          </Anchor>
          {row.is_sandbox ? <Badge c="inherit">{say('sandbox')}</Badge> : null}
        </Group>
      ),
    },
    {
      key: 'state',
      title: say('state'),
      value: row => say(`state_${row.state}`),
      show: row => <CaseStateBadge of={row.state} />,
    },
    { key: 'due', title: say('due'), value: row => row.due_on, show: row => <Due on={row.due_on} /> },
    { key: 'holder', title: say('holder'), value: row => holder(row.holder) },
    { key: 'office', title: say('office'), value: row => officeName(row.office) },
    {
      key: 'updated',
      title: say('updated'),
      value: row => row.updated_at,
      show: row => <Moment of={row.updated_at} />,
    },
    ...(action === undefined
      ? []
      : [{ key: 'action', title: say('what_next'), value: () => '', show: action } satisfies Column<CaseHead>]),
  ]
  return <Table caption={caption} columns={columns} rows={rows} idOf={row => row.id} csv="cases" empty={empty} />
}
