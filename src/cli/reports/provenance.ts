/**
 * reports/provenance.md: every number in rules/ by status, with its unit, its ground and who may change it, and every
 * source with what rests on it. A reader sees at once what is published and what is ours.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { type Provenance, provenanceOf, STATUSES, type Status, sourcesSchema } from '../../kernel/sourced.ts'
import type { Made, Report } from '../report.ts'

type Entry = Provenance & { readonly kind: string; readonly file: string }
type Source = z.infer<typeof sourcesSchema>[string]

const readJson = (place: URL): unknown => z.unknown().parse(JSON.parse(readFileSync(place, 'utf8')))
const namesIn = (place: URL): string[] => (existsSync(place) ? readdirSync(place).sort() : [])

/** Numbers files: rules/<kind>/<edition>.json, not the words beside them, not the sources. */
function entriesOf(rules: URL): Entry[] {
  const kinds = readdirSync(rules, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && entry.name !== 'sources')
    .map(entry => entry.name)
    .sort()
  return kinds.flatMap(kind =>
    namesIn(new URL(`${kind}/`, rules))
      .filter(name => name.endsWith('.json') && !name.endsWith('.words.json'))
      .flatMap(name => {
        const file = `${kind}/${name}`
        return provenanceOf(readJson(new URL(file, rules))).map(entry => ({ ...entry, kind, file }))
      }),
  )
}

/**
 * rules/sources.json and every file of rules/sources/, merged; an id that stands twice is our mistake, and is thrown.
 */
function sourcesOf(rules: URL): Map<string, Source> {
  const places = ['sources.json', ...namesIn(new URL('sources/', rules)).map(name => `sources/${name}`)]
  const found = new Map<string, Source>()
  const twice: string[] = []
  for (const place of places.filter(name => name.endsWith('.json') && existsSync(new URL(name, rules)))) {
    for (const [id, source] of Object.entries(sourcesSchema.parse(readJson(new URL(place, rules))))) {
      if (found.has(id)) twice.push(`${id}, again in rules/${place}`)
      found.set(id, source)
    }
  }
  if (twice.length > 0) throw new Error(`sources that stand twice:\n  ${twice.join('\n  ')}`)
  return found
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const row = (...cells: readonly (string | number)[]): string =>
  `| ${cells.map(text => cell(String(text))).join(' | ')} |`
const numbers = (entries: readonly Entry[]): number => entries.reduce((sum, { count }) => sum + count, 0)
const withStatus = (entries: readonly Entry[], status: Status): Entry[] =>
  entries.filter(entry => entry.status === status)

function summary(entries: readonly Entry[]): string[] {
  const kinds = [...new Set(entries.map(({ kind }) => kind))]
  const counts = (some: readonly Entry[]) => STATUSES.map(status => numbers(withStatus(some, status)))
  return [
    row('rules', ...STATUSES, 'all'),
    '|---|---|---|---|---|',
    ...kinds.map(kind => {
      const some = entries.filter(entry => entry.kind === kind)
      return row(kind, ...counts(some), numbers(some))
    }),
    row('**all**', ...counts(entries), numbers(entries)),
  ]
}

function tableOf(status: Status, entries: readonly Entry[]): string[] {
  const some = withStatus(entries, status)
  const ground = { published: 'source', derived: 'formula', assumed: 'why' }[status]
  return [
    `## ${status[0]?.toUpperCase()}${status.slice(1)}`,
    '',
    some.length === 0 ? 'None.' : `${numbers(some)} numbers in ${some.length} places.`,
    '',
    row('place', 'unit', 'numbers', 'decided by', ground),
    '|---|---|---|---|---|',
    ...some.map(entry =>
      row(
        `${entry.file.replace(/\.json$/, '')}: ${entry.place}`,
        entry.unit,
        entry.count,
        entry.decidedBy,
        [entry.source, entry.ground].filter(text => text !== null && text !== '').join('; '),
      ),
    ),
    '',
  ]
}

const idOf = (entry: Entry): string | null => entry.source?.split(',')[0] ?? null

function sourceTable(sources: ReadonlyMap<string, Source>, entries: readonly Entry[]): string[] {
  return [
    '## Sources',
    '',
    'Read: *full* is the whole text, *excerpt* the part that counts, *secondary* another text that quotes it.',
    '',
    row('id', 'title', 'place', 'date', 'read', 'numbers'),
    '|---|---|---|---|---|---|',
    ...[...sources]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, { title, place, date, read }]) =>
        row(id, title, place, date, read, numbers(entries.filter(entry => idOf(entry) === id))),
      ),
    '',
  ]
}

/**
 * Makes the report from the files under `top`; a source that is named and stands nowhere is our mistake, and is thrown.
 */
export function provenance(top: URL): Made {
  const rules = new URL('rules/', top)
  const entries = entriesOf(rules)
  if (entries.length === 0) return { absent: 'rules/ holds no number yet' }
  const sources = sourcesOf(rules)
  const unlisted = entries.flatMap(entry => {
    const id = idOf(entry)
    return id === null || sources.has(id) ? [] : [`rules/${entry.file}: ${entry.place} names the source ${id}`]
  })
  if (unlisted.length > 0) throw new Error(`sources that stand nowhere in rules/:\n  ${unlisted.join('\n  ')}`)
  return {
    text: [
      '# Where the numbers come from',
      '',
      'Every number a decision is made by stands in rules/ with its status: *published* by a text that is named,',
      '*derived* from such numbers by a formula, or *assumed*: ours, saying so and why. A table counts once a cell.',
      '',
      ...summary(entries),
      '',
      ...STATUSES.flatMap(status => tableOf(status, entries)),
      ...sourceTable(sources, entries),
    ].join('\n'),
  }
}

export const reports: readonly Report[] = [{ path: 'reports/provenance.md', make: provenance }]
