/** Firms, banks, regions, offices and the agency; and one added. */
import { Anchor, Badge, Button, Card, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useDeed } from '../api/use.ts'
import { FaultSummary } from '../parts/form.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Read } from '../parts/states.tsx'
import { type Column, Table } from '../parts/table.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { NamesFields, NO_NAMES } from './names-fields.tsx'
import { type Organisation, useOrganisationChoices, useOrganisations } from './organisations-read.ts'
import { namesIn, ORGANISATION_KINDS, PARENTS_OF } from './roles.ts'
import { admin } from './words.ts'

const route = getRouteApi('/admin/organisations')
const ADDED = ['office', 'region', 'bank', 'firm'] as const
type Added = (typeof ADDED)[number]

function Add({ of }: { readonly of: readonly Organisation[] }) {
  const say = useWords(admin)
  const sayAll = useWords(everywhere)
  const navigate = useNavigate()
  const [kind, setKind] = useState<Added>('office')
  const [ending, setEnding] = useState('')
  const [parent, setParent] = useState('')
  const [names, setNames] = useState(NO_NAMES)
  const [turn, setTurn] = useState(0)
  const add = useDeed('POST /v1/organisations', ['GET /v1/organisations'])
  const parents = PARENTS_OF[kind]
  const choices = useOrganisationChoices(of, parents ?? [])
  const isUnfit = !/^[0-9a-z-]{3,40}$/.test(ending)
  const faults =
    turn === 0
      ? []
      : [
          ...(isUnfit
            ? [{ field: 'organisation-id', label: say('organisation_id'), message: say('organisation_id_form') }]
            : []),
          ...(names.ko.trim() === ''
            ? [{ field: 'organisation-name', label: say('name_ko'), message: sayAll('required') }]
            : []),
        ]
  const errorOf = (field: string) => faults.find(each => each.field === field)?.message
  const send = (event: FormEvent) => {
    event.preventDefault()
    setTurn(turn + 1)
    if (isUnfit || names.ko.trim() === '') return
    const id = `${kind}-${ending}`
    add.mutate(
      { body: { id, kind, parent: parent === '' ? null : parent, names: namesIn(names.ko, names.en, names.zh) } },
      { onSuccess: () => void navigate({ to: `/admin/organisations/${id}` }) },
    )
  }
  return (
    <Card withBorder mt="xl" component="section" aria-labelledby="add" className="not-printed">
      <Title order={2} size="h4" mb="md" id="add">
        {say('organisation_add_title')}
      </Title>
      <FaultSummary faults={faults} turn={turn} />
      <ProblemAlert problem={add.error} />
      <form onSubmit={send} noValidate>
        <Stack maw="32rem">
          <NativeSelect
            label={say('kind')}
            value={kind}
            data={ADDED.map(value => ({ value, label: say(`kind_${value}`) }))}
            onChange={event => {
              setKind(event.currentTarget.value as Added)
              setParent('')
            }}
          />
          {parents === undefined ? null : (
            <NativeSelect
              label={say('parent')}
              value={parent}
              data={[{ value: '', label: sayAll('none') }, ...choices]}
              onChange={event => setParent(event.currentTarget.value)}
            />
          )}
          <TextInput
            id="organisation-id"
            label={say('organisation_id')}
            description={say('organisation_id_form')}
            leftSection={<Text size="sm">{kind}-</Text>}
            leftSectionWidth={72}
            value={ending}
            autoComplete="off"
            error={errorOf('organisation-id')}
            onChange={event => setEnding(event.currentTarget.value)}
          />
          <NamesFields id="organisation-name" value={names} error={errorOf('organisation-name')} onChange={setNames} />
          <div>
            <Button type="submit" loading={add.isPending}>
              {say('organisation_add')}
            </Button>
          </div>
        </Stack>
      </form>
    </Card>
  )
}

export function Organisations() {
  const say = useWords(admin)
  const sayAll = useWords(everywhere)
  const language = useLanguage()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const found = useOrganisations()
  const kind = ORGANISATION_KINDS.find(each => each === search.kind)
  const nameOf = (id: string | null): string | null =>
    id === null ? null : (found.data?.find(each => each.id === id)?.names[language] ?? id)
  const columns: readonly Column<Organisation>[] = [
    {
      key: 'name',
      title: say('name'),
      value: row => row.names[language],
      width: 280,
      show: row => (
        <Group gap="xs">
          <Anchor component={Link} to={`/admin/organisations/${row.id}`}>
            {row.names[language]}
          </Anchor>
          {row.is_sandbox ? <Badge c="inherit">{say('sandbox')}</Badge> : null}
        </Group>
      ),
    },
    { key: 'kind', title: say('kind'), value: row => say(`kind_${row.kind}`) },
    { key: 'parent', title: say('parent'), value: row => nameOf(row.parent), width: 240 },
    { key: 'id', title: say('number'), value: row => row.id, width: 220 },
  ]
  return (
    <>
      <PageTitle>{say('organisations_title')}</PageTitle>
      <NativeSelect
        mb="md"
        maw="20rem"
        className="not-printed"
        label={say('kind')}
        value={kind ?? ''}
        data={[
          { value: '', label: sayAll('all') },
          ...ORGANISATION_KINDS.map(value => ({ value, label: say(`kind_${value}`) })),
        ]}
        onChange={event => {
          const { value } = event.currentTarget
          void navigate({ search: value === '' ? {} : { kind: value }, replace: true })
        }}
      />
      <Read of={found}>
        {all => (
          <>
            <Table
              caption={say('organisations_title')}
              columns={columns}
              rows={all.filter(each => kind === undefined || each.kind === kind)}
              idOf={row => row.id}
              csv="organisations"
              empty={say('organisations_none')}
            />
            <Add of={all} />
          </>
        )}
      </Read>
    </>
  )
}
