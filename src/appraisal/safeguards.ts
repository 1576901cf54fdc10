/**
 * What editions are held to by the safeguards in force on their days: the statute's figures, whatever a draft of the
 * terms says of them itself, and that the facts given a direction are declared.
 */
import type { Relation } from '../decision/safeguards-schema.ts'
import type { CalendarDate } from '../kernel/calendar.ts'
import { fixed } from '../kernel/fixed.ts'
import { refusal } from '../kernel/result.ts'
import { inForceOn } from '../rules/edition.ts'
import { type AnyKind, everyKind } from './edition-kinds.ts'
import type { Found, Shelved } from './rule-files.ts'

type Shelves = { readonly [K in AnyKind]: readonly Shelved<K>[] }

type Valued = { readonly value: string; readonly unit: string }
const isValued = (value: unknown): value is Valued =>
  typeof value === 'object' && value !== null && 'value' in value && 'unit' in value

/** The sourced number at a dotted place of an edition; undefined where none stands there. */
function numberAt(content: unknown, at: string): Valued | undefined {
  let found: unknown = content
  for (const step of at.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined
    found = (found as Readonly<Record<string, unknown>>)[step]
  }
  return isValued(found) ? found : undefined
}

function stands(value: string, relation: Relation, limit: string): boolean {
  switch (relation) {
    case 'at_most':
      return fixed(value) <= fixed(limit)
    case 'at_least':
      return fixed(value) >= fixed(limit)
    case 'equals':
      return fixed(value) === fixed(limit)
    default:
      return relation satisfies never
  }
}

const SAID: Readonly<Record<Relation, string>> = { at_most: 'at most', at_least: 'at least', equals: 'exactly' }

/**
 * Every number that does not stand to the statute's figure as it has to, on any day on which it is in force; figures
 * that name no number, and directions of facts nobody declares.
 */
export function unguarded(shelves: Shelves): Found {
  const days = new Set(everyKind.flatMap(kind => shelves[kind].map(one => one.in_force_from as CalendarDate)))
  const found = new Map<string, Found[number]>()
  for (const day of days) {
    const held = inForceOn<Shelved<'safeguards'>>(shelves.safeguards, day)
    if (held === undefined) continue
    for (const one of [...figureFindings(shelves, held, day), ...directionFindings(shelves, held, day)])
      found.set(`${one.at} ${one.params['limit']}`, one)
  }
  return [...found.values()]
}

function figureFindings(shelves: Shelves, held: Shelved<'safeguards'>, day: CalendarDate): Found {
  const own = `safeguards/${held.edition}.json`
  return held.content.figures.flatMap(({ edition: kind, at, relation, figure }, place): Found => {
    const shelf: readonly Shelved<AnyKind>[] | undefined = Object.hasOwn(shelves, kind)
      ? shelves[kind as AnyKind]
      : undefined
    const edition = shelf === undefined ? undefined : inForceOn(shelf, day)
    const number = edition === undefined ? undefined : numberAt(edition.content, at)
    if (edition === undefined || number === undefined)
      return shelf !== undefined && edition === undefined
        ? []
        : [
            refusal('rules_finding', `${own}#figures.${place}.at`, {
              file: own,
              value: `${kind} ${at}`,
              limit: 'a number',
            }),
          ]
    const file = `${kind}/${edition.edition}.json`
    const { source } = figure
    const ground = source === undefined || source === null ? own : [source.id, source.at].filter(Boolean).join(' ')
    const limit = `${SAID[relation]} ${figure.value} ${figure.unit} (${ground})`
    const isHeld = number.unit === figure.unit && stands(number.value, relation, figure.value)
    return isHeld
      ? []
      : [refusal('rules_finding', `${file}#${at}`, { file, value: `${number.value} ${number.unit}`, limit })]
  })
}

function directionFindings(shelves: Shelves, held: Shelved<'safeguards'>, day: CalendarDate): Found {
  const declared = inForceOn<Shelved<'facts'>>(shelves.facts, day)?.content.facts
  if (declared === undefined) return []
  const names = new Set(declared.map(one => (one as { readonly name?: unknown } | null)?.name))
  const file = `safeguards/${held.edition}.json`
  return Object.keys(held.content.better_when_higher.values)
    .filter(name => !names.has(name))
    .map(name => refusal('fact_unknown', `${file}#better_when_higher.values.${name}`, { file, fact: name }))
}
