/** A full disk: the data folder on a file system of few megabytes, filled, and freed again. */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sandboxToken, tokensOf } from './cases.ts'
import { lostOf, twiceOf } from './journal.ts'
import { asSuperuser, freePort } from './kill.ts'
import { type Acknowledged, bodyOf, caseIdOf, post } from './load.ts'
import type { Fault, Told } from './outcome.ts'
import { endPostmaster, postmasterOf, readyWithin, startService } from './process.ts'

/** Enough for the files of the database and little of its log. */
const MEGABYTES = 400
const PREFIX = 'full'
const ROUNDS = { short: 3, long: 20 } as const
const RESUME_MS_MAX = 10_000
const REFUSED_ENOUGH = 5
/** After so many cases a full disk has been met or never will be. */
const CASES_MAX = 4_000

/** Writes until the file system takes no more. */
function fill(path: string): void {
  const file = openSync(path, 'w')
  try {
    for (const size of [1 << 20, 1 << 12]) {
      const zeros = Buffer.alloc(size)
      try {
        for (;;) writeSync(file, zeros)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      }
    }
  } finally {
    closeSync(file)
  }
}

type Round = { readonly isHeld: boolean; readonly notes: readonly string[] }
type Met = { refused: number; readonly wrong: string[] }

async function ran(folder: string, rounds: number): Promise<Told> {
  const port = await freePort()
  let running = await startService(folder, port)
  const agent = new Agent({ keepAlive: true })
  const acknowledged: Acknowledged[] = []
  const open = new Set<number>()
  let [number, restarts] = [0, 0]
  try {
    const token = sandboxToken(tokensOf(folder))
    const one = async (at: number, met: Met): Promise<boolean> => {
      const key = `${PREFIX}-${at}`
      const answer = await post(agent, running.address, token, key, bodyOf(at))
      if (answer?.status === 201) {
        acknowledged.push({ key, caseId: caseIdOf(answer.text), text: answer.text })
        return open.delete(at) || true
      }
      open.add(at)
      if (answer?.status === 503) met.refused += 1
      else if (answer?.status === 429) await pause(500)
      else
        met.wrong.push(answer === null ? `${key}: no answer` : `${key}: ${answer.status} ${answer.text.slice(0, 200)}`)
      return false
    }
    const round = async (): Promise<Round> => {
      const filler = join(folder, 'filler')
      const met: Met = { refused: 0, wrong: [] }
      // Some are acknowledged before, so that there is something that could be lost.
      for (let before = 5; before > 0; before -= 1) {
        number += 1
        await one(number, met)
      }
      fill(filler)
      for (let left = CASES_MAX; left > 0 && met.refused < REFUSED_ENOUGH && met.wrong.length === 0; left -= 1) {
        number += 1
        await one(number, met)
      }
      rmSync(filler)
      const begun = performance.now()
      const ready = await readyWithin(running.address, RESUME_MS_MAX)
      if (ready === null) {
        restarts += 1
        const stood = postmasterOf(folder) === null ? 'PostgreSQL had ended' : 'PostgreSQL was running'
        await running.kill()
        running = await startService(folder, port)
        return {
          isHeld: false,
          notes: [`not ready ${RESUME_MS_MAX} ms after the disk was freed; ${stood}`, ...met.wrong],
        }
      }
      for (const at of [...open]) {
        const again: Met = { refused: 0, wrong: met.wrong }
        while (performance.now() - begun < RESUME_MS_MAX && !(await one(at, again))) await pause(50)
      }
      const isHeld = met.refused >= REFUSED_ENOUGH && met.wrong.length === 0 && open.size === 0
      return {
        isHeld,
        notes: [
          `${met.refused} times 503, resumed after ${Math.round(performance.now() - begun)} ms, ${open.size} left open`,
          ...met.wrong.slice(0, 5),
        ],
      }
    }
    const done: Round[] = []
    for (let at = 0; at < rounds; at++) done.push(await round())
    const whole = await asSuperuser(folder, async client => [
      ...(await lostOf(client, acknowledged)),
      ...(await twiceOf(client, PREFIX)),
    ])
    return {
      name: 'full',
      tried: `the data folder on ${MEGABYTES} MB of tmpfs, filled to the last byte ${rounds} times, and freed`,
      held: whole.length === 0 ? done.filter(one => one.isHeld).length : 0,
      of: rounds,
      notes: [
        `${acknowledged.length} acknowledged, ${whole.length} lost or done twice, ${restarts} restarts needed`,
        ...done.flatMap((one, at) => one.notes.map(note => `round ${at + 1}: ${note}`)),
        ...whole.slice(0, 10),
      ],
    }
  } finally {
    agent.destroy()
    await running.stop()
  }
}

export const full: Fault = {
  name: 'full',
  run: async isLong => {
    const folder = mkdtempSync(join(tmpdir(), 'tg-full-'))
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${MEGABYTES}m,mode=755`, 'tmpfs', folder], {
      encoding: 'utf8',
    })
    if (mounted.status !== 0) {
      rmdirSync(folder)
      const why = mounted.error?.message ?? mounted.stderr.trim()
      return { name: 'full', absent: `a file system of limited size could not be mounted: ${why}` }
    }
    try {
      return await ran(folder, isLong ? ROUNDS.long : ROUNDS.short)
    } finally {
      await endPostmaster(folder)
      spawnSync('umount', [folder])
      spawnSync('umount', ['--lazy', folder], { stdio: 'ignore' })
      rmdirSync(folder)
    }
  },
}
