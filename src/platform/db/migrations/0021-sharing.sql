-- Losses shared with others: under which scheme each guarantee is, what was shared step by step, and who owes whom.
-- Steps are added and never changed; what a scheme's limits count is their sum, read while the scheme's row is held.

create table app.guarantee_schemes (
  guarantee uuid primary key references app.guarantees (id),
  scheme text not null,
  edition text not null,
  -- The scheme as it was on the first day of the guarantee; null: by the ratio of the guarantee, between fund and bank.
  source jsonb,
  at timestamptz not null default now()
);
create index guarantee_schemes_by_scheme on app.guarantee_schemes (scheme, guarantee);

-- Held, last of all, by whoever shares a loss under a scheme with limits.
create table app.sharing_schemes (scheme text primary key);

create table app.sharing_steps (
  guarantee uuid not null references app.guarantees (id),
  sequence integer not null check (sequence > 0),
  scheme text not null,
  -- Waiting: the claim was paid, and the loss is shared from its day on.
  kind text not null check (kind in ('waiting', 'loss', 'recovery', 'restated')),
  day date not null,
  -- The year whose limits the loss counts in.
  year integer,
  -- The whole loss as it now stands, what the fund paid of it and when, and what it recovered of that so far.
  loss numeric(18) not null check (loss > 0),
  paid_out numeric(18) not null check (paid_out > 0),
  paid_on date not null,
  principal numeric(18) not null check (principal >= 0),
  base numeric(18),
  due_on date,
  reason text,
  reference text not null,
  person text not null,
  at timestamptz not null,
  primary key (guarantee, sequence),
  constraint waits check ((kind = 'waiting') = (due_on is not null) and (kind = 'waiting') = (year is null)),
  constraint says_why check ((kind = 'restated') = (reason is not null))
);
create index sharing_steps_by_scheme on app.sharing_steps (scheme, guarantee);
create index sharing_steps_waiting on app.sharing_steps (due_on, guarantee) where due_on is not null;

-- What a step makes a party bear through a layer, and gives it back; below 0 only in a restatement.
create table app.sharing_parts (
  guarantee uuid not null,
  sequence integer not null,
  party text not null,
  layer integer not null check (layer >= 0),
  paid numeric(18) not null,
  returned numeric(18) not null,
  primary key (guarantee, sequence, party, layer),
  foreign key (guarantee, sequence) references app.sharing_steps (guarantee, sequence)
);

-- What somebody owes the fund by a step; below 0 what the fund owes them.
create table app.sharing_dues (
  guarantee uuid not null,
  sequence integer not null,
  party text not null,
  sharer text not null,
  amount numeric(18) not null check (amount <> 0),
  primary key (guarantee, sequence, party),
  foreign key (guarantee, sequence) references app.sharing_steps (guarantee, sequence)
);
create index sharing_dues_by_sharer on app.sharing_dues (sharer);

do $$
declare t text;
begin
  foreach t in array array['guarantee_schemes', 'sharing_schemes', 'sharing_steps', 'sharing_parts', 'sharing_dues'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy written_by_the_system on app.%I
      using ((select app.kind()) = ''system'') with check ((select app.kind()) = ''system'')', t);
    execute format('create policy of_the_house on app.%I for select using ((select app.sees_all_cases()))', t);
    if t <> 'sharing_schemes' then
      execute format('create trigger kept before update or delete on app.%I
        for each row execute function app.refuse_change()', t);
    end if;
  end loop;
end $$;

-- The new kinds of account.
create or replace function app.side_of(p_kind text) returns text language sql immutable as $$
  select case
    when p_kind in ('customers_liability', 'special_claims', 'fees_receivable', 'subrogation_claims', 'recourse_costs',
      'damages_receivable', 'losses', 'sharing_receivables', 'bank_contributions', 'government_cover') then 'debit'
    when p_kind in ('commitments', 'exposure', 'special_claims_against', 'unearned_fees', 'earned_fees', 'late_fees',
      'damages', 'recoveries', 'special_recoveries', 'provisions', 'sharing_payables', 'basic_property', 'reserves')
      then 'credit'
  end $$;
-- With whom the fund shares its losses is its own, as what it puts by for them is.
create or replace function app.is_own_account(p_kind text) returns boolean language sql immutable as
  $$ select p_kind in ('provisions', 'provision_expense', 'losses', 'shared_losses', 'sharing_receivables',
    'sharing_payables') $$;
create policy shared_by_the_house on app.ledger_entries as restrictive for select
  using ((select app.is_house()) or event not in ('loss_shared', 'share_returned'));

-- The faults of before under another name, and those of sharing beside them.
alter function app.ledger_faults() rename to book_faults;
create function app.sharing_faults() returns table (fault text, subject text, found text) language sql stable as $$
  select 'shares_not_of_loss', s.guarantee::text, coalesce(p.paid, 0) || ', loss ' || s.loss
    from (select distinct on (guarantee) guarantee, loss, kind, scheme from app.sharing_steps
      order by guarantee, sequence desc) as s
    left join (select guarantee, sum(paid) as paid, sum(returned) as returned from app.sharing_parts group by guarantee)
      as p on p.guarantee = s.guarantee
    where s.kind <> 'waiting' and (coalesce(p.paid, 0) > s.loss or coalesce(p.returned, 0) > coalesce(p.paid, 0))
  union all
  select 'part_returned_above_paid', guarantee || ' ' || party || ' ' || layer, sum(returned) || ' of ' || sum(paid)
    from app.sharing_parts group by guarantee, party, layer
    having sum(paid) < 0 or sum(returned) < 0 or sum(returned) > sum(paid)
  union all
  select 'dues_not_in_books', coalesce(d.sharer, t.sharer), coalesce(d.amount, 0) || ', books ' || coalesce(t.amount, 0)
    from (select sharer, sum(amount) as amount from app.sharing_dues group by sharer) as d
    full join (select a.sharer, sum(a.amount) as amount from app.ledger_transfers l
      cross join lateral (values (case when l.debit_kind = 'sharing_receivables' then l.debit_of end, l.posted),
        (case when l.credit_kind = 'sharing_payables' then l.credit_of end, -l.posted)) as a(sharer, amount)
      where a.sharer is not null group by a.sharer) as t on t.sharer = d.sharer
    where coalesce(d.amount, 0) <> coalesce(t.amount, 0)
$$;
create function app.ledger_faults() returns table (fault text, subject text, found text) language sql stable as $$
  select * from app.book_faults() union all select * from app.sharing_faults() $$;

grant select, insert on app.guarantee_schemes, app.sharing_schemes, app.sharing_steps, app.sharing_parts,
  app.sharing_dues to tech_guarantee_app;
-- To hold a row is to be able to change it.
grant update on app.sharing_schemes to tech_guarantee_app;
grant execute on all functions in schema app to tech_guarantee_app;

-- Fees earned day by day: to which day each guarantee was looked at. The books say what was earned.
create table app.fee_accruals (
  guarantee uuid primary key references app.guarantees (id),
  to_day date not null
);
alter table app.fee_accruals enable row level security;
alter table app.fee_accruals force row level security;
create policy written_by_the_system on app.fee_accruals
  using ((select app.kind()) = 'system') with check ((select app.kind()) = 'system');
create index guarantee_fees_open on app.guarantee_fees (guarantee, from_day) where not is_over;

-- Keeps what a batch of guarantees earned, which the caller holds: entries, what of each fee is posted, the day.
create function app.keep_accruals(p jsonb, p_at timestamptz) returns void language plpgsql as $$
begin
  update app.guarantee_fees f set earned = w.earned, is_over = w.is_over
    from jsonb_to_recordset(p -> 'fees') as w(guarantee uuid, place integer, earned numeric, is_over boolean)
    where f.guarantee = w.guarantee and f.place = w.place;
  perform app.keep_entries(p -> 'entries', p_at);
  insert into app.fee_accruals (guarantee, to_day)
    select w.guarantee, w.to_day from jsonb_to_recordset(p -> 'days') as w(guarantee uuid, to_day date)
    on conflict (guarantee) do update set to_day = greatest(app.fee_accruals.to_day, excluded.to_day);
end $$;
grant select, insert, update on app.fee_accruals to tech_guarantee_app;
grant execute on all functions in schema app to tech_guarantee_app;
