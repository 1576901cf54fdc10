/** The result of an application: what was decided, why, what would change it, and what may be done about it. */
import { Alert, Anchor, Button, Card, Group, List, Table, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { reading } from '../api/use.ts'
import { WonAtSize } from '../parts/amount.tsx'
import { Day } from '../parts/day.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Read } from '../parts/states.tsx'
import { wonText } from '../parts/won.ts'
import { useLanguage, useWords } from '../words/engine.ts'
import { BackToApplication } from './back.tsx'
import { type CaseView, caseReading } from './case.ts'
import { Certificates } from './certificates.tsx'
import { percentIn } from './paths.ts'
import { type Decision, Reasons } from './reasons.tsx'
import { Remedies } from './remedies.tsx'
import { isDecided } from './stages.ts'
import { result } from './words.ts'
import './sme.css'

const route = getRouteApi('/applications/$id/result')

export function ResultPage() {
  const { id } = route.useParams()
  const say = useWords(result)
  const found = useQuery(caseReading(id))
  return (
    <>
      <BackToApplication id={id} />
      <PageTitle>{say('title')}</PageTitle>
      <Read of={found}>{view => <ResultOf view={view} />}</Read>
    </>
  )
}

function ResultOf({ view }: { readonly view: CaseView }) {
  const say = useWords(result)
  const decisions = useQuery(reading('GET /v1/cases/{case_id}/decisions', { params: { case_id: view.id } }))
  return (
    <>
      <Read of={decisions}>
        {({ items }) => {
          const standing = items.find(one => one.superseded_by === null && one.outcome !== null)
          const decision = isDecided(view.state) ? standing : undefined
          const former = items.find(one => one.outcome !== null)
          return decision === undefined && former !== undefined ? (
            <>
              <Alert mb="lg" maw={760} color="orange">
                <Text>{say('no_longer')}</Text>
                <Anchor component={Link} to={`/applications/${view.id}`}>
                  {say('see_place')}
                </Anchor>
              </Alert>
              <Told view={view} decision={former} />
            </>
          ) : decision === undefined ? (
            <Alert mb="lg">
              <Text>{say('none_yet')}</Text>
              <Anchor component={Link} to={`/applications/${view.id}`}>
                {say('see_place')}
              </Anchor>
            </Alert>
          ) : (
            <Told view={view} decision={decision} />
          )
        }}
      </Read>
      <ReReview view={view} />
      <Remedies view={view} />
    </>
  )
}

function Told({ view, decision }: { readonly view: CaseView; readonly decision: Decision }) {
  const say = useWords(result)
  const isApproved = decision.outcome === 'approved'
  return (
    <>
      <Alert
        color={isApproved ? 'green' : 'orange'}
        title={say(isApproved ? 'approved' : 'declined')}
        mb="lg"
        maw={760}
        data-testid="outcome"
      >
        <Text>
          {say('decided_on')} <Day of={decision.day} />
          {decision.grade === null ? '' : ` · ${say('grade', { grade: decision.grade })}`}
        </Text>
        {view.state === 'noticed' ? null : <Text>{say('not_noticed')}</Text>}
      </Alert>
      {decision.terms === null ? null : <Terms terms={decision.terms} />}
      <Reasons decision={decision} />
      <Certificates id={view.id} />
      <Group mb="xl" className="not-printed">
        <Button variant="default" onClick={() => window.print()}>
          {say('print')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mb="lg">
        {say('number', { number: view.id })} · {decision.digest}
      </Text>
    </>
  )
}

function Terms({ terms }: { readonly terms: NonNullable<Decision['terms']> }) {
  const say = useWords(result)
  return (
    <Card withBorder mb="lg" maw={760} className="reason">
      <Title order={2} size="h4" mb="sm">
        {say('terms')}
      </Title>
      <Table>
        <Table.Caption className="visually-hidden">{say('terms')}</Table.Caption>
        <Table.Tbody>
          <Table.Tr>
            <Table.Th scope="row">{say('guaranteed')}</Table.Th>
            <Table.Td>
              <WonAtSize of={terms.guaranteed} />
            </Table.Td>
          </Table.Tr>
          <Table.Tr>
            <Table.Th scope="row">{say('loan')}</Table.Th>
            <Table.Td>
              <WonAtSize of={terms.loan} />
            </Table.Td>
          </Table.Tr>
          <Table.Tr>
            <Table.Th scope="row">{say('ratio')}</Table.Th>
            <Table.Td>{percentIn(terms.ratio)}%</Table.Td>
          </Table.Tr>
          <Table.Tr>
            <Table.Th scope="row">{say('fee')}</Table.Th>
            <Table.Td>
              {percentIn(terms.fee.rate)}% · {say('fee_first')} <WonAtSize of={terms.fee.first} />
            </Table.Td>
          </Table.Tr>
          <Table.Tr>
            <Table.Th scope="row">{say('term')}</Table.Th>
            <Table.Td>{say('months', { count: terms.term_months })}</Table.Td>
          </Table.Tr>
          <Table.Tr>
            <Table.Th scope="row">{say('valid_until')}</Table.Th>
            <Table.Td>
              <Day of={terms.valid_until} />
            </Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
    </Card>
  )
}

/** What was objected to beside what a fresh panel came to. */
function ReReview({ view }: { readonly view: CaseView }) {
  const say = useWords(result)
  const language = useLanguage()
  const found = useQuery({
    ...reading('GET /v1/cases/{case_id}/re-review', { params: { case_id: view.id } }),
    enabled: view.is_objected,
    retry: false,
  })
  if (!view.is_objected || found.data === undefined) return null
  const { first, second, reason } = found.data
  const said = (side: typeof first | null): string =>
    side === null
      ? say('second_open')
      : `${say(side.outcome === 'approved' ? 'approved' : 'declined')} · ${side.grade} · ₩${wonText(side.amount)}`
  return (
    <Card withBorder mb="lg" maw={760} className="reason" lang={language === 'zh' ? 'zh-Hans' : language}>
      <Title order={2} size="h4" mb="sm">
        {say('re_review')}
      </Title>
      <List>
        <List.Item>
          {say('re_review_reason')}: {reason}
        </List.Item>
        <List.Item>
          {say('re_review_first')}: {said(first)}
        </List.Item>
        <List.Item>
          {say('re_review_second')}: {said(second)}
        </List.Item>
      </List>
    </Card>
  )
}
