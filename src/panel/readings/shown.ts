/**
 * What of a case an answer shows that is not for everybody: marks, grades, scores, what was recommended. Found in the
 * answer as it leaves, wherever in it it stands, so that neither a field forgotten in an embedded object nor a new
 * route goes unseen; and in what a route declares, so that a refusal can say what was asked for.
 */
import type { z } from 'zod'

/** What is guarded: the fields by their names in answers, the papers by what they are. */
export const FIELDS = [
  'marks',
  'grade',
  'technology_grade',
  'risk_grade',
  'technology_score',
  'risk_score',
  'score',
  'recommended',
  'reasons',
  'terms',
  'valuation',
  'record',
  'certificate',
] as const
export type Field = (typeof FIELDS)[number]

/** What a reading is of, by whichever id the answer or the request names. */
export type SubjectIds = {
  readonly case: string | null
  readonly decision: string | null
  readonly guarantee: string | null
  readonly certificate: string | null
  readonly guaranteePaper: string | null
}
export type Found = SubjectIds & { readonly fields: readonly Field[] }

export const NO_SUBJECT: SubjectIds = {
  case: null,
  decision: null,
  guarantee: null,
  certificate: null,
  guaranteePaper: null,
}

type Entries = Readonly<Record<string, unknown>>
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const NUMBER = /^\d{4}-\d{4}-\d{7}-\d{2}$/

const idIn = (value: unknown): string | null => (typeof value === 'string' && UUID.test(value) ? value : null)
const numberIn = (value: unknown): string | null => (typeof value === 'string' && NUMBER.test(value) ? value : null)
const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isFigure = (value: unknown): boolean => isText(value) || typeof value === 'number'
const isFilled = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0

/** Whether a value under the name shows something: null, and an empty list, show nothing. */
const SHOWS: Readonly<Record<Exclude<Field, 'certificate'>, (value: unknown) => boolean>> = {
  marks: isFilled,
  grade: isText,
  technology_grade: isText,
  risk_grade: isText,
  technology_score: isFigure,
  risk_score: isFigure,
  score: isFigure,
  recommended: isText,
  reasons: isFilled,
  terms: isFilled,
  valuation: isFilled,
  record: value => typeof value === 'string' && value.startsWith('{'),
}
const NAMES = Object.keys(SHOWS) as (keyof typeof SHOWS)[]

/** What a route's parameters name. */
export function subjectOf(params: Entries, path: string): SubjectIds {
  const number = numberIn(params['number'])
  const isPaper = path.includes('/guarantee-papers/')
  return {
    case: idIn(params['case_id']),
    decision: idIn(params['decision_id']) ?? idIn(params['decision']),
    guarantee: idIn(params['guarantee_id']),
    certificate: isPaper ? null : number,
    guaranteePaper: isPaper ? number : null,
  }
}

/** Whether anything is named at all. */
export const isNamed = (subject: SubjectIds): boolean =>
  [subject.case, subject.decision, subject.guarantee, subject.certificate, subject.guaranteePaper].some(
    one => one !== null,
  )

/** The subject an object of an answer is about: what it names itself, else what it stands in. */
function nearer(object: Entries, outer: SubjectIds): SubjectIds {
  const ofCase = idIn(object['case_id'])
  const isDecision = ofCase !== null && 'recommended' in object
  // A case under two rule books is named by the decision it stands for.
  const isMove = 'before' in object && 'after' in object
  const own = isDecision || isMove ? idIn(object['id']) : null
  const decision = own ?? idIn(object['decision_id']) ?? idIn(object['decision'])
  if (ofCase === null && decision === null) return outer
  // Another case is another subject whole: what the request names is not of it.
  if (ofCase !== null && ofCase !== outer.case) return { ...NO_SUBJECT, case: ofCase, decision }
  return { ...outer, decision: decision ?? outer.decision }
}

/** A certificate in an answer: it has a number, its case, and a place to verify it at. */
const ofCertificate = ['number', 'case_id', 'verify_at'] as const
const isCertificate = (object: Entries): boolean =>
  ofCertificate.every(name => Object.hasOwn(object, name)) && numberIn(object['number']) !== null

/**
 * What an answer shows, subject by subject, in the order met. What is about no case that is named is no reading: the
 * rules themselves speak of grades too.
 */
export function shownIn(json: unknown, outer: SubjectIds): readonly Found[] {
  const found = new Map<string, { subject: SubjectIds; fields: Set<Field> }>()
  const add = (subject: SubjectIds, field: Field): void => {
    if (!isNamed(subject)) return
    const key = JSON.stringify(subject)
    const standing = found.get(key)
    if (standing === undefined) found.set(key, { subject, fields: new Set([field]) })
    else standing.fields.add(field)
  }
  const walk = (value: unknown, near: SubjectIds): void => {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) {
      for (const one of value) walk(one, near)
      return
    }
    const object = value as Entries
    const subject = nearer(object, near)
    for (const name of NAMES) if (Object.hasOwn(object, name) && SHOWS[name](object[name])) add(subject, name)
    if (isCertificate(object)) add({ ...subject, certificate: numberIn(object['number']) }, 'certificate')
    for (const inner of Object.values(object)) walk(inner, subject)
  }
  walk(json, outer)
  return [...found.values()].map(({ subject, fields }) => ({ ...subject, fields: [...fields] }))
}

type Inner = {
  readonly type: string
  readonly shape?: Readonly<Record<string, z.ZodType>>
  readonly element?: z.ZodType
  readonly innerType?: z.ZodType
  readonly valueType?: z.ZodType
  readonly options?: readonly z.ZodType[]
  readonly items?: readonly z.ZodType[]
  readonly left?: z.ZodType
  readonly right?: z.ZodType
  readonly out?: z.ZodType
  readonly getter?: () => z.ZodType
}
const innerOf = (schema: z.ZodType): Inner => schema._zod.def as unknown as Inner

/** The guarded fields an answer of the schema can show, anywhere in it. */
export function fieldsOf(schema: z.ZodType): readonly Field[] {
  const found = new Set<Field>()
  const met = new Set<z.ZodType>()
  const walk = (of: z.ZodType): void => {
    if (met.has(of)) return
    met.add(of)
    const {
      shape = {},
      element,
      innerType,
      valueType,
      options = [],
      items = [],
      left,
      right,
      out,
      getter,
    } = innerOf(of)
    for (const name of NAMES) if (Object.hasOwn(shape, name)) found.add(name)
    if (ofCertificate.every(name => Object.hasOwn(shape, name))) found.add('certificate')
    const inside = [...Object.values(shape), element, innerType, valueType, ...options, ...items, left, right, out]
    for (const one of inside) if (one !== undefined) walk(one)
    if (getter !== undefined) walk(getter())
  }
  walk(schema)
  return FIELDS.filter(field => found.has(field))
}

/** Papers that show a grade on their face, by the action that gives them out. */
const PAPERS: Readonly<Record<string, readonly Field[]>> = {
  'certificate.download': ['grade', 'certificate'],
  'guarantee_paper.download': ['grade', 'certificate'],
  'valuation.download': ['valuation'],
}

type Guarded = {
  readonly method: string
  readonly path: string
  readonly action: string
  readonly isPublic: boolean
  readonly answers: Readonly<Record<number, z.ZodType | 'bytes' | null>>
}

/**
 * What of one case a route can show, or of the cases it lists; nothing where it names none, or is open to everybody. A
 * deed done to a guarantee answers with the grade the guarantee was begun on, which is issued: its own audit leaf says
 * who was shown it, and the many who sign at once are not held up by a second one.
 */
export function guardedBy({ method, path, action, isPublic, answers }: Guarded): readonly Field[] {
  if (isPublic || (method !== 'GET' && path.includes('{guarantee_id}'))) return []
  const named = Object.values(answers).flatMap(one =>
    one === 'bytes' ? (PAPERS[action] ?? []) : (one && fieldsOf(one)) || [],
  )
  return FIELDS.filter(field => named.includes(field) && (isOfCase(path) || namesCases(answers)))
}

/** Whether the path names a case, or something of one. */
const isOfCase = (path: string): boolean => /\{(?:case_id|decision_id|decision|guarantee_id|number)\}/.test(path)

/** Whether an answer says itself which case or decision each of its parts is of. */
function namesCases(answers: Guarded['answers']): boolean {
  const met = new Set<z.ZodType>()
  const names = (of: z.ZodType): boolean => {
    if (met.has(of)) return false
    met.add(of)
    const {
      shape = {},
      element,
      innerType,
      valueType,
      options = [],
      items = [],
      left,
      right,
      out,
      getter,
    } = innerOf(of)
    if ('case_id' in shape || 'decision' in shape || 'decision_id' in shape) return true
    if ('before' in shape && 'after' in shape && 'id' in shape) return true
    const inside = [...Object.values(shape), element, innerType, valueType, ...options, ...items, left, right, out]
    return inside.some(one => one !== undefined && names(one)) || (getter !== undefined && names(getter()))
  }
  return Object.values(answers).some(one => one !== null && one !== 'bytes' && names(one))
}

/** Whether a reader of the route may have to say why they read it: a deed is its own reason. */
export const owesReason = (route: Guarded): boolean => route.method === 'GET' && guardedBy(route).length > 0
