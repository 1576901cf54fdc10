/** Two windows changed the same mark: both are shown, and the appraiser says which stands. */
import { Alert, Button, Card, Group, SimpleGrid, Text } from '@mantine/core'
import { useWords } from '../words/engine.ts'
import { type SayRule, typeName } from './rule-words.ts'
import type { Difference, Marked } from './sheet.ts'
import { appraiser } from './words.ts'

function Version({ of, sayRule }: { readonly of: Marked | null; readonly sayRule: SayRule }) {
  const say = useWords(appraiser)
  if (of === null) return <Text>{say('unmarked')}</Text>
  return (
    <>
      <Text fw={700}>{of.mark}</Text>
      {of.evidence.map(pin => (
        <Text key={JSON.stringify(pin)} size="sm">
          {typeName(sayRule, pin.type)} {pin.page === undefined ? '' : say('page_of', { page: pin.page })}{' '}
          {pin.quotation ?? ''}
        </Text>
      ))}
      {of.override_reason === undefined ? null : <Text size="sm">{of.override_reason}</Text>}
    </>
  )
}

export function Versions({
  differences,
  sayRule,
  onChoose,
}: {
  readonly differences: readonly Difference[]
  readonly sayRule: SayRule
  readonly onChoose: (difference: Difference, isYours: boolean) => void
}) {
  const say = useWords(appraiser)
  if (differences.length === 0) return null
  return (
    <Alert color="yellow" role="alert" title={say('versions_title')} mb="lg" data-testid="versions">
      <Text mb="sm">{say('versions_text')}</Text>
      {differences.map(difference => (
        <Card key={difference.indicator} withBorder mb="sm">
          <Text fw={600} mb="xs">
            {sayRule(`indicator.${difference.indicator}.name`)}
          </Text>
          <SimpleGrid cols={2}>
            {[true, false].map(isYours => (
              <div key={String(isYours)}>
                <Text size="sm">{say(isYours ? 'version_here' : 'version_there')}</Text>
                <Version of={isYours ? difference.yours : difference.theirs} sayRule={sayRule} />
                <Group mt="xs">
                  <Button size="sm" variant="default" onClick={() => onChoose(difference, isYours)}>
                    {say(isYours ? 'take_here' : 'take_there')}
                  </Button>
                </Group>
              </div>
            ))}
          </SimpleGrid>
        </Card>
      ))}
    </Alert>
  )
}
