/**
 * Two people changed the same part: what only one of them changed is put together and told, what both did is chosen,
 * and nothing is saved before.
 */
import { Alert, Button, Group, List, Radio, Stack, Text } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { dayText, Moment } from '../parts/day.tsx'
import { wonText } from '../parts/won.ts'
import { useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import type { Field, Form, Section } from './fields.ts'
import { useFieldNames } from './form-page.tsx'
import { type Choices, useCodes } from './lists.ts'
import { type Chosen, type Clash, merged, type Place, type Side } from './merge.ts'
import { sme } from './words.ts'

/** What a form holds of a field, as people read it; null for a row that was taken out. */
function useHeld(choices: Choices): (field: Field | null, text: string | null) => string {
  const say = useWords(sme)
  const sayEverywhere = useWords(everywhere)
  const language = useLanguage()
  const code = useCodes()
  return (field, text) => {
    if (text === null) return say('conflict_removed')
    if (text === '') return sayEverywhere('none')
    switch (field?.kind) {
      case 'won':
      case 'signed_won':
        return /^-?\d{1,18}$/.test(text) ? wonText(text) : text
      case 'day':
        return /^\d{4}-\d{2}-\d{2}$/.test(text) ? dayText(text, language) : text
      case 'flag':
        return sayEverywhere(text === 'true' ? 'yes' : 'no')
      case 'choice':
        return field.of === undefined
          ? code(field, text)
          : (choices[field.of].find(each => each.code === text)?.names[language] ?? text)
      default:
        return text
    }
  }
}

export function Conflict({
  section,
  base,
  mine,
  theirs,
  savedAt,
  choices,
  onSave,
  onTheirs,
}: {
  readonly section: Section
  readonly base: Form
  readonly mine: Form
  readonly theirs: Form
  readonly savedAt: string
  readonly choices: Choices
  readonly onSave: (form: Form) => void
  /** Leaves everything of mine. */
  readonly onTheirs: () => void
}) {
  const say = useWords(sme)
  const sayEverywhere = useWords(everywhere)
  const names = useFieldNames(section)
  const held = useHeld(choices)
  const box = useRef<HTMLDivElement>(null)
  const [chosen, setChosen] = useState<Chosen>({})
  const [isAsked, setAsked] = useState(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: where somebody saves once more, it is told once more.
  useEffect(() => box.current?.focus(), [savedAt])
  const { form, clashes, taken, kept } = merged(section, base, mine, theirs, chosen)
  const open = clashes.filter(({ key }) => chosen[key] === undefined)
  const choose = (of: readonly Clash[], side: Side): void =>
    setChosen({ ...chosen, ...Object.fromEntries(of.map(({ key }) => [key, side])) })
  const save = (): void => {
    setAsked(true)
    const [first] = open
    if (first === undefined) onSave(form)
    else document.getElementById(`${first.key}-mine`)?.focus()
  }
  const told = (title: 'conflict_taken' | 'conflict_kept', places: readonly Place[]) =>
    places.length === 0 ? null : (
      <div>
        <Text fw={600}>{say(title)}</Text>
        <List size="sm">
          {places.map(({ id, isOut }) => (
            <List.Item key={`${id}${isOut}`}>
              {isOut ? `${names(id)}: ${say('conflict_removed')}` : names(id)}
            </List.Item>
          ))}
        </List>
      </div>
    )
  return (
    <>
      <Alert ref={box} tabIndex={-1} role="alert" color="orange" title={sayEverywhere('stale_title')} mb="md">
        <Text>{say(clashes.length === 0 ? 'conflict_merged' : 'conflict_text')}</Text>
        <Text size="sm" mt="xs">
          {say('conflict_saved')} <Moment of={savedAt} />
        </Text>
      </Alert>
      <Stack gap="lg" maw={720}>
        {clashes.map(({ key, id, field, mine: own, theirs: other }) => (
          <Radio.Group
            key={key}
            label={names(id)}
            value={chosen[key] ?? ''}
            onChange={side => setChosen({ ...chosen, [key]: side as Side })}
            error={isAsked && chosen[key] === undefined ? sayEverywhere('field_choose') : undefined}
          >
            <Stack gap="xs" mt="xs">
              <Radio id={`${key}-mine`} value="mine" label={say('conflict_mine', { text: held(field, own) })} />
              <Radio value="theirs" label={say('conflict_theirs', { text: held(field, other) })} />
            </Stack>
          </Radio.Group>
        ))}
        {clashes.length < 2 ? null : (
          <Group>
            <Button variant="default" size="sm" onClick={() => choose(clashes, 'mine')}>
              {say('conflict_all_mine')}
            </Button>
            <Button variant="default" size="sm" onClick={() => choose(clashes, 'theirs')}>
              {say('conflict_all_theirs')}
            </Button>
          </Group>
        )}
        {told('conflict_taken', taken)}
        {told('conflict_kept', kept)}
        <Group>
          <Button onClick={save}>{say('conflict_save')}</Button>
          <Button variant="default" onClick={onTheirs}>
            {say('conflict_keep_theirs')}
          </Button>
        </Group>
      </Stack>
    </>
  )
}
