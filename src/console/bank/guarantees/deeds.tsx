/** What the bank reports of a guarantee: one short form for each deed that is open to it today. */
import { Accordion, Alert, Text } from '@mantine/core'
import { useState } from 'react'
import type { CallOf } from '../../api/client.ts'
import { useDeed } from '../../api/use.ts'
import { dayText } from '../../parts/day.tsx'
import { seoulDay } from '../../parts/due.ts'
import type { Guarantee } from '../../parts/guarantee-state.tsx'
import { type Field, type Filled, Form } from '../../parts/short-form.tsx'
import { wonText } from '../../parts/won.ts'
import { useLanguage, useWords } from '../../words/engine.ts'
import { bankGuarantees } from '../words.ts'

const BANK_DEEDS = ['draw', 'release', 'report_accident', 'normalise', 'claim', 'tell'] as const
type BankDeed = (typeof BANK_DEEDS)[number]

const ACCIDENTS = ['arrears', 'bill_bounced', 'tax_seizure', 'business_closed', 'rehabilitation_filed'] as const
const DUTIES = ['debt_formed', 'debt_extinguished', 'benefit_of_time_lost', 'non_performance', 'affecting'] as const

/** The fields of each deed. */
function useFields(of: Guarantee): Readonly<Record<BankDeed, readonly Field[]>> {
  const say = useWords(bankGuarantees)
  const language = useLanguage()
  const on: Field = { name: 'on', label: say('on'), kind: 'day', first: seoulDay(new Date()) }
  const open = of.notices.filter(each => each.step === 'lettered')
  const when = ({ wait_months, from, needs_consent }: Guarantee['claim_grounds'][number]): string =>
    wait_months > 0
      ? say('claim_after', { months: wait_months, from: dayText(from, language) })
      : say(needs_consent ? 'claim_with_consent' : 'claim_at_once')
  return {
    draw: [
      {
        name: 'notice',
        label: say('draw_notice'),
        kind: 'choice',
        choices: open.map(each => ({
          value: each.id,
          label: say('draw_notice_option', { until: dayText(each.until, language), amount: wonText(each.amount) }),
        })),
        ...(open[0] === undefined ? {} : { first: open[0].id }),
      },
      { name: 'amount', label: say('draw_amount'), kind: 'amount', help: say('draw_amount_help') },
      { ...on, refusedAs: ['day'] },
      { name: 'bank_loan', label: say('draw_loan'), kind: 'text', isOptional: true },
    ],
    release: [{ name: 'left', label: say('release_left'), kind: 'amount', help: say('release_left_help') }],
    report_accident: [
      {
        name: 'kind',
        label: say('accident_kind'),
        kind: 'choice',
        choices: ACCIDENTS.map(value => ({ value, label: say(`accident_${value}`) })),
      },
      on,
    ],
    normalise: [],
    claim: [
      {
        name: 'trigger',
        label: say('claim_trigger'),
        kind: 'choice',
        help: say('claim_trigger_help'),
        choices: of.claim_grounds.map(ground => ({
          value: ground.trigger,
          label: say('claim_ground', { ground: say(`trigger_${ground.trigger}`), when: when(ground) }),
        })),
      },
      { ...on, label: say('claim_on'), refusedAs: ['day'] },
      {
        name: 'proof',
        label: say('claim_proof'),
        kind: 'digest',
        help: say('claim_proof_help'),
        refusedAs: ['isProven'],
      },
      {
        name: 'consent',
        label: say('claim_consent'),
        kind: 'text',
        isOptional: true,
        refusedAs: ['hasConsent'],
      },
    ],
    tell: [
      {
        name: 'duty',
        label: say('duty'),
        kind: 'choice',
        choices: DUTIES.map(value => ({ value, label: say(`duty_${value}`) })),
      },
      on,
    ],
  }
}

/** Sends each deed to its own place; afterwards everything shown is read anew. */
function useSending(guarantee: string) {
  const params = { guarantee_id: guarantee }
  const deeds = {
    draw: useDeed('POST /v1/guarantees/{guarantee_id}/draws'),
    release: useDeed('POST /v1/guarantees/{guarantee_id}/release'),
    report_accident: useDeed('POST /v1/guarantees/{guarantee_id}/accidents'),
    normalise: useDeed('POST /v1/guarantees/{guarantee_id}/normalise'),
    claim: useDeed('POST /v1/guarantees/{guarantee_id}/claims'),
    tell: useDeed('POST /v1/guarantees/{guarantee_id}/tell'),
  }
  const send = (deed: BankDeed, filled: Filled): Promise<unknown> => {
    // What a choice offers is what the API takes; the service looks at every body again.
    const body = filled as unknown
    switch (deed) {
      case 'draw':
        return deeds.draw.mutateAsync({ params, body } as CallOf<'POST /v1/guarantees/{guarantee_id}/draws'>)
      case 'release':
        return deeds.release.mutateAsync({ params, body } as CallOf<'POST /v1/guarantees/{guarantee_id}/release'>)
      case 'report_accident':
        return deeds.report_accident.mutateAsync({
          params,
          body,
        } as CallOf<'POST /v1/guarantees/{guarantee_id}/accidents'>)
      case 'normalise':
        return deeds.normalise.mutateAsync({ params })
      case 'claim':
        return deeds.claim.mutateAsync({ params, body } as CallOf<'POST /v1/guarantees/{guarantee_id}/claims'>)
      case 'tell':
        return deeds.tell.mutateAsync({ params, body } as CallOf<'POST /v1/guarantees/{guarantee_id}/tell'>)
      default:
        return deed satisfies never
    }
  }
  return { deeds, send }
}

export function Deeds({ of }: { readonly of: Guarantee }) {
  const say = useWords(bankGuarantees)
  const fields = useFields(of)
  const { deeds, send } = useSending(of.id)
  const [open, setOpen] = useState<string | null>(null)
  const [isDone, setDone] = useState(false)
  const possible = BANK_DEEDS.filter(deed =>
    of.possible.some(each => each.command === deed && each.roles.includes('bank') && each.hindrance === null),
  )
  return (
    <>
      <div role="status">
        {isDone ? (
          <Alert mb="md" color="green">
            {say('done_deed')}
          </Alert>
        ) : null}
      </div>
      {possible.length === 0 ? <Text c="dimmed">{say('deeds_none')}</Text> : null}
      <Accordion value={open} onChange={setOpen} variant="separated">
        {possible.map(deed => (
          <Accordion.Item key={deed} value={deed}>
            <Accordion.Control>{say(`command_${deed}`)}</Accordion.Control>
            <Accordion.Panel>
              {open === deed ? (
                <Form
                  draft={`guarantee:${of.id}:${deed}`}
                  fields={fields[deed]}
                  submit={say(`submit_${deed}`)}
                  isPending={deeds[deed].isPending}
                  problem={deeds[deed].error}
                  onSubmit={(filled, done) => {
                    setDone(false)
                    send(deed, filled).then(
                      () => {
                        done()
                        setDone(true)
                        setOpen(null)
                      },
                      // The form shows what was refused.
                      () => undefined,
                    )
                  }}
                />
              ) : null}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </>
  )
}
