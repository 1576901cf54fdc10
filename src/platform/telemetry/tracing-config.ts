/** Whether and where traces are sent, from the standard environment variables of OpenTelemetry. */

type Environment = Readonly<Record<string, string | undefined>>

export const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const

export type TracingConfig = {
  /** `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` as it is, else `OTEL_EXPORTER_OTLP_ENDPOINT` with /v1/traces behind it. */
  readonly url: string
  /** `OTEL_SERVICE_NAME`, default tech-guarantee. */
  readonly serviceName: string
  /** `OTEL_TRACES_SAMPLER`, default parentbased_always_on: a caller's own choice is followed. */
  readonly sampler: (typeof SAMPLERS)[number]
  /** `OTEL_TRACES_SAMPLER_ARG`: the share of traces taken by the samplers of a ratio, 0 to 1. */
  readonly ratio: number
  /** `OTEL_BSP_SCHEDULE_DELAY`: milliseconds for which spans are gathered before they are sent. Default 5000. */
  readonly delayMs: number
}

const isWebAddress = (text: string): boolean =>
  URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol) && new URL(text).username === ''

/** Names that the exporter reads itself, each with what it may be; values of headers are secrets and never told. */
const EXPORTER = [
  { name: 'PROTOCOL', fits: /^http\/protobuf$/, limit: 'http/protobuf, the one that is spoken' },
  { name: 'COMPRESSION', fits: /^(gzip|none)$/, limit: 'gzip or none' },
  { name: 'TIMEOUT', fits: /^[1-9]\d{0,5}$/, limit: 'whole milliseconds, above 0' },
  { name: 'HEADERS', fits: /^[^\s=,]+=[^,]*(,\s*[^\s=,]+=[^,]*)*$/, limit: 'name=value, with commas between' },
] as const

/**
 * The configuration, or undefined where nothing is to be traced: no endpoint, or OTEL_SDK_DISABLED=true, or
 * OTEL_TRACES_EXPORTER=none. Every error is put into `errors` as a sentence.
 */
export function tracingConfigOf(environment: Environment, errors: string[]): TracingConfig | undefined {
  const text = (name: string): string | undefined => environment[name]?.trim() || undefined
  const before = errors.length
  const refuse = (name: string, limit: string, isSecret = false): void => {
    errors.push(isSecret ? `${name} is not ${limit}` : `${name} '${text(name)}' is not ${limit}`)
  }
  const disabled = text('OTEL_SDK_DISABLED')?.toLowerCase()
  if (disabled !== undefined && !['true', 'false'].includes(disabled)) refuse('OTEL_SDK_DISABLED', 'true or false')
  const [own, shared] = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT']
  if ((text(own) === undefined && text(shared) === undefined) || disabled === 'true') return undefined
  const exporter = text('OTEL_TRACES_EXPORTER') ?? 'otlp'
  if (!['otlp', 'none'].includes(exporter)) refuse('OTEL_TRACES_EXPORTER', 'otlp or none')
  if (exporter === 'none') return undefined
  for (const name of [own, shared]) {
    // An address may hold a key in its path or query.
    if (text(name) !== undefined && !isWebAddress(text(name) ?? ''))
      refuse(name, 'an http or https address without a user in it', true)
  }
  for (const { name, fits, limit } of EXPORTER)
    for (const whole of [`OTEL_EXPORTER_OTLP_${name}`, `OTEL_EXPORTER_OTLP_TRACES_${name}`])
      if (text(whole) !== undefined && !fits.test(text(whole) ?? '')) refuse(whole, limit, name === 'HEADERS')
  const sampler = SAMPLERS.find(each => each === (text('OTEL_TRACES_SAMPLER') ?? 'parentbased_always_on'))
  if (sampler === undefined) refuse('OTEL_TRACES_SAMPLER', `one of ${SAMPLERS.join(', ')}`)
  const ratio = text('OTEL_TRACES_SAMPLER_ARG') ?? '1'
  if (!/^(0(\.\d+)?|1(\.0+)?)$/.test(ratio)) refuse('OTEL_TRACES_SAMPLER_ARG', 'a share from 0 to 1')
  const delay = text('OTEL_BSP_SCHEDULE_DELAY') ?? '5000'
  if (!/^\d{1,5}$/.test(delay)) refuse('OTEL_BSP_SCHEDULE_DELAY', 'whole milliseconds, at most 99999')
  if (errors.length > before) return undefined
  return {
    url: text(own) ?? `${(text(shared) ?? '').replace(/\/$/, '')}/v1/traces`,
    serviceName: text('OTEL_SERVICE_NAME') ?? 'tech-guarantee',
    sampler: sampler ?? 'parentbased_always_on',
    ratio: Number(ratio),
    delayMs: Number(delay),
  }
}
