/** `rules list`, `show`, `published`, `draft`, `save`, `propose` and what comes after: editions of a service. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { parsedJson } from '../../kernel/schema.ts'
import { granted, misused, print, textOf, wordsOf } from '../command.ts'
import { codeOf, editionAt, lineOf, linesOf, listShown, served, USAGE, wholeShown } from './served.ts'
import type { Verb } from './verb.ts'

/** One step of an edition: its path, its body, and the edition as it then stands. */
async function step(api: string | undefined, name: string | undefined, deed: string, body?: unknown) {
  const answer = await served(api, {
    method: 'POST',
    path: `${editionAt(name)}/${deed}`,
    ...(body === undefined ? {} : { body }),
  })
  if (answer !== undefined) for (const line of linesOf(wholeShown.parse(answer))) print(line)
  return codeOf(answer)
}

/** The two files of an edition below a folder, as they lie in rules/. */
function writeEdition(into: string, { kind, edition, numbers, words }: z.output<typeof wholeShown>): void {
  const folder = join(into, kind)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${edition}.json`), `${JSON.stringify(numbers, null, 2)}\n`)
  writeFileSync(join(folder, `${edition}.words.json`), `${JSON.stringify(words, null, 2)}\n`)
}

/** States of an edition that decisions are or were made by, or will be from its first day on. */
const PUBLISHED: readonly string[] = ['scheduled', 'in_force', 'superseded']

const published: Verb = {
  name: 'published',
  usage: `<dir> ${USAGE}`,
  help: [
    'writes every edition the service has published, beside those it was shipped with, into a folder: what `verify`,',
    '`replay` and `explain` take as --editions',
  ],
  run: async args => {
    const { values, positionals } = wordsOf(args, 'api')
    const [folder, ...more] = positionals
    if (folder === undefined || more.length > 0) return misused('rules published <dir> --api <url>', args.join(' '))
    const answer = await served(values.api, { method: 'GET', path: '/v1/rules/editions' })
    if (answer === undefined) return codeOf(answer)
    const made = listShown.parse(answer).items.filter(one => one.version !== null && PUBLISHED.includes(one.state))
    for (const one of made) {
      const whole = await served(values.api, { method: 'GET', path: editionAt(`${one.kind}/${one.edition}`) })
      if (whole === undefined) return codeOf(whole)
      writeEdition(folder, wholeShown.parse(whole))
      print(lineOf(one))
    }
    print(`${folder}: ${made.length} published editions`)
    return 0
  },
}

const list: Verb = {
  name: 'list',
  usage: `[kind] ${USAGE}`,
  help: ['every edition of the service, by kind and first day'],
  run: async args => {
    const { values, positionals } = wordsOf(args, 'api')
    const [kind] = positionals
    const path = `/v1/rules/editions${kind === undefined ? '' : `?kind=${encodeURIComponent(kind)}`}`
    const answer = await served(values.api, { method: 'GET', path })
    if (answer !== undefined) for (const one of listShown.parse(answer).items) print(lineOf(one))
    return codeOf(answer)
  },
}

const show: Verb = {
  name: 'show',
  usage: `<kind/edition> [--out <dir>] ${USAGE}`,
  help: ['an edition: its digests, what it changes, whose resolution that needs; --out writes its two files'],
  run: async args => {
    const { values, positionals } = wordsOf(args, 'api', 'out')
    const answer = await served(values.api, { method: 'GET', path: editionAt(positionals[0]) })
    if (answer === undefined) return codeOf(answer)
    const whole = wholeShown.parse(answer)
    for (const line of linesOf(whole)) print(line)
    if (values.out !== undefined) writeEdition(values.out, whole)
    return 0
  },
}

const draft: Verb = {
  name: 'draft',
  usage: `<kind/edition> --first-day <day> [--from <edition>] ${USAGE}`,
  help: ['a new draft: a copy of the last edition of its kind, or of the one named'],
  run: async args => {
    const { values, positionals } = wordsOf(args, 'api', 'first-day', 'from')
    const [kind, edition] = editionAt(positionals[0]).split('/').slice(-2)
    const from = values.from === undefined ? {} : { from: values.from }
    const body = { kind, edition, in_force_from: values['first-day'] ?? '', ...from }
    const answer = await served(values.api, { method: 'POST', path: '/v1/rules/editions', body })
    if (answer !== undefined) for (const line of linesOf(wholeShown.parse(answer))) print(line)
    return codeOf(answer)
  },
}

const save: Verb = {
  name: 'save',
  usage: `<kind/edition> <dir> --version <n> ${USAGE}`,
  help: ['saves the two files of a folder as the draft, on the version it was read at'],
  run: async args => {
    const { values, positionals } = wordsOf(args, 'api', 'version')
    const [name, folder] = positionals
    const path = editionAt(name)
    if (folder === undefined || values.version === undefined)
      return misused('rules save <kind/edition> <dir> --version')
    const read = (end: string): unknown => granted(parsedJson(textOf(join(folder, `${name}${end}`))))
    const body = { numbers: read('.json'), words: read('.words.json') }
    const answer = await served(values.api, { method: 'PUT', path, body, version: values.version })
    if (answer !== undefined) for (const line of linesOf(wholeShown.parse(answer))) print(line)
    return codeOf(answer)
  },
}

const propose: Verb = {
  name: 'propose',
  usage: `<kind/edition> [<body>=<number> ...] ${USAGE}`,
  help: ['proposes a checked draft with the numbers of its resolutions, such as steering_committee=2026-14'],
  run: args => {
    const { values, positionals } = wordsOf(args, 'api')
    const [name, ...given] = positionals
    const pairs = given.map(one => /^([a-z_]+)=(.+)$/.exec(one) ?? misused('<body>=<number>', one))
    const resolutions = Object.fromEntries(pairs.map(([, body, number]) => [body, number]))
    return step(values.api, name, 'propose', { resolutions })
  },
}

const approve: Verb = {
  name: 'approve',
  usage: `<kind/edition> <digest of numbers> <digest of words> ${USAGE}`,
  help: ['approves a proposal as it was read; nobody approves what they had a hand in'],
  run: args => {
    const { values, positionals } = wordsOf(args, 'api')
    const [name, digest, words_digest] = positionals
    return step(values.api, name, 'approve', { digest, words_digest })
  },
}

const withReason = (deed: 'reject' | 'withdraw', help: string): Verb => ({
  name: deed,
  usage: `<kind/edition> <reason> ${USAGE}`,
  help: [help],
  run: args => {
    const { values, positionals } = wordsOf(args, 'api')
    const [name, ...reason] = positionals
    return step(values.api, name, deed, { reason: reason.join(' ') })
  },
})

const schedule: Verb = {
  name: 'schedule',
  usage: `<kind/edition> ${USAGE}`,
  help: ['publishes an approved edition: decisions of its first day and after are made by it'],
  run: args => {
    const { values, positionals } = wordsOf(args, 'api')
    return step(values.api, positionals[0], 'schedule')
  },
}

export const editions: readonly Verb[] = [
  list,
  show,
  published,
  draft,
  save,
  propose,
  approve,
  withReason('reject', 'rejects a proposal, which may be saved anew'),
  withReason('withdraw', 'withdraws an edition that is not published'),
  schedule,
]
