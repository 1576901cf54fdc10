-- The fund's own means: contributions assessed and received, the cap on all guarantees that follows from the books,
-- what was told when a bound was broken, provisions by month, and years closed.

create table app.contributions (
  bank text not null references app.organisations (id),
  month text not null check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  kind text not null check (kind in ('bank', 'finance_company')),
  loans numeric(18) not null check (loans >= 0),
  claims_paid numeric(18) not null check (claims_paid >= 0),
  contributed numeric(18) not null check (contributed >= 0),
  days integer not null check (days > 0),
  rate text not null,
  amount numeric(18) not null check (amount >= 0),
  -- The edition of the fund by which it was assessed, and the last day of the period.
  edition text not null,
  on_day date not null,
  person text not null,
  at timestamptz not null,
  primary key (bank, month)
);

create table app.contribution_payments (
  id uuid primary key,
  bank text not null references app.organisations (id),
  on_day date not null,
  amount numeric(18) not null check (amount > 0),
  reference text not null,
  person text not null,
  at timestamptz not null
);
create index contribution_payments_by_bank on app.contribution_payments (bank, id);

-- What the fund had before its books were begun here, read off the cap that was set by hand until then.
create table app.fund_means (
  is_only boolean primary key default true check (is_only),
  brought numeric(18) not null check (brought >= 0),
  at timestamptz not null
);

-- A bound that is broken, or holds again: a row where that changes.
create table app.fund_alerts (
  id uuid primary key,
  kind text not null check (kind in ('exposure_above_cap', 'technology_share_broken')),
  is_broken boolean not null,
  day date not null,
  body jsonb not null,
  at timestamptz not null
);
create index fund_alerts_by_kind on app.fund_alerts (kind, at desc);

create table app.provision_months (
  month text primary key check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  edition text not null,
  guarantees integer not null check (guarantees >= 0),
  provided numeric(24) not null,
  at timestamptz not null
);

create table app.year_closings (
  year integer primary key,
  result numeric(24) not null,
  from_reserves numeric(24) not null check (from_reserves >= 0),
  from_government numeric(24) not null check (from_government >= 0),
  person text not null,
  at timestamptz not null
);

do $$
declare t text;
begin
  foreach t in array array['contributions', 'contribution_payments', 'fund_means', 'fund_alerts', 'provision_months',
    'year_closings'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy written_by_the_system on app.%I
      using ((select app.kind()) = ''system'') with check ((select app.kind()) = ''system'')', t);
    execute format('create policy of_the_house on app.%I for select using ((select app.sees_all_cases()))', t);
    execute format('create trigger kept before update or delete on app.%I
      for each row execute function app.refuse_change()', t);
  end loop;
end $$;
create policy own_contributions on app.contributions for select
  using ((select app.kind()) = 'bank' and bank = (select app.party()));
create policy own_payments on app.contribution_payments for select
  using ((select app.kind()) = 'bank' and bank = (select app.party()));

-- Losses can bring the cap of the fund below what is promised, and releases the room of credit guarantees; then nothing
-- new is promised under it, and somebody is told.
alter table app.limits drop constraint within_cap;
alter table app.limits add constraint within_cap
  check (scope = 'fund' or scope = 'programme' and code = 'technology_share' or used + reserved <= cap);

-- The share of technology guarantees as a limit of each programme that gives credit guarantees: beside what was given
-- under it, its part of the room there is. A programme that gives them no longer is bound no longer.
create function app.keep_technology_share(p_programmes jsonb, p_room numeric) returns void language plpgsql as $$
begin
  insert into app.limits (scope, code, key, cap)
    select 'programme', 'technology_share', p, 0 from jsonb_array_elements_text(p_programmes) as p
    on conflict do nothing;
  update app.limits l set cap = least(w.cap, 999999999999999999), version = version + 1
    from (select k.key, case when p_programmes ? k.key and p_room is not null
            then k.used + trunc(p_room / jsonb_array_length(p_programmes)) else 999999999999999999 end as cap
          from app.limits k where k.scope = 'programme' and k.code = 'technology_share') as w
    where l.scope = 'programme' and l.code = 'technology_share' and l.key = w.key
      and l.cap <> least(w.cap, 999999999999999999);
end $$;

-- Basic property and kept surplus as the books show them.
create function app.fund_means_now() returns numeric language sql stable as $$
  select coalesce(sum(credits_posted - debits_posted), 0) from app.ledger_balances
    where kind in ('basic_property', 'reserves') $$;

-- Writes entries of the fund and brings its cap to so many times its means, in one step: nobody is promised anything
-- between the two. Answers the cap with what counts against it, as text.
create function app.keep_fund_entries(p_entries jsonb, p_at timestamptz, p_multiple integer) returns jsonb
  language plpgsql as $$
declare
  v_brought numeric;
  v_cap numeric;
  v_used numeric;
begin
  -- Whoever posts for the fund at the same time waits here.
  insert into app.fund_means (brought, at)
    select greatest(0, trunc(coalesce(max(cap), 0) / p_multiple) - app.fund_means_now()), p_at
      from app.limits where scope = 'fund' and key = 'own'
    on conflict do nothing;
  select brought into v_brought from app.fund_means for update;
  perform app.keep_entries(p_entries, p_at);
  v_cap := greatest(0, v_brought + app.fund_means_now()) * p_multiple;
  update app.limits set cap = least(v_cap, 999999999999999999), version = version + 1
    where scope = 'fund' and key = 'own' and cap <> least(v_cap, 999999999999999999);
  select coalesce(max(used + reserved), 0) into v_used from app.limits where scope = 'fund' and key = 'own';
  return jsonb_build_object('cap', v_cap::text, 'used', v_used::text);
end $$;

grant select, insert on app.contributions, app.contribution_payments, app.fund_means, app.fund_alerts,
  app.provision_months, app.year_closings to tech_guarantee_app;
grant update on app.fund_means to tech_guarantee_app;
grant execute on all functions in schema app to tech_guarantee_app;
