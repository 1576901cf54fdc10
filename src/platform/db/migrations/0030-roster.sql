-- Who may appraise: certificates with their fields and last day, what somebody has declared of themselves, hours of
-- continuing education, exams on cases with reference marks, and the centres that outside experts belong to. What
-- identity keeps of a person (persons.appraiser_grade) is set with the certificate, and is no ground to be drawn.

create table app.centres (
  id uuid primary key,
  name text not null,
  -- own: of the agency; founded: set up by it; outside: of others, under the same rules.
  kind text not null check (kind in ('own', 'founded', 'outside')),
  since date not null,
  until date check (until >= since),
  suspended_from date,
  suspended_until date,
  suspension_reason text,
  version integer not null default 1 check (version > 0),
  constraint suspension_whole check (
    (suspended_from is null) = (suspended_until is null) and (suspended_from is null) = (suspension_reason is null)
    and (suspended_until is null or suspended_until >= suspended_from))
);

create table app.appraisers (
  person text primary key references app.persons (id),
  -- Null until somebody certifies: whoever registers does not.
  certificate text check (certificate in ('1', '2', '3')),
  certified_on date,
  valid_until date,
  centre uuid references app.centres (id),
  suspended_from date,
  suspended_until date,
  suspension_reason text,
  -- A player of the sandbox, neither schooled nor examined.
  is_played boolean not null default false,
  note text,
  version integer not null default 1 check (version > 0),
  constraint certificate_whole check (
    (certificate is null) = (certified_on is null) and (certificate is null) = (valid_until is null)
    and (valid_until is null or valid_until >= certified_on)),
  constraint suspension_whole check (
    (suspended_from is null) = (suspended_until is null) and (suspended_from is null) = (suspension_reason is null)
    and (suspended_until is null or suspended_until >= suspended_from))
);
create index appraisers_by_centre on app.appraisers (centre);

create table app.appraiser_fields (
  person text not null references app.appraisers (person),
  field text not null check (field in ('ict', 'machinery', 'electrical', 'materials', 'chemical', 'textile',
    'environment', 'life_science', 'contents')),
  primary key (person, field)
);

-- Whom an appraiser works or worked for, owns a part of, is related to, advised, or invented with.
create table app.appraiser_interests (
  id uuid primary key,
  person text not null references app.appraisers (person),
  kind text not null check (kind in ('employment', 'ownership', 'family', 'advice', 'invention')),
  -- As cases name them; neither has to be known here.
  organisation text,
  named_person text,
  -- As the offices' files write it.
  name text,
  since date not null,
  until date check (until >= since),
  note text,
  declared_at timestamptz not null default now(),
  constraint of_somebody check (num_nonnulls(organisation, named_person, name) > 0)
);
create index interests_by_person on app.appraiser_interests (person, id);
create index interests_by_organisation on app.appraiser_interests (organisation);

create table app.appraiser_education (
  id uuid primary key,
  person text not null references app.appraisers (person),
  course text not null,
  day date not null,
  hours integer not null check (hours > 0),
  -- What shows that they were there, by digest.
  paper text not null check (paper ~ '^sha256:[0-9a-f]{64}$'),
  recorded_at timestamptz not null default now(),
  unique (person, course, day)
);

create table app.appraiser_exams (
  id uuid primary key,
  person text not null references app.appraisers (person),
  kind text not null check (kind in ('exam', 'training')),
  -- By which edition, seed and cases anybody finds again what was drawn.
  edition text not null,
  seed text not null,
  cases text[] not null,
  begun_on date not null,
  due_on date not null check (due_on >= begun_on),
  -- Handed in, or found past its last day.
  closed_on date check (closed_on >= begun_on),
  marks jsonb,
  result jsonb,
  is_passed boolean,
  constraint closed_whole check ((closed_on is null) = (is_passed is null)),
  constraint handed_in_whole check ((marks is null) = (result is null) and (marks is null or closed_on is not null))
);
create unique index one_open_exam on app.appraiser_exams (person) where closed_on is null;
create index exams_by_person on app.appraiser_exams (person, id);

-- Whoever held a grade before there was a register goes on under a certificate in every field, for a time in which each
-- is certified anew; players of the sandbox for as long as there is one.
insert into app.appraisers (person, certificate, certified_on, valid_until, is_played, note)
  select p.id, p.appraiser_grade, date '2026-01-01',
    case when k.is_played then date '9999-12-31' else date '2027-12-31' end, k.is_played,
    'Taken over from the grade held before certificates were kept, in every field, until each is certified anew.'
  from app.persons p cross join lateral (select exists (select 1 from app.memberships m
      join app.organisations o on o.id = m.organisation where m.person = p.id and o.is_sandbox) as is_played) k
  where p.appraiser_grade is not null and p.erased_at is null;
insert into app.appraiser_fields (person, field)
  select a.person, f.field from app.appraisers a cross join unnest(array['ict', 'machinery', 'electrical', 'materials',
    'chemical', 'textile', 'environment', 'life_science', 'contents']) as f(field);

-- What was declared, learned and examined stays; an exam that is closed stays as it was.
create trigger kept before delete on app.centres for each row execute function app.refuse_change();
create trigger kept before delete on app.appraisers for each row execute function app.refuse_change();
create trigger kept before delete on app.appraiser_interests for each row execute function app.refuse_change();
create trigger kept before update or delete on app.appraiser_education for each row execute function app.refuse_change();
create trigger kept before delete on app.appraiser_exams for each row execute function app.refuse_change();
create function app.keep_exam() returns trigger language plpgsql as $$
begin
  if old.closed_on is not null
     or (new.id, new.person, new.kind, new.edition, new.seed, new.cases, new.begun_on, new.due_on)
        is distinct from (old.id, old.person, old.kind, old.edition, old.seed, old.cases, old.begun_on, old.due_on) then
    raise exception 'an exam is kept as it was drawn, and once closed as it was closed' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.appraiser_exams for each row execute function app.keep_exam();
create function app.keep_interest() returns trigger language plpgsql as $$
begin
  if app.kind() <> 'system'
     and ((new.id, new.person, new.kind, new.organisation, new.named_person, new.name, new.since, new.note,
           new.declared_at)
          is distinct from (old.id, old.person, old.kind, old.organisation, old.named_person, old.name, old.since,
            old.note, old.declared_at)
          or old.until is not null) then
    raise exception 'what was declared is ended once, and not written anew' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.appraiser_interests for each row execute function app.keep_interest();

-- A person who is erased appraises no more, and what was declared of or by them keeps no name.
create function app.forget_appraiser() returns trigger language plpgsql as $$
declare
  v_kind text := app.kind();
  v_day date := (new.erased_at at time zone 'UTC')::date;
begin
  perform set_config('app.kind', 'system', true);
  update app.appraisers
    set valid_until = case when certificate is null then null else greatest(certified_on, least(valid_until, v_day - 1)) end,
        note = null, suspension_reason = case when suspended_from is null then null else 'erased' end,
        version = version + 1
    where person = new.id;
  update app.appraiser_interests
    set name = case when organisation is null and named_person is null or name is not null then 'erased' end, note = null
    where person = new.id or named_person = new.id;
  perform set_config('app.kind', v_kind, true);
  return new;
end $$;
create trigger forgets_appraiser after update of erased_at on app.persons for each row
  when (new.erased_at is not null and old.erased_at is null) execute function app.forget_appraiser();

do $$
declare t text;
begin
  foreach t in array array['centres', 'appraisers', 'appraiser_fields', 'appraiser_interests', 'appraiser_education',
    'appraiser_exams'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy read_by_the_house on app.%I for select using ((select app.is_house()))', t);
    execute format('create policy written_by_the_system on app.%I
      using ((select app.kind()) = ''system'') with check ((select app.kind()) = ''system'')', t);
  end loop;
  foreach t in array array['centres', 'appraisers', 'appraiser_fields'] loop
    execute format('create policy written_by_the_house on app.%I
      using ((select app.is_house())) with check ((select app.is_house()))', t);
  end loop;
  foreach t in array array['appraisers', 'appraiser_fields', 'appraiser_interests', 'appraiser_education',
    'appraiser_exams'] loop
    execute format('create policy read_by_oneself on app.%I for select
      using ((select app.kind()) = ''appraiser'' and person = (select app.person()))', t);
  end loop;
  -- Nobody declares, learns or is examined in another's place.
  foreach t in array array['appraiser_interests', 'appraiser_education', 'appraiser_exams'] loop
    execute format('create policy added_by_oneself on app.%I for insert
      with check ((select app.kind()) in (''appraiser'', ''agency'') and person = (select app.person()))', t);
  end loop;
  foreach t in array array['appraiser_interests', 'appraiser_exams'] loop
    execute format('create policy changed_by_oneself on app.%I for update
      using ((select app.kind()) in (''appraiser'', ''agency'') and person = (select app.person()))
      with check (person = (select app.person()))', t);
  end loop;
end $$;
create policy read_by_appraisers on app.centres for select using ((select app.kind()) = 'appraiser');

revoke update on app.appraiser_education from tech_guarantee_app;
grant delete on app.appraiser_fields to tech_guarantee_app;
grant execute on all functions in schema app to tech_guarantee_app;
