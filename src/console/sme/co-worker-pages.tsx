/** The pages of filling in together, with what their address says. */
import { getRouteApi } from '@tanstack/react-router'
import { CoWorkers } from './co-workers.tsx'
import { CoWorking, CoWorkingPart, CoWorkings } from './co-workings.tsx'
import { isSectionKey } from './sections.ts'

const ofCase = getRouteApi('/applications/$id/co-workers')
const one = getRouteApi('/co-workings/$id')
const part = getRouteApi('/co-workings/$id/$part')

export const CoWorkersPage = () => <CoWorkers id={ofCase.useParams().id} />
export const CoWorkingsPage = () => <CoWorkings />
export const CoWorkingPage = () => <CoWorking id={one.useParams().id} />
export function CoWorkingPartPage() {
  const { id, part: key } = part.useParams()
  return isSectionKey(key) ? <CoWorkingPart id={id} part={key} /> : null
}
