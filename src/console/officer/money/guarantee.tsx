/** One guarantee from its notice to its letter: the agreement entered, the fee received, the letter drawn and sent. */
import { Alert, Anchor, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { call } from '../../api/client.ts'
import { reading } from '../../api/use.ts'
import { Won, WonAtSize } from '../../parts/amount.tsx'
import { Day } from '../../parts/day.tsx'
import { percent } from '../../parts/due.ts'
import { Due } from '../../parts/due-badge.tsx'
import { Facts, Part } from '../../parts/facts.tsx'
import type { Guarantee } from '../../parts/guarantee-state.tsx'
import { useOrganisationNames } from '../../parts/names.ts'
import { PageTitle } from '../../parts/page-title.tsx'
import { FileButton } from '../../parts/pdf-button.tsx'
import { useRuleWords } from '../../parts/rule-words.ts'
import { Read } from '../../parts/states.tsx'
import { Table } from '../../parts/table.tsx'
import { type Role, useSelf } from '../../shell/session.ts'
import { useWords } from '../../words/engine.ts'
import { officerMoney } from '../words.ts'
import { Agreeing } from './agreeing.tsx'
import { GuaranteeStateBadge, OPEN_STATES } from './state.tsx'

const route = getRouteApi('/office/guarantees/$guarantee')
/** Drawing a paper takes some seconds; so long is it asked for again. */
const DRAWING_MS = 1500

/** Whom the service lets read what is owed of fees. */
const FEE_READERS = ['claims', 'finance'] as const satisfies readonly Role[]

function Standing({ of }: { readonly of: Guarantee }) {
  const say = useWords(officerMoney)
  const organisation = useOrganisationNames([of.bank, of.firm])
  const rule = useRuleWords([`programme.${of.programme}.name`])
  const isTroubled = OPEN_STATES.some(each => each === of.state)
  return (
    <Part title={say('part_guarantee')}>
      <Facts
        of={[
          { name: say('state'), value: <GuaranteeStateBadge of={of.state} /> },
          { name: say('due'), value: <Due on={of.due_on} /> },
          { name: say('firm'), value: organisation(of.firm) },
          { name: say('bank'), value: organisation(of.bank) },
          { name: say('programme'), value: rule(`programme.${of.programme}.name`) ?? '–' },
          { name: say('grade'), value: of.grade },
          { name: say('loan'), value: <WonAtSize of={of.loan} /> },
          { name: say('guaranteed'), value: <WonAtSize of={of.amount} /> },
          { name: say('ratio'), value: percent(of.ratio) },
          { name: say('fee_rate'), value: percent(of.fee_rate) },
          { name: say('fee_unpaid'), value: <Won of={of.fee_unpaid} /> },
          { name: say('fee_to'), value: <Day of={of.fee_to} /> },
          { name: say('outstanding'), value: <WonAtSize of={of.outstanding} /> },
          { name: say('balance'), value: <WonAtSize of={of.balance} /> },
          { name: say('matures'), value: <Day of={of.matures_on} /> },
        ]}
      />
      <Group mt="md" className="not-printed">
        <Anchor component={Link} to={`/office/cases/${of.case_id}`}>
          {say('to_case')}
        </Anchor>
        {isTroubled ? (
          <Anchor component={Link} to={`/office/claims/${of.id}`}>
            {say('to_claim')}
          </Anchor>
        ) : null}
      </Group>
    </Part>
  )
}

function Notices({ of }: { readonly of: Guarantee }) {
  const say = useWords(officerMoney)
  return (
    <Table
      caption={say('part_notices')}
      rows={of.notices}
      idOf={row => row.id}
      empty={say('notices_none')}
      columns={[
        { key: 'step', title: say('state'), value: row => say(`step_${row.step}`) },
        { key: 'until', title: say('draw_until'), value: row => row.until, show: row => <Day of={row.until} /> },
        {
          key: 'amount',
          title: say('amount'),
          isNumber: true,
          value: row => BigInt(row.amount),
          show: row => <Won of={row.amount} />,
        },
        {
          key: 'drawn',
          title: say('drawn'),
          isNumber: true,
          value: row => BigInt(row.drawn),
          show: row => <Won of={row.drawn} />,
        },
      ]}
    />
  )
}

function Papers({ of }: { readonly of: Guarantee }) {
  const say = useWords(officerMoney)
  const found = useQuery({
    ...reading('GET /v1/guarantees/{guarantee_id}/papers', {
      params: { guarantee_id: of.id },
      query: { limit: '200' },
    }),
    refetchInterval: query =>
      query.state.data?.items.some(each => each.state === 'ordered') === true ? DRAWING_MS : false,
  })
  return (
    <Read of={found}>
      {({ items }) => (
        <Table
          caption={say('part_papers')}
          rows={items}
          idOf={row => row.number}
          empty={say('papers_none')}
          columns={[
            { key: 'paper', title: say('paper'), value: row => say(`paper_${row.paper}`) },
            { key: 'number', title: say('number'), value: row => row.number },
            { key: 'state', title: say('state'), value: row => say(`paper_is_${row.state}`) },
            {
              key: 'issued',
              title: say('issued_on'),
              value: row => row.issued_on,
              show: row => <Day of={row.issued_on} />,
            },
            {
              key: 'acknowledged',
              title: say('acknowledged'),
              value: row => row.acknowledged_at,
              show: row => (row.acknowledged_at === null ? '–' : <Day of={row.acknowledged_at} />),
            },
            {
              key: 'file',
              title: say('file'),
              value: row => row.number,
              show: row =>
                row.state === 'ordered' ? (
                  '–'
                ) : (
                  <FileButton
                    label={say('take_paper', { number: row.number })}
                    name={`${row.number}.pdf`}
                    fetchFile={() => call('GET /v1/guarantee-papers/{number}/pdf', { params: { number: row.number } })}
                  />
                ),
            },
          ]}
        />
      )}
    </Read>
  )
}

function Fees({ of }: { readonly of: Guarantee }) {
  const say = useWords(officerMoney)
  const found = useQuery({
    ...reading('GET /v1/guarantees/{guarantee_id}/fees', { params: { guarantee_id: of.id } }),
    retry: false,
  })
  const payers = useOrganisationNames((found.data?.owed ?? []).map(one => one.payer).filter(one => one !== 'firm'))
  return (
    <Read of={found}>
      {({ owed }) =>
        owed.every(one => one.unpaid === '0') ? (
          <Text>{say('fees_paid')}</Text>
        ) : (
          <Table
            caption={say('part_fee')}
            rows={owed.filter(one => one.unpaid !== '0')}
            idOf={row => row.payer}
            columns={[
              {
                key: 'payer',
                title: say('payer'),
                value: row => (row.payer === 'firm' ? say('firm') : payers(row.payer)),
              },
              {
                key: 'since',
                title: say('owed_since'),
                value: row => row.since,
                show: row => (row.since === null ? '–' : <Day of={row.since} />),
              },
              {
                key: 'unpaid',
                title: say('unpaid'),
                isNumber: true,
                value: row => BigInt(row.unpaid),
                show: row => <Won of={row.unpaid} />,
              },
            ]}
          />
        )
      }
    </Read>
  )
}

function Whole({ of, readsFees }: { readonly of: Guarantee; readonly readsFees: boolean }) {
  const say = useWords(officerMoney)
  return (
    <>
      <PageTitle>{say('guarantee_title', { number: of.number })}</PageTitle>
      {of.is_sandbox ? (
        <Alert mb="md" color="gray">
          {say('sandbox_note')}
        </Alert>
      ) : null}
      <Standing of={of} />
      <div className="not-printed">
        <Part title={say('part_agreeing')}>
          <Agreeing of={of} />
        </Part>
      </div>
      <Part title={say('part_notices')}>
        <Notices of={of} />
      </Part>
      {readsFees ? (
        <Part title={say('part_fee')}>
          <Fees of={of} />
        </Part>
      ) : null}
      <Part title={say('part_papers')}>
        <Papers of={of} />
      </Part>
    </>
  )
}

export function GuaranteePage() {
  const say = useWords(officerMoney)
  const { guarantee: id } = route.useParams()
  const roles = useSelf()?.roles ?? []
  const found = useQuery(reading('GET /v1/guarantees/{guarantee_id}', { params: { guarantee_id: id } }))
  return (
    <>
      {found.isError && found.data === undefined ? <PageTitle isWrong>{say('part_guarantee')}</PageTitle> : null}
      <Read of={found}>
        {value => <Whole of={value} readsFees={roles.some(role => FEE_READERS.some(each => each === role))} />}
      </Read>
    </>
  )
}
