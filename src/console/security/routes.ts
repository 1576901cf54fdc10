/** What somebody logs in by: one page, for whoever is logged in. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root, words } from '../shell/root.tsx'
import { security } from './words.ts'

export const securityRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/security',
    loader: words(security),
    component: lazyRouteComponent(() => import('./security.tsx'), 'Security'),
  }),
] as const
