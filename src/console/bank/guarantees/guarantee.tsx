/** One guarantee: what stands, what may be done next, what the bank tells, its claim, papers and history. */
import { Alert, Anchor, List, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { reading } from '../../api/use.ts'
import { Won, WonAtSize } from '../../parts/amount.tsx'
import { Day } from '../../parts/day.tsx'
import { percent } from '../../parts/due.ts'
import { Due } from '../../parts/due-badge.tsx'
import { Facts, Part } from '../../parts/facts.tsx'
import type { Guarantee } from '../../parts/guarantee-state.tsx'
import { PageTitle } from '../../parts/page-title.tsx'
import { useRuleWords } from '../../parts/rule-words.ts'
import { Read } from '../../parts/states.tsx'
import { useWords } from '../../words/engine.ts'
import { bankCases, bankGuarantees } from '../words.ts'
import { Deeds } from './deeds.tsx'
import { GuaranteeEvents, Next, Notices } from './life.tsx'
import { Papers } from './papers.tsx'
import { GuaranteeStateBadge } from './state.tsx'

const route = getRouteApi('/bank/guarantees/$guarantee')

function Standing({ of }: { readonly of: Guarantee }) {
  const say = useWords(bankGuarantees)
  const rule = useRuleWords([`programme.${of.programme}.name`])
  return (
    <Part title={say('part_standing')}>
      <Facts
        of={[
          { name: say('state'), value: <GuaranteeStateBadge of={of.state} /> },
          { name: say('due'), value: <Due on={of.due_on} /> },
          { name: say('programme'), value: rule(`programme.${of.programme}.name`) ?? '–' },
          { name: say('loan'), value: <WonAtSize of={of.loan} /> },
          { name: say('amount'), value: <WonAtSize of={of.amount} /> },
          { name: say('ratio'), value: percent(of.ratio) },
          { name: say('balance'), value: <WonAtSize of={of.balance} /> },
          { name: say('outstanding'), value: <WonAtSize of={of.outstanding} /> },
          { name: say('fee_rate'), value: percent(of.fee_rate) },
          { name: say('fee_unpaid'), value: <Won of={of.fee_unpaid} /> },
          { name: say('fee_to'), value: <Day of={of.fee_to} /> },
          { name: say('grade'), value: of.grade },
          { name: say('begun'), value: <Day of={of.begun_on} /> },
          { name: say('matures'), value: <Day of={of.matures_on} /> },
          { name: say('bank_loan'), value: of.bank_loan ?? '–' },
        ]}
      />
      <Anchor component={Link} to={`/bank/cases/${of.case_id}`} display="inline-block" mt="md">
        {say('case_link')}
      </Anchor>
    </Part>
  )
}

const CLAIM_STATES: readonly Guarantee['state'][] = [
  'accident',
  'claimed',
  'examined',
  'subrogated',
  'denied',
  'sold',
  'written_off',
  'discharged',
]
const DUTY_NAMES = ['debt_formed', 'debt_extinguished', 'benefit_of_time_lost', 'non_performance', 'affecting'] as const

function Claim({ of }: { readonly of: Guarantee }) {
  const say = useWords(bankGuarantees)
  const missed = DUTY_NAMES.filter(each => of.missed.includes(each))
  const events = useQuery(reading('GET /v1/guarantees/{guarantee_id}/events', { params: { guarantee_id: of.id } }))
  const paid = events.data?.items.findLast(each => each.type === 'paid')
  if (!CLAIM_STATES.includes(of.state) && missed.length === 0) return null
  return (
    <Part title={say('part_claim')}>
      {missed.length === 0 ? null : (
        <Alert color="orange" mb="md" title={say('missed')}>
          <List>
            {missed.map(each => (
              <List.Item key={each}>{say(`duty_${each}`)}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {paid !== undefined ? (
        <Facts
          of={[
            { name: say('claim_paid'), value: <WonAtSize of={String(paid.body['amount'])} /> },
            { name: say('claim_paid_on'), value: <Day of={paid.day} /> },
          ]}
        />
      ) : of.payable === null ? (
        <Text c="dimmed">{say(of.state === 'denied' ? 'claim_denied' : 'claim_none')}</Text>
      ) : (
        <Facts
          of={[
            { name: say('claim_payable'), value: <WonAtSize of={of.payable.amount} /> },
            { name: say('claim_payable_on'), value: <Day of={of.payable.on} /> },
            { name: say('owed'), value: <Won of={of.owed} /> },
          ]}
        />
      )}
    </Part>
  )
}

function Whole({ of }: { readonly of: Guarantee }) {
  const say = useWords(bankGuarantees)
  const sayCases = useWords(bankCases)
  return (
    <>
      <PageTitle>{say('guarantee_title', { number: of.number })}</PageTitle>
      {of.is_sandbox ? (
        <Alert mb="md" color="gray">
          {sayCases('sandbox_note')}
        </Alert>
      ) : null}
      <Standing of={of} />
      <div className="not-printed">
        <Part title={say('part_deeds')}>
          <Deeds of={of} />
        </Part>
      </div>
      <Claim of={of} />
      <Part title={say('part_papers')}>
        <Papers guarantee={of.id} />
      </Part>
      <Part title={say('part_notices')}>
        <Notices of={of} />
      </Part>
      <Part title={say('part_next')}>
        <Next of={of} />
      </Part>
      <Part title={say('part_events')}>
        <GuaranteeEvents of={of} />
      </Part>
    </>
  )
}

export function GuaranteePage() {
  const { guarantee: id } = route.useParams()
  const found = useQuery(reading('GET /v1/guarantees/{guarantee_id}', { params: { guarantee_id: id } }))
  return <Read of={found}>{value => <Whole of={value} />}</Read>
}
