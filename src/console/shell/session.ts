/** Who is logged in, with the roles they have now; null for the public. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { call, ProblemError, type ValueOf } from '../api/client.ts'

export type Self = ValueOf<'GET /v1/self'>
export type Role = Self['roles'][number]

export const selfReading = queryOptions({
  queryKey: ['self'],
  // Roles may be taken away while a page is open: a look at the window is enough to see it.
  refetchOnWindowFocus: 'always',
  staleTime: 30_000,
  queryFn: async ({ signal, client, queryKey }): Promise<Self | null> => {
    try {
      return await call('GET /v1/self', { signal })
    } catch (problem) {
      // Whose session ends keeps the page they are working on; that it has ended is told above it.
      const wasSomebody = client.getQueryData<Self | null>(queryKey) != null
      if (problem instanceof ProblemError && problem.status === 401 && !wasSomebody) return null
      throw problem
    }
  },
})

/** The person, null for the public, undefined until it is known. */
export const useSelf = (): Self | null | undefined => useQuery(selfReading).data

export const hasRole = (self: Self | null | undefined, roles: readonly Role[]): boolean =>
  self?.roles.some(role => roles.includes(role)) === true
