/** Passwords of persons who log in here: scrypt (RFC 7914) with a salt of their own, compared in constant time. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Tables } from '../db/tables.ts'

/** One of the costs that OWASP's password storage cheat sheet gives as equal: this one takes 32 MB for each log-in. */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const
const LENGTH = 32
const MEMORY_MAX = 64 * 1024 * 1024
/** Beyond this nobody types; hashing more is work for whoever wants to keep us busy. */
const PASSWORD_MAX = 256

const derived = (password: string, salt: Buffer, cost: { N: number; r: number; p: number }): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, LENGTH, { ...cost, maxmem: MEMORY_MAX }, (problem, key) =>
      problem === null ? resolve(key) : reject(problem),
    )
  })

/** A password as it is kept: `scrypt$N$r$p$salt$key`. */
export async function hashed(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derived(password, salt, COST)
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

/** Whether a password is the one kept. */
export async function isPassword(kept: string, password: string): Promise<boolean> {
  const [scheme, N, r, p, salt, key] = kept.split('$')
  if (scheme !== 'scrypt' || salt === undefined || key === undefined || password.length > PASSWORD_MAX) return false
  const expected = Buffer.from(key, 'base64url')
  const found = await derived(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) })
  return expected.length === found.length && timingSafeEqual(expected, found)
}

/** Compared with where nobody is found, so that a stranger's name takes as long as a person's. */
let nobody: Promise<string> | undefined
const hashOfNobody = (): Promise<string> => {
  nobody ??= hashed(randomBytes(16).toString('hex'))
  return nobody
}

/** Attempts per name in a quarter of an hour; counted in each process, besides the limit on requests. */
const ATTEMPTS_MAX = 10
const WINDOW_MS = 900_000
const NAMES_MAX = 10_000

export type LogIn = (name: string, password: string, now: Date) => Promise<string | null>

/** The subject of a person by name and password; null for every reason not to let them in. */
export function makeLogIn(db: Kysely<Tables>): LogIn {
  const failures = new Map<string, { count: number; readonly since: number }>()
  return async (name, password, now) => {
    const before = failures.get(name)
    const isOver = before !== undefined && now.getTime() - before.since > WINDOW_MS
    if (before !== undefined && !isOver && before.count >= ATTEMPTS_MAX) return null
    const row = await db
      .selectFrom('app.persons as p')
      .innerJoin('app.passwords as w', 'w.person', 'p.id')
      .select(['p.subject', 'w.hash'])
      .where('p.subject', '=', name.slice(0, 256))
      .where('p.erased_at', 'is', null)
      .executeTakeFirst()
    const isRight = await isPassword(row?.hash ?? (await hashOfNobody()), password)
    if (row !== undefined && isRight) {
      failures.delete(name)
      return row.subject
    }
    const oldest = failures.size >= NAMES_MAX ? failures.keys().next().value : undefined
    if (oldest !== undefined) failures.delete(oldest)
    failures.set(name, {
      count: (isOver ? 0 : (before?.count ?? 0)) + 1,
      since: isOver ? now.getTime() : (before?.since ?? now.getTime()),
    })
    return null
  }
}
