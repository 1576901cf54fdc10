/** One entry of the trail in words: who, what, when, why, digests before and after; and its proof, checked here. */
import { Anchor, Button, Group, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { reading } from '../api/use.ts'
import { Moment } from '../parts/day.tsx'
import { useDeedWords } from '../parts/deed-words.ts'
import { type Fact, Facts, Part } from '../parts/facts.tsx'
import { useOrganisationNames } from '../parts/names.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { usePersonNames } from '../parts/persons.ts'
import { ProblemAlert } from '../parts/problem.tsx'
import { Read } from '../parts/states.tsx'
import { useWords } from '../words/engine.ts'
import { everywhere } from '../words/everywhere.ts'
import { detailsOf } from './details.ts'
import { entryProven, type Leaf } from './proof.ts'
import { ProofFound } from './proof-found.tsx'
import { audit } from './words.ts'

const route = getRouteApi('/audit/trail/$sequence')

/** Where what was done something to is shown. */
const placeOf = (subject: string): string | null => {
  const [kind, id = ''] = subject.split(':')
  return kind === 'case' && /^[0-9a-f-]{36}$/.test(id) ? `/audit/cases/${id}` : null
}

function Proof({ of }: { readonly of: Leaf }) {
  const say = useWords(audit)
  const proving = useMutation({ mutationFn: entryProven })
  return (
    <Part title={say('part_proof')}>
      <Text mb="md" maw="70ch">
        {say('proof_lead')}
      </Text>
      <ProblemAlert problem={proving.error} />
      <div aria-live="polite">
        {proving.data === undefined ? null : proving.data === 'waiting' ? (
          <Text mb="md">{say('proof_waiting')}</Text>
        ) : (
          <ProofFound of={proving.data} />
        )}
      </div>
      <div>
        <Button loading={proving.isPending} onClick={() => proving.mutate(of)}>
          {say('proof_check')}
        </Button>
      </div>
    </Part>
  )
}

function Whole({ of }: { readonly of: Leaf }) {
  const say = useWords(audit)
  const sayAll = useWords(everywhere)
  const words = useDeedWords()
  const name = usePersonNames([of.person])
  const organisation = useOrganisationNames(of.organisation.includes('-') ? [of.organisation] : [])
  const { what, number } = words.subject(of.subject)
  const place = placeOf(of.subject)
  const { request, known, rest } = detailsOf(of.body)
  const facts: readonly Fact[] = [
    { name: say('who'), value: name(of.person) },
    {
      name: say('whose'),
      value: of.organisation === of.person ? name(of.organisation) : organisation(of.organisation),
    },
    { name: say('when'), value: <Moment of={of.at} /> },
    { name: say('what'), value: words.action(of.action) },
    {
      name: say('on_what'),
      value: (
        <>
          {what}{' '}
          {place === null ? (
            number
          ) : (
            <Anchor component={Link} to={place}>
              {number}
            </Anchor>
          )}
        </>
      ),
    },
    { name: say('why'), value: of.reason ?? sayAll('none') },
    ...known.map(
      ({ key, value }): Fact => ({
        name: say(`detail_${key}`),
        value: (
          <Text span size="sm" style={{ overflowWrap: 'anywhere' }}>
            {value === true ? sayAll('yes') : value === false ? sayAll('no') : (value ?? sayAll('none'))}
          </Text>
        ),
      }),
    ),
  ]
  return (
    <>
      <PageTitle>{say('entry_title', { number: of.sequence })}</PageTitle>
      <Part title={say('part_entry')}>
        <Facts of={facts} />
        <Group mt="md" className="not-printed">
          <Anchor component={Link} to="/audit/trail" search={{ subject: of.subject } as never}>
            {say('more_of_subject')}
          </Anchor>
          <Anchor component={Link} to="/audit/trail" search={{ person: of.person } as never}>
            {say('more_of_person')}
          </Anchor>
        </Group>
      </Part>
      <Part title={say('part_hashed')}>
        <Facts
          of={[
            { name: say('exact_moment'), value: of.at },
            { name: say('number_of_person'), value: of.person },
            { name: say('request'), value: request ?? sayAll('none') },
            { name: say('in_tree'), value: of.leaf ?? say('waiting') },
            {
              name: say('hash'),
              value: (
                <Text span size="sm" style={{ overflowWrap: 'anywhere' }}>
                  {of.hash ?? say('waiting')}
                </Text>
              ),
            },
            ...(rest === null
              ? []
              : [
                  {
                    name: say('rest'),
                    value: (
                      <Text component="code" size="sm" style={{ overflowWrap: 'anywhere' }}>
                        {rest}
                      </Text>
                    ),
                  },
                ]),
          ]}
        />
      </Part>
      <Proof of={of} />
    </>
  )
}

export function Entry() {
  const say = useWords(audit)
  const { sequence } = route.useParams()
  const found = useQuery(reading('GET /v1/audit/leaves/{sequence}', { params: { sequence } }))
  return (
    <>
      {found.isError && found.data === undefined ? <PageTitle isWrong>{say('part_entry')}</PageTitle> : null}
      <Read of={found}>{leaf => <Whole of={leaf} />}</Read>
    </>
  )
}
