/** One person: their roles now and before, a role given or ended, the invitation to set a password, erasure. */
import { Alert, Badge, Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { ValueOf } from '../api/client.ts'
import { reading, useDeed } from '../api/use.ts'
import { Moment } from '../parts/day.tsx'
import { Facts, Part } from '../parts/facts.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { usePersonNames } from '../parts/persons.ts'
import { Empty, Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useSelf } from '../shell/session.ts'
import { useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { GiveRole } from './give-role.tsx'
import { Invitation } from './invitation.tsx'
import { MailAddress } from './mail-address.tsx'
import { Passkeys } from './passkeys.tsx'
import { ReasonModal } from './reason.tsx'
import { admin } from './words.ts'

const route = getRouteApi('/admin/people/$person')
type Person = ValueOf<'GET /v1/persons'>['items'][number]
type Held = Person['roles'][number]

function Roles({ of, mayChange }: { readonly of: Person; readonly mayChange: boolean }) {
  const say = useWords(admin)
  const sayAll = useWords(everywhere)
  const language = useLanguage()
  const name = usePersonNames(of.roles.map(each => each.delegated_by))
  const [ending, setEnding] = useState<Held | null>(null)
  const end = useDeed('POST /v1/organisations/{organisation_id}/members/end', ['GET /v1/persons'])
  const columns: readonly Column<Held>[] = [
    { key: 'role', title: say('role'), value: row => sayAll(`role_${row.role}`), width: 130 },
    { key: 'organisation', title: say('organisation'), value: row => row.organisation_names[language], width: 180 },
    {
      key: 'state',
      title: say('in_force'),
      width: 90,
      value: row => say(row.is_in_force ? 'in_force_now' : 'in_force_over'),
      show: row => (
        <Badge c="inherit" color={row.is_in_force ? 'green' : 'gray'}>
          {say(row.is_in_force ? 'in_force_now' : 'in_force_over')}
        </Badge>
      ),
    },
    { key: 'since', title: say('since'), value: row => row.since, width: 150, show: row => <Moment of={row.since} /> },
    {
      key: 'until',
      title: say('until'),
      value: row => row.until,
      width: 150,
      show: row => (row.until === null ? say('no_end') : <Moment of={row.until} />),
    },
    {
      key: 'delegated',
      title: say('delegated_by'),
      value: row => (row.delegated_by === null ? null : name(row.delegated_by)),
      width: 120,
    },
    ...(mayChange
      ? [
          {
            key: 'end',
            title: say('action'),
            value: () => '',
            width: 110,
            show: (row: Held) =>
              row.is_in_force ? (
                <Button size="sm" variant="default" onClick={() => setEnding(row)}>
                  {say('end_role')}
                </Button>
              ) : null,
          } satisfies Column<Held>,
        ]
      : []),
  ]
  const close = () => {
    setEnding(null)
    end.reset()
  }
  return (
    <Part title={say('part_roles')}>
      <Table
        caption={say('part_roles')}
        columns={columns}
        rows={of.roles}
        idOf={row => `${row.organisation} ${row.role}`}
        empty={say('roles_none')}
      />
      {ending === null ? null : (
        <ReasonModal
          title={say('end_title', { role: sayAll(`role_${ending.role}`) })}
          follows={say('end_follows')}
          act={say('end_now')}
          isRed
          isPending={end.isPending}
          problem={end.error}
          close={close}
          onReason={reason =>
            end.mutate(
              {
                params: { organisation_id: ending.organisation },
                body: { person: of.id, role: ending.role, reason },
              },
              { onSuccess: close },
            )
          }
        />
      )}
    </Part>
  )
}

function Erasure({ of }: { readonly of: Person }) {
  const say = useWords(admin)
  const [isOpen, setOpen] = useState(false)
  const erase = useDeed('POST /v1/persons/{person_id}/erase', ['GET /v1/persons'])
  const close = () => {
    setOpen(false)
    erase.reset()
  }
  return (
    <Part title={say('part_erase')}>
      <Text mb="md" maw="70ch">
        {say('erase_lead')}
      </Text>
      <div>
        <Button variant="default" onClick={() => setOpen(true)}>
          {say('erase')}
        </Button>
      </div>
      {isOpen ? (
        <ReasonModal
          title={say('erase_title')}
          follows={say('erase_follows')}
          act={say('erase_now')}
          isRed
          isPending={erase.isPending}
          problem={erase.error}
          close={close}
          onReason={reason => erase.mutate({ params: { person_id: of.id }, body: { reason } }, { onSuccess: close })}
        />
      ) : null}
    </Part>
  )
}

function Whole({ of }: { readonly of: Person }) {
  const say = useWords(admin)
  const language = useLanguage()
  const self = useSelf()
  const isSelf = self?.person === of.id
  const mayChange = !isSelf && of.erased_at === null
  return (
    <>
      <PageTitle>{of.names[language]}</PageTitle>
      {isSelf ? <Alert mb="md">{say('self_note')}</Alert> : null}
      {of.erased_at === null ? null : (
        <Alert mb="md" color="gray">
          {say('erased_note')} <Moment of={of.erased_at} />
        </Alert>
      )}
      <Part title={say('part_person')}>
        <Facts
          of={[
            { name: say('subject'), value: of.subject },
            { name: say('number'), value: of.id },
            { name: say('registered'), value: <Moment of={of.created_at} /> },
          ]}
        />
      </Part>
      <Roles of={of} mayChange={mayChange} />
      {mayChange ? (
        <Group grow align="start" preventGrowOverflow={false}>
          <GiveRole person={of.id} />
          <Invitation person={of.id} />
        </Group>
      ) : null}
      {mayChange ? <MailAddress person={of.id} /> : null}
      {mayChange ? <Passkeys person={of.id} /> : null}
      {mayChange ? <Erasure of={of} /> : null}
    </>
  )
}

export function PersonPage() {
  const say = useWords(admin)
  const { person } = route.useParams()
  const found = useQuery(reading('GET /v1/persons', { query: { ids: person } }))
  return (
    <>
      {found.isError && found.data === undefined ? <PageTitle isWrong>{say('part_person')}</PageTitle> : null}
      <Read of={found}>
        {({ items: [one] }) =>
          one === undefined ? (
            <>
              <PageTitle isWrong>{say('part_person')}</PageTitle>
              <Empty>{say('person_none')}</Empty>
            </>
          ) : (
            <Whole of={one} />
          )
        }
      </Read>
    </>
  )
}
