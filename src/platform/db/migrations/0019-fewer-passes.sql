-- Keeping a recommendation with as few passes over its long texts, as few rows and as few statements as it can be kept.

-- A case's content and a sheet are read whole and never searched: as text that is checked to be JSON they are written in
-- one pass, where jsonb takes them apart and puts them together again.
alter table app.cases alter column content type json using content::json, alter column content set storage external;
drop trigger kept_content on app.sheets;
alter table app.sheets alter column body type json using body::json, alter column body set storage external;
create or replace function app.keep_sheet() returns trigger language plpgsql as $$
begin
  if (new.id, new.case_id, new.appraiser, new.body::text, new.digest, new.signed_at)
     is distinct from (old.id, old.case_id, old.appraiser, old.body::text, old.digest, old.signed_at)
     or (old.superseded_at is not null and new.superseded_at is distinct from old.superseded_at) then
    raise exception 'a signed sheet is kept as it was signed' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.sheets for each row execute function app.keep_sheet();

-- What was read at one moment for one case is one row: offices are asked together and their answers kept together.
drop index app.gathered_by_case;
alter table app.gathered_facts add column readings jsonb;
create temporary table gathered_together on commit drop as
  select (array_agg(id order by id desc))[1] as id, case_id, at,
    jsonb_agg(jsonb_build_object('fact', fact, 'value', value, 'source', source, 'as_of', as_of,
      'valid_until', valid_until, 'consent', consent, 'state', state, 'attempts', attempts) order by id) as readings
  from app.gathered_facts group by case_id, at;
delete from app.gathered_facts g where not exists (select 1 from gathered_together t where t.id = g.id);
update app.gathered_facts g set readings = t.readings from gathered_together t where t.id = g.id;
alter table app.gathered_facts drop column fact, drop column value, drop column source, drop column as_of,
  drop column valid_until, drop column consent, drop column state, drop column attempts,
  alter column readings set not null,
  add constraint gathered_facts_readings_check check (
    jsonb_typeof(readings) = 'array'
    and not jsonb_path_exists(readings, '$[*] ? (!(@.state == "known" || @.state == "unavailable"))'));
create index gathered_by_case on app.gathered_facts (case_id, at);

-- A new decision puts its case before the committee or changes nothing: only one that is the committee's need look.
drop trigger tells_committee on app.decisions;
create trigger tells_committee after insert on app.decisions for each row
  when (new.level = 'head_office_committee' or new.is_put_before_committee) execute function app.tell_committee();
create trigger tells_committee_later after update of superseded_by, is_put_before_committee on app.decisions
  for each row execute function app.tell_committee();

-- Limits are looked for by scope and key. A connection plans the statements of a function once and keeps the plan: one
-- made while the book of limits was short would read all of it ever after.
create index limits_by_place on app.limits (scope, key);
create or replace function app.limits_at(p jsonb) returns jsonb language plpgsql set enable_seqscan = off as $$
declare
  v_kind text := app.kind();
  v_found jsonb;
begin
  perform set_config('app.kind', 'system', true);
  select coalesce(jsonb_agg(jsonb_build_object('scope', l.scope, 'code', l.code, 'key', l.key, 'cap', l.cap::text,
      'used', l.used::text, 'reserved', l.reserved::text, 'version', l.version::text, 'brought', l.brought::text)
      order by l.scope, l.code, l.key), '[]') into v_found
    from jsonb_to_recordset(p) as w(scope text, key text)
      cross join lateral (select * from app.limits a where a.scope = w.scope and a.key = w.key offset 0) as l;
  perform set_config('app.kind', v_kind, true);
  return v_found;
end $$;

-- Reserves in every limit wanted, or raises TG001 with the one that is full or changed. What is already in a limit that
-- began with it (`p_begun`) is only written down.
create function app.take_limits(p_decision uuid, p_expires date, p_wanted jsonb, p_begun text[]) returns void
  language plpgsql set enable_seqscan = off as $$
declare
  wanted record;
begin
  -- In one order for everybody, so that two reservations never wait for each other.
  for wanted in
    select w.scope, w.code, w.key, w.amount::numeric(18) as amount, w.version::bigint as version
    from jsonb_to_recordset(p_wanted) as w(scope text, code text, key text, amount text, version text)
    where array[w.scope, w.code, w.key]::text <> all (p_begun)
    order by array_position(array['firm', 'group', 'programme', 'sector', 'pact', 'fund'], w.scope), w.code, w.key
  loop
    update app.limits
      set reserved = reserved + wanted.amount, version = version + 1
      where scope = wanted.scope and code = wanted.code and key = wanted.key
        and used + reserved + wanted.amount <= cap
        and (wanted.version is null or version = wanted.version);
    if not found then
      raise exception using errcode = 'TG001', message = wanted.scope || ':' || wanted.code || ':' || wanted.key;
    end if;
  end loop;
  insert into app.reservations (decision, scope, code, key, amount, expires_on)
    select p_decision, w.scope, w.code, w.key, w.amount::numeric(18), p_expires
    from jsonb_to_recordset(p_wanted) as w(scope text, code text, key text, amount text);
end $$;

create or replace function app.reserve(p_decision uuid, p_expires date, p_wanted jsonb) returns text language plpgsql as $$
begin
  perform app.take_limits(p_decision, p_expires, p_wanted, '{}');
  return null;
exception when sqlstate 'TG001' then
  return sqlerrm;
end $$;

drop function app.keep_recommendation(jsonb, text);

-- Keeps a recommendation whole or not at all: the case as it then stands (with `case.firm`: a new one), its events,
-- draws and sheets, the decision beside the one it supersedes, its outcome and its reservations. The long texts travel
-- beside the rows: the content (null: as it is), the sheets, the record.
-- Answers null where all of it is kept; 'version' where the case changed meanwhile; the limit that is full or changed.
create function app.keep_recommendation(p jsonb, p_content json, p_sheets json, p_record text) returns text
  language plpgsql set enable_seqscan = off as $$
declare
  c jsonb := p -> 'case';
  d jsonb := p -> 'decision';
  v_case uuid := (c ->> 'id')::uuid;
  v_decision uuid := (d ->> 'id')::uuid;
  v_at timestamptz := (p ->> 'at')::timestamptz;
  v_expires date := (p ->> 'expires')::date;
  v_old uuid := (p ->> 'supersedes')::uuid;
  v_kind text := app.kind();
  v_begun text[] := '{}';
begin
  -- The house keeps it, also inside a bank's request in the sandbox.
  perform set_config('app.kind', 'system', true);
  if c ? 'firm' then
    insert into app.cases (id, firm, bank, office, is_sandbox, state, version, content, names, consent, asked_by, holder,
        due_on, submitted_on, scenario, draw_seed, created_at, updated_at)
      values (v_case, c ->> 'firm', c ->> 'bank', c ->> 'office', (c ->> 'is_sandbox')::boolean, c ->> 'state',
        (c ->> 'version')::integer, p_content, c -> 'names', c ->> 'consent', c ->> 'asked_by', c ->> 'holder',
        (c ->> 'due_on')::date, (c ->> 'submitted_on')::date, c ->> 'scenario', c ->> 'draw_seed', v_at, v_at);
  else
    update app.cases
      set state = c ->> 'state', version = (c ->> 'version')::integer, holder = c ->> 'holder',
          due_on = (c ->> 'due_on')::date, content = coalesce(p_content, content),
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
    insert into app.gathered_facts (id, case_id, readings, at)
      values ((p #>> '{gathered,id}')::uuid, v_case, p #> '{gathered,readings}', v_at);
  end if;
  if p ? 'assignments' then
    insert into app.assignments (case_id, appraiser, draw, assigned_at)
      select v_case, a.appraiser, a.draw, v_at
      from jsonb_to_recordset(p -> 'assignments') as a(appraiser text, draw text);
  end if;
  if p_sheets is not null then
    insert into app.sheets (id, case_id, appraiser, body, digest, signed_at)
      select s.id, v_case, s.appraiser, s.body, s.digest, v_at
      from json_to_recordset(p_sheets) as s(id uuid, appraiser text, body json, digest text);
  end if;
  insert into app.decisions (id, case_id, record, digest, facts, editions, grade, recommended, amount, level, quorum, made_at)
    values (v_decision, v_case, p_record, d ->> 'digest', d -> 'facts', d -> 'editions', d ->> 'grade',
      d ->> 'recommended', (d ->> 'amount')::numeric, d ->> 'level', (d ->> 'quorum')::integer, v_at);
  insert into app.outcomes (id, decision, day, kind, amount, source)
    values ((p ->> 'outcome')::uuid, v_decision, (p ->> 'day')::date, 'recommended', (d ->> 'amount')::numeric,
      'appraisal');
  if v_old is not null then
    perform app.end_reservations(v_old, 'voided');
    update app.decisions set superseded_by = v_decision where id = v_old;
  end if;
  -- The limit of a firm or group that nobody had promised anything yet begins with this promise in it, as if it had been
  -- opened and then reserved in; somebody else's stands as it is, and is reserved in below.
  if jsonb_array_length(p -> 'opened') > 0 then
    with begun as (
      insert into app.limits (scope, code, key, cap, used, reserved, version)
        select o.scope, o.code, o.key, o.cap, o.used, w.amount::numeric(18), 2
        from jsonb_to_recordset(p -> 'opened') as o(scope text, code text, key text, cap numeric, used numeric)
          join jsonb_to_recordset(p -> 'wanted') as w(scope text, code text, key text, amount text)
            on (w.scope, w.code, w.key) = (o.scope, o.code, o.key)
        where o.used + w.amount::numeric(18) <= o.cap
        order by array_position(array['firm', 'group'], o.scope), o.code, o.key
        on conflict do nothing
        returning scope, code, key)
      select coalesce(array_agg(array[scope, code, key]::text), '{}') into v_begun from begun;
  end if;
  perform app.take_limits(v_decision, v_expires, p -> 'wanted', v_begun);
  perform set_config('app.kind', v_kind, true);
  return null;
exception when sqlstate 'TG001' then
  -- Everything above is undone, the setting with it; the way is run again with the use as it now is.
  return sqlerrm;
end $$;

grant execute on all functions in schema app to tech_guarantee_app;
