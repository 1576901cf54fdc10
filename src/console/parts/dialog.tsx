/** A dialog that is open for as long as it is there; the focus goes back to what it was opened by. */
import { Modal, type ModalProps } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'

type Props = {
  readonly title: string
  readonly close: () => void
  readonly size?: NonNullable<ModalProps['size']>
  readonly children: ReactNode
}

export function Dialog({ title, close, size = 'md', children }: Props) {
  const say = useWords(everywhere)
  const [opener] = useState(() => document.activeElement)
  // Mantine gives the focus back where a dialog is closed, not where it is taken away.
  useEffect(
    () => () => {
      const isFree = document.activeElement === null || document.activeElement === document.body
      if (isFree && opener instanceof HTMLElement) opener.focus({ preventScroll: true })
    },
    [opener],
  )
  return (
    <Modal opened onClose={close} centered size={size} title={title} closeButtonProps={{ 'aria-label': say('close') }}>
      {children}
    </Modal>
  )
}
