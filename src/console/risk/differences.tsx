/** What one edition has that another has not, by clause, row and cell: old and new inside the table. */
import { Badge, NativeSelect, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { EditionTop } from './head.tsx'
import { type EditionWhole, isPublished, type Kind, valueText } from './life.ts'
import { useRiskNames } from './names.tsx'
import './risk.css'
import { risk } from './words.ts'

const route = getRouteApi('/risk/editions/$kind/$edition/differences')
type Difference = ValueOf<'GET /v1/rules/differences'>['items'][number]
const COLOURS = { added: 'green', removed: 'red', changed: 'blue', moved: 'gray' } as const

export function DifferencesPage() {
  const { kind, edition } = route.useParams()
  const found = useQuery(
    reading('GET /v1/rules/editions/{kind}/{edition}', { params: { kind: kind as Kind, edition } }),
  )
  return (
    <Read of={found}>
      {read => (
        <>
          <EditionTop of={read} part="differences" />
          <Against of={read} />
        </>
      )}
    </Read>
  )
}

function Against({ of }: { readonly of: EditionWhole }) {
  const say = useWords(risk)
  const names = useRiskNames()
  const navigate = useNavigate()
  const search = route.useSearch()
  const editions = useQuery(reading('GET /v1/rules/editions', { query: { kind: of.kind } }))
  return (
    <Read of={editions}>
      {({ items }) => {
        const others = items.filter(each => each.edition !== of.edition)
        const earlier = others.filter(each => isPublished(each.state) && each.in_force_from < of.in_force_from)
        const before = search.before ?? of.base ?? earlier.at(-1)?.edition ?? others[0]?.edition
        if (before === undefined) return <Text>{say('differences_alone')}</Text>
        return (
          <>
            <NativeSelect
              mb="md"
              maw="24rem"
              className="not-printed"
              label={say('differences_before')}
              value={before}
              data={others.map(each => ({
                value: each.edition,
                label: `${each.edition} (${names.state(each.state)})`,
              }))}
              onChange={event =>
                void navigate({
                  to: `/risk/editions/${of.kind}/${of.edition}/differences`,
                  search: { before: event.currentTarget.value },
                  replace: true,
                })
              }
            />
            <Shown kind={of.kind} before={before} after={of.edition} />
          </>
        )
      }}
    </Read>
  )
}

function Shown({ kind, before, after }: { readonly kind: Kind; readonly before: string; readonly after: string }) {
  const say = useWords(risk)
  const names = useRiskNames()
  const language = useLanguage()
  const found = useQuery(reading('GET /v1/rules/differences', { query: { kind, before, after } }))
  /** Where it is, as the sentence begins. */
  const whereOf = ({ says }: Difference): string => says[language].split(language === 'zh' ? '：' : ': ')[0] ?? ''
  const columns: readonly Column<Difference>[] = [
    { key: 'where', title: say('place'), width: 220, value: whereOf },
    {
      key: 'kind',
      title: say('difference'),
      value: row => say(`difference_${row.kind}`),
      show: row => (
        <Badge color={COLOURS[row.kind]} c="inherit">
          {say(`difference_${row.kind}`)}
        </Badge>
      ),
    },
    {
      key: 'before',
      title: say('difference_before', { edition: before }),
      width: 150,
      value: row => valueText(row.before),
      show: row => (valueText(row.before) === '' ? '–' : <del className="risk-old">{valueText(row.before)}</del>),
    },
    {
      key: 'after',
      title: say('difference_after', { edition: after }),
      width: 150,
      value: row => valueText(row.after),
      show: row => (valueText(row.after) === '' ? '–' : <ins className="risk-new">{valueText(row.after)}</ins>),
    },
    { key: 'bodies', title: say('body'), value: row => row.decided_by.map(names.body).join(', ') },
    { key: 'says', title: say('difference_says'), width: 240, value: row => row.says[language] },
  ]
  return (
    <Read of={found}>
      {({ items }) => (
        <Table
          caption={say('differences_caption', { before, after })}
          columns={columns}
          rows={items}
          idOf={row => `${row.kind} ${row.place}`}
          csv={`differences-${kind}-${before}-${after}`}
          empty={say('differences_none')}
        />
      )}
    </Read>
  )
}
