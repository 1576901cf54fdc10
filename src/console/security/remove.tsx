/** Asks once more before a passkey of one's own is removed, and says first what follows. */
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
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
    <Modal
      opened
      onClose={close}
      centered
      title={say('remove_title', { name })}
      closeButtonProps={{ 'aria-label': sayAll('close') }}
    >
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
    </Modal>
  )
}
