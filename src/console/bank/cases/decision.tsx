/** A decision as the bank may read it: outcome, terms, conditions, and the reasons in the words of the rules. */
import { Alert, Badge, Group, List, Text, Title } from '@mantine/core'
import type { ValueOf } from '../../api/client.ts'
import { Won, WonAtSize } from '../../parts/amount.tsx'
import { Day, Moment } from '../../parts/day.tsx'
import { percent } from '../../parts/due.ts'
import { Facts } from '../../parts/facts.tsx'
import { type SayRule, useRuleWords } from '../../parts/rule-words.ts'
import { wonText } from '../../parts/won.ts'
import { useWords } from '../../words/engine.ts'
import { bankCases } from '../words.ts'

type Decision = ValueOf<'GET /v1/cases/{case_id}/decisions'>['items'][number]
type Reason = NonNullable<Decision['reasons']>[number]
type Terms = NonNullable<Decision['terms']>

/** Keys under which the rules say a reason, the likeliest first. */
const saidUnder = (code: string): readonly string[] =>
  code.startsWith('cap.') ? [`limit.${code.slice(4)}`, `external.${code.slice(4)}`] : [`clause.${code}.says`, code]
const keysOf = ({ reasons, terms }: Decision): readonly string[] => [
  ...(reasons ?? []).flatMap(one => [
    ...saidUnder(one.code),
    `clause.${one.code}.change`,
    ...one.readings.map(each => `fact.${each.fact}`),
  ]),
  ...(terms?.conditions ?? []).flatMap(code => [`condition.${code}`, code]),
  ...(terms?.fee.surcharges ?? []).map(code => `surcharge.${code}`),
  ...(terms?.fee.discounts ?? []).map(code => `discount.${code}`),
]

const SIGNS: Readonly<Record<string, string>> = {
  at_least: '≥',
  at_most: '≤',
  more_than: '>',
  less_than: '<',
  equals: '=',
  differs: '≠',
  one_of: '∈',
  none_of: '∉',
  on_or_after: '≥',
  on_or_before: '≤',
}
/** Amounts in groups of three; everything else as it is. */
const shown = (value: string): string => (/^\d{5,}$/.test(value) ? wonText(value) : value)

function ReasonItem({ of, rule }: { readonly of: Reason; readonly rule: SayRule }) {
  const say = useWords(bankCases)
  const words = saidUnder(of.code)
    .map(rule)
    .find(each => each !== undefined)
  const change = rule(`clause.${of.code}.change`)
  return (
    <List.Item>
      <Group gap="xs" wrap="nowrap" align="start">
        <Badge c="inherit" color={of.kind === 'decline' ? 'red' : 'gray'} style={{ flexShrink: 0 }}>
          {say(`reason_${of.kind}`)}
        </Badge>
        <Text>{words ?? say(of.code.startsWith('stop.') ? 'reason_stopped' : 'reason_unnamed')}</Text>
      </Group>
      {of.readings.map(one => (
        <Text key={one.fact} size="sm" c="dimmed">
          {rule(`fact.${one.fact}`) === undefined ? '' : `${rule(`fact.${one.fact}`)} — `}
          {say('reason_seen')}: {one.value === null ? say('reason_unknown') : shown(one.value)}
          {one.threshold === null
            ? ''
            : ` · ${say('reason_due')}: ${SIGNS[one.operator] ?? ''} ${shown(one.threshold)}`}
        </Text>
      ))}
      {of.withheld === '0' ? null : (
        <Text size="sm" c="dimmed">
          {say('reason_withheld')}: <Won of={of.withheld} />
        </Text>
      )}
      {change === undefined ? null : (
        <Text size="sm">
          {say('reason_change')}: {change}
        </Text>
      )}
    </List.Item>
  )
}

function TermsShown({ of, rule }: { readonly of: Terms; readonly rule: SayRule }) {
  const say = useWords(bankCases)
  const listed = (kind: 'surcharge' | 'discount', codes: readonly string[]) =>
    codes
      .map(code => rule(`${kind}.${code}`) ?? '')
      .filter(each => each !== '')
      .join(', ')
  const surcharges = listed('surcharge', of.fee.surcharges)
  const discounts = listed('discount', of.fee.discounts)
  return (
    <>
      <Facts
        of={[
          { name: say('loan'), value: <WonAtSize of={of.loan} /> },
          { name: say('guaranteed'), value: <WonAtSize of={of.guaranteed} /> },
          { name: say('bank_share'), value: <WonAtSize of={of.bank_share} /> },
          { name: say('ratio'), value: percent(of.ratio) },
          { name: say('fee_rate'), value: percent(of.fee.rate) },
          { name: say('fee_first'), value: <Won of={of.fee.first} /> },
          { name: say('term'), value: say('months', { count: of.term_months }) },
          { name: say('valid_until'), value: <Day of={of.valid_until} /> },
          ...(surcharges === '' ? [] : [{ name: say('surcharges'), value: surcharges }]),
          ...(discounts === '' ? [] : [{ name: say('discounts'), value: discounts }]),
        ]}
      />
      {of.conditions.length === 0 ? null : (
        <>
          <Title order={3} size="h5" mt="md" mb="xs">
            {say('conditions')}
          </Title>
          <List>
            {of.conditions.map(code => (
              <List.Item key={code}>{rule(`condition.${code}`) ?? rule(code) ?? say('reason_unnamed')}</List.Item>
            ))}
          </List>
        </>
      )}
    </>
  )
}

export function DecisionShown({ of }: { readonly of: Decision }) {
  const say = useWords(bankCases)
  const rule = useRuleWords(keysOf(of), of.day)
  const isHidden = of.recommended === null && of.terms === null && of.reasons === null
  return (
    <>
      {of.superseded_by === null ? null : (
        <Alert mb="md" color="orange">
          {say('superseded')}
        </Alert>
      )}
      <Text fw={650} mb="sm">
        {say(of.outcome === null ? 'outcome_open' : `outcome_${of.outcome}`)}
      </Text>
      {isHidden ? <Text c="dimmed">{say('decision_hidden')}</Text> : null}
      <Facts
        of={[
          { name: say('decided'), value: <Moment of={of.decided_at} /> },
          ...(of.grade === null ? [] : [{ name: say('grade'), value: of.grade }]),
          ...(of.technology_grade === null ? [] : [{ name: say('technology_grade'), value: of.technology_grade }]),
        ]}
      />
      {of.terms === null ? null : (
        <div style={{ marginTop: 'var(--mantine-spacing-md)' }}>
          <TermsShown of={of.terms} rule={rule} />
        </div>
      )}
      {of.reasons === null ? null : (
        <>
          <Title order={3} size="h5" mt="md" mb="xs">
            {say('reasons')}
          </Title>
          {of.reasons.length === 0 ? (
            <Text>{say('reasons_none')}</Text>
          ) : (
            <List type="ordered" spacing="sm">
              {of.reasons.map(reason => (
                <ReasonItem key={`${reason.kind}-${reason.code}`} of={reason} rule={rule} />
              ))}
            </List>
          )}
        </>
      )}
    </>
  )
}
