/**
 * What is appraised: the rights and the know-how, who owns them and under which burdens, and how ready the technology
 * is, component by component with its evidence. Stands after application; panel and scoring read it.
 */
import { z } from 'zod'
import { code, dayText, digestText, moneyNotNegative, plainText, ratioText } from '../kernel/text.ts'
import { partyId, personId } from '../party/identifiers.ts'
import { shareExcess } from '../party/shares.ts'

const ASSETS_MAX = 200
const ROWS_MAX = 200
const rows = <Row extends z.ZodType>(row: Row) => z.array(row).max(ROWS_MAX)

export const ASSET_KINDS = [
  'patent',
  'utility_model',
  'design',
  'trademark',
  'plant_variety',
  'software',
  'know_how',
] as const
/** Kinds that exist only by registration at an office; software may be registered, know-how never is. */
export const REGISTERED_KINDS = ['patent', 'utility_model', 'design', 'trademark', 'plant_variety'] as const

const pattern = (shape: RegExp, max: number, message: string) =>
  z
    .string()
    .max(max)
    .refine(text => shape.test(text), { message })

/** An id inside one case, such as asset-1: a word of ours and a number. */
const localId = (word: string) =>
  pattern(new RegExp(`^${word}-[0-9]{1,6}$`), 24, `written ${word}- and 1 to 6 digits, such as ${word}-1`)
export const assetId = localId('asset')

/** An office by its WIPO ST.3 code: a country, or EP, WO and their like. */
const officeCode = pattern(/^[A-Z]{2}$/, 2, 'an office is two capital letters (WIPO ST.3), such as KR')
const officeNumber = pattern(
  /^[A-Z0-9][A-Z0-9./-]*$/,
  32,
  'a number of an office is ASCII capital letters, digits, dots, slashes and hyphens',
)
/** A symbol of the IPC (patents), Locarno or Nice classification, as printed, without blanks at the ends. */
const classSymbol = pattern(/^[A-Z0-9][A-Z0-9 /-]*$/, 24, 'a class is a symbol such as G06F 17/50')

const isPeriod = (period: { readonly from: string; readonly until?: string | undefined }): boolean =>
  period.until === undefined || period.from <= period.until
const PERIOD = { message: 'a period ends on its first day or later', path: ['until'] }

const ownerSchema = z.strictObject({ party: partyId, share: ratioText })
const pledgeSchema = z
  .strictObject({ holder: partyId, amount: moneyNotNegative.optional(), from: dayText, until: dayText.optional() })
  .refine(isPeriod, PERIOD)
const licenceSchema = z
  .strictObject({
    kind: z.enum(['exclusive', 'non_exclusive']),
    licensee: partyId,
    from: dayText,
    until: dayText.optional(),
  })
  .refine(isPeriod, PERIOD)
const seizureSchema = z
  .strictObject({ creditor: partyId, from: dayText, until: dayText.optional() })
  .refine(isPeriod, PERIOD)
/** A fee that keeps a right alive: due on a day; paid on one, or known to be paid for the time until one, or unpaid. */
const annuitySchema = z.strictObject({
  due_on: dayText,
  paid_on: dayText.optional(),
  paid_until: dayText.optional(),
})
/** How the invention of somebody employed came to the firm. */
const employeeInventionSchema = z
  .strictObject({
    invention_of: personId,
    basis: z.enum(['succession', 'licence', 'none']),
    assigned_on: dayText.optional(),
    document: digestText.optional(),
  })
  .refine(chain => chain.assigned_on === undefined || chain.basis === 'succession', {
    message: 'only a succession has a day of assignment',
    path: ['assigned_on'],
  })

const assetShape = z.strictObject({
  id: assetId,
  kind: z.enum(ASSET_KINDS),
  office: officeCode.optional(),
  number: officeNumber.optional(),
  application_number: officeNumber.optional(),
  application_on: dayText.optional(),
  registered_on: dayText.optional(),
  expires_on: dayText.optional(),
  ended_on: dayText.optional(),
  classes: rows(classSymbol),
  owners: rows(ownerSchema),
  pledges: rows(pledgeSchema),
  licences: rows(licenceSchema),
  seizures: rows(seizureSchema),
  annuities: rows(annuitySchema),
  from_employee: employeeInventionSchema.optional(),
  status_source: code,
  as_of: dayText,
  citation: z.strictObject({ publication: officeNumber, title: plainText(500), source: plainText(300) }).optional(),
})
type AssetShape = z.output<typeof assetShape>
type Refining = { readonly addIssue: (issue: { code: 'custom'; path: PropertyKey[]; message: string }) => void }

const isRegisteredKind = (kind: AssetShape['kind']): boolean => (REGISTERED_KINDS as readonly string[]).includes(kind)

function checkAsset(asset: AssetShape, context: Refining): void {
  const report = (path: PropertyKey[], message: string): void => context.addIssue({ code: 'custom', path, message })
  if (isRegisteredKind(asset.kind) && asset.office === undefined)
    report(['office'], `a right of the kind ${asset.kind} exists at an office`)
  if (asset.kind === 'know_how')
    for (const field of ['office', 'number', 'application_number', 'application_on', 'registered_on'] as const)
      if (asset[field] !== undefined) report([field], 'know-how is registered nowhere: leave it out')
  if (asset.registered_on !== undefined && asset.application_on !== undefined)
    if (asset.registered_on < asset.application_on)
      report(['registered_on'], `a right is registered after it was applied for, on ${asset.application_on}`)
  if (asset.expires_on !== undefined && asset.registered_on !== undefined)
    if (asset.expires_on < asset.registered_on)
      report(['expires_on'], `a right expires after it was registered, on ${asset.registered_on}`)
  const seen = new Set<string>()
  for (const [index, owner] of asset.owners.entries()) {
    if (seen.has(owner.party)) report(['owners', index, 'party'], 'an owner stands once')
    seen.add(owner.party)
  }
  const excess = shareExcess(asset.owners.map(owner => owner.share))
  if (excess !== undefined) report(['owners'], excess)
}

export const assetSchema = assetShape.superRefine(checkAsset)

const evidenceSchema = z.strictObject({ type: code, digest: digestText, page: z.int().min(1).max(100_000).optional() })

export const componentSchema = z.strictObject({
  code,
  trl: z.int().min(1).max(9),
  evidence: rows(evidenceSchema),
})

const readinessSchema = z.strictObject({ components: rows(componentSchema) })

/** The assets, how ready the technology is, and which assets the request stands on. */
export const technologySchema = z
  .strictObject({
    assets: z.array(assetSchema).max(ASSETS_MAX),
    readiness: readinessSchema,
    relied_on: z.array(assetId).max(ASSETS_MAX),
  })
  .superRefine((technology, context) => {
    const report = (path: PropertyKey[], message: string): void => context.addIssue({ code: 'custom', path, message })
    const known = new Set<string>()
    for (const [index, asset] of technology.assets.entries()) {
      if (known.has(asset.id)) report(['assets', index, 'id'], 'an asset stands once')
      known.add(asset.id)
    }
    const relied = new Set<string>()
    for (const [index, asset] of technology.relied_on.entries()) {
      if (!known.has(asset)) report(['relied_on', index], 'the request relies on assets listed here')
      if (relied.has(asset)) report(['relied_on', index], 'an asset is relied on once')
      relied.add(asset)
    }
    const components = new Set<string>()
    for (const [index, component] of technology.readiness.components.entries()) {
      if (components.has(component.code)) report(['readiness', 'components', index, 'code'], 'a component stands once')
      components.add(component.code)
    }
  })

export type Asset = z.output<typeof assetSchema>
export type Component = z.output<typeof componentSchema>
export type Technology = z.output<typeof technologySchema>
