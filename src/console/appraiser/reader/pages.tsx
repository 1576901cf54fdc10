/** A PDF page by page: gone through, made larger, looked through by keyboard, and quoted as evidence. */
import { ActionIcon, Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { useDraft } from '../../api/draft.ts'
import { useWords } from '../../words/engine.ts'
import { everywhere } from '../../words/everywhere.ts'
import { appraiser } from '../words.ts'
import { draw, type Opened } from './document.ts'
import { asQuotation, type Hit, linesOf } from './text.ts'
import { useSearch } from './use-search.ts'

export type Quoted = { readonly page: number; readonly quotation: string }
const [ZOOM_MIN, ZOOM_MAX, ZOOM_STEP] = [0.5, 4, 0.25] as const

/** The range of something found, between the elements of the text laid over the page. */
function rangeOf(divs: readonly HTMLElement[], { from, to }: Hit): Range | null {
  const [first, last] = [divs[from.piece]?.firstChild, divs[to.piece]?.firstChild]
  if (first === null || first === undefined || last === null || last === undefined) return null
  const range = document.createRange()
  range.setStart(first, Math.min(from.from, first.textContent?.length ?? 0))
  range.setEnd(last, Math.min(to.to, last.textContent?.length ?? 0))
  return range
}

export function Pages({
  opened,
  digest,
  title,
  finder,
  onPage,
  onQuote,
}: {
  readonly opened: Opened
  readonly digest: string
  readonly title: string
  /** The field of the search, for the key that leads there. */
  readonly finder: RefObject<HTMLInputElement | null>
  /** Told the page in sight. */
  readonly onPage: (page: number) => void
  readonly onQuote: (quoted: Quoted) => void
}) {
  const say = useWords(appraiser)
  const sayAll = useWords(everywhere)
  const { value: kept, set: setPage } = useDraft(`page:${digest}`, 1)
  const page = Math.min(Math.max(kept, 1), opened.numPages)
  const [zoom, setZoom] = useState(1)
  /** The pieces of the text of the page that is drawn; none before. */
  const [divs, setDivs] = useState<readonly HTMLElement[] | null>(null)
  const [fault, setFault] = useState<unknown>(null)
  const [selected, setSelected] = useState('')
  const scroll = useRef<HTMLElement>(null)
  const sheet = useRef<HTMLDivElement>(null)
  const layer = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const search = useSearch(opened, page, setPage)
  const { words, setWords, hits, at, isLooking, texts, go } = search
  useEffect(() => onPage(page), [page, onPage])

  useEffect(() => {
    if (scroll.current === null || sheet.current === null || canvas.current === null || layer.current === null) return
    setFault(null)
    setDivs(null)
    const width = scroll.current.clientWidth - 2
    const drawn = draw(opened, page, width, zoom, sheet.current, canvas.current, layer.current)
    void drawn.done.then(all => all !== null && setDivs(all), setFault)
    return drawn.cancel
  }, [opened, page, zoom])

  useEffect(() => {
    const here = hits.flatMap((hit, place) => {
      const range = hit.page === page && divs !== null ? rangeOf(divs, hit) : null
      return range === null ? [] : [{ place, range }]
    })
    const current = here.find(each => each.place === at)
    CSS.highlights.set('found', new Highlight(...here.filter(each => each !== current).map(each => each.range)))
    CSS.highlights.set('found-here', new Highlight(...(current === undefined ? [] : [current.range])))
    current?.range.startContainer.parentElement?.scrollIntoView({ block: 'center', inline: 'nearest' })
    return () => {
      CSS.highlights.delete('found')
      CSS.highlights.delete('found-here')
    }
  }, [hits, at, page, divs])

  const heard = useCallback(() => {
    const selection = document.getSelection()
    const isHere = layer.current !== null && selection !== null && layer.current.contains(selection.anchorNode)
    if (isHere) setSelected(asQuotation(selection.toString()))
  }, [])
  useEffect(() => {
    document.addEventListener('selectionchange', heard)
    return () => document.removeEventListener('selectionchange', heard)
  }, [heard])
  // What was selected on another page is no quotation of this one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew for each page.
  useEffect(() => setSelected(''), [page])

  const hit = hits[at]
  const hitText = hit === undefined ? undefined : texts[hit.page - 1]
  const found = hit === undefined || hitText === undefined ? '' : linesOf(hitText, hit)
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={say('page_before')}
          disabled={page === 1}
          onClick={() => setPage(page - 1)}
        >
          ‹
        </ActionIcon>
        <Text aria-live="polite" data-testid="page-place">
          {say('page_place', { page, all: opened.numPages })}
        </Text>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={say('page_after')}
          disabled={page === opened.numPages}
          onClick={() => setPage(page + 1)}
        >
          ›
        </ActionIcon>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={say('smaller')}
          disabled={zoom <= ZOOM_MIN}
          onClick={() => setZoom(zoom - ZOOM_STEP)}
        >
          −
        </ActionIcon>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={say('larger')}
          disabled={zoom >= ZOOM_MAX}
          onClick={() => setZoom(zoom + ZOOM_STEP)}
        >
          +
        </ActionIcon>
      </Group>
      <Group gap="xs" align="end" role="search">
        <TextInput
          ref={finder}
          type="search"
          size="sm"
          label={say('find_in_paper')}
          description={say('find_keys')}
          value={words}
          onChange={event => setWords(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
              event.preventDefault()
              go(event.shiftKey ? -1 : 1)
            } else if (event.key === 'Escape') setWords('')
          }}
        />
        <ActionIcon variant="default" size="lg" aria-label={say('hit_before')} onClick={() => go(-1)}>
          ↑
        </ActionIcon>
        <ActionIcon variant="default" size="lg" aria-label={say('hit_after')} onClick={() => go(1)}>
          ↓
        </ActionIcon>
        <Text role="status" size="sm" data-testid="hits">
          {words.trim() === ''
            ? ''
            : isLooking
              ? sayAll('loading')
              : hits.length === 0
                ? say('hits_none')
                : say('hits', { at: at + 1, all: hits.length })}
        </Text>
      </Group>
      <Group gap="xs">
        <Button
          size="sm"
          variant="default"
          disabled={selected === '' && found === ''}
          onClick={() =>
            onQuote(selected === '' ? { page: hit?.page ?? page, quotation: found } : { page, quotation: selected })
          }
        >
          {say(selected === '' ? 'quote_found' : 'quote_selected')}
        </Button>
        <Text size="sm">{say('quote_how')}</Text>
      </Group>
      {fault === null ? null : (
        <Alert color="red" role="alert">
          {say('page_not_shown')}
        </Alert>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrolled by keyboard too. */}
      <section ref={scroll} className="paper-scroll" aria-label={title} tabIndex={0}>
        <div ref={sheet} className="paper-sheet" data-page={page} data-drawn={divs !== null}>
          <canvas ref={canvas} />
          <div ref={layer} className="paper-text" />
        </div>
      </section>
    </Stack>
  )
}
