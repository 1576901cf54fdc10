/** Whom an appraiser is bound to: declared, ended, and kept for good, so that nobody is drawn whom it concerns. */
import { Badge, Button, Group, List, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { ValueOf } from '../api/client.ts'
import { useDraft } from '../api/draft.ts'
import { reading, useDeed } from '../api/use.ts'
import { Day } from '../parts/day.tsx'
import { seoulDay } from '../parts/due.ts'
import { FaultSummary } from '../parts/form.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Empty, Loading, Read } from '../parts/states.tsx'
import { useSelf } from '../shell/session.ts'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { useCase } from './case.ts'
import { onOneLine } from './sheet.ts'
import { appraiser } from './words.ts'

type Interest = ValueOf<'GET /v1/appraisers/{appraiser_id}/interests'>['items'][number]
export const KINDS = [
  'employment',
  'ownership',
  'family',
  'advice',
  'invention',
] as const satisfies readonly Interest['kind'][]
const PLACE = 'GET /v1/appraisers/{appraiser_id}/interests'
const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text)
const plain = (text: string): string => text.normalize('NFKC').trim()

type Party = { readonly value: string; readonly label: string; readonly isPerson: boolean }
type Given = {
  readonly kind: string
  readonly who: string
  readonly name: string
  readonly since: string
  readonly until: string
  readonly note: string
}
const NOTHING: Given = { kind: '', who: '', name: '', since: '', until: '', note: '' }

export function Interests() {
  const say = useWords(appraiser)
  const { case: id } = useSearch({ from: '/interests' })
  const self = useSelf()
  return (
    <>
      <PageTitle>{say('interests_title')}</PageTitle>
      <Text mb="lg" maw="60ch">
        {say('interests_lead')}
      </Text>
      {self === undefined || self === null ? (
        <Loading />
      ) : (
        <Stack gap="xl" maw="44rem">
          <Declared person={self.person} />
          {id === undefined ? (
            <Declare person={self.person} parties={[]} />
          ) : (
            <DeclareOf id={id} person={self.person} />
          )}
        </Stack>
      )}
    </>
  )
}

/** Those of a case can be named as the case names them. */
function DeclareOf({ id, person }: { readonly id: string; readonly person: string }) {
  const say = useWords(appraiser)
  const found = useCase(id)
  return (
    <Read of={found.read}>
      {({ firm, bank }) => (
        <>
          <Declare
            person={person}
            parties={[
              { value: firm, label: `${say('firm')}: ${found.nameOf(firm)}`, isPerson: false },
              { value: bank, label: `${say('bank')}: ${found.nameOf(bank)}`, isPerson: false },
              ...found.owners.map(owner => ({
                value: owner.person,
                label: `${say('owner')}: ${found.nameOf(owner.person)}`,
                isPerson: true,
              })),
            ]}
          />
          <Link to="/appraisals/$id" params={{ id }}>
            {say('to_case')}
          </Link>
        </>
      )}
    </Read>
  )
}

function Declared({ person }: { readonly person: string }) {
  const say = useWords(appraiser)
  const declared = useQuery(reading(PLACE, { params: { appraiser_id: person } }))
  return (
    <section aria-label={say('declared_title')} data-testid="declared">
      <Title order={2} size="h3" mb="sm">
        {say('declared_title')}
      </Title>
      <Read of={declared}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{say('declared_none')}</Empty>
          ) : (
            <List spacing="sm">
              {items.map(each => (
                <List.Item key={each.id}>
                  <One person={person} interest={each} />
                </List.Item>
              ))}
            </List>
          )
        }
      </Read>
    </section>
  )
}

function One({ person, interest }: { readonly person: string; readonly interest: Interest }) {
  const say = useWords(appraiser)
  const sayAll = useWords(everywhere)
  const ending = useDeed('POST /v1/appraisers/{appraiser_id}/interests/{interest_id}/end', [PLACE])
  const [isOpen, setOpen] = useState(false)
  const [until, setUntil] = useState(seoulDay(new Date()))
  const [isWrong, setWrong] = useState(false)
  const name = interest.name ?? interest.organisation ?? interest.named_person ?? ''
  const end = (event: FormEvent) => {
    event.preventDefault()
    setWrong(!isDay(plain(until)))
    if (!isDay(plain(until))) return
    ending.mutate(
      { params: { appraiser_id: person, interest_id: interest.id }, body: { until: plain(until) } },
      { onSuccess: () => setOpen(false) },
    )
  }
  return (
    <>
      <Group gap="xs">
        <Text span>
          {say(`interest_${interest.kind}`)}: {name}, <Day of={interest.since} />
          {interest.until === null ? null : (
            <>
              {' – '}
              <Day of={interest.until} />
            </>
          )}
        </Text>
        {interest.until === null ? (
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={isOpen}
            aria-label={say('end_of', { name })}
            onClick={() => setOpen(!isOpen)}
          >
            {say('end')}
          </Button>
        ) : (
          <Badge>{say('ended')}</Badge>
        )}
      </Group>
      {interest.note === null ? null : <Text size="sm">{interest.note}</Text>}
      <ProblemAlert problem={ending.error} />
      {isOpen ? (
        <form onSubmit={end} noValidate>
          <Group align="end" mt="xs">
            <TextInput
              label={say('until')}
              placeholder="2026-03-02"
              autoComplete="off"
              value={until}
              error={isWrong ? say('visited_on_wrong') : undefined}
              onChange={event => setUntil(event.currentTarget.value)}
            />
            <Button type="submit" loading={ending.isPending}>
              {say('end_now')}
            </Button>
            <Button variant="default" onClick={() => setOpen(false)}>
              {sayAll('cancel')}
            </Button>
          </Group>
        </form>
      ) : null}
    </>
  )
}

function Declare({ person, parties }: { readonly person: string; readonly parties: readonly Party[] }) {
  const say = useWords(appraiser)
  const { value: given, set, forget } = useDraft<Given>(`interest:${person}`, NOTHING)
  const [turn, setTurn] = useState(0)
  const declaring = useDeed('POST /v1/appraisers/{appraiser_id}/interests', [PLACE])
  const party = parties.find(each => each.value === given.who)
  const name = onOneLine(given.name)
  const [since, until] = [plain(given.since), plain(given.until)]
  const wrong = (field: string, label: string, isRight: boolean, message: string) =>
    isRight ? [] : [{ field, label, message }]
  const found = [
    ...wrong('kind', say('interest_kind'), given.kind !== '', say('interest_kind_missing')),
    ...wrong('name', say('interest_name'), party !== undefined || name !== '', say('interest_name_missing')),
    ...wrong('since', say('since'), isDay(since), say('visited_on_wrong')),
    ...wrong('until', say('until'), until === '' || isDay(until), say('visited_on_wrong')),
  ]
  const faults = turn === 0 ? [] : found
  const errorOf = (field: string) => faults.find(each => each.field === field)?.message
  const declare = (event: FormEvent) => {
    event.preventDefault()
    setTurn(before => before + 1)
    const kind = KINDS.find(each => each === given.kind)
    if (found.length > 0 || kind === undefined) return
    const note = onOneLine(given.note)
    const of =
      party === undefined ? { name } : party.isPerson ? { named_person: party.value } : { organisation: party.value }
    declaring.mutate(
      {
        params: { appraiser_id: person },
        body: { kind, ...of, since, ...(until === '' ? {} : { until }), ...(note === '' ? {} : { note }) },
      },
      {
        onSuccess: () => {
          set(NOTHING)
          forget()
          setTurn(0)
        },
      },
    )
  }
  const put = (field: keyof Given) => (event: { readonly currentTarget: { readonly value: string } }) =>
    set({ ...given, [field]: event.currentTarget.value })
  return (
    <form onSubmit={declare} noValidate aria-label={say('declare_title')}>
      <Title order={2} size="h3" mb="sm">
        {say('declare_title')}
      </Title>
      <FaultSummary faults={faults} turn={turn} />
      <ProblemAlert problem={declaring.error} />
      <Stack gap="md">
        <NativeSelect
          id="kind"
          label={say('interest_kind')}
          value={given.kind}
          error={errorOf('kind')}
          data={[{ value: '', label: '–' }, ...KINDS.map(each => ({ value: each, label: say(`interest_${each}`) }))]}
          onChange={put('kind')}
        />
        {parties.length === 0 ? null : (
          <NativeSelect
            label={say('interest_party')}
            value={party === undefined ? '' : given.who}
            data={[{ value: '', label: say('interest_other') }, ...parties]}
            onChange={put('who')}
          />
        )}
        {party === undefined ? (
          <TextInput
            id="name"
            label={say('interest_name')}
            description={say('interest_name_text')}
            maxLength={200}
            value={given.name}
            error={errorOf('name')}
            onChange={put('name')}
          />
        ) : null}
        <TextInput
          id="since"
          label={say('since')}
          placeholder="2024-03-02"
          autoComplete="off"
          value={given.since}
          error={errorOf('since')}
          onChange={put('since')}
        />
        <TextInput
          id="until"
          label={say('until_if')}
          autoComplete="off"
          value={given.until}
          error={errorOf('until')}
          onChange={put('until')}
        />
        <TextInput label={say('interest_note')} maxLength={500} value={given.note} onChange={put('note')} />
        <Group>
          <Button type="submit" loading={declaring.isPending}>
            {say('declare')}
          </Button>
          {declaring.isSuccess ? <Text role="status">{say('declared_now')}</Text> : null}
        </Group>
      </Stack>
    </form>
  )
}
