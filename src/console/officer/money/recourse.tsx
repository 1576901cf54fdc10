/** The recourse file of a paid claim: who owes what and until when, steps against each, what is attached, and plans. */
import { Alert, Anchor, Badge, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type CallOf, ProblemError, type ValueOf } from '../../api/client.ts'
import { isWorthRetrying, reading, useDeed } from '../../api/use.ts'
import { Won, WonAtSize } from '../../parts/amount.tsx'
import { Day } from '../../parts/day.tsx'
import { seoulDay } from '../../parts/due.ts'
import { Due } from '../../parts/due-badge.tsx'
import { Facts, Part } from '../../parts/facts.tsx'
import { useOrganisationNames } from '../../parts/names.ts'
import { PageTitle } from '../../parts/page-title.tsx'
import { Form } from '../../parts/short-form.tsx'
import { Empty, Loading, Read } from '../../parts/states.tsx'
import { Table } from '../../parts/table.tsx'
import { useSelf } from '../../shell/session.ts'
import { useWords } from '../../words/engine.ts'
import { officerMoney } from '../words.ts'

type File = ValueOf<'GET /v1/guarantees/{guarantee_id}/recourse'>
const route = getRouteApi('/office/claims/$guarantee/recourse')
const STEPS = ['demand', 'suit', 'payment_order', 'bankruptcy_claim', 'acknowledgement'] as const
const PLACE = 'GET /v1/guarantees/{guarantee_id}/recourse'

function Open({ id, person }: { readonly id: string; readonly person: string }) {
  const say = useWords(officerMoney)
  const opening = useDeed('POST /v1/guarantees/{guarantee_id}/recourse', [PLACE])
  return (
    <>
      <Text mb="md">{say('recourse_none')}</Text>
      <Form
        draft={`recourse:${id}`}
        fields={[
          {
            name: 'basis',
            label: say('basis'),
            kind: 'choice',
            help: say('basis_text'),
            choices: (['commercial', 'civil'] as const).map(value => ({ value, label: say(`basis_${value}`) })),
          },
        ]}
        submit={say('recourse_open')}
        isPending={opening.isPending}
        problem={opening.error}
        onSubmit={(filled, done) =>
          opening.mutate(
            {
              params: { guarantee_id: id },
              body: { basis: filled['basis'] === 'civil' ? 'civil' : 'commercial', holder: person },
            },
            { onSuccess: done },
          )
        }
      />
    </>
  )
}

function Obligors({ of, name }: { readonly of: File; readonly name: (party: string) => string }) {
  const say = useWords(officerMoney)
  return (
    <Table
      caption={say('part_obligors')}
      rows={of.obligors}
      idOf={row => row.id}
      columns={[
        { key: 'party', title: say('obligor'), value: row => name(row.party) },
        { key: 'role', title: say('obligor_role'), value: row => say(`obligor_${row.role}`) },
        {
          key: 'answers',
          title: say('answers_for'),
          isNumber: true,
          value: row => (row.answers_for === null ? null : BigInt(row.answers_for)),
          show: row => (row.answers_for === null ? '–' : <Won of={row.answers_for} />),
        },
        { key: 'since', title: say('since'), value: row => row.since, show: row => <Day of={row.since} /> },
        {
          key: 'ends',
          title: say('limitation'),
          value: row => row.limitation?.act_by ?? null,
          show: row =>
            row.ending === null ? (
              <Due on={row.limitation?.act_by ?? null} />
            ) : (
              <Badge>{say(`ending_${row.ending}`)}</Badge>
            ),
        },
      ]}
    />
  )
}

function Step({ of, name }: { readonly of: File; readonly name: (party: string) => string }) {
  const say = useWords(officerMoney)
  const telling = useDeed('POST /v1/guarantees/{guarantee_id}/recourse/steps', [PLACE])
  const standing = of.obligors.filter(one => one.ending === null)
  return (
    <Form
      draft={`recourse:${of.guarantee}:step`}
      fields={[
        {
          name: 'type',
          label: say('step_type'),
          kind: 'choice',
          choices: STEPS.map(value => ({ value, label: say(`recourse_${value}`) })),
        },
        {
          name: 'obligor',
          label: say('obligor'),
          kind: 'choice',
          choices: standing.map(one => ({ value: one.id, label: name(one.party) })),
          ...(standing[0] === undefined ? {} : { first: standing[0].id }),
        },
        { name: 'on', label: say('day'), kind: 'day', first: seoulDay(new Date()) },
        { name: 'reference', label: say('file_number'), kind: 'text' },
      ]}
      submit={say('step_tell')}
      isPending={telling.isPending}
      problem={telling.error}
      onSubmit={(filled, done) =>
        telling.mutate(
          {
            params: { guarantee_id: of.guarantee },
            body: filled as unknown,
          } as CallOf<'POST /v1/guarantees/{guarantee_id}/recourse/steps'>,
          { onSuccess: done },
        )
      }
    />
  )
}

function Whole({ of, mayChange }: { readonly of: File; readonly mayChange: boolean }) {
  const say = useWords(officerMoney)
  const organisation = useOrganisationNames(of.obligors.map(one => one.party))
  const obligorOf = (id: string) => organisation(of.obligors.find(one => one.id === id)?.party ?? '')
  const { left } = of.statement
  const known = (type: string) => STEPS.find(each => each === type)
  return (
    <>
      <Part title={say('part_owed')}>
        <Facts
          of={[
            { name: say('owed_whole'), value: <WonAtSize of={of.statement.owed} /> },
            { name: say('left_principal'), value: <Won of={left.principal} /> },
            { name: say('left_damages'), value: <Won of={left.damages} /> },
            { name: say('left_costs'), value: <Won of={left.costs} /> },
            { name: say('basis'), value: say(`basis_${of.basis}`) },
            { name: say('accrued_on'), value: <Day of={of.accrued_on} /> },
          ]}
        />
      </Part>
      <Part title={say('part_obligors')}>
        <Obligors of={of} name={organisation} />
      </Part>
      <Part title={say('part_steps')}>
        <Stack>
          <Table
            caption={say('part_steps')}
            rows={of.steps}
            idOf={row => row.id}
            empty={<Empty>{say('steps_taken_none')}</Empty>}
            columns={[
              { key: 'on', title: say('day'), value: row => row.on, show: row => <Day of={row.on} /> },
              {
                key: 'type',
                title: say('step_type'),
                value: row => {
                  const type = known(row.type)
                  return type === undefined ? say('recourse_other') : say(`recourse_${type}`)
                },
              },
              { key: 'obligor', title: say('obligor'), value: row => obligorOf(row.obligor) },
              { key: 'reference', title: say('file_number'), value: row => row.reference },
              {
                key: 'ended',
                title: say('ended_on'),
                value: row => row.ended_on,
                show: row => (row.ended_on === null ? '–' : <Day of={row.ended_on} />),
              },
            ]}
          />
          {mayChange && of.obligors.some(one => one.ending === null) ? <Step of={of} name={organisation} /> : null}
        </Stack>
      </Part>
      <Part title={say('part_attached')}>
        <Table
          caption={say('part_attached')}
          rows={of.attachments}
          idOf={row => row.id}
          empty={<Empty>{say('attached_none')}</Empty>}
          columns={[
            { key: 'on', title: say('day'), value: row => row.on, show: row => <Day of={row.on} /> },
            { key: 'asset', title: say('asset'), value: row => say(`asset_${row.asset}`) },
            { key: 'place', title: say('place'), value: row => row.place },
            { key: 'court', title: say('court'), value: row => `${row.court} ${row.case_number}` },
            {
              key: 'value',
              title: say('amount'),
              isNumber: true,
              value: row => BigInt(row.value),
              show: row => <Won of={row.value} />,
            },
          ]}
        />
      </Part>
      <Part title={say('part_plans')}>
        <Table
          caption={say('part_plans')}
          rows={of.plans}
          idOf={row => row.id}
          empty={<Empty>{say('plans_none')}</Empty>}
          columns={[
            {
              key: 'agreed',
              title: say('agreed_on'),
              value: row => row.agreed_on,
              show: row => <Day of={row.agreed_on} />,
            },
            { key: 'obligor', title: say('obligor'), value: row => obligorOf(row.obligor) },
            { key: 'status', title: say('state'), value: row => say(`plan_${row.status}`) },
            {
              key: 'paid',
              title: say('paid'),
              isNumber: true,
              value: row => BigInt(row.paid),
              show: row => <Won of={row.paid} />,
            },
            {
              key: 'left',
              title: say('left'),
              isNumber: true,
              value: row => BigInt(row.left),
              show: row => <Won of={row.left} />,
            },
            {
              key: 'overdue',
              title: say('overdue'),
              isNumber: true,
              value: row => BigInt(row.overdue),
              show: row => <Won of={row.overdue} />,
            },
          ]}
        />
      </Part>
    </>
  )
}

export function Recourse() {
  const say = useWords(officerMoney)
  const { guarantee: id } = route.useParams()
  const self = useSelf()
  const found = useQuery({
    ...reading(PLACE, { params: { guarantee_id: id } }),
    retry: (failures, problem) => isWorthRetrying(failures, problem),
  })
  const isUnopened = found.error instanceof ProblemError && found.error.codes.includes('recourse_not_open')
  const mayChange = self?.roles.includes('claims') === true
  return (
    <>
      <PageTitle>{say('recourse_title')}</PageTitle>
      {self === undefined || self === null ? (
        <Loading />
      ) : isUnopened ? (
        mayChange ? (
          <Open id={id} person={self.person} />
        ) : (
          <Alert>{say('recourse_none')}</Alert>
        )
      ) : (
        <Read of={found}>{file => <Whole of={file} mayChange={mayChange} />}</Read>
      )}
      <Group mt="md" className="not-printed">
        <Anchor component={Link} to={`/office/claims/${id}`}>
          {say('to_claim')}
        </Anchor>
      </Group>
    </>
  )
}
