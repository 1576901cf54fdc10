/** One report: how far it is, what is wrong with it, where it differs, what it changes; accepted here. */
import { Alert, Button, Group, List, Tabs, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { reading, useDeed } from '../../api/use.ts'
import { Moment, momentText } from '../../parts/day.tsx'
import { Facts, Part } from '../../parts/facts.tsx'
import { PageTitle } from '../../parts/page-title.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { Loading, Read } from '../../parts/states.tsx'
import { type Area, i18n, useLanguage, useWords } from '../../words/engine.ts'
import { problems as problemWords } from '../../words/problems.ts'
import { bankMonth } from '../words.ts'
import { Corrections } from './corrections.tsx'
import { Changes, Differences, Outcomes } from './lists.tsx'
import { ReportState } from './months.tsx'
import { Problems, useProblems } from './problems.tsx'
import type { Report } from './sending.ts'

const route = getRouteApi('/bank/months/$report')

/** What the service is still at is looked at again so often. */
const LOOK_MS = 1000
const isAtWork = (one: Report | undefined): boolean =>
  one !== undefined &&
  (one.state === 'receiving' || one.state === 'received' || (one.state === 'accepted' && one.carried_at === null))

function Decide({ of }: { readonly of: Report }) {
  const say = useWords(bankMonth)
  const { query, rows } = useProblems(of)
  const accept = useDeed('POST /v1/reports/{report_id}/accept')
  const wrong = [...new Set(rows.map(each => each.row))]
  const isWhole = query.isSuccess && !query.hasNextPage
  const params = { report_id: of.id }
  return (
    <Part title={say('part_decide')}>
      <ProblemAlert problem={accept.error} />
      {isWhole && wrong.length === of.rows ? (
        <Text>{say('accept_nothing')}</Text>
      ) : (
        <>
          <Text mb="md">{say('accept_help')}</Text>
          <Group>
            <Button
              loading={accept.isPending}
              disabled={!isWhole}
              onClick={() => accept.mutate({ params, body: wrong.length === 0 ? {} : { leave_out: wrong } })}
            >
              {wrong.length === 0 ? say('accept') : say('accept_without', { count: wrong.length })}
            </Button>
          </Group>
        </>
      )}
    </Part>
  )
}

function RefusedFor({ of }: { readonly of: Report }) {
  const say = useWords(bankMonth)
  const sayProblem = useWords(problemWords as Area<string>)
  const reasons = of.refused_for ?? []
  if (reasons.length === 0 && of.refused_because === null) return null
  return (
    <Alert color="red" mb="md" title={say('refused_for')}>
      {of.refused_because === null ? null : <Text>{of.refused_because}</Text>}
      <List>
        {reasons.map(one => (
          <List.Item key={`${one.code} ${one.at}`}>
            {`problems.${one.code}` in i18n.messages
              ? sayProblem(one.code, { value: '', limit: '', field: '', ...one.params })
              : Object.values(one.params).join(' — ') || one.code}
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}

const TABS = ['problems', 'differences', 'changes', 'outcomes', 'corrections'] as const

function Lists({ of }: { readonly of: Report }) {
  const say = useWords(bankMonth)
  const { tab } = route.useSearch()
  const navigate = useNavigate()
  const open = TABS.find(each => each === tab) ?? 'problems'
  return (
    <Tabs
      mb="lg"
      value={open}
      keepMounted={false}
      onChange={value =>
        void navigate({
          to: '/bank/months/$report',
          params: { report: of.id },
          search: value === null ? {} : { tab: value },
          replace: true,
          resetScroll: false,
        })
      }
    >
      <Tabs.List mb="md">
        {TABS.map(each => (
          <Tabs.Tab key={each} value={each}>
            {say(`tab_${each}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="problems">
        <Problems of={of} />
      </Tabs.Panel>
      <Tabs.Panel value="differences">
        <Differences of={of} />
      </Tabs.Panel>
      <Tabs.Panel value="changes">
        <Changes of={of} />
      </Tabs.Panel>
      <Tabs.Panel value="outcomes">
        <Outcomes of={of} />
      </Tabs.Panel>
      <Tabs.Panel value="corrections">
        <Corrections of={of} />
      </Tabs.Panel>
    </Tabs>
  )
}

function Whole({ of }: { readonly of: Report }) {
  const say = useWords(bankMonth)
  const language = useLanguage()
  const { again } = route.useSearch()
  const isChecked = of.checked_at !== null
  return (
    <>
      <PageTitle>
        {of.month === null
          ? say('report_title_kind', { kind: say(`kind_${of.kind}`) })
          : say('report_title', { month: of.month })}
      </PageTitle>
      {again === 'yes' ? (
        <Alert mb="md" role="status">
          {say('repeated', { at: momentText(of.sent_at, language) })}
        </Alert>
      ) : null}
      {of.restates === null ? null : (
        <Alert mb="md" color="orange">
          {say('restates')}
        </Alert>
      )}
      <RefusedFor of={of} />
      <Part title={say('part_report')}>
        <Facts
          of={[
            { name: say('state'), value: <ReportState of={of.state} /> },
            { name: say('name'), value: of.name },
            { name: say('rows'), value: of.rows ?? '–' },
            { name: say('problems'), value: of.problems ?? '–' },
            { name: say('differences'), value: of.differences ?? '–' },
            { name: say('sent'), value: <Moment of={of.sent_at} /> },
            { name: say('decided'), value: <Moment of={of.decided_at} /> },
          ]}
        />
      </Part>
      <div role="status">
        {of.state === 'received' ? (
          <>
            <Text mb="sm">{say('checking')}</Text>
            <Loading />
          </>
        ) : of.state === 'accepted' && of.carried_at === null ? (
          <Text mb="sm">{say('accepted')}</Text>
        ) : null}
      </div>
      {isChecked ? <Lists of={of} /> : null}
      {of.state === 'checked' ? <Decide of={of} /> : null}
    </>
  )
}

export function ReportPage() {
  const { report: id } = route.useParams()
  const found = useQuery({
    ...reading('GET /v1/reports/{report_id}', { params: { report_id: id } }),
    refetchInterval: query => (isAtWork(query.state.data) ? LOOK_MS : false),
  })
  return <Read of={found}>{value => <Whole of={value} />}</Read>
}
