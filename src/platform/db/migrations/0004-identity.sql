-- What identity keeps beside who there is: passwords of persons who log in here rather than at another provider, and
-- how a bank's machine binds its tokens.

create table app.passwords (
  person text primary key references app.persons (id),
  -- scrypt: its cost, salt and key, as one text.
  hash text not null,
  changed_at timestamptz not null default now()
);

-- none: whoever holds the token uses it; dpop: RFC 9449; mtls: RFC 8705.
alter table app.clients add column binding text not null default 'none' check (binding in ('none', 'dpop', 'mtls'));

-- A delegated role ends, and nobody delegates to themselves.
alter table app.memberships add constraint delegation_ends check (delegated_by is null or until is not null);
alter table app.memberships add constraint no_self_delegation check (delegated_by is null or delegated_by <> person);

create index memberships_by_organisation on app.memberships (organisation);
create index oidc_by_expiry on app.oidc_payloads (expires_at);

-- Nobody's request reads a hash: only the issuer does, as the system.
alter table app.passwords enable row level security;
alter table app.passwords force row level security;
create policy of_the_system on app.passwords using ((select app.kind()) = 'system');
