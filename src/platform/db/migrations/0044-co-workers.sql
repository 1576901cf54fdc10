-- Who helps a firm to fill in sections of one application, by its invitation: whoever brings the code is let in to these
-- sections alone, until a day, and the firm may take it back at once.

create table app.co_workers (
  id uuid primary key,
  case_id uuid not null references app.cases (id),
  firm text not null,
  is_sandbox boolean not null,
  -- What the firm calls them; nobody else is shown it but they.
  label text not null check (length(label) between 1 and 100),
  sections jsonb not null check (jsonb_typeof(sections) = 'array' and jsonb_array_length(sections) > 0),
  until date not null,
  -- Of the code that is handed over; the code itself is kept nowhere.
  code_digest text not null unique check (code_digest ~ '^sha256:[0-9a-f]{64}$'),
  invited_by text not null,
  invited_at timestamptz not null,
  person text,
  accepted_at timestamptz,
  ended_by text,
  ended_at timestamptz,
  constraint accepted_whole check ((person is null) = (accepted_at is null)),
  constraint ended_whole check ((ended_by is null) = (ended_at is null))
);
create index co_workers_of_case on app.co_workers (case_id);
create index co_workers_by_person on app.co_workers (person) where person is not null;

-- An invitation is accepted once and ended once; nothing else of it changes.
create function app.keep_co_worker() returns trigger language plpgsql as $$
begin
  if (to_jsonb(new) - array['person', 'accepted_at', 'ended_by', 'ended_at'])
      is distinct from (to_jsonb(old) - array['person', 'accepted_at', 'ended_by', 'ended_at'])
    or (old.person is not null and (new.person, new.accepted_at) is distinct from (old.person, old.accepted_at))
    or (old.ended_at is not null and (new.ended_by, new.ended_at) is distinct from (old.ended_by, old.ended_at)) then
    raise exception 'an invitation is accepted once and ended once' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept before update on app.co_workers for each row execute function app.keep_co_worker();

alter table app.co_workers enable row level security;
alter table app.co_workers force row level security;
create policy of_the_house on app.co_workers for select using ((select app.is_house()));
create policy of_the_system on app.co_workers using ((select app.kind()) = 'system');
create policy of_the_firm on app.co_workers using ((select app.kind()) = 'firm' and firm = (select app.party()));
create policy of_the_co_worker on app.co_workers for select using (person = (select app.person()));
grant execute on all functions in schema app to tech_guarantee_app;
