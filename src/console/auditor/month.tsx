/** One month: who saw what before it was issued, and who asked and was refused. */
import { Anchor, Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { call, type ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { Moment } from '../parts/day.tsx'
import { useDeedWords } from '../parts/deed-words.ts'
import { Facts, Part } from '../parts/facts.tsx'
import { useOrganisationNames } from '../parts/names.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { usePersonNames } from '../parts/persons.ts'
import { ProblemAlert } from '../parts/problem.tsx'
import { saveAs } from '../parts/save.ts'
import { Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { useFields } from './case-readings.tsx'
import { monthText } from './month-text.ts'
import { audit } from './words.ts'

const route = getRouteApi('/audit/readings/$month')
type Reported = ValueOf<'GET /v1/readings/reports/{month}'>
type Seen = Reported['report']['seen'][number] & { readonly place: string }
type Asked = Reported['report']['asked'][number] & { readonly place: string }

const numbered = <Row extends object>(rows: readonly Row[]) => rows.map((row, at) => ({ ...row, place: String(at) }))

function Whole({ of }: { readonly of: Reported }) {
  const say = useWords(audit)
  const sayAll = useWords(everywhere)
  const language = useLanguage()
  const words = useDeedWords()
  const fields = useFields()
  const { seen, asked } = of.report
  const name = usePersonNames([of.made_by, ...seen.map(row => row.person), ...asked.map(row => row.person)])
  const organisation = useOrganisationNames(
    [...seen, ...asked].map(row => row.organisation).filter(each => each.includes('-')),
  )
  const saving = useMutation({
    mutationFn: () => call('GET /v1/readings/reports/{month}/csv', { params: { month: of.month } }),
    onSuccess: bytes => saveAs(`readings-${of.month}.csv`, 'text/csv', bytes),
  })
  const rolesOf = (roles: readonly string[]): string =>
    roles.map(role => sayAll(`role_${role}` as 'role_officer')).join(', ')
  const caseLink = (id: string | null) =>
    id === null ? (
      '–'
    ) : (
      <Anchor component={Link} to={`/audit/cases/${id}`} search={{ tab: 'readings' } as never}>
        {id}
      </Anchor>
    )
  const who: readonly Column<Seen | Asked>[] = [
    { key: 'at', title: say('when'), value: row => row.at, width: 170, show: row => <Moment of={row.at} /> },
    { key: 'person', title: say('who'), value: row => name(row.person), width: 210 },
    { key: 'roles', title: say('roles'), value: row => rolesOf(row.roles), width: 130 },
    { key: 'organisation', title: say('whose'), value: row => organisation(row.organisation), width: 180 },
    { key: 'action', title: say('what'), value: row => words.action(row.action), width: 150 },
    { key: 'case', title: say('case'), value: row => row.case, width: 300, show: row => caseLink(row.case) },
  ]
  const seenColumns: readonly Column<Seen>[] = [
    ...who,
    { key: 'fields', title: say('fields'), value: row => fields(row.fields), width: 200 },
    { key: 'ground', title: say('ground'), value: row => say(`ground_${row.ground}`) },
    { key: 'reason', title: say('why'), value: row => row.reason, width: 200 },
  ]
  const askedColumns: readonly Column<Asked>[] = [
    ...who,
    { key: 'outcome', title: say('seen'), value: row => say(`seen_${row.outcome}`) },
  ]
  return (
    <>
      <PageTitle>{say('month_title', { month: monthText(of.month, language) })}</PageTitle>
      <Part title={say('part_report')}>
        <Facts
          of={[
            { name: say('made_at'), value: <Moment of={of.made_at} /> },
            { name: say('made_by'), value: name(of.made_by) },
            { name: say('digest'), value: of.digest },
          ]}
        />
        <ProblemAlert problem={saving.error} />
        <div>
          <Button
            mt="md"
            variant="default"
            className="not-printed"
            loading={saving.isPending}
            onClick={() => saving.mutate()}
          >
            {say('report_csv')}
          </Button>
        </div>
      </Part>
      <Part title={say('part_seen')}>
        <Table
          caption={say('part_seen')}
          columns={seenColumns}
          rows={numbered(seen)}
          idOf={row => row.place}
          empty={say('seen_nobody')}
        />
      </Part>
      <Part title={say('part_asked')}>
        <Table
          caption={say('part_asked')}
          columns={askedColumns}
          rows={numbered(asked)}
          idOf={row => row.place}
          empty={say('asked_nobody')}
        />
      </Part>
    </>
  )
}

export function Month() {
  const say = useWords(audit)
  const { month } = route.useParams()
  const found = useQuery(reading('GET /v1/readings/reports/{month}', { params: { month } }))
  return (
    <>
      {found.isError && found.data === undefined ? <PageTitle isWrong>{say('months_title')}</PageTitle> : null}
      <Read of={found}>{value => <Whole of={value} />}</Read>
    </>
  )
}
