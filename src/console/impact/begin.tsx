/** A draft is chosen and held against a book; and what was run before. */
import { Anchor, Button, NativeSelect, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import type { ValueOf } from '../api/client.ts'
import { reading, useDeed } from '../api/use.ts'
import { Moment } from '../parts/day.tsx'
import { Part } from '../parts/facts.tsx'
import { type Fault, FaultSummary } from '../parts/form.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Empty, Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { hasRole, useSelf } from '../shell/session.ts'
import { useWords } from '../words/engine.ts'
import { useSaid } from './names.ts'
import { wholeNumberIn } from './numbers.ts'
import { editionKey, useDrafts } from './use-impact.ts'
import { impactWords } from './words.ts'

type Run = ValueOf<'GET /v1/runs'>['items'][number]
const [CASES_MAX, SEED_MAX] = [1_000_000, 2_147_483_647]

function Form() {
  const say = useWords(impactWords)
  const said = useSaid()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { found, drafts } = useDrafts()
  const [draft, setDraft] = useState('')
  const [book, setBook] = useState<'stored' | 'generated'>('stored')
  const [cases, setCases] = useState('10000')
  const [seed, setSeed] = useState('1')
  const [turn, setTurn] = useState(0)
  // Nobody waits for the lists of this page, which is left: they are read anew when it is opened again.
  const begin = useDeed('POST /v1/rules/impacts', ['GET /v1/rules/impacts/{run_id}'])
  useEffect(() => void import('./run.tsx'), [])
  const chosen = drafts.find(one => editionKey(one) === draft)
  const [casesIn, seedIn] = [wholeNumberIn(cases, 1, CASES_MAX), wholeNumberIn(seed, 0, SEED_MAX)]
  const isGenerated = book === 'generated'
  const wrong: readonly Fault[] = [
    ...(chosen === undefined ? [{ field: 'draft', label: say('draft'), message: say('draft_missing') }] : []),
    ...(isGenerated && casesIn === null ? [{ field: 'cases', label: say('cases'), message: say('cases_wrong') }] : []),
    ...(isGenerated && seedIn === null ? [{ field: 'seed', label: say('seed'), message: say('seed_wrong') }] : []),
  ]
  const faults = turn === 0 ? [] : wrong
  const errorOf = (field: string) => faults.find(one => one.field === field)?.message
  const run = (event: FormEvent) => {
    event.preventDefault()
    setTurn(before => before + 1)
    if (chosen === undefined || wrong.length > 0) return
    const { kind, edition, digest } = chosen
    const generated = isGenerated && casesIn !== null && seedIn !== null ? { cases: casesIn, seed: seedIn } : undefined
    begin.mutate(
      { body: { kind, edition, digest, ...(generated === undefined ? {} : { generated }) } },
      {
        onSuccess: made => {
          void client.invalidateQueries({ queryKey: ['GET /v1/runs'], refetchType: 'none' })
          client.setQueryData(reading('GET /v1/rules/impacts/{run_id}', { params: { run_id: made.id } }).queryKey, made)
          void navigate({ to: '/risk/impact/$run', params: { run: made.id } })
        },
      },
    )
  }
  return (
    <Read of={found}>
      {() =>
        drafts.length === 0 ? (
          <Empty>{say('drafts_none')}</Empty>
        ) : (
          <form onSubmit={run} noValidate>
            <FaultSummary faults={faults} turn={turn} />
            <ProblemAlert problem={begin.error} />
            <Stack maw="36rem">
              <NativeSelect
                id="draft"
                label={say('draft')}
                value={draft}
                error={errorOf('draft')}
                data={[
                  { value: '', label: say('draft_choose') },
                  ...drafts.map(one => ({
                    value: editionKey(one),
                    label: `${said('kind', one.kind)} ${one.edition} — ${said('life', one.state)}`,
                  })),
                ]}
                onChange={event => setDraft(event.currentTarget.value)}
              />
              <Radio.Group label={say('book')} value={book} onChange={value => setBook(value as 'stored')}>
                <Stack gap="xs" mt="xs">
                  <Radio value="stored" label={say('book_stored')} description={say('book_stored_text')} />
                  <Radio value="generated" label={say('book_generated')} description={say('book_generated_text')} />
                </Stack>
              </Radio.Group>
              {isGenerated ? (
                <>
                  <TextInput
                    id="cases"
                    label={say('cases')}
                    inputMode="numeric"
                    value={cases}
                    error={errorOf('cases')}
                    onChange={event => setCases(event.currentTarget.value)}
                  />
                  <TextInput
                    id="seed"
                    label={say('seed')}
                    inputMode="numeric"
                    value={seed}
                    error={errorOf('seed')}
                    onChange={event => setSeed(event.currentTarget.value)}
                  />
                </>
              ) : null}
              <Button type="submit" loading={begin.isPending} style={{ alignSelf: 'start' }}>
                {say('begin')}
              </Button>
            </Stack>
          </form>
        )
      }
    </Read>
  )
}

function Runs({ kind, title }: { readonly kind: 'impact' | 'impact.generated'; readonly title: string }) {
  const say = useWords(impactWords)
  const said = useSaid()
  const found = useQuery(reading('GET /v1/runs', { query: { kind, limit: '20' } }))
  const nameOf = ({ asked }: Run) => `${said('kind', String(asked['kind']))} ${String(asked['edition'])}`
  const bookOf = ({ asked }: Run) => {
    const made = asked['generated'] as { readonly cases: number; readonly seed: number } | undefined
    return made === undefined
      ? say('book_stored')
      : say('book_of_generated', { cases: made.cases.toLocaleString('en-US'), seed: String(made.seed) })
  }
  const columns: readonly Column<Run>[] = [
    {
      key: 'edition',
      title: say('edition'),
      value: nameOf,
      show: row => (
        <Anchor component={Link} to={`/risk/impact/${row.id}`}>
          {nameOf(row)}
        </Anchor>
      ),
    },
    { key: 'book', title: say('book'), value: bookOf },
    { key: 'state', title: say('state'), value: row => say(`state_${row.state}`) },
    { key: 'progress', title: say('progress'), value: row => `${row.parts_done} / ${row.parts}` },
    { key: 'asked_at', title: say('asked_at'), value: row => row.asked_at, show: row => <Moment of={row.asked_at} /> },
  ]
  return (
    <Read of={found}>
      {({ items }) => (
        <Table caption={title} columns={columns} rows={items} idOf={row => row.id} empty={say('runs_none')} />
      )}
    </Read>
  )
}

export function ImpactBegin() {
  const say = useWords(impactWords)
  const self = useSelf()
  return (
    <>
      <PageTitle>{say('title')}</PageTitle>
      <Text mb="lg" maw="60ch">
        {say('lead')}
      </Text>
      {hasRole(self, ['risk_officer']) ? (
        <Part title={say('part_begin')}>
          <Form />
        </Part>
      ) : null}
      <Part title={`${say('part_runs')} — ${say('book_stored')}`}>
        <Runs kind="impact" title={say('part_runs')} />
      </Part>
      <Part title={`${say('part_runs')} — ${say('book_generated')}`}>
        <Runs kind="impact.generated" title={say('book_generated')} />
      </Part>
    </>
  )
}
