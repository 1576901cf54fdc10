-- What a technology is worth, kept with its case: the whole valuation as it was worked out, who signed and issued it, and
-- its sealed reports. What was worked out is never changed; a new valuation takes its place.

create table app.valuations (
  id uuid primary key,
  case_id uuid not null references app.cases (id),
  -- The firm of the case, whose rights are valued.
  firm text not null references app.organisations (id),
  number text not null unique,
  -- Which valuation of the case this is, from 1.
  version integer not null check (version > 0),
  purpose text not null check (purpose in ('guarantee', 'transfer', 'contribution', 'litigation', 'other')),
  base_day date not null,
  valid_until date not null,
  -- The canonical content, from which its digest follows.
  record jsonb not null,
  digest text not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
  state text not null check (state in ('drafted', 'issued', 'superseded', 'withdrawn')),
  drafted_by text not null references app.persons (id),
  drafted_at timestamptz not null,
  signed_by text references app.persons (id),
  signed_at timestamptz,
  issued_by text references app.persons (id),
  issued_at timestamptz,
  superseded_by uuid references app.valuations (id),
  withdrawn_by text references app.persons (id),
  withdrawn_at timestamptz,
  reason text,
  unique (case_id, version),
  constraint signed_whole check ((signed_by is null) = (signed_at is null)),
  constraint issued_whole check ((issued_by is null) = (issued_at is null)),
  constraint issued_signed check ((issued_by is not null) <= (signed_by is not null and issued_by <> signed_by)),
  constraint state_whole check (
    (state in ('issued', 'superseded')) <= (issued_by is not null)
    and (state = 'superseded') = (superseded_by is not null)
    and (state = 'withdrawn') = (withdrawn_by is not null and withdrawn_at is not null and reason is not null))
);

create table app.valuation_reports (
  valuation uuid not null references app.valuations (id),
  language text not null check (language in ('ko', 'en', 'zh')),
  digest text not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
  bytes bytea not null,
  primary key (valuation, language)
);

create function app.valuation_stands() returns trigger language plpgsql as $$
begin
  if (old.id, old.case_id, old.firm, old.number, old.version, old.purpose, old.base_day, old.valid_until, old.record,
      old.digest, old.drafted_by, old.drafted_at)
    is distinct from (new.id, new.case_id, new.firm, new.number, new.version, new.purpose, new.base_day,
      new.valid_until, new.record, new.digest, new.drafted_by, new.drafted_at)
    or (old.signed_by is not null and (old.signed_by, old.signed_at) is distinct from (new.signed_by, new.signed_at))
    or (old.issued_by is not null and (old.issued_by, old.issued_at) is distinct from (new.issued_by, new.issued_at))
    or old.state in ('superseded', 'withdrawn') then
    raise exception 'a valuation stands as it was made';
  end if;
  return new;
end $$;
create trigger stands before update on app.valuations for each row execute function app.valuation_stands();
create trigger kept before delete on app.valuations for each row execute function app.refuse_change();
create trigger kept before update or delete on app.valuation_reports for each row execute function app.refuse_change();

alter table app.valuations enable row level security;
alter table app.valuations force row level security;
create policy of_own_cases on app.valuations using ((select app.sees_all_cases()) or app.sees_case(case_id));
-- A firm and a bank see what was issued; who writes is the agency or an appraiser.
create policy drafts_of_the_house on app.valuations as restrictive
  using ((select app.kind()) not in ('bank', 'firm') or issued_by is not null)
  with check ((select app.kind()) in ('appraiser', 'agency'));

alter table app.valuation_reports enable row level security;
alter table app.valuation_reports force row level security;
create policy of_own_valuations on app.valuation_reports
  using (exists (select 1 from app.valuations v where v.id = valuation))
  with check ((select app.kind()) in ('appraiser', 'agency'));

grant select, insert, update on app.valuations to tech_guarantee_app;
grant select, insert on app.valuation_reports to tech_guarantee_app;
grant execute on all functions in schema app to tech_guarantee_app;
