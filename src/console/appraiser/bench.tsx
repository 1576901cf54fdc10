/** Where one indicator is marked: evidence on the left, the indicator on the right, pinning between them, by key. */
import { Alert, Box, Button, Grid, Group } from '@mantine/core'
import {
  memo,
  type ReactNode,
  type RefObject,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useStable } from '../parts/stable.ts'
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

const EvidenceKept = memo(Evidence)
const CardKept = memo(IndicatorCard)

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
  readonly onClear: (indicator: string) => void
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
  // A mark is taken at once; the card of another indicator takes longer to draw, and comes behind what is short.
  const now = useMemo(() => ({ indicator, marked, place, noteKey }), [indicator, marked, place, noteKey])
  const drawn = useDeferredValue(now)
  const shown = drawn.indicator === indicator ? now : drawn
  const code = indicator.indicator
  const isFirst = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever goes to another indicator starts at its heading.
  useEffect(() => {
    if (!isFirst.current) heading.current?.focus()
    isFirst.current = false
  }, [shown.indicator.indicator])
  // Whoever went on to another indicator pins nothing to it unasked.
  const pinning = kept?.indicator === code ? kept : null

  const give = (mark: Mark, to: Pick<typeof now, 'indicator' | 'marked'> = now): Marked => {
    const { override_reason: reason, ...rest } = to.marked ?? { indicator: to.indicator.indicator, evidence: [] }
    const isAsMeasured = to.indicator.measured?.mark === mark
    return { ...rest, mark, ...(reason === undefined || isAsMeasured ? {} : { override_reason: reason }) }
  }
  /** By key a mark that needs nothing more leads on to the next indicator. */
  const markByKey = (mark: Mark) => {
    // Who agrees with what was measured leaves it as it is: it needs no evidence of theirs.
    if (indicator.measured?.mark === mark && (marked === null || marked.evidence.length === 0)) {
      if (marked !== null) onClear(code)
      return onGo(1)
    }
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
  const pinPaper = useStable(pin)
  const mark = useStable((given: Mark) => onPut(give(given, shown)))
  const put = useStable(onPut)
  const clear = useStable(() => onClear(shown.indicator.indicator))
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
          <EvidenceKept
            papers={papers}
            types={shown.indicator.evidence_types}
            sayRule={sayRule}
            open={open}
            finder={finder}
            onOpen={setOpen}
            onPage={seen}
            onPin={pinPaper}
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
        <CardKept
          key={shown.indicator.indicator}
          indicator={shown.indicator}
          place={shown.place}
          marked={shown.marked}
          lack={lackOf(form, shown.indicator, shown.marked === null ? [] : [shown.marked])}
          sayRule={sayRule}
          noteKey={shown.noteKey}
          heading={heading}
          onMark={mark}
          onClear={clear}
          onChange={put}
        />
      </Grid.Col>
    </Grid>
  )
}
