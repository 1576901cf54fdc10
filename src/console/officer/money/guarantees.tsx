/** Guarantees the reader may see. */
import { getRouteApi } from '@tanstack/react-router'
import { GUARANTEE_STATES } from '../../parts/guarantee-state.tsx'
import { useWords } from '../../words/engine.ts'
import { officerMoney } from '../words.ts'
import { GuaranteeList } from './guarantee-list.tsx'

const route = getRouteApi('/office/guarantees')

export function Guarantees() {
  const say = useWords(officerMoney)
  return (
    <GuaranteeList
      to="/office/guarantees"
      title={say('guarantees_title')}
      empty={say('claims_empty')}
      states={GUARANTEE_STATES}
      all={say('state_any')}
      state={route.useSearch().state}
      amount="amount"
    />
  )
}
