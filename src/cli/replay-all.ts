/** `replay --all`: every stored decision run again, in the database or in a folder. */
import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { systemActor } from '../access/actor.ts'
import { serviceConfigOf } from '../platform/config.ts'
import { openServiceDatabase } from '../platform/db/service-database.ts'
import { HOME, isFolder, textsBelow } from '../platform/folders.ts'
import { workRuns } from '../platform/runs/worker.ts'
import { openWorkers } from '../platform/workers.ts'
import type { Asked } from '../policy/replaying/asked.ts'
import { type Tally, together } from '../policy/replaying/report.ts'
import { makeReplayService, NONE_PUBLISHED, REPLAY, replayKind } from '../policy/replaying/service.ts'
import { type ExitCode, granted, misused, print, refuseWith, textOf } from './command.ts'
import { editionsBeside } from './known-rules.ts'

/** Threads that run records again, each with the rules of this product. */
const threads = (count: number) =>
  openWorkers<Asked, Tally>({
    file: new URL('../policy/replaying/replaying.worker.ts', import.meta.url),
    count,
    settings: textsBelow(join(HOME, 'rules')),
    secondsMax: 600,
    megabytesMax: 512,
  })

/** A report in lines. */
export function reportLines(tally: Tally): readonly string[] {
  const counted = (one: Pick<Tally, 'records' | 'identical' | 'differing' | 'not_run'>): string =>
    `${one.records} records: ${one.identical} identical, ${one.differing} differ, ${one.not_run} could not be run`
  const places = tally.listed.map(({ record, at, recorded, computed, code }) =>
    code === null
      ? `  ${record} differs first at ${at === '' ? 'the whole' : at}: recorded ${recorded}, computed ${computed}`
      : `  ${record} was not run: ${code}${at === '' ? '' : ` at ${at}`}`,
  )
  const unlisted = tally.differing + tally.not_run - tally.listed.length
  return [
    counted(tally),
    ...tally.by_engine.map(one => `  engine ${one.engine}  ${counted(one)}`),
    ...tally.by_edition.map(one => `  ${one.kind} ${one.edition} ${one.digest.slice(0, 19)}  ${counted(one)}`),
    ...tally.not_run_because.map(one => `  not run because of ${one.code}: ${one.records}`),
    ...places,
    ...(unlisted > 0 ? [`  and ${unlisted} more`] : []),
  ]
}

function ended(tally: Tally, isJson: boolean): ExitCode {
  print(isJson ? JSON.stringify(tally, null, 2) : reportLines(tally).join('\n'))
  return tally.identical === tally.records ? 0 : 1
}

/** Records of a file's folder that a thread is given at once. */
const FOLDER_BATCH = 100

async function overFolder(folder: string, count: number, editions: string | undefined): Promise<Tally> {
  if (!isFolder(folder)) return refuseWith('file_missing', folder, { value: folder, limit: 'a folder of records' })
  const names = readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .sort()
  if (names.length === 0)
    return refuseWith('file_missing', folder, { value: folder, limit: 'a folder that holds records, *.json' })
  const published = editions === undefined ? NONE_PUBLISHED : { name: editions, files: await editionsBeside(editions) }
  const workers = threads(count)
  try {
    const tallies: Tally[] = []
    const starts = Array.from({ length: Math.ceil(names.length / FOLDER_BATCH) }, (_, batch) => batch * FOLDER_BATCH)
    const lane = async (): Promise<void> => {
      for (let at = starts.shift(); at !== undefined; at = starts.shift()) {
        const records = names.slice(at, at + FOLDER_BATCH).map(id => ({ id, record: textOf(join(folder, id)) }))
        tallies[at / FOLDER_BATCH] = await workers.run({ records, published })
      }
    }
    await Promise.all(Array.from({ length: count }, lane))
    return together(tallies)
  } finally {
    await workers.close()
  }
}

/** How often a process that shares a run looks how far it is. */
const LOOK_MS = 500

async function overDatabase(count: number): Promise<Tally> {
  const { config, errors } = serviceConfigOf(process.env)
  if (errors.length > 0) return refuseWith('command_misused', '', { limit: errors.join('; ') })
  const { database, close } = await openServiceDatabase(config, config.database, { isVisitor: true })
  const workers = threads(count)
  const told = (line: string): void => void process.stderr.write(`${line}\n`)
  const onProblem = (problem: unknown, where: string): void => told(`${where}: ${problem}`)
  const kinds = { [REPLAY]: replayKind(database, workers) }
  const running = workRuns(database.plain, kinds, { atOnce: count, onProblem })
  const end = (): void => {
    told('giving back what is under way; another process goes on, or the next `replay --all`')
    void running.close().then(() => process.exit(130))
  }
  process.once('SIGINT', end)
  try {
    const service = makeReplayService()
    const actor = systemActor('replay --all')
    const begun = await database.transaction(actor, tx => service.begin(tx, actor))
    let now = granted(begun)
    for (let done = -1; now.state === 'queued' || now.state === 'running'; ) {
      if (now.parts_done !== done) told(`run ${now.id}: ${now.parts_done} of ${now.parts} parts`)
      done = now.parts_done
      await pause(LOOK_MS)
      now = granted(await database.transaction(actor, tx => service.progress(tx, actor, now.id)))
    }
    if (now.state !== 'done')
      return refuseWith('replay_not_ended', '', { value: now.state, limit: now.failure ?? 'POST /v1/runs/{id}/resume' })
    return now.report
  } finally {
    process.off('SIGINT', end)
    await running.close()
    await workers.close()
    await close()
  }
}

/** Options of `--all`, read strictly. */
function wordsOfAll(args: readonly string[]) {
  const words = args.filter(word => word !== '--all')
  const after = (name: string): string | undefined => {
    const at = words.indexOf(name)
    if (at < 0) return undefined
    const [, value] = words.splice(at, 2)
    return value ?? misused(`a value after ${name}`, args.join(' '))
  }
  const isThere = (name: string): boolean => {
    const at = words.indexOf(name)
    if (at >= 0) words.splice(at, 1)
    return at >= 0
  }
  const found = {
    isJson: isThere('--json'),
    folder: after('--folder'),
    threads: after('--threads'),
    editions: after('--editions'),
  }
  const count = found.threads === undefined ? availableParallelism() : Number(found.threads)
  if (!Number.isInteger(count) || count < 1 || count > 256)
    return misused('--threads is a whole number from 1 to 256', found.threads)
  if (words.length > 0) return misused('--all [--folder FOLDER] [--threads N] [--json]', args.join(' '))
  if (found.editions !== undefined && found.folder === undefined)
    return misused('--editions with --folder: the database holds its own', found.editions)
  return { ...found, count }
}

/** Replays all there is, prints the report, and ends with 1 where a record is not the same. */
export async function replayAll(args: readonly string[]): Promise<ExitCode> {
  const { folder, count, editions, isJson } = wordsOfAll(args)
  return ended(folder === undefined ? await overDatabase(count) : await overFolder(folder, count, editions), isJson)
}
