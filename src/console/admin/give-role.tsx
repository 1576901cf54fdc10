/** A role given to somebody, in an organisation that can have it, from the next request on. */
import { Alert, Button, NativeSelect, Select, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useDeed } from '../api/use.ts'
import { Part } from '../parts/facts.tsx'
import { FaultSummary } from '../parts/form.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import type { Role } from '../shell/session.ts'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { useOrganisationChoices, useOrganisations } from './organisations-read.ts'
import { endOf, ROLES_OF } from './roles.ts'
import { admin } from './words.ts'

export function GiveRole({ person }: { readonly person: string }) {
  const say = useWords(admin)
  const sayAll = useWords(everywhere)
  const organisations = useOrganisations().data ?? []
  const choices = useOrganisationChoices(organisations)
  const [organisation, setOrganisation] = useState<string | null>(null)
  const [role, setRole] = useState<Role | ''>('')
  const [until, setUntil] = useState('')
  const [reason, setReason] = useState('')
  const [turn, setTurn] = useState(0)
  const give = useDeed('POST /v1/organisations/{organisation_id}/members', ['GET /v1/persons'])
  const kind = organisations.find(each => each.id === organisation)?.kind
  const roles = kind === undefined ? [] : ROLES_OF[kind]
  const required = (field: string, label: string, isMissing: boolean) =>
    turn > 0 && isMissing ? [{ field, label, message: sayAll('required') }] : []
  const faults = [
    ...required('give-organisation', say('organisation'), organisation === null),
    ...required('give-role', say('role'), role === ''),
    ...required('give-reason', say('reason'), reason.trim() === ''),
  ]
  const errorOf = (field: string) => faults.find(each => each.field === field)?.message
  const send = (event: FormEvent) => {
    event.preventDefault()
    setTurn(turn + 1)
    if (organisation === null || role === '' || reason.trim() === '') return
    give.mutate(
      {
        params: { organisation_id: organisation },
        body: { person, role, until: endOf(until), reason: reason.trim().replace(/\s+/g, ' ') },
      },
      {
        onSuccess: () => {
          setTurn(0)
          setRole('')
          setReason('')
          setUntil('')
        },
      },
    )
  }
  return (
    <Part title={say('give_title')}>
      <Text mb="md">{say('give_lead')}</Text>
      <FaultSummary faults={faults} turn={turn} />
      <ProblemAlert problem={give.error} />
      {give.isSuccess ? (
        <Alert color="green" role="status" mb="md">
          {say('give_done')}
        </Alert>
      ) : null}
      <form onSubmit={send} noValidate>
        <Stack>
          <Select
            id="give-organisation"
            label={say('organisation')}
            data={choices}
            value={organisation}
            searchable
            limit={100}
            nothingFoundMessage={say('organisations_none')}
            error={errorOf('give-organisation')}
            onChange={value => {
              setOrganisation(value)
              setRole('')
            }}
          />
          <NativeSelect
            id="give-role"
            label={say('role')}
            value={role}
            data={[
              { value: '', label: say(kind === undefined ? 'role_after_organisation' : 'choose') },
              ...roles.map(value => ({ value, label: sayAll(`role_${value}`) })),
            ]}
            error={errorOf('give-role')}
            onChange={event => setRole(event.currentTarget.value as Role | '')}
          />
          <TextInput
            type="date"
            label={say('until_day')}
            description={say('until_help')}
            value={until}
            onChange={event => setUntil(event.currentTarget.value)}
          />
          <Textarea
            id="give-reason"
            label={say('reason')}
            description={say('reason_help')}
            autosize
            minRows={2}
            value={reason}
            error={errorOf('give-reason')}
            onChange={event => setReason(event.currentTarget.value)}
          />
          <div>
            <Button type="submit" loading={give.isPending}>
              {say('give')}
            </Button>
          </div>
        </Stack>
      </form>
    </Part>
  )
}
