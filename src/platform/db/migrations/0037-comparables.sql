-- Terms of licences that institutions contribute, the ranges told of them, and who was shown single ones within a
-- valuation. A licence has versions, of which none is changed; each of its terms is counted in one range and never again,
-- whatever becomes of it later, so that no two ranges can be subtracted from each other.

create table app.comparables (
  id uuid primary key,
  contributor text not null references app.organisations (id),
  created_at timestamptz not null default now()
);
create index comparables_by_contributor on app.comparables (contributor, id);

create table app.comparable_versions (
  comparable uuid not null references app.comparables (id),
  version integer not null check (version > 0),
  state text not null check (state in ('standing', 'withdrawn')),
  terms jsonb not null,
  -- Of the terms alone, whatever they rest on.
  substance text not null check (substance ~ '^sha256:[0-9a-f]{64}$'),
  quality jsonb not null,
  reason text,
  contributed_by text not null,
  contributed_on date not null,
  written_at timestamptz not null default now(),
  primary key (comparable, version),
  constraint withdrawn_with_a_reason check ((state = 'withdrawn') = (reason is not null))
);
create index comparables_by_substance on app.comparable_versions (substance);

create table app.comparable_releases (
  id uuid primary key,
  released_on date not null unique,
  edition text not null,
  -- How many terms still waited for others to lie together with.
  waiting integer not null check (waiting >= 0),
  released_by text not null,
  released_at timestamptz not null default now()
);

create table app.comparable_ranges (
  id uuid primary key,
  release uuid not null references app.comparable_releases (id),
  measure text not null check (measure in ('royalty_on_net_sales', 'royalty_on_gross_sales', 'royalty_on_profit', 'upfront')),
  section text check (section ~ '^[A-H]$'),
  exclusivity text check (exclusivity in ('exclusive', 'sole', 'non_exclusive')),
  -- Edges of bands, as they are told; null above the highest.
  low text not null,
  high text,
  deals_told integer not null check (deals_told > 0),
  contributors_told integer not null check (contributors_told > 0),
  constraint section_before_exclusivity check (exclusivity is null or section is not null)
);
create unique index one_range_of_a_kind on app.comparable_ranges
  (release, measure, coalesce(section, ''), coalesce(exclusivity, ''));

create table app.comparable_counts (
  comparable uuid not null references app.comparables (id),
  measure text not null,
  range uuid not null references app.comparable_ranges (id),
  primary key (comparable, measure)
);

create table app.comparable_readings (
  id uuid primary key,
  case_id uuid not null references app.cases (id),
  person text not null,
  organisation text not null,
  roles text[] not null,
  read_at timestamptz not null default now(),
  edition text not null,
  -- What was asked, by its digest, and the licences that were shown.
  question text not null check (question ~ '^sha256:[0-9a-f]{64}$'),
  shown uuid[] not null
);
create index comparable_readings_by_case on app.comparable_readings (case_id, read_at);

do $$
declare t text;
begin
  foreach t in array array['comparables', 'comparable_versions', 'comparable_releases', 'comparable_ranges',
    'comparable_counts', 'comparable_readings'] loop
    execute format('create trigger kept before update or delete on app.%I for each row execute function app.refuse_change()', t);
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy of_the_system on app.%I using ((select app.kind()) = ''system'')', t);
    execute format('revoke update on app.%I from tech_guarantee_app', t);
  end loop;
end $$;

-- An institution sees and writes its own; nobody else sees a single licence but through the house's own work.
create policy of_its_contributor on app.comparables
  using ((select app.kind()) in ('firm', 'bank') and contributor = (select app.party()));
create policy of_its_contributor on app.comparable_versions
  using ((select app.kind()) in ('firm', 'bank')
    and exists (select 1 from app.comparables c where c.id = comparable and c.contributor = (select app.party())));
create policy read_by_risk on app.comparable_readings for select using (app.acts_as('risk_officer', 'auditor'));
