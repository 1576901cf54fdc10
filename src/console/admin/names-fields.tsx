/** A name in three languages, of which Korean is needed and the others may follow it. */
import { TextInput } from '@mantine/core'
import { useWords } from '../words/engine.ts'
import { admin } from './words.ts'

export type Names = { readonly ko: string; readonly en: string; readonly zh: string }
export const NO_NAMES: Names = { ko: '', en: '', zh: '' }

export function NamesFields({
  id,
  value,
  error,
  onChange,
}: {
  readonly id: string
  readonly value: Names
  readonly error?: string | undefined
  readonly onChange: (names: Names) => void
}) {
  const say = useWords(admin)
  return (
    <>
      {(['ko', 'en', 'zh'] as const).map(language => (
        <TextInput
          key={language}
          id={language === 'ko' ? id : `${id}-${language}`}
          label={say(`name_${language}`)}
          {...(language === 'ko' ? {} : { description: say('name_left_out') })}
          value={value[language]}
          autoComplete="off"
          error={language === 'ko' ? error : undefined}
          onChange={event => onChange({ ...value, [language]: event.currentTarget.value })}
        />
      ))}
    </>
  )
}
