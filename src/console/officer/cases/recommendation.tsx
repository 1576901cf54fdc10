/** What was recommended, its terms, and why, in the words of the rules. */
import { Badge, Group, List, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ValueOf } from '../../api/client.ts'
import { reading } from '../../api/use.ts'
import { Won, WonAtSize } from '../../parts/amount.tsx'
import { Day, Moment } from '../../parts/day.tsx'
import { percent } from '../../parts/due.ts'
import { Facts } from '../../parts/facts.tsx'
import { useRuleWords } from '../../parts/rule-words.ts'
import { Read } from '../../parts/states.tsx'
import { wonText } from '../../parts/won.ts'
import { useLanguage, useWords } from '../../words/engine.ts'
import { officerCases } from '../words.ts'
import type { Decision } from './deeds.ts'

type Explanation = ValueOf<'GET /v1/decisions/{decision_id}/explanation'>
type Reading = Explanation['reasons'][number]['readings'][number]

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

function ReadingShown({ of }: { readonly of: Reading }) {
  const say = useWords(officerCases)
  const language = useLanguage()
  const shown = (value: string | null, name: Reading['value_name']) => {
    if (name !== null) return name[language]
    if (value === null) return say('unknown')
    if (of.type === 'flag') return say(value === 'true' ? 'flag_yes' : 'flag_no')
    return of.type === 'money' ? `₩${wonText(value)}` : value
  }
  return (
    <Text size="sm" c="dimmed">
      {of.name === null ? '' : `${of.name[language]} — `}
      {say('reason_seen')}: {shown(of.value, of.value_name)}
      {of.threshold === null
        ? ''
        : ` · ${say('reason_due')}: ${SIGNS[of.operator] ?? ''} ${shown(of.threshold, of.threshold_name)}`}
    </Text>
  )
}

function Reasons({ of }: { readonly of: Explanation }) {
  const say = useWords(officerCases)
  const language = useLanguage()
  return (
    <>
      <Title order={3} size="h5" mt="md" mb="xs">
        {say('reasons')}
      </Title>
      {of.reasons.length === 0 ? <Text>{say('reasons_none')}</Text> : null}
      <List type="ordered" spacing="sm">
        {of.reasons.map(one => (
          <List.Item key={`${one.kind}-${one.code}`}>
            <Group gap="xs" align="start">
              <Badge c="inherit" color={one.kind === 'decline' ? 'red' : 'gray'}>
                {say(`reason_${one.kind}`)}
              </Badge>
              <Text>{one.says[language]}</Text>
            </Group>
            {one.readings.map(each => (
              <ReadingShown key={`${each.fact}-${each.operator}-${each.threshold ?? ''}`} of={each} />
            ))}
            {one.withheld === '0' ? null : (
              <Text size="sm" c="dimmed">
                {say('reason_withheld')}: <Won of={one.withheld} />
              </Text>
            )}
            {one.change === null ? null : (
              <Text size="sm">
                {say('reason_change')}: {one.change[language]}
              </Text>
            )}
          </List.Item>
        ))}
      </List>
      {of.conditions.length === 0 ? null : (
        <>
          <Title order={3} size="h5" mt="md" mb="xs">
            {say('conditions')}
          </Title>
          <List>
            {of.conditions.map(one => (
              <List.Item key={one.code}>{one.says[language]}</List.Item>
            ))}
          </List>
        </>
      )}
      {of.unread.length === 0 ? null : (
        <>
          <Title order={3} size="h5" mt="md" mb="xs">
            {say('unread')}
          </Title>
          <Text>{of.unread.map(one => one.name[language]).join(', ')}</Text>
        </>
      )}
    </>
  )
}

export function Recommendation({ of }: { readonly of: Decision }) {
  const say = useWords(officerCases)
  const found = useQuery(reading('GET /v1/decisions/{decision_id}/explanation', { params: { decision_id: of.id } }))
  const rule = useRuleWords([`authority.${of.level}`], of.day)
  const { terms } = of
  return (
    <>
      <Group mb="md" gap="sm">
        <Text fw={650} size="lg">
          {say(of.recommended === null ? 'recommended_hidden' : `recommended_${of.recommended}`)}
        </Text>
        {of.outcome === null ? null : (
          <Badge c="inherit" color={of.outcome === 'approved' ? 'green' : 'red'}>
            {say(`outcome_${of.outcome}`)}
          </Badge>
        )}
      </Group>
      <Facts
        of={[
          { name: say('made'), value: <Moment of={of.made_at} /> },
          { name: say('grade'), value: of.grade ?? '–' },
          { name: say('technology_grade'), value: of.technology_grade ?? '–' },
          { name: say('level'), value: rule(`authority.${of.level}`) ?? '–' },
          ...(terms === null
            ? []
            : [
                { name: say('loan'), value: <WonAtSize of={terms.loan} /> },
                { name: say('guaranteed'), value: <WonAtSize of={terms.guaranteed} /> },
                { name: say('ratio'), value: percent(terms.ratio) },
                { name: say('fee_rate'), value: percent(terms.fee.rate) },
                { name: say('term'), value: say('months', { count: terms.term_months }) },
                { name: say('valid_until'), value: <Day of={terms.valid_until} /> },
              ]),
        ]}
      />
      <Read of={found}>{explained => <Reasons of={explained} />}</Read>
    </>
  )
}
