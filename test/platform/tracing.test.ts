/** What may be told of a statement and of an error, and what the environment must say before anything is told. */
import { describe, expect, test } from 'vitest'
import { serviceConfigOf } from '../../src/platform/config.ts'
import { problemName, statementDoing } from '../../src/platform/telemetry/tracing.ts'
import { tracingConfigOf } from '../../src/platform/telemetry/tracing-config.ts'

const textOf = (statement: string) => statementDoing(statement).attributes?.['db.query.text']

describe('a statement is told', () => {
  test('by its verb and table, with its parameters as they are counted', () => {
    expect(statementDoing('select "id" from "app"."cases" where "firm" = $1 limit $2')).toEqual({
      name: 'SELECT app.cases',
      kind: 'client',
      attributes: {
        'db.system.name': 'postgresql',
        'db.operation.name': 'SELECT',
        'db.query.text': 'select "id" from "app"."cases" where "firm" = $1 limit $2',
        'db.collection.name': 'app.cases',
      },
    })
  })

  // PostgreSQL's own ways of writing a value into a statement (its manual, 4.1.2).
  test.each([
    ['plain', "select set_config('app.person', 'person-secret', true)"],
    ['with a quote inside', "select 'a''person-secret'"],
    ['ending in a backslash, which is a character like others', "select 'a\\', 'person-secret'"],
    ['with escapes', "select E'a\\'person-secret'"],
    ['between dollars', 'select $$person-secret$$, $tag$person-secret$tag$'],
    ['after a quote in a comment', "select 1 -- don't\n, 'person-secret'"],
    ['after a quote in a name', "select \"it's\", 'person-secret'"],
    ['in a comment', "select 1 /* person-secret don't */ -- person-secret"],
    ['that does not end', "select 1, 'person-secret"],
    ['as a number', 'select 9001011234567, -9001011234567.5 from t'],
  ])('without a value in its text: %s', (_what, statement) => {
    const told = JSON.stringify(statementDoing(statement))
    expect(told).not.toMatch(/secret|9001011234567/)
    expect(told).toContain('SELECT')
  })

  test('with names that hold digits as they are', () => {
    expect(textOf('select int4, "a1" from "t2" where x = $12')).toBe('select int4, "a1" from "t2" where x = $12')
  })

  test('whole only up to a length', () => {
    expect(String(textOf(`select ${'a, '.repeat(2_000)} b`)).length).toBeLessThan(2_100)
  })
})

test('an error is told by its code or its name, never by what it says', () => {
  expect(problemName(Object.assign(new Error('Kim'), { code: '23505' }))).toBe('23505')
  expect(problemName(new TypeError('Kim'))).toBe('TypeError')
  expect(problemName(Object.assign(new Error('x'), { code: 'a b Kim', name: 'the Kim' }))).toBe('error')
  expect(problemName('Kim')).toBe('string')
})

describe('the environment', () => {
  const read = (environment: Record<string, string>) => {
    const errors: string[] = []
    return { config: tracingConfigOf(environment, errors), errors }
  }
  const on = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }

  test('without an endpoint traces nothing, and so does one that disables or sends elsewhere', () => {
    for (const environment of [
      {},
      { OTEL_SERVICE_NAME: 'x', OTEL_TRACES_EXPORTER: 'otlp' },
      { ...on, OTEL_SDK_DISABLED: 'TRUE' },
      { ...on, OTEL_TRACES_EXPORTER: 'none' },
    ])
      expect(read(environment)).toEqual({ config: undefined, errors: [] })
  })

  test('names the endpoint of all signals, or that of traces, which is taken as it is', () => {
    const byDefault = { serviceName: 'tech-guarantee', sampler: 'parentbased_always_on', ratio: 1, delayMs: 5000 }
    expect(read(on).config).toEqual({ ...byDefault, url: 'http://127.0.0.1:4318/v1/traces' })
    expect(read({ ...on, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://x.example/t' }).config?.url).toBe(
      'https://x.example/t',
    )
    expect(read({ ...on, OTEL_SDK_DISABLED: 'false' }).config).toBeDefined()
    expect(
      read({ ...on, OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25', OTEL_SERVICE_NAME: 's' })
        .config,
    ).toMatchObject({ sampler: 'traceidratio', ratio: 0.25, serviceName: 's' })
  })

  test('is refused with every error in it at once, and no secret is told', () => {
    const wrong = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:secret@x',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'grpc://secret',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: '-1',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'zip',
      OTEL_EXPORTER_OTLP_HEADERS: 'secret',
      OTEL_SDK_DISABLED: 'maybe',
      OTEL_TRACES_EXPORTER: 'zipkin',
      OTEL_TRACES_SAMPLER: 'sometimes',
      OTEL_TRACES_SAMPLER_ARG: '2',
      OTEL_BSP_SCHEDULE_DELAY: 'soon',
    }
    const { errors } = serviceConfigOf({ ...wrong, PORT: 'http' })
    expect(errors.map(one => one.split(' ')[0]).sort()).toEqual([...Object.keys(wrong), 'PORT'].sort())
    expect(errors.join()).not.toContain('secret')
    expect(serviceConfigOf({}).config.tracing).toBeUndefined()
    expect(serviceConfigOf(on).config.tracing).toBeDefined()
  })
})
