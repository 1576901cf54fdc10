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

-- As `keep_guarantee_step`, of signings of different guarantees at once. Limits only ever give room back here, so that
-- what they come to together they could have come to one after the other. Under rules of sight a row is looked up by a
-- column, made beside, and not by what is read out of JSON: only then may an index be used before the rule.
create function app.keep_signings(p jsonb[]) returns void
  language plpgsql set enable_seqscan = off set plan_cache_mode = force_generic_plan as $$
declare
  v_kind text := app.kind();
  v_ids uuid[];
  v_decisions uuid[];
  v_held numeric[];
  v_entries jsonb[];
  v_written integer;
  one record;
begin
  perform set_config('app.kind', 'system', true);
  select array_agg(h.id), array_agg(h.decision), array_agg(h.after) into v_ids, v_decisions, v_held
    from (select g.id, g.decision, k.after
      from (select (step #>> '{guarantee,id}')::uuid as id, (step #>> '{guarantee,expected}')::integer as expected,
          (step #>> '{guarantee,held}')::numeric as after
        from unnest(p) as step
        where step #>> '{event,type}' = 'signed' and step #>> '{guarantee,case_id}' is null offset 0) as k
        join app.guarantees g on g.id = k.id and g.version = k.expected
      order by g.id for update of g) as h;
  if (select count(distinct id) from unnest(v_ids) as id) is distinct from cardinality(p) then
    raise exception using errcode = 'TG020', message = 'together';
  end if;
  update app.guarantees t
    set state = g ->> 'state', version = (g ->> 'version')::integer, held = (g ->> 'held')::numeric,
        balance = (g ->> 'balance')::numeric, matures_on = (g ->> 'matures_on')::date,
        fee_to = (g ->> 'fee_to')::date, due_on = (g ->> 'due_on')::date, life = g -> 'life',
        bank = coalesce(g ->> 'bank', bank), firm = coalesce(g ->> 'firm', firm),
        bank_loan = coalesce(g ->> 'bank_loan', bank_loan), fee_rate = coalesce(g ->> 'fee_rate', fee_rate),
        grade = coalesce(g ->> 'grade', grade), ratio = coalesce(g ->> 'ratio', ratio),
        outstanding = coalesce((g ->> 'outstanding')::numeric, outstanding), pursued = coalesce(g -> 'pursued', pursued),
        updated_at = (k.step ->> 'at')::timestamptz
    from (select step, step -> 'guarantee' as g, (step #>> '{guarantee,id}')::uuid as id from unnest(p) as step
      offset 0) as k
    where t.id = k.id;
  insert into app.guarantee_events (guarantee, sequence, type, day, body, is_late, basis, person, at)
    select (k.step #>> '{guarantee,id}')::uuid, e.sequence, e.type, e.day, e.body, e.is_late, e.basis, e.person,
      (k.step ->> 'at')::timestamptz
    from unnest(p) as k(step), jsonb_to_record(k.step -> 'event') as e(sequence integer, type text, day date, body jsonb,
      is_late boolean, basis text, person text);
  insert into app.guarantee_fees (guarantee, place, notice, from_day, to_day, due_on, amount, earned, is_over,
      late_to, kind, code, payer, rule, edition)
    select (k.step #>> '{guarantee,id}')::uuid, f.place, f.notice, f.from_day, f.to_day, f.due_on, f.amount, f.earned,
      f.is_over, f.late_to, f.kind, f.code, f.payer, f.rule, f.edition
    from unnest(p) as k(step), jsonb_to_recordset(k.step -> 'fees') as f(place integer, notice text, from_day date,
      to_day date, due_on date, amount numeric, earned numeric, is_over boolean, late_to date, kind text, code text,
      payer text, rule text, edition text)
    on conflict (guarantee, place) do update set amount = excluded.amount, to_day = excluded.to_day,
      earned = excluded.earned, is_over = excluded.is_over, late_to = excluded.late_to;
  insert into app.audit_leaves (person, organisation, action, subject, reason, body)
    select a.person, a.organisation, a.action, a.subject, a.reason, a.body
    from unnest(p) as k(step), jsonb_to_record(k.step -> 'audit') as a(person text, organisation text, action text,
      subject text, reason text, body text);

  v_entries := array(
    select case when g.is_sandbox then app.played_entry(k.entry) else k.entry end || jsonb_build_object('at', k.at)
      from (select of.step -> 'at' as at, of.deed, e.entry, e.place, (e.entry ->> 'guarantee')::uuid as guarantee
          from unnest(p) with ordinality as of(step, deed),
            jsonb_array_elements(of.step -> 'entries') with ordinality as e(entry, place) offset 0) as k
        left join app.guarantees g on g.id = k.guarantee
      order by k.deed, k.place);
  insert into app.ledger_entries (id, day, event, guarantee, reference, digest, at)
    select e ->> 'id', (e ->> 'day')::date, e ->> 'event', (e ->> 'guarantee')::uuid, e ->> 'reference',
      e ->> 'digest', (e ->> 'at')::timestamptz
    from unnest(v_entries) as e
    on conflict (id) do nothing;
  get diagnostics v_written = row_count;
  -- An entry told again, and an account moved by two of them, are kept one by one.
  if v_written <> cardinality(v_entries)
     or exists (select 1 from unnest(v_entries) as e, jsonb_array_elements(e -> 'balances') as b
       where b ->> 'guarantee' is not null group by b ->> 'kind', b ->> 'of' having count(*) > 1) then
    raise exception using errcode = 'TG020', message = 'together';
  end if;
  insert into app.ledger_transfers as stands (id, entry, guarantee, debit_kind, debit_of, credit_kind, credit_of, amount,
      status, posted, expires_on, restates)
    select t.id, e ->> 'id', (e ->> 'guarantee')::uuid, t.debit_kind, t.debit_of, t.credit_kind, t.credit_of,
      t.amount, t.status, t.posted, t.expires_on, t.restates
    from unnest(v_entries) as e, jsonb_to_recordset(e -> 'transfers') as t(id text, debit_kind text, debit_of text,
      credit_kind text, credit_of text, amount numeric, status text, posted numeric, expires_on date, restates text)
    on conflict (id) do update set status = excluded.status, posted = excluded.posted
      where (stands.guarantee, stands.debit_kind, stands.debit_of, stands.credit_kind, stands.credit_of, stands.amount)
        is not distinct from (excluded.guarantee, excluded.debit_kind, excluded.debit_of, excluded.credit_kind,
          excluded.credit_of, excluded.amount);
  get diagnostics v_written = row_count;
  if v_written <> (select coalesce(sum(jsonb_array_length(e -> 'transfers')), 0) from unnest(v_entries) as e) then
    raise exception using errcode = 'TG020', message = 'together';
  end if;
  -- The accounts of each guarantee, held with it, and then those of everybody, one movement after the other.
  with moves as (
    select b.* from unnest(v_entries) as e, jsonb_to_recordset(e -> 'balances') as b(kind text, of text, guarantee uuid,
      debits_posted numeric, credits_posted numeric, debits_pending numeric, credits_pending numeric)
    where b.guarantee is not null),
  moved as (
    update app.ledger_balances a
      set debits_posted = a.debits_posted + m.debits_posted, credits_posted = a.credits_posted + m.credits_posted,
          debits_pending = a.debits_pending + m.debits_pending, credits_pending = a.credits_pending + m.credits_pending
      from moves m where a.kind = m.kind and a.of = m.of
      returning a.kind, a.of)
  insert into app.ledger_balances (kind, of, guarantee, debits_posted, credits_posted, debits_pending, credits_pending)
    select m.kind, m.of, m.guarantee, m.debits_posted, m.credits_posted, m.debits_pending, m.credits_pending
    from moves m where (m.kind, m.of) not in (select kind, of from moved);
  for one in
    select b.* from unnest(v_entries) with ordinality as k(entry, place), jsonb_to_recordset(k.entry -> 'balances') as b(
      kind text, of text, guarantee uuid, debits_posted numeric, credits_posted numeric, debits_pending numeric,
      credits_pending numeric)
    where b.guarantee is null order by b.kind, b.of, k.place
  loop
    update app.ledger_balances
      set debits_posted = debits_posted + one.debits_posted, credits_posted = credits_posted + one.credits_posted,
          debits_pending = debits_pending + one.debits_pending, credits_pending = credits_pending + one.credits_pending
      where kind = one.kind and of = one.of;
    if not found then
      raise exception using errcode = 'TG020', message = 'together';
    end if;
  end loop;

  -- What was reserved becomes used; more than was reserved, or of a decision used before, is looked at one by one.
  if exists (select 1 from unnest(v_decisions, v_held) as h(decision, held)
      join app.reservations r on r.decision = h.decision
      where r.state = 'posted' or r.state = 'pending' and h.held > r.amount) then
    raise exception using errcode = 'TG020', message = 'together';
  end if;
  for one in
    with used as (
      update app.reservations r set state = 'posted'
        from unnest(v_decisions, v_held) as h(decision, held)
        where r.decision = h.decision and r.state = 'pending'
        returning r.scope, r.code, r.key, r.amount, h.held)
    select scope, code, key, sum(amount) as amount, sum(held) as held, count(*) as deeds from used
      group by scope, code, key
      order by array_position(array['firm', 'group', 'programme', 'sector', 'pact', 'fund'], scope), code, key
  loop
    update app.limits set reserved = reserved - one.amount, used = used + one.held, version = version + one.deeds
      where scope = one.scope and code = one.code and key = one.key;
  end loop;
  perform set_config('app.kind', v_kind, true);
end $$;

grant execute on all functions in schema app to tech_guarantee_app;
