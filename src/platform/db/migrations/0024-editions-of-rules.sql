-- Editions of the rules made here: their life, who had a hand in each, who approved it, and rule sets that are stopped.
-- What is published is not changed, by whatever role, and nobody approves what they had a hand in, whatever is asked.

create table app.rule_editions (
  id uuid primary key,
  kind text not null,
  edition text not null check (edition ~ '^[0-9]{4}-[0-9]{2}(\.[0-9]+)?$'),
  state text not null check (state in
    ('draft', 'checked', 'proposed', 'approved', 'scheduled', 'rejected', 'withdrawn')),
  version integer not null check (version >= 1),
  -- The texts as they were given: read whole, never searched.
  numbers json not null,
  words json not null,
  -- Over the canonical text of the numbers, as records name it; and over that of the words.
  digest text not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
  words_digest text not null check (words_digest ~ '^sha256:[0-9a-f]{64}$'),
  -- The edition it was copied from, where it was.
  base text,
  in_force_from date not null,
  made_by text not null,
  -- Everybody who made, saved, proposed or withdrew it, or in whose name that was done. It only grows.
  hands text[] not null,
  -- What the proposal replaces, by digest; what it rests on; body -> number of its resolution.
  replaces text,
  grounds jsonb,
  resolutions jsonb not null default '{}',
  proposed_by text,
  approved_by text,
  -- In whose place whoever approved did so.
  approved_for text[] not null default '{}',
  changed_at timestamptz not null,
  constraint edition_once unique (kind, edition),
  constraint proposed_whole check (state not in ('proposed', 'approved', 'scheduled')
    or proposed_by is not null and replaces is not null and grounds is not null),
  constraint approved_whole check ((state in ('approved', 'scheduled')) = (approved_by is not null)),
  constraint four_eyes check (approved_by is null or not (approved_by = any (hands)) and approved_by <> proposed_by
    and not (approved_for && hands))
);
create unique index rule_editions_one_a_day on app.rule_editions (kind, in_force_from) where state = 'scheduled';

create table app.rule_edition_events (
  edition uuid not null references app.rule_editions (id),
  sequence integer not null check (sequence >= 1),
  type text not null,
  body jsonb not null,
  person text not null,
  at timestamptz not null,
  primary key (edition, sequence)
);

create table app.rule_stops (
  id uuid primary key,
  kind text not null,
  reason text not null,
  stopped_by text not null,
  -- Who is behind the stop: whoever stopped, and in whose place.
  hands text[] not null,
  stopped_at timestamptz not null,
  lifted_by text,
  lifted_for text[] not null default '{}',
  lift_reason text,
  lifted_at timestamptz check (lifted_at >= stopped_at),
  constraint lifted_whole check ((lifted_by is null) = (lifted_at is null) and (lifted_by is null) = (lift_reason is null)),
  constraint four_eyes check (lifted_by is null or not (lifted_by = any (hands))
    and not (lifted_for && hands))
);
create unique index rule_stops_standing on app.rule_stops (kind) where lifted_at is null;

-- One lock for what decisions are made by: kept recommendations hold it together, a publication, a stop and the lifting of
-- one hold it alone, so that none is kept by rules of before after the other was acknowledged.
create function app.hold_rules() returns void language sql as $$ select pg_advisory_xact_lock_shared(7305812204) $$;
create function app.change_rules() returns void language sql as $$ select pg_advisory_xact_lock(7305812204) $$;

-- The steps of a life, and who takes them: the person of the transaction is written down whatever the statement says.
create function app.keep_rule_edition() returns trigger language plpgsql as $$
declare
  v_person text := app.person();
  v_texts boolean;
begin
  if tg_op = 'DELETE' then
    raise exception 'an edition of the rules stays' using errcode = '23001';
  end if;
  if v_person in ('', 'public', 'system') then
    raise exception 'an edition of the rules is changed by a person' using errcode = '42501';
  end if;
  if tg_op = 'INSERT' then
    if new.state <> 'draft' or new.version <> 1 or new.made_by <> v_person then
      raise exception 'an edition of the rules begins as a draft of who makes it' using errcode = '23001';
    end if;
    new.hands := array(select distinct h from unnest(array[v_person] || new.hands) as h order by h);
    return new;
  end if;
  if (new.id, new.kind, new.edition, new.base, new.made_by) is distinct from
     (old.id, old.kind, old.edition, old.base, old.made_by) or new.version <> old.version + 1 then
    raise exception 'an edition of the rules keeps its name, and counts its versions' using errcode = '23001';
  end if;
  v_texts := (new.numbers::text, new.words::text, new.digest, new.words_digest, new.in_force_from) is distinct from
    (old.numbers::text, old.words::text, old.digest, old.words_digest, old.in_force_from);
  if v_texts and new.state <> 'draft' then
    raise exception 'a change of its texts makes an edition of the rules a draft again' using errcode = '23001';
  end if;
  if not (old.state || '>' || new.state) = any (array[
      'draft>draft', 'checked>draft', 'proposed>draft', 'rejected>draft', 'draft>checked', 'checked>checked',
      'checked>proposed', 'proposed>approved', 'proposed>rejected', 'approved>scheduled', 'draft>withdrawn',
      'checked>withdrawn', 'proposed>withdrawn', 'rejected>withdrawn', 'approved>withdrawn']) then
    raise exception 'an edition of the rules does not go from % to %', old.state, new.state using errcode = '23001';
  end if;
  -- What was signed stands as long as its texts do.
  if (old.state, new.state) in (('proposed', 'approved'), ('approved', 'scheduled'))
     and (new.replaces, new.grounds, new.resolutions, new.proposed_by, new.hands) is distinct from
         (old.replaces, old.grounds, old.resolutions, old.proposed_by, old.hands) then
    raise exception 'a proposal is approved as it was made' using errcode = '23001';
  end if;
  if new.state = 'proposed' and new.proposed_by is distinct from v_person then
    raise exception 'a proposal is made in one`s own name' using errcode = '42501';
  end if;
  if new.state = 'approved' then
    if new.approved_by is distinct from v_person or v_person = any (old.hands) or v_person = old.proposed_by then
      raise exception 'nobody approves an edition of the rules they had a hand in' using errcode = '42501';
    end if;
  elsif new.state = 'scheduled' then
    if (new.approved_by, new.approved_for) is distinct from (old.approved_by, old.approved_for) then
      raise exception 'an approval is kept as it was given' using errcode = '23001';
    end if;
  end if;
  if v_texts or new.state in ('proposed', 'withdrawn') then
    new.hands := array(select distinct h from unnest(array[v_person] || old.hands || new.hands) as h order by h);
  elsif not old.hands <@ new.hands then
    raise exception 'a hand in an edition of the rules is not taken out again' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept before insert or update or delete on app.rule_editions
  for each row execute function app.keep_rule_edition();
create trigger kept before update or delete on app.rule_edition_events for each row execute function app.refuse_change();

create function app.keep_rule_stop() returns trigger language plpgsql as $$
declare v_person text := app.person();
begin
  if tg_op = 'DELETE' then
    raise exception 'a stop of a rule set stays' using errcode = '23001';
  end if;
  if v_person in ('', 'public', 'system') then
    raise exception 'a rule set is stopped by a person' using errcode = '42501';
  end if;
  if tg_op = 'INSERT' then
    if new.stopped_by <> v_person or new.lifted_at is not null then
      raise exception 'a rule set is stopped in one`s own name' using errcode = '42501';
    end if;
    new.hands := array(select distinct h from unnest(array[v_person] || new.hands) as h order by h);
    return new;
  end if;
  if old.lifted_at is not null
     or (new.id, new.kind, new.reason, new.stopped_by, new.hands, new.stopped_at) is distinct from
        (old.id, old.kind, old.reason, old.stopped_by, old.hands, old.stopped_at) then
    raise exception 'a stop of a rule set is kept as it was made, and lifted once' using errcode = '23001';
  end if;
  if new.lifted_by is distinct from v_person then
    raise exception 'a stop is lifted in one`s own name' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger kept before insert or update or delete on app.rule_stops for each row execute function app.keep_rule_stop();

create function app.refuse_emptying() returns trigger language plpgsql as $$
begin
  raise exception '% of % is not allowed', tg_op, tg_table_name using errcode = '23001';
end $$;

do $$
declare t text;
begin
  foreach t in array array['rule_editions', 'rule_edition_events', 'rule_stops'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy read_by_the_house on app.%I for select using ((select app.is_house()))', t);
    execute format('create policy written_by_the_system on app.%I
      using ((select app.kind()) = ''system'') with check ((select app.kind()) = ''system'')', t);
    execute format('create trigger not_emptied before truncate on app.%I
      for each statement execute function app.refuse_emptying()', t);
  end loop;
end $$;
revoke update on app.rule_edition_events from tech_guarantee_app;

-- What every recommendation reads at once: the limits at these places, and the rule sets that are stopped.
create function app.limits_and_stops_at(p jsonb) returns jsonb language plpgsql as $$
declare
  v_kind text := app.kind();
  v_found jsonb;
begin
  v_found := jsonb_build_object('limits', app.limits_at(p));
  perform set_config('app.kind', 'system', true);
  v_found := v_found || jsonb_build_object('stops',
    (select coalesce(jsonb_agg(s.kind order by s.kind), '[]') from app.rule_stops s where s.lifted_at is null));
  perform set_config('app.kind', v_kind, true);
  return v_found;
end $$;

-- As it was, and only by the rules that stand: where a rule set was stopped or let go since they were read, or an edition
-- was published that whoever asks does not know, nothing is kept and the answer is 'rules'.
create or replace function app.keep_recommendation(p jsonb, p_content json, p_sheets json, p_record text) returns text
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
  -- Held to the end of the transaction: a stop or a publication waits for it, and what comes after it sees them.
  perform app.hold_rules();
  if coalesce(p -> 'stops', '[]') is distinct from
       (select coalesce(jsonb_agg(s.kind order by s.kind), '[]') from app.rule_stops s where s.lifted_at is null)
     or coalesce((p ->> 'published')::bigint, 0) is distinct from
       (select count(*) from app.rule_editions e where e.state = 'scheduled') then
    perform set_config('app.kind', v_kind, true);
    return 'rules';
  end if;
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

-- Nobody signs what they prepared, whoever is named as its author now: all who drafted, submitted, corrected, recommended,
-- wrote a memo on it or marked it, and whoever lent the power to write one; in their own name or in that of another.
create or replace function app.refuse_self_approval() returns trigger language plpgsql as $$
declare
  v_behind text[] := array_remove(array[new.person, new.delegated_by], null);
  v_case uuid;
begin
  select case_id into v_case from app.decisions where id = new.decision;
  if exists (select 1 from app.decisions d where d.case_id = v_case and d.memo_by = any (v_behind))
     or exists (select 1 from app.sheets s where s.case_id = v_case and s.appraiser = any (v_behind))
     or exists (select 1 from app.case_events e where e.case_id = v_case and e.person = any (v_behind)
       and e.type in ('drafted', 'submitted', 'corrected', 'recommended', 'reviewed'))
     or exists (select 1 from app.case_events e, jsonb_array_elements_text(e.body -> 'behind') as b(person)
       where e.case_id = v_case and e.type = 'reviewed' and b.person = any (v_behind)) then
    raise exception 'nobody signs what they prepared' using errcode = '23001', constraint = 'no_self_approval';
  end if;
  return new;
end $$;

grant execute on all functions in schema app to tech_guarantee_app;
