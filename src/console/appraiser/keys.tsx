/** The keys of the sheet: heard wherever nobody types, by the place of the key, so that a Korean keyboard works too. */
import { Button, Kbd, Modal, Switch, Table } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { MARKS, type Mark } from './sheet.ts'
import { appraiser } from './words.ts'

export type KeyDeeds = {
  readonly mark: (mark: Mark) => void
  readonly next: () => void
  readonly previous: () => void
  readonly pin: () => void
  readonly note: () => void
  readonly find: () => void
  readonly help: () => void
}

/** Whether what has the focus takes letters, or is a dialog of its own. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('[role=dialog]') !== null || target.isContentEditable) return true
  if (target instanceof HTMLInputElement) return !['radio', 'checkbox', 'button', 'submit'].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}

export function useKeys(deeds: KeyDeeds, isOn: boolean): void {
  const latest = useRef(deeds)
  latest.current = deeds
  useEffect(() => {
    if (!isOn) return
    const heard = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return
      const mark = MARKS.find(each => event.code === `Key${each}`)
      const { next, previous, pin, note, find, help } = latest.current
      const deed =
        mark === undefined
          ? event.key === '?'
            ? help
            : event.key === '/'
              ? find
              : { KeyJ: next, KeyK: previous, KeyP: pin, KeyN: note }[event.code]
          : () => latest.current.mark(mark)
      if (deed === undefined) return
      event.preventDefault()
      deed()
    }
    window.addEventListener('keydown', heard)
    return () => window.removeEventListener('keydown', heard)
  }, [isOn])
}

export function KeyHelp({
  isOpen,
  isOn,
  onClose,
  onSwitch,
}: {
  readonly isOpen: boolean
  readonly isOn: boolean
  readonly onClose: () => void
  readonly onSwitch: (isOn: boolean) => void
}) {
  const say = useWords(appraiser)
  const sayAll = useWords(everywhere)
  const rows = [
    ['A – E', say('key_mark')],
    ['J', say('key_next')],
    ['K', say('key_previous')],
    ['P', say('key_pin')],
    ['N', say('key_note')],
    ['/', say('key_find')],
    ['?', say('key_help')],
  ]
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={say('keys_title')}
      closeButtonProps={{ 'aria-label': sayAll('close') }}
      transitionProps={{ duration: 0 }}
    >
      <Table>
        <Table.Tbody>
          {rows.map(([key, text]) => (
            <Table.Tr key={key}>
              <Table.Th scope="row">
                <Kbd>{key}</Kbd>
              </Table.Th>
              <Table.Td>{text}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Switch my="md" label={say('keys_on')} checked={isOn} onChange={event => onSwitch(event.currentTarget.checked)} />
      <Button onClick={onClose}>{sayAll('close')}</Button>
    </Modal>
  )
}
