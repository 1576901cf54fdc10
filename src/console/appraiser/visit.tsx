/** The visit to the place of business, written down there on a telephone or later at a desk. */
import { Alert, Button, Checkbox, Group, List, Stack, TextInput, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useDraft } from '../api/draft.ts'
import { reading, useDeed } from '../api/use.ts'
import { Day } from '../parts/day.tsx'
import { FaultSummary } from '../parts/form.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Empty, Loading, Read } from '../parts/states.tsx'
import { useSelf } from '../shell/session.ts'
import { useWords } from '../words/engine.ts'
import { useCase, usePapers } from './case.ts'
import { Photographs } from './photographs.tsx'
import { onOneLine } from './sheet.ts'
import { appraiser } from './words.ts'

type Given = {
  readonly visited_on: string
  readonly place: string
  readonly persons: readonly string[]
  readonly photographs: readonly string[]
}
const NOTHING: Given = { visited_on: '', place: '', persons: [], photographs: [] }

export function Visit() {
  const { id } = useParams({ from: '/appraisals/$id/visit' })
  const self = useSelf()
  if (self === undefined || self === null) return <Loading />
  return <VisitOf key={id} id={id} person={self.person} />
}

function VisitOf({ id, person }: { readonly id: string; readonly person: string }) {
  const say = useWords(appraiser)
  const found = useCase(id)
  const { kept, papers } = usePapers(id, found.named)
  const visits = useQuery(reading('GET /v1/cases/{case_id}/site-visits', { params: { case_id: id } }))
  const { value: given, set, forget } = useDraft<Given>(`visit:${person}:${id}`, NOTHING)
  const [turn, setTurn] = useState(0)
  const recording = useDeed('POST /v1/cases/{case_id}/site-visits', ['GET /v1/cases/{case_id}/site-visits'])
  const day = given.visited_on.normalize('NFKC').trim()
  const faults =
    turn === 0
      ? []
      : [
          ...(/^\d{4}-\d{2}-\d{2}$/.test(day)
            ? []
            : [{ field: 'visited_on', label: say('visited_on'), message: say('visited_on_wrong') }]),
          ...(given.place.trim() === ''
            ? [{ field: 'place', label: say('visit_place'), message: say('visit_place_missing') }]
            : []),
          ...(given.persons.length === 0
            ? [{ field: 'persons', label: say('visit_persons'), message: say('visit_persons_missing') }]
            : []),
        ]
  const errorOf = (field: string) => faults.find(each => each.field === field)?.message
  const record = async (event: FormEvent) => {
    event.preventDefault()
    setTurn(before => before + 1)
    const isWhole = /^\d{4}-\d{2}-\d{2}$/.test(day) && given.place.trim() !== '' && given.persons.length > 0
    if (!isWhole) return
    const body = {
      visited_on: day,
      place: onOneLine(given.place),
      persons: [...given.persons],
      photographs: [...given.photographs],
    }
    await recording.mutateAsync({ params: { case_id: id }, body }).then(
      () => {
        set(NOTHING)
        forget()
        setTurn(0)
      },
      () => undefined,
    )
  }
  const people = [
    { id: person, name: say('myself') },
    ...found.owners.map(owner => ({ id: owner.person, name: found.nameOf(owner.person) })),
  ]
  return (
    <>
      <PageTitle isWrong={faults.length > 0}>{say('visit_title')}</PageTitle>
      <Read of={visits}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>{say('visits_none')}</Empty>
          ) : (
            <section aria-label={say('visits')} data-testid="visits">
              <Title order={2} size="h3" mb="sm">
                {say('visits')}
              </Title>
              <List mb="lg">
                {items.map(each => (
                  <List.Item key={each.id}>
                    <Day of={each.visited_on} /> {each.place ?? ''}
                    {each.photographs.length === 0
                      ? null
                      : `, ${say('photographs_kept', { count: each.photographs.length })}`}
                  </List.Item>
                ))}
              </List>
            </section>
          )
        }
      </Read>
      {recording.isSuccess ? (
        <Alert color="green" role="status" mb="md">
          {say('visit_kept')}
        </Alert>
      ) : null}
      <FaultSummary faults={faults} turn={turn} />
      <ProblemAlert problem={recording.error} />
      <form onSubmit={event => void record(event)} noValidate>
        <Stack maw="40rem">
          <TextInput
            id="visited_on"
            label={say('visited_on')}
            placeholder="2026-03-02"
            autoComplete="off"
            value={given.visited_on}
            error={errorOf('visited_on')}
            onChange={event => set({ ...given, visited_on: event.currentTarget.value })}
          />
          <TextInput
            id="place"
            label={say('visit_place')}
            maxLength={400}
            value={given.place}
            error={errorOf('place')}
            onChange={event => set({ ...given, place: event.currentTarget.value })}
          />
          <Checkbox.Group
            label={say('visit_persons')}
            value={[...given.persons]}
            error={errorOf('persons')}
            onChange={persons => set({ ...given, persons })}
          >
            <Stack gap="xs" mt="xs">
              {people.map((each, at) => (
                <Checkbox key={each.id} value={each.id} label={each.name} {...(at === 0 ? { id: 'persons' } : {})} />
              ))}
            </Stack>
          </Checkbox.Group>
          <Photographs
            caseId={id}
            papers={papers}
            received={kept.data?.items ?? []}
            chosen={given.photographs}
            onChoose={chosen => set({ ...given, photographs: chosen })}
          />
          <Group>
            <Button type="submit" loading={recording.isPending}>
              {say('visit_keep')}
            </Button>
            <Link to="/appraisals/$id" params={{ id }}>
              {say('to_sheet')}
            </Link>
          </Group>
        </Stack>
      </form>
    </>
  )
}
