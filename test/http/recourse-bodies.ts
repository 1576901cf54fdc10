/** Bodies that the routes of recourse take, so that only who asks decides. */
const ID = '01890a5d-ac96-774b-bcce-b302099a8057'
const TODAY = new Date().toISOString().slice(0, 10)
const PERSON = 'person-demo-claims'

const OF_FILE: Readonly<Record<string, object>> = {
  '': { basis: 'commercial', holder: PERSON },
  '/obligors': {
    ...{ party: 'person-extra-901', role: 'joint_guarantor', successor_of: null, succession: null },
    ...{ share: { over: 1, under: 1 }, limit: null, since: TODAY },
  },
  '/obligors/{obligor_id}/end': { until: TODAY, ending: 'released', reason: 'For the matrix of access.' },
  '/reliefs': {
    ...{ ground: 'rehabilitation_plan', on: TODAY, main_before: '10', main_after: '4' },
    ...{ is_sme: true, reference: 'court 1' },
  },
  '/plans': {
    ...{ obligor: ID, reduction: '0', level: 'branch_head', approved_by: PERSON, resolution: 'settlement 1' },
    ...{ count: 2, first_due: '2099-01-05' },
  },
  '/payers': { sequence: 1, obligor: ID },
  '/steps': { type: 'demand', obligor: ID, on: TODAY, reference: 'letter 1' },
  '/steps/{step_id}/end': { ended_on: TODAY, how: 'fixed' },
  '/attachments': {
    ...{ obligor: ID, kind: 'attachment', asset: 'vehicle', place: 'Busan', court: 'Busan', case_number: '1' },
    ...{ on: TODAY, rank: 1, value: '1' },
  },
  '/attachments/{attachment_id}/dates': { auction_on: null, suit_on: null },
  '/attachments/{attachment_id}/release': { on: TODAY, release: 'satisfied' },
  '/deferrals': { until: TODAY, ground: { of: 'more_later', prospect: 'orders' }, resolution: 'board 1' },
}

export const RECOURSE_BODIES = Object.fromEntries(
  Object.entries(OF_FILE).map(([path, body]) => [`POST /v1/guarantees/{guarantee_id}/recourse${path}`, () => body]),
)
/** Ids of parts of a file that is not there. */
export const RECOURSE_IDS = { obligor_id: ID, step_id: ID, attachment_id: ID }
