-- How a sheet comes about: drafts that their author alone reads, visits kept before anything is signed on them, and a
-- panel heard on the marks it does not agree on.

alter table app.cases drop constraint cases_state_check;
alter table app.cases add constraint cases_state_check check (state in ('drafted', 'submitted', 'accepted', 'assigned',
  'consensus', 'marked', 'recommended', 'reviewed', 'referred', 'approved', 'declined', 'noticed', 'withdrawn'));

-- Drafts -------------------------------------------------------------------------------------------------------------

create table app.sheet_drafts (
  case_id uuid not null references app.cases (id),
  appraiser text not null references app.persons (id),
  version integer not null default 1 check (version > 0),
  marks json not null,
  saved_at timestamptz not null default now(),
  primary key (case_id, appraiser)
);
alter table app.sheet_drafts enable row level security;
alter table app.sheet_drafts force row level security;
-- Not even the house reads what nobody has signed.
create policy of_its_author on app.sheet_drafts
  using ((select app.kind()) in ('appraiser', 'agency') and appraiser = (select app.person()));
grant delete on app.sheet_drafts to tech_guarantee_app;

-- What an appraiser had drafted goes with the appraiser: nobody else could take it away.
create function app.end_draft() returns trigger language plpgsql as $$
declare
  v_kind text := app.kind();
  v_person text := app.person();
begin
  perform set_config('app.kind', 'appraiser', true);
  perform set_config('app.person', new.appraiser, true);
  delete from app.sheet_drafts where case_id = new.case_id and appraiser = new.appraiser;
  perform set_config('app.kind', v_kind, true);
  perform set_config('app.person', v_person, true);
  return new;
end $$;
create trigger ends_draft after update of ended_at on app.assignments for each row
  when (old.ended_at is null and new.ended_at is not null) execute function app.end_draft();

-- Visits -------------------------------------------------------------------------------------------------------------

create table app.site_visits (
  id uuid primary key,
  case_id uuid not null references app.cases (id),
  visited_on date not null,
  -- Null for a visit told with the sheet it was signed on.
  place text,
  persons jsonb not null check (jsonb_array_length(persons) > 0),
  photographs jsonb not null,
  recorded_by text not null references app.persons (id),
  recorded_at timestamptz not null default now()
);
create index site_visits_by_case on app.site_visits (case_id, visited_on);
create trigger kept before update or delete on app.site_visits for each row execute function app.refuse_change();
alter table app.site_visits enable row level security;
alter table app.site_visits force row level security;
create policy of_own_cases on app.site_visits
  using ((select app.sees_all_cases()) or app.sees_case(case_id));
create policy recorded_by_appraisers on app.site_visits as restrictive
  using ((select app.kind()) not in ('bank', 'firm'))
  with check ((select app.kind()) in ('appraiser', 'agency') and recorded_by = (select app.person()));

-- Consensus ----------------------------------------------------------------------------------------------------------

create table app.consensuses (
  id uuid primary key,
  case_id uuid not null references app.cases (id),
  opened_at timestamptz not null default now(),
  due_on date not null,
  -- The indicators that differ, and the sheets they differ in.
  divergent jsonb not null,
  sheets jsonb not null,
  outcome text check (outcome in ('settled', 'unsettled', 'lapsed')),
  closed_at timestamptz,
  check ((outcome is null) = (closed_at is null))
);
create unique index one_open_consensus on app.consensuses (case_id) where outcome is null;
create index consensuses_by_case on app.consensuses (case_id, opened_at);
alter table app.consensuses enable row level security;
alter table app.consensuses force row level security;
create policy of_own_cases on app.consensuses
  using ((select app.sees_all_cases()) or app.sees_case(case_id))
  with check ((select app.is_house()));
create policy of_the_panel on app.consensuses as restrictive
  using ((select app.kind()) not in ('bank', 'firm'));

create table app.consensus_statements (
  consensus uuid not null references app.consensuses (id),
  appraiser text not null references app.persons (id),
  statement text not null,
  -- The sheet marked again; null where the appraiser stays with what was signed.
  sheet uuid references app.sheets (id),
  stated_at timestamptz not null default now(),
  primary key (consensus, appraiser)
);
create trigger kept before update or delete on app.consensus_statements for each row execute function app.refuse_change();
alter table app.consensus_statements enable row level security;
alter table app.consensus_statements force row level security;
create policy of_the_house on app.consensus_statements
  using ((select app.is_house()) or ((select app.kind()) = 'appraiser' and appraiser = (select app.person())));

-- A consensus is closed once, and says for good what it was about.
create function app.keep_consensus() returns trigger language plpgsql as $$
begin
  if old.outcome is not null
     or (new.id, new.case_id, new.opened_at, new.due_on, new.divergent, new.sheets)
       is distinct from (old.id, old.case_id, old.opened_at, old.due_on, old.divergent, old.sheets) then
    raise exception 'a consensus is kept as it was opened, and closed once' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.consensuses for each row execute function app.keep_consensus();
create trigger kept before delete on app.consensuses for each row execute function app.refuse_change();

grant execute on all functions in schema app to tech_guarantee_app;
