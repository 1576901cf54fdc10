/** A new application: which bank, which programme, how much. What an earlier one told of the firm is taken over. */
import { Alert, Button, Checkbox, Group, NativeSelect, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Language } from '../../kernel/words.ts'
import { call, ProblemError, type ValueOf } from '../api/client.ts'
import { useDraft } from '../api/draft.ts'
import { reading, useDeed } from '../api/use.ts'
import { dayText } from '../parts/day.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Loading, Read } from '../parts/states.tsx'
import { type Self, useSelf } from '../shell/session.ts'
import { useLanguage, useWords } from '../words/engine.ts'
import { type CaseView, keptOf, today } from './case.ts'
import { type Form, fieldAt, filledWith, mistakesIn, wrongOf } from './fields.ts'
import { ErrorSummary, type Errors, FormFields, SentForm, useFieldNames } from './form-page.tsx'
import { useChoices } from './lists.ts'
import { at, type Tree, withAt } from './paths.ts'
import { beginning } from './sections.ts'
import { form as formArea, sme } from './words.ts'

export function Begin() {
  const say = useWords(sme)
  const self = useSelf()
  const [isWrong, setWrong] = useState(false)
  const earlier = useQuery({
    queryKey: ['earlier application'],
    queryFn: async ({ signal }): Promise<CaseView | null> => {
      const [newest] = (await call('GET /v1/cases', { query: { limit: '1' }, signal })).items
      return newest === undefined
        ? null
        : await call('GET /v1/cases/{case_id}', { params: { case_id: newest.id }, signal })
    },
  })
  return (
    <>
      <PageTitle isWrong={isWrong}>{say('begin')}</PageTitle>
      {self === null || self === undefined ? (
        <Loading />
      ) : (
        <Read of={earlier}>{found => <BeginForm self={self} earlier={found} onWrong={setWrong} />}</Read>
      )}
    </>
  )
}

const KEY = 'application:new'
const FIRM = /^firm-([0-9]{3,12}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/

/** An application before anything is asked for; of the firm what is known of it already. */
function blank(self: Self, earlier: CaseView | null): Tree {
  const firm = FIRM.test(self.organisation) ? self.organisation : `firm-${crypto.randomUUID()}`
  const known = at(earlier?.content, 'party.firm')
  const uuid = crypto.randomUUID()
  return {
    schema: 'tech-guarantee/case/1',
    id: `case-${uuid}`,
    party: {
      firm: known ?? {
        id: firm,
        ksic: { revision: '11' },
        certifications: [],
        owners: [],
        affiliates: [],
        standing: { exposures: [] },
      },
      // In the sandbox no office is asked: it plays what an earlier application told.
      exclusion_facts: self.is_sandbox ? (at(earlier?.content, 'party.exclusion_facts') ?? []) : [],
    },
    application: {
      id: `application-${uuid}`,
      applicant: at(known, 'id') ?? firm,
      submitted_on: today(),
      request: { currency: 'KRW' },
      financials: at(earlier?.content, 'application.financials') ?? [],
      plan: {},
      papers: [],
    },
    technology: at(earlier?.content, 'technology') ?? { assets: [], readiness: { components: [] }, relied_on: [] },
    stated_facts: at(earlier?.content, 'stated_facts') ?? [],
    group_exposures: at(earlier?.content, 'group_exposures') ?? [],
  }
}

function BeginForm({
  self,
  earlier,
  onWrong,
}: {
  readonly self: Self
  readonly earlier: CaseView | null
  readonly onWrong: (isWrong: boolean) => void
}) {
  const say = useWords(sme)
  const sayForm = useWords(formArea)
  const language = useLanguage()
  const section = beginning(earlier !== null)
  const fieldNames = useFieldNames(section)
  const navigate = useNavigate()
  const queries = useQueryClient()
  const draft = useDraft<Form>(KEY, { values: {}, lists: {} })
  const [consent, setConsent] = useState(false)
  const [scenario, setScenario] = useState('')
  const [errors, setErrors] = useState<Errors>({})
  const choices = useChoices(draft.value.values['programme'])
  const create = useDeed('POST /v1/cases', ['GET /v1/cases'])
  const firm = useQuery(
    reading('GET /v1/organisations/{organisation_id}', { params: { organisation_id: self.organisation } }),
  ).data
  const [made] = useState(() => blank(self, earlier))

  const begin = async (): Promise<void> => {
    const mistakes: Errors = {
      ...mistakesIn(section, draft.value),
      ...(consent ? {} : { 'field-consent': 'required' }),
    }
    setErrors(mistakes)
    if (Object.keys(mistakes).length > 0) return onWrong(true)
    const chosen = choices?.bank.find(one => one.code === draft.value.values['bank'])
    const names = {
      ...(earlier === null ? {} : keptOf(earlier).names),
      ...(firm === undefined ? {} : { [String(at(made, 'party.firm.id'))]: firm.names }),
      ...(chosen === undefined ? {} : { [chosen.code]: chosen.names }),
    }
    const filled = filledWith(section, { content: made, names }, draft.value, today())
    const bank = String(at(filled.content, 'application.request.bank') ?? '')
    // The sandbox has a bank of its own, whatever the request names.
    const content = /^bank-[0-9a-f-]{3,}$/.test(bank)
      ? filled.content
      : withAt(filled.content, 'application.request.bank', 'bank-001')
    try {
      const body = {
        content,
        names: filled.names,
        consent: `consent-${crypto.randomUUID()}`,
        ...(scenario === '' ? {} : { scenario }),
      }
      const value = (await create.mutateAsync({ body } as never)) as CaseView
      queries.setQueryData(reading('GET /v1/cases/{case_id}', { params: { case_id: value.id } }).queryKey, value)
      draft.forget()
      await navigate({ to: '/applications/$id', params: { id: value.id } })
    } catch (problem) {
      onWrong(true)
      if (!(problem instanceof ProblemError)) return
      const fields = problem.problem.errors.flatMap(one => {
        const field = fieldAt(section, one.at)
        return field === undefined ? [] : [[field, sayForm(wrongOf(field))] as const]
      })
      setErrors(Object.fromEntries(fields))
    }
  }
  return (
    <>
      {earlier === null ? null : (
        <Alert mb="md" maw={640}>
          {say('taken_over', { day: dayText(earlier.updated_at, language) })}
        </Alert>
      )}
      <ErrorSummary errors={errors} names={id => (id === 'field-consent' ? say('consent_short') : fieldNames(id))} />
      {Object.keys(errors).length > 0 ? null : <ProblemAlert problem={create.error} />}
      {choices === undefined ? (
        <Loading />
      ) : (
        <SentForm onSent={() => void begin()}>
          <FormFields
            section={section}
            form={draft.value}
            set={draft.set}
            errors={errors}
            choices={choices}
            content={made}
            firm={self.organisation}
          />
          <Checkbox
            id="field-consent"
            mt="lg"
            maw={640}
            label={say('consent')}
            checked={consent}
            onChange={event => setConsent(event.currentTarget.checked)}
            error={errors['field-consent'] === undefined ? undefined : sayForm('mistake_consent')}
          />
          {self.is_sandbox && earlier !== null ? (
            <Scenario value={scenario} language={language} onChange={setScenario} />
          ) : null}
          <Group mt="xl">
            <Button type="submit" loading={create.isPending}>
              {say('begin_now')}
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

type Scenarios = ValueOf<'GET /v1/sandbox/scenarios'>['items']

/** What the sandbox plays once the application is handed in. */
function Scenario({
  value,
  language,
  onChange,
}: {
  readonly value: string
  readonly language: Language
  readonly onChange: (code: string) => void
}) {
  const say = useWords(sme)
  const found = useQuery(reading('GET /v1/sandbox/scenarios'))
  const items: Scenarios = found.data?.items ?? []
  return (
    <NativeSelect
      mt="lg"
      maw={520}
      label={say('scenario')}
      description={say('scenario_text')}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
      data={[
        { value: '', label: say('scenario_none') },
        ...items.map(one => ({ value: one.code, label: one.title[language] })),
      ]}
    />
  )
}
