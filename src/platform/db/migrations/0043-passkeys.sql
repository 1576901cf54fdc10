-- Passkeys of persons who log in here: public halves only (WebAuthn Level 3, discoverable credentials).

create table app.passkeys (
  id uuid primary key,
  person text not null references app.persons (id),
  -- As the authenticator names it, base64url: whoever logs in says this and nothing else.
  credential text not null unique check (length(credential) between 1 and 1366),
  -- The public key in COSE, base64url.
  public_key text not null,
  -- Signatures made so far, by the authenticator's own count; many never count and stay at 0.
  counter bigint not null check (counter between 0 and 4294967295),
  transports text[] not null,
  -- Whether it may leave the device it was made on, and whether it has.
  is_synced boolean not null,
  is_backed_up boolean not null,
  -- The model of the authenticator, as it says itself; nobody has vouched for it.
  aaguid uuid not null,
  name text not null check (length(name) between 1 and 60),
  made_at timestamptz not null,
  last_used_at timestamptz,
  constraint backed_up_as_it_may check (is_synced or not is_backed_up)
);
create index passkeys_of on app.passkeys (person, made_at);

-- As with passwords, no request reads them: the log-in and the use cases of a person's own do, as the system.
alter table app.passkeys enable row level security;
alter table app.passkeys force row level security;
create policy of_the_system on app.passkeys using ((select app.kind()) = 'system');
grant delete on app.passkeys to tech_guarantee_app;
