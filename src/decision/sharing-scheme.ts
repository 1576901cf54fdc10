/**
 * A scheme of loss sharing, read and checked: parties become places in one list, rates become fixed point. What passes
 * here can share any loss whole.
 */
import { type Fixed, fixed, fixedText, ONE } from '../kernel/fixed.ts'
import { type Money, minMoney, money, moneyFromText, moneyText, ZERO } from '../kernel/money.ts'
import { ok, type Refusal, type Result, refusal } from '../kernel/result.ts'
import { type InputCode, parsed } from '../kernel/schema.ts'
import type { DecisionCode } from './refusals.ts'
import { type SharingSource, sharingSchema } from './sharing-schema.ts'

type Bands = {
  /** From the first to the last; the last is open. */
  readonly bands: readonly { readonly upTo: Money | null; readonly rate: Fixed }[]
  readonly times: Fixed
}

export type SharingLimit = {
  /** Place of the party in the scheme's list, as everywhere below. */
  readonly party: number
  readonly per: 'loss' | 'year' | 'all'
  readonly most: Money | Bands
  readonly isRestored: boolean
}

export type SharingLayer = {
  /** By place of the party; 0 for who has none. Together ONE. */
  readonly shares: readonly Fixed[]
  readonly minimum: { readonly party: number; readonly amount: Money } | undefined
  readonly limits: readonly SharingLimit[]
}

export type SharingScheme = {
  readonly parties: readonly string[]
  readonly isNetOfRecovery: boolean
  readonly waitMonths: number
  /** Places of the parties in the order in which they get back; undefined where each does as it bore. */
  readonly order: readonly number[] | undefined
  readonly layers: readonly SharingLayer[]
}

/**
 * The most a party pays under a limit: `times x sum of rate x part of the base in the band`, added exactly and cut
 * once, to the won in the favour of who pays.
 * @param base the loan of a guarantee, the volume of a portfolio; at least 0
 */
export function mostOf(most: SharingLimit['most'], base: Money): Money {
  if (typeof most === 'bigint') return most
  let below = ZERO
  let sum = 0n
  for (const { upTo, rate } of most.bands) {
    const top = upTo === null ? base : minMoney(upTo, base)
    if (top > below) sum += (top - below) * rate
    below = top
  }
  return money((sum * most.times) / (ONE * ONE))
}

const most = (source: SharingSource['layers'][number]['limits'][number]['most']): SharingLimit['most'] =>
  source.by === 'amount'
    ? moneyFromText(source.amount)
    : {
        bands: source.bands.map(band => ({
          upTo: band.up_to === null ? null : moneyFromText(band.up_to),
          rate: fixed(band.rate),
        })),
        times: fixed(source.times),
      }

/** Reads a scheme. Every problem of the stage that fails is given, the most basic first. */
export function sharingOf(value: unknown): Result<SharingScheme, InputCode | DecisionCode> {
  const read = parsed(sharingSchema, value)
  if (!read.ok) return read
  const source = read.value
  const refusals = [...unknownIn(source), ...unsoundIn(source)]
  if (refusals.length > 0) return { ok: false, refusals }
  const place = (party: string) => source.parties.indexOf(party)
  return ok({
    parties: source.parties,
    isNetOfRecovery: source.claims === 'after_recovery',
    waitMonths: source.wait_months,
    order: source.recoveries.by === 'in_order' ? source.recoveries.parties.map(place) : undefined,
    layers: source.layers.map(layer => ({
      shares: source.parties.map(party => fixed(layer.shares.find(one => one.party === party)?.share ?? '0')),
      minimum:
        layer.minimum === undefined
          ? undefined
          : { party: place(layer.minimum.party), amount: moneyFromText(layer.minimum.amount) },
      limits: layer.limits.map(one => ({
        party: place(one.party),
        per: one.per,
        most: most(one.most),
        isRestored: one.restored,
      })),
    })),
  })
}

type Named = readonly [at: string, party: string]

const repeated = (names: readonly Named[]): Refusal<DecisionCode>[] =>
  names
    .filter(([, party], place) => names.findIndex(([, other]) => other === party) < place)
    .map(([at, party]) => refusal('sharing_party_repeated', at, { value: party }))

/** Parties that the scheme does not list, that stand twice, or that an order leaves out. */
function unknownIn({ parties, recoveries, layers }: SharingSource): Refusal<DecisionCode>[] {
  const list: Named[] = parties.map((party, place) => [`parties.${place}`, party])
  const order: Named[] =
    recoveries.by === 'in_order' ? recoveries.parties.map((party, place) => [`recoveries.parties.${place}`, party]) : []
  const shares = layers.map((layer, at) =>
    layer.shares.map((one, place): Named => [`layers.${at}.shares.${place}.party`, one.party]),
  )
  const bound = layers.flatMap((layer, at): Named[] => [
    ...(layer.minimum === undefined ? [] : [[`layers.${at}.minimum.party`, layer.minimum.party] as const]),
    ...layer.limits.map((one, place): Named => [`layers.${at}.limits.${place}.party`, one.party]),
  ])
  const limit = parties.join(', ')
  const left = recoveries.by === 'in_order' ? parties.filter(party => !recoveries.parties.includes(party)) : []
  return [
    ...[list, order, ...shares].flatMap(repeated),
    ...[...order, ...shares.flat(), ...bound]
      .filter(([, party]) => !parties.includes(party))
      .map(([at, party]) => refusal('sharing_party_unknown', at, { value: party, limit })),
    ...left.map(party => refusal('sharing_order_incomplete', 'recoveries.parties', { value: party, limit })),
  ]
}

/** Layers that do not share all that enters them, limits that bind nobody, bands that do not rise, an end left open. */
function unsoundIn({ layers }: SharingSource): Refusal<DecisionCode>[] {
  const found = layers.flatMap((layer, at): Refusal<DecisionCode>[] => {
    const sum = layer.shares.reduce((whole, one) => whole + fixed(one.share), 0n)
    const bears = (party: string) =>
      layer.minimum?.party === party || layer.shares.some(one => one.party === party && fixed(one.share) > 0n)
    return [
      ...(sum === ONE
        ? []
        : [refusal<DecisionCode>('sharing_shares_sum', `layers.${at}.shares`, { value: fixedText(sum), limit: '1' })]),
      ...layer.limits.flatMap((one, place): Refusal<DecisionCode>[] => [
        ...(bears(one.party)
          ? []
          : [refusal<DecisionCode>('sharing_limit_idle', `layers.${at}.limits.${place}.party`, { value: one.party })]),
        ...bandsIn(one.most, `layers.${at}.limits.${place}.most.bands`),
      ]),
    ]
  })
  const last = layers.length - 1
  if ((layers[last]?.limits.length ?? 0) > 0) found.push(refusal('sharing_open_ended', `layers.${last}.limits`))
  return found
}

function bandsIn(
  source: SharingSource['layers'][number]['limits'][number]['most'],
  at: string,
): Refusal<DecisionCode>[] {
  if (source.by === 'amount') return []
  const ends = source.bands.map(band => (band.up_to === null ? undefined : moneyFromText(band.up_to)))
  const isSound = ends.every((end, place) => {
    if (place === ends.length - 1) return end === undefined
    const before = place === 0 ? ZERO : ends[place - 1]
    return end !== undefined && before !== undefined && end > before
  })
  if (isSound) return []
  return [
    refusal('sharing_bands', at, { value: ends.map(end => (end === undefined ? 'open' : moneyText(end))).join() }),
  ]
}
