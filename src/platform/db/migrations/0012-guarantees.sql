-- The promise until it ends: guarantees, what happened to them, and the books of two accounts. Everything is written by
-- one function, app.keep_guarantee_step, whole or not at all; the rows that many guarantees share (the fund's accounts,
-- the limits) are locked last and in one order.

create table app.guarantee_serials (
  year integer primary key,
  last integer not null check (last between 1 and 9999999)
);

create table app.guarantees (
  id uuid primary key,
  number text not null unique check (number ~ '^TG-[0-9]{4}-[0-9]{7}$'),
  case_id uuid not null references app.cases (id),
  decision uuid not null unique references app.decisions (id),
  firm text not null references app.organisations (id),
  bank text not null references app.organisations (id),
  office text not null references app.organisations (id),
  is_sandbox boolean not null,
  kind text not null check (kind in ('individual', 'revolving')),
  state text not null check (state in ('noticed', 'signed', 'lettered', 'in_force', 'accident', 'claimed', 'examined',
    'subrogated', 'written_off', 'lapsed', 'released', 'denied', 'sold', 'discharged')),
  version integer not null check (version > 0),
  programme text not null,
  grade text not null,
  -- Of the decision: the loan, the fund's part of it, and the ratio between them.
  loan numeric(18) not null check (loan > 0),
  amount numeric(18) not null check (amount > 0 and amount <= loan),
  ratio text not null,
  -- The yearly rate of the fee as it now is, a decimal; and the term agreed at the decision.
  fee_rate text not null,
  term_months integer not null check (term_months > 0),
  bank_loan text,
  -- Promised and guaranteed together; of it, what is guaranteed.
  held numeric(18) not null check (held >= 0 and held <= amount),
  balance numeric(18) not null check (balance >= 0 and balance <= held),
  -- Principal drawn and not repaid; of a revolving loan the line that stands. And what was owed on a claim paid, by day.
  outstanding numeric(18) not null default 0 check (outstanding >= 0),
  pursued jsonb not null default '[]',
  begun_on date not null,
  matures_on date,
  fee_to date,
  -- The first day on which something is due by time alone.
  due_on date,
  life jsonb not null,
  updated_at timestamptz not null default now()
);
create index guarantees_by_firm on app.guarantees (firm, id);
create index guarantees_by_bank on app.guarantees (bank, id);
create index guarantees_by_office on app.guarantees (office, id);
create index guarantees_by_case on app.guarantees (case_id);
create index guarantees_due on app.guarantees (due_on, id) where due_on is not null;

create table app.guarantee_events (
  guarantee uuid not null references app.guarantees (id),
  sequence integer not null check (sequence > 0),
  type text not null,
  day date not null,
  body jsonb not null,
  is_late boolean not null,
  basis text not null,
  person text not null,
  at timestamptz not null,
  primary key (guarantee, sequence)
);

-- The fees charged, each for its days; what a release leaves of one is a fee of its own from that day on.
create table app.guarantee_fees (
  guarantee uuid not null references app.guarantees (id),
  place integer not null check (place > 0),
  notice text not null,
  from_day date not null,
  to_day date not null check (to_day >= from_day),
  due_on date not null,
  amount numeric(18) not null check (amount >= 0),
  -- What of it is posted as earned.
  earned numeric(18) not null default 0 check (earned >= 0 and earned <= amount),
  is_over boolean not null default false,
  -- The day to which its delay is charged.
  late_to date,
  primary key (guarantee, place)
);

create table app.ledger_entries (
  id text primary key,
  day date not null,
  event text not null,
  guarantee uuid references app.guarantees (id),
  reference text not null,
  digest text not null,
  at timestamptz not null default now(),
  -- The order of writing: of one guarantee, whose row its writer holds, without a doubt.
  place bigint generated always as identity
);
create index ledger_entries_by_guarantee on app.ledger_entries (guarantee, place) where guarantee is not null;
create index ledger_entries_by_day on app.ledger_entries (day, event);

create table app.ledger_transfers (
  id text primary key,
  entry text not null references app.ledger_entries (id),
  guarantee uuid references app.guarantees (id),
  debit_kind text not null,
  debit_of text not null,
  credit_kind text not null,
  credit_of text not null,
  amount numeric(18) not null check (amount > 0),
  status text not null check (status in ('pending', 'posted', 'voided', 'expired')),
  posted numeric(18) not null check (posted >= 0),
  expires_on date,
  restates text references app.ledger_transfers (id)
);
create index ledger_transfers_by_entry on app.ledger_transfers (entry);
create index ledger_transfers_by_guarantee on app.ledger_transfers (guarantee) where guarantee is not null;
create index ledger_transfers_restating on app.ledger_transfers (restates) where restates is not null;

-- On which side an account grows; null for one whose balance may lie on both. As src/ledger/accounts.ts says it.
create function app.side_of(p_kind text) returns text language sql immutable as $$
  select case
    when p_kind in ('customers_liability', 'special_claims', 'fees_receivable', 'subrogation_claims', 'recourse_costs',
      'damages_receivable', 'losses', 'bank_contributions', 'government_cover') then 'debit'
    when p_kind in ('commitments', 'exposure', 'special_claims_against', 'unearned_fees', 'earned_fees', 'late_fees',
      'damages', 'recoveries', 'special_recoveries', 'provisions', 'basic_property', 'reserves') then 'credit'
  end $$;
create function app.is_memorandum(p_kind text) returns boolean language sql immutable as $$
  select p_kind in ('customers_liability', 'commitments', 'exposure', 'special_claims', 'special_claims_against') $$;

create table app.ledger_balances (
  kind text not null,
  of text not null,
  guarantee uuid references app.guarantees (id),
  debits_posted numeric(24) not null default 0 check (debits_posted >= 0),
  credits_posted numeric(24) not null default 0 check (credits_posted >= 0),
  debits_pending numeric(24) not null default 0 check (debits_pending >= 0),
  credits_pending numeric(24) not null default 0 check (credits_pending >= 0),
  primary key (kind, of),
  constraint not_overdrawn check (case app.side_of(kind)
    when 'credit' then credits_posted - debits_posted - debits_pending >= 0
    when 'debit' then debits_posted - credits_posted - credits_pending >= 0
    else true end)
);
create index ledger_balances_by_guarantee on app.ledger_balances (guarantee) where guarantee is not null;

-- What was written stays: only how far a transfer has come, and how often it was restated, may change.
create trigger kept before update or delete on app.guarantee_events for each row execute function app.refuse_change();
create trigger kept before update or delete on app.ledger_entries for each row execute function app.refuse_change();
create trigger kept before delete on app.ledger_transfers for each row execute function app.refuse_change();
create trigger kept before delete on app.ledger_balances for each row execute function app.refuse_change();
create trigger kept before delete on app.guarantees for each row execute function app.refuse_change();
create trigger kept before delete on app.guarantee_fees for each row execute function app.refuse_change();

create function app.keep_transfer() returns trigger language plpgsql as $$
begin
  if (new.id, new.entry, new.debit_kind, new.debit_of, new.credit_kind, new.credit_of, new.amount)
     is distinct from (old.id, old.entry, old.debit_kind, old.debit_of, old.credit_kind, old.credit_of, old.amount)
     or (new.guarantee, new.expires_on, new.restates) is distinct from (old.guarantee, old.expires_on, old.restates)
     or old.status <> 'pending' and new.status <> old.status
     or old.status in ('voided', 'expired') then
    raise exception 'a transfer is kept as it was written' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.ledger_transfers for each row execute function app.keep_transfer();

create function app.keep_guarantee() returns trigger language plpgsql as $$
begin
  if (new.id, new.number, new.case_id, new.decision, new.is_sandbox, new.kind, new.loan, new.amount, new.begun_on)
     is distinct from
     (old.id, old.number, old.case_id, old.decision, old.is_sandbox, old.kind, old.loan, old.amount, old.begun_on)
     or new.version < old.version then
    raise exception 'a guarantee is kept as it was promised' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.guarantees for each row execute function app.keep_guarantee();

-- Limits: what was used before anything was promised here, so that the use is always that and the guarantees that stand.
alter table app.limits add column brought numeric(18) not null default 0 check (brought >= 0);
update app.limits set brought = used;
create function app.bring_use() returns trigger language plpgsql as $$
begin
  new.brought := new.used;
  return new;
end $$;
create trigger brings_use before insert on app.limits for each row execute function app.bring_use();

create or replace function app.limits_at(p jsonb) returns jsonb language plpgsql as $$
declare
  v_kind text := app.kind();
  v_found jsonb;
begin
  perform set_config('app.kind', 'system', true);
  select coalesce(jsonb_agg(jsonb_build_object('scope', l.scope, 'code', l.code, 'key', l.key, 'cap', l.cap::text,
      'used', l.used::text, 'reserved', l.reserved::text, 'version', l.version::text, 'brought', l.brought::text)
      order by l.scope, l.code, l.key), '[]') into v_found
    from jsonb_to_recordset(p) as w(scope text, key text) join app.limits l on l.scope = w.scope and l.key = w.key;
  perform set_config('app.kind', v_kind, true);
  return v_found;
end $$;

-- A case whose guarantee was begun is not decided anew under it.
alter table app.cases add column is_guaranteed boolean not null default false;

-- Who sees which row -------------------------------------------------------------------------------------------------

do $$
declare t text;
begin
  foreach t in array array['guarantees', 'guarantee_events', 'guarantee_fees', 'guarantee_serials', 'ledger_entries',
    'ledger_transfers', 'ledger_balances'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    -- Whoever acts, it is the service that writes, in the one function below.
    execute format('create policy written_by_the_system on app.%I
      using ((select app.kind()) = ''system'') with check ((select app.kind()) = ''system'')', t);
  end loop;
end $$;

create policy own_guarantees on app.guarantees for select
  using (
    (select app.sees_all_cases())
    or ((select app.acts_as('officer', 'branch_head', 'regional_head', 'committee_member')) and app.sees_case(case_id))
    or ((select app.kind()) = 'bank' and bank = (select app.party()))
    or ((select app.kind()) = 'firm' and firm = (select app.party()))
  );
create function app.sees_guarantee(p_guarantee uuid) returns boolean language plpgsql stable as
  $$ begin return exists (select 1 from app.guarantees g where g.id = p_guarantee); end $$;
-- What the fund puts by for a loss, and what it lost, is its own.
create function app.is_own_account(p_kind text) returns boolean language sql immutable as
  $$ select p_kind in ('provisions', 'provision_expense', 'losses') $$;

do $$
declare t text;
begin
  foreach t in array array['guarantee_events', 'guarantee_fees'] loop
    execute format('create policy of_own_guarantees on app.%I for select
      using ((select app.sees_all_cases()) or app.sees_guarantee(guarantee))', t);
  end loop;
end $$;
create policy of_own_guarantees on app.ledger_entries for select
  using ((select app.sees_all_cases()) or guarantee is not null and app.sees_guarantee(guarantee)
    and ((select app.is_house()) or event <> 'provided'));
create policy of_own_guarantees on app.ledger_transfers for select
  using ((select app.sees_all_cases()) or guarantee is not null and app.sees_guarantee(guarantee)
    and ((select app.is_house()) or not (app.is_own_account(debit_kind) or app.is_own_account(credit_kind))));
create policy of_own_guarantees on app.ledger_balances for select
  using ((select app.sees_all_cases()) or guarantee is not null and app.sees_guarantee(guarantee)
    and ((select app.is_house()) or not app.is_own_account(kind)));

-- The one write --------------------------------------------------------------------------------------------------------

-- Holds a guarantee until the transaction ends, and gives what of the books is its own, amounts as text, whoever asks;
-- null for somebody who does not see it.
create function app.hold_guarantee(p_id uuid) returns jsonb language plpgsql as $$
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
        'late_to', f.late_to) order by f.place)
      from app.guarantee_fees f where f.guarantee = p_id), '[]')) into v_books;
  perform set_config('app.kind', v_kind, true);
  return v_books;
end $$;

-- Writes entries with their transfers and what they add to the balances; one that was written before does nothing more.
-- Raises TG012 where another entry stands under the id, and where an account would stand below nothing.
create function app.keep_entries(p jsonb, p_at timestamptz) returns void language plpgsql as $$
declare
  entry jsonb;
  one record;
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
    insert into app.ledger_transfers (id, entry, guarantee, debit_kind, debit_of, credit_kind, credit_of, amount, status,
        posted, expires_on, restates)
      select t.id, entry ->> 'id', (entry ->> 'guarantee')::uuid, t.debit_kind, t.debit_of, t.credit_kind, t.credit_of,
        t.amount, t.status, t.posted, t.expires_on, t.restates
      from jsonb_to_recordset(entry -> 'transfers') as t(id text, debit_kind text, debit_of text, credit_kind text,
        credit_of text, amount numeric, status text, posted numeric, expires_on date, restates text)
      on conflict (id) do update set status = excluded.status, posted = excluded.posted;
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

-- What a guarantee holds is brought to an amount in every limit of its decision. Until the agreement is signed it is
-- reserved; signing posts it, and frees what was reserved beyond it; from then on the use follows it up and down.
create function app.keep_use(p_decision uuid, p_step text, p_before numeric, p_held numeric) returns void
  language plpgsql as $$
declare
  one record;
begin
  for one in
    select * from app.reservations where decision = p_decision and state in ('pending', 'posted')
    order by array_position(array['firm', 'group', 'programme', 'sector', 'pact', 'fund'], scope), code, key
  loop
    if one.state = 'posted' then
      continue when p_held = p_before;
      update app.limits set used = used + p_held - p_before, version = version + 1
        where scope = one.scope and code = one.code and key = one.key
          and (p_held <= p_before or used + reserved + p_held - p_before <= cap);
      if not found then
        raise exception using errcode = 'TG012', message = 'limit ' || one.scope || ':' || one.code || ':' || one.key;
      end if;
    elsif p_step = 'signed' then
      update app.limits set reserved = reserved - one.amount, used = used + p_held, version = version + 1
        where scope = one.scope and code = one.code and key = one.key;
      update app.reservations set state = 'posted'
        where decision = p_decision and scope = one.scope and code = one.code and key = one.key;
    elsif p_held = 0 then
      update app.limits set reserved = reserved - one.amount, version = version + 1
        where scope = one.scope and code = one.code and key = one.key;
      update app.reservations set state = case p_step when 'lapsed' then 'expired' else 'voided' end
        where decision = p_decision and scope = one.scope and code = one.code and key = one.key;
    end if;
  end loop;
end $$;

-- Keeps one step of a guarantee whole or not at all: the guarantee as it then stands (with `guarantee.case_id`: a new
-- one), its event, its fees, the entries in the books, the leaf of the audit log, and the use of the limits.
-- Answers null where all of it is kept; else, with nothing of it kept, what stood against it: 'version' (it changed
-- meanwhile), 'begun' (the decision has a guarantee), 'reservation' (nothing is reserved for the decision any more),
-- 'entry <id>' (something else stands under it), 'overdrawn <account>', 'limit <scope>:<code>:<key>' (full).
create function app.keep_guarantee_step(p jsonb) returns text language plpgsql as $$
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
        late_to)
      select v_id, f.place, f.notice, f.from_day, f.to_day, f.due_on, f.amount, f.earned, f.is_over, f.late_to
      from jsonb_to_recordset(p -> 'fees') as f(place integer, notice text, from_day date, to_day date, due_on date,
        amount numeric, earned numeric, is_over boolean, late_to date)
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

-- What must hold after every step, read from the rows alone: a row for each thing that does not, none where all is right.
create function app.ledger_faults() returns table (fault text, subject text, found text) language sql stable as $$
  select 'book_out_of_balance', case when app.is_memorandum(b.kind) then 'memorandum' else 'money' end,
      sum(b.debits_posted - b.credits_posted) || ' posted, ' || sum(b.debits_pending - b.credits_pending) || ' pending'
    from app.ledger_balances b group by app.is_memorandum(b.kind)
    having sum(b.debits_posted) <> sum(b.credits_posted) or sum(b.debits_pending) <> sum(b.credits_pending)
  union all
  select 'balance_not_of_its_transfers', coalesce(b.kind, t.kind) || ':' || coalesce(b.of, t.of),
      coalesce(b.debits_posted - b.credits_posted, 0) || ', transfers ' || coalesce(t.posted, 0)
    from app.ledger_balances b full join (
      -- A restatement counts towards the transfer it puts right and stands as one itself: it is taken once.
      select a.kind, a.of, sum(a.sign * s.posted) as posted, sum(a.sign * s.pending) as pending
      from (select t.*, t.posted - coalesce((select sum(case when r.debit_kind = t.debit_kind and r.debit_of = t.debit_of
              then r.posted else -r.posted end) from app.ledger_transfers r where r.restates = t.id), 0) as first_posted
            from app.ledger_transfers t) as x
      cross join lateral (values (x.first_posted, case when x.status = 'pending' then x.amount else 0 end))
        as s(posted, pending)
      cross join lateral (values (x.debit_kind, x.debit_of, 1), (x.credit_kind, x.credit_of, -1)) as a(kind, of, sign)
      group by a.kind, a.of) as t on t.kind = b.kind and t.of = b.of
    where coalesce(b.debits_posted - b.credits_posted, 0) <> coalesce(t.posted, 0)
      or coalesce(b.debits_pending - b.credits_pending, 0) <> coalesce(t.pending, 0)
  union all
  select 'exposure_not_of_guarantee', g.id::text, coalesce(b.stands, 0) || ', guaranteed ' || g.balance
    from app.guarantees g left join (select guarantee, sum(credits_posted - debits_posted) as stands
      from app.ledger_balances where kind = 'exposure' group by guarantee) as b on b.guarantee = g.id
    where coalesce(b.stands, 0) <> g.balance
  union all
  select 'commitments_not_of_guarantee', g.id::text, coalesce(b.stands, 0) || ', to be drawn ' || g.held - g.balance
    from app.guarantees g left join (select guarantee, sum(credits_posted - debits_posted + credits_pending) as stands
      from app.ledger_balances where kind = 'commitments' group by guarantee) as b on b.guarantee = g.id
    where coalesce(b.stands, 0) <> g.held - g.balance
  union all
  select 'limit_use_not_of_guarantees', l.scope || ':' || l.code || ':' || l.key,
      l.used || ', brought ' || l.brought || ', held ' || coalesce(r.held, 0)
    from app.limits l left join (select r.scope, r.code, r.key, sum(coalesce(g.held, r.amount)) as held
      from app.reservations r left join app.guarantees g on g.decision = r.decision
      where r.state = 'posted' group by r.scope, r.code, r.key) as r using (scope, code, key)
    where l.used <> l.brought + coalesce(r.held, 0)
  union all
  select 'limit_reserved_not_of_reservations', l.scope || ':' || l.code || ':' || l.key,
      l.reserved || ', reservations ' || coalesce(r.amount, 0)
    from app.limits l left join (select scope, code, key, sum(amount) as amount from app.reservations
      where state = 'pending' group by scope, code, key) as r using (scope, code, key)
    where l.reserved <> coalesce(r.amount, 0)
  union all
  select 'held_in_no_limit', g.id::text, g.held::text
    from app.guarantees g where g.held > 0 and not exists (select 1 from app.reservations r
      where r.decision = g.decision and (r.state = 'posted' or r.state = 'pending' and r.amount >= g.held))
  union all
  select 'version_not_of_events', g.id::text, g.version || ', events ' || coalesce(max(e.sequence), 0)
    from app.guarantees g left join app.guarantee_events e on e.guarantee = g.id
    group by g.id, g.version having g.version <> coalesce(max(e.sequence), 0) or count(e.sequence) <> g.version
$$;

grant execute on all functions in schema app to tech_guarantee_app;
revoke update on app.guarantee_events, app.ledger_entries from tech_guarantee_app;
