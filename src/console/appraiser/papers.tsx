/**
 * The papers of a case, those that count for the indicator first. A kept one is opened beside the sheet, or in the
 * browser's own viewer where it is neither a PDF nor a picture.
 */
import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { Day } from '../parts/day.tsx'
import { openPaper } from '../parts/paper-open.tsx'
import { ProblemNote } from '../parts/problem.tsx'
import { Empty } from '../parts/states.tsx'
import { useWords } from '../words/engine.ts'
import { isShownHere, type Paper } from './case.ts'
import { type SayRule, typeName } from './rule-words.ts'
import { appraiser } from './words.ts'

export function Papers({
  papers,
  types,
  sayRule,
  onOpen,
  onPin,
}: {
  readonly papers: readonly Paper[]
  readonly types: readonly string[]
  readonly sayRule: SayRule
  readonly onOpen: (paper: Paper) => void
  readonly onPin: (paper: Paper) => void
}) {
  const say = useWords(appraiser)
  const opening = useMutation({ mutationFn: (paper: Paper) => openPaper(paper.id ?? '', paper.mediaType ?? '') })
  const inOrder = [...papers].sort(
    (one, other) => Number(types.includes(other.type)) - Number(types.includes(one.type)),
  )
  return (
    <section aria-label={say('papers')}>
      <Title order={2} size="h3" mb="sm">
        {say('papers')}
      </Title>
      {opening.error === null ? null : (
        <Text component="div" role="alert">
          <ProblemNote problem={opening.error} />
        </Text>
      )}
      {inOrder.length === 0 ? <Empty>{say('papers_empty')}</Empty> : null}
      <Stack gap="xs">
        {inOrder.map(paper => (
          <Card key={paper.digest + paper.type} withBorder padding="xs">
            <Group justify="space-between" gap="xs">
              <div>
                <Text fw={600}>{typeName(sayRule, paper.type)}</Text>
                {paper.name === null ? null : <Text size="sm">{paper.name}</Text>}
                <Group gap="xs">
                  {paper.receivedOn === null ? null : (
                    <Text size="sm" component="span">
                      {say('received')} <Day of={paper.receivedOn} />
                    </Text>
                  )}
                  {types.includes(paper.type) ? <Badge variant="outline">{say('fits')}</Badge> : null}
                </Group>
                {paper.id === null ? <Text size="sm">{say('not_kept_here')}</Text> : null}
              </div>
              <Group gap="xs">
                {paper.id === null ? null : (
                  <Button
                    size="sm"
                    variant="default"
                    loading={opening.isPending && opening.variables === paper}
                    onClick={() => (isShownHere(paper) ? onOpen(paper) : opening.mutate(paper))}
                    aria-label={say(isShownHere(paper) ? 'open_here' : 'open_paper', {
                      paper: typeName(sayRule, paper.type),
                    })}
                  >
                    {say('open')}
                  </Button>
                )}
                <Button
                  size="sm"
                  variant="default"
                  onClick={() => onPin(paper)}
                  aria-label={say('pin_paper', { paper: typeName(sayRule, paper.type) })}
                >
                  {say('pin')}
                </Button>
              </Group>
            </Group>
          </Card>
        ))}
      </Stack>
    </section>
  )
}
