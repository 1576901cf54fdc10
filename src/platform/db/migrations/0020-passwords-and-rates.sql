-- Passwords set by invitation, and requests counted over all processes of the service.

-- One invitation stands for a person at a time; a new one takes the place of the old. It is gone once it was used.
create table app.password_invitations (
  person text primary key references app.persons (id),
  -- SHA-256 of the code in the link: the code itself is kept nowhere.
  digest text not null unique check (digest ~ '^[0-9a-f]{64}$'),
  made_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > made_at)
);
alter table app.password_invitations enable row level security;
alter table app.password_invitations force row level security;
create policy of_the_system on app.password_invitations using ((select app.kind()) = 'system');
grant delete on app.password_invitations, app.passwords to tech_guarantee_app;

-- How many requests of a caller the processes have been given to serve in a minute. Unlogged: a crash of the database
-- begins the minute anew, and nothing waits for a disk.
create unlogged table app.request_leases (
  caller text primary key,
  window_start timestamptz not null,
  taken integer not null check (taken >= 0)
);
alter table app.request_leases enable row level security;
alter table app.request_leases force row level security;
create policy of_the_system on app.request_leases using ((select app.kind()) = 'system');
grant delete on app.request_leases to tech_guarantee_app;
create index leases_by_age on app.request_leases (window_start);
