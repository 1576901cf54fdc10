/** Pages of the admin: people and their roles, organisations, the roster, and what each role may do. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { security } from '../security/words.ts'
import { root, words } from '../shell/root.tsx'
import { actions } from '../words/actions.ts'
import { kindSearch, peopleSearch, roleSearch } from './search.ts'
import { admin } from './words.ts'

const loader = words(admin, actions, security)

export const adminRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/admin/people',
    validateSearch: peopleSearch,
    loader,
    component: lazyRouteComponent(() => import('./people.tsx'), 'People'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/people/$person',
    loader,
    component: lazyRouteComponent(() => import('./person.tsx'), 'PersonPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/organisations',
    validateSearch: kindSearch,
    loader,
    component: lazyRouteComponent(() => import('./organisations.tsx'), 'Organisations'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/organisations/$organisation',
    loader,
    component: lazyRouteComponent(() => import('./organisation.tsx'), 'OrganisationPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/appraisers',
    loader,
    component: lazyRouteComponent(() => import('./appraisers.tsx'), 'Appraisers'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/admin/access',
    validateSearch: roleSearch,
    loader,
    component: lazyRouteComponent(() => import('./access.tsx'), 'Access'),
  }),
] as const
