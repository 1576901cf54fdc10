/** Ten minutes without log-in: what is likely, what stands against it, and what would help. */
import { Button, Checkbox, Group, NativeSelect, Radio, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../api/client.ts'
import { ANYBODYS, useDraft } from '../../api/draft.ts'
import { WonInput } from '../../parts/amount.tsx'
import { FaultSummary, Questions } from '../../parts/form.tsx'
import { PageTitle } from '../../parts/page-title.tsx'
import { ProblemAlert } from '../../parts/problem.tsx'
import { useWords } from '../../words/engine.ts'
import { bodyOf, FIGURES, type Field, type Given, MAY_BE_LOSS, NOTHING, wrongIn } from './answers.ts'
import { CERTIFICATIONS, FORMS, PURPOSES, REGIONS, RIGHTS, TROUBLES } from './choices.ts'
import { Outlooks } from './outlooks.tsx'
import { usePurposes } from './programmes.ts'
import { consultation } from './words.ts'

const LEVELS = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const

export function Consultation() {
  const say = useWords(consultation)
  const purposes = usePurposes()
  const { value: given, set } = useDraft<Given>(`${ANYBODYS}consultation`, NOTHING)
  const [turn, setTurn] = useState(0)
  const asking = useMutation({
    mutationFn: () => call('POST /v1/public/consultations', { body: bodyOf(given) }),
  })
  const wrong = turn === 0 ? {} : wrongIn(given)
  const change = <F extends Field>(field: F, value: Given[F]): void => set({ ...given, [field]: value })
  const error = (field: Field): string | undefined => {
    const key = wrong[field]
    return key === undefined ? undefined : say(key)
  }
  const labelOf = (field: Field): string =>
    field === 'figures' ? say('group_figures') : say(field as Exclude<Field, 'figures' | 'losses' | 'troubles'>)
  const faults = (Object.keys(wrong) as Field[]).map(field => ({
    field,
    label: labelOf(field),
    message: error(field) ?? '',
  }))
  const ask = (event: FormEvent) => {
    event.preventDefault()
    setTurn(before => before + 1)
    if (Object.keys(wrongIn(given)).length === 0) asking.mutate()
    else asking.reset()
  }
  const text = (
    field: 'founded_on' | 'ksic' | 'employees' | 'owner_born_on' | 'owner_industry_years' | 'term_months',
  ) => ({
    id: field,
    value: given[field],
    error: error(field),
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      change(field, event.currentTarget.value.normalize('NFKC').trim()),
  })
  const optional = (label: string): string => `${label} (${say('optional')})`

  return (
    <>
      <PageTitle isWrong={faults.length > 0}>{say('title')}</PageTitle>
      <Text mb="lg" maw="60ch">
        {say('lead')}
      </Text>
      <FaultSummary faults={faults} turn={turn} />
      <form onSubmit={ask} noValidate>
        <Questions title={say('group_firm')}>
          <Radio.Group
            label={say('form')}
            value={given.form}
            error={error('form')}
            onChange={value => change('form', value as Given['form'])}
          >
            <Stack gap="xs" mt="xs">
              {FORMS.map((each, at) => (
                <Radio key={each} value={each} label={say(`form_${each}`)} {...(at === 0 ? { id: 'form' } : {})} />
              ))}
            </Stack>
          </Radio.Group>
          {given.form === 'pre_startup' ? null : (
            <TextInput label={say('founded_on')} placeholder="2021-03-02" autoComplete="off" {...text('founded_on')} />
          )}
          <TextInput label={say('ksic')} description={say('ksic_text')} inputMode="numeric" {...text('ksic')} />
          <NativeSelect
            id="region"
            label={say('region')}
            value={given.region}
            error={error('region')}
            data={[
              { value: '', label: say('choose') },
              ...REGIONS.map(each => ({ value: each, label: say(`region_${each.slice(3) as '11'}`) })),
            ]}
            onChange={event => change('region', event.currentTarget.value as Given['region'])}
          />
          <TextInput label={say('employees')} inputMode="numeric" {...text('employees')} />
          <Checkbox.Group
            label={optional(say('certifications'))}
            value={[...given.certifications]}
            onChange={value => change('certifications', value)}
          >
            <Stack gap="xs" mt="xs">
              {CERTIFICATIONS.map(each => (
                <Checkbox key={each} value={each} label={say(`cert_${each}`)} />
              ))}
            </Stack>
          </Checkbox.Group>
          <TextInput label={optional(say('owner_born_on'))} placeholder="1980-05-01" {...text('owner_born_on')} />
          <TextInput
            label={optional(say('owner_industry_years'))}
            inputMode="numeric"
            {...text('owner_industry_years')}
          />
        </Questions>
        <Questions title={say('group_technology')}>
          <Radio.Group
            label={say('right')}
            value={given.right}
            error={error('right')}
            onChange={value => change('right', value as Given['right'])}
          >
            <Stack gap="xs" mt="xs">
              {RIGHTS.map((each, at) => (
                <Radio key={each} value={each} label={say(`right_${each}`)} {...(at === 0 ? { id: 'right' } : {})} />
              ))}
            </Stack>
          </Radio.Group>
          <NativeSelect
            id="trl"
            label={say('trl')}
            value={given.trl}
            error={error('trl')}
            data={[
              { value: '', label: say('choose') },
              ...LEVELS.map(each => ({ value: String(each), label: say(`trl_${each}`) })),
            ]}
            onChange={event => change('trl', event.currentTarget.value)}
          />
        </Questions>
        <Questions title={say('group_loan')}>
          <NativeSelect
            id="purpose"
            label={say('purpose')}
            value={given.purpose}
            error={error('purpose')}
            data={[
              { value: '', label: say('choose') },
              ...PURPOSES.map(each => ({ value: each, label: purposes.get(each) ?? each })),
            ]}
            onChange={event => change('purpose', event.currentTarget.value as Given['purpose'])}
          />
          <WonInput
            id="loan_amount"
            label={say('loan_amount')}
            value={given.loan_amount ?? ''}
            error={error('loan_amount')}
            onChange={won => change('loan_amount', won)}
          />
          <TextInput label={say('term_months')} inputMode="numeric" {...text('term_months')} />
        </Questions>
        <Questions title={say('group_figures')} text={say('group_figures_text')}>
          {FIGURES.map((each, at) => (
            <Group key={each} align="flex-end" wrap="nowrap">
              <WonInput
                {...(at === 0 ? { id: 'figures' } : {})}
                flex={1}
                label={say(each)}
                value={given.figures[each] ?? ''}
                error={at === 0 ? error('figures') : undefined}
                onChange={won => change('figures', { ...given.figures, [each]: won })}
              />
              {MAY_BE_LOSS.includes(each) ? (
                <Checkbox
                  mb={10}
                  label={say('loss')}
                  aria-label={`${say(each)}: ${say('loss')}`}
                  checked={given.losses.includes(each)}
                  onChange={event =>
                    change(
                      'losses',
                      event.currentTarget.checked ? [...given.losses, each] : given.losses.filter(one => one !== each),
                    )
                  }
                />
              ) : null}
            </Group>
          ))}
        </Questions>
        <Questions title={say('group_troubles')} text={say('group_troubles_text')}>
          <Checkbox.Group
            aria-label={say('group_troubles')}
            value={[...given.troubles]}
            onChange={value => change('troubles', value)}
          >
            <Stack gap="xs">
              {TROUBLES.map(each => (
                <Checkbox key={each} value={each} label={say(`trouble_${each}`)} />
              ))}
            </Stack>
          </Checkbox.Group>
        </Questions>
        <ProblemAlert problem={asking.error} />
        <Button type="submit" loading={asking.isPending}>
          {say('ask')}
        </Button>
      </form>
      <div aria-live="polite">
        {asking.isPending ? (
          <Text role="status" mt="md">
            {say('asking')}
          </Text>
        ) : null}
        {asking.data === undefined || asking.isPending ? null : (
          <Outlooks items={asking.data.items} leftOut={asking.data.left_out} />
        )}
      </div>
    </>
  )
}
