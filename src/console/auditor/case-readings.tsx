/** Who saw, asked for or was refused what of a case, and on what ground. */
import { Badge, Text } from '@mantine/core'
import { call, type ValueOf } from '../api/client.ts'
import { List } from '../bank/parts/list.tsx'
import { usePages } from '../bank/parts/pages.ts'
import { Moment } from '../parts/day.tsx'
import { useDeedWords } from '../parts/deed-words.ts'
import { useOrganisationNames } from '../parts/names.ts'
import { usePersonNames } from '../parts/persons.ts'
import { type Column, Table } from '../parts/table.tsx'
import { i18n, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { audit } from './words.ts'

type Row = ValueOf<'GET /v1/cases/{case_id}/readings'>['items'][number]

/** Says what of a case a reader saw. */
export function useFields(): (fields: readonly string[]) => string {
  const say = useWords(audit)
  return fields =>
    fields
      .map(field => (`audit.field_${field}` in i18n.messages ? say(`field_${field}` as 'field_grade') : field))
      .join(', ')
}

export function CaseReadings({ id }: { readonly id: string }) {
  const say = useWords(audit)
  const sayAll = useWords(everywhere)
  const words = useDeedWords()
  const fields = useFields()
  const { query, rows } = usePages<Row>(['GET /v1/cases/{case_id}/readings', id], (asked, signal) =>
    call('GET /v1/cases/{case_id}/readings', { params: { case_id: id }, query: asked, signal }),
  )
  const name = usePersonNames(rows.map(row => row.person))
  const organisation = useOrganisationNames(rows.map(row => row.organisation).filter(each => each.includes('-')))
  const rolesOf = (row: Row): string => row.roles.map(role => sayAll(`role_${role}` as 'role_officer')).join(', ')
  const columns: readonly Column<Row>[] = [
    { key: 'at', title: say('when'), value: row => row.at, width: 170, show: row => <Moment of={row.at} /> },
    {
      key: 'person',
      title: say('who'),
      value: row => name(row.person),
      width: 230,
      show: row => (
        <>
          {name(row.person)}
          <Text size="sm" c="dimmed">
            {rolesOf(row)}
          </Text>
        </>
      ),
    },
    { key: 'organisation', title: say('whose'), value: row => organisation(row.organisation), width: 190 },
    { key: 'action', title: say('what'), value: row => words.action(row.action), width: 160 },
    {
      key: 'outcome',
      title: say('seen'),
      value: row => say(`seen_${row.outcome}`),
      show: row => (
        <Badge c="inherit" color={row.outcome === 'shown' ? 'gray' : row.outcome === 'refused' ? 'red' : 'orange'}>
          {say(`seen_${row.outcome}`)}
        </Badge>
      ),
    },
    { key: 'fields', title: say('fields'), value: row => fields(row.fields), width: 200 },
    { key: 'issued', title: say('was_issued'), value: row => sayAll(row.is_issued ? 'yes' : 'no') },
    { key: 'ground', title: say('ground'), value: row => say(`ground_${row.ground}`), width: 130 },
    { key: 'reason', title: say('why'), value: row => row.reason, width: 220 },
  ]
  return (
    <>
      <Text mb="md" maw="70ch">
        {say('readings_case_lead')}
      </Text>
      <List of={query}>
        <Table
          caption={say('tab_readings')}
          columns={columns}
          rows={rows}
          idOf={row => row.place}
          csv="readings"
          empty={say('readings_none')}
        />
      </List>
    </>
  )
}
