/** Examining a claim: paid in full, denied in part or wholly with the breach; the service computes what is payable. */
import { Button, NativeSelect, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useDraft } from '../../api/draft.ts'
import { useDeed } from '../../api/use.ts'
import { WonInput } from '../../parts/amount.tsx'
import { seoulDay } from '../../parts/due.ts'
import { type Fault, FaultSummary } from '../../parts/form.tsx'
import type { Guarantee } from '../../parts/guarantee-state.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { useWords } from '../../words/engine.ts'
import { officerMoney } from '../words.ts'

const VERDICTS = ['pay', 'part', 'deny'] as const
const BREACHES = ['duty_missed', 'use_of_funds', 'condition_unmet'] as const
type Filled = {
  readonly verdict: (typeof VERDICTS)[number]
  readonly principal: string
  readonly denied: string
  readonly rate: string
  readonly dueOn: string
  readonly payOn: string
  readonly breach: (typeof BREACHES)[number]
  readonly breachOf: string
}
const isAmount = (text: string): boolean => /^[1-9]\d*$/.test(text)
const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text)

export function Examination({ of }: { readonly of: Guarantee }) {
  const say = useWords(officerMoney)
  const today = seoulDay(new Date())
  const draft = useDraft<Filled>(`guarantee:${of.id}:examine`, {
    verdict: 'pay',
    principal: of.outstanding,
    denied: '',
    rate: '0',
    dueOn: today,
    payOn: today,
    breach: 'duty_missed',
    breachOf: '',
  })
  const [turn, setTurn] = useState(0)
  const examine = useDeed('POST /v1/guarantees/{guarantee_id}/examinations')
  const filled = draft.value
  const set = (change: Partial<Filled>) => draft.set({ ...filled, ...change })
  const isDenying = filled.verdict !== 'pay'
  const check = (field: string, label: string, isRight: boolean, message: string): readonly Fault[] =>
    isRight ? [] : [{ field, label, message }]
  const faults: readonly Fault[] = [
    ...check('principal', say('principal'), isAmount(filled.principal), say('amount_wrong')),
    ...(filled.verdict === 'part'
      ? check('denied', say('denied_principal'), isAmount(filled.denied), say('amount_wrong'))
      : []),
    ...(isDenying ? check('breach_of', say('breach_of'), filled.breachOf.trim() !== '', say('text_wrong')) : []),
    ...check('rate', say('rate'), /^0(\.\d+)?$/.test(filled.rate), say('rate_wrong')),
    ...check('due_on', say('due_on'), isDay(filled.dueOn), say('day_wrong')),
    ...check('pay_on', say('pay_on'), isDay(filled.payOn), say('day_wrong')),
  ]
  const fault = (field: string): string | undefined =>
    turn === 0 ? undefined : faults.find(each => each.field === field)?.message
  const send = () => {
    setTurn(turn + 1)
    if (faults.length > 0) return
    const denies = isDenying ? [{ kind: filled.breach, of: filled.breachOf.trim() }] : []
    const waives = of.missed
      .filter(each => !denies.some(one => one.kind === 'duty_missed' && one.of === each))
      .map(each => ({ kind: 'duty_missed' as const, of: each }))
    const denied = filled.verdict === 'pay' ? '0' : filled.verdict === 'deny' ? filled.principal : filled.denied
    examine.mutate(
      {
        params: { guarantee_id: of.id },
        body: {
          principal: filled.principal,
          rate: filled.rate,
          due_on: filled.dueOn,
          costs: [],
          denied_principal: denied,
          pay_on: filled.payOn,
          denies,
          waives,
        },
      },
      { onSuccess: draft.forget },
    )
  }
  return (
    <Stack gap="md" maw="44rem">
      <FaultSummary faults={turn === 0 ? [] : faults} turn={turn} />
      <ProblemAlert problem={examine.error} />
      {of.missed.length === 0 ? null : <Text>{say('missed', { count: of.missed.length })}</Text>}
      <Radio.Group
        label={say('verdict')}
        value={filled.verdict}
        onChange={value => set({ verdict: VERDICTS.find(each => each === value) ?? 'pay' })}
      >
        <Stack gap="xs" mt="xs">
          {VERDICTS.map(value => (
            <Radio key={value} value={value} label={say(`verdict_${value}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <WonInput
        id="principal"
        label={say('principal')}
        value={filled.principal}
        error={fault('principal')}
        onChange={won => set({ principal: won ?? '' })}
      />
      {filled.verdict === 'part' ? (
        <WonInput
          id="denied"
          label={say('denied_principal')}
          value={filled.denied}
          error={fault('denied')}
          onChange={won => set({ denied: won ?? '' })}
        />
      ) : null}
      {isDenying ? (
        <>
          <NativeSelect
            label={say('breach')}
            value={filled.breach}
            data={BREACHES.map(value => ({ value, label: say(`breach_${value}`) }))}
            onChange={event =>
              set({ breach: BREACHES.find(each => each === event.currentTarget.value) ?? 'duty_missed' })
            }
          />
          <TextInput
            id="breach_of"
            label={say('breach_of')}
            value={filled.breachOf}
            error={fault('breach_of')}
            onChange={event => set({ breachOf: event.currentTarget.value })}
          />
        </>
      ) : null}
      <TextInput
        id="rate"
        label={say('rate')}
        inputMode="decimal"
        value={filled.rate}
        error={fault('rate')}
        onChange={event => set({ rate: event.currentTarget.value })}
      />
      <TextInput
        id="due_on"
        type="date"
        label={say('due_on')}
        value={filled.dueOn}
        error={fault('due_on')}
        onChange={event => set({ dueOn: event.currentTarget.value })}
      />
      <TextInput
        id="pay_on"
        type="date"
        label={say('pay_on')}
        value={filled.payOn}
        error={fault('pay_on')}
        onChange={event => set({ payOn: event.currentTarget.value })}
      />
      <div>
        <Button loading={examine.isPending} onClick={send}>
          {say('examine_now')}
        </Button>
      </div>
    </Stack>
  )
}
