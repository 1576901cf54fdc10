/** The sentences an edition brings along, in three languages side by side; a new row of a table may need its own. */
import { Button, Group, Spoiler, Stack, Table, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Part } from '../../parts/facts.tsx'
import { useWords } from '../../words/engine.ts'
import { risk } from '../words.ts'
import { type Drafted, withWords } from './model.ts'

const LANGUAGES = ['ko', 'en', 'zh'] as const
type Sentence = Readonly<Partial<Record<(typeof LANGUAGES)[number], string>>>
/** Rows that are shown before somebody looks for one: each has three fields. */
const SHOWN = 20

export function WordsTable({
  drafted,
  isEdited,
  onChange,
}: {
  readonly drafted: Drafted
  readonly isEdited: boolean
  readonly onChange: (next: Drafted) => void
}) {
  const say = useWords(risk)
  const [find, setFind] = useState('')
  const [key, setKey] = useState('')
  const sentences = (drafted.words['words'] ?? {}) as Readonly<Record<string, Sentence>>
  const write = (of: string, next: Sentence | undefined): void => {
    const { [of]: _, ...others } = sentences
    onChange(
      withWords(drafted, { ...drafted.words, words: next === undefined ? others : { ...sentences, [of]: next } }),
    )
  }
  const all = Object.entries(sentences)
  const matching = all.filter(([name, sentence]) => `${name} ${Object.values(sentence).join(' ')}`.includes(find))
  const shown = matching.slice(0, SHOWN)
  return (
    <Part title={say('words_title')}>
      <Spoiler maxHeight={0} showLabel={say('words_show', { count: all.length })} hideLabel={say('words_hide')}>
        <Stack gap="md" pt="sm">
          <Group align="end">
            <TextInput
              type="search"
              label={say('words_find')}
              value={find}
              onChange={event => setFind(event.currentTarget.value)}
            />
            {isEdited ? (
              <>
                <TextInput
                  label={say('words_key')}
                  value={key}
                  onChange={event => setKey(event.currentTarget.value.trim())}
                />
                <Button
                  variant="default"
                  disabled={key === '' || key in sentences}
                  onClick={() => {
                    write(key, { ko: '', en: '', zh: '' })
                    setFind(key)
                    setKey('')
                  }}
                >
                  {say('words_add')}
                </Button>
              </>
            ) : null}
          </Group>
          <Text size="sm" c="dimmed">
            {say('words_shown', { shown: shown.length, count: matching.length })}
          </Text>
          <Table.ScrollContainer
            minWidth={720}
            type="native"
            tabIndex={0}
            role="region"
            aria-label={say('words_title')}
          >
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th scope="col">{say('words_key')}</Table.Th>
                  {LANGUAGES.map(language => (
                    <Table.Th scope="col" key={language}>
                      {say(`language_${language}`)}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {shown.map(([name, sentence]) => (
                  <Table.Tr key={name}>
                    <Table.Th scope="row" fw={400}>
                      {name}
                    </Table.Th>
                    {LANGUAGES.map(language => (
                      <Table.Td key={language} lang={language === 'zh' ? 'zh-Hans' : language}>
                        {isEdited ? (
                          <TextInput
                            aria-label={say('words_cell', { key: name, language: say(`language_${language}`) })}
                            value={sentence[language] ?? ''}
                            onChange={event => write(name, { ...sentence, [language]: event.currentTarget.value })}
                          />
                        ) : (
                          (sentence[language] ?? '')
                        )}
                      </Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Stack>
      </Spoiler>
    </Part>
  )
}
