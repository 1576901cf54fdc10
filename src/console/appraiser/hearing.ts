/** What a panel is heard on, and who is in it. */
import type { ValueOf } from '../api/client.ts'

export type Hearing = ValueOf<'GET /v1/cases/{case_id}/consensus'>

/** The panel, in the order of its sheets. */
export const peopleOf = ({ before }: Hearing): readonly string[] => (before[0]?.sides ?? []).map(side => side.appraiser)
