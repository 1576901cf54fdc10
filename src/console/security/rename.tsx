/** Another name for a passkey of one's own. */
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { FaultSummary } from '../parts/form.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { isName, nameOf } from './name.ts'
import { security } from './words.ts'

type Props = {
  readonly isPending: boolean
  readonly problem: unknown
  readonly close: () => void
  readonly onName: (name: string) => void
}

/** Stays where it is while nothing is asked, so that the focus goes back to the button it was opened by. */
export function RenamePasskey({ name, ...props }: Props & { readonly name: string | null }) {
  const say = useWords(security)
  const sayAll = useWords(everywhere)
  return (
    <Modal
      opened={name !== null}
      onClose={props.close}
      centered
      title={say('rename_title')}
      closeButtonProps={{ 'aria-label': sayAll('close') }}
    >
      {name === null ? null : <NameForm name={name} {...props} />}
    </Modal>
  )
}

function NameForm({ name, isPending, problem, close, onName }: Props & { readonly name: string }) {
  const say = useWords(security)
  const sayAll = useWords(everywhere)
  const [typed, setTyped] = useState(name)
  const [turn, setTurn] = useState(0)
  const called = nameOf(typed)
  const isWrong = turn > 0 && !isName(called)

  function sent(event: FormEvent): void {
    event.preventDefault()
    setTurn(turn + 1)
    if (isName(called)) onName(called)
  }

  return (
    <form onSubmit={sent} noValidate>
      <Stack gap="md">
        <ProblemAlert problem={problem} />
        <FaultSummary
          faults={isWrong ? [{ field: 'passkey-new-name', label: say('new_name'), message: say('add_name_due') }] : []}
          turn={turn}
        />
        <TextInput
          id="passkey-new-name"
          label={say('new_name')}
          description={say('add_help')}
          data-autofocus
          value={typed}
          error={isWrong ? say('add_name_due') : undefined}
          onChange={event => setTyped(event.currentTarget.value)}
        />
        <Group>
          <Button type="submit" loading={isPending}>
            {say('rename_now')}
          </Button>
          <Button variant="default" onClick={close}>
            {sayAll('cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
