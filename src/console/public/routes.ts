/** Pages for everybody, logged in or not. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { root, words } from '../shell/root.tsx'
import { verify } from './words.ts'

export const publicRoutes = [
  createRoute({
    getParentRoute: () => root,
    path: '/verify',
    loader: words(verify),
    component: lazyRouteComponent(() => import('./verify.tsx'), 'Verify'),
  }),
] as const
