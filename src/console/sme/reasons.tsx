/** Why a decision is what it is: at most four reasons with what was seen and what is due, and what would change it. */
import { Card, List, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Words } from '../../kernel/words.ts'
import type { ValueOf } from '../api/client.ts'
import { reading } from '../api/use.ts'
import { Won } from '../parts/amount.tsx'
import { dayText } from '../parts/day.tsx'
import { Read } from '../parts/states.tsx'
import { wonText } from '../parts/won.ts'
import { useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { percentIn } from './paths.ts'
import { result } from './words.ts'

export type Decision = ValueOf<'GET /v1/cases/{case_id}/decisions'>['items'][number]
type Explanation = ValueOf<'GET /v1/decisions/{decision_id}/explanation'>
type Reason = Explanation['reasons'][number]
type Reading = Reason['readings'][number]

/** Points as people read them; the record has them to the last digit. */
const POINTS = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })
const OPERATORS: ReadonlySet<string> = new Set([
  'at_least',
  'at_most',
  'more_than',
  'less_than',
  'equals',
  'differs',
  'one_of',
  'none_of',
  'on_or_after',
  'on_or_before',
])

export function Reasons({ decision }: { readonly decision: Decision }) {
  const found = useQuery(
    reading('GET /v1/decisions/{decision_id}/explanation', { params: { decision_id: decision.id } }),
  )
  return <Read of={found}>{explanation => <Explained explanation={explanation} />}</Read>
}

function Explained({ explanation }: { readonly explanation: Explanation }) {
  const say = useWords(result)
  const language = useLanguage()
  const { reasons, raise, unread, conditions, next_grade: next } = explanation
  return (
    <>
      <section aria-labelledby="reasons">
        <Title order={2} size="h4" id="reasons" mb="sm">
          {reasons.length === 0 ? say('no_reasons') : say('reasons')}
        </Title>
        <ol className="reasons">
          {reasons.map((reason, place) => (
            <ReasonShown key={reason.code} reason={reason} place={place + 1} />
          ))}
        </ol>
      </section>
      {conditions.length === 0 ? null : (
        <section aria-labelledby="conditions">
          <Title order={2} size="h4" id="conditions" mb="sm">
            {say('conditions')}
          </Title>
          <List mb="lg">
            {conditions.map(one => (
              <List.Item key={one.code}>{one.says[language]}</List.Item>
            ))}
          </List>
        </section>
      )}
      {next === null ? null : (
        <section aria-labelledby="raise">
          <Title order={2} size="h4" id="raise" mb="sm">
            {say('raise', { grade: next })}
          </Title>
          {raise === null ? (
            <Text mb="lg">{say('raise_none', { grade: next })}</Text>
          ) : (
            raise.map(step => (
              <Card key={step.horizon} withBorder mb="md" maw={760} className="reason">
                <Title order={3} size="h5" mb="xs">
                  {step.name[language]}
                </Title>
                <List>
                  {step.improvements.map(one => (
                    <List.Item key={one.indicator}>
                      {one.name[language]}: {one.from} → {one.to} (
                      {say('points', { points: POINTS.format(one.points as `${number}`) })})
                      {one.advice === null ? null : <Text size="sm">{one.advice[language]}</Text>}
                    </List.Item>
                  ))}
                </List>
              </Card>
            ))
          )}
        </section>
      )}
      <section aria-labelledby="uncounted">
        <Title order={2} size="h4" id="uncounted" mb="sm">
          {say('uncounted')}
        </Title>
        <List mb="lg" maw={760}>
          {unread.map(one => (
            <List.Item key={one.fact}>{say('uncounted_fact', { fact: one.name[language] })}</List.Item>
          ))}
          <List.Item>{say('uncounted_always')}</List.Item>
        </List>
      </section>
    </>
  )
}

function ReasonShown({ reason, place }: { readonly reason: Reason; readonly place: number }) {
  const say = useWords(result)
  const language = useLanguage()
  return (
    <Card withBorder mb="md" maw={760} className="reason" component="li" display="block">
      <Text fw={650} mb="xs">
        {place}. {say(`kind_${reason.kind}`)}: {reason.says[language]}
      </Text>
      {reason.withheld === '0' ? null : (
        <Text size="sm" mb="xs">
          {say('withheld')} <Won of={reason.withheld} />
        </Text>
      )}
      <List>
        {reason.readings.map(one => (
          <ReadingShown key={`${one.fact} ${one.threshold}`} reading={one} />
        ))}
      </List>
      {reason.change === null ? null : (
        <Text mt="xs">
          <strong>{say('change')}</strong> {reason.change[language]}
        </Text>
      )}
    </Card>
  )
}

/** A value of a fact as a reader has it: amounts in won, shares in per cent, flags in words. */
function useShown() {
  const say = useWords(everywhere)
  const language = useLanguage()
  return ({ type, unit }: Pick<Reading, 'type' | 'unit'>, value: string | null, named: Words | null): string => {
    if (value === null) return say('unknown')
    if (named !== null) return named[language]
    if (type === 'flag') return say(value === 'true' || value === '1' ? 'yes' : 'no')
    if (type === 'money' && /^-?\d+$/.test(value)) return `₩${wonText(value)}`
    if (type === 'day') return dayText(value, language)
    if (['ratio', 'annual_rate'].includes(unit)) return `${percentIn(value)}%`
    return value
  }
}

function ReadingShown({ reading: one }: { readonly reading: Reading }) {
  const say = useWords(result)
  const language = useLanguage()
  const shown = useShown()
  const due = shown(one, one.threshold, one.threshold_name)
  return (
    <List.Item>
      {one.name === null ? say('used') : one.name[language]}: {say('seen')}{' '}
      <strong>{shown(one, one.value, one.value_name)}</strong>, {say('due')}{' '}
      <strong>{OPERATORS.has(one.operator) ? say(`is_${one.operator}` as never, { value: due }) : due}</strong>
    </List.Item>
  )
}
