/**
 * How fast a draft is held against a book: 10,000, 100,000 and 1,000,000 generated cases, packed in the embedded
 * database and loaded from it, under terms with a lowered coverage and ceilings, aggregates and lists included.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemActor } from '../../access/actor.ts'
import { NOTHING_PUBLISHED } from '../../appraisal/published.ts'
import { type Rules, readRuleBook, rulesOn } from '../../appraisal/rule-book.ts'
import { calendarDate } from '../../kernel/calendar.ts'
import type { Database } from '../../platform/db/database.ts'
import { openServiceDatabase } from '../../platform/db/service-database.ts'
import { HOME, textsBelow } from '../../platform/folders.ts'
import { uuid7 } from '../../platform/ids.ts'
import { openWorkers } from '../../platform/workers.ts'
import type { Answer, Asked, Draft, Work } from '../../policy/impact/asked.ts'
import { BLOCK, blockOf, readBlock } from '../../policy/impact/block.ts'
import { generatorOf } from '../../policy/impact/generated.ts'
import { impactOfBlock } from '../../policy/impact/impact.ts'
import { footingOf, LAYOUT } from '../../policy/impact/packed.ts'
import { reckoningOf } from '../../policy/impact/reckoning.ts'
import { reportOf } from '../../policy/impact/report.ts'
import { pairOf } from '../../policy/impact/running.ts'
import { blockBytes } from '../../policy/impact/store.ts'
import { EMPTY_TALLY, sumTallies, type Tally } from '../../policy/impact/tally.ts'
import { columnsOf, compileColumns } from '../../rules/columns.ts'
import { OUTCOMES } from '../../rules/evaluate.ts'
import { oracleOf } from '../../rules/oracle.ts'
import { parametersOf } from '../../rules/parameters.ts'
import { type FactValue, type Row, valueText } from '../../rules/rows.ts'
import { granted, shippedRules } from '../command.ts'
import { endPostmaster, endWithMe } from '../faults/process.ts'
import { type Measure, median } from '../measure.ts'

const SEED = 2026
const CORES = 2
/** Distinct blocks: a book of a million holds each several times, in rows of its own. */
const DISTINCT = 16
const MILLION = 1_000_000
const ENGINE_CASES = 200
const CONNECTIONS = 8
const ROUNDS = 3
const ENGINE = 'json-rules-engine'
const ORDINARY = 'technology_guarantee'

type Taken = {
  readonly tenThousand: number
  readonly hundredThousand: number
  readonly million: number
  readonly first: number
  readonly megabytes: number
  readonly runMicros: number
  readonly clauses: Clauses
  readonly moves: number
  /** Seconds of the processor at 100,000. */
  readonly processor: number
}

const DAY = calendarDate('2026-07-01')
const actor = systemActor('bench')

function draftTexts(): ReadonlyMap<string, string> {
  const terms = JSON.parse(readFileSync(join(HOME, 'rules/terms/2026-01.json'), 'utf8'))
  terms.edition = '2026-07'
  terms.in_force_from = DAY
  terms.coverage.basic.value = '0.8'
  terms.ceiling_by_grade.values.BB = '500000000'
  return new Map([['terms/2026-07.json', JSON.stringify(terms)]])
}

const seconds = (since: number): number => (performance.now() - since) / 1000

/** One block's row read on its own, as a worker of the service reads it. */
const loaded = (database: Database, id: string): Promise<Uint8Array> =>
  database.transaction(actor, tx => blockBytes(tx, id))

/** The book as rows of the database; full blocks, and one that is left. */
async function kept(database: Database, rules: Rules): Promise<readonly string[]> {
  const made = generatorOf(rules, SEED)
  const facts = rules.vocabulary.facts.map(fact => fact.name)
  const footing = footingOf(rules)
  const blockFrom = (from: number, cases: number): Uint8Array =>
    blockOf(
      Array.from({ length: cases }, (_, place) => made(from + place)),
      facts,
      footing,
    )
  const blocks = Array.from({ length: DISTINCT }, (_, place) => blockFrom(place * BLOCK, BLOCK))
  const ids: string[] = []
  const keep = (packed: Uint8Array, cases: number): Promise<unknown> => {
    const id = uuid7()
    ids.push(id)
    return database.transaction(actor, tx =>
      tx
        .insertInto('app.packed_blocks')
        .values({ id, layout: LAYOUT, cases, packed: Buffer.from(packed) })
        .execute(),
    )
  }
  for (let from = 0; from + BLOCK <= MILLION; from += BLOCK)
    await keep(blocks[(from / BLOCK) % DISTINCT] as Uint8Array, BLOCK)
  await keep(blockFrom(DISTINCT * BLOCK, MILLION % BLOCK), MILLION % BLOCK)
  return ids
}

/** So many cases on this thread alone, loading, report and lists included; the next block is read meanwhile. */
async function onOneCore(database: Database, ids: readonly string[], cases: number, before: Rules, after: Rules) {
  const [begun, busy] = [performance.now(), processor()]
  const pair = pairOf(before, after)
  const blocks = ids.slice(0, Math.ceil(cases / BLOCK))
  let tally: Tally = EMPTY_TALLY
  let moves = 0
  let next = loaded(database, blocks[0] as string)
  for (const place of blocks.keys()) {
    const bytes = await next
    const id = blocks[place + 1]
    if (id !== undefined) next = loaded(database, id)
    const one = impactOfBlock(pair, readBlock(bytes))
    tally = sumTallies(tally, one.tally)
    moves += one.moves.length
  }
  reportOf(tally, reckoningOf(before, after, null))
  const share = cases / tally.cases
  return { seconds: seconds(begun) * share, processor: (processor() - busy) * share, moves }
}

/** The whole book in two worker threads, as the service runs it; and how soon the first figures stand. */
async function onTwoCores(database: Database, ids: readonly string[]) {
  const workers = openWorkers<Asked, Answer>({
    file: new URL('../../policy/impact/impact.worker.ts', import.meta.url),
    count: CORES,
    settings: textsBelow(join(HOME, 'rules')),
    secondsMax: 120,
    megabytesMax: 512,
  })
  const run = (work: Work): Promise<Answer> => workers.run({ published: NOTHING_PUBLISHED, work })
  try {
    const texts = draftTexts()
    const head = { kind: 'terms', edition: '2026-07', texts }
    // The threads are there and have read the shipped rules, as those of a service that runs.
    await Promise.all(Array.from({ length: CORES }, () => run({ type: 'draft', ...head, today: DAY })))
    const begun = performance.now()
    const answer = await run({ type: 'draft', ...head, today: DAY })
    if (answer.type !== 'draft') throw new Error('a draft is answered as one')
    const { before, day, losses } = granted(answer.held)
    const draft: Draft = { id: uuid7(), ...head, before, day }
    const partOf = async (id: string): Promise<Tally> => {
      const block = await loaded(database, id)
      const found = await run({ type: 'block', draft, block, without: [], only: null })
      if (found.type !== 'impact') throw new Error('a block is answered by its impact')
      return found.impact.tally
    }
    const one = await partOf(ids[0] as string)
    reportOf(one, { ...losses, fund: null })
    const first = seconds(begun)
    const whole = performance.now()
    let tally = one
    const waiting = ids.slice(1)
    // Two for each thread: while it runs one, its next is read.
    await Promise.all(
      Array.from({ length: CORES * 2 }, async () => {
        for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
          const other = await partOf(id)
          tally = sumTallies(tally, other)
        }
      }),
    )
    reportOf(tally, { ...losses, fund: null })
    if (tally.cases !== MILLION || tally.open > 0) throw new Error(`${tally.cases} cases, ${tally.open} of them open`)
    return { first, million: seconds(whole) + first }
  } finally {
    await workers.close()
  }
}

type Clauses = { readonly engineMicros: number; readonly columnMicros: number }

/** Seconds of the processor, which other work on the machine does not lengthen as it does the clock. */
const processor = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/**
 * Microseconds of a case of the ordinary programme: its clauses by json-rules-engine, which must answer each alike, and
 * in columns, over a full block of the same cases.
 */
async function byEngine(rules: Rules): Promise<Clauses> {
  const programme = rules.policy.programmes.get(ORDINARY)
  const own = rules.editions.programmes.programmes.find(one => one.code === ORDINARY)
  if (programme === undefined || own === undefined) throw new Error('there is an ordinary programme')
  const { plan, clauses } = programme.clauses
  const parameters = granted(parametersOf([rules.editions.eligibility.parameters, own.parameters]))
  const oracle = oracleOf(clauses, rules.vocabulary, parameters)
  const { facts } = rules.vocabulary
  const made = generatorOf(rules, SEED)
  const rows: Row[] = []
  for (let place = 0; rows.length < ENGINE_CASES; place++) {
    const one = made(place)
    if (one.programme === ORDINARY) rows.push(one.row)
  }
  const run = compileColumns(plan)
  const columns = columnsOf(
    rules.vocabulary,
    Array.from({ length: BLOCK }, (_, place) => rows[place % rows.length] as Row),
  )
  const found = run(columns)
  const given = rows.map(row =>
    Object.fromEntries(
      facts.map((fact): [string, FactValue] => {
        const text = valueText(fact, row[fact.index] ?? Number.NaN)
        return [fact.name, fact.type === 'flag' && text !== null ? text === 'true' : text]
      }),
    ),
  )
  for (const [i, values] of given.entries())
    for (const [place, outcome] of [...(await oracle.outcomes(values))].entries())
      if (found[place]?.[i] !== outcome)
        throw new Error(
          `${clauses[place]?.clause}: ${OUTCOMES[outcome]}, in columns ${OUTCOMES[found[place]?.[i] ?? -1]}`,
        )
  const timed = async (work: () => unknown, cases: number): Promise<number> => {
    const begun = processor()
    await work()
    return ((processor() - begun) * 1e6) / cases
  }
  const engineMicros = await timed(async () => {
    for (const values of given) await oracle.outcomes(values)
  }, given.length)
  const again = Array.from({ length: 16 })
  const columnMicros = await timed(() => again.map(() => run(columns).length), BLOCK * again.length)
  return { engineMicros, columnMicros }
}

async function taken(): Promise<Taken> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-impact-'))
  endWithMe(folder)
  const before = granted(rulesOn(shippedRules(), DAY))
  const after = granted(
    rulesOn(granted(readRuleBook(new Map([...textsBelow(join(HOME, 'rules')), ...draftTexts()]))), DAY),
  )
  const opened = await openServiceDatabase(
    { dataFolder: folder },
    { connectionsMax: CONNECTIONS, ownerUrl: undefined, appUrl: undefined, backupFolder: undefined },
  )
  try {
    const { database } = opened
    const ids = await kept(database, before)
    const idle = process.memoryUsage.rss()
    const { first, million } = await onTwoCores(database, ids)
    const megabytes = Math.max(process.resourceUsage().maxRSS / 1024, idle / 2 ** 20)
    const of = async (cases: number) => {
      const rounds: Awaited<ReturnType<typeof onOneCore>>[] = []
      for (let round = 0; round < ROUNDS; round++) rounds.push(await onOneCore(database, ids, cases, before, after))
      return {
        seconds: median(rounds.map(one => one.seconds)),
        processor: median(rounds.map(one => one.processor)),
        moves: rounds[0]?.moves ?? 0,
      }
    }
    const tenThousand = await of(10_000)
    const hundredThousand = await of(100_000)
    const bytes = await Promise.all(ids.slice(0, DISTINCT).map(id => loaded(database, id)))
    const pair = pairOf(before, after)
    const busy = processor()
    for (const one of bytes) impactOfBlock(pair, readBlock(one))
    const runMicros = ((processor() - busy) * 1e6) / (BLOCK * DISTINCT)
    return {
      tenThousand: tenThousand.seconds,
      hundredThousand: hundredThousand.seconds,
      million,
      first,
      megabytes,
      runMicros,
      clauses: await byEngine(before),
      moves: hundredThousand.moves,
      processor: hundredThousand.processor,
    }
  } finally {
    await opened.close()
    await endPostmaster(folder)
    rmSync(folder, { recursive: true, force: true })
  }
}

let once: Promise<Taken> | null = null
const found = (): Promise<Taken> => {
  once ??= taken()
  return once
}

const UNDER = 'under the rules before and after, loading from the embedded database, aggregates and lists included'
const value = (
  name: string,
  says: string,
  unit: string,
  bar: number,
  of: (one: Taken) => number,
  note?: (one: Taken) => string,
): Measure => ({
  name,
  says,
  unit,
  better: 'lower',
  bar: { of: 'value', is: bar },
  take: async () => {
    const one = await found()
    return { value: of(one), ...(note === undefined ? {} : { note: note(one) }) }
  },
})

export const measures: readonly Measure[] = [
  value('impact.10k', `10,000 cases ${UNDER}, on one core.`, 's', 0.1, one => one.tenThousand),
  value(
    'impact.100k',
    `100,000 cases ${UNDER}, on one core.`,
    's',
    1,
    one => one.hundredThousand,
    one =>
      `${one.moves} cases change their answer; ${one.processor.toFixed(2)} s of the processor, whatever else it does.`,
  ),
  value(
    'impact.1m',
    `1,000,000 cases ${UNDER}, in ${CORES} worker threads, reading the draft included.`,
    's',
    8,
    one => one.million,
    one =>
      `${DISTINCT * BLOCK} of the cases are distinct, each block stored in rows of its own. A case takes ` +
      `${(one.million * CORES).toFixed(2)} us of a core, ${(one.hundredThousand * 10).toFixed(2)} us at 100,000, ` +
      `${(one.tenThousand * 100).toFixed(2)} us at 10,000.`,
  ),
  value(
    'impact.first',
    'First figures of the million, from the asking, the draft read anew.',
    's',
    1,
    one => one.first,
  ),
  value(
    'impact.memory',
    'Greatest memory of the process, making the book and the threads included.',
    'MiB',
    1024,
    one => one.megabytes,
  ),
  {
    name: 'impact.engine',
    says:
      `The clauses of the ordinary programme, ${BLOCK} cases in columns, per case and of the processor, against ` +
      `json-rules-engine, which answers each of ${ENGINE_CASES} generated cases alike.`,
    unit: 'us',
    better: 'lower',
    bar: { of: 'ratio', is: 500 },
    take: async () => {
      const { clauses, runMicros } = await found()
      return {
        value: clauses.columnMicros,
        against: { name: ENGINE, value: clauses.engineMicros },
        note: `A whole case under both rule sets, marks, terms and figures included, takes ${runMicros.toFixed(2)} us.`,
      }
    },
  },
]
