/** The list of applications with what its address says: the first page an applicant sees, and so a piece of its own. */
import { getRouteApi } from '@tanstack/react-router'
import { Applications } from './applications.tsx'

const list = getRouteApi('/applications')

export const ListPage = () => <Applications withdrawn={list.useSearch().withdrawn} />
