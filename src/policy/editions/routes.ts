/** The JSON API of editions of the rules: from a draft to its publication. */
import { ok, type Result } from '../../kernel/result.ts'
import type { Reply } from '../../platform/http/route.ts'
import { type Route, route } from '../../platform/http/route.ts'
import {
  approveBody,
  checkView,
  draftBody,
  editionParams,
  editionsQuery,
  editionsView,
  editionWhole,
  proposeBody,
  reasonBody,
  saveBody,
} from './schema.ts'
import type { EditionService, Shown, ShownWhole } from './service.ts'

const TAG = 'rules'
const NAMED = '/v1/rules/editions/{kind}/{edition}'

const headOf = ({ kind, edition, state, version, digest, firstDay, base }: Shown) => ({
  kind,
  edition,
  state,
  version,
  digest,
  in_force_from: firstDay,
  base,
})

const madeOf = ({ kept }: Shown) =>
  kept === null
    ? null
    : {
        words_digest: kept.life.wordsDigest,
        made_by: kept.madeBy,
        changed_at: kept.changedAt,
        proposed_by: kept.life.proposedBy,
        approved_by: kept.life.approvedBy,
        replaces: kept.life.replaces,
        resolutions: kept.life.resolutions,
        grounds: kept.life.grounds,
      }

const wholeOf = (shown: ShownWhole) => ({
  ...headOf(shown),
  made: madeOf(shown),
  numbers: shown.texts.numbers,
  words: shown.texts.words,
  changes: shown.changes.map(({ place, bodies }) => ({ place, decided_by: bodies })),
  resolutions_due: shown.dues.map(({ oneOf, places }) => ({ one_of: oneOf, places })),
  events: shown.events,
})

const replied = (found: Result<ShownWhole>, status: 200 | 201 = 200): Result<Reply> =>
  found.ok
    ? ok({ status, json: wholeOf(found.value), ...(found.value.version === null ? {} : { etag: found.value.version }) })
    : found

const FINAL = ['edition_unknown', 'edition_final'] as const

export const editionRoutes = (service: EditionService): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/rules/editions',
    summary: 'Every edition of the rules, shipped or made here, by kind and first day',
    tag: TAG,
    action: 'edition.read',
    query: editionsQuery,
    answers: { 200: editionsView },
    handle: async ({ tx, actor, query, day }) => {
      const found = await service.list(tx, actor, query.kind, day)
      return found.ok ? ok({ status: 200, json: { items: found.value.map(headOf) } }) : found
    },
  }),
  route({
    method: 'POST',
    path: '/v1/rules/editions',
    summary: 'A new draft: a copy of a published edition under another name and first day, or texts handed in',
    tag: TAG,
    action: 'edition.draft',
    refusals: ['edition_exists', 'edition_base_unknown', 'edition_head_differs', 'edition_number_written'],
    example: { kind: 'terms', edition: '2027-01', in_force_from: '2027-01-01' },
    body: draftBody,
    answers: { 201: editionWhole },
    handle: async ({ tx, actor, body, now, day }) => {
      const { kind, edition, in_force_from: firstDay, from = null, texts = null } = body
      const made = await service.draft(tx, actor, { kind, edition, firstDay, from, texts }, { now, day })
      return replied(made, 201)
    },
  }),
  route({
    method: 'GET',
    path: NAMED,
    summary: 'An edition whole: its texts, what it changes and who has to resolve that, and what became of it',
    tag: TAG,
    action: 'edition.read',
    refusals: ['edition_unknown'],
    params: editionParams,
    answers: { 200: editionWhole },
    handle: async ({ tx, actor, params, day }) => replied(await service.read(tx, actor, params, day)),
  }),
  route({
    method: 'PUT',
    path: NAMED,
    summary:
      'Saves a draft anew, which takes back its check and its proposal; a later version is shown beside one`s own',
    tag: TAG,
    action: 'edition.draft',
    refusals: [...FINAL, 'edition_saved_meanwhile', 'edition_head_differs', 'edition_number_written'],
    params: editionParams,
    body: saveBody,
    isVersioned: true,
    answers: { 200: editionWhole },
    handle: async ({ tx, actor, params, body, ifMatch, now, day }) =>
      replied(await service.save(tx, actor, params, body, ifMatch ?? 0, { now, day })),
  }),
  route({
    method: 'POST',
    path: `${NAMED}/check`,
    summary: 'Checks a draft in the book it would stand in; every finding with its place',
    tag: TAG,
    action: 'edition.draft',
    refusals: FINAL,
    params: editionParams,
    answers: { 200: checkView },
    handle: async ({ tx, actor, params, now, day }) => {
      const done = await service.check(tx, actor, params, { now, day })
      if (!done.ok) return done
      const { shown, findings } = done.value
      return ok({ status: 200, json: { edition: wholeOf(shown), findings }, etag: shown.version ?? 0 })
    },
  }),
  route({
    method: 'POST',
    path: `${NAMED}/propose`,
    summary: 'Proposes a checked draft, with the number of the resolution of every body whose numbers it changes',
    tag: TAG,
    action: 'edition.propose',
    refusals: [
      ...FINAL,
      'edition_not_checked',
      'edition_unchanged',
      'edition_day_past',
      'edition_day_order',
      'edition_statute_text_missing',
      'edition_resolution_missing',
      'edition_grounds_missing',
    ],
    example: { resolutions: { steering_committee: '2026-14' } },
    params: editionParams,
    body: proposeBody,
    answers: { 200: editionWhole },
    handle: async ({ tx, actor, params, body, now, day }) =>
      replied(await service.propose(tx, actor, params, body.resolutions, { now, day })),
  }),
  route({
    method: 'POST',
    path: `${NAMED}/approve`,
    summary: 'Approves a proposal as it was read, by its digests; never by anybody who had a hand in it',
    tag: TAG,
    action: 'edition.approve',
    refusals: [
      ...FINAL,
      'edition_not_proposed',
      'edition_text_differs',
      'edition_base_moved',
      'edition_approver_body',
      'edition_own_work',
    ],
    params: editionParams,
    body: approveBody,
    answers: { 200: editionWhole },
    handle: async ({ tx, actor, params, body, now, day }) => {
      const read = { digest: body.digest, wordsDigest: body.words_digest }
      return replied(await service.approve(tx, actor, params, read, { now, day }))
    },
  }),
  route({
    method: 'POST',
    path: `${NAMED}/reject`,
    summary: 'Rejects a proposal with a reason; it may be saved anew',
    tag: TAG,
    action: 'edition.approve',
    refusals: [...FINAL, 'edition_not_proposed'],
    params: editionParams,
    body: reasonBody,
    answers: { 200: editionWhole },
    handle: async ({ tx, actor, params, body, now, day }) =>
      replied(await service.reject(tx, actor, params, body.reason, { now, day })),
  }),
  route({
    method: 'POST',
    path: `${NAMED}/withdraw`,
    summary: 'Withdraws an edition that is not published, for good',
    tag: TAG,
    action: 'edition.draft',
    refusals: FINAL,
    params: editionParams,
    body: reasonBody,
    answers: { 200: editionWhole },
    handle: async ({ tx, actor, params, body, now, day }) =>
      replied(await service.withdraw(tx, actor, params, body.reason, { now, day })),
  }),
  route({
    method: 'POST',
    path: `${NAMED}/schedule`,
    summary:
      'Publishes an approved edition that comes out alike in three forms: it is decided by from its first day on',
    tag: TAG,
    action: 'edition.schedule',
    refusals: [
      ...FINAL,
      'edition_not_approved',
      'edition_base_moved',
      'edition_day_past',
      'edition_day_order',
      'edition_case_not_held',
      'edition_forms_differ',
    ],
    params: editionParams,
    answers: { 200: editionWhole },
    handle: async ({ tx, actor, params, now, day }) => replied(await service.schedule(tx, actor, params, { now, day })),
  }),
]
