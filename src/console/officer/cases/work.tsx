/** The work list: what lies with the reader or waits for what their role does next; filters stand in the address. */
import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { call } from '../../api/client.ts'
import { useDeed } from '../../api/use.ts'
import { byDue } from '../../parts/due.ts'
import { useNamed } from '../../parts/names.ts'
import { PageTitle } from '../../parts/page-title.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import type { WorkSearch } from '../../parts/search.ts'
import { Read } from '../../parts/states.tsx'
import { type Self, useSelf } from '../../shell/session.ts'
import { useWords } from '../../words/engine.ts'
import { everywhere } from '../../words/everywhere.ts'
import { whole } from '../parts/all-pages.ts'
import { officerCases } from '../words.ts'
import { CASE_STATES, type CaseHead, isOpen, waitsFor } from './deeds.ts'
import { CaseTable } from './list.tsx'

const route = getRouteApi('/office/work')
const WHOSE = ['mine', 'waiting', 'all'] as const
type Whose = (typeof WHOSE)[number]

const isFor = (row: CaseHead, whose: Whose, self: Self): boolean =>
  whose === 'all' ||
  (whose === 'mine' ? row.holder === self.person : row.holder === self.person || waitsFor(row.state, self.roles))

/** Opens what is most pressing; what nobody has is taken first. */
function TakeNext({ rows, self }: { readonly rows: readonly CaseHead[]; readonly self: Self }) {
  const say = useWords(officerCases)
  const navigate = useNavigate()
  const accept = useDeed('POST /v1/cases/{case_id}/accept')
  const take = useDeed('POST /v1/cases/{case_id}/take')
  const next = rows.find(row => waitsFor(row.state, self.roles))
  const go = async () => {
    if (next === undefined) return
    const params = { case_id: next.id }
    if (isOpen('accept', next.state, self.roles)) await accept.mutateAsync({ params })
    else if (isOpen('take', next.state, self.roles) && next.holder === null) await take.mutateAsync({ params })
    await navigate({ to: '/office/cases/$case', params: { case: next.id } })
  }
  return (
    <>
      <ProblemAlert problem={accept.error ?? take.error} />
      <Button
        disabled={next === undefined}
        loading={accept.isPending || take.isPending}
        // A refusal is shown above.
        onClick={() => void go().catch(() => undefined)}
      >
        {say(next === undefined ? 'take_next_none' : 'take_next')}
      </Button>
    </>
  )
}

function Filters({ search, set }: { readonly search: WorkSearch; readonly set: (change: WorkSearch) => void }) {
  const say = useWords(officerCases)
  const sayAll = useWords(everywhere)
  const [text, setText] = useState(search.find ?? '')
  // Cleared elsewhere, or gone back to.
  useEffect(() => setText(search.find ?? ''), [search.find])
  return (
    <Group component="search" align="end" mb="md" className="not-printed" aria-label={sayAll('filter')}>
      <NativeSelect
        label={say('whose')}
        value={search.whose ?? 'waiting'}
        data={WHOSE.map(value => ({ value, label: say(`whose_${value}`) }))}
        onChange={event => set({ whose: event.currentTarget.value })}
      />
      <NativeSelect
        label={say('state')}
        value={search.state ?? ''}
        data={[
          { value: '', label: sayAll('all') },
          ...CASE_STATES.map(value => ({ value, label: say(`state_${value}`) })),
        ]}
        onChange={event => set({ state: event.currentTarget.value })}
      />
      <TextInput
        label={say('find')}
        type="search"
        value={text}
        onChange={event => {
          setText(event.currentTarget.value)
          set({ find: event.currentTarget.value })
        }}
      />
    </Group>
  )
}

export function Work() {
  const say = useWords(officerCases)
  const named = useNamed()
  const self = useSelf()
  const search = route.useSearch()
  const navigate = useNavigate()
  const found = useQuery(whole(['GET /v1/cases'], (query, signal) => call('GET /v1/cases', { query, signal })))
  const whose = WHOSE.find(each => each === search.whose) ?? 'waiting'
  const wanted = (search.find ?? '').trim().toLowerCase()
  return (
    <>
      <PageTitle>{say('work_title')}</PageTitle>
      <Filters
        search={search}
        set={change =>
          void navigate({ to: '/office/work', search: { ...search, ...change }, replace: true, resetScroll: false })
        }
      />
      <Read of={found}>
        {all => {
          if (self === null || self === undefined) return null
          const own = all.filter(row => isFor(row, 'waiting', self)).sort(byDue)
          const shown = all
            .filter(row => isFor(row, whose, self))
            .filter(row => search.state === undefined || search.state === '' || row.state === search.state)
            .filter(
              row => wanted === '' || `${named(row.firm_names, row.firm)} ${row.id}`.toLowerCase().includes(wanted),
            )
            .sort(byDue)
          return (
            <>
              <Group mb="md" className="not-printed">
                <TakeNext rows={own} self={self} />
              </Group>
              <CaseTable caption={say('work_title')} rows={shown} empty={say('work_empty')} />
            </>
          )
        }}
      </Read>
    </>
  )
}
