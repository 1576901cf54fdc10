/** Parts of forms: the summary of what is wrong, with ways to the fields, and groups of questions. */
import { Alert, Anchor, Fieldset, List, Stack, Text } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'

export type Fault = { readonly field: string; readonly label: string; readonly message: string }

/** What is wrong, above the form; the reader is brought here when `turn` changes, and from here to the field. */
export function FaultSummary({ faults, turn }: { readonly faults: readonly Fault[]; readonly turn: number }) {
  const say = useWords(everywhere)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (turn > 0) box.current?.focus()
  }, [turn])
  if (faults.length === 0) return null
  return (
    <Alert ref={box} tabIndex={-1} role="alert" color="red" title={say('errors_title')} mb="lg">
      <List>
        {faults.map(({ field, label, message }) => (
          <List.Item key={field}>
            <Anchor
              href={`#${field}`}
              onClick={event => {
                event.preventDefault()
                document.getElementById(field)?.focus()
              }}
            >
              {label}: {message}
            </Anchor>
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}

/** Questions that belong together, under their heading. */
export function Questions({
  title,
  text,
  children,
}: {
  readonly title: string
  readonly text?: string
  readonly children: ReactNode
}) {
  return (
    <Fieldset legend={title} mb="lg" maw="44rem">
      {text === undefined ? null : <Text mb="md">{text}</Text>}
      <Stack gap="md">{children}</Stack>
    </Fieldset>
  )
}
