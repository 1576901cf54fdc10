/**
 * Tracing by OpenTelemetry's SDK: spans sent in batches to a collector over OTLP. Loaded only where it is configured,
 * and nothing global is registered, so that no package traces by itself.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Span as ApiSpan, type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { parseTraceParent, setGlobalErrorHandler } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources'
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { HOME } from '../folders.ts'
import { type Doing, type SpanKind as Kind, problemName, type Span, type Tracing } from './tracing.ts'
import type { TracingConfig } from './tracing-config.ts'

const KINDS: Readonly<Record<Kind, SpanKind>> = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
}
/** A collector that is away does not keep the service from ending. */
const CLOSE_MS_MAX = 5_000
/** A collector that is away is told of once in this time, not with every batch. */
const TELL_MS = 60_000

function samplerOf({ sampler, ratio }: TracingConfig): Sampler {
  const root = sampler.endsWith('always_on')
    ? new AlwaysOnSampler()
    : sampler.endsWith('always_off')
      ? new AlwaysOffSampler()
      : new TraceIdRatioBasedSampler(ratio)
  return sampler.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root
}

const versionOf = (): string =>
  (JSON.parse(readFileSync(join(HOME, 'package.json'), 'utf8')) as { readonly version: string }).version

const parentOf = (span: ApiSpan): string => {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}

/** Of what a caller sends, the traceparent alone: tracestate and baggage are free text, and go nowhere. */
function cameWith(parent: string | undefined, current: Context): Context {
  const found = parent === undefined ? null : parseTraceParent(parent)
  return found === null ? current : trace.setSpanContext(ROOT_CONTEXT, { ...found, isRemote: true })
}

/**
 * Opens tracing.
 *
 * @param onProblem hears that spans could not be sent, by a code, at most once a minute
 */
export function openTracing(config: TracingConfig, onProblem: (problem: string) => void): Tracing {
  let told = Number.NEGATIVE_INFINITY
  setGlobalErrorHandler(problem => {
    const at = performance.now()
    if (at - told < TELL_MS) return
    told = at
    onProblem(problemName(problem))
  })
  const resource = defaultResource()
    .merge(detectResources({ detectors: [resourceAttributesEnvDetector] }))
    .merge(resourceFromAttributes({ 'service.name': config.serviceName, 'service.version': versionOf() }))
  const provider = new TracerProvider({
    resource,
    sampler: samplerOf(config),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url: config.url }),
        scheduledDelayMillis: config.delayMs,
      }),
    ],
  })
  const tracer = provider.getTracer('tech-guarantee')
  const under = new AsyncLocalStorage<Context>()
  const here = (): Context => under.getStore() ?? ROOT_CONTEXT

  const begin = ({ name, kind, attributes, parent }: Doing): Span => {
    const from = cameWith(parent, here())
    const span = tracer.startSpan(name, { kind: KINDS[kind], attributes: attributes ?? {} }, from)
    const inside = trace.setSpan(from, span)
    return {
      traceId: span.spanContext().traceId,
      around: work => under.run(inside, work),
      named: other => void span.updateName(other),
      set: more => void span.setAttributes(more),
      mark: what => void span.addEvent(what),
      end: problem => {
        if (problem !== undefined)
          span.setStatus({ code: SpanStatusCode.ERROR }).setAttributes({ 'error.type': problem })
        span.end()
      },
    }
  }
  return {
    begin,
    span: async (doing, work) => {
      const span = begin(doing)
      try {
        const value = await span.around(() => work(span))
        span.end()
        return value
      } catch (error) {
        span.end(problemName(error))
        throw error
      }
    },
    parent: () => {
      const span = trace.getSpan(here())
      return span === undefined ? undefined : parentOf(span)
    },
    close: async () => {
      const late = new Promise<void>(resolve => setTimeout(resolve, CLOSE_MS_MAX).unref())
      // What could not be sent was told already, and does not make the end of the service a bad one.
      await Promise.race([provider.shutdown().catch(() => undefined), late])
    },
  }
}
