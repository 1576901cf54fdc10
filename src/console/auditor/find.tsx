/** Any case, guarantee or certificate, found by a name or number; what is looked for stands in the address. */
import { Anchor, Badge, Button, Group, NativeSelect } from '@mantine/core'
import { getRouteApi, Link } from '@tanstack/react-router'
import { call, type ValueOf } from '../api/client.ts'
import { FindInput } from '../bank/parts/find-input.tsx'
import { List } from '../bank/parts/list.tsx'
import { usePages } from '../bank/parts/pages.ts'
import { Won } from '../parts/amount.tsx'
import { Day, Moment } from '../parts/day.tsx'
import { GUARANTEE_STATES } from '../parts/guarantee-state.tsx'
import { useNamed, useOrganisationNames } from '../parts/names.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { CASE_STATES, CERTIFICATE_STATES } from './states.ts'
import { audit } from './words.ts'

const route = getRouteApi('/audit/find')
const KINDS = ['cases', 'guarantees', 'certificates'] as const
type Kind = (typeof KINDS)[number]
type Wanted = { readonly find: string; readonly state: string | undefined }
type CaseRow = ValueOf<'GET /v1/cases'>['items'][number]
type GuaranteeRow = ValueOf<'GET /v1/guarantees'>['items'][number]
type CertificateRow = ValueOf<'GET /v1/certificates'>['items'][number]

const holds = (wanted: string, ...texts: readonly string[]): boolean =>
  texts.join(' ').toLowerCase().includes(wanted.trim().toLowerCase())

function Cases({ find, state }: Wanted) {
  const say = useWords(audit)
  const named = useNamed()
  const asked = CASE_STATES.find(each => each === state)
  const { query, rows } = usePages<CaseRow>(
    ['GET /v1/cases', 'audit', asked],
    (page, signal) =>
      call('GET /v1/cases', { query: { ...page, ...(asked === undefined ? {} : { state: asked }) }, signal }),
    find !== '',
  )
  const office = useOrganisationNames(rows.slice(0, 1000).map(row => row.office))
  const columns: readonly Column<CaseRow>[] = [
    {
      key: 'firm',
      title: say('firm'),
      width: 220,
      value: row => named(row.firm_names, row.firm),
      show: row => (
        <Group gap="xs">
          <Anchor component={Link} to={`/audit/cases/${row.id}`}>
            {named(row.firm_names, row.firm)}
          </Anchor>
          {row.is_sandbox ? <Badge c="inherit">{say('sandbox')}</Badge> : null}
        </Group>
      ),
    },
    { key: 'state', title: say('state'), value: row => say(`case_${row.state}`), width: 140 },
    { key: 'office', title: say('office'), value: row => office(row.office), width: 200 },
    {
      key: 'begun',
      title: say('begun'),
      value: row => row.created_at,
      width: 170,
      show: row => <Moment of={row.created_at} />,
    },
    { key: 'id', title: say('number'), value: row => row.id, width: 300 },
  ]
  const shown = rows.filter(row => holds(find, named(row.firm_names, row.firm), row.firm, row.id))
  return (
    <List of={query}>
      <Table
        caption={say('in_cases')}
        columns={columns}
        rows={shown}
        idOf={row => row.id}
        csv="cases"
        empty={say('find_empty')}
      />
    </List>
  )
}

function Guarantees({ find, state }: Wanted) {
  const say = useWords(audit)
  const asked = GUARANTEE_STATES.find(each => each === state)
  const { query, rows } = usePages<GuaranteeRow>(
    ['GET /v1/guarantees', 'audit', asked],
    (page, signal) =>
      call('GET /v1/guarantees', { query: { ...page, ...(asked === undefined ? {} : { state: asked }) }, signal }),
    find !== '',
  )
  const organisation = useOrganisationNames(rows.slice(0, 1000).flatMap(row => [row.bank, row.firm]))
  const columns: readonly Column<GuaranteeRow>[] = [
    {
      key: 'number',
      title: say('number'),
      value: row => row.number,
      width: 170,
      show: row => (
        <Anchor component={Link} to={`/audit/cases/${row.case_id}`}>
          {row.number}
        </Anchor>
      ),
    },
    { key: 'firm', title: say('firm'), value: row => organisation(row.firm), width: 170 },
    { key: 'bank', title: say('bank'), value: row => organisation(row.bank), width: 170 },
    { key: 'state', title: say('state'), value: row => say(`guarantee_${row.state}`), width: 130 },
    {
      key: 'amount',
      title: say('amount'),
      isNumber: true,
      width: 160,
      value: row => BigInt(row.amount),
      show: row => <Won of={row.amount} />,
    },
    { key: 'begun', title: say('begun'), value: row => row.begun_on, show: row => <Day of={row.begun_on} /> },
    {
      key: 'trail',
      title: say('trail'),
      value: () => '',
      show: row => (
        <Anchor
          component={Link}
          to="/audit/trail"
          search={{ subject: `guarantee:${row.id}` } as never}
          aria-label={say('trail_of', { number: row.number })}
        >
          {say('trail')}
        </Anchor>
      ),
      width: 80,
    },
  ]
  const shown = rows.filter(row =>
    holds(find, row.number, row.id, row.bank_loan ?? '', organisation(row.firm), organisation(row.bank)),
  )
  return (
    <List of={query}>
      <Table
        caption={say('in_guarantees')}
        columns={columns}
        rows={shown}
        idOf={row => row.id}
        csv="guarantees"
        empty={say('find_empty')}
      />
    </List>
  )
}

function Certificates({ find, state }: Wanted) {
  const say = useWords(audit)
  const { query, rows } = usePages<CertificateRow>(
    ['GET /v1/certificates', 'audit'],
    (page, signal) => call('GET /v1/certificates', { query: page, signal }),
    find !== '' || state !== undefined,
  )
  const columns: readonly Column<CertificateRow>[] = [
    {
      key: 'number',
      title: say('number'),
      value: row => row.number,
      width: 200,
      show: row => (
        <Anchor component={Link} to={`/audit/cases/${row.case_id}`}>
          {row.number}
        </Anchor>
      ),
    },
    { key: 'state', title: say('state'), value: row => say(`certificate_${row.state}`) },
    { key: 'issued', title: say('issued'), value: row => row.issued_on, show: row => <Day of={row.issued_on} /> },
    {
      key: 'valid',
      title: say('valid_until'),
      value: row => row.valid_until,
      show: row => <Day of={row.valid_until} />,
    },
    {
      key: 'revoked',
      title: say('revoked'),
      value: row => row.revoked_at,
      show: row => <Moment of={row.revoked_at} />,
    },
    { key: 'reason', title: say('why'), value: row => row.reason },
  ]
  const shown = rows.filter(row => holds(find, row.number, row.case_id) && (state === undefined || row.state === state))
  return (
    <List of={query}>
      <Table
        caption={say('in_certificates')}
        columns={columns}
        rows={shown}
        idOf={row => row.number}
        csv="certificates"
        empty={say('find_empty')}
      />
    </List>
  )
}

const LISTS = { cases: Cases, guarantees: Guarantees, certificates: Certificates } as const

export function Find() {
  const say = useWords(audit)
  const sayAll = useWords(everywhere)
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const kind: Kind = KINDS.find(each => each === search.in) ?? 'cases'
  const change = (next: typeof search) =>
    void navigate({
      search: Object.fromEntries(Object.entries(next).filter(([, value]) => value !== '')),
      replace: true,
    })
  const states: readonly { readonly value: string; readonly label: string }[] =
    kind === 'cases'
      ? CASE_STATES.map(value => ({ value, label: say(`case_${value}`) }))
      : kind === 'guarantees'
        ? GUARANTEE_STATES.map(value => ({ value, label: say(`guarantee_${value}`) }))
        : CERTIFICATE_STATES.map(value => ({ value, label: say(`certificate_${value}`) }))
  const Listed = LISTS[kind]
  return (
    <>
      <PageTitle>{say('find_title')}</PageTitle>
      <Group align="end" mb="md" className="not-printed">
        <NativeSelect
          label={say('find_in')}
          value={kind}
          data={KINDS.map(value => ({ value, label: say(`in_${value}`) }))}
          onChange={event => change({ in: event.currentTarget.value, find: search.find ?? '' })}
        />
        <FindInput label={say('find')} value={search.find ?? ''} onChange={find => change({ ...search, find })} />
        <NativeSelect
          label={say('state')}
          value={search.state ?? ''}
          data={[{ value: '', label: sayAll('all') }, ...states]}
          onChange={event => change({ ...search, state: event.currentTarget.value })}
        />
        <Button variant="default" onClick={() => change({ in: kind })}>
          {say('filters_clear')}
        </Button>
      </Group>
      <Listed find={search.find ?? ''} state={search.state} />
    </>
  )
}
