/** One impact: its figures while it runs and once it is exact, what goes with a proposal, and who flips. */
import { Alert, Anchor, Button, Code, Group, Progress, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { memo, useDeferredValue } from 'react'
import { reading, useDeed } from '../api/use.ts'
import { Day } from '../parts/day.tsx'
import { Facts, Part } from '../parts/facts.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { ProblemAlert } from '../parts/problem.tsx'
import { Read } from '../parts/states.tsx'
import { hasRole, useSelf } from '../shell/session.ts'
import { useWords } from '../words/engine.ts'
import { ChangePart } from './change.tsx'
import { GroupsPart } from './groups.tsx'
import { HeadroomPart } from './headroom.tsx'
import { MovesPart } from './moves.tsx'
import { type Impact, isOpen, useSaid } from './names.ts'
import { ReasonsPart, SwapPart } from './swap.tsx'
import { TotalsPart } from './totals.tsx'
import { useImpact } from './use-impact.ts'
import { impactWords } from './words.ts'

function Running({ of }: { readonly of: Impact }) {
  const say = useWords(impactWords)
  const self = useSelf()
  const stop = useDeed('POST /v1/runs/{run_id}/cancel', ['GET /v1/rules/impacts/{run_id}', 'GET /v1/runs'])
  const resume = useDeed('POST /v1/runs/{run_id}/resume', ['GET /v1/rules/impacts/{run_id}', 'GET /v1/runs'])
  const params = { run_id: of.id }
  const progress = say('progress_text', { parts: of.parts, done: of.parts_done })
  return (
    <Part title={say('progress')}>
      <ProblemAlert problem={stop.error ?? resume.error} />
      <Progress
        value={of.parts === 0 ? 0 : (100 * of.parts_done) / of.parts}
        size="lg"
        mb="sm"
        aria-label={progress}
        transitionDuration={0}
      />
      <Text role="status">
        {progress}{' '}
        {say(
          of.is_exact ? 'exact' : of.state === 'cancelled' ? 'stopped' : of.state === 'failed' ? 'failed' : 'so_far',
        )}
      </Text>
      {hasRole(self, ['risk_officer']) && !of.is_exact ? (
        <Group mt="sm" className="not-printed">
          {isOpen(of) ? (
            <Button variant="default" loading={stop.isPending} onClick={() => stop.mutate({ params })}>
              {say('stop_run')}
            </Button>
          ) : (
            <Button loading={resume.isPending} onClick={() => resume.mutate({ params })}>
              {say('resume_run')}
            </Button>
          )}
        </Group>
      ) : null}
    </Part>
  )
}

/** What of this result a proposal of the draft would carry, or carries. */
function Proposal({ of }: { readonly of: Impact }) {
  const say = useWords(impactWords)
  const edition = useQuery({
    ...reading('GET /v1/rules/editions/{kind}/{edition}', {
      params: { kind: of.kind as 'terms', edition: of.edition },
    }),
    enabled: of.generated === null,
    retry: false,
  })
  const kept = edition.data?.made?.grounds?.impact ?? null
  const told = (): 'generated' | 'open' | 'ready' | 'kept' | 'other' | 'changed' => {
    if (of.generated !== null) return 'generated'
    if (of.result_digest === null) return 'open'
    if (edition.data !== undefined && edition.data.digest !== of.digest) return 'changed'
    if (kept !== null) return kept === of.result_digest ? 'kept' : 'other'
    return 'ready'
  }
  const what = told()
  return (
    <Part title={say('part_proposal')}>
      <Alert color={what === 'kept' ? 'green' : what === 'other' || what === 'changed' ? 'orange' : 'gray'}>
        {say(`proposal_${what}`)}
      </Alert>
      {of.result_digest === null ? null : (
        <Text mt="sm" size="sm">
          {say('digest')}: <Code style={{ overflowWrap: 'anywhere' }}>{of.result_digest}</Code>
        </Text>
      )}
    </Part>
  )
}

const Swap = memo(SwapPart)

/** What stands below the first chart. Figures come in again and again: they are drawn behind what somebody does. */
const Further = memo(function Further({ of }: { readonly of: Impact }) {
  const { report } = of
  return (
    <>
      <ReasonsPart of={report} />
      <ChangePart of={report} />
      <TotalsPart of={report} />
      <GroupsPart of={report} />
      <HeadroomPart of={report} />
      <MovesPart of={of} />
    </>
  )
})

function Whole({ of }: { readonly of: Impact }) {
  const say = useWords(impactWords)
  const said = useSaid()
  const { report } = of
  const drawn = useDeferredValue(of.parts_done === 0 ? null : of, null)
  const number = (value: number) => value.toLocaleString('en-US')
  return (
    <>
      <PageTitle>{say('run_title', { kind: said('kind', of.kind), edition: of.edition })}</PageTitle>
      <Text mb="md" className="not-printed">
        <Anchor component={Link} to="/risk/impact">
          {say('to_begin')}
        </Anchor>
      </Text>
      <Running of={of} />
      <Part title={say('book')}>
        <Facts
          of={[
            {
              name: say('book'),
              value:
                of.generated === null
                  ? say('book_stored')
                  : say('book_of_generated', {
                      cases: number(of.generated.cases),
                      seed: String(of.generated.seed),
                    }),
            },
            { name: say('day'), value: <Day of={of.day} /> },
            { name: say('run_cases'), value: number(report.cases) },
            { name: say('moves'), value: number(of.moves) },
            { name: say('run_whole'), value: number(report.run_whole) },
            { name: say('not_run'), value: number(report.not_run) },
          ]}
        />
        {of.generated === null ? (
          <Text mt="md" size="sm">
            {say('problems', { count: of.problems.length })}
          </Text>
        ) : null}
      </Part>
      {of.parts_done === 0 ? null : (
        <>
          <Swap of={report} moves={of.moves} />
          {drawn === null ? null : <Further of={drawn} />}
        </>
      )}
      <Proposal of={of} />
    </>
  )
}

export function ImpactRun() {
  const { run } = useParams({ from: '/risk/impact/$run' })
  const found = useImpact(run)
  return <Read of={found}>{value => <Whole of={value} />}</Read>
}
