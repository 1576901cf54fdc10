/** A deed that takes a reason and says first what follows of it. */
import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Dialog } from '../parts/dialog.tsx'
import { type Fault, FaultSummary } from '../parts/form.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { admin } from './words.ts'

export function ReasonModal({
  title,
  follows,
  act,
  isRed = false,
  isPending,
  problem,
  close,
  onReason,
  faults = [],
  children,
}: {
  readonly title: string
  readonly follows: string
  readonly act: string
  readonly isRed?: boolean
  readonly isPending: boolean
  readonly problem: unknown
  readonly close: () => void
  readonly onReason: (reason: string) => void
  /** What else is wrong with the form as it stands. */
  readonly faults?: readonly Fault[]
  readonly children?: ReactNode
}) {
  const say = useWords(admin)
  const sayAll = useWords(everywhere)
  const [reason, setReason] = useState('')
  const [turn, setTurn] = useState(0)
  const isMissing = turn > 0 && reason.trim() === ''
  const go = () => {
    setTurn(turn + 1)
    if (reason.trim() !== '' && faults.length === 0) onReason(reason.trim().replace(/\s+/g, ' '))
  }
  return (
    <Dialog title={title} close={close}>
      <Stack gap="md">
        <Text>{follows}</Text>
        <FaultSummary
          faults={[
            ...(turn > 0 ? faults : []),
            ...(isMissing ? [{ field: 'modal-reason', label: say('reason'), message: sayAll('required') }] : []),
          ]}
          turn={turn}
        />
        <ProblemAlert problem={problem} />
        {children}
        <Textarea
          id="modal-reason"
          label={say('reason')}
          description={say('reason_help')}
          autosize
          minRows={2}
          value={reason}
          error={isMissing ? sayAll('required') : undefined}
          onChange={event => setReason(event.currentTarget.value)}
        />
        <Group>
          <Button {...(isRed ? { color: 'red.9' } : {})} loading={isPending} onClick={go}>
            {act}
          </Button>
          <Button variant="default" onClick={close}>
            {sayAll('cancel')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  )
}
