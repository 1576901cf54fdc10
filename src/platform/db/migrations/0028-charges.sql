-- Fees by kind and payer: what a fee is, who owes it, and the rule it follows from. Those charged before are the firm's.
alter table app.guarantee_fees
  add column kind text not null default 'yearly' check (kind in ('yearly', 'appraisal', 'unperformed', 'success')),
  -- Which of its kind, as the rules name it.
  add column code text,
  -- 'firm', 'government', 'programme', or a bank by its id.
  add column payer text not null default 'firm',
  add column rule text not null default 'terms.fees',
  -- The edition the rule stands in; null where it was not kept.
  add column edition text;
create index guarantee_fees_by_payer on app.guarantee_fees (payer, guarantee) where payer <> 'firm';
-- What is charged once is charged once to each payer, whoever races.
create unique index guarantee_fees_once on app.guarantee_fees (guarantee, kind, code, payer)
  where kind in ('appraisal', 'success');

-- What others than the firm owe of fees.
create or replace function app.side_of(p_kind text) returns text language sql immutable as $$
  select case
    when p_kind in ('customers_liability', 'special_claims', 'fees_receivable', 'payer_receivables', 'subrogation_claims',
      'recourse_costs', 'damages_receivable', 'losses', 'sharing_receivables', 'bank_contributions', 'government_cover')
      then 'debit'
    when p_kind in ('commitments', 'exposure', 'special_claims_against', 'unearned_fees', 'earned_fees', 'late_fees',
      'damages', 'recoveries', 'special_recoveries', 'provisions', 'sharing_payables', 'basic_property', 'reserves')
      then 'credit'
  end $$;

create or replace function app.hold_guarantee(p_id uuid) returns jsonb language plpgsql as $$
declare
  v_kind text := app.kind();
  v_books jsonb;
begin
  if not exists (select 1 from app.guarantees where id = p_id) then
    return null;
  end if;
  perform set_config('app.kind', 'system', true);
  perform 1 from app.guarantees where id = p_id for update;
  select jsonb_build_object(
    'transfers', coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'debit_kind', t.debit_kind, 'debit_of',
        t.debit_of, 'credit_kind', t.credit_kind, 'credit_of', t.credit_of, 'amount', t.amount::text, 'status', t.status,
        'posted', t.posted::text, 'expires_on', t.expires_on, 'restates', t.restates))
      from app.ledger_transfers t where t.guarantee = p_id and t.expires_on is not null), '[]'),
    'balances', coalesce((select jsonb_agg(jsonb_build_object('kind', b.kind, 'of', b.of, 'debits_posted',
        b.debits_posted::text, 'credits_posted', b.credits_posted::text, 'debits_pending', b.debits_pending::text,
        'credits_pending', b.credits_pending::text))
      from app.ledger_balances b where b.guarantee = p_id), '[]'),
    'fees', coalesce((select jsonb_agg(jsonb_build_object('place', f.place, 'notice', f.notice, 'from_day', f.from_day,
        'to_day', f.to_day, 'due_on', f.due_on, 'amount', f.amount::text, 'earned', f.earned::text, 'is_over', f.is_over,
        'late_to', f.late_to, 'kind', f.kind, 'code', f.code, 'payer', f.payer, 'rule', f.rule, 'edition', f.edition)
        order by f.place)
      from app.guarantee_fees f where f.guarantee = p_id), '[]')) into v_books;
  perform set_config('app.kind', v_kind, true);
  return v_books;
end $$;

create or replace function app.keep_guarantee_step(p jsonb) returns text language plpgsql as $$
declare
  g jsonb := p -> 'guarantee';
  e jsonb := p -> 'event';
  a jsonb := p -> 'audit';
  v_id uuid := (g ->> 'id')::uuid;
  v_at timestamptz := (p ->> 'at')::timestamptz;
  v_held numeric := (g ->> 'held')::numeric;
  v_before numeric := 0;
  v_decision uuid := (g ->> 'decision')::uuid;
  v_case uuid := (g ->> 'case_id')::uuid;
  v_year integer := (p ->> 'year')::integer;
  v_serial integer;
  v_kind text := app.kind();
begin
  -- The house keeps it, also inside a bank's request.
  perform set_config('app.kind', 'system', true);
  if v_case is not null then
    -- Whoever begins it at the same time waits here, and then finds it begun.
    update app.reservations set expires_on = greatest(expires_on, (p ->> 'until')::date)
      where decision = v_decision and state = 'pending';
    if not found and not exists (select 1 from app.guarantees where decision = v_decision) then
      raise exception using errcode = 'TG012', message = 'reservation';
    end if;
    if exists (select 1 from app.guarantees where decision = v_decision) then
      raise exception using errcode = 'TG012', message = 'begun';
    end if;
    insert into app.guarantee_serials as s (year, last) values (v_year, 1)
      on conflict (year) do update set last = s.last + 1 returning last into v_serial;
    insert into app.guarantees (id, number, case_id, decision, firm, bank, office, is_sandbox, kind, state, version,
        programme, grade, loan, amount, ratio, fee_rate, term_months, bank_loan, held, balance, begun_on, matures_on,
        fee_to, due_on, life, updated_at)
      values (v_id, 'TG-' || v_year || '-' || lpad(v_serial::text, 7, '0'), v_case, v_decision, g ->> 'firm',
        g ->> 'bank', g ->> 'office', (g ->> 'is_sandbox')::boolean, g ->> 'kind', g ->> 'state',
        (g ->> 'version')::integer, g ->> 'programme', g ->> 'grade', (g ->> 'loan')::numeric,
        (g ->> 'amount')::numeric, g ->> 'ratio', g ->> 'fee_rate', (g ->> 'term_months')::integer, g ->> 'bank_loan',
        v_held, (g ->> 'balance')::numeric, (g ->> 'begun_on')::date, (g ->> 'matures_on')::date,
        (g ->> 'fee_to')::date, (g ->> 'due_on')::date, g -> 'life', v_at);
    update app.cases set is_guaranteed = true where id = v_case;
  else
    select held, decision, case_id into v_before, v_decision, v_case from app.guarantees
      where id = v_id and version = (g ->> 'expected')::integer for update;
    if not found then
      raise exception using errcode = 'TG012', message = 'version';
    end if;
    update app.guarantees
      set state = g ->> 'state', version = (g ->> 'version')::integer, held = v_held,
          balance = (g ->> 'balance')::numeric, matures_on = (g ->> 'matures_on')::date,
          fee_to = (g ->> 'fee_to')::date, due_on = (g ->> 'due_on')::date, life = g -> 'life',
          bank = coalesce(g ->> 'bank', bank), firm = coalesce(g ->> 'firm', firm),
          bank_loan = coalesce(g ->> 'bank_loan', bank_loan), fee_rate = coalesce(g ->> 'fee_rate', fee_rate),
          grade = coalesce(g ->> 'grade', grade), ratio = coalesce(g ->> 'ratio', ratio),
          outstanding = coalesce((g ->> 'outstanding')::numeric, outstanding), pursued = coalesce(g -> 'pursued', pursued),
          updated_at = v_at
      where id = v_id;
    -- Void, the case may be decided on again.
    if g ->> 'state' = 'lapsed' then
      update app.cases set is_guaranteed = false where id = v_case;
    end if;
  end if;
  if e is not null then
    insert into app.guarantee_events (guarantee, sequence, type, day, body, is_late, basis, person, at)
      values (v_id, (e ->> 'sequence')::integer, e ->> 'type', (e ->> 'day')::date, e -> 'body',
        (e ->> 'is_late')::boolean, e ->> 'basis', e ->> 'person', v_at);
  end if;
  if p ? 'fees' then
    insert into app.guarantee_fees (guarantee, place, notice, from_day, to_day, due_on, amount, earned, is_over,
        late_to, kind, code, payer, rule, edition)
      select v_id, f.place, f.notice, f.from_day, f.to_day, f.due_on, f.amount, f.earned, f.is_over, f.late_to, f.kind,
        f.code, f.payer, f.rule, f.edition
      from jsonb_to_recordset(p -> 'fees') as f(place integer, notice text, from_day date, to_day date, due_on date,
        amount numeric, earned numeric, is_over boolean, late_to date, kind text, code text, payer text, rule text,
        edition text)
      on conflict (guarantee, place) do update set amount = excluded.amount, to_day = excluded.to_day,
        earned = excluded.earned, is_over = excluded.is_over, late_to = excluded.late_to;
  end if;
  insert into app.audit_leaves (person, organisation, action, subject, reason, body)
    values (a ->> 'person', a ->> 'organisation', a ->> 'action', a ->> 'subject', a ->> 'reason', a ->> 'body');
  perform app.keep_entries(p -> 'entries', v_at);
  perform app.keep_use(v_decision, coalesce(e ->> 'type', ''), v_before, v_held);
  perform set_config('app.kind', v_kind, true);
  return null;
exception when sqlstate 'TG012' then
  -- Everything above is undone, the setting with it.
  return sqlerrm;
end $$;

-- What is not earned yet of fees stands in the books as their rows say it, and nobody owes more than was charged on them.
create function app.fee_faults() returns table (fault text, subject text, found text) language sql stable as $$
  select 'unearned_not_of_fees', coalesce(f.guarantee, b.guarantee)::text,
      coalesce(b.stands, 0) || ', fees ' || coalesce(f.unearned, 0)
    from (select guarantee, sum(amount - earned) as unearned from app.guarantee_fees group by guarantee) as f
    full join (select guarantee, sum(credits_posted - debits_posted) as stands
      from app.ledger_balances where kind = 'unearned_fees' group by guarantee) as b on b.guarantee = f.guarantee
    where coalesce(b.stands, 0) <> coalesce(f.unearned, 0)
  union all
  select 'owed_by_nobody_charged', b.of, (b.debits_posted - b.credits_posted)::text
    from app.ledger_balances b
    where b.kind = 'payer_receivables' and b.debits_posted > 0 and not exists (select 1 from app.guarantee_fees f
      where f.guarantee = b.guarantee and b.of = f.guarantee || ':' || f.payer)
$$;

-- What the sandbox plays --------------------------------------------------------------------------------------------------

-- A guarantee of the sandbox moves no money of the fund: its cash stands on an account of its own, and it reaches no other
-- account that is not its own.
create function app.played_entry(p jsonb) returns jsonb language plpgsql immutable as $$
declare
  v_other text;
begin
  select b ->> 'kind' into v_other from jsonb_array_elements(p -> 'balances') as b
    where b ->> 'guarantee' is null and b ->> 'kind' not in ('cash', 'sandbox_cash') limit 1;
  if v_other is not null then
    raise exception 'what is played does not reach %', v_other using errcode = '23001', constraint = 'played_apart';
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

create or replace function app.keep_entries(p jsonb, p_at timestamptz) returns void language plpgsql as $$
declare
  entry jsonb;
  one record;
  v_written integer;
  v_is_played boolean;
begin
  for entry in select * from jsonb_array_elements(p) loop
    insert into app.ledger_entries (id, day, event, guarantee, reference, digest, at)
      values (entry ->> 'id', (entry ->> 'day')::date, entry ->> 'event', (entry ->> 'guarantee')::uuid,
        entry ->> 'reference', entry ->> 'digest', p_at)
      on conflict (id) do nothing;
    if not found then
      perform 1 from app.ledger_entries where id = entry ->> 'id' and digest = entry ->> 'digest';
      if not found then
        raise exception using errcode = 'TG012', message = 'entry ' || (entry ->> 'id');
      end if;
      continue;
    end if;
    select coalesce(bool_or(is_sandbox), false) into v_is_played from app.guarantees
      where id = (entry ->> 'guarantee')::uuid;
    if v_is_played then
      entry := app.played_entry(entry);
    end if;
    -- A transfer may come further than it was; another one under its id is another thing.
    insert into app.ledger_transfers as stands (id, entry, guarantee, debit_kind, debit_of, credit_kind, credit_of, amount,
        status, posted, expires_on, restates)
      select t.id, entry ->> 'id', (entry ->> 'guarantee')::uuid, t.debit_kind, t.debit_of, t.credit_kind, t.credit_of,
        t.amount, t.status, t.posted, t.expires_on, t.restates
      from jsonb_to_recordset(entry -> 'transfers') as t(id text, debit_kind text, debit_of text, credit_kind text,
        credit_of text, amount numeric, status text, posted numeric, expires_on date, restates text)
      on conflict (id) do update set status = excluded.status, posted = excluded.posted
        where (stands.guarantee, stands.debit_kind, stands.debit_of, stands.credit_kind, stands.credit_of, stands.amount)
          is not distinct from (excluded.guarantee, excluded.debit_kind, excluded.debit_of, excluded.credit_kind,
            excluded.credit_of, excluded.amount);
    get diagnostics v_written = row_count;
    if v_written <> jsonb_array_length(entry -> 'transfers') then
      raise exception using errcode = 'TG012', message = 'entry ' || (entry ->> 'id');
    end if;
    -- The accounts of the fund are everybody's: they come last.
    for one in
      select * from jsonb_to_recordset(entry -> 'balances') as b(kind text, of text, guarantee uuid,
        debits_posted numeric, credits_posted numeric, debits_pending numeric, credits_pending numeric)
      order by b.guarantee is null, b.kind, b.of
    loop
      insert into app.ledger_balances (kind, of, guarantee) values (one.kind, one.of, one.guarantee)
        on conflict do nothing;
      update app.ledger_balances
        set debits_posted = debits_posted + one.debits_posted, credits_posted = credits_posted + one.credits_posted,
            debits_pending = debits_pending + one.debits_pending, credits_pending = credits_pending + one.credits_pending
        where kind = one.kind and of = one.of;
    end loop;
  end loop;
exception when check_violation then
  if sqlerrm like '%not_overdrawn%' then
    raise exception using errcode = 'TG012', message = 'overdrawn ' || coalesce(one.kind, '') || ':' || coalesce(one.of, '');
  end if;
  raise;
end $$;

-- What was played before is moved there, with what it added to the fund's cash.
alter table app.ledger_transfers disable trigger kept_content;
with played as (
  update app.ledger_transfers t
    set debit_kind = case t.debit_kind when 'cash' then 'sandbox_cash' else t.debit_kind end,
        credit_kind = case t.credit_kind when 'cash' then 'sandbox_cash' else t.credit_kind end
    from app.guarantees g
    where g.id = t.guarantee and g.is_sandbox and 'cash' in (t.debit_kind, t.credit_kind)
    returning t.id, t.debit_kind),
-- Of a transfer that was restated the difference is a transfer of its own: each counts its amount.
moved as (
  select coalesce(sum(t.amount) filter (where p.debit_kind = 'sandbox_cash'), 0) as debits,
    coalesce(sum(t.amount) filter (where p.debit_kind <> 'sandbox_cash'), 0) as credits
  from played p join app.ledger_transfers t on t.id = p.id),
given as (
  insert into app.ledger_balances (kind, of, debits_posted, credits_posted)
    select 'sandbox_cash', '', debits, credits from moved where debits + credits > 0)
update app.ledger_balances b set debits_posted = b.debits_posted - m.debits, credits_posted = b.credits_posted - m.credits
  from moved m where b.kind = 'cash' and b.of = '';
alter table app.ledger_transfers enable trigger kept_content;

create function app.played_faults() returns table (fault text, subject text, found text) language sql stable as $$
  select 'played_with_money_of_the_fund', t.id, t.debit_kind || ' to ' || t.credit_kind
    from app.ledger_transfers t left join app.guarantees g on g.id = t.guarantee
    where coalesce(g.is_sandbox, false) and 'cash' in (t.debit_kind, t.credit_kind)
      or not coalesce(g.is_sandbox, false) and 'sandbox_cash' in (t.debit_kind, t.credit_kind) $$;
create or replace function app.ledger_faults() returns table (fault text, subject text, found text) language sql stable as $$
  select * from app.book_faults() union all select * from app.sharing_faults() union all select * from app.fee_faults()
  union all select * from app.played_faults() $$;
grant execute on all functions in schema app to tech_guarantee_app;
