/** One application, its tasks or where it is, with what its address says. */
import { getRouteApi } from '@tanstack/react-router'
import { ApplicationPage } from './application.tsx'

const one = getRouteApi('/applications/$id')

export const OnePage = () => (
  <ApplicationPage id={one.useParams().id} isSubmitted={one.useSearch().submitted !== undefined} />
)
