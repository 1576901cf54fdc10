/** Guarantees in accident or claim, paid or to be recovered. */
import { getRouteApi } from '@tanstack/react-router'
import { useWords } from '../../words/engine.ts'
import { officerMoney } from '../words.ts'
import { GuaranteeList } from './guarantee-list.tsx'
import { OPEN_STATES } from './state.tsx'

const route = getRouteApi('/office/claims')

export function Claims() {
  const say = useWords(officerMoney)
  return (
    <GuaranteeList
      to="/office/claims"
      title={say('claims_title')}
      empty={say('claims_empty')}
      states={OPEN_STATES}
      all={say('claims_state_open')}
      state={route.useSearch().state}
      amount="outstanding"
    />
  )
}
