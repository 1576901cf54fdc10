-- Decided cases packed for being run under other rules, in blocks of columns; and the drafts whose impact was asked for.
-- A decision is packed once, in the transaction that says so; one that cannot be is told with the reason.

create table app.packed_blocks (
  id uuid primary key,
  layout integer not null check (layout > 0),
  cases integer not null check (cases > 0),
  packed bytea not null,
  made_at timestamptz not null default now()
);
-- Columns are as narrow as they can be: packing them again costs time and gains little.
alter table app.packed_blocks alter column packed set storage external;

create table app.packed_decisions (
  decision uuid primary key references app.decisions (id),
  block uuid references app.packed_blocks (id),
  -- Code of what kept it from being packed.
  problem text,
  constraint packed_or_told check ((block is null) <> (problem is null))
);
create index packed_decisions_by_block on app.packed_decisions (block);

create table app.impact_drafts (
  id uuid primary key,
  kind text not null,
  edition text not null,
  digest text not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
  -- Texts by their place below rules/, as they were given.
  texts json not null,
  -- The editions it was held against, and the day both were taken on.
  before jsonb not null,
  day date not null,
  asked_by text not null,
  asked_at timestamptz not null default now()
);

create trigger kept before update or delete on app.packed_blocks for each row execute function app.refuse_change();
create trigger kept before update or delete on app.packed_decisions for each row execute function app.refuse_change();
create trigger kept before update or delete on app.impact_drafts for each row execute function app.refuse_change();

alter table app.packed_blocks enable row level security;
alter table app.packed_blocks force row level security;
alter table app.packed_decisions enable row level security;
alter table app.packed_decisions force row level security;
alter table app.impact_drafts enable row level security;
alter table app.impact_drafts force row level security;
create policy by_the_system on app.packed_blocks
  using ((select app.kind()) = 'system') with check ((select app.kind()) = 'system');
create policy by_the_system on app.packed_decisions
  using ((select app.kind()) = 'system') with check ((select app.kind()) = 'system');
create policy by_the_system on app.impact_drafts
  using ((select app.kind()) = 'system') with check ((select app.kind()) = 'system');

grant execute on all functions in schema app to tech_guarantee_app;
