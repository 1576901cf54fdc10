-- What is asked of the database for each of several deeds that came together is asked once for all of them.

-- As `app.hold_guarantee` for each of them, locked in the order of their ids. Says nothing of what the actor does not see.
create function app.hold_guarantees(p_ids uuid[]) returns table (deed integer, books jsonb)
  language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
  set plan_cache_mode = force_generic_plan as $$
declare
  v_kind text := app.kind();
  v_seen uuid[] := array(select g.id from unnest(p_ids) as k(id) join app.guarantees g on g.id = k.id order by g.id);
begin
  perform set_config('app.kind', 'system', true);
  perform 1 from unnest(v_seen) as k(id) join app.guarantees g on g.id = k.id order by g.id for update of g;
  return query select (k.place - 1)::integer, jsonb_build_object(
    'transfers', coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'debit_kind', t.debit_kind, 'debit_of',
        t.debit_of, 'credit_kind', t.credit_kind, 'credit_of', t.credit_of, 'amount', t.amount::text, 'status', t.status,
        'posted', t.posted::text, 'expires_on', t.expires_on, 'restates', t.restates))
      from app.ledger_transfers t where t.guarantee = k.id and t.expires_on is not null), '[]'),
    'balances', coalesce((select jsonb_agg(jsonb_build_object('kind', b.kind, 'of', b.of, 'debits_posted',
        b.debits_posted::text, 'credits_posted', b.credits_posted::text, 'debits_pending', b.debits_pending::text,
        'credits_pending', b.credits_pending::text))
      from app.ledger_balances b where b.guarantee = k.id), '[]'),
    'fees', coalesce((select jsonb_agg(jsonb_build_object('place', f.place, 'notice', f.notice, 'from_day', f.from_day,
        'to_day', f.to_day, 'due_on', f.due_on, 'amount', f.amount::text, 'earned', f.earned::text, 'is_over', f.is_over,
        'late_to', f.late_to, 'kind', f.kind, 'code', f.code, 'payer', f.payer, 'rule', f.rule, 'edition', f.edition)
        order by f.place)
      from app.guarantee_fees f where f.guarantee = k.id), '[]'))
    from unnest(p_ids) with ordinality as k(id, place) where k.id = any (v_seen);
  perform set_config('app.kind', v_kind, true);
end $$;

-- As `app.tell` for each of them, the organisations of each as the text of a list; what is told first comes first.
create function app.tell_all(p_organisations text[], p_types text[], p_subjects text[], p_orders text[], p_data text[],
    p_endpoints uuid[]) returns void
  language plpgsql set plan_cache_mode = force_generic_plan as $$
declare v_kind text := app.kind();
begin
  perform set_config('app.kind', 'system', true);
  with told as (
    insert into app.webhook_messages (organisation, type, subject, order_key, data, endpoint)
      select o.id, a.type, a.subject, a.order_key, a.data, a.endpoint
      from unnest(p_organisations, p_types, p_subjects, p_orders, p_data, p_endpoints) with ordinality
          as a(organisations, type, subject, order_key, data, endpoint, deed),
        unnest(a.organisations::text[]) with ordinality as o(id, place)
      order by a.deed, o.place
      returning sequence, organisation, type, order_key, endpoint, at)
  insert into app.webhook_deliveries (endpoint, message, order_key, due_at)
    select e.id, t.sequence, t.order_key, t.at
    from told t join app.webhook_endpoints e on e.organisation = t.organisation
    where e.state in ('active', 'paused')
      and (e.id = t.endpoint or t.endpoint is null and (e.types = '{}' or t.type = any (e.types)));
  perform set_config('app.kind', v_kind, true);
end $$;

-- As before; where nothing moves cash, there is nothing to put otherwise.
create or replace function app.played_entry(p jsonb) returns jsonb language plpgsql immutable as $$
declare
  v_other text;
begin
  select b ->> 'kind' into v_other from jsonb_array_elements(p -> 'balances') as b
    where b ->> 'guarantee' is null and b ->> 'kind' not in ('cash', 'sandbox_cash') limit 1;
  if v_other is not null then
    raise exception 'what is played does not reach %', v_other using errcode = '23001', constraint = 'played_apart';
  end if;
  if strpos(p::text, '"cash"') = 0 then
    return p;
  end if;
  return p || jsonb_build_object(
    'transfers', coalesce((select jsonb_agg(t
        || case when t ->> 'debit_kind' = 'cash' then '{"debit_kind": "sandbox_cash"}'::jsonb else '{}' end
        || case when t ->> 'credit_kind' = 'cash' then '{"credit_kind": "sandbox_cash"}'::jsonb else '{}' end)
      from jsonb_array_elements(p -> 'transfers') as t), '[]'),
    'balances', coalesce((select jsonb_agg(
        case when b ->> 'kind' = 'cash' then b || '{"kind": "sandbox_cash"}' else b end)
      from jsonb_array_elements(p -> 'balances') as b), '[]'));
end $$;

-- As before, its limits moved in one statement.
create or replace function app.keep_signings(p jsonb[]) returns void
  language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
  set plan_cache_mode = force_generic_plan as $$
declare
  v_kind text := app.kind();
  v_ids uuid[];
  v_decisions uuid[];
  v_held numeric[];
  v_entries jsonb[];
  v_written integer;
  v_otherwise integer;
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

  -- What was reserved becomes used. Limits are held in one order for everybody, so that two of these never wait for each
  -- other, and each is moved once. More than was reserved, or of a decision used before, is looked at one by one.
  with found as (
    select r.decision, r.scope, r.code, r.key, r.amount, r.state, h.held
    from unnest(v_decisions, v_held) as h(decision, held) join app.reservations r on r.decision = h.decision
    where r.state in ('pending', 'posted')),
  used as (
    update app.reservations r set state = 'posted' from found f
      where (r.decision, r.scope, r.code, r.key) = (f.decision, f.scope, f.code, f.key) and f.state = 'pending'),
  sums as (
    select scope, code, key, sum(amount) as amount, sum(held) as held, count(*) as deeds from found
      group by scope, code, key),
  standing as (
    select s.* from sums s join app.limits l on (l.scope, l.code, l.key) = (s.scope, s.code, s.key)
      order by array_position(array['firm', 'group', 'programme', 'sector', 'pact', 'fund'], l.scope), l.code, l.key
      for update of l),
  moved as (
    update app.limits l set reserved = l.reserved - s.amount, used = l.used + s.held, version = l.version + s.deeds
      from standing s where (l.scope, l.code, l.key) = (s.scope, s.code, s.key))
  select count(*) into v_otherwise from found where state = 'posted' or held > amount;
  if v_otherwise > 0 then
    raise exception using errcode = 'TG020', message = 'together';
  end if;
  perform set_config('app.kind', v_kind, true);
end $$;

grant execute on all functions in schema app to tech_guarantee_app;
