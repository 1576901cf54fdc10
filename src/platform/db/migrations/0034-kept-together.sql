-- Recommendations of new cases that came together from one caller, kept by one pass over each table instead of one for
-- each of them. Whatever stands against one of them stands against all, and whoever asked runs each by itself then: this
-- function only ever keeps all or nothing.
create function app.keep_recommendations(p jsonb[], p_contents json[], p_sheets json[], p_records text[]) returns void
  language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
  v_kind text := app.kind();
  v_stops jsonb;
  v_published bigint;
  v_begun text[] := '{}';
  wanted record;
begin
  perform set_config('app.kind', 'system', true);
  perform app.hold_rules();
  v_stops := (select coalesce(jsonb_agg(s.kind order by s.kind), '[]') from app.rule_stops s where s.lifted_at is null);
  v_published := (select count(*) from app.rule_editions e where e.state = 'scheduled');
  -- Cases that stand already, decisions that supersede one, and limits that two of them want at one version, are kept one
  -- by one.
  if exists (select 1 from unnest(p) as one
       where coalesce(one -> 'stops', '[]') is distinct from v_stops
         or coalesce((one ->> 'published')::bigint, 0) is distinct from v_published
         or not one -> 'case' ? 'firm' or one ->> 'supersedes' is not null)
     or exists (select 1 from unnest(p) with ordinality as k(one, place),
         jsonb_array_elements(one -> 'wanted' || (one -> 'opened')) as w
       where w ? 'cap' or w ->> 'version' is not null
       group by w ->> 'scope', w ->> 'code', w ->> 'key' having count(distinct place) > 1) then
    raise exception using errcode = 'TG020', message = 'together';
  end if;
  insert into app.cases (id, firm, bank, office, is_sandbox, state, version, content, names, consent, asked_by, holder,
      due_on, submitted_on, scenario, draw_seed, created_at, updated_at)
    select c.id, c.firm, c.bank, c.office, c.is_sandbox, c.state, c.version, k.content, c.names, c.consent, c.asked_by,
      c.holder, c.due_on, c.submitted_on, c.scenario, c.draw_seed, (k.one ->> 'at')::timestamptz,
      (k.one ->> 'at')::timestamptz
    from unnest(p, p_contents) as k(one, content), jsonb_to_record(k.one -> 'case') as c(id uuid, firm text, bank text,
      office text, is_sandbox boolean, state text, version integer, names jsonb, consent text, asked_by text, holder text,
      due_on date, submitted_on date, scenario text, draw_seed text);
  insert into app.case_events (case_id, sequence, type, body, person, at)
    select (one #>> '{case,id}')::uuid, e.sequence, e.type, e.body, e.person, (one ->> 'at')::timestamptz
    from unnest(p) as one,
      jsonb_to_recordset(one -> 'events') as e(sequence integer, type text, body jsonb, person text);
  insert into app.gathered_facts (id, case_id, readings, at)
    select (one #>> '{gathered,id}')::uuid, (one #>> '{case,id}')::uuid, one #> '{gathered,readings}',
      (one ->> 'at')::timestamptz
    from unnest(p) as one where one ? 'gathered';
  insert into app.assignments (case_id, appraiser, draw, assigned_at)
    select (one #>> '{case,id}')::uuid, a.appraiser, a.draw, (one ->> 'at')::timestamptz
    from unnest(p) as one, jsonb_to_recordset(one -> 'assignments') as a(appraiser text, draw text);
  insert into app.sheets (id, case_id, appraiser, body, digest, signed_at)
    select s.id, (k.one #>> '{case,id}')::uuid, s.appraiser, s.body, s.digest, (k.one ->> 'at')::timestamptz
    from unnest(p, p_sheets) as k(one, sheets),
      json_to_recordset(k.sheets) as s(id uuid, appraiser text, body json, digest text);
  insert into app.decisions (id, case_id, record, digest, facts, editions, grade, recommended, amount, level, quorum,
      made_at)
    select d.id, (k.one #>> '{case,id}')::uuid, k.record, d.digest, d.facts, d.editions, d.grade, d.recommended,
      d.amount, d.level, d.quorum, (k.one ->> 'at')::timestamptz
    from unnest(p, p_records) as k(one, record), jsonb_to_record(k.one -> 'decision') as d(id uuid, digest text,
      facts jsonb, editions jsonb, grade text, recommended text, amount numeric, level text, quorum integer);
  insert into app.outcomes (id, decision, day, kind, amount, source)
    select (one ->> 'outcome')::uuid, (one #>> '{decision,id}')::uuid, (one ->> 'day')::date, 'recommended',
      (one #>> '{decision,amount}')::numeric, 'appraisal'
    from unnest(p) as one;
  if exists (select 1 from unnest(p) as one where jsonb_array_length(one -> 'opened') > 0) then
    with begun as (
      insert into app.limits (scope, code, key, cap, used, reserved, version)
        select o.scope, o.code, o.key, o.cap, o.used, w.amount::numeric(18), 2
        from unnest(p) as one,
          jsonb_to_recordset(one -> 'opened') as o(scope text, code text, key text, cap numeric, used numeric)
          join jsonb_to_recordset(one -> 'wanted') as w(scope text, code text, key text, amount text)
            on (w.scope, w.code, w.key) = (o.scope, o.code, o.key)
        where o.used + w.amount::numeric(18) <= o.cap
        order by array_position(array['firm', 'group'], o.scope), o.code, o.key
        on conflict do nothing
        returning scope, code, key)
      select coalesce(array_agg(array[scope, code, key]::text), '{}') into v_begun from begun;
  end if;
  -- In one order for everybody, so that two reservations never wait for each other; a limit of several at once for all.
  for wanted in
    select w.scope, w.code, w.key, sum(w.amount::numeric(18)) as amount, max(w.version::bigint) as version,
      count(*) as deeds
    from unnest(p) as one,
      jsonb_to_recordset(one -> 'wanted') as w(scope text, code text, key text, amount text, version text)
    where array[w.scope, w.code, w.key]::text <> all (v_begun)
    group by w.scope, w.code, w.key
    order by array_position(array['firm', 'group', 'programme', 'sector', 'pact', 'fund'], w.scope), w.code, w.key
  loop
    update app.limits
      set reserved = reserved + wanted.amount, version = version + wanted.deeds
      where scope = wanted.scope and code = wanted.code and key = wanted.key
        and used + reserved + wanted.amount <= cap
        and (wanted.version is null or version = wanted.version);
    if not found then
      raise exception using errcode = 'TG020', message = wanted.scope || ':' || wanted.code || ':' || wanted.key;
    end if;
  end loop;
  insert into app.reservations (decision, scope, code, key, amount, expires_on)
    select (one #>> '{decision,id}')::uuid, w.scope, w.code, w.key, w.amount::numeric(18), (one ->> 'expires')::date
    from unnest(p) as one,
      jsonb_to_recordset(one -> 'wanted') as w(scope text, code text, key text, amount text);
  perform set_config('app.kind', v_kind, true);
end $$;

grant execute on all functions in schema app to tech_guarantee_app;
