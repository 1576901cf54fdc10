/** The tables of an edition, one at a time as a grid: what is found of them while they are edited, and their saving. */
import { Alert, Button, Group, NativeSelect, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call, ProblemError } from '../../api/client.ts'
import { useDraft } from '../../api/draft.ts'
import { reading } from '../../api/use.ts'
import { ProblemAlert } from '../../parts/problem.tsx'
import { Read } from '../../parts/states.tsx'
import { useSelf } from '../../shell/session.ts'
import { useLanguage, useWords } from '../../words/engine.ts'
import { everywhere } from '../../words/everywhere.ts'
import { EditionTop } from '../head.tsx'
import { type EditionWhole, isOpen, type Kind } from '../life.ts'
import '../risk.css'
import { risk } from '../words.ts'
import { Cells } from './cells.tsx'
import { type Clash, Conflict } from './conflict.tsx'
import { Exchange } from './exchange.tsx'
import { Findings, marksOf } from './findings.tsx'
import {
  begun,
  type Drafted,
  givenOf,
  type History,
  idOf,
  type Place,
  redone,
  stepped,
  undone,
  withCell,
  withCondition,
  withoutRow,
  withRowBehind,
  withRowMoved,
} from './model.ts'
import { RowDeeds } from './row-deeds.tsx'
import { useWeighing } from './weighing.ts'
import { WordsTable } from './words-table.tsx'

const route = getRouteApi('/risk/editions/$kind/$edition/tables')
const READ_ANEW = [
  'GET /v1/rules/editions/{kind}/{edition}',
  'GET /v1/rules/editions/{kind}/{edition}/grid',
  'GET /v1/rules/editions',
  'GET /v1/rules/differences',
]

export function TablesPage() {
  const { kind, edition } = route.useParams()
  const params = { kind: kind as Kind, edition }
  /** Counts what was read anew on purpose, so that what is being typed is never read over. */
  const [turn, setTurn] = useState(0)
  const whole = useQuery(reading('GET /v1/rules/editions/{kind}/{edition}', { params }))
  const begun = useQuery({
    queryKey: ['tables begun', kind, edition, turn],
    queryFn: async ({ signal }): Promise<Kept> => {
      const { words, version } = await call('GET /v1/rules/editions/{kind}/{edition}', { params, signal })
      const grid = await call('GET /v1/rules/editions/{kind}/{edition}/grid', { params, signal })
      // Saved between the two: what was read first is saved on, and the service shows both.
      return { version, drafted: { tables: grid.tables, words } }
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  return (
    <Read of={whole}>
      {read => (
        <>
          <EditionTop of={read} part="tables" />
          <Read of={begun}>
            {first => (
              <Tables key={`${kind}/${edition}/${turn}`} whole={read} first={first} onAnew={() => setTurn(turn + 1)} />
            )}
          </Read>
        </>
      )}
    </Read>
  )
}

/** Tables and words with the version they were begun on. */
type Kept = { readonly version: number | null; readonly drafted: Drafted }

function Tables({
  whole,
  first,
  onAnew,
}: {
  readonly whole: EditionWhole
  readonly first: Kept
  readonly onAnew: () => void
}) {
  const say = useWords(risk)
  const sayEverywhere = useWords(everywhere)
  const language = useLanguage()
  const self = useSelf()
  const client = useQueryClient()
  const navigate = useNavigate()
  const search = route.useSearch()
  const { kind, edition } = whole
  const isEdited = isOpen(whole) && self?.roles.includes('risk_officer') === true
  const kept = useDraft<Kept | null>(`rules:${self?.person ?? ''}:${kind}/${edition}`, null)
  const [base, setBase] = useState(first)
  // What was typed before the tab closed goes on, on the version it was begun on.
  const [history, setHistory] = useState<History>(() =>
    begun(isEdited && kept.value !== null && kept.value.version === first.version ? kept.value.drafted : first.drafted),
  )
  const { now } = history
  const isChanged = now !== base.drafted
  const [clash, setClash] = useState<Clash | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const [isSaving, setSaving] = useState(false)
  const [isSaved, setSaved] = useState(false)
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 })
  const { weighed, isAsking, problem: unasked } = useWeighing(kind, edition, now, isEdited)
  const findings = weighed?.findings ?? []

  const keep = (next: History): void => {
    setHistory(next)
    setSaved(false)
    kept.set({ version: base.version, drafted: next.now })
  }
  const take = (next: Drafted): void => {
    if (next !== now) keep(stepped(history, next))
  }
  const titles = now.tables.map(each => each.title[language])
  const found = now.tables.findIndex(each => idOf(each) === search.table)
  const at =
    found < 0
      ? Math.max(
          0,
          now.tables.findIndex(each => each.shape !== 'plain'),
        )
      : found
  const table = now.tables[at]
  const choose = (to: number): void => {
    const next = now.tables[to]
    if (next === undefined) return
    setPlace({ row: 0, column: 0 })
    void navigate({ to: `/risk/editions/${kind}/${edition}/tables`, search: { table: idOf(next) }, replace: true })
  }
  const readAnew = async (): Promise<void> => {
    kept.forget()
    await client.invalidateQueries({ predicate: query => READ_ANEW.includes(String(query.queryKey[0])) })
  }
  /** Saves the tables as they stand, on a version of the draft. */
  const save = async (version: number): Promise<void> => {
    setSaving(true)
    setProblem(null)
    try {
      const params = { kind, edition }
      const made = await call('POST /v1/rules/editions/{kind}/{edition}/grid', {
        params,
        body: { tables: givenOf(now.tables), words: now.words, with_numbers: true },
      })
      if (made.numbers === null) {
        setProblem(new Unreadable())
        return
      }
      const saved = await call('PUT /v1/rules/editions/{kind}/{edition}', {
        params,
        body: { numbers: made.numbers, words: now.words },
        ifMatch: String(version),
      })
      setBase({ version: saved.version, drafted: now })
      setSaved(true)
      setClash(null)
      await readAnew()
    } catch (refused) {
      const told = refused instanceof ProblemError ? refused.problem.errors[0] : undefined
      if (told?.code === 'edition_saved_meanwhile')
        setClash({
          version: Number(told['limit']),
          by: told['by'] ?? '',
          at: told['at_moment'] ?? null,
          yours: told['yours'] ?? '{}',
          theirs: told['theirs'] ?? '{}',
        })
      else setProblem(refused)
    } finally {
      setSaving(false)
    }
  }
  if (table === undefined) return <Text>{say('tables_none')}</Text>
  const deeds = {
    write: (row: number, column: number, text: string) => take(withCell(now, at, row, column, text)),
    add: (row: number) => take(withRowBehind(now, at, row)),
    remove: (row: number) => take(withoutRow(now, at, row)),
    move: (row: number, by: -1 | 1) => take(withRowMoved(now, at, row, by)),
    undo: () => keep(undone(history)),
    redo: () => keep(redone(history)),
  }
  const count = (of: number): string => {
    const own = findings.filter(each => each.place?.table === of).length
    return own === 0 ? '' : ` (${own})`
  }
  return (
    <>
      {clash === null ? null : (
        <Conflict
          clash={clash}
          isSaving={isSaving}
          onMine={() => void save(clash.version)}
          onTheirs={() => void readAnew().then(onAnew)}
        />
      )}
      <ProblemAlert problem={problem instanceof Unreadable ? null : problem} />
      {problem instanceof Unreadable ? (
        <Alert color="red" role="alert" mb="md">
          {say('save_unreadable')}
        </Alert>
      ) : null}
      {isEdited ? null : <Text mb="md">{say(isOpen(whole) ? 'tables_read_role' : 'tables_read_final')}</Text>}
      <Group align="end" mb="md" className="not-printed">
        <NativeSelect
          label={say('table')}
          value={idOf(table)}
          data={now.tables.map((each, place) => ({ value: idOf(each), label: `${titles[place]}${count(place)}` }))}
          onChange={event => choose(now.tables.findIndex(each => idOf(each) === event.currentTarget.value))}
        />
        {isEdited ? (
          <>
            <Button
              onClick={() => void save(base.version ?? 0)}
              loading={isSaving}
              disabled={!isChanged || clash !== null}
            >
              {sayEverywhere('save')}
            </Button>
            <Text role="status" data-testid="save-state">
              {isSaved ? sayEverywhere('saved') : isChanged ? sayEverywhere('unsaved') : ''}
            </Text>
          </>
        ) : null}
      </Group>
      {isEdited ? (
        <RowDeeds
          table={table}
          row={place.row}
          deeds={deeds}
          history={history}
          onMove={by => {
            deeds.move(place.row, by)
            setPlace({ ...place, row: place.row + by })
          }}
          onCondition={() => take(withCondition(now, at, CONDITION))}
        />
      ) : null}
      <Cells
        key={idOf(table)}
        table={table}
        title={titles[at] ?? ''}
        marks={marksOf(findings, at)}
        place={place}
        onPlace={setPlace}
        deeds={isEdited ? deeds : null}
      />
      <Text size="sm" c="dimmed" mt="xs" mb="lg">
        {say(`hit_${table.hit_policy}`)} {isEdited ? say('grid_keys') : ''}
      </Text>
      {isEdited ? (
        <>
          <ProblemAlert problem={unasked} stays />
          <Findings
            findings={findings}
            isAsking={isAsking}
            shown={{ table: at, titles }}
            onGo={to => {
              choose(to.table)
              setPlace({ row: to.row ?? 0, column: to.column ?? 0 })
            }}
          />
        </>
      ) : null}
      <Exchange whole={whole} isEdited={isEdited} onTaken={() => readAnew().then(onAnew)} />
      <WordsTable drafted={now} isEdited={isEdited} onChange={take} />
    </>
  )
}

/** The cells make no edition; what is wrong stands among the findings. */
class Unreadable extends Error {}

/** What the service calls the column, in the reader's languages. */
const CONDITION = { ko: '다른 조건', en: 'Other condition', zh: '其他条件' } as const
