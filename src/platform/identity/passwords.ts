/** Passwords of persons who log in here: scrypt (RFC 7914) with a salt of their own, compared in constant time. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../db/tables.ts'
import type { Attempts } from './attempts.ts'

/** One of the costs that OWASP's password storage cheat sheet gives as equal: this one takes 32 MB for each log-in. */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const
const LENGTH = 32
const MEMORY_MAX = 64 * 1024 * 1024
/** Beyond this nobody types; hashing more is work for whoever wants to keep us busy. */
export const PASSWORD_MAX = 256
/** Characters of a password that is the only factor (NIST SP 800-63B-4, 3.1.1.2). */
export const PASSWORD_MIN = 15
const DIFFERENT_MIN = 5

/** Why a password cannot be one. */
export type Misfit = 'length' | 'control' | 'variety' | 'name'

/** What keeps a password from being one of somebody who logs in by that name; null where nothing does. */
export function misfitOf(password: string, subject: string): Misfit | null {
  const length = [...password.normalize('NFKC')].length
  if (length < PASSWORD_MIN || password.length > PASSWORD_MAX) return 'length'
  if (/\p{Cc}/u.test(password)) return 'control'
  if (new Set(password).size < DIFFERENT_MIN) return 'variety'
  return subject !== '' && password.toLowerCase().includes(subject.toLowerCase()) ? 'name' : null
}

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

/**
 * Who came in, and by which kept password; or why not: a wrong name or password, which are one to whoever asks, or too
 * many attempts before.
 */
export type Entered =
  | { readonly is: 'in'; readonly subject: string; readonly kept: string }
  | { readonly is: 'wrong' }
  | { readonly is: 'waiting'; readonly seconds: number }

/**
 * Lets a person in by name and password.
 *
 * @param address  where the attempt comes from; null where it cannot be known
 */
export type LogIn = (name: string, password: string, address: string | null, now: Date) => Promise<Entered>

export function makeLogIn(db: Kysely<Tables>, attempts: Attempts): LogIn {
  return async (name, password, address, now) => {
    const attempt = { account: name, address }
    const seconds = await attempts.begun(attempt, now)
    if (seconds !== null) return { is: 'waiting', seconds }
    const row = await db
      .selectFrom('app.persons as p')
      .innerJoin('app.passwords as w', 'w.person', 'p.id')
      .select(['p.subject', 'w.hash'])
      .where('p.subject', '=', name.slice(0, 256))
      .where('p.erased_at', 'is', null)
      .executeTakeFirst()
    const isRight = await isPassword(row?.hash ?? (await hashOfNobody()), password)
    if (row === undefined || !isRight) return { is: 'wrong' }
    await attempts.passed(attempt)
    return { is: 'in', subject: row.subject, kept: row.hash }
  }
}

/**
 * Whether the password somebody came in by is still theirs. Waits for a change that is under way: asked after a log-in
 * was written down, it finds every change that did not find the log-in.
 */
export async function isStillKept(db: Kysely<Tables>, subject: string, kept: string): Promise<boolean> {
  const { rows } = await sql`select 1 from app.passwords w join app.persons p on p.id = w.person
    where p.subject = ${subject} and w.hash = ${kept} and p.erased_at is null for share of w`.execute(db)
  return rows.length > 0
}
