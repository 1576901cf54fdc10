/** Signing: what the sheet still lacks with the ways to it, what a signature brings about, and the signature. */
import { Alert, Button, Group, List, Modal, Stack, Text, Textarea, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useDraft } from '../api/draft.ts'
import { reading, useDeed } from '../api/use.ts'
import { FaultSummary } from '../parts/form.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Loading, Read } from '../parts/states.tsx'
import { useSelf } from '../shell/session.ts'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { draftReading, useCorrecting, useOwnSheet } from './appraisal.tsx'
import { Overview } from './overview.tsx'
import { useRuleWords } from './rule-words.ts'
import { type Draft, type Form, lackOf, onOneLine } from './sheet.ts'
import { useSheet } from './use-sheet.ts'
import { appraiser } from './words.ts'

export function Sign() {
  const say = useWords(appraiser)
  const { id } = useParams({ from: '/appraisals/$id/sign' })
  const self = useSelf()
  return (
    <>
      <PageTitle>{say('sign_title')}</PageTitle>
      {self === undefined || self === null ? <Loading /> : <SignOf key={id} id={id} person={self.person} />}
    </>
  )
}

function SignOf({ id, person }: { readonly id: string; readonly person: string }) {
  const say = useWords(appraiser)
  const { sheets, own } = useOwnSheet(id, person)
  const correcting = useCorrecting(id, person, own?.id)
  const isToSign = sheets.isSuccess && (own === undefined || correcting.is)
  const draft = useQuery({ ...draftReading(id), enabled: isToSign })
  const form = useQuery({
    ...reading('GET /v1/cases/{case_id}/sheets/form', { params: { case_id: id } }),
    enabled: isToSign,
  })
  return (
    <Read of={sheets}>
      {() =>
        own !== undefined && !correcting.is ? (
          <Alert color="green" role="status">
            {say('signed_already')}{' '}
            <Link to="/appraisals/$id" params={{ id }}>
              {say('to_sheet')}
            </Link>
          </Alert>
        ) : (
          <Read of={form}>
            {asked => (
              <Read of={draft}>
                {opened => (
                  <Lacking
                    id={id}
                    person={person}
                    form={asked}
                    opened={opened}
                    corrects={own?.id}
                    onSigned={correcting.end}
                  />
                )}
              </Read>
            )}
          </Read>
        )
      }
    </Read>
  )
}

function Lacking({
  id,
  person,
  form,
  opened,
  corrects,
  onSigned,
}: {
  readonly id: string
  readonly person: string
  readonly form: Form
  readonly opened: Draft
  readonly corrects: string | undefined
  readonly onSigned: () => void
}) {
  const say = useWords(appraiser)
  const sayAll = useWords(everywhere)
  const navigate = useNavigate()
  const sheet = useSheet(id, person, opened, corrects)
  const isCorrection = corrects !== undefined
  const { set: setPlace } = useDraft(`place:${person}:${id}`, 0)
  const words = useRuleWords(form.indicators.map(each => `indicator.${each.indicator}.name`))
  const visits = useQuery(reading('GET /v1/cases/{case_id}/site-visits', { params: { case_id: id } }))
  const [isAsking, setAsking] = useState(false)
  const { value: why, set: setWhy, forget: forgetWhy } = useDraft(`correction:${person}:${id}`, '')
  const [turn, setTurn] = useState(0)
  const reason = onOneLine(why)
  const faults =
    isCorrection && turn > 0 && reason === ''
      ? [{ field: 'correction', label: say('correction'), message: say('correction_missing') }]
      : []
  const signing = useDeed('POST /v1/cases/{case_id}/sheets', [
    'GET /v1/cases/{case_id}/sheets',
    'GET /v1/assignments',
    'GET /v1/cases/{case_id}',
  ])
  const lacking = form.indicators.flatMap((each, at) => {
    const lack = lackOf(form, each, sheet.marks)
    return lack === null ? [] : [{ at, code: each.indicator, lack }]
  })
  const isVisitMissing = form.site_visit_required && visits.data?.items.length === 0
  const isSaved = sheet.saving === 'saved' && sheet.differences.length === 0
  const sign = () =>
    signing.mutate(
      {
        params: { case_id: id },
        body: { draft_version: sheet.version, ...(isCorrection ? { correction_reason: reason } : {}) },
      },
      {
        onSuccess: () => {
          sheet.forget()
          forgetWhy()
          onSigned()
          void navigate({ to: '/appraisals/$id', params: { id } })
        },
        onSettled: () => setAsking(false),
      },
    )
  return (
    <Stack maw="60rem">
      <FaultSummary faults={faults} turn={turn} />
      <ProblemAlert problem={signing.error} />
      {lacking.length === 0 && !isVisitMissing ? (
        <Alert color="green" role="status">
          {say('lacks_nothing')}
        </Alert>
      ) : (
        <section aria-label={say('lacking')} data-testid="lacking">
          <Title order={2} size="h3" mb="sm">
            {say('lacking')}
          </Title>
          <List>
            {isVisitMissing ? (
              <List.Item>
                <Link to="/appraisals/$id/visit" params={{ id }}>
                  {say('lack_visit')}
                </Link>
              </List.Item>
            ) : null}
            {lacking.map(({ at, code, lack }) => (
              <List.Item key={code}>
                <Link to="/appraisals/$id" params={{ id }} onClick={() => setPlace(at)}>
                  {words.say(`indicator.${code}.name`) ?? ''}: {say(`lack_${lack}`)}
                </Link>
              </List.Item>
            ))}
          </List>
        </section>
      )}
      <section aria-label={say('sign_marks')}>
        <Title order={2} size="h3" mb="sm">
          {say('sign_marks')}
        </Title>
        <Overview
          form={form}
          marks={sheet.marks}
          sayRule={words.say}
          onGo={at => {
            setPlace(at)
            void navigate({ to: '/appraisals/$id', params: { id } })
          }}
        />
      </section>
      {isSaved ? null : (
        <Text role="status">
          {sayAll('unsaved')} ({say('kept_here')})
        </Text>
      )}
      {isCorrection ? (
        <Textarea
          id="correction"
          label={say('correction')}
          description={say('correction_text')}
          maxLength={1000}
          autosize
          value={why}
          error={faults[0]?.message}
          onChange={event => setWhy(event.currentTarget.value)}
        />
      ) : null}
      <Group>
        <Button
          disabled={!isSaved}
          onClick={() => {
            setTurn(before => before + 1)
            if (!isCorrection || reason !== '') setAsking(true)
          }}
        >
          {say('sign')}
        </Button>
        <Link to="/appraisals/$id" params={{ id }}>
          {say('to_sheet')}
        </Link>
      </Group>
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={say('sign_sure')}
        closeButtonProps={{ 'aria-label': sayAll('close') }}
        transitionProps={{ duration: 0 }}
      >
        <List mb="md">
          <List.Item>{say('sign_frozen')}</List.Item>
          <List.Item>{say('sign_named')}</List.Item>
          <List.Item>{say('sign_correctable')}</List.Item>
        </List>
        <Group>
          <Button onClick={sign} loading={signing.isPending} data-autofocus>
            {say('sign_now')}
          </Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            {sayAll('cancel')}
          </Button>
        </Group>
      </Modal>
    </Stack>
  )
}
