/** Settling marks that differ: each is marked again or kept, with a statement; said once, and kept here until then. */
import { Alert, Button, Group, List, Modal, Stack, Text, Textarea, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useDraft } from '../api/draft.ts'
import { reading, useDeed } from '../api/use.ts'
import { FaultSummary } from '../parts/form.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Empty, Loading, Read } from '../parts/states.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { Bench } from './bench.tsx'
import { usePapers } from './case.ts'
import { type Hearing, peopleOf } from './hearing.ts'
import { KeyHelp } from './keys.tsx'
import { typeKeys, useRuleWords } from './rule-words.ts'
import { againOf, type Form, type Indicator, lackOf, type Marked, onOneLine, withMark, withoutMark } from './sheet.ts'
import { Sides } from './sides.tsx'
import { appraiser } from './words.ts'
import { sheetKeys } from './workbench.tsx'

type Kept = { readonly statement: string; readonly marks: readonly Marked[] }
const STATEMENT_MAX = 1000

type Props = {
  readonly id: string
  readonly person: string
  readonly hearing: Hearing
  readonly named: Parameters<typeof usePapers>[1]
}

export function Settling(props: Props) {
  const { id } = props
  const form = useQuery(reading('GET /v1/cases/{case_id}/sheets/form', { params: { case_id: id } }))
  return <Read of={form}>{asked => <SettlingOn form={asked} {...props} />}</Read>
}

function SettlingOn({ id, person, hearing, named, form }: Props & { readonly form: Form }) {
  const say = useWords(appraiser)
  const sayAll = useWords(everywhere)
  const { papers } = usePapers(id, named)
  const words = useRuleWords([
    ...sheetKeys(form),
    ...typeKeys([
      ...papers.map(paper => paper.type),
      ...hearing.before.flatMap(each => each.sides.flatMap(side => side.given?.evidence.map(pin => pin.type) ?? [])),
    ]),
  ])
  const { value: kept, set, forget } = useDraft<Kept>(`consensus:${person}:${id}`, { statement: '', marks: [] })
  const [at, setAt] = useState(0)
  const { value: areKeysOn, set: setKeysOn } = useDraft('keys', true)
  const [isHelpOpen, setHelpOpen] = useState(false)
  const [turn, setTurn] = useState(0)
  const [isAsking, setAsking] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  const isFirst = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever goes to another indicator starts at its heading.
  useEffect(() => {
    if (!isFirst.current) heading.current?.focus()
    isFirst.current = false
  }, [at])
  const stating = useDeed('POST /v1/cases/{case_id}/consensus', [
    'GET /v1/cases/{case_id}/consensus',
    'GET /v1/cases/{case_id}/sheets',
    'GET /v1/cases/{case_id}',
    'GET /v1/cases',
  ])
  const difference = hearing.before[at]
  const indicator: Indicator | undefined = form.indicators.find(each => each.indicator === difference?.indicator)
  if (words.isPending) return <Loading lines={8} />
  if (difference === undefined || indicator === undefined) return <Empty />
  const code = indicator.indicator
  const signed = againOf(difference.sides.find(side => side.appraiser === person)?.given ?? null)
  const changed = kept.marks.find(each => each.indicator === code) ?? null
  const current = changed ?? signed
  const nameOf = (of: string) => words.say(`indicator.${of}.name`) ?? ''
  const go = (to: number) => setAt(Math.min(Math.max(to, 0), hearing.before.length - 1))
  const put = (next: Marked) => set({ ...kept, marks: withMark(kept.marks, next) })
  const statement = onOneLine(kept.statement)
  const lacking = kept.marks.flatMap(mark => {
    const of = form.indicators.find(each => each.indicator === mark.indicator)
    const lack = of === undefined ? null : lackOf(form, of, kept.marks)
    return lack === null ? [] : [`${nameOf(mark.indicator)}: ${say(`lack_${lack}`)}`]
  })
  const faults =
    turn > 0 && statement === ''
      ? [{ field: 'statement', label: say('statement'), message: say('statement_missing') }]
      : []
  const ask = (event: FormEvent) => {
    event.preventDefault()
    setTurn(before => before + 1)
    if (statement !== '' && lacking.length === 0) setAsking(true)
  }
  const state = () =>
    stating.mutate(
      {
        params: { case_id: id },
        body: { statement, ...(kept.marks.length === 0 ? {} : { marks: [...kept.marks] }) },
      },
      { onSuccess: forget, onSettled: () => setAsking(false) },
    )
  return (
    <>
      <Group mb="md" className="not-printed" role="group" aria-label={say('consensus_marks')}>
        {hearing.before.map((each, place) => (
          <Button
            key={each.indicator}
            variant={place === at ? 'filled' : 'default'}
            aria-current={place === at ? 'true' : undefined}
            onClick={() => go(place)}
          >
            {nameOf(each.indicator)}
            {kept.marks.some(mark => mark.indicator === each.indicator) ? ` · ${say('marked_again')}` : ''}
          </Button>
        ))}
      </Group>
      <Bench
        key={code}
        form={form}
        indicator={indicator}
        marked={current}
        papers={papers}
        place={say('place', { at: at + 1, all: hearing.before.length })}
        noteKey={`note:${person}:${id}:${code}`}
        heading={heading}
        areKeysOn={areKeysOn}
        sayRule={words.say}
        before={
          <section aria-label={say('sides')}>
            <Title order={2} size="h4" mb="xs">
              {say('sides')}
            </Title>
            <Sides
              difference={difference}
              people={peopleOf(hearing)}
              person={person}
              sayRule={words.say}
              {...(current === null
                ? {}
                : { onTake: pin => put({ ...current, evidence: [...current.evidence, pin] }) })}
            />
            <Text size="sm" mb="sm">
              {say(changed === null ? 'stays_now' : 'changes_now')}
            </Text>
          </section>
        }
        onPut={put}
        onClear={of => set({ ...kept, marks: withoutMark(kept.marks, of) })}
        onGo={by => go(at + by)}
        onHelp={() => setHelpOpen(true)}
      />
      <form onSubmit={ask} noValidate>
        <Stack maw="44rem" mt="lg">
          <FaultSummary faults={faults} turn={turn} />
          {turn > 0 && lacking.length > 0 ? (
            <Alert color="red" role="alert" title={sayAll('errors_title')}>
              <List>
                {lacking.map(each => (
                  <List.Item key={each}>{each}</List.Item>
                ))}
              </List>
            </Alert>
          ) : null}
          <ProblemAlert problem={stating.error} />
          <Textarea
            id="statement"
            label={say('statement')}
            description={say('statement_text')}
            maxLength={STATEMENT_MAX}
            autosize
            minRows={3}
            value={kept.statement}
            error={faults[0]?.message}
            onChange={event => set({ ...kept, statement: event.currentTarget.value })}
          />
          <Group>
            <Button type="submit">{say('state')}</Button>
          </Group>
        </Stack>
      </form>
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={say('state_sure')}
        closeButtonProps={{ 'aria-label': sayAll('close') }}
        transitionProps={{ duration: 0 }}
      >
        <List mb="md">
          <List.Item>{say('state_once')}</List.Item>
          <List.Item>
            {kept.marks.length === 0
              ? say('state_stays')
              : say('state_changes', {
                  marks: kept.marks.map(one => `${nameOf(one.indicator)} ${one.mark}`).join(', '),
                })}
          </List.Item>
        </List>
        <Group>
          <Button onClick={state} loading={stating.isPending} data-autofocus>
            {say('state_now')}
          </Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            {sayAll('cancel')}
          </Button>
        </Group>
      </Modal>
      <KeyHelp isOpen={isHelpOpen} isOn={areKeysOn} onClose={() => setHelpOpen(false)} onSwitch={setKeysOn} />
    </>
  )
}
