/** What was found of a paper: check by check, and what is printed on it. */
import { Alert, Button, List, Table, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { call } from '../api/client.ts'
import { Day, momentText } from '../parts/day.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import type { Register } from './checking.ts'
import type { Verdict } from './verdict.ts'
import { verify } from './words.ts'

/** Reasons that have words of their own. */
const WHYS = [
  'paper_not_pdf',
  'paper_not_sealed',
  'paper_bytes_appended',
  'seal_not_canonical',
  'paper_altered',
  'seal_key_unknown',
  'seal_key_revoked',
  'seal_signature_wrong',
  'time_stamp_invalid',
  'seal_key_expired',
  'attachment_missing',
  'disclosure_unreadable',
  'certificate_edition_altered',
  'certificate_not_recomputed',
] as const
/** A file that bears no seal: nothing of it was changed that could have been checked. */
const UNSEALED: readonly string[] = ['paper_not_pdf', 'paper_not_sealed']
const whyOf = (code: string) => `why_${WHYS.find(each => each === code) ?? 'other'}` as const

function Facts({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <Table withRowBorders={false} verticalSpacing={4} mt="sm">
      <Table.Tbody>
        {rows.map(([name, value]) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" w={170} fw={500}>
              {name}
            </Table.Th>
            <Table.Td>{value}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

/** The register's word on a number, as one line, and whether it holds. */
function useRegisterLine(): (register: Register | null) => { readonly text: string; readonly holds: boolean } {
  const say = useWords(verify)
  const language = useLanguage()
  return register => {
    if (register === null) return { text: say('step_register_unasked'), holds: true }
    if (register.is !== 'known')
      return {
        text: say(register.is === 'unknown' ? 'step_register_unknown' : 'step_register_unreachable'),
        holds: false,
      }
    const { state, revoked_at: revokedAt } = register.shown
    const moment = revokedAt === null ? '' : momentText(revokedAt, language)
    return { text: say(`step_register_${state}`, { moment }), holds: state === 'issued' }
  }
}

/** Sends the file, where its reader wants that, for the part only the service can do. */
function Sent({ file }: { readonly file: File }) {
  const say = useWords(verify)
  const sending = useMutation({
    mutationFn: async () =>
      call('POST /v1/verifications', {
        body: new Uint8Array(await file.arrayBuffer()),
        mediaType: 'application/pdf',
      } as never),
  })
  const face = sending.data?.certificate?.face ?? sending.data?.paper?.face
  return (
    <>
      <Text size="sm" mt="md">
        {say('send_text')}
      </Text>
      <Button mt="xs" variant="default" loading={sending.isPending} onClick={() => sending.mutate()}>
        {say('send')}
      </Button>
      <ProblemAlert problem={sending.error} />
      {sending.data === undefined ? null : (
        <Alert
          mt="sm"
          role="status"
          color={sending.data.verdict === 'genuine' ? 'green' : 'orange'}
          title={say(`sent_${sending.data.verdict}`)}
        >
          {face === undefined ? null : say(`face_${face}`)}
        </Alert>
      )}
    </>
  )
}

export function FileFound({
  file,
  verdict,
  register,
}: {
  readonly file: File
  readonly verdict: Verdict
  readonly register: Register | null
}) {
  const say = useWords(verify)
  const language = useLanguage()
  const lineOf = useRegisterLine()
  if (verdict.is === 'not_genuine') {
    const isUnsealed = verdict.reasons.every(({ code }) => UNSEALED.includes(code))
    const told = isUnsealed ? 'not_sealed' : 'not_genuine'
    return (
      <Alert color={isUnsealed ? 'orange' : 'red'} role="alert" title={say(told)}>
        <List mb="sm">
          {[...new Set(verdict.reasons.map(({ code }) => whyOf(code)))].map(why => (
            <List.Item key={why}>{say(why)}</List.Item>
          ))}
        </List>
        <Text>{say(`${told}_advice`)}</Text>
      </Alert>
    )
  }
  const { facts } = verdict
  const line = lineOf(register)
  const steps = [
    say('step_seal'),
    say('step_key', { moment: momentText(facts.sealedAt, language) }),
    say(facts.kind === 'certificate' ? 'step_grade' : 'step_figures'),
  ]
  return (
    <>
      <Alert color={line.holds ? 'green' : 'orange'} role="status" title={say('genuine')} data-testid="verdict">
        <List listStyleType="none">
          {steps.map(step => (
            <List.Item key={step}>✓ {step}</List.Item>
          ))}
          <List.Item>
            {line.holds && register !== null ? '✓ ' : '! '}
            {line.text}
          </List.Item>
        </List>
        <Facts
          rows={[
            [say('fact_number'), facts.number],
            ...(facts.grade === null ? [] : [[say('fact_grade'), <strong key="grade">{facts.grade}</strong>] as const]),
            [say('fact_issued_on'), <Day key="on" of={facts.issuedOn} />],
            ...(facts.validUntil === null
              ? []
              : [[say('fact_valid_until'), <Day key="until" of={facts.validUntil} />] as const]),
            [say('fact_digest'), <code key="digest">{facts.digest}</code>],
          ]}
        />
      </Alert>
      <Sent file={file} />
    </>
  )
}

export function NumberFound({ register }: { readonly register: Register }) {
  const say = useWords(verify)
  const language = useLanguage()
  const lineOf = useRegisterLine()
  const line = lineOf(register)
  return (
    <Alert color={line.holds ? 'green' : 'orange'} role="status" title={line.text} data-testid="register">
      {register.is !== 'known' ? null : (
        <Facts
          rows={[
            [say('fact_number'), register.shown.number],
            [say('fact_state'), say(`state_${register.shown.state}`)],
            [say('fact_issued_on'), <Day key="on" of={register.shown.issued_on} />],
            [say('fact_valid_until'), <Day key="until" of={register.shown.valid_until} />],
            [say('fact_checked_at'), momentText(register.shown.checked_at, language)],
          ]}
        />
      )}
    </Alert>
  )
}
