/** The pages of an application with what their address says. */
import { getRouteApi } from '@tanstack/react-router'
import { ApplicationPage } from './application.tsx'
import { Applications } from './applications.tsx'
import { Papers } from './papers.tsx'
import { SectionPage } from './section.tsx'
import { isSectionKey } from './sections.ts'
import { Submit } from './submit.tsx'

const list = getRouteApi('/applications')
const one = getRouteApi('/applications/$id')
const papers = getRouteApi('/applications/$id/papers')
const submit = getRouteApi('/applications/$id/submit')
const part = getRouteApi('/applications/$id/$part')

export const ListPage = () => <Applications withdrawn={list.useSearch().withdrawn} />
export const OnePage = () => (
  <ApplicationPage id={one.useParams().id} isSubmitted={one.useSearch().submitted !== undefined} />
)
export const PapersPage = () => <Papers id={papers.useParams().id} />
export const SubmitPage = () => <Submit id={submit.useParams().id} />
export function PartPage() {
  const { id, part: key } = part.useParams()
  return isSectionKey(key) ? <SectionPage id={id} part={key} /> : null
}
