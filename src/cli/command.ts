/** What a command of the command line is, and how it says what went wrong: a problem on stderr, never a stack. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { type RuleBook, readRuleBook } from '../appraisal/rule-book.ts'
import { adviceIn, type Problem, problemOf as problemAs } from '../kernel/problem.ts'
import type { Refusal } from '../kernel/result.ts'
import { LANGUAGES, type Language } from '../kernel/words.ts'
import { HOME, isFile, textsBelow } from '../platform/folders.ts'

/** 0 done, 1 the answer is no, 2 the input is refused or the command misused. */
export type ExitCode = 0 | 1 | 2

export type Command = {
  readonly name: string
  /** The arguments as they are typed. */
  readonly usage: string
  readonly summary: string
  /** More for `--help`, a line each. */
  readonly help: readonly string[]
  /** Help of a part of it, by the words typed before `--help`; that of the whole where there is none. */
  readonly helpFor?: (args: readonly string[]) => readonly string[] | undefined
  readonly run: (args: readonly string[]) => Promise<ExitCode> | ExitCode
}

/** A refusal on its way to the edge of the command line, where it becomes a problem on stderr and exit code 2. */
export class Refused extends Error {
  readonly refusals: readonly Refusal[]
  constructor(refusals: readonly Refusal[]) {
    super(refusals[0]?.code ?? 'refused')
    this.refusals = refusals
  }
}

export const refuseWith = (code: string, at: string, params: Readonly<Record<string, string>>): never => {
  throw new Refused([{ code, at, params }])
}

/** Misuse of a command: what was wrong with the words typed. */
export const misused = (limit: string, value = ''): never => refuseWith('command_misused', '', { value, limit })

let advice: ReadonlyMap<string, string> | undefined

/** Refusals as one problem, with what docs/errors.md says to do. */
export function problemOf(refusals: readonly Refusal[]): Problem {
  advice ??= adviceIn(readFileSync(join(HOME, 'docs/errors.md'), 'utf8'))
  return problemAs(refusals, advice)
}

/** What comes on standard input, whole. */
export const typedIn = async (): Promise<string> => (await buffer(process.stdin)).toString('utf8')

/** The words of a command line read strictly: an option nobody knows is misuse, never left out of account. */
export function wordsOf<const Names extends string>(args: readonly string[], ...names: readonly Names[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: Object.fromEntries(names.map(name => [name, { type: 'string' as const }])),
    })
    return { values: values as Partial<Record<Names, string>>, positionals }
  } catch (error) {
    return misused(error instanceof Error ? error.message : 'known options', args.join(' '))
  }
}

export const print = (text: string): void => {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
}

/** A text file, or a refusal that names it: bytes that are no text are not mended in silence. */
export function textOf(path: string): string {
  if (!isFile(path)) return refuseWith('file_missing', path, { value: path, limit: 'a file that can be read' })
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path))
  } catch {
    return refuseWith('input_not_json', path, { value: 'bytes that are no text', limit: 'JSON in UTF-8' })
  }
}

/** The value of a result, or its refusals thrown to the edge. */
export function granted<Value>(
  result: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusals: readonly Refusal[] },
): Value {
  if (!result.ok) throw new Refused(result.refusals)
  return result.value
}

/** The rule book the product ships. */
export const shippedRules = (): RuleBook => granted(readRuleBook(textsBelow(join(HOME, 'rules'))))

export function languageOf(text: string | undefined, otherwise: Language): Language {
  if (text === undefined) return otherwise
  const found = LANGUAGES.find(language => language === text)
  return found ?? misused(`--lang is one of ${LANGUAGES.join(', ')}`, text)
}
