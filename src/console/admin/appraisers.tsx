/** The roster: who appraises and how they stand, somebody put on it or moved; and the centres they belong to. */
import { Alert, Badge, Button, NativeSelect, Select, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call, type ValueOf } from '../api/client.ts'
import { useDeed } from '../api/use.ts'
import { whole } from '../officer/parts/all-pages.ts'
import { Day } from '../parts/day.tsx'
import { Part } from '../parts/facts.tsx'
import { FaultSummary } from '../parts/form.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { type Centre, Centres, useCentres } from './centres.tsx'
import { ReasonModal } from './reason.tsx'
import { admin } from './words.ts'

type Appraiser = ValueOf<'GET /v1/appraisers'>['items'][number]
type Person = ValueOf<'GET /v1/persons'>['items'][number]

/** Centres as choices; the agency's own people belong to none. */
function useCentreChoices(of: readonly Centre[]) {
  const say = useWords(admin)
  return [
    { value: '', label: say('centre_own_people') },
    ...of.filter(each => each.until === null).map(each => ({ value: each.id, label: each.name })),
  ]
}

function Register({ of, centres }: { readonly of: readonly Appraiser[]; readonly centres: readonly Centre[] }) {
  const say = useWords(admin)
  const sayAll = useWords(everywhere)
  const language = useLanguage()
  const choices = useCentreChoices(centres)
  const people = useQuery(
    whole<Person>(['GET /v1/persons', 'appraisers'], (query, signal) => call('GET /v1/persons', { query, signal })),
  )
  const [person, setPerson] = useState<string | null>(null)
  const [centre, setCentre] = useState('')
  const [turn, setTurn] = useState(0)
  const add = useDeed('POST /v1/appraisers', ['GET /v1/appraisers'])
  const known = new Set(of.map(each => each.person))
  const candidates = (people.data ?? [])
    .filter(each => !known.has(each.id) && each.roles.some(role => role.role === 'appraiser' && role.is_in_force))
    .map(each => ({ value: each.id, label: `${each.names[language]} (${each.subject})` }))
  const faults =
    turn > 0 && person === null ? [{ field: 'roster-person', label: say('person'), message: sayAll('required') }] : []
  const send = (event: FormEvent) => {
    event.preventDefault()
    setTurn(turn + 1)
    if (person === null) return
    add.mutate(
      { body: { person, centre: centre === '' ? null : centre } },
      {
        onSuccess: () => {
          setPerson(null)
          setTurn(0)
        },
      },
    )
  }
  return (
    <Part title={say('roster_add_title')}>
      <Text mb="md" maw="70ch">
        {say('roster_add_lead')}
      </Text>
      <FaultSummary faults={faults} turn={turn} />
      <ProblemAlert problem={add.error} />
      {add.isSuccess ? (
        <Alert color="green" role="status" mb="md">
          {say('roster_added')}
        </Alert>
      ) : null}
      <form onSubmit={send} noValidate>
        <Stack maw="32rem">
          <Select
            id="roster-person"
            label={say('person')}
            description={say('roster_person_help')}
            data={candidates}
            value={person}
            searchable
            limit={100}
            nothingFoundMessage={say('roster_candidates_none')}
            error={faults[0]?.message}
            onChange={setPerson}
          />
          <NativeSelect
            label={say('centre')}
            value={centre}
            data={choices}
            onChange={event => setCentre(event.currentTarget.value)}
          />
          <div>
            <Button type="submit" loading={add.isPending}>
              {say('roster_add')}
            </Button>
          </div>
        </Stack>
      </form>
    </Part>
  )
}

function Roster({ of, centres }: { readonly of: readonly Appraiser[]; readonly centres: readonly Centre[] }) {
  const say = useWords(admin)
  const language = useLanguage()
  const choices = useCentreChoices(centres)
  const [moving, setMoving] = useState<Appraiser | null>(null)
  const [centre, setCentre] = useState('')
  const move = useDeed('POST /v1/appraisers/{appraiser_id}/move', ['GET /v1/appraisers', 'GET /v1/centres'])
  const close = () => {
    setMoving(null)
    move.reset()
  }
  const nameOf = (row: Appraiser): string => row.names[language] ?? row.names['ko'] ?? row.person
  const centreOf = (id: string | null): string =>
    id === null ? say('centre_own_people') : (centres.find(each => each.id === id)?.name ?? id)
  const columns: readonly Column<Appraiser>[] = [
    { key: 'name', title: say('name'), value: nameOf, width: 240 },
    {
      key: 'standing',
      title: say('standing'),
      value: row => say(`standing_${row.standing.is}`),
      width: 150,
      show: row => (
        <Badge c="inherit" color={row.standing.is === 'valid' ? 'green' : 'orange'}>
          {say(`standing_${row.standing.is}`)}
        </Badge>
      ),
    },
    { key: 'certificate', title: say('certificate'), value: row => row.certificate, isNumber: true },
    {
      key: 'valid',
      title: say('valid_until'),
      value: row => row.valid_until,
      width: 130,
      show: row => <Day of={row.valid_until} />,
    },
    {
      key: 'fields',
      title: say('fields'),
      value: row => row.fields.map(field => say(`field_${field}`)).join(', '),
      width: 280,
    },
    { key: 'centre', title: say('centre'), value: row => centreOf(row.centre), width: 170 },
    { key: 'open', title: say('open_assignments'), value: row => row.open_assignments, isNumber: true },
    { key: 'room', title: say('room'), value: row => row.room, isNumber: true },
    {
      key: 'move',
      title: say('action'),
      value: () => '',
      width: 130,
      show: row => (
        <Button
          size="sm"
          variant="default"
          aria-label={say('roster_move_of', { name: nameOf(row) })}
          onClick={() => {
            setCentre(row.centre ?? '')
            setMoving(row)
          }}
        >
          {say('roster_move')}
        </Button>
      ),
    },
  ]
  return (
    <>
      <Table
        caption={say('part_roster')}
        columns={columns}
        rows={of}
        idOf={row => row.person}
        csv="appraisers"
        empty={say('roster_none')}
      />
      {moving === null ? null : (
        <ReasonModal
          title={say('roster_move_of', { name: nameOf(moving) })}
          follows={say('roster_move_follows')}
          act={say('roster_move_now')}
          isPending={move.isPending}
          problem={move.error}
          close={close}
          onReason={reason =>
            move.mutate(
              {
                params: { appraiser_id: moving.person },
                ifMatch: String(moving.version),
                body: { centre: centre === '' ? null : centre, reason },
              },
              { onSuccess: close },
            )
          }
        >
          <NativeSelect
            label={say('centre')}
            value={centre}
            data={choices}
            onChange={event => setCentre(event.currentTarget.value)}
          />
        </ReasonModal>
      )}
    </>
  )
}

export function Appraisers() {
  const say = useWords(admin)
  const found = useQuery(
    whole<Appraiser>(['GET /v1/appraisers'], (query, signal) => call('GET /v1/appraisers', { query, signal })),
  )
  const centres = useCentres()
  return (
    <>
      <PageTitle>{say('appraisers_title')}</PageTitle>
      <Text mb="md" maw="70ch">
        {say('appraisers_lead')}
      </Text>
      <Part title={say('part_roster')}>
        <Read of={found}>{rows => <Roster of={rows} centres={centres.data ?? []} />}</Read>
      </Part>
      <Register of={found.data ?? []} centres={centres.data ?? []} />
      <Centres />
    </>
  )
}
