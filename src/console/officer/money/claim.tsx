/** One guarantee in accident or claim: examined by one person, paid by another, recovered from who owes. */
import { Anchor, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { reading, useDeed } from '../../api/use.ts'
import { WonAtSize, WonInput } from '../../parts/amount.tsx'
import { Day } from '../../parts/day.tsx'
import { Due } from '../../parts/due-badge.tsx'
import { Facts, Part } from '../../parts/facts.tsx'
import { type Fault, FaultSummary } from '../../parts/form.tsx'
import type { Guarantee } from '../../parts/guarantee-state.tsx'
import { useOrganisationNames } from '../../parts/names.ts'
import { PageTitle } from '../../parts/page-title.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { Read } from '../../parts/states.tsx'
import { useSelf } from '../../shell/session.ts'
import { useWords } from '../../words/engine.ts'
import { everywhere } from '../../words/everywhere.ts'
import { officerMoney } from '../words.ts'
import { Examination } from './examination.tsx'
import { GuaranteeStateBadge } from './state.tsx'

const route = getRouteApi('/office/claims/$guarantee')

function Recovery({ of }: { readonly of: Guarantee }) {
  const say = useWords(officerMoney)
  const [amount, setAmount] = useState('')
  const [reference, setReference] = useState('')
  const [turn, setTurn] = useState(0)
  const recover = useDeed('POST /v1/guarantees/{guarantee_id}/recoveries')
  const faults: readonly Fault[] = [
    ...(/^[1-9]\d*$/.test(amount) ? [] : [{ field: 'amount', label: say('amount'), message: say('amount_wrong') }]),
    ...(reference.trim() !== '' ? [] : [{ field: 'reference', label: say('reference'), message: say('text_wrong') }]),
  ]
  const fault = (field: string) => (turn === 0 ? undefined : faults.find(each => each.field === field)?.message)
  const send = () => {
    setTurn(turn + 1)
    if (faults.length > 0) return
    recover.mutate(
      { params: { guarantee_id: of.id }, body: { amount, reference: reference.trim() } },
      {
        onSuccess: () => {
          setAmount('')
          setReference('')
          setTurn(0)
        },
      },
    )
  }
  return (
    <Stack gap="md" maw="44rem">
      <FaultSummary faults={turn === 0 ? [] : faults} turn={turn} />
      <ProblemAlert problem={recover.error} />
      <WonInput
        // An amount entered leaves an empty field for the next one.
        key={recover.submittedAt}
        id="amount"
        label={say('amount')}
        value={amount}
        error={fault('amount')}
        onChange={won => setAmount(won ?? '')}
      />
      <TextInput
        id="reference"
        label={say('reference')}
        value={reference}
        error={fault('reference')}
        onChange={event => setReference(event.currentTarget.value)}
      />
      <div>
        <Button loading={recover.isPending} onClick={send}>
          {say('recover_now')}
        </Button>
      </div>
      <span role="status">{recover.isSuccess ? say('done') : ''}</span>
    </Stack>
  )
}

function Payment({ of }: { readonly of: Guarantee }) {
  const say = useWords(officerMoney)
  const pay = useDeed('POST /v1/guarantees/{guarantee_id}/payments')
  return (
    <>
      <ProblemAlert problem={pay.error} />
      <Text mb="md">{say('pay_text')}</Text>
      <Button loading={pay.isPending} onClick={() => pay.mutate({ params: { guarantee_id: of.id } })}>
        {say('pay_now')}
      </Button>
    </>
  )
}

/** Taken off the balance sheet and still pursued; said before it is done. */
function WriteOff({ of }: { readonly of: Guarantee }) {
  const say = useWords(officerMoney)
  const sayAll = useWords(everywhere)
  const writing = useDeed('POST /v1/guarantees/{guarantee_id}/write-off')
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {say('write_off')}
      </Button>
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={say('write_off_sure')}
        closeButtonProps={{ 'aria-label': sayAll('close') }}
        transitionProps={{ duration: 0 }}
      >
        <ProblemAlert problem={writing.error} />
        <Text mb="md">{say('write_off_text')}</Text>
        <Group>
          <Button
            data-autofocus
            loading={writing.isPending}
            onClick={() => writing.mutate({ params: { guarantee_id: of.id } }, { onSuccess: () => setAsking(false) })}
          >
            {say('write_off_now')}
          </Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            {sayAll('cancel')}
          </Button>
        </Group>
      </Modal>
    </>
  )
}

/** Once the fund has paid, what is owed back is pursued in a file of its own. */
const PAID: readonly Guarantee['state'][] = ['subrogated', 'written_off', 'discharged', 'sold']

function Whole({ of }: { readonly of: Guarantee }) {
  const say = useWords(officerMoney)
  const bankName = useOrganisationNames([of.bank])
  const roles: readonly string[] = useSelf()?.roles ?? []
  const may = (command: Guarantee['possible'][number]['command']) =>
    of.possible.some(
      one => one.command === command && one.hindrance === null && one.roles.some(role => roles.includes(role)),
    )
  return (
    <>
      <PageTitle>{say('claim_title', { number: of.number })}</PageTitle>
      <Part title={say('part_guarantee')}>
        <Facts
          of={[
            { name: say('state'), value: <GuaranteeStateBadge of={of.state} /> },
            { name: say('due'), value: <Due on={of.due_on} /> },
            { name: say('bank'), value: bankName(of.bank) },
            { name: say('grade'), value: of.grade },
            { name: say('outstanding'), value: <WonAtSize of={of.outstanding} /> },
            { name: say('balance'), value: <WonAtSize of={of.balance} /> },
            { name: say('owed'), value: <WonAtSize of={of.owed} /> },
            ...(of.payable === null
              ? []
              : [
                  { name: say('payable'), value: <WonAtSize of={of.payable.amount} /> },
                  { name: say('pay_on'), value: <Day of={of.payable.on} /> },
                ]),
          ]}
        />
      </Part>
      <Part title={say('part_examine')}>
        {may('examine') ? <Examination of={of} /> : <Text c="dimmed">{say('examine_none')}</Text>}
      </Part>
      <Part title={say('part_pay')}>
        {may('pay') ? <Payment of={of} /> : <Text c="dimmed">{say('pay_none')}</Text>}
      </Part>
      <Part title={say('part_recover')}>
        {may('recover') ? <Recovery of={of} /> : <Text c="dimmed">{say('recover_none')}</Text>}
        {PAID.includes(of.state) ? (
          <Group mt="md" className="not-printed">
            <Anchor component={Link} to={`/office/claims/${of.id}/recourse`}>
              {say('to_recourse')}
            </Anchor>
            {may('write_off') ? <WriteOff of={of} /> : null}
          </Group>
        ) : null}
      </Part>
    </>
  )
}

export function ClaimPage() {
  const say = useWords(officerMoney)
  const { guarantee } = route.useParams()
  const found = useQuery(reading('GET /v1/guarantees/{guarantee_id}', { params: { guarantee_id: guarantee } }))
  return (
    <>
      {found.isError && found.data === undefined ? <PageTitle isWrong>{say('part_guarantee')}</PageTitle> : null}
      <Read of={found}>{value => <Whole of={value} />}</Read>
    </>
  )
}
