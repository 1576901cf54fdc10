/** What the agency's people enter on a guarantee until its letter is with the bank: a short form for each open deed. */
import { Accordion, Alert, Text } from '@mantine/core'
import { useState } from 'react'
import type { CallOf } from '../../api/client.ts'
import { useDeed } from '../../api/use.ts'
import { dayText } from '../../parts/day.tsx'
import { seoulDay } from '../../parts/due.ts'
import type { Guarantee } from '../../parts/guarantee-state.tsx'
import { type Field, type Filled, Form } from '../../parts/short-form.tsx'
import { wonText } from '../../parts/won.ts'
import { useSelf } from '../../shell/session.ts'
import { useLanguage, useWords } from '../../words/engine.ts'
import { officerMoney } from '../words.ts'
import { type Step, stepsOpen } from './steps.ts'

export function Agreeing({ of }: { readonly of: Guarantee }) {
  const say = useWords(officerMoney)
  const language = useLanguage()
  const roles = useSelf()?.roles ?? []
  const [open, setOpen] = useState<string | null>(null)
  const [isDone, setDone] = useState(false)
  const params = { guarantee_id: of.id }
  const deeds = {
    bind: useDeed('POST /v1/guarantees/{guarantee_id}/obligors'),
    sign: useDeed('POST /v1/guarantees/{guarantee_id}/sign'),
    receive_fee: useDeed('POST /v1/guarantees/{guarantee_id}/fees/received'),
    draw_letter: useDeed('POST /v1/guarantees/{guarantee_id}/papers'),
    send_letter: useDeed('POST /v1/guarantees/{guarantee_id}/letter'),
  }
  const notice = (step: 'noticed' | 'signed' | 'lettered'): Field => {
    const notices = of.notices.filter(one => one.step === step)
    return {
      name: 'notice',
      label: say('notice'),
      kind: 'choice',
      choices: notices.map(one => ({
        value: one.id,
        label: say('notice_option', { amount: wonText(one.amount), until: dayText(one.until, language) }),
      })),
      ...(notices[0] === undefined ? {} : { first: notices[0].id }),
    }
  }
  const fields: Readonly<Record<Step, readonly Field[]>> = {
    bind: [
      { name: 'party', label: say('obligor_party'), kind: 'text', help: say('obligor_party_text') },
      { name: 'limit', label: say('obligor_limit'), kind: 'amount', isOptional: true, help: say('obligor_limit_text') },
    ],
    sign: [notice('noticed')],
    receive_fee: [
      { name: 'amount', label: say('amount'), kind: 'amount', first: of.fee_unpaid },
      { name: 'paid_on', label: say('paid_on'), kind: 'day', first: seoulDay(new Date()) },
      { name: 'reference', label: say('reference'), kind: 'text', help: say('reference_text') },
    ],
    draw_letter: [
      notice('lettered'),
      {
        name: 'language',
        label: say('paper_language'),
        kind: 'choice',
        first: language,
        choices: (['ko', 'en', 'zh'] as const).map(value => ({ value, label: say(`language_${value}`) })),
      },
    ],
    send_letter: [notice('signed')],
  }
  const send = (step: Step, filled: Filled): Promise<unknown> => {
    // What a choice offers is what the API takes; the service looks at every body again.
    const body = filled as unknown
    switch (step) {
      case 'bind':
        return deeds.bind.mutateAsync({
          params,
          body: { party: filled['party'] ?? '', limit: filled['limit'] ?? null },
        })
      case 'sign':
        return deeds.sign.mutateAsync({ params, body } as CallOf<'POST /v1/guarantees/{guarantee_id}/sign'>)
      case 'receive_fee':
        return deeds.receive_fee.mutateAsync({
          params,
          body,
        } as CallOf<'POST /v1/guarantees/{guarantee_id}/fees/received'>)
      case 'draw_letter':
        return deeds.draw_letter.mutateAsync({
          params,
          body: { paper: 'letter', ...filled },
        } as CallOf<'POST /v1/guarantees/{guarantee_id}/papers'>)
      case 'send_letter':
        return deeds.send_letter.mutateAsync({ params, body } as CallOf<'POST /v1/guarantees/{guarantee_id}/letter'>)
      default:
        return step satisfies never
    }
  }
  const steps = stepsOpen(of, roles)
  return (
    <>
      <div role="status">
        {isDone ? (
          <Alert mb="md" color="green">
            {say('done')}
          </Alert>
        ) : null}
      </div>
      {steps.length === 0 ? <Text>{say('steps_none')}</Text> : null}
      <Accordion value={open} onChange={setOpen} variant="separated">
        {steps.map(step => (
          <Accordion.Item key={step} value={step}>
            <Accordion.Control>{say(`step_do_${step}`)}</Accordion.Control>
            <Accordion.Panel>
              {open === step ? (
                <>
                  <Text mb="md" maw="60ch">
                    {say(`step_text_${step}`)}
                  </Text>
                  <Form
                    draft={`office:${of.id}:${step}`}
                    fields={fields[step]}
                    submit={say(`step_do_${step}`)}
                    isPending={deeds[step].isPending}
                    problem={deeds[step].error}
                    onSubmit={(filled, done) => {
                      setDone(false)
                      send(step, filled).then(
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
                </>
              ) : null}
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </>
  )
}
