/** Where one indicator is marked: evidence on the left, the indicator on the right, pinning between them, by key. */
import { Alert, Box, Button, Grid, Group } from '@mantine/core'
import { type ReactNode, type RefObject, useCallback, useRef, useState } from 'react'
import { useWords } from '../words/engine.ts'
import type { Paper } from './case.ts'
import { Evidence } from './evidence.tsx'
import { IndicatorCard } from './indicator.tsx'
import { useKeys } from './keys.tsx'
import { PinForm } from './pin-form.tsx'
import type { Quoted } from './reader/pages.tsx'
import type { SayRule } from './rule-words.ts'
import { type Form, type Indicator, lackOf, type Mark, type Marked } from './sheet.ts'
import { appraiser } from './words.ts'

type Pinning = { readonly indicator: string; readonly paper: Paper | undefined; readonly quoted: Quoted | undefined }

export function Bench({
  form,
  indicator,
  marked,
  papers,
  place,
  noteKey,
  heading,
  areKeysOn,
  sayRule,
  before,
  onPut,
  onClear,
  onGo,
  onHelp,
}: {
  readonly form: Form
  readonly indicator: Indicator
  readonly marked: Marked | null
  readonly papers: readonly Paper[]
  readonly place: string
  readonly noteKey: string
  readonly heading: RefObject<HTMLHeadingElement | null>
  readonly areKeysOn: boolean
  readonly sayRule: SayRule
  /** What stands above the indicator. */
  readonly before?: ReactNode
  readonly onPut: (marked: Marked) => void
  readonly onClear: () => void
  readonly onGo: (by: 1 | -1) => void
  readonly onHelp: () => void
}) {
  const say = useWords(appraiser)
  const [kept, setPinning] = useState<Pinning | null>(null)
  const [open, setOpen] = useState<Paper | null>(null)
  const [lastPaper, setLastPaper] = useState<string | null>(null)
  const finder = useRef<HTMLInputElement>(null)
  const inSight = useRef(1)
  const seen = useCallback((page: number) => {
    inSight.current = page
  }, [])
  const code = indicator.indicator
  // Whoever went on to another indicator pins nothing to it unasked.
  const pinning = kept?.indicator === code ? kept : null

  const give = (mark: Mark): Marked => {
    const { override_reason: reason, ...rest } = marked ?? { indicator: code, evidence: [] }
    const isAsMeasured = indicator.measured?.mark === mark
    return { ...rest, mark, ...(reason === undefined || isAsMeasured ? {} : { override_reason: reason }) }
  }
  /** By key a mark that needs nothing more leads on to the next indicator. */
  const markByKey = (mark: Mark) => {
    const next = give(mark)
    onPut(next)
    if (lackOf(form, indicator, [next]) === null) onGo(1)
  }
  const focusOn = (field: string) => document.getElementById(field)?.focus()
  const pin = (paper?: Paper, quoted?: Quoted) => {
    const fits = papers.filter(each => indicator.evidence_types.includes(each.type))
    const first = paper ?? open ?? fits.find(each => each.digest === lastPaper) ?? fits[0] ?? papers[0]
    const here = open !== null && paper === undefined ? { page: inSight.current, quotation: '' } : undefined
    setPinning({ indicator: code, paper: first, quoted: quoted ?? here })
  }
  const pinned = () => {
    setPinning(null)
    heading.current?.focus()
  }
  useKeys(
    {
      mark: markByKey,
      next: () => onGo(1),
      previous: () => onGo(-1),
      pin: () => pin(),
      note: () => focusOn(document.getElementById('override') === null ? 'note' : 'override'),
      find: () => finder.current?.focus(),
      help: onHelp,
    },
    areKeysOn,
  )
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: open === null ? 5 : 6 }} order={{ base: 2, md: 1 }}>
        <Box
          pos={{ base: 'static', md: 'sticky' }}
          top={80}
          mah={{ base: 'none', md: 'calc(100vh - 6rem)' }}
          style={{ overflowY: 'auto' }}
        >
          <Evidence
            papers={papers}
            types={indicator.evidence_types}
            sayRule={sayRule}
            open={open}
            finder={finder}
            onOpen={setOpen}
            onPage={seen}
            onPin={pin}
          />
        </Box>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: open === null ? 7 : 6 }} order={{ base: 1, md: 2 }}>
        {before}
        {pinning === null ? (
          <Group mb="sm" justify="flex-end" className="not-printed">
            <Button size="sm" variant="default" onClick={() => pin()}>
              {say('pin')}
            </Button>
          </Group>
        ) : marked === null ? (
          <Alert color="yellow" role="alert" mb="md">
            {say('mark_before_pin')}
          </Alert>
        ) : (
          <PinForm
            key={`${code}${pinning.paper?.digest ?? ''}${pinning.quoted?.page ?? ''}${pinning.quoted?.quotation ?? ''}`}
            papers={papers}
            first={pinning.paper}
            quoted={pinning.quoted}
            sayRule={sayRule}
            onCancel={pinned}
            onPin={made => {
              onPut({ ...marked, evidence: [...marked.evidence, made] })
              setLastPaper(made.paper)
              pinned()
            }}
          />
        )}
        <IndicatorCard
          key={code}
          indicator={indicator}
          place={place}
          marked={marked}
          lack={lackOf(form, indicator, marked === null ? [] : [marked])}
          sayRule={sayRule}
          noteKey={noteKey}
          heading={heading}
          onMark={mark => onPut(give(mark))}
          onClear={onClear}
          onChange={onPut}
        />
      </Grid.Col>
    </Grid>
  )
}
