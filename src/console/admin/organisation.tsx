/** One organisation: where it lies, its people, roles delegated in it with who delegated them, and its machines. */
import { Alert, Anchor, Badge, Button, Group, NativeSelect, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call, type ValueOf } from '../api/client.ts'
import { reading, useDeed } from '../api/use.ts'
import { whole } from '../officer/parts/all-pages.ts'
import { Moment } from '../parts/day.tsx'
import { Facts, Part } from '../parts/facts.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { usePersonNames } from '../parts/persons.ts'
import { Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { Machines } from './machines.tsx'
import { type Organisation, useOrganisationChoices, useOrganisations } from './organisations-read.ts'
import { ReasonModal } from './reason.tsx'
import { PARENTS_OF } from './roles.ts'
import { admin } from './words.ts'

const route = getRouteApi('/admin/organisations/$organisation')
type Member = ValueOf<'GET /v1/organisations/{organisation_id}/members'>['items'][number]

function Moved({ of }: { readonly of: Organisation }) {
  const say = useWords(admin)
  const sayAll = useWords(everywhere)
  const language = useLanguage()
  const all = useOrganisations().data ?? []
  const kinds = PARENTS_OF[of.kind] ?? []
  const choices = useOrganisationChoices(all, kinds).filter(each => each.value !== of.parent)
  const [parent, setParent] = useState('')
  const [isOpen, setOpen] = useState(false)
  const move = useDeed('PUT /v1/organisations/{organisation_id}/parent')
  const close = () => {
    setOpen(false)
    move.reset()
  }
  const parentName = all.find(each => each.id === of.parent)?.names[language] ?? of.parent
  return (
    <>
      <Text mb="sm">
        {say('parent')}: {parentName ?? '–'}
      </Text>
      {kinds.length === 0 ? null : (
        <Button variant="default" className="not-printed" onClick={() => setOpen(true)}>
          {say('move')}
        </Button>
      )}
      {isOpen ? (
        <ReasonModal
          title={say('move_title')}
          follows={say('move_follows')}
          act={say('move_now')}
          isPending={move.isPending}
          problem={move.error}
          close={close}
          faults={parent === '' ? [{ field: 'move-to', label: say('move_to'), message: sayAll('required') }] : []}
          onReason={reason =>
            move.mutate({ params: { organisation_id: of.id }, body: { parent, reason } }, { onSuccess: close })
          }
        >
          <NativeSelect
            id="move-to"
            label={say('move_to')}
            value={parent}
            data={[{ value: '', label: say('choose') }, ...choices]}
            onChange={event => setParent(event.currentTarget.value)}
          />
        </ReasonModal>
      ) : null}
    </>
  )
}

function People({ of, place }: { readonly of: Organisation; readonly place: 'members' | 'delegations' }) {
  const say = useWords(admin)
  const sayAll = useWords(everywhere)
  const language = useLanguage()
  const params = { organisation_id: of.id }
  const found = useQuery(
    whole<Member>([`GET /v1/organisations/{organisation_id}/${place}`, of.id], (query, signal) =>
      call(`GET /v1/organisations/{organisation_id}/${place}`, { params, query, signal }),
    ),
  )
  const name = usePersonNames(found.data?.map(each => each.delegated_by) ?? [])
  const now = new Date().toISOString()
  const isOver = (row: Member): boolean => row.until !== null && row.until <= now
  const columns: readonly Column<Member>[] = [
    {
      key: 'name',
      title: say('name'),
      value: row => row.names[language] ?? row.names.ko,
      width: 240,
      show: row => (
        <Anchor component={Link} to={`/admin/people/${row.person}`}>
          {row.names[language] ?? row.names.ko}
        </Anchor>
      ),
    },
    { key: 'role', title: say('role'), value: row => sayAll(`role_${row.role}` as 'role_officer'), width: 160 },
    {
      key: 'state',
      title: say('in_force'),
      value: row => say(isOver(row) ? 'in_force_over' : 'in_force_now'),
      show: row => (
        <Badge c="inherit" color={isOver(row) ? 'gray' : 'green'}>
          {say(isOver(row) ? 'in_force_over' : 'in_force_now')}
        </Badge>
      ),
    },
    { key: 'since', title: say('since'), value: row => row.since, width: 180, show: row => <Moment of={row.since} /> },
    {
      key: 'until',
      title: say('until'),
      value: row => row.until,
      width: 180,
      show: row => (row.until === null ? say('no_end') : <Moment of={row.until} />),
    },
    {
      key: 'delegated',
      title: say('delegated_by'),
      value: row => (row.delegated_by === null ? null : name(row.delegated_by)),
      width: 200,
    },
  ]
  return (
    <Read of={found}>
      {rows => (
        <Table
          caption={say(`part_${place}`)}
          columns={columns}
          rows={rows}
          idOf={row => `${row.person} ${row.role}`}
          csv={place}
          empty={say(`${place}_none`)}
        />
      )}
    </Read>
  )
}

function Whole({ of }: { readonly of: Organisation }) {
  const say = useWords(admin)
  const language = useLanguage()
  const isParty = of.kind === 'bank' || of.kind === 'firm'
  return (
    <>
      <PageTitle>{of.names[language]}</PageTitle>
      {of.is_sandbox ? (
        <Alert mb="md" color="gray">
          {say('sandbox_note')}
        </Alert>
      ) : null}
      <Part title={say('part_organisation')}>
        <Facts
          of={[
            { name: say('kind'), value: say(`kind_${of.kind}`) },
            { name: say('number'), value: of.id },
          ]}
        />
        {isParty ? null : (
          <Group mt="md">
            <Moved of={of} />
          </Group>
        )}
      </Part>
      <Part title={say('part_members')}>
        <Text mb="md">{say('members_lead')}</Text>
        <People of={of} place="members" />
      </Part>
      {isParty ? null : (
        <Part title={say('part_delegations')}>
          <Text mb="md">{say('delegations_lead')}</Text>
          <People of={of} place="delegations" />
        </Part>
      )}
      {isParty ? <Machines organisation={of.id} /> : null}
    </>
  )
}

export function OrganisationPage() {
  const say = useWords(admin)
  const { organisation } = route.useParams()
  const found = useQuery(
    reading('GET /v1/organisations/{organisation_id}', { params: { organisation_id: organisation } }),
  )
  return (
    <>
      {found.isError && found.data === undefined ? <PageTitle isWrong>{say('part_organisation')}</PageTitle> : null}
      <Read of={found}>{one => <Whole of={one} />}</Read>
    </>
  )
}
