/**
 * zod's own description of a schema, as far as it is read here, and its checks made into plain tests. What is quicker
 * than zod at saying yes (reading.ts, soundness.ts) is made from it; why a value is refused only zod says.
 */
import type { z } from 'zod'

export type Payload = { value: unknown; issues: unknown[] }
export type Test = (value: unknown) => boolean

/** A schema, or a check of one, as zod keeps it. */
export type Described = {
  readonly _zod: {
    readonly def: {
      readonly type: string
      readonly check?: string
      readonly checks?: readonly Described[]
      readonly format?: string
      readonly fn?: unknown
      readonly when?: (payload: Payload) => boolean
      readonly minimum?: unknown
      readonly maximum?: unknown
      readonly value?: unknown
      readonly inclusive?: boolean
      readonly shape?: Readonly<Record<string, Described>>
      readonly catchall?: Described
      readonly element?: Described
      readonly innerType?: Described
      readonly options?: readonly Described[]
      readonly keyType?: Described
      readonly valueType?: Described
      readonly mode?: string
      readonly partial?: boolean
      readonly entries?: Readonly<Record<string, unknown>>
      readonly coerce?: boolean
      readonly in?: Described
      readonly out?: Described
      readonly transform?: unknown
    }
    readonly traits: ReadonlySet<string>
    readonly values?: ReadonlySet<unknown>
    readonly optin?: string
    readonly optout?: string
    readonly check: (payload: Payload) => unknown
  }
  readonly safeParse: (value: unknown) => { readonly success: boolean; readonly data?: unknown }
}

export const described = (schema: z.ZodType): Described => schema as unknown as Described

/** Checks that look at a value and leave it as it is. */
const LOOKING = new Set([
  ...['custom', 'max_length', 'min_length', 'length_equals', 'less_than', 'greater_than', 'multiple_of'],
  ...['number_format', 'string_format'],
])
/** A format whose check writes what it was given anew. */
const REWRITING = 'url'

/**
 * The checks of a schema in their order, each as a test of a value of its type; null where one may change the value.
 */
export function testsOf(schema: Described): readonly Test[] | null {
  const { def, traits } = schema._zod
  const checks = [...(traits.has('$ZodCheck') ? [schema] : []), ...(def.checks ?? [])]
  const isLooking = ({ _zod }: Described) => LOOKING.has(_zod.def.check ?? '') && _zod.def.format !== REWRITING
  return checks.every(isLooking) ? checks.map(testOf) : null
}

/** A check of numbers told without zod, which makes a list of issues for each value it is asked about. */
function numberTestOf({ check, format, value, inclusive }: Described['_zod']['def']) {
  if (check === 'number_format' && format === 'safeint') return Number.isSafeInteger
  if (typeof value !== 'number') return undefined
  if (check === 'greater_than') return inclusive === true ? (of: number) => of >= value : (of: number) => of > value
  if (check === 'less_than') return inclusive === true ? (of: number) => of <= value : (of: number) => of < value
  return undefined
}

function testOf(check: Described): Test {
  const { def } = check._zod
  const asked: Test = value => {
    const payload: Payload = { value, issues: [] }
    if (def.when !== undefined && !def.when(payload)) return true
    // What waits is not for who reads at once.
    return !(check._zod.check(payload) instanceof Promise) && payload.issues.length === 0
  }
  if (def.when === undefined) {
    const passes = numberTestOf(def)
    if (passes !== undefined) return value => passes(value as number) || asked(value)
  }
  if (def.check === 'custom' && typeof def.fn === 'function' && def.when === undefined) {
    const fn = def.fn as (value: unknown) => unknown
    return value => fn(value) === true || asked(value)
  }
  // A text has at most as many code points as units, and at least half as many; in between zod counts them.
  if (def.check === 'max_length') {
    const most = Number(def.maximum)
    return value => (value as { readonly length: number }).length <= most || asked(value)
  }
  if (def.check === 'min_length') {
    const twice = 2 * Number(def.minimum)
    return value => (value as { readonly length: number }).length >= twice || asked(value)
  }
  return asked
}
