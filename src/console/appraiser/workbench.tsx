/** The sheet of one case: evidence on the left, one indicator at a time on the right, by keyboard, saved as it goes. */
import { Alert, Button, Group, Progress, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { memo, useCallback, useMemo, useRef, useState } from 'react'
import { useDraft } from '../api/draft.ts'
import { ProblemNote } from '../parts/problem.tsx'
import { Loading } from '../parts/states.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { Bench } from './bench.tsx'
import { usePapers } from './case.ts'
import { KeyHelp } from './keys.tsx'
import { Overview } from './overview.tsx'
import { typeKeys, useRuleWords } from './rule-words.ts'
import { type Draft, type Form, type Indicator, lackOf, MARKS, type Marked, withMark, withoutMark } from './sheet.ts'
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

const KeyHelpKept = memo(KeyHelp)

export function Workbench({
  id,
  person,
  form,
  opened,
  corrects,
  named,
}: {
  readonly id: string
  readonly person: string
  readonly form: Form
  readonly opened: Draft
  readonly corrects: string | undefined
  readonly named: Parameters<typeof usePapers>[1]
}) {
  const say = useWords(appraiser)
  const sayAll = useWords(everywhere)
  const { papers } = usePapers(id, named)
  const keys = useMemo(() => [...sheetKeys(form), ...typeKeys(papers.map(paper => paper.type))], [form, papers])
  const words = useRuleWords(keys)
  const sheet = useSheet(id, person, opened, corrects)
  const { value: at, set: setAt } = useDraft(`place:${person}:${id}`, 0)
  const { value: areKeysOn, set: setKeysOn } = useDraft('keys', true)
  const [isHelpOpen, setHelpOpen] = useState(false)
  const [isAllShown, setAllShown] = useState(false)
  const closeHelp = useCallback(() => setHelpOpen(false), [])
  const heading = useRef<HTMLHeadingElement>(null)
  const here = Math.min(Math.max(at, 0), form.indicators.length - 1)
  const indicator = form.indicators[here] as Indicator
  const code = indicator.indicator
  const marked = sheet.marks.find(each => each.indicator === code) ?? null

  const go = (to: number) => {
    setAllShown(false)
    setAt(Math.min(Math.max(to, 0), form.indicators.length - 1))
  }
  const put = (next: Marked) => sheet.change(withMark(sheet.marks, next))
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
      <Bench
        form={form}
        indicator={indicator}
        marked={marked}
        papers={papers}
        place={say('place', { at: here + 1, all: form.indicators.length })}
        noteKey={`note:${person}:${id}:${code}`}
        heading={heading}
        areKeysOn={areKeysOn}
        sayRule={words.say}
        onPut={put}
        onClear={of => sheet.change(withoutMark(sheet.marks, of))}
        onGo={by => go(here + by)}
        onHelp={() => setHelpOpen(true)}
      />
      <KeyHelpKept isOpen={isHelpOpen} isOn={areKeysOn} onClose={closeHelp} onSwitch={setKeysOn} />
    </>
  )
}
