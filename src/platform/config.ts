/** Configuration from the environment, read once, every name here and nowhere else. */
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { LIMITS } from './http/limits.ts'
import { type MailConfig, mailConfigOf, NOTICE_DAYS_USUAL } from './notifications/mail-config.ts'
import { type TracingConfig, tracingConfigOf } from './telemetry/tracing-config.ts'
import { SETTINGS } from './webhooks/settings.ts'

type Environment = Readonly<Record<string, string | undefined>>

export type Config = {
  /** Where keys and the embedded database are kept. `DATA_DIR`, default ./data. */
  readonly dataFolder: string
  /** Where the public verifier answers; a certificate's number is put behind it. `VERIFIER_URL`. */
  readonly verifierUrl: string
  /** The zone of legal days. `LEGAL_ZONE`, default Asia/Seoul. */
  readonly legalZone: string
}

export const configOf = (environment: Environment): Config => ({
  dataFolder: resolve(environment['DATA_DIR'] ?? 'data'),
  verifierUrl: environment['VERIFIER_URL'] ?? 'https://verify.example/c/',
  legalZone: environment['LEGAL_ZONE'] ?? 'Asia/Seoul',
})

/** Which database the service works on. */
export type DatabaseConfig = {
  /** `DATABASE_URL`: logs in as the owner of the tables. Undefined: the embedded server of the data folder. */
  readonly ownerUrl: string | undefined
  /** `DATABASE_APP_URL`: logs in as tech_guarantee_app; without it the owner logs in and takes that role on. */
  readonly appUrl: string | undefined
  /** `BACKUP_DIR`: where the embedded server keeps its log (WAL) and base backups; without it none are kept. */
  readonly backupFolder: string | undefined
  /** `DATABASE_CONNECTIONS`, for requests. Default 10. */
  readonly connectionsMax: number
}

export type ServiceConfig = Config & {
  /** `PORT`, default 8080; 0 takes any that is free. */
  readonly port: number
  /** `HOST`, default 127.0.0.1: whoever is not on this machine comes through a proxy that speaks TLS. */
  readonly host: string
  readonly database: DatabaseConfig
  /** `NODE_ENV=production`: no demonstration data and no demonstration tokens. */
  readonly isProduction: boolean
  /** `METRICS_TOKEN`: who may read /metrics from elsewhere. */
  readonly metricsToken: string | undefined
  /** `LOG_LEVEL`, default info. */
  readonly logLevel: LogLevel
  /** `OFFICES_FILE`: the offices asked for facts (platform/offices/configured.ts), or the demonstration’s. */
  readonly officesFile: string | undefined
  /** `PAPER_SCAN_COMMAND`: the virus scanner, words parted by blanks; the paper comes on its standard input. */
  readonly scanCommand: readonly string[] | undefined
  /** `REFER_DAYS`: days somebody has for a referred case. Default 5. */
  readonly referDays: number
  /** `REPORT_UPLOAD_HOURS`: after which an upload of a report that was never completed ends. Default 72. */
  readonly reportUploadHours: number
  /** `REQUESTS_PER_MINUTE`, of one caller with whom no other number was agreed. Default 6000. */
  readonly requestsPerMinute: number
  /** `TRUSTED_PROXIES`: addresses or networks, blanks between, whose X-Forwarded-For is believed. Default none. */
  readonly trustedProxies: readonly string[]
  /** `WEBHOOKS_TO_LOOPBACK=yes`: messages may be sent to this machine, there without TLS; never in production. */
  readonly webhooksToLoopback: boolean
  /** `WEBHOOK_WAIT_SECONDS`: waits before each further try of a message, blanks between. */
  readonly webhookWaitSeconds: readonly number[]
  /** `SMTP_URL`, `MAIL_FROM`: by whom mail is sent; undefined: none is. */
  readonly mail: MailConfig | undefined
  /** `NOTICE_DAYS`: days before a deadline from which on whoever it concerns is told. Default 3. */
  readonly noticeDays: number
  /** Where traces are sent, by the standard names of OpenTelemetry; undefined: none are made. */
  readonly tracing: TracingConfig | undefined
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const
type LogLevel = (typeof LOG_LEVELS)[number]

/** A whole number between two bounds, or a sentence in `errors`. */
function whole(
  environment: Environment,
  name: string,
  otherwise: number,
  [from, to]: readonly [number, number],
  errors: string[],
): number {
  const text = environment[name]?.trim() ?? ''
  if (text === '') return otherwise
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= from && value <= to) return value
  errors.push(`${name} '${text}' is no whole number from ${from} to ${to}`)
  return otherwise
}

/** Waits of a second to a week each, at most twenty; those of the specification where none are given. */
function waitSeconds(environment: Environment, errors: string[]): readonly number[] {
  const text = environment['WEBHOOK_WAIT_SECONDS']?.trim() ?? ''
  if (text === '') return SETTINGS.waitSeconds
  const waits = text.split(/\s+/).map(one => (/^[1-9]\d{0,5}$/.test(one) ? Number(one) : Number.NaN))
  if (waits.length <= 20 && waits.every(one => one <= 604_800)) return waits
  errors.push(`WEBHOOK_WAIT_SECONDS '${text}' is not at most 20 whole numbers of seconds from 1 to 604800`)
  return SETTINGS.waitSeconds
}

/** An address, or a network by its first address and the length of its prefix; one that holds everybody is none. */
function isNetwork(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/')
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0
  if (bits === 0 || more.length > 0) return false
  return prefix === undefined || (/^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= bits)
}

/** A PostgreSQL address; its password stands in no error. */
function databaseUrl(environment: Environment, name: string, errors: string[]): string | undefined {
  const text = environment[name]?.trim() || undefined
  if (text === undefined) return undefined
  const isUrl = URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol)
  if (!isUrl) errors.push(`${name} is no address of the form postgres://user:password@host:port/database`)
  else if (new URL(text).searchParams.has('options'))
    errors.push(`${name} may not carry 'options': the service sets its own`)
  return text
}

/**
 * What the service is told by its environment, with every error in it as a sentence; it starts only where there is
 * none.
 */
export function serviceConfigOf(environment: Environment): {
  readonly config: ServiceConfig
  readonly errors: readonly string[]
} {
  const errors: string[] = []
  const text = (name: string): string | undefined => environment[name]?.trim() || undefined
  // A number printed on paper leads to this service's own page, unless another verifies.
  const own = `${text('PUBLIC_URL')?.replace(/\/$/, '') ?? `http://localhost:${text('PORT') ?? '8080'}`}/c/`
  const plain = configOf(URL.canParse(own) ? { VERIFIER_URL: own, ...environment } : environment)
  try {
    new Intl.DateTimeFormat('en', { timeZone: plain.legalZone })
  } catch {
    errors.push(`LEGAL_ZONE '${plain.legalZone}' is no time zone such as Asia/Seoul`)
  }
  if (!URL.canParse(plain.verifierUrl)) errors.push(`VERIFIER_URL '${plain.verifierUrl}' is no address`)
  const host = text('HOST') ?? '127.0.0.1'
  if (!/^[\w.:-]+$/.test(host)) errors.push(`HOST '${host}' is no name or address of a machine`)
  const logLevel = LOG_LEVELS.find(level => level === (text('LOG_LEVEL') ?? 'info'))
  if (logLevel === undefined) errors.push(`LOG_LEVEL '${text('LOG_LEVEL')}' is none of ${LOG_LEVELS.join(', ')}`)
  const nodeEnv = text('NODE_ENV')
  if (nodeEnv !== undefined && !['production', 'development', 'test'].includes(nodeEnv))
    errors.push(`NODE_ENV '${nodeEnv}' is none of production, development, test`)
  const metricsToken = text('METRICS_TOKEN')
  if (metricsToken !== undefined && metricsToken.length < 16) errors.push('METRICS_TOKEN is shorter than 16 characters')
  const backup = text('BACKUP_DIR')
  const database: DatabaseConfig = {
    ownerUrl: databaseUrl(environment, 'DATABASE_URL', errors),
    appUrl: databaseUrl(environment, 'DATABASE_APP_URL', errors),
    backupFolder: backup === undefined ? undefined : resolve(backup),
    connectionsMax: whole(environment, 'DATABASE_CONNECTIONS', 10, [2, 500], errors),
  }
  if (database.appUrl !== undefined && database.ownerUrl === undefined)
    errors.push('DATABASE_APP_URL is given without DATABASE_URL, which moves the tables to head')
  if (database.backupFolder !== undefined && database.ownerUrl !== undefined)
    errors.push('BACKUP_DIR is for the embedded server: back up the server of DATABASE_URL by its own means')
  if (database.backupFolder !== undefined && !/^[\w./-]+$/.test(database.backupFolder))
    errors.push(`BACKUP_DIR '${database.backupFolder}' may hold letters, digits, '.', '_', '-' and '/' only`)
  const port = whole(environment, 'PORT', 8080, [0, 65_535], errors)
  const referDays = whole(environment, 'REFER_DAYS', 5, [1, 90], errors)
  const reportUploadHours = whole(environment, 'REPORT_UPLOAD_HOURS', 72, [1, 720], errors)
  const requestsPerMinute = whole(environment, 'REQUESTS_PER_MINUTE', LIMITS.requestsPerMinute, [1, 1_000_000], errors)
  const trustedProxies = text('TRUSTED_PROXIES')?.split(/\s+/) ?? []
  for (const proxy of trustedProxies)
    if (!isNetwork(proxy)) errors.push(`TRUSTED_PROXIES '${proxy}' is no address and no network such as 10.0.0.0/8`)
  const officesFile = text('OFFICES_FILE')
  const toLoopback = text('WEBHOOKS_TO_LOOPBACK')
  if (toLoopback !== undefined && toLoopback !== 'yes') errors.push(`WEBHOOKS_TO_LOOPBACK '${toLoopback}' is not 'yes'`)
  if (toLoopback !== undefined && nodeEnv === 'production')
    errors.push(
      'WEBHOOKS_TO_LOOPBACK is for demonstrations: in production messages are sent to the public internet alone',
    )
  const noticeDays = whole(environment, 'NOTICE_DAYS', NOTICE_DAYS_USUAL, [0, 60], errors)
  const mail = mailConfigOf(environment, errors)
  const tracing = tracingConfigOf(environment, errors)
  const config = {
    officesFile: officesFile === undefined ? undefined : resolve(officesFile),
    scanCommand: text('PAPER_SCAN_COMMAND')?.split(/\s+/),
    referDays,
    reportUploadHours,
    requestsPerMinute,
    trustedProxies,
    webhooksToLoopback: toLoopback === 'yes',
    webhookWaitSeconds: waitSeconds(environment, errors),
    ...plain,
    port,
    host,
    database,
    isProduction: nodeEnv === 'production',
    metricsToken,
    logLevel: logLevel ?? 'info',
    mail,
    noticeDays,
    tracing,
  }
  return { config, errors }
}
