/** One indicator: its question, what each mark means, what was measured of it, and what the mark rests on. */
import { Alert, Badge, Button, Card, Group, Radio, Stack, Text, Textarea, Title } from '@mantine/core'
import { type RefObject, useState } from 'react'
import { useDraft } from '../api/draft.ts'
import { Day } from '../parts/day.tsx'
import { useWords } from '../words/engine.ts'
import { type SayRule, typeName } from './rule-words.ts'
import { type Indicator, type Lack, MARKS, type Mark, type Marked, onOneLine } from './sheet.ts'
import { appraiser } from './words.ts'

export type IndicatorProps = {
  readonly indicator: Indicator
  readonly place: string
  readonly marked: Marked | null
  readonly lack: Lack | null
  readonly sayRule: SayRule
  readonly noteKey: string
  readonly heading: RefObject<HTMLHeadingElement | null>
  readonly onMark: (mark: Mark) => void
  readonly onClear: () => void
  readonly onChange: (marked: Marked) => void
}

export function IndicatorCard(props: IndicatorProps) {
  const { indicator, place, marked, lack, sayRule, heading } = props
  const say = useWords(appraiser)
  const { value: note, set: setNote } = useDraft(props.noteKey, '')
  const { indicator: code, measured } = indicator
  const isOverridden = measured !== null && marked !== null && marked.mark !== measured.mark
  return (
    <Card withBorder data-testid="indicator" data-indicator={code}>
      <Text size="sm">{place}</Text>
      <Title order={2} size="h3" ref={heading} tabIndex={-1}>
        {sayRule(`indicator.${code}.name`)}
      </Title>
      <Text id="question" my="sm">
        {sayRule(`indicator.${code}.question`)}
      </Text>
      {measured === null ? null : (
        <Alert color="blue" mb="sm" title={say('measured', { mark: measured.mark })}>
          {sayRule(`fact.${measured.fact}`)}: {measured.value} ({say('source', { source: measured.source })}
          {measured.as_of === null ? null : (
            <>
              , <Day of={measured.as_of} />
            </>
          )}
          )
          <Text size="sm" mt="xs">
            {say('measured_text')}
          </Text>
        </Alert>
      )}
      <Radio.Group
        aria-labelledby="question"
        value={marked?.mark ?? ''}
        onChange={value => props.onMark(value as Mark)}
        name={`mark-${code}`}
      >
        <Stack gap="xs">
          {MARKS.map(mark => (
            <Radio key={mark} value={mark} label={`${mark}. ${sayRule(`indicator.${code}.anchor.${mark}`) ?? ''}`} />
          ))}
        </Stack>
      </Radio.Group>
      <Group mt="sm">
        {lack === null ? null : (
          <Badge color="red" c="inherit">
            {say(`lack_${lack}`)}
          </Badge>
        )}
        {marked === null ? null : (
          <Button size="sm" variant="subtle" onClick={props.onClear}>
            {say(measured === null ? 'clear' : 'take_measured')}
          </Button>
        )}
      </Group>
      {isOverridden ? <Reason key={code} marked={marked} onChange={props.onChange} /> : null}
      <Title order={3} size="h4" mt="md">
        {say('evidence')}
      </Title>
      <Text size="sm">
        {say('evidence_types', { types: indicator.evidence_types.map(type => typeName(sayRule, type)).join(', ') })}
      </Text>
      {marked === null || marked.evidence.length === 0 ? (
        <Text my="xs">{say('evidence_none')}</Text>
      ) : (
        <Stack component="ul" gap="xs" my="xs" pl="md">
          {marked.evidence.map((pin, at) => (
            <li key={JSON.stringify(pin)}>
              {typeName(sayRule, pin.type)} {pin.page === undefined ? '' : say('page_of', { page: pin.page })}
              {pin.quotation === undefined ? null : <q> {pin.quotation}</q>}{' '}
              <Button
                size="compact-sm"
                variant="subtle"
                onClick={() =>
                  props.onChange({ ...marked, evidence: marked.evidence.filter((_, each) => each !== at) })
                }
                aria-label={say('unpin_of', { paper: typeName(sayRule, pin.type) })}
              >
                {say('unpin')}
              </Button>
            </li>
          ))}
        </Stack>
      )}
      <Textarea
        id="note"
        mt="sm"
        label={say('note')}
        description={say('note_text')}
        autosize
        minRows={2}
        value={note}
        onChange={event => setNote(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Escape') heading.current?.focus()
        }}
      />
    </Card>
  )
}

function Reason({ marked, onChange }: { readonly marked: Marked; readonly onChange: (marked: Marked) => void }) {
  const say = useWords(appraiser)
  const [text, setText] = useState(marked.override_reason ?? '')
  const change = (value: string) => {
    setText(value)
    const { override_reason: _, ...rest } = marked
    const reason = onOneLine(value)
    onChange(reason === '' ? rest : { ...rest, override_reason: reason })
  }
  return (
    <Textarea
      id="override"
      mt="sm"
      label={say('override')}
      description={say('override_text')}
      maxLength={1000}
      autosize
      value={text}
      error={text.trim() === '' ? say('lack_reason') : undefined}
      onChange={event => change(event.currentTarget.value)}
    />
  )
}
