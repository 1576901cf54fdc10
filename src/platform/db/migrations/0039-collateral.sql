-- Intellectual property as collateral: decisions on it, what is entered, the register of pledges, and what is due.

create table app.collateral_decisions (
  id uuid primary key,
  firm text not null references app.organisations (id),
  bank text not null references app.organisations (id),
  is_sandbox boolean not null,
  outcome text not null check (outcome in ('accepted', 'refused', 'refer')),
  decided_on date not null,
  digest text not null,
  record jsonb not null,
  person text not null,
  at timestamptz not null default now()
);

-- Whoever pledges rights of a firm, or reads how far they are pledged to pledge more, waits for this row.
create table app.collateral_firms (
  firm text not null references app.organisations (id),
  is_sandbox boolean not null,
  primary key (firm, is_sandbox)
);

create table app.collaterals (
  id uuid primary key,
  firm text not null references app.organisations (id),
  is_sandbox boolean not null,
  -- The decision whose valuation it stands on now.
  decision uuid not null references app.collateral_decisions (id),
  valued_on date not null,
  valid_until date not null,
  advance numeric(18) not null check (advance >= 0),
  -- What offices tell of burdens that are not on this register.
  burdened numeric(18) not null check (burdened >= 0),
  -- The rights as the offices last told of them.
  files jsonb not null,
  looked_on date not null
);

-- A right belongs to one collateral: what it carries is counted in one place, whoever lends.
create table app.collateral_rights (
  right_key text not null,
  is_sandbox boolean not null,
  collateral uuid not null references app.collaterals (id),
  primary key (right_key, is_sandbox)
);

create table app.pledges (
  id uuid primary key,
  collateral uuid not null references app.collaterals (id),
  decision uuid not null unique references app.collateral_decisions (id),
  bank text not null references app.organisations (id),
  secured numeric(18) not null check (secured > 0),
  state text not null check (state in ('taken', 'registered', 'released')),
  taken_on date not null,
  register_by date not null,
  office text,
  reference text,
  rank integer check (rank > 0),
  registered_on date check (registered_on >= taken_on),
  released_on date,
  release_reference text,
  check ((registered_on is null) = (reference is null) and (reference is null) = (rank is null)
    and (rank is null) = (office is null)),
  check (state <> 'registered' or registered_on is not null),
  check ((state = 'released') = (released_on is not null))
);
create index pledges_by_collateral on app.pledges (collateral);
create unique index pledges_by_rank on app.pledges (collateral, rank) where state = 'registered';
create unique index pledges_by_reference on app.pledges (office, reference, collateral) where reference is not null;

create table app.collateral_tasks (
  id uuid primary key,
  collateral uuid not null references app.collaterals (id),
  ground text not null,
  about text not null,
  found_on date not null,
  due_on date not null,
  holder text not null,
  done_on date,
  done_by text,
  note text,
  check ((done_on is null) = (done_by is null))
);
-- What was found once is found once, also after it was done.
create unique index collateral_tasks_once on app.collateral_tasks (collateral, ground, about);

do $$
declare t text;
begin
  foreach t in array array['collateral_decisions', 'collateral_firms', 'collaterals', 'collateral_rights', 'pledges',
    'collateral_tasks'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy of_the_house on app.%I
      using ((select app.is_house())) with check ((select app.is_house()))', t);
  end loop;
end $$;
create policy own_decisions on app.collateral_decisions for select
  using ((select app.kind()) = 'bank' and bank = (select app.party())
    or (select app.kind()) = 'firm' and firm = (select app.party()));
create policy own_pledges on app.pledges for select
  using ((select app.kind()) = 'bank' and bank = (select app.party()));
-- A pledge is asked for by its bank alone, so that this looks at that bank's own rows.
create policy own_collateral on app.collaterals for select
  using ((select app.kind()) = 'firm' and firm = (select app.party())
    or (select app.kind()) = 'bank' and id in (select p.collateral from app.pledges p where p.bank = (select app.party())));

create trigger kept before update or delete on app.collateral_decisions
  for each row execute function app.refuse_change();

-- What a pledge secures and whose it is never changes; it goes from taken to registered to released.
create function app.keep_pledge() returns trigger language plpgsql as $$
begin
  if (new.id, new.collateral, new.decision, new.bank, new.secured, new.taken_on)
       is distinct from (old.id, old.collateral, old.decision, old.bank, old.secured, old.taken_on)
     or old.state = 'released'
     or old.state = 'registered' and (new.state <> 'released'
       or (new.reference, new.rank, new.registered_on) is distinct from (old.reference, old.rank, old.registered_on)) then
    raise exception 'a pledge is kept as it was taken, registered once and released once' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.pledges for each row execute function app.keep_pledge();
create trigger kept before delete on app.pledges for each row execute function app.refuse_change();

grant select, insert on app.collateral_decisions, app.collateral_firms, app.collateral_rights to tech_guarantee_app;
-- A row is held for update by who may update it; there is nothing in it to change.
grant update on app.collateral_firms to tech_guarantee_app;
grant select, insert, update on app.collaterals, app.pledges, app.collateral_tasks to tech_guarantee_app;
grant execute on all functions in schema app to tech_guarantee_app;
