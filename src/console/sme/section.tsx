/** One part of an application: filled in here, kept on this device at every key, saved to the agency by its button. */
import { Alert, Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ProblemError } from '../api/client.ts'
import { useDraft } from '../api/draft.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Read } from '../parts/states.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { BackToApplication } from './back.tsx'
import { ConflictError, caseReading, type Desk, keptOf, ownDesk, type SectionsView, today, useSaving } from './case.ts'
import { Conflict } from './conflict.tsx'
import { type Form, fieldAt, filledWith, formOf, mistakesIn, wrongOf } from './fields.ts'
import { ErrorSummary, type Errors, FormFields, SentForm, useFieldNames } from './form-page.tsx'
import { useChoices } from './lists.ts'
import { isOver, Over } from './over.tsx'
import { SavedLast } from './saved-last.tsx'
import { SECTIONS, type SectionKey } from './sections.ts'
import { form as formArea, sme } from './words.ts'

export function SectionPage({ id, part }: { readonly id: string; readonly part: SectionKey }) {
  const say = useWords(sme)
  const [isWrong, setWrong] = useState(false)
  const found = useQuery(caseReading(id))
  return (
    <>
      <BackToApplication id={id} />
      <PageTitle isWrong={isWrong}>{say(`task_${part}`)}</PageTitle>
      <Read of={found}>
        {view =>
          view.state === 'drafted' ? (
            <>
              <SavedLast id={id} part={part} />
              <SectionForm key={part} desk={ownDesk(id)} view={view} part={part} onWrong={setWrong} />
            </>
          ) : (
            <>
              <Over desk={ownDesk(id)} />
              <Alert>{say('not_draft')}</Alert>
            </>
          )
        }
      </Read>
    </>
  )
}

type Draft = { readonly base: SectionsView; readonly form: Form }
/** Problems that a field shows; everything else stands above the form. */
const isInput = (code: string): boolean => code.startsWith('input_')

/** A section filled in at a desk: the firm's own, or that of somebody who helps. */
export function SectionForm({
  desk,
  view,
  part,
  onWrong,
}: {
  readonly desk: Desk
  readonly view: SectionsView
  readonly part: SectionKey
  readonly onWrong: (isWrong: boolean) => void
}) {
  const say = useWords(sme)
  const sayForm = useWords(formArea)
  const sayEverywhere = useWords(everywhere)
  const section = SECTIONS[part]
  const names = useFieldNames(section)
  const navigate = useNavigate()
  const save = useSaving(desk)
  // What was typed is kept with what it was typed over: another's change in between is then seen when it is saved.
  const {
    value: draft,
    set,
    isKept,
    forget,
  } = useDraft<Draft>(`${desk.key}:${part}`, {
    base: view,
    form: formOf(section, keptOf(view)),
  })
  const [errors, setErrors] = useState<Errors>({})
  const [problem, setProblem] = useState<unknown>(null)
  const [conflict, setConflict] = useState<SectionsView | null>(null)
  const [isSaving, setSaving] = useState(false)
  const choices = useChoices(draft.form.values['programme'])

  const told = (problem: unknown): void => {
    onWrong(true)
    if (isOver(problem)) forget()
    if (problem instanceof ConflictError) {
      setConflict(problem.newest)
      return
    }
    if (problem instanceof ProblemError && problem.codes.every(isInput)) {
      const fields = problem.problem.errors.flatMap(({ at }) => {
        const field = fieldAt(section, at)
        return field === undefined ? [] : [[field, sayForm(wrongOf(field))] as const]
      })
      setErrors(Object.fromEntries(fields))
      if (fields.length > 0) return
    }
    setProblem(problem)
  }
  const keep = async (on: Draft): Promise<void> => {
    const mistakes = mistakesIn(section, on.form)
    setErrors(mistakes)
    setProblem(null)
    if (Object.keys(mistakes).length > 0) return onWrong(true)
    setSaving(true)
    try {
      await save({
        base: on.base,
        change: kept => filledWith(section, kept, on.form, today()),
        part: kept => JSON.stringify(formOf(section, kept)),
      })
      forget()
      onWrong(false)
      await navigate({ to: desk.page })
    } catch (problem) {
      told(problem)
    } finally {
      setSaving(false)
    }
  }
  const start = (): void => {
    forget()
    setConflict(null)
    setProblem(null)
    setErrors({})
    onWrong(false)
    set({ base: conflict ?? view, form: formOf(section, keptOf(conflict ?? view)) })
    forget()
  }
  if (conflict !== null && choices !== undefined)
    return (
      <Conflict
        section={section}
        base={formOf(section, keptOf(draft.base))}
        mine={draft.form}
        theirs={formOf(section, keptOf(conflict))}
        savedAt={conflict.updated_at}
        choices={choices}
        onSave={form => {
          const next = { base: conflict, form }
          set(next)
          setConflict(null)
          void keep(next)
        }}
        onTheirs={start}
      />
    )
  return (
    <>
      {isKept ? (
        <Alert role="status" mb="md">
          <Text mb="xs">{say('draft_kept')}</Text>
          <Button variant="default" size="sm" onClick={start}>
            {say('draft_dropped')}
          </Button>
        </Alert>
      ) : null}
      <ErrorSummary errors={errors} names={names} />
      <ProblemAlert problem={problem} />
      {choices === undefined ? null : (
        <SentForm onSent={() => void keep(draft)}>
          <FormFields
            section={section}
            form={draft.form}
            set={next => set({ ...draft, form: next })}
            errors={errors}
            choices={choices}
            content={keptOf(view).content}
            firm={view.firm}
          />
          <Group mt="xl">
            <Button type="submit" loading={isSaving}>
              {say('save_and_back')}
            </Button>
            <Button component={Link} to={desk.page} variant="default">
              {sayEverywhere('back')}
            </Button>
          </Group>
          <Text size="sm" c="dimmed" mt="sm">
            {say('kept_here')}
          </Text>
        </SentForm>
      )}
    </>
  )
}
