/** A secret as it is shown once, and the public key of an endpoint. */
import { Alert, Button, Code, CopyButton, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useWords } from '../../words/engine.ts'
import { bankDeveloper } from '../words.ts'

export type Shown = { readonly secret: string | null; readonly public_key: string | null }

export function Secret({ of }: { readonly of: Shown | undefined }) {
  const say = useWords(bankDeveloper)
  const box = useRef<HTMLDivElement>(null)
  const text = of === undefined ? null : (of.secret ?? of.public_key)
  useEffect(() => {
    if (text !== null) box.current?.focus()
  }, [text])
  if (of === undefined || text === null) return null
  const isSecret = of.secret !== null
  return (
    <Alert
      ref={box}
      tabIndex={-1}
      role="status"
      color={isSecret ? 'orange' : 'gray'}
      mb="md"
      title={say(isSecret ? 'secret_title' : 'public_key_title')}
    >
      {isSecret ? <Text mb="xs">{say('secret_text')}</Text> : null}
      <Code block mb="xs" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }} data-testid="secret">
        {text}
      </Code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button size="sm" variant="default" onClick={copy}>
            {say(copied ? 'secret_copied' : 'secret_copy')}
          </Button>
        )}
      </CopyButton>
    </Alert>
  )
}
