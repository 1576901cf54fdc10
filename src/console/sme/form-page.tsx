/** The form of one part of an application: its fields, its rows, and above them a summary of what has to be mended. */
import { Alert, Anchor, Button, Card, Group, List, Stack, Text, Title } from '@mantine/core'
import { type FormEvent, type ReactNode, useEffect, useRef } from 'react'
import { dayText } from '../parts/day.tsx'
import { useLanguage, useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { today } from './case.ts'
import { FieldInput } from './field-input.tsx'
import {
  blankRow,
  type Field,
  type Form,
  fieldId,
  isMistake,
  type Mistake,
  type RowList,
  SELF,
  type Section,
  shownFields,
  type Values,
} from './fields.ts'
import type { Choices } from './lists.ts'
import { at, type Tree } from './paths.ts'
import { rowBehind, rowKey, rowNumber } from './rows.ts'
import { form as area } from './words.ts'

export type Errors = Readonly<Record<string, Mistake | string>>

/** Every mistake once more above the form, each leading to its field; focus comes here when saving failed. */
export function ErrorSummary({ errors, names }: { readonly errors: Errors; readonly names: (id: string) => string }) {
  const say = useWords(everywhere)
  const sayForm = useWords(area)
  const box = useRef<HTMLDivElement>(null)
  const entries = Object.entries(errors)
  useEffect(() => {
    if (Object.keys(errors).length > 0) box.current?.focus()
  }, [errors])
  if (entries.length === 0) return null
  const told = (error: string): string => (isMistake(error) ? sayForm(`mistake_${error}`) : error)
  return (
    <Alert ref={box} tabIndex={-1} role="alert" color="red" title={say('errors_title')} mb="md">
      <List>
        {entries.map(([id, error]) => (
          <List.Item key={id}>
            <Anchor
              href={`#${id}`}
              onClick={event => {
                event.preventDefault()
                document.getElementById(id)?.focus()
              }}
            >
              {names(id)}: {told(error)}
            </Anchor>
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}

export type FormParts = {
  readonly section: Section
  readonly form: Form
  readonly set: (form: Form) => void
  readonly errors: Errors
  readonly choices: Choices
  /** The application as it is kept, for who said what stands in it. */
  readonly content: Tree
  readonly firm: string
}

export function useFieldNames(section: Section): (id: string) => string {
  const say = useWords(area)
  return id => {
    const own = section.fields.find(field => fieldId(field.key) === id)
    if (own !== undefined) return say(`field_${own.key}` as never)
    for (const list of section.lists) {
      const match = new RegExp(`^field-${list.key}-(\\d+)-(.+)$`).exec(id)
      if (match !== null)
        return say('row_field', {
          row: say(`row_${list.key}` as never, { number: Number(match[1]) + 1 }),
          field: say(`field_${match[2]}` as never),
        })
    }
    return say('whole')
  }
}

/** Fields and rows, without what stands around them. */
export function FormFields({ section, form, set, errors, choices, content, firm }: FormParts) {
  const sourced = useSourced()
  return (
    <Stack gap="lg">
      {shownFields(section.fields, form.values).map(field => {
        const id = fieldId(field.key)
        return (
          <FieldInput
            key={field.key}
            field={field}
            id={id}
            value={form.values[field.key] ?? ''}
            mistake={errors[id]}
            source={field.isSaid === true ? sourced(at(content, field.path)) : undefined}
            choices={choices}
            onChange={value => set({ ...form, values: changed(form.values, field, value) })}
          />
        )
      })}
      {section.lists.map(list => (
        <Rows key={list.key} {...{ list, form, set, errors, choices, firm }} />
      ))}
    </Stack>
  )
}

/** Another programme may not be for the purpose chosen before. */
const changed = (values: Values, field: Field, value: string): Values => ({
  ...values,
  ...(field.key === 'programme' && values['programme'] !== value ? { purpose: '' } : {}),
  [field.key]: value,
})

/** Who said something and when, in words. */
export function useSourced(): (said: unknown) => string | undefined {
  const say = useWords(area)
  const language = useLanguage()
  return said => {
    const source = at(said, 'source') ?? at(said, 'status_source')
    const day = at(said, 'as_of')
    if (typeof source !== 'string') return undefined
    const name = SOURCES.has(source) ? say(`source_${source}` as never) : say('source_other')
    return say('said_by', { source: name, day: typeof day === 'string' ? dayText(day, language) : '–' })
  }
}
const SOURCES = new Set([
  SELF,
  'tax_office',
  'employment_insurance',
  'officer_review',
  'industry_statistics',
  'kipris',
  'uspto',
  'copyright_register',
  'credit_bureau',
  'business_status',
  'court',
  'guarantor',
])

function Rows({
  list,
  form,
  set,
  errors,
  choices,
  firm,
}: Omit<FormParts, 'section' | 'content'> & { readonly list: RowList }) {
  const say = useWords(area)
  const sourced = useSourced()
  const rows = form.lists[list.key] ?? []
  const put = (next: readonly Values[]): void => set({ ...form, lists: { ...form.lists, [list.key]: next } })
  const number = Math.max(0, ...rows.map(rowNumber))
  const place = list.key === 'years' ? rows.length : number
  const add = (): void => {
    put([...rows, blankRow(list, { today: today(), uuid: crypto.randomUUID(), firm, place })])
    const first = shownFields(list.fields, {})[0]?.key ?? ''
    requestAnimationFrame(() => document.getElementById(fieldId(first, list.key, rows.length))?.focus())
  }
  return (
    <section aria-labelledby={`list-${list.key}`}>
      <Title order={2} size="h4" id={`list-${list.key}`} mb="xs">
        {say(`list_${list.key}` as never)}
      </Title>
      <Text c="dimmed" mb="sm" maw={640}>
        {say(`list_${list.key}_text` as never)}
      </Text>
      <Stack gap="md">
        {rows.map((row, at) => (
          <Card key={rowKey(row)} withBorder component="fieldset" m={0}>
            <Group justify="space-between" mb="sm">
              <Title order={3} size="h5">
                {say(`row_${list.key}` as never, { number: at + 1 })}
              </Title>
              <Button
                variant="default"
                size="sm"
                onClick={() => put(rows.filter(other => other !== row))}
                aria-label={say('remove_row', { row: say(`row_${list.key}` as never, { number: at + 1 }) })}
              >
                {say('remove')}
              </Button>
            </Group>
            {list.isSaid === true ? (
              <Text size="sm" c="dimmed" mb="sm">
                {sourced(rowBehind(row))}
              </Text>
            ) : null}
            <Stack gap="md">
              {shownFields(list.fields, row).map(field => {
                const id = fieldId(field.key, list.key, at)
                return (
                  <FieldInput
                    key={field.key}
                    field={field}
                    id={id}
                    value={row[field.key] ?? ''}
                    mistake={errors[id]}
                    choices={choices}
                    onChange={value => put(rows.map(other => (other === row ? { ...row, [field.key]: value } : other)))}
                  />
                )
              })}
            </Stack>
          </Card>
        ))}
        {rows.length < list.max ? (
          <Group>
            <Button variant="default" onClick={add}>
              {say(`add_${list.key}` as never)}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </section>
  )
}

/** A form that is sent by its button or by Enter. */
export function SentForm({ onSent, children }: { readonly onSent: () => void; readonly children: ReactNode }) {
  const sent = (event: FormEvent): void => {
    event.preventDefault()
    onSent()
  }
  return (
    <form onSubmit={sent} noValidate>
      {children}
    </form>
  )
}
