/** Measures for Prometheus: requests by route and status, what was replayed and refused, and the process itself. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = {
  readonly answered: (method: string, route: string, status: number, seconds: number) => void
  readonly replayed: (route: string) => void
  readonly refused: (code: string) => void
  readonly faulted: (route: string) => void
  readonly text: () => Promise<string>
  readonly mediaType: string
  /** For parts that count something of their own. */
  readonly registry: Registry
}

/** Around the goals: 10 ms usual, 100 ms the bar at the 99th, a second the end of patience. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/**
 * @param inFlight  reads how many requests are being served
 */
export function makeMetrics(inFlight: () => number): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests answered.',
    labelNames: ['method', 'route', 'status'],
    registers,
  })
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the head of the request to the end of the answer.',
    labelNames: ['method', 'route'],
    buckets: SECONDS,
    registers,
  })
  const replays = new Counter({
    name: 'http_replays_total',
    help: 'Answers given again for a key that had been used.',
    labelNames: ['route'],
    registers,
  })
  const refusals = new Counter({
    name: 'http_refusals_total',
    help: 'Refusals by code.',
    labelNames: ['code'],
    registers,
  })
  const faults = new Counter({ name: 'http_faults_total', help: 'Our own faults.', labelNames: ['route'], registers })
  new Gauge({
    name: 'http_requests_in_flight',
    help: 'Requests being served.',
    registers,
    collect() {
      this.set(inFlight())
    },
  })
  return {
    answered: (method, route, status, seconds) => {
      requests.inc({ method, route, status: String(status) })
      durations.observe({ method, route }, seconds)
    },
    replayed: name => replays.inc({ route: name }),
    refused: code => refusals.inc({ code }),
    faulted: name => faults.inc({ route: name }),
    text: async () => await registry.metrics(),
    mediaType: registry.contentType,
    registry,
  }
}
