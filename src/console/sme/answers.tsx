/** All that was answered, part by part as the forms ask it, each with the way to change it. */
import { Anchor, Box, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { WonAtSize } from '../parts/amount.tsx'
import { dayText } from '../parts/day.tsx'
import { type Fact, Facts } from '../parts/facts.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { type Field, formOf, type Kept, shownFields, type Values } from './fields.ts'
import { type Choices, useCodes } from './lists.ts'
import { SECTIONS } from './sections.ts'
import { form as formArea, sme } from './words.ts'

const PARTS = ['request', 'company', 'plan', 'financials', 'technology'] as const

/** What a form's field holds, as it is read; undefined where nothing was answered. */
function useFacts(choices: Choices): (fields: readonly Field[], values: Values) => readonly Fact[] {
  const say = useWords(formArea)
  const sayAll = useWords(everywhere)
  const language = useLanguage()
  const code = useCodes()
  const shown = (field: Field, value: string): Fact['value'] => {
    switch (field.kind) {
      case 'won':
      case 'signed_won':
        return <WonAtSize of={value} />
      case 'percent':
        return `${value}%`
      case 'flag':
        return sayAll(value === 'true' ? 'yes' : 'no')
      case 'day':
        return dayText(value, language)
      case 'choice':
        if (field.of === undefined) return code(field, value)
        return choices[field.of].find(each => each.code === value)?.names[language] ?? value
      default:
        return value
    }
  }
  return (fields, values) =>
    shownFields(fields, values).flatMap(field => {
      const value = values[field.key] ?? ''
      return value === '' ? [] : [{ name: say(`field_${field.key}` as never), value: shown(field, value) }]
    })
}

/** @param change of a draft, where its parts are changed; null where nothing is */
export function Answers({
  change,
  kept,
  choices,
}: {
  readonly change: string | null
  readonly kept: Kept
  readonly choices: Choices
}) {
  const say = useWords(sme)
  const sayForm = useWords(formArea)
  const factsOf = useFacts(choices)
  return PARTS.map(part => {
    const section = SECTIONS[part]
    const { values, lists } = formOf(section, kept)
    const own = factsOf(section.fields, values)
    return (
      <Box key={part} component="section" mb="xl" maw={960} aria-labelledby={`answers-${part}`}>
        <Title order={2} size="h4" id={`answers-${part}`} mb="xs">
          {say(`answers_${part}`)}
        </Title>
        {change === null ? null : (
          <Anchor
            component={Link}
            to={`${change}/${part}`}
            aria-label={`${say('change_answers')}: ${say(`answers_${part}`)}`}
            className="not-printed"
            display="inline-block"
            py={2}
            mb="xs"
          >
            {say('change_answers')}
          </Anchor>
        )}
        {own.length === 0 ? null : <Facts of={own} />}
        {section.lists.flatMap(list =>
          (lists[list.key] ?? []).map((row, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are shown and not moved.
            <div key={`${list.key}-${place}`}>
              <Text fw={600} mt="sm" mb={4}>
                {sayForm(`row_${list.key}` as never, { number: place + 1 } as never)}
              </Text>
              <Facts of={factsOf(list.fields, row)} />
            </div>
          )),
        )}
        {own.length === 0 && section.lists.every(list => (lists[list.key] ?? []).length === 0) ? (
          <Text c="dimmed">{say('answers_none')}</Text>
        ) : null}
      </Box>
    )
  })
}
