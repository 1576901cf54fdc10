/**
 * A draft that saves itself: every change is kept on this device at once and sent within a second, on the version it
 * was begun on. What another window saved meanwhile is put together with it, and asked about where both changed the
 * same.
 */
import { useCallback, useEffect, useRef, useState } from 'react'
import { call, ProblemError, UnreachableError } from '../api/client.ts'
import { useDraft } from '../api/draft.ts'
import { type Difference, type Draft, isSame, type Kept, type Marked, merged } from './sheet.ts'

const SEND_AFTER_MS = 300
const AGAIN_AFTER_MS = 3000
export type Saving = 'saved' | 'saving' | 'unsaved' | 'refused'

/** @param corrects  the sheet that is corrected: what was kept for the one before is not of this one */
export function useSheet(caseId: string, person: string, opened: Draft, corrects: string | undefined) {
  const first: Kept = { marks: opened.marks, base: opened.marks, version: opened.version }
  const { value: kept, set, forget } = useDraft<Kept>(`sheet:${person}:${corrects ?? caseId}`, first)
  const [saving, setSaving] = useState<Saving>('saved')
  const [differences, setDifferences] = useState<readonly Difference[]>([])
  const [problem, setProblem] = useState<unknown>(null)
  const [turn, setTurn] = useState(0)
  const latest = useRef(kept)
  latest.current = kept
  const isSending = useRef(false)

  const keep = useCallback(
    (next: Kept): void => {
      latest.current = next
      set(next)
    },
    [set],
  )
  /** Takes in what the service has, on its version. */
  const takeIn = useCallback(
    (marks: readonly Marked[], version: number): void => {
      const { marks: both, differences: found } = merged(latest.current, marks)
      keep({ marks: both, base: marks, version })
      setDifferences(found)
    },
    [keep],
  )
  // What this device kept from an earlier visit meets what was saved since.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each reading of the draft.
  useEffect(() => {
    if (opened.version > latest.current.version) takeIn(opened.marks, opened.version)
  }, [opened])

  const send = useCallback(async (): Promise<void> => {
    const { marks, base, version } = latest.current
    if (isSending.current || isSame(marks, base)) return
    isSending.current = true
    setSaving('saving')
    try {
      const params = { case_id: caseId }
      const done = await call('PUT /v1/cases/{case_id}/drafts/own', {
        params,
        ifMatch: String(version),
        body: { marks: [...marks] },
      })
      keep({ marks: latest.current.marks, base: marks, version: done.version })
      setProblem(null)
      setSaving(isSame(latest.current.marks, marks) ? 'saved' : 'unsaved')
    } catch (fault) {
      if (fault instanceof ProblemError && fault.codes.includes('draft_saved_meanwhile')) {
        const theirs = await call('GET /v1/cases/{case_id}/drafts/own', { params: { case_id: caseId } }).catch(
          () => null,
        )
        if (theirs !== null) takeIn(theirs.marks, theirs.version)
        setSaving('unsaved')
      } else {
        setSaving(fault instanceof UnreachableError ? 'unsaved' : 'refused')
        setProblem(fault)
      }
    } finally {
      isSending.current = false
      setTurn(before => before + 1)
    }
  }, [caseId, keep, takeIn])

  const isDirty = !isSame(kept.marks, kept.base)
  const isOpen = differences.length > 0
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change and each end of a sending asks anew.
  useEffect(() => {
    if (!isDirty || isOpen) return
    const timer = setTimeout(() => void send(), problem === null ? SEND_AFTER_MS : AGAIN_AFTER_MS)
    return () => clearTimeout(timer)
  }, [kept, isDirty, isOpen, turn, send])

  const change = (marks: readonly Marked[]): void => {
    keep({ ...latest.current, marks })
    setSaving('unsaved')
  }
  /** Ends a question between two versions. */
  const choose = (difference: Difference, isYours: boolean): void => {
    const { indicator } = difference
    const chosen = isYours ? difference.yours : difference.theirs
    const rest = latest.current.marks.filter(each => each.indicator !== indicator)
    keep({ ...latest.current, marks: chosen === null ? rest : [...rest, chosen] })
    setDifferences(before => before.filter(each => each.indicator !== indicator))
  }
  return {
    marks: kept.marks,
    version: kept.version,
    saving: isDirty ? (saving === 'saved' ? 'unsaved' : saving) : ('saved' as const),
    differences,
    problem,
    change,
    choose,
    forget,
  }
}
