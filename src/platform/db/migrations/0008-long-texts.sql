-- The long texts of a case stand as they are: compressing them cost more than all else of keeping a recommendation, and
-- a record is read far more often whole than the place it takes is missed. The record travels beside the rows, since
-- text inside JSON is escaped by one side and read back by the other.

alter table app.decisions alter column record set storage external;
alter table app.cases alter column content set storage external;
alter table app.sheets alter column body set storage external;

drop function app.keep_recommendation(jsonb);

-- Keeps a recommendation whole or not at all: the case as it then stands (with `case.content`: a new one), its events,
-- draws and sheets, the decision beside the one it supersedes, its outcome and its reservations.
-- Answers null where all of it is kept; 'version' where the case changed meanwhile; the limit that is full or changed.
create function app.keep_recommendation(p jsonb, p_record text) returns text language plpgsql as $$
declare
  c jsonb := p -> 'case';
  d jsonb := p -> 'decision';
  v_case uuid := (c ->> 'id')::uuid;
  v_at timestamptz := (p ->> 'at')::timestamptz;
  v_old uuid := (p ->> 'supersedes')::uuid;
  v_full text;
  v_kind text := app.kind();
begin
  -- The house keeps it, also inside a bank's request in the sandbox.
  perform set_config('app.kind', 'system', true);
  if c ? 'content' then
    insert into app.cases (id, firm, bank, office, is_sandbox, state, version, content, names, consent, asked_by, holder,
        due_on, submitted_on, scenario, draw_seed, created_at, updated_at)
      values (v_case, c ->> 'firm', c ->> 'bank', c ->> 'office', (c ->> 'is_sandbox')::boolean, c ->> 'state',
        (c ->> 'version')::integer, c -> 'content', c -> 'names', c ->> 'consent', c ->> 'asked_by', c ->> 'holder',
        (c ->> 'due_on')::date, (c ->> 'submitted_on')::date, c ->> 'scenario', c ->> 'draw_seed', v_at, v_at);
  else
    update app.cases
      set state = c ->> 'state', version = (c ->> 'version')::integer, holder = c ->> 'holder',
          due_on = (c ->> 'due_on')::date, content = coalesce(c -> 'changed', content),
          is_person_asked = (c ->> 'is_person_asked')::boolean, updated_at = v_at
      where id = v_case and version = (c ->> 'expected')::integer;
    if not found then
      perform set_config('app.kind', v_kind, true);
      return 'version';
    end if;
  end if;
  insert into app.case_events (case_id, sequence, type, body, person, at)
    select v_case, e.sequence, e.type, e.body, e.person, v_at
    from jsonb_to_recordset(p -> 'events') as e(sequence integer, type text, body jsonb, person text);
  if p ? 'gathered' then
    insert into app.gathered_facts (id, case_id, fact, value, source, as_of, valid_until, consent, state, at)
      select g.id, v_case, g.fact, g.value, g.source, g.as_of, g.valid_until, g.consent, g.state, v_at
      from jsonb_to_recordset(p -> 'gathered')
        as g(id uuid, fact text, value jsonb, source text, as_of date, valid_until date, consent text, state text);
  end if;
  if p ? 'assignments' then
    insert into app.assignments (case_id, appraiser, draw, assigned_at)
      select v_case, a.appraiser, a.draw, v_at
      from jsonb_to_recordset(p -> 'assignments') as a(appraiser text, draw text);
  end if;
  if p ? 'sheets' then
    insert into app.sheets (id, case_id, appraiser, body, digest, signed_at)
      select s.id, v_case, s.appraiser, s.body, s.digest, v_at
      from jsonb_to_recordset(p -> 'sheets') as s(id uuid, appraiser text, body jsonb, digest text);
  end if;
  insert into app.decisions (id, case_id, record, digest, facts, editions, grade, recommended, amount, level, quorum, made_at)
    values ((d ->> 'id')::uuid, v_case, p_record, d ->> 'digest', d -> 'facts', d -> 'editions', d ->> 'grade',
      d ->> 'recommended', (d ->> 'amount')::numeric, d ->> 'level', (d ->> 'quorum')::integer, v_at);
  insert into app.outcomes (id, decision, day, kind, amount, source)
    values ((p ->> 'outcome')::uuid, (d ->> 'id')::uuid, (p ->> 'day')::date, 'recommended', (d ->> 'amount')::numeric,
      'appraisal');
  if v_old is not null then
    perform app.end_reservations(v_old, 'voided');
    update app.decisions set superseded_by = (d ->> 'id')::uuid where id = v_old;
  end if;
  -- The limit of a firm or group that nobody had promised anything yet; somebody else's stands as it is.
  insert into app.limits (scope, code, key, cap, used)
    select o.scope, o.code, o.key, o.cap, o.used
    from jsonb_to_recordset(p -> 'opened') as o(scope text, code text, key text, cap numeric, used numeric)
    on conflict do nothing;
  v_full := app.reserve((d ->> 'id')::uuid, (p ->> 'expires')::date, p -> 'wanted');
  if v_full is not null then
    raise exception using errcode = 'TG001', message = v_full;
  end if;
  perform set_config('app.kind', v_kind, true);
  return null;
exception when sqlstate 'TG001' then
  -- Everything above is undone, the setting with it; the way is run again with the use as it now is.
  return sqlerrm;
end $$;

grant execute on all functions in schema app to tech_guarantee_app;
