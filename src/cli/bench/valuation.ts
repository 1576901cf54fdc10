/** How fast a value is simulated, and comparables are looked through. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { numbersOn } from '../../certificate/valuing/numbers.ts'
import { rulesOf } from '../../certificate/valuing/recompute.ts'
import { calendarDate, dayNumber, dayOfNumber } from '../../kernel/calendar.ts'
import { normalStream } from '../../kernel/normal.ts'
import { sure } from '../../kernel/result.ts'
import { parsed } from '../../kernel/schema.ts'
import { HOME } from '../../platform/folders.ts'
import { openWorkers } from '../../platform/workers.ts'
import type { Collection, PatentFacts } from '../../technology/indicators/collection.ts'
import { citationLives, indicatorsOf } from '../../technology/indicators/indicators.ts'
import { nearest, packed, type Terms } from '../../valuation/methods/gower.ts'
import { valuingRequest } from '../../valuation/reporting/request.ts'
import { valued } from '../../valuation/reporting/valued.ts'
import { outcomeOf } from '../../valuation/simulation/outcome.ts'
import type { Asked } from '../../valuation/simulation/running.ts'
import { makeSimulationService, SIMULATION_WORKER } from '../../valuation/simulation/service.ts'
import { compiled, type Part, type Simulation, simulated } from '../../valuation/simulation/simulate.ts'
import { shippedRules, textOf } from '../command.ts'
import { type Measure, median } from '../measure.ts'

const ROUNDS = 7
const SCENARIOS = 1_000_000

const between = (low: string, mode: string, high: string) => ({ shape: 'triangular', low, mode, high }) as const
const pair = (one: string, other: string, rank: string) => ({ between: [one, other], rank }) as never

/** Ten years, eight inputs, each moving with another. */
const SIMULATION: Simulation = {
  inputs: {
    sales: { shape: 'lognormal', median: '1000000000', deviation: '0.3' },
    growth: { shape: 'normal', mean: '0.05', deviation: '0.03', least: '-0.5', greatest: '0.5' },
    margin: between('0.05', '0.15', '0.3'),
    tax_rate: { shape: 'uniform', low: '0.19', high: '0.24' },
    investment: { shape: 'pert', low: '0', mode: '0.02', high: '0.06' },
    contribution: between('0.2', '0.3', '0.5'),
    discount_rate: { shape: 'normal', mean: '0.12', deviation: '0.02', least: '0.05', greatest: '0.3' },
    life_years: { shape: 'uniform', low: '9.5', high: '10.5' },
  },
  correlations: [
    pair('sales', 'growth', '0.3'),
    pair('margin', 'sales', '0.4'),
    pair('tax_rate', 'margin', '0.1'),
    pair('investment', 'growth', '0.5'),
    pair('contribution', 'margin', '0.3'),
    pair('discount_rate', 'growth', '-0.3'),
    pair('life_years', 'sales', '0.2'),
  ],
  preparation_months: 0,
  scenarios: SCENARIOS,
  seed: 2026,
}

function milliseconds(run: () => unknown): number {
  const start = performance.now()
  run()
  return performance.now() - start
}

/** The same in numpy on one core: normal numbers, Cholesky, quantiles by interpolation, ten years, percentiles. */
const NUMPY = `
import sys, time
try:
    import numpy as np
except ImportError:
    sys.exit(3)
from math import pi
n, knots = ${SCENARIOS}, 8193
z = np.linspace(-6.5, 6.5, knots)
table = np.sort(np.random.default_rng(1).normal(size=knots))
r = np.eye(8)
for a, b, rank in [(0,1,.3),(2,0,.4),(3,2,.1),(4,1,.5),(5,2,.3),(6,1,-.3),(7,0,.2)]:
    r[a, b] = r[b, a] = 2 * np.sin(pi * rank / 6)
lower = np.linalg.cholesky(r)
scale = [(1e9, 1e8), (.05, .01), (.15, .03), (.21, .01), (.02, .005), (.3, .03), (.12, .01), (10, .1)]
def run(seed):
    x = lower @ np.random.default_rng(seed).standard_normal((8, n))
    sales, growth, margin, tax, investment, share, rate, life = [
        m + s * np.interp(x[i], z, table) for i, (m, s) in enumerate(scale)]
    whole = np.floor(life)
    kept = margin - tax * np.maximum(margin, 0) - investment
    yearly = 1 / (1 + rate)
    step = (1 + growth) * yearly
    worth, total = yearly.copy(), np.zeros(n)
    for year in range(11):
        total += np.where(year < whole, worth, 0)
        worth = np.where(year < whole, worth * step, worth)
    part = life - whole
    total += part * (worth / yearly) * yearly ** part
    value = share * sales * kept * total
    return np.percentile(value, [1, 5, 10, 25, 50, 75, 90, 95, 99]), value.mean(), value.std()
run(0)
times = []
for seed in range(1, ${ROUNDS} + 1):
    start = time.perf_counter()
    run(seed)
    times.append(time.perf_counter() - start)
print(sorted(times)[${ROUNDS} // 2] * 1000)
`

function numpyMilliseconds(): number | undefined {
  const env = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' }
  const done = spawnSync('python3', ['-c', NUMPY], { encoding: 'utf8', env })
  return done.status === 0 ? Number(done.stdout) : undefined
}

function onOneCore(): number {
  const run = () => {
    const simulation = sure(compiled(SIMULATION))
    return outcomeOf(simulation, simulated(simulation))
  }
  run()
  return median(Array.from({ length: ROUNDS }, () => milliseconds(run)))
}

async function onThreads(threads: number): Promise<number> {
  const settings = { file: SIMULATION_WORKER, count: threads, settings: null, secondsMax: 60, megabytesMax: 512 }
  const workers = openWorkers<Asked, readonly Part[]>(settings)
  try {
    const service = makeSimulationService(workers, threads)
    for (let round = 0; round < 2; round++) sure(await service.run(SIMULATION))
    const times: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now()
      sure(await service.run(SIMULATION))
      times.push(performance.now() - start)
    }
    return median(times)
  } finally {
    await workers.close()
  }
}

const COMPARABLES = 100_000
/** A hundred thousand licences made from a seed. */
function licences(): readonly Terms[] {
  const numbers = new Float64Array(COMPARABLES * 4)
  normalStream(2026, 0)(numbers, numbers.length)
  const of = <Item>(list: readonly Item[], at: number): Item =>
    list[Math.abs(Math.trunc((numbers[at] as number) * 1000)) % list.length] as Item
  return Array.from({ length: COMPARABLES }, (_, place) => {
    const at = place * 4
    return {
      ipc: of(['H01M', 'H01L', 'H02J', 'G06F', 'A61K', 'C07D', 'B60L', 'F16H'], at),
      industry: of(['battery', 'semiconductor', 'software', 'pharma'], at + 1),
      stage: of(['research', 'pilot', 'market'], at + 2),
      exclusivity: of(['exclusive', 'shared'], at + 3),
      upfront: Math.abs(numbers[at] as number) * 1e8,
      royalty: Math.abs(numbers[at + 1] as number) / 20,
      month: 24_000 + (Math.abs(Math.trunc((numbers[at + 2] as number) * 100)) % 300),
    }
  })
}

const PATENTS = 9_000
const CITATIONS = 10
/** Patents of forty years made from a seed, each citing ten before it. */
function patents(): Collection {
  const numbers = new Float64Array(PATENTS * (CITATIONS + 2))
  normalStream(2026, 1)(numbers, numbers.length)
  const whole = (at: number) => Math.abs(Math.trunc((numbers[at] as number) * 100_000))
  const classes = ['H01M', 'H01L', 'H02J', 'G06F', 'A61K', 'C07D', 'B60L', 'F16H']
  const first = dayNumber(calendarDate('1980-01-01'))
  const made = Array.from({ length: PATENTS }, (_, place): PatentFacts => {
    const at = place * (CITATIONS + 2)
    const cites = Array.from({ length: CITATIONS }, (_, cited) => `p${whole(at + cited) % Math.max(1, place)}`)
    return {
      ...{ id: `p${place}`, classes: [classes[whole(at + CITATIONS) % classes.length] as string], cites },
      published_on: dayOfNumber(first + Math.trunc((place * 14_600) / PATENTS)),
      ...{ family: 1 + (whole(at + CITATIONS + 1) % 20), claims: 1 + (whole(at + CITATIONS) % 40) },
    }
  })
  return { patents: made, counted_on: calendarDate('2026-01-01') }
}

/** The example led by relief from royalty, two methods with ranges, title and digest included. */
function wholeValuation(): () => unknown {
  const numbers = sure(numbersOn(shippedRules(), calendarDate('2026-03-02')))
  const text = textOf(join(HOME, 'fixtures/valuations/separator-royalty.json'))
  const request = sure(parsed(valuingRequest, JSON.parse(text)))
  const rules = rulesOf(numbers)
  return () => sure(valued(request, rules))
}

export const measures: readonly Measure[] = [
  {
    name: 'valuation.simulation',
    says: '1,000,000 scenarios of ten years, eight correlated inputs, percentiles, shares and convergence; one core.',
    unit: 'ms',
    better: 'lower',
    bar: { of: 'value', is: 600 },
    take: () => ({ value: onOneCore() }),
  },
  {
    name: 'valuation.simulation.numpy',
    says: 'The same against numpy on one core, the median of as many rounds.',
    unit: 'ms',
    better: 'lower',
    bar: { of: 'ratio', is: 1 },
    take: () => {
      const other = numpyMilliseconds()
      if (other === undefined) return { absent: 'python3 with numpy is not installed' }
      return { value: onOneCore(), against: { name: 'numpy', value: other } }
    },
  },
  {
    name: 'valuation.simulation.threads',
    says: 'The same over two warm threads, against one thread; the digits are the same.',
    unit: 'ms',
    better: 'lower',
    bar: { of: 'ratio', is: 1.8 },
    take: async () => {
      const one = await onThreads(1)
      return { value: await onThreads(2), against: { name: 'one thread', value: one } }
    },
  },
  {
    name: 'valuation.nearest',
    says: 'The 20 nearest of 100,000 comparable licences by Gower similarity over seven attributes.',
    unit: 'ms',
    better: 'lower',
    bar: { of: 'value', is: 20 },
    take: () => {
      const collection = packed(licences())
      const subject: Terms = {
        ipc: 'H01M',
        industry: 'battery',
        stage: 'pilot',
        exclusivity: 'exclusive',
        month: 24_200,
      }
      const weights = { ipc: 3, industry: 2, stage: 1, exclusivity: 1, upfront: 1, royalty: 1, month: 1 }
      const run = () => nearest(collection, { ...subject, upfront: 5e7, royalty: 0.04 }, weights, 20)
      for (let round = 0; round < ROUNDS; round++) run()
      return { value: median(Array.from({ length: ROUNDS * 3 }, () => milliseconds(run))) }
    },
  },
  {
    name: 'valuation.indicators',
    says: 'Indicators of 9,000 patents with ten citations each, percentiles, composites and citation lives included.',
    unit: 'ms',
    better: 'lower',
    bar: { of: 'value', is: 500 },
    take: () => {
      const collection = patents()
      const run = () => [indicatorsOf(collection, { window: 5, cohortMin: 5 }), citationLives(collection, 20)]
      run()
      return { value: median(Array.from({ length: ROUNDS }, () => milliseconds(run))) }
    },
  },
  {
    name: 'valuation.whole',
    says: 'One traced valuation, two methods with ranges: title, drivers, bridge, reconciliation; no simulation.',
    unit: 'ms',
    better: 'lower',
    bar: { of: 'value', is: 2 },
    take: () => {
      const run = wholeValuation()
      for (let round = 0; round < 50; round++) run()
      return { value: median(Array.from({ length: 101 }, () => milliseconds(run))) }
    },
  },
]
