/** The parts of an application with what their address says. */
import { getRouteApi } from '@tanstack/react-router'
import { Papers } from './papers.tsx'
import { SectionPage } from './section.tsx'
import { isSectionKey } from './sections.ts'
import { Submit } from './submit.tsx'

const papers = getRouteApi('/applications/$id/papers')
const submit = getRouteApi('/applications/$id/submit')
const part = getRouteApi('/applications/$id/$part')

export const PapersPage = () => <Papers id={papers.useParams().id} />
export const SubmitPage = () => <Submit id={submit.useParams().id} />
export function PartPage() {
  const { id, part: key } = part.useParams()
  return isSectionKey(key) ? <SectionPage id={id} part={key} /> : null
}
