/**
 * Racers for the room of limits that guarantees share, through the one function that keeps a step: agreements signed,
 * further notices, releases. What is given is what there is, and the use is what the guarantees hold, by SQL.
 */
import type pg from 'pg'
import { SANDBOX } from '../../platform/identity/sandbox.ts'
import { uuid7 } from '../../platform/ids.ts'

const GUARANTEES = 200
/** Room beside what the guarantees hold at their beginning: in the limit of all, and in the one of every second. */
const ROOM = 1_000
const ROOM_OF_HALF = 300
/** Of so many steps on a guarantee one gives back. */
const RELEASE_EACH = 10
/** The version that reads before it writes needs fewer to be shown wrong. */
const NAIVE_ATTEMPTS = 600

/** Guarantees of one won each, noticed and reserved for, in a limit of their own and in the one of all. */
async function planted(owner: pg.Client): Promise<readonly string[]> {
  const caseId = uuid7()
  const ids = Array.from({ length: GUARANTEES }, () => uuid7())
  await owner.query(
    `insert into app.cases (id, firm, bank, office, state, content, names, asked_by)
     values ($1, $2, $3, $4, 'noticed', '{}', '{}', 'bank')`,
    [caseId, SANDBOX.firm, SANDBOX.bank, SANDBOX.office],
  )
  await owner.query(
    `insert into app.decisions (id, case_id, record, digest, facts, editions, grade, recommended, amount, level, quorum)
     select id, $2, '{}', id::text, '{}', '{}', 'BBB', 'approve', 1, 'branch_head', 1 from unnest($1::uuid[]) id`,
    [ids, caseId],
  )
  await owner.query(
    `insert into app.guarantees (id, number, case_id, decision, firm, bank, office, is_sandbox, kind, state, version,
       programme, grade, loan, amount, ratio, fee_rate, term_months, held, balance, begun_on, life)
     select id, 'TG-2026-' || lpad(place::text, 7, '0'), $2, id, $3, $4, $5, true, 'individual', 'noticed', 1,
       'general', 'BBB', 1000000, 1000000, '1', '0.01', 12, 1, 0, '2026-01-02', '{}'
     from unnest($1::uuid[]) with ordinality as of(id, place)`,
    [ids, caseId, SANDBOX.firm, SANDBOX.bank, SANDBOX.office],
  )
  await owner.query(
    `insert into app.guarantee_events (guarantee, sequence, type, day, body, is_late, basis, person, at)
     select id, 1, 'noticed', '2026-01-02', '{}', false, 'Act 35', 'racer', now() from unnest($1::uuid[]) id`,
    [ids],
  )
  await owner.query(
    `insert into app.limits (scope, code, key, cap)
     values ('programme', 'issue', 'half', $1), ('fund', 'issue', 'all', $2)`,
    [GUARANTEES / 2 + ROOM_OF_HALF, GUARANTEES + ROOM],
  )
  const everybody = { scope: 'fund', code: 'issue', key: 'all', amount: '1' }
  const half = { scope: 'programme', code: 'issue', key: 'half', amount: '1' }
  for (const [place, id] of ids.entries())
    await owner.query(`select set_config('app.kind', 'system', false), app.reserve($1, '2100-01-01', $2)`, [
      id,
      JSON.stringify(place % 2 === 0 ? [half, everybody] : [everybody]),
    ])
  return ids
}

/** One step as the service makes it: the guarantee held, and the step kept on the version found. */
const STEP = `
  create function app.race_step(p_id uuid, p_more integer) returns text language plpgsql as $$
  declare
    g app.guarantees;
    v_type text;
    v_held numeric;
  begin
    select * into g from app.guarantees where id = p_id for update;
    v_type := case when g.state = 'noticed' then 'signed' when p_more < 0 then 'released' else 'noticed' end;
    v_held := g.held + case when v_type = 'signed' then 0 else p_more end;
    if v_held < 0 then
      return 'nothing left';
    end if;
    return coalesce(app.keep_guarantee_step(jsonb_build_object('at', now(), 'entries', '[]'::jsonb,
      'guarantee', jsonb_build_object('id', p_id, 'expected', g.version, 'version', g.version + 1, 'state', 'lettered',
        'held', v_held, 'balance', 0, 'life', '{}'::jsonb),
      'event', jsonb_build_object('sequence', g.version + 1, 'type', v_type, 'day', '2026-01-02', 'body', '{}'::jsonb,
        'is_late', false, 'basis', 'Act 35', 'person', 'racer'),
      'audit', jsonb_build_object('person', 'racer', 'organisation', 'racers', 'action', 'guarantee.notice',
        'subject', 'guarantee:' || p_id, 'body', '{}'))), v_type);
  end $$;
  grant execute on function app.race_step(uuid, integer) to tech_guarantee_app`

/** What somebody would write who asks for the room first and then takes it. */
const NAIVE = `
  create or replace function app.keep_use(p_decision uuid, p_step text, p_before numeric, p_held numeric) returns void
    language plpgsql as $$
  declare
    one record;
    v_room numeric;
  begin
    for one in select * from app.reservations where decision = p_decision and state = 'posted' loop
      select cap - used - reserved into v_room from app.limits
        where scope = one.scope and code = one.code and key = one.key;
      -- Whatever else somebody would do in between, so that it is not left to chance whether two meet.
      perform pg_sleep(0.005);
      if p_held - p_before > v_room then
        raise exception using errcode = 'TG012', message = 'limit ' || one.scope;
      end if;
      update app.limits set used = used + p_held - p_before
        where scope = one.scope and code = one.code and key = one.key;
    end loop;
  end $$`

type Standing = { readonly key: string; readonly cap: string; readonly used: string; readonly held: string }

async function standing(owner: pg.Client): Promise<ReadonlyMap<string, Standing>> {
  const { rows } = await owner.query<Standing>(
    `select l.key, l.cap, l.used, (select sum(g.held) from app.guarantees g join app.reservations r
       on r.decision = g.decision and (r.scope, r.code, r.key) = (l.scope, l.code, l.key)
         and r.state = 'posted') as held
     from app.limits l where l.code = 'issue'`,
  )
  return new Map(rows.map(row => [row.key, row]))
}

/** Faults that a step of a life leaves; of the books no entry was written here. */
async function faultsOf(owner: pg.Client): Promise<readonly string[]> {
  const { rows } = await owner.query<{ fault: string; subject: string; found: string }>(
    `select * from app.ledger_faults() where fault in ('limit_use_not_of_guarantees',
       'limit_reserved_not_of_reservations', 'held_in_no_limit', 'version_not_of_events')
       and subject not like '%:race:%'`,
  )
  return rows.map(row => `${row.fault} ${row.subject}: ${row.found}`)
}

export type RacedAtIssue = { readonly held: number; readonly of: number; readonly notes: readonly string[] }

/** @param owner a superuser, who plants; @param pool the service's role, over which is raced */
export async function racedAtIssue(owner: pg.Client, pool: pg.Pool, attempts: number): Promise<RacedAtIssue> {
  const ids = await planted(owner)
  await owner.query(STEP)
  const step = async (id: string, more: number): Promise<string> => {
    const { rows } = await pool.query<{ told: string }>('select app.race_step($1, $2) as told', [id, more])
    return rows[0]?.told ?? ''
  }
  const told = new Map<string, number>()
  const tally = (answer: string): void => {
    const kind = answer.startsWith('limit ') ? 'refused' : answer
    told.set(kind, (told.get(kind) ?? 0) + 1)
  }
  const idOf = (attempt: number): string => ids[attempt % GUARANTEES] as string
  await Promise.all(
    Array.from({ length: attempts }, async (_, attempt) => {
      const isRelease = Math.floor(attempt / GUARANTEES) % RELEASE_EACH === RELEASE_EACH - 1
      tally(await step(idOf(attempt), isRelease ? -1 : 1))
    }),
  )
  // What was given back last is taken too, so that the limit of all must come out full to the won.
  const fill = async (): Promise<void> => {
    for (let isRoom = true; isRoom; ) {
      const answers = await Promise.all(ids.map(id => step(id, 1)))
      for (const answer of answers) tally(answer)
      isRoom = answers.some(answer => answer === 'noticed')
    }
  }
  await fill()
  const count = (kind: string): number => told.get(kind) ?? 0
  const [all, given] = [(await standing(owner)).get('all'), count('noticed') - count('released')]
  // With more room for all, the rest of what the half has is taken, and nothing above it.
  await owner.query(`update app.limits set cap = cap + $1 where code = 'issue' and key = 'all'`, [ROOM_OF_HALF])
  await fill()
  const [after, faults] = [await standing(owner), await faultsOf(owner)]
  const half = after.get('half')
  const checks: readonly (readonly [string, boolean])[] = [
    ['every agreement signed once', count('signed') === GUARANTEES],
    ['given less given back is the room', given === ROOM],
    ['the limit of all is full and not above', all !== undefined && all.used === all.cap],
    ['the use of all is what the guarantees hold', all !== undefined && all.used === all.held],
    ['the limit of half is full and not above', half !== undefined && half.used === half.cap],
    ['the use of half is what its guarantees hold', half !== undefined && half.used === half.held],
    ['by SQL nothing is amiss', faults.length === 0],
  ]
  await owner.query(NAIVE)
  await owner.query(`update app.limits set cap = used + 50 where key = 'all' and code = 'issue'`)
  const naive = await Promise.all(
    Array.from({ length: NAIVE_ATTEMPTS }, (_, at) => step(ids[(2 * at + 1) % GUARANTEES] as string, 1)),
  )
  const over = naive.filter(answer => answer === 'noticed').length
  const isShown = over > 50
  return {
    held: checks.filter(([, holds]) => holds).length + (isShown ? 1 : 0),
    of: checks.length + 1,
    notes: [
      `at issue: ${attempts} steps on ${GUARANTEES} guarantees in two limits: ${count('signed')} signed, ` +
        `${count('noticed')} further won given, ${count('released')} given back, ` +
        `${count('refused')} refused for want of room`,
      `at issue, asking for the room before taking it, ${NAIVE_ATTEMPTS} for 50: ${over} given, ` +
        (isShown ? 'more than there is' : 'NOT shown to fail'),
      ...checks.filter(([, holds]) => !holds).map(([what]) => `NOT so at issue: ${what}`),
      ...faults.slice(0, 5),
    ],
  }
}
