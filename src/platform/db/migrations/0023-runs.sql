-- Long runs: work over the whole book, cut into parts that workers of any process take under a lease. What a part comes to
-- is kept in the statement that marks it done, and by whoever holds the lease alone; the whole is put together at the end.

create table app.runs (
  id uuid primary key,
  kind text not null check (kind ~ '^[a-z][a-z_.]{1,60}$'),
  -- What it is of, such as the digest of a draft.
  subject text not null check (length(subject) between 1 and 200),
  asked jsonb not null,
  state text not null default 'queued' check (state in ('queued', 'running', 'done', 'cancelled', 'failed')),
  parts integer not null check (parts between 1 and 1000000),
  parts_done integer not null default 0 check (parts_done >= 0),
  result jsonb,
  result_digest text,
  -- Which part stopped it, and the name of what went wrong; the log holds the rest.
  failure text,
  asked_by text,
  asked_at timestamptz not null default now(),
  -- When a part of it was last taken: the run that waited longest comes first.
  taken_at timestamptz,
  ended_at timestamptz,
  constraint parts_within check (parts_done <= parts),
  constraint result_when_done check ((state = 'done') = (result is not null) and (result is null) = (result_digest is null)),
  constraint whole_when_done check (state <> 'done' or parts_done = parts),
  constraint ended_with_moment check ((state in ('done', 'cancelled', 'failed')) = (ended_at is not null)),
  constraint failed_with_reason check ((state = 'failed') = (failure is not null))
);
create index runs_open on app.runs (taken_at nulls first, id) where state in ('queued', 'running');
create index runs_by_kind on app.runs (kind, id);

create table app.run_parts (
  run uuid not null references app.runs (id),
  part integer not null check (part >= 0),
  -- What this part is about, where its number does not say it.
  asked jsonb,
  state text not null default 'waiting' check (state in ('waiting', 'taken', 'done')),
  holder uuid,
  lease_until timestamptz,
  -- How often it was taken since it was last put in: one that ends its workers is given up.
  tries integer not null default 0,
  result jsonb,
  primary key (run, part),
  constraint lease_while_taken check ((state = 'taken') = (holder is not null) and (holder is null) = (lease_until is null)),
  constraint result_when_done check ((state = 'done') = (result is not null))
);
create index run_parts_open on app.run_parts (run, part) where state <> 'done';

-- What was asked stays as it was asked, and what is done as it was done.
create function app.keep_run() returns trigger language plpgsql as $$
begin
  if old.state = 'done'
     or (new.id, new.kind, new.subject, new.asked, new.parts, new.asked_by, new.asked_at)
        is distinct from (old.id, old.kind, old.subject, old.asked, old.parts, old.asked_by, old.asked_at)
     or new.parts_done < old.parts_done then
    raise exception 'a run is kept as it was asked, and once done as it was done' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.runs for each row execute function app.keep_run();
create trigger kept before delete on app.runs for each row execute function app.refuse_change();
create function app.keep_run_part() returns trigger language plpgsql as $$
begin
  if old.state = 'done' or (new.run, new.part, new.asked) is distinct from (old.run, old.part, old.asked) then
    raise exception 'a part of a run is done once' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.run_parts for each row execute function app.keep_run_part();
create trigger kept before delete on app.run_parts for each row execute function app.refuse_change();

-- Whose work is on the whole book sees runs, and those who resolve what a run shows; the service alone carries them on.
alter table app.runs enable row level security;
alter table app.runs force row level security;
alter table app.run_parts enable row level security;
alter table app.run_parts force row level security;
create policy read_by_the_house on app.runs for select
  using ((select app.kind() = 'system' or app.acts_as('risk_officer', 'committee_member', 'auditor')));
create policy read_by_the_house on app.run_parts for select
  using ((select app.kind() = 'system' or app.acts_as('risk_officer', 'committee_member', 'auditor')));
create policy written_by_the_system on app.runs
  using ((select app.kind()) = 'system') with check ((select app.kind()) = 'system');
create policy written_by_the_system on app.run_parts
  using ((select app.kind()) = 'system') with check ((select app.kind()) = 'system');

grant execute on all functions in schema app to tech_guarantee_app;
