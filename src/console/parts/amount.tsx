/** Amounts of won: whole in tables and papers, and in 조, 억 and 만 beside them where somebody must feel their size. */
import { Text, TextInput, type TextInputProps } from '@mantine/core'
import { useEffect, useId, useState } from 'react'
import { useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { wonIn, wonText, wonWords } from './won.ts'

/** An amount as a table has it. */
export function Won({ of }: { readonly of: string | null | undefined }) {
  const say = useWords(everywhere)
  return <span className="numbers">{of === null || of === undefined ? say('unknown') : `₩${wonText(of)}`}</span>
}

/** An amount with its size in words behind it. */
export function WonAtSize({ of }: { readonly of: string }) {
  const language = useLanguage()
  const say = useWords(everywhere)
  const inWords = wonWords(of, language)
  return (
    <span>
      ₩{wonText(of)}
      {language === 'en' ? null : (
        <Text span c="dimmed" ms="xs">
          {inWords}
          {say('won')}
        </Text>
      )}
    </span>
  )
}

export type WonInputProps = Omit<TextInputProps, 'value' | 'onChange' | 'error'> & {
  /** Whole won as digits; '' where nothing is given. */
  readonly value: string
  /** Told digits, '' for nothing, or null for what is no amount. */
  readonly onChange: (won: string | null) => void
  readonly error?: string | undefined
}

/** Takes an amount as people write it, and says beside it what was understood. */
export function WonInput({ value, onChange, error, description, ...rest }: WonInputProps) {
  const say = useWords(everywhere)
  const language = useLanguage()
  const id = useId()
  const [text, setText] = useState(value === '' ? '' : wonText(value))
  useEffect(() => {
    setText(before => (value !== '' && wonIn(before)?.toString() !== value ? wonText(value) : before))
  }, [value])
  const understood = text.trim() === '' ? null : wonIn(text)
  const isWrong = text.trim() !== '' && understood === null
  return (
    <TextInput
      {...rest}
      value={text}
      inputMode="text"
      autoComplete="off"
      onChange={event => {
        const next = event.currentTarget.value
        setText(next)
        onChange(next.trim() === '' ? '' : (wonIn(next)?.toString() ?? null))
      }}
      onBlur={event => {
        if (understood !== null) setText(wonText(understood))
        rest.onBlur?.(event)
      }}
      rightSection={<Text size="sm">{say('won')}</Text>}
      rightSectionPointerEvents="none"
      error={error ?? (isWrong ? say('money_malformed') : undefined)}
      inputWrapperOrder={['label', 'description', 'error', 'input']}
      description={
        <>
          {description}
          <span id={`${id}-words`} aria-live="polite" style={{ display: 'block' }}>
            {understood === null
              ? ''
              : say('won_about', { words: wonWords(understood, language) }).replace(/^약 |^约|^about /, '')}
          </span>
        </>
      }
    />
  )
}
