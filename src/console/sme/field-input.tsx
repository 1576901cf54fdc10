/** One field of an application's form, with its words, its mistake, and what is known of where its value came from. */
import { Checkbox, NativeSelect, Text, TextInput, type TextInputProps } from '@mantine/core'
import { useEffect, useState } from 'react'
import { WonInput } from '../parts/amount.tsx'
import { wonIn, wonText, wonWords } from '../parts/won.ts'
import { useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { type Field, isMistake, type Mistake } from './fields.ts'
import { type Choices, useCodes } from './lists.ts'
import { form } from './words.ts'

const isHinted = new Set([
  'business_number',
  'corporate_number',
  'industry',
  'share',
  'classes',
  'office',
  'loan_amount',
  'term_months',
  'founded_on',
  'trl',
  'preparation_months',
  'estimated_sales',
  'born_on',
  'valid_until',
])

export function FieldInput({
  field,
  id,
  value,
  mistake,
  source,
  choices,
  onChange,
}: {
  readonly field: Field
  readonly id: string
  readonly value: string
  readonly mistake: Mistake | string | undefined
  /** Who said the value that stands, and when. */
  readonly source?: string | undefined
  readonly choices: Choices
  readonly onChange: (value: string) => void
}) {
  const say = useWords(form)
  const language = useLanguage()
  const code = useCodes()
  const hint = isHinted.has(field.key) ? say(`hint_${field.key}` as never) : ''
  const description = [hint, source ?? ''].filter(text => text !== '').join(' ')
  const error = mistake === undefined ? undefined : isMistake(mistake) ? say(`mistake_${mistake}`) : mistake
  const label =
    field.isDue === true || field.kind === 'flag'
      ? say(`field_${field.key}` as never)
      : say('optional', { label: say(`field_${field.key}` as never) })
  const around = {
    id,
    label,
    ...(description === '' ? {} : { description }),
    ...(error === undefined ? {} : { error }),
    inputWrapperOrder: ['label', 'description', 'error', 'input'] as ('label' | 'description' | 'error' | 'input')[],
    maw: 520,
  }
  switch (field.kind) {
    case 'won':
    case 'signed_won': {
      const { description: about, ...rest } = around
      if (field.kind === 'signed_won')
        return <SignedWonInput {...rest} description={about} value={value} onChange={onChange} />
      return (
        <WonInput
          {...rest}
          description={about}
          error={error}
          value={/^\d*$/.test(value) ? value : ''}
          onChange={won => onChange(won ?? '?')}
        />
      )
    }
    case 'flag':
      return (
        <Checkbox
          id={id}
          label={label}
          checked={value === 'true'}
          onChange={event => onChange(event.currentTarget.checked ? 'true' : 'false')}
        />
      )
    case 'choice': {
      const offered =
        field.of === undefined
          ? (field.choices ?? []).map(each => ({ value: each, label: code(field, each) }))
          : choices[field.of].map(each => ({ value: each.code, label: each.names[language] }))
      const isThere = value === '' || offered.some(each => each.value === value)
      return (
        <NativeSelect
          {...around}
          value={value}
          onChange={event => onChange(event.currentTarget.value)}
          data={[{ value: '', label: say('choose') }, ...(isThere ? [] : [{ value, label: value }]), ...offered]}
        />
      )
    }
    default:
      return (
        <TextInput
          {...around}
          value={value}
          autoComplete="off"
          {...(field.kind === 'day' ? { placeholder: 'YYYY-MM-DD' } : {})}
          {...(field.kind === 'count' ? { inputMode: 'numeric' as const } : {})}
          onChange={event => onChange(event.currentTarget.value)}
        />
      )
  }
}

/** Below zero as statements have it: with a minus sign or a triangle before it. */
const BELOW = /^\s*[-−–△▲]/

/** What somebody wrote as an amount that may be below zero, as digits; '' for nothing, `?` for what is no amount. */
function signedIn(text: string): string {
  if (text.trim() === '') return ''
  const amount = wonIn(text.replace(BELOW, ''))
  if (amount === null) return '?'
  return `${BELOW.test(text) && amount !== 0n ? '-' : ''}${amount}`
}

/** Takes an amount that may be a loss, and says beside it what was understood. */
function SignedWonInput({
  value,
  onChange,
  description,
  ...rest
}: Omit<TextInputProps, 'value' | 'onChange'> & {
  readonly value: string
  readonly onChange: (won: string) => void
}) {
  const say = useWords(everywhere)
  const sayForm = useWords(form)
  const language = useLanguage()
  const isAmount = /^-?\d+$/.test(value)
  const [text, setText] = useState(isAmount ? wonText(value) : '')
  useEffect(() => {
    setText(before => (isAmount && signedIn(before) !== value ? wonText(value) : before))
  }, [value, isAmount])
  return (
    <TextInput
      {...rest}
      value={text}
      autoComplete="off"
      onChange={event => {
        setText(event.currentTarget.value)
        onChange(signedIn(event.currentTarget.value))
      }}
      rightSection={<Text size="sm">{say('won')}</Text>}
      rightSectionPointerEvents="none"
      description={
        <>
          {description ?? sayForm('hint_signed')}
          <span aria-live="polite">{isAmount ? ` ${wonWords(value, language)}` : ''}</span>
        </>
      }
    />
  )
}
