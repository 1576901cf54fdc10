-- How much one caller may do: a partner's own number of requests a minute, and attempts to log in, counted here so that
-- several processes of the service count as one.

-- Null: as many as the configuration gives everybody.
alter table app.clients add column requests_per_minute integer
  check (requests_per_minute between 1 and 1000000);

create table app.log_in_attempts (
  -- A keyed digest of the name that was typed, or of the address it came from: neither is kept in clear.
  key text primary key,
  since timestamptz not null,
  attempts integer not null check (attempts >= 0)
);
create index attempts_by_age on app.log_in_attempts (since);

alter table app.log_in_attempts enable row level security;
alter table app.log_in_attempts force row level security;
create policy of_the_system on app.log_in_attempts using ((select app.kind()) = 'system');
grant delete on app.log_in_attempts to tech_guarantee_app;
