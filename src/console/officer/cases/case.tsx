/** One case as the agency works it: what was asked, facts, panel, recommendation beside the memo, signing, result. */
import { Alert, Button, Group, SimpleGrid, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { reading, useDeed } from '../../api/use.ts'
import { WonAtSize } from '../../parts/amount.tsx'
import { Day } from '../../parts/day.tsx'
import { Due } from '../../parts/due-badge.tsx'
import { Facts, Part } from '../../parts/facts.tsx'
import { useNamed, useOrganisationNames } from '../../parts/names.ts'
import { PageTitle } from '../../parts/page-title.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { useRuleWords } from '../../parts/rule-words.ts'
import { Empty, Read } from '../../parts/states.tsx'
import { useSelf } from '../../shell/session.ts'
import { useWords } from '../../words/engine.ts'
import { officerCases } from '../words.ts'
import { askedIn, type CaseWhole, isOpen } from './deeds.ts'
import { CaseGuarantee } from './guarantee.tsx'
import { CasePapers, HandedIn } from './handed-in.tsx'
import { CaseStateBadge, useHolder } from './list.tsx'
import { GatheredFacts, Panel } from './panel.tsx'
import { Recommendation } from './recommendation.tsx'
import { Result } from './result.tsx'
import { Review } from './review.tsx'
import { Signing } from './signing.tsx'

const route = getRouteApi('/office/cases/$case')

/** What the reader may do to the case as a whole now. */
function Next({ of }: { readonly of: CaseWhole }) {
  const say = useWords(officerCases)
  const roles = useSelf()?.roles ?? []
  const accept = useDeed('POST /v1/cases/{case_id}/accept')
  const take = useDeed('POST /v1/cases/{case_id}/take')
  const recommend = useDeed('POST /v1/cases/{case_id}/recommendation')
  const given = { params: { case_id: of.id } }
  const mayRecommend = isOpen('recommend', of.state, roles)
  return (
    <>
      <ProblemAlert problem={accept.error ?? take.error ?? recommend.error} />
      <Group mt="md" className="not-printed">
        {isOpen('accept', of.state, roles) ? (
          <Button loading={accept.isPending} onClick={() => accept.mutate(given)}>
            {say('accept')}
          </Button>
        ) : null}
        {isOpen('take', of.state, roles) && of.holder === null ? (
          <Button loading={take.isPending} onClick={() => take.mutate(given)}>
            {say('take')}
          </Button>
        ) : null}
        {mayRecommend ? (
          <Button
            loading={recommend.isPending}
            variant={of.state === 'marked' ? 'filled' : 'default'}
            onClick={() => recommend.mutate(given)}
          >
            {say(of.state === 'marked' ? 'recommend' : 'recommend_again')}
          </Button>
        ) : null}
      </Group>
    </>
  )
}

function Application({ of }: { readonly of: CaseWhole }) {
  const say = useWords(officerCases)
  const asked = askedIn(of.content)
  const holder = useHolder()
  const organisation = useOrganisationNames([of.office, of.bank])
  const rule = useRuleWords([`programme.${asked.programme}.name`, `purpose.${asked.purpose}`])
  return (
    <Part title={say('part_case')}>
      <Facts
        of={[
          { name: say('state'), value: <CaseStateBadge of={of.state} /> },
          { name: say('due'), value: <Due on={of.due_on} /> },
          { name: say('holder'), value: holder(of.holder) },
          { name: say('office'), value: organisation(of.office) },
          { name: say('bank'), value: organisation(of.bank) },
          { name: say('programme'), value: rule(`programme.${asked.programme}.name`) ?? '–' },
          { name: say('purpose'), value: rule(`purpose.${asked.purpose}`) ?? '–' },
          { name: say('loan_asked'), value: asked.loan === undefined ? '–' : <WonAtSize of={asked.loan} /> },
          { name: say('term'), value: asked.months === undefined ? '–' : say('months', { count: asked.months }) },
          { name: say('asked_by'), value: say(`asked_by_${of.asked_by}`) },
          { name: say('submitted'), value: <Day of={of.submitted_on} /> },
          { name: say('number'), value: <Text size="sm">{of.id}</Text> },
        ]}
      />
      <Next of={of} />
    </Part>
  )
}

function Decided({ of }: { readonly of: CaseWhole }) {
  const say = useWords(officerCases)
  const found = useQuery(reading('GET /v1/cases/{case_id}/decisions', { params: { case_id: of.id } }))
  return (
    <Read of={found}>
      {({ items }) => {
        const standing = items.find(each => each.superseded_by === null)
        if (standing === undefined)
          return (
            <Part title={say('part_recommendation')}>
              <Empty>{say('recommendation_none')}</Empty>
            </Part>
          )
        return (
          <>
            <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
              <Part title={say('part_recommendation')}>
                <Recommendation of={standing} />
              </Part>
              <Part title={say('part_memo')}>
                <Review of={of} decision={standing} />
              </Part>
            </SimpleGrid>
            <Part title={say('part_signatures')}>
              <Signing of={of} decision={standing} />
            </Part>
            <Part title={say('part_result')}>
              <Result of={of} decision={standing} />
            </Part>
            {standing.outcome === 'approved' ? (
              <Part title={say('part_guarantee')}>
                <CaseGuarantee of={of} />
              </Part>
            ) : null}
          </>
        )
      }}
    </Read>
  )
}

function Whole({ of }: { readonly of: CaseWhole }) {
  const say = useWords(officerCases)
  const named = useNamed()
  const firm = askedIn(of.content).firm ?? of.firm
  return (
    <>
      <PageTitle>{say('case_title', { firm: named(of.names[firm], firm) })}</PageTitle>
      {of.is_sandbox ? (
        <Alert mb="md" color="gray">
          {say('sandbox_note')}
        </Alert>
      ) : null}
      {of.is_person_asked ? (
        <Alert mb="md" color="orange">
          {say('person_asked')}
        </Alert>
      ) : null}
      <Application of={of} />
      <HandedIn of={of} />
      <Part title={say('part_facts')}>
        <GatheredFacts of={of} />
      </Part>
      <Part title={say('part_papers')}>
        <CasePapers of={of} />
      </Part>
      <Part title={say('part_panel')}>
        <Panel of={of} />
      </Part>
      <Decided of={of} />
    </>
  )
}

export function CasePage() {
  const say = useWords(officerCases)
  const { case: id } = route.useParams()
  const found = useQuery(reading('GET /v1/cases/{case_id}', { params: { case_id: id } }))
  return (
    <>
      {found.isError && found.data === undefined ? <PageTitle isWrong>{say('part_case')}</PageTitle> : null}
      <Read of={found}>{value => <Whole of={value} />}</Read>
    </>
  )
}
