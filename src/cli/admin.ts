/** `admin`: the agency's first person with the role admin, made in the service's own database. */

import { parsed } from '../kernel/schema.ts'
import { plainText } from '../kernel/text.ts'
import type { Words } from '../kernel/words.ts'
import { wordsSchema } from '../kernel/words.ts'
import { systemClock } from '../platform/clock.ts'
import { serviceConfigOf } from '../platform/config.ts'
import { isUnavailable } from '../platform/db/faults.ts'
import { openServiceDatabase } from '../platform/db/service-database.ts'
import {
  fitPassword,
  type MadeAdmin,
  makeFirstAdmin,
  type NewAdmin,
  wordsFrom,
} from '../platform/identity/first-admin.ts'
import { identitySettings, issuerOf } from '../platform/identity/settings.ts'
import { type Command, type ExitCode, granted, misused, print, refuseWith, wordsOf } from './command.ts'

const OPTIONS = ['user', 'subject', 'name-ko', 'name-en', 'name-zh', 'agency-ko', 'agency-en', 'agency-zh'] as const
type Given = Readonly<Partial<Record<(typeof OPTIONS)[number], string>>>

/** More than any password, so that nothing endless is read. */
const INPUT_BYTES_MAX = 4096

const namesOf = (given: Given, of: 'name' | 'agency'): Words | null => {
  const texts = { ko: given[`${of}-ko`], en: given[`${of}-en`], zh: given[`${of}-zh`] }
  const words = wordsFrom(Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)))
  return words === null ? null : granted(parsed(wordsSchema, words))
}

/** The password: what comes on standard input, without the end of its line. */
async function passwordFromInput(): Promise<string> {
  if (process.stdin.isTTY)
    return misused('the password on standard input: read -rs p; printf %s "$p" | tech-guarantee admin ...')
  const parts: Buffer[] = []
  let size = 0
  for await (const part of process.stdin) {
    parts.push(part as Buffer)
    size += (part as Buffer).length
    if (size > INPUT_BYTES_MAX) return refuseWith('password_unfit', 'password', { limit: 'one line' })
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)).replace(/\r?\n$/, '')
  } catch {
    return refuseWith('password_unfit', 'password', { limit: 'text in UTF-8' })
  }
}

function settingsOf() {
  const { config, errors } = serviceConfigOf(process.env)
  const identity = identitySettings(process.env, config.port)
  const wrong = [...errors, ...identity.errors]
  if (wrong.length > 0) return refuseWith('command_misused', '', { limit: wrong.join('; ') })
  return { config, settings: identity.settings }
}

/** Who is to be made, from the words typed and, where people log in here, from standard input. */
async function adminOf(given: Given, isLoggedInHere: boolean): Promise<NewAdmin> {
  const { user, subject } = given
  if (isLoggedInHere ? user === undefined || subject !== undefined : subject === undefined || user !== undefined)
    return misused(
      isLoggedInHere
        ? '--user NAME to log in by; --subject is for an OpenID provider of your own (OIDC_ISSUER)'
        : '--subject, as the OpenID provider of OIDC_ISSUER calls the person; --user is for log-in here',
    )
  const names = namesOf(given, 'name')
  if (names === null) return misused('a name in at least one language: --name-ko, --name-en, --name-zh')
  const name = granted(parsed(plainText(200), user ?? subject))
  const agency = namesOf(given, 'agency')
  if (!isLoggedInHere) return { names, subject: name, password: null, agency }
  const password = await passwordFromInput()
  granted(fitPassword(password, name))
  return { names, subject: name, password, agency }
}

async function made(admin: NewAdmin, { config, settings }: ReturnType<typeof settingsOf>): Promise<MadeAdmin> {
  try {
    const opened = await openServiceDatabase(config, config.database, { isVisitor: true })
    try {
      return granted(await makeFirstAdmin(opened.database, admin, settings.isDemonstration, systemClock.now()))
    } finally {
      await opened.close()
    }
  } catch (error) {
    if (!isUnavailable(error)) throw error
    return refuseWith('not_done', '', { value: 'the database does not answer' })
  }
}

export const adminCommand: Command = {
  name: 'admin',
  usage: '--user NAME --name-ko NAME [--agency-ko NAME]',
  summary: 'makes the first admin of a service in which nobody can log in yet; the password comes on standard input',
  help: [
    'With NODE_ENV=production nobody is there at first. This makes the agency’s first admin in the database that the',
    'service uses (DATABASE_URL, else the embedded one of DATA_DIR), whether the service runs or not, and writes the',
    'audit entry. Give it the environment of the service. Where an admin stands already it refuses: admins are then',
    'added by that one, over the API.',
    '',
    '  --user NAME           what the person logs in by; the password, 15 to 256 characters, on standard input',
    '  --subject SUBJECT     instead, where OIDC_ISSUER is set: what that provider calls the person; no password',
    '  --name-ko, --name-en, --name-zh        the person’s name, in one to three languages',
    '  --agency-ko, --agency-en, --agency-zh  the agency’s name, where the database holds no agency yet',
    '',
    '  read -rs p; printf %s "$p" | npx tech-guarantee admin --user hong --name-ko 홍길동 --agency-ko 기술보증',
  ],
  run: async (args): Promise<ExitCode> => {
    // What was typed is not said again here.
    if (args.some(word => word.startsWith('--password')))
      return misused('the password on standard input, never as an argument: other users of the machine see arguments')
    const { values, positionals } = wordsOf(args, ...OPTIONS)
    if (positionals.length > 0) return misused('options only', positionals.join(' '))
    const at = settingsOf()
    const isLoggedInHere = at.settings.externalIssuer === null
    const admin = await adminOf(values, isLoggedInHere)
    const { person, organisation, isAgencyMade } = await made(admin, at)
    print(
      [
        `admin         ${person}`,
        `organisation  ${organisation}${isAgencyMade ? ', made' : ''}`,
        `logs in       as ${admin.subject} at ${issuerOf(at.settings)}`,
      ].join('\n'),
    )
    return 0
  },
}
