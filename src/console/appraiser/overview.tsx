/** All indicators of a sheet with their marks, each a way to it. */
import { Badge, Button, Group, SimpleGrid, Text } from '@mantine/core'
import { useWords } from '../words/engine.ts'
import type { SayRule } from './rule-words.ts'
import { type Form, lackOf, type Marked } from './sheet.ts'
import { appraiser } from './words.ts'

export function Overview({
  form,
  marks,
  sayRule,
  onGo,
}: {
  readonly form: Form
  readonly marks: readonly Marked[]
  readonly sayRule: SayRule
  readonly onGo: (at: number) => void
}) {
  const say = useWords(appraiser)
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }} spacing="xs" mb="lg" data-testid="overview">
      {form.indicators.map((each, at) => {
        const mark = marks.find(one => one.indicator === each.indicator)?.mark ?? each.measured?.mark
        const lack = lackOf(form, each, marks)
        return (
          <Button key={each.indicator} variant="default" h="auto" py={6} justify="flex-start" onClick={() => onGo(at)}>
            <Group gap="xs" wrap="nowrap">
              <Text span>{at + 1}.</Text>
              <Text span ta="start" style={{ whiteSpace: 'normal' }}>
                {sayRule(`indicator.${each.indicator}.name`)}
              </Text>
              <Text span fw={700}>
                {mark ?? '–'}
              </Text>
              {lack === null ? null : (
                <Badge color="red" c="inherit">
                  {say(`lack_${lack}`)}
                </Badge>
              )}
            </Group>
          </Button>
        )
      })}
    </SimpleGrid>
  )
}
