-- The watch over guarantees that stand: what was told of them, how they stood when they were last looked at, what changed
-- from look to look, and whose task that is. No bank and no firm sees any of it; what a bank tells is written by the
-- service in its name.

create table app.watch_observations (
  -- The order of telling: of one source about one day the last counts.
  place bigint generated always as identity primary key,
  guarantee uuid not null references app.guarantees (id),
  fact text not null,
  -- Text, or true or false.
  value jsonb not null check (jsonb_typeof(value) in ('string', 'boolean')),
  as_of date not null,
  valid_until date check (valid_until >= as_of),
  source text not null,
  person text not null,
  at timestamptz not null
);
create index watch_observations_by_guarantee on app.watch_observations (guarantee, place);

create table app.watches (
  guarantee uuid primary key references app.guarantees (id),
  -- The legal day it was last looked at by the night's job or on a telling; null until then.
  looked_on date,
  edition text,
  level text not null check (level in ('clear', 'not_known', 'attention', 'watch', 'alarm')),
  points integer not null check (points >= 0),
  -- Codes of the signals that stand, and how many are not known.
  standing text[] not null,
  not_known integer not null check (not_known >= 0)
);
create index watches_by_gravity on app.watches (points desc, guarantee);

create table app.watch_changes (
  place bigint generated always as identity primary key,
  guarantee uuid not null references app.watches (guarantee),
  signal text not null,
  what text not null check (what in ('raised', 'cleared')),
  day date not null,
  edition text not null,
  at timestamptz not null
);
create index watch_changes_by_guarantee on app.watch_changes (guarantee, place);

create table app.watch_tasks (
  id uuid primary key,
  guarantee uuid not null references app.watches (guarantee),
  signal text not null,
  raised_on date not null,
  -- Who may do it; and whose it is, null where anybody of the role takes it.
  role text not null check (role in ('officer', 'branch_head', 'claims', 'risk_officer')),
  holder text,
  due_on date not null,
  done_on date check (done_on >= raised_on),
  done_by text,
  note text,
  constraint done_whole check ((done_on is null) = (done_by is null) and (done_on is null) = (note is null))
);
-- A signal that comes and goes while its task is open makes no second one.
create unique index watch_tasks_open on app.watch_tasks (guarantee, signal) where done_on is null;
create index watch_tasks_due on app.watch_tasks (due_on, id) where done_on is null;
create index watch_tasks_by_holder on app.watch_tasks (holder, due_on) where done_on is null;

-- What was told and what changed stays; what was done is not opened again.
create trigger kept before update or delete on app.watch_observations for each row execute function app.refuse_change();
create trigger kept before update or delete on app.watch_changes for each row execute function app.refuse_change();
create trigger kept before delete on app.watches for each row execute function app.refuse_change();
create trigger kept before delete on app.watch_tasks for each row execute function app.refuse_change();
create function app.keep_watch_task() returns trigger language plpgsql as $$
begin
  if old.done_on is not null
     or (new.id, new.guarantee, new.signal, new.raised_on, new.role, new.due_on)
        is distinct from (old.id, old.guarantee, old.signal, old.raised_on, old.role, old.due_on) then
    raise exception 'a task is kept as it was raised, and once done as it was done' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.watch_tasks for each row execute function app.keep_watch_task();

do $$
declare t text;
begin
  foreach t in array array['watch_observations', 'watches', 'watch_changes', 'watch_tasks'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy read_by_the_house on app.%I for select
      using ((select app.is_house()) and ((select app.sees_all_cases()) or app.sees_guarantee(guarantee)))', t);
    execute format('create policy written_by_the_system on app.%I
      using ((select app.kind()) = ''system'') with check ((select app.kind()) = ''system'')', t);
  end loop;
end $$;

revoke update on app.watch_observations, app.watch_changes from tech_guarantee_app;
grant execute on all functions in schema app to tech_guarantee_app;
