/** The face of an amendment: the letter it belongs to, what changed from what to what, and what was acknowledged. */
import type { AmendmentBody, Standing } from './bodies.ts'
import { obligorsText } from './face-letter.ts'
import { type Face, headOf, rulesSection } from './face-parts.ts'
import type { Numbers } from './numbers.ts'
import type { Printed, Say, Voice } from './voice.ts'
import { CAUSE_WORDS } from './words.ts'

type Item = { readonly label: Say; readonly of: (standing: Standing, voice: Voice) => string }

/** Everything a letter says that can change, as it is printed. */
const itemsOf = (kind: AmendmentBody['guarantee']['kind']): readonly Item[] => [
  { label: 'creditor', of: ({ creditor }, { name }) => name(creditor) },
  { label: 'debtor', of: ({ debtor }, { name }) => name(debtor) },
  { label: 'obligors', of: obligorsText },
  { label: kind === 'revolving' ? 'line' : 'loan', of: ({ loan }, { won }) => won(loan) },
  { label: 'ratio', of: ({ ratio }, { percent }) => `${percent(ratio)}%` },
  { label: 'guaranteed', of: ({ guaranteed }, { won }) => won(guaranteed) },
  { label: 'matures_on', of: ({ matures_on }, { say }) => matures_on ?? say('none') },
  { label: 'bank_loan', of: ({ bank_loan }, { say }) => bank_loan ?? say('none') },
]

/** The items that differ, before and after; where two parties share a name, their ids say which is which. */
export function changesOf(body: AmendmentBody, voice: Voice): { readonly label: Say; readonly cells: string[] }[] {
  const bare: Voice = { ...voice, name: id => id }
  return itemsOf(body.guarantee.kind).flatMap(({ label, of }) => {
    if (of(body.before, bare) === of(body.after, bare)) return []
    const [before, after] = [of(body.before, voice), of(body.after, voice)]
    const told = before === after ? [of(body.before, bare), of(body.after, bare)] : [before, after]
    return [{ label, cells: [voice.say(label), ...told] }]
  })
}

export function amendmentFace(body: AmendmentBody, numbers: Numbers, printed: Printed, voice: Voice): Face {
  const { say, won, percent, of, name } = voice
  const { guarantee, letter, after, acknowledged } = body
  return {
    ...headOf(body, 'amendment_title', printed.verifier, voice),
    statement: say('amendment_statement'),
    facts: [
      { label: say('amends'), value: say('amends_value', { number: letter.number, day: letter.issued_on }) },
      { label: say('letter_digest'), value: letter.digest },
      { label: say('guarantee'), value: `${guarantee.number}, ${say(guarantee.kind)}` },
      { label: say('place'), value: say('place_value', { count: String(body.place) }) },
      { label: say('cause'), value: of(CAUSE_WORDS, body.cause) },
      { label: say('effective_on'), value: body.effective_on },
      { label: say('creditor'), value: name(after.creditor) },
      { label: say('debtor'), value: name(after.debtor) },
    ],
    highlight: {
      label: say('now_guaranteed'),
      value: won(after.guaranteed),
      meaning: say(`guaranteed_${guarantee.kind}`, { ratio: percent(after.ratio) }),
    },
    sections: [
      {
        kind: 'table',
        heading: say('changes'),
        summary: say('changes_summary'),
        columns: [
          { label: say('item'), align: 'start', share: 0.22 },
          { label: say('before'), align: 'start', share: 0.39 },
          { label: say('after'), align: 'start', share: 0.39 },
        ],
        rows: changesOf(body, voice).map(({ cells }) => ({ cells, isSum: false })),
      },
      { kind: 'frame', text: say('amendment_only') },
      {
        kind: 'list',
        heading: say('acknowledged'),
        items: [acknowledged === null ? say('acknowledged_none') : say('acknowledged_value', acknowledged)],
      },
      rulesSection(body, numbers, [], voice),
    ],
  }
}
