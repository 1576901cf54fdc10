/** One case: the question whether anything binds the appraiser, then the sheet, or the sheet as it was signed. */
import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { call } from '../api/client.ts'
import { useDraft } from '../api/draft.ts'
import { reading } from '../api/use.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { Loading, Read } from '../parts/states.tsx'
import { useSelf } from '../shell/session.ts'
import { useWords } from '../words/engine.ts'
import { useCase } from './case.ts'
import { ConflictCheck } from './conflict-check.tsx'
import { Signed } from './signed.tsx'
import { appraiser } from './words.ts'
import { Workbench } from './workbench.tsx'

/** The caller's sheet that counts, where one was signed. */
export function useOwnSheet(id: string, person: string | undefined) {
  const sheets = useQuery(reading('GET /v1/cases/{case_id}/sheets', { params: { case_id: id } }))
  const own = sheets.data?.items.filter(each => each.appraiser === person && each.superseded_at === null).at(-1)
  return { sheets, own }
}

/** Whether the sheet signed is being corrected on this device; another one signed meanwhile ends it. */
export function useCorrecting(id: string, person: string, own: string | undefined) {
  const { value, set, forget } = useDraft(`correcting:${person}:${id}`, '')
  return { is: own !== undefined && value === own, begin: () => set(own ?? ''), end: forget }
}

/** The caller's draft, opened where none is open. */
export const draftReading = (id: string) => ({
  queryKey: ['draft', id],
  queryFn: () => call('POST /v1/cases/{case_id}/drafts', { params: { case_id: id } }),
  refetchOnWindowFocus: false,
  gcTime: 0,
})

export function Appraisal() {
  const { id } = useParams({ from: '/appraisals/$id' })
  const self = useSelf()
  if (self === undefined || self === null) return <Loading />
  return <AppraisalOf key={id} id={id} person={self.person} />
}

function AppraisalOf({ id, person }: { readonly id: string; readonly person: string }) {
  const say = useWords(appraiser)
  const { sheets, own } = useOwnSheet(id, person)
  const found = useCase(id)
  const { value: isUnbound, set: setUnbound } = useDraft(`unbound:${person}:${id}`, false)
  const correcting = useCorrecting(id, person, own?.id)
  const isToMark = sheets.isSuccess && (correcting.is || (own === undefined && isUnbound))
  const draft = useQuery({ ...draftReading(id), enabled: isToMark })
  const form = useQuery({
    ...reading('GET /v1/cases/{case_id}/sheets/form', { params: { case_id: id } }),
    enabled: isToMark,
  })
  return (
    <Read of={found.read}>
      {({ firm, state }) => (
        <>
          <PageTitle>{say('appraisal_of', { firm: found.nameOf(firm) })}</PageTitle>
          <Read of={sheets}>
            {() =>
              own !== undefined && !correcting.is ? (
                <Signed sheet={own} caseId={id} state={state} onCorrect={correcting.begin} />
              ) : own === undefined && !isUnbound ? (
                <ConflictCheck id={id} person={person} found={found} onUnbound={() => setUnbound(true)} />
              ) : (
                <Read of={form} lines={8}>
                  {asked => (
                    <Read of={draft} lines={8}>
                      {opened => (
                        <Workbench
                          id={id}
                          person={person}
                          form={asked}
                          opened={opened}
                          corrects={own?.id}
                          named={found.named}
                        />
                      )}
                    </Read>
                  )}
                </Read>
              )
            }
          </Read>
          <Stack mt="lg" className="not-printed">
            <Link to="/appraisals">{say('to_assignments')}</Link>
          </Stack>
        </>
      )}
    </Read>
  )
}
