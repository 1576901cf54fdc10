/** Who is logged in, with the roles they have now; null for the public. */
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call, isWithoutRole, ProblemError, sessionEnds, type ValueOf } from '../api/client.ts'

export type Self = ValueOf<'GET /v1/self'>
export type Role = Self['roles'][number]

/** Somebody is logged in and holds no role: nothing is theirs here but to leave. */
const WITHOUT_ROLE = 'without_role'

export const selfReading = queryOptions({
  queryKey: ['self'],
  // Roles may be taken away while a page is open: a look at the window is enough to see it.
  refetchOnWindowFocus: 'always',
  staleTime: 30_000,
  queryFn: async ({ signal, client, queryKey }): Promise<Self | typeof WITHOUT_ROLE | null> => {
    try {
      return await call('GET /v1/self', { signal })
    } catch (problem) {
      if (isWithoutRole(problem)) return WITHOUT_ROLE
      // Whose session ends keeps the page they are working on; that it has ended is told above it.
      const wasSomebody = client.getQueryData<Self | null>(queryKey) != null
      if (problem instanceof ProblemError && problem.status === 401 && !wasSomebody) return null
      throw problem
    }
  },
})

/** The person, null for the public and for whoever holds no role, undefined until it is known. */
export function useSelf(): Self | null | undefined {
  const { data } = useQuery(selfReading)
  return data === WITHOUT_ROLE ? null : data
}

/** Whether somebody is logged in who holds no role now. */
export const useIsWithoutRole = (): boolean => useQuery(selfReading).data === WITHOUT_ROLE

/** Hears at once where the last role ends while a page is open. */
export function useRolesWatched(): void {
  const client = useQueryClient()
  useEffect(() => {
    const ended = () => client.setQueryData(selfReading.queryKey, WITHOUT_ROLE)
    sessionEnds.addEventListener(WITHOUT_ROLE, ended)
    return () => sessionEnds.removeEventListener(WITHOUT_ROLE, ended)
  }, [client])
}

export const hasRole = (self: Self | null | undefined, roles: readonly Role[]): boolean =>
  self?.roles.some(role => roles.includes(role)) === true
