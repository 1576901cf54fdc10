/** What each of a panel marked on one indicator, with what it rests on, side by side. */
import { Button, Card, SimpleGrid, Text } from '@mantine/core'
import { type Say, useWords } from '../words/engine.ts'
import type { Hearing } from './hearing.ts'
import { type SayRule, typeKeys, typeName, useRuleWords } from './rule-words.ts'
import { MARKS, type Pin } from './sheet.ts'
import { appraiser } from './words.ts'

type Difference = Hearing['before'][number]
type Key = Parameters<Say<NonNullable<(typeof appraiser)['keys']>>>[0]

/** Colleagues are told apart by number, not by name: what counts is what they saw. */
export const sideName = (say: Say<Key>, people: readonly string[], person: string, of: string): string =>
  of === person ? say('myself') : say('colleague', { number: people.filter(each => each !== person).indexOf(of) + 1 })

export function useSideWords(hearing: Hearing) {
  const marks = [...hearing.before, ...(hearing.after ?? [])].flatMap(each => each.sides.map(side => side.given))
  return useRuleWords([
    ...hearing.before.flatMap(({ indicator }) => [
      `indicator.${indicator}.name`,
      ...MARKS.map(mark => `indicator.${indicator}.anchor.${mark}`),
    ]),
    ...typeKeys([...new Set(marks.flatMap(given => given?.evidence.map(pin => pin.type) ?? []))]),
  ])
}

export function Sides({
  difference,
  people,
  person,
  sayRule,
  onTake,
}: {
  readonly difference: Difference
  readonly people: readonly string[]
  readonly person: string
  readonly sayRule: SayRule
  /** Takes a colleague's evidence along; null where nothing is marked now. */
  readonly onTake?: (pin: Pin) => void
}) {
  const say = useWords(appraiser)
  return (
    <SimpleGrid cols={{ base: 1, sm: Math.min(difference.sides.length, 3) }} spacing="sm" mb="md">
      {difference.sides.map(({ appraiser: of, given }) => (
        <Card key={of} withBorder padding="sm" data-testid={of === person ? 'side-own' : 'side-other'}>
          <Text size="sm">{sideName(say, people, person, of)}</Text>
          {given === null ? (
            <Text>{say('unmarked')}</Text>
          ) : (
            <>
              <Text fw={700} size="lg">
                {given.mark}
              </Text>
              <Text size="sm">{sayRule(`indicator.${difference.indicator}.anchor.${given.mark}`)}</Text>
              {given.override_reason === undefined ? null : (
                <Text size="sm" mt="xs">
                  {say('override')}: {given.override_reason}
                </Text>
              )}
              <Text size="sm" fw={600} mt="xs">
                {say('evidence')}
              </Text>
              {given.evidence.length === 0 ? <Text size="sm">{say('evidence_none')}</Text> : null}
              {given.evidence.map(pin => (
                <Text key={JSON.stringify(pin)} size="sm" component="div">
                  {typeName(sayRule, pin.type)} {pin.page === undefined ? '' : say('page_of', { page: pin.page })}{' '}
                  {pin.quotation === undefined ? null : <q>{pin.quotation}</q>}{' '}
                  {onTake === undefined || of === person ? null : (
                    <Button size="compact-sm" variant="subtle" onClick={() => onTake(pin)}>
                      {say('take_pin')}
                    </Button>
                  )}
                </Text>
              ))}
            </>
          )}
        </Card>
      ))}
    </SimpleGrid>
  )
}
