/** A search whose words stand in the address: what is typed is shown at once, whatever the address is behind by. */
import { TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'

export function FindInput({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
}) {
  const [text, setText] = useState(value)
  // Cleared elsewhere, or gone back to.
  useEffect(() => setText(value), [value])
  return (
    <TextInput
      label={label}
      type="search"
      value={text}
      onChange={event => {
        setText(event.currentTarget.value)
        onChange(event.currentTarget.value)
      }}
    />
  )
}
