/** Taking an application back, after what follows of it was read and agreed to. */
import { Button, Checkbox, Group, List, Modal, Stack, Textarea } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useDeed } from '../api/use.ts'
import { ProblemAlert } from '../parts/problem.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { type CaseView, oneLine } from './case.ts'
import { form as formArea, sme } from './words.ts'

export function Withdrawal({ view }: { readonly view: CaseView }) {
  const say = useWords(sme)
  const sayForm = useWords(formArea)
  const sayEverywhere = useWords(everywhere)
  const [isOpen, { open, close }] = useDisclosure(false)
  const [isAgreed, setAgreed] = useState(false)
  const [reason, setReason] = useState('')
  const [isTried, setTried] = useState(false)
  const navigate = useNavigate()
  const withdraw = useDeed('POST /v1/cases/{case_id}/withdraw')
  const go = async (): Promise<void> => {
    setTried(true)
    const text = oneLine(reason)
    if (text === '') return document.getElementById('withdraw-reason')?.focus()
    if (!isAgreed) return document.getElementById('withdraw-agreed')?.focus()
    try {
      await withdraw.mutateAsync({ params: { case_id: view.id }, body: { reason: text } })
      close()
      await navigate({ to: '/applications', search: { withdrawn: 'yes' } })
    } catch {
      // Told in the dialog.
    }
  }
  return (
    <Group mt="xl" className="not-printed">
      <Button variant="default" onClick={open}>
        {say('withdraw')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={say('withdraw_title')}
        closeButtonProps={{ 'aria-label': sayEverywhere('close') }}
        centered
      >
        <Stack gap="md">
          <List>
            <List.Item>{say('withdraw_ends')}</List.Item>
            <List.Item>{say('withdraw_limits')}</List.Item>
            <List.Item>{say('withdraw_again')}</List.Item>
          </List>
          <Textarea
            id="withdraw-reason"
            label={say('withdraw_reason')}
            autosize
            minRows={2}
            maxLength={2000}
            value={reason}
            onChange={event => setReason(event.currentTarget.value)}
            error={isTried && oneLine(reason) === '' ? sayForm('mistake_required') : undefined}
          />
          <Checkbox
            id="withdraw-agreed"
            label={say('withdraw_agreed')}
            checked={isAgreed}
            onChange={event => setAgreed(event.currentTarget.checked)}
            error={isTried && !isAgreed ? sayForm('mistake_sure') : undefined}
          />
          <ProblemAlert problem={withdraw.error} />
          <Group>
            <Button color="red.9" onClick={() => void go()} loading={withdraw.isPending}>
              {say('withdraw_now')}
            </Button>
            <Button variant="default" onClick={close}>
              {sayEverywhere('cancel')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Group>
  )
}
