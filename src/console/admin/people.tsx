/** People the house knows, with the roles they hold now; and somebody new registered. */
import { Anchor, Badge, Button, Card, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { call, type ValueOf } from '../api/client.ts'
import { useDeed } from '../api/use.ts'
import { List } from '../bank/parts/list.tsx'
import { usePages } from '../bank/parts/pages.ts'
import { FaultSummary } from '../parts/form.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { isAddress, useIsMailSent } from './mail-address.tsx'
import { NamesFields, NO_NAMES } from './names-fields.tsx'
import { namesIn } from './roles.ts'
import { admin } from './words.ts'

const route = getRouteApi('/admin/people')
type Person = ValueOf<'GET /v1/persons'>['items'][number]

function Register() {
  const say = useWords(admin)
  const sayAll = useWords(everywhere)
  const navigate = useNavigate()
  const [names, setNames] = useState(NO_NAMES)
  const [subject, setSubject] = useState('')
  const [address, setAddress] = useState('')
  const [turn, setTurn] = useState(0)
  const adding = useDeed('POST /v1/persons', ['GET /v1/persons'])
  const isMailSent = useIsMailSent()
  const isAddressWrong = isMailSent && address.trim() !== '' && !isAddress(address.trim())
  const faults =
    turn === 0
      ? []
      : [
          ...(names.ko.trim() === ''
            ? [{ field: 'person-name', label: say('name_ko'), message: sayAll('required') }]
            : []),
          ...(subject.trim() === '' ? [{ field: 'subject', label: say('subject'), message: sayAll('required') }] : []),
          ...(isAddressWrong ? [{ field: 'mail', label: say('mail'), message: say('mail_wrong') }] : []),
        ]
  const errorOf = (field: string) => faults.find(each => each.field === field)?.message
  const send = (event: FormEvent) => {
    event.preventDefault()
    setTurn(turn + 1)
    if (names.ko.trim() === '' || subject.trim() === '' || isAddressWrong) return
    const id = `person-${crypto.randomUUID()}`
    adding.mutate(
      {
        body: {
          id,
          subject: subject.trim(),
          names: namesIn(names.ko, names.en, names.zh),
          ...(isMailSent && address.trim() !== '' ? { mail_address: address.trim() } : {}),
        },
      },
      { onSuccess: () => void navigate({ to: `/admin/people/${id}` }) },
    )
  }
  return (
    <Card withBorder mt="xl" component="section" aria-labelledby="register" className="not-printed">
      <Title order={2} size="h4" mb="xs" id="register">
        {say('register_title')}
      </Title>
      <Text mb="md" maw="70ch">
        {say('register_lead')}
      </Text>
      <FaultSummary faults={faults} turn={turn} />
      <ProblemAlert problem={adding.error} />
      <form onSubmit={send} noValidate>
        <Stack maw="32rem">
          <NamesFields id="person-name" value={names} error={errorOf('person-name')} onChange={setNames} />
          <TextInput
            id="subject"
            label={say('subject')}
            description={say('subject_help')}
            value={subject}
            autoComplete="off"
            error={errorOf('subject')}
            onChange={event => setSubject(event.currentTarget.value)}
          />
          {isMailSent ? (
            <TextInput
              id="mail"
              type="email"
              label={say('mail')}
              description={say('mail_help')}
              value={address}
              autoComplete="off"
              error={errorOf('mail')}
              onChange={event => setAddress(event.currentTarget.value)}
            />
          ) : null}
          <div>
            <Button type="submit" loading={adding.isPending}>
              {say('register')}
            </Button>
          </div>
        </Stack>
      </form>
    </Card>
  )
}

function Finder({ value, onChange }: { readonly value: string; readonly onChange: (find: string) => void }) {
  const say = useWords(admin)
  const sayAll = useWords(everywhere)
  const [find, setFind] = useState(value)
  useEffect(() => setFind(value), [value])
  return (
    <form
      className="not-printed"
      onSubmit={event => {
        event.preventDefault()
        onChange(find.trim())
      }}
    >
      <Group align="end" mb="md">
        <TextInput
          type="search"
          label={say('find_person')}
          value={find}
          w={300}
          onChange={event => setFind(event.currentTarget.value)}
        />
        <Button type="submit">{sayAll('search')}</Button>
      </Group>
    </form>
  )
}

export function People() {
  const say = useWords(admin)
  const sayAll = useWords(everywhere)
  const language = useLanguage()
  const { find } = route.useSearch()
  const navigate = route.useNavigate()
  const { query, rows } = usePages<Person>(['GET /v1/persons', find], (asked, signal) =>
    call('GET /v1/persons', { query: { ...asked, limit: '100', ...(find === undefined ? {} : { find }) }, signal }),
  )
  const heldBy = (row: Person): readonly string[] =>
    row.roles
      .filter(each => each.is_in_force)
      .map(each => `${sayAll(`role_${each.role}`)} — ${each.organisation_names[language]}`)
  const columns: readonly Column<Person>[] = [
    {
      key: 'name',
      title: say('name'),
      value: row => row.names[language],
      width: 240,
      show: row => (
        <Group gap="xs">
          <Anchor component={Link} to={`/admin/people/${row.id}`}>
            {row.names[language]}
          </Anchor>
          {row.erased_at === null ? null : <Badge c="inherit">{say('erased')}</Badge>}
        </Group>
      ),
    },
    { key: 'subject', title: say('subject'), value: row => row.subject, width: 200 },
    {
      key: 'roles',
      title: say('roles_now'),
      value: row => heldBy(row).join('; '),
      width: 340,
      show: row =>
        heldBy(row).length === 0 ? (
          <Text c="dimmed">{say('roles_none')}</Text>
        ) : (
          heldBy(row).map(each => <div key={each}>{each}</div>)
        ),
    },
  ]
  return (
    <>
      <PageTitle>{say('people_title')}</PageTitle>
      <Group justify="space-between" align="start">
        <Finder value={find ?? ''} onChange={next => void navigate({ search: next === '' ? {} : { find: next } })} />
        <Anchor component={Link} to="/admin/people" search hash="register">
          {say('register_title')}
        </Anchor>
      </Group>
      <List of={query}>
        <Table
          caption={say('people_title')}
          columns={columns}
          rows={rows}
          idOf={row => row.id}
          csv="people"
          empty={say('people_none')}
        />
      </List>
      <Register />
    </>
  )
}
