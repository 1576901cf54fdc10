/** The few words an assignment is told in: what it was drawn for, why it was refused, how it ended. */
export const PURPOSES = ['panel', 'replacement', 'committee'] as const
export type Purpose = (typeof PURPOSES)[number]

/** Why somebody refuses; the words are asked for besides. */
export const REFUSED_BECAUSE = ['conflict', 'no_time', 'illness', 'other'] as const
export type RefusedBecause = (typeof REFUSED_BECAUSE)[number]

export const ENDED_BECAUSE = ['refused', 'overdue', 'objection'] as const
export type EndedBecause = (typeof ENDED_BECAUSE)[number]
