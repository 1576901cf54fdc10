/** One case as an auditor looks at it: what happened, what was decided and by whom, who saw what, and each duty. */
import { Alert, Anchor, Group, Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { Day, Moment } from '../parts/day.tsx'
import { Facts, Part } from '../parts/facts.tsx'
import { useNamed, useOrganisationNames } from '../parts/names.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { usePersonNames } from '../parts/persons.ts'
import { Read } from '../parts/states.tsx'
import { useWords } from '../words/engine.ts'
import { Decisions, Duties, History } from './case-parts.tsx'
import { CaseReadings } from './case-readings.tsx'
import { audit } from './words.ts'

const route = getRouteApi('/audit/cases/$case')
const TABS = ['history', 'decisions', 'readings', 'duties'] as const
type CaseWhole = ValueOf<'GET /v1/cases/{case_id}'>

const firmOf = (content: CaseWhole['content'], otherwise: string): string => {
  const application = content['application'] as { readonly applicant?: unknown } | undefined
  return typeof application?.applicant === 'string' ? application.applicant : otherwise
}

function Whole({ of }: { readonly of: CaseWhole }) {
  const say = useWords(audit)
  const named = useNamed()
  const { tab } = route.useSearch()
  const navigate = route.useNavigate()
  const organisation = useOrganisationNames([of.office, of.bank, of.firm])
  const name = usePersonNames([of.holder])
  const firm = firmOf(of.content, of.firm)
  const shown = TABS.find(each => each === tab) ?? 'history'
  const title = named(of.names[firm] ?? of.names[of.firm], organisation(of.firm))
  return (
    <>
      <PageTitle>{say('case_title', { firm: title })}</PageTitle>
      {of.is_sandbox ? (
        <Alert mb="md" color="gray">
          {say('sandbox_note')}
        </Alert>
      ) : null}
      <Part title={say('part_case')}>
        <Facts
          of={[
            { name: say('state'), value: say(`case_${of.state}`) },
            { name: say('holder'), value: of.holder === null ? say('holder_none') : name(of.holder) },
            { name: say('due'), value: <Day of={of.due_on} /> },
            { name: say('office'), value: organisation(of.office) },
            { name: say('bank'), value: organisation(of.bank) },
            { name: say('submitted'), value: <Day of={of.submitted_on} /> },
            { name: say('updated'), value: <Moment of={of.updated_at} /> },
            { name: say('number'), value: of.id },
          ]}
        />
        <Group mt="md" className="not-printed">
          <Anchor component={Link} to="/audit/trail" search={{ subject: `case:${of.id}` } as never}>
            {say('trail_of_case')}
          </Anchor>
          <Anchor component={Link} to={`/risk/time/${of.id}` as string}>
            {say('time_machine')}
          </Anchor>
        </Group>
      </Part>
      <Tabs
        value={shown}
        keepMounted={false}
        onChange={next =>
          void navigate({ search: next === null || next === 'history' ? {} : { tab: next }, replace: true })
        }
      >
        <Tabs.List mb="md">
          {TABS.map(each => (
            <Tabs.Tab key={each} value={each} mih={44}>
              {say(`tab_${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="history">
          <History id={of.id} />
        </Tabs.Panel>
        <Tabs.Panel value="decisions">
          <Decisions id={of.id} />
        </Tabs.Panel>
        <Tabs.Panel value="readings">
          <CaseReadings id={of.id} />
        </Tabs.Panel>
        <Tabs.Panel value="duties">
          <Duties id={of.id} />
        </Tabs.Panel>
      </Tabs>
    </>
  )
}

export function CasePage() {
  const say = useWords(audit)
  const { case: id } = route.useParams()
  const found = useQuery(reading('GET /v1/cases/{case_id}', { params: { case_id: id } }))
  return (
    <>
      {found.isError && found.data === undefined ? <PageTitle isWrong>{say('part_case')}</PageTitle> : null}
      <Read of={found}>{value => <Whole of={value} />}</Read>
    </>
  )
}
