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
create or replace function app.ledger_faults() returns table (fault text, subject text, found text) language sql stable as $$
  select * from app.book_faults() union all select * from app.sharing_faults() union all select * from app.fee_faults() $$;
grant execute on all functions in schema app to tech_guarantee_app;
