/** What a proof is worth, check by check: where one is broken it is said which, and what follows from that. */
import { Alert, Badge, Button, Group, List, Text } from '@mantine/core'
import { saveAs } from '../parts/save.ts'
import { useWords } from '../words/engine.ts'
import type { Check, Found } from './proof.ts'
import { audit } from './words.ts'

const fileName = ({ file }: Found): string =>
  file.format === 'audit-inclusion-1'
    ? `audit-proof-${file.leaf.sequence}.json`
    : `audit-heads-${file.first.size}-${file.second.size}.json`

export function ProofFound({ of }: { readonly of: Found }) {
  const say = useWords(audit)
  const broken = of.checks.filter(each => each.holds === false)
  const isOpen = of.checks.some(each => each.holds === null)
  const words = (check: Check, holds: boolean | null) =>
    holds === null ? say('check_signature_unknown') : say(`check_${check}_${holds ? 'holds' : 'broken'}`)
  return (
    <Alert
      mb="md"
      role="status"
      data-testid="proof"
      color={broken.length > 0 ? 'red' : isOpen ? 'orange' : 'green'}
      title={say(broken.length > 0 ? 'proof_broken' : isOpen ? 'proof_open' : 'proof_holds')}
    >
      <List spacing="xs" listStyleType="none" mb="md">
        {of.checks.map(({ check, holds }) => (
          <List.Item key={check}>
            <Badge c="inherit" mr="xs" color={holds === null ? 'orange' : holds ? 'green' : 'red'}>
              {say(holds === null ? 'unknown' : holds ? 'holds' : 'broken')}
            </Badge>
            {words(check, holds)}
          </List.Item>
        ))}
      </List>
      <Group className="not-printed">
        <Button
          size="sm"
          variant="default"
          onClick={() => saveAs(fileName(of), 'application/json', `${JSON.stringify(of.file, null, 2)}\n`)}
        >
          {say('proof_save')}
        </Button>
      </Group>
      <Text size="sm" mt="sm">
        {say('proof_offline')} <code>tech-guarantee audit proof {fileName(of)} --keys audit-head-keys.json</code>
      </Text>
    </Alert>
  )
}
