/** What the rules say of each programme: outlook, range, what stands against it, what would help, which papers. */
import { Accordion, Badge, Button, Group, List, Text, Title } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { enterAddress, type ValueOf } from '../../api/client.ts'
import { wonWords } from '../../parts/won.ts'
import { useLanguage, useWords } from '../../words/engine.ts'
import { consultation } from './words.ts'

type Answer = ValueOf<'POST /v1/public/consultations'>
type Item = Answer['items'][number]

const COLOURS = { likely: 'green', possible: 'orange', unlikely: 'gray' } as const

function Details({ item }: { readonly item: Item }) {
  const say = useWords(consultation)
  const language = useLanguage()
  const helps = [
    ...item.reasons.flatMap(({ change }) => (change === null ? [] : [change[language]])),
    ...(item.raise ?? []).flatMap(step =>
      step.improvements.map(
        ({ name, from, to, advice }) =>
          `${name[language]}: ${from} → ${to}${advice === null ? '' : `. ${advice[language]}`}`,
      ),
    ),
  ]
  return (
    <>
      {item.line === null ? null : <Text mb="sm">{item.line[language]}</Text>}
      <Text>
        {say('range', {
          middle: wonWords(item.guaranteed.middle, language),
          good: wonWords(item.guaranteed.good, language),
        })}
      </Text>
      <Text mb="sm">{say('grades', item.grades)}</Text>
      {[
        { title: say('stands'), lines: item.reasons.map(({ says }) => says[language]) },
        { title: say('helps'), lines: [...new Set(helps)] },
        { title: say('unread'), lines: item.unread.map(({ name }) => name[language]) },
        { title: say('papers'), lines: item.papers.map(({ names }) => names[language]) },
      ]
        .filter(({ lines }) => lines.length > 0)
        .map(({ title, lines }) => (
          <section key={title}>
            <Title order={4} size="h6" mt="sm" mb={4}>
              {title}
            </Title>
            <List>
              {lines.map(line => (
                <List.Item key={line}>{line}</List.Item>
              ))}
            </List>
          </section>
        ))}
    </>
  )
}

export function Outlooks({
  items,
  leftOut,
}: {
  readonly items: readonly Item[]
  readonly leftOut: Answer['left_out']
}) {
  const say = useWords(consultation)
  const language = useLanguage()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <section data-testid="outlooks">
      <Title order={2} size="h3" mt="xl" mb="xs" tabIndex={-1} ref={heading}>
        {say('result')}
      </Title>
      <Text mb="md">{items.length === 0 ? say('result_none') : say('result_count', { count: items.length })}</Text>
      <Accordion variant="separated" order={3} defaultValue={items[0]?.programme ?? null} maw="60rem">
        {items.map(item => (
          <Accordion.Item key={item.programme} value={item.programme}>
            <Accordion.Control>
              <Group justify="space-between">
                <Text span fw={600}>
                  {item.names[language]}
                </Text>
                <Badge color={COLOURS[item.outlook]} c="var(--mantine-color-text)" size="lg">
                  {say(`outlook_${item.outlook}`)}
                </Badge>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <Details item={item} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
      {leftOut.length === 0 ? null : (
        <Text mt="md">{say('left_out', { names: leftOut.map(({ names }) => names[language]).join(', ') })}</Text>
      )}
      <Text mt="md" mb="md" c="dimmed">
        {say('supposed')}
      </Text>
      <Button component="a" href={enterAddress('/console/')} className="not-printed">
        {say('apply')}
      </Button>
    </section>
  )
}
