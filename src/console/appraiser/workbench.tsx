/** The sheet of one case: evidence on the left, one indicator at a time on the right, by keyboard, saved as it goes. */
import { Alert, Box, Button, Grid, Group, Progress, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useDraft } from '../api/draft.ts'
import { ProblemNote } from '../parts/problem.tsx'
import { Loading } from '../parts/states.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { type Paper, usePapers } from './case.ts'
import { IndicatorCard } from './indicator.tsx'
import { KeyHelp, useKeys } from './keys.tsx'
import { Overview } from './overview.tsx'
import { Papers } from './papers.tsx'
import { PinForm } from './pin-form.tsx'
import { typeKeys, useRuleWords } from './rule-words.ts'
import {
  type Draft,
  type Form,
  type Indicator,
  lackOf,
  MARKS,
  type Mark,
  type Marked,
  withMark,
  withoutMark,
} from './sheet.ts'
import { useSheet } from './use-sheet.ts'
import { Versions } from './versions.tsx'
import { appraiser } from './words.ts'

export const sheetKeys = (form: Form): readonly string[] => [
  ...form.indicators.flatMap(({ indicator, evidence_types: types, measured }) => [
    ...['name', 'question', ...MARKS.map(mark => `anchor.${mark}`)].map(each => `indicator.${indicator}.${each}`),
    ...types.map(type => `evidence.${type}.name`),
    ...(measured === null ? [] : [`fact.${measured.fact}`]),
  ]),
]

export function Workbench({
  id,
  person,
  form,
  opened,
  named,
}: {
  readonly id: string
  readonly person: string
  readonly form: Form
  readonly opened: Draft
  readonly named: Parameters<typeof usePapers>[1]
}) {
  const say = useWords(appraiser)
  const sayAll = useWords(everywhere)
  const { papers } = usePapers(id, named)
  const words = useRuleWords([...sheetKeys(form), ...typeKeys(papers.map(paper => paper.type))])
  const sheet = useSheet(id, person, opened)
  const { value: at, set: setAt } = useDraft(`place:${person}:${id}`, 0)
  const { value: areKeysOn, set: setKeysOn } = useDraft('keys', true)
  const [pinning, setPinning] = useState<{ readonly paper: Paper | undefined } | null>(null)
  const [lastPaper, setLastPaper] = useState<string | null>(null)
  const [isHelpOpen, setHelpOpen] = useState(false)
  const [isAllShown, setAllShown] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  const here = Math.min(Math.max(at, 0), form.indicators.length - 1)
  const indicator = form.indicators[here] as Indicator
  const code = indicator.indicator
  const marked = sheet.marks.find(each => each.indicator === code) ?? null
  const isFirst = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever goes to another indicator starts at its heading.
  useEffect(() => {
    if (!isFirst.current) heading.current?.focus()
    isFirst.current = false
  }, [here])

  const go = (to: number) => {
    setPinning(null)
    setAllShown(false)
    setAt(Math.min(Math.max(to, 0), form.indicators.length - 1))
  }
  const put = (next: Marked) => sheet.change(withMark(sheet.marks, next))
  const give = (mark: Mark): Marked => {
    const { override_reason: reason, ...rest } = marked ?? { indicator: code, evidence: [] }
    const isAsMeasured = indicator.measured?.mark === mark
    return { ...rest, mark, ...(reason === undefined || isAsMeasured ? {} : { override_reason: reason }) }
  }
  /** By key a mark that needs nothing more leads on to the next indicator. */
  const markByKey = (mark: Mark) => {
    const next = give(mark)
    put(next)
    if (lackOf(form, indicator, [next]) === null) go(here + 1)
  }
  const focusOn = (field: string) => document.getElementById(field)?.focus()
  const pin = (paper?: Paper) => {
    const fits = papers.filter(each => indicator.evidence_types.includes(each.type))
    setPinning({ paper: paper ?? fits.find(each => each.digest === lastPaper) ?? fits[0] ?? papers[0] })
  }
  useKeys(
    {
      mark: markByKey,
      next: () => go(here + 1),
      previous: () => go(here - 1),
      pin: () => pin(),
      note: () => focusOn(document.getElementById('override') === null ? 'note' : 'override'),
      help: () => setHelpOpen(true),
    },
    areKeysOn,
  )
  if (words.isPending) return <Loading lines={8} />
  const done = form.indicators.filter(each => lackOf(form, each, sheet.marks) === null).length

  return (
    <>
      <Group mb="sm" justify="space-between">
        <Text>{say('progress', { done, all: form.indicators.length })}</Text>
        <Text role="status" data-testid="saving">
          {sheet.saving === 'saved'
            ? sayAll('saved')
            : sheet.saving === 'saving'
              ? sayAll('saving')
              : `${sayAll('unsaved')} (${say('kept_here')})`}
        </Text>
      </Group>
      <Progress value={(done / form.indicators.length) * 100} mb="md" aria-label={say('progress_label')} />
      <Versions differences={sheet.differences} sayRule={words.say} onChoose={sheet.choose} />
      {sheet.saving === 'refused' ? (
        <Alert color="red" role="alert" mb="md">
          <ProblemNote problem={sheet.problem} />
        </Alert>
      ) : null}
      <Group mb="md" className="not-printed">
        <Button variant="default" onClick={() => go(here - 1)} disabled={here === 0}>
          {sayAll('previous')}
        </Button>
        <Button variant="default" onClick={() => go(here + 1)} disabled={here === form.indicators.length - 1}>
          {sayAll('next')}
        </Button>
        <Button variant="default" onClick={() => pin()}>
          {say('pin')}
        </Button>
        <Button variant="default" aria-expanded={isAllShown} onClick={() => setAllShown(!isAllShown)}>
          {say('show_all')}
        </Button>
        <Button variant="default" onClick={() => setHelpOpen(true)}>
          {say('keys_title')}
        </Button>
        <Link to="/appraisals/$id/visit" params={{ id }}>
          {say('to_visit')}
        </Link>
        <Link to="/appraisals/$id/sign" params={{ id }}>
          {say('to_sign')}
        </Link>
      </Group>
      {isAllShown ? <Overview form={form} marks={sheet.marks} sayRule={words.say} onGo={go} /> : null}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 5 }} order={{ base: 2, md: 1 }}>
          <Box
            pos={{ base: 'static', md: 'sticky' }}
            top={80}
            mah={{ base: 'none', md: 'calc(100vh - 6rem)' }}
            style={{ overflowY: 'auto' }}
          >
            <Papers papers={papers} types={indicator.evidence_types} sayRule={words.say} onPin={pin} />
          </Box>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }} order={{ base: 1, md: 2 }}>
          {pinning === null ? null : marked === null ? (
            <Alert color="yellow" role="alert" mb="md">
              {say('mark_before_pin')}
            </Alert>
          ) : (
            <PinForm
              key={code + (pinning.paper?.digest ?? '')}
              papers={papers}
              first={pinning.paper}
              sayRule={words.say}
              onCancel={() => {
                setPinning(null)
                heading.current?.focus()
              }}
              onPin={made => {
                put({ ...marked, evidence: [...marked.evidence, made] })
                setLastPaper(made.paper)
                setPinning(null)
                heading.current?.focus()
              }}
            />
          )}
          <IndicatorCard
            key={code}
            indicator={indicator}
            place={say('place', { at: here + 1, all: form.indicators.length })}
            marked={marked}
            lack={lackOf(form, indicator, sheet.marks)}
            sayRule={words.say}
            noteKey={`note:${person}:${id}:${code}`}
            heading={heading}
            onMark={mark => put(give(mark))}
            onClear={() => sheet.change(withoutMark(sheet.marks, code))}
            onChange={put}
          />
        </Grid.Col>
      </Grid>
      <KeyHelp isOpen={isHelpOpen} isOn={areKeysOn} onClose={() => setHelpOpen(false)} onSwitch={setKeysOn} />
    </>
  )
}
