/** Asks once more before a passkey of one's own is removed, and says first what follows. */
import { Button, Group, Stack, Text } from '@mantine/core'
import { Dialog } from '../parts/dialog.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { security } from './words.ts'

export function RemovePasskey({
  name,
  isPending,
  problem,
  close,
  onYes,
}: {
  readonly name: string
  readonly isPending: boolean
  readonly problem: unknown
  readonly close: () => void
  readonly onYes: () => void
}) {
  const say = useWords(security)
  const sayAll = useWords(everywhere)
  return (
    <Dialog close={close} title={say('remove_title', { name })}>
      <Stack gap="md">
        <Text>{say('remove_follows')}</Text>
        <ProblemAlert problem={problem} />
        <Group>
          <Button color="red.9" loading={isPending} onClick={onYes}>
            {say('remove_now')}
          </Button>
          <Button variant="default" onClick={close}>
            {sayAll('cancel')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
