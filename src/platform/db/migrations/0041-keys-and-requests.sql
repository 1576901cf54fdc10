-- What a bank's developers see of their machines: each key with who put it there and until when it holds, and what the
-- machines asked of the service.

create table app.client_keys (
  client text not null references app.clients (id),
  kid text not null check (length(kid) between 1 and 100),
  -- The public half (ES256) as a JSON Web Key.
  jwk jsonb not null,
  added_by text not null,
  added_at timestamptz not null default now(),
  -- From then on nothing signed by it gets a token; null while nobody has retired it.
  retires_at timestamptz,
  retired_by text,
  primary key (client, kid),
  constraint retired_whole check ((retires_at is null) = (retired_by is null))
);

-- Of keys of before, who put them there is not known beyond the audit log.
insert into app.client_keys (client, kid, jwk, added_by, added_at)
  select distinct on (c.id, k.jwk ->> 'kid') c.id, k.jwk ->> 'kid', k.jwk, 'system', c.created_at
  from app.clients c cross join lateral jsonb_array_elements(c.jwks -> 'keys') with ordinality as k(jwk, place)
  where k.jwk ->> 'kid' is not null
  order by c.id, k.jwk ->> 'kid', k.place;
alter table app.clients drop column jwks;

-- One line for each request of a machine: never a body, an address or what stood in a path. Written in batches, so that the
-- last second's may be lost with their process.
create table app.requests (
  id uuid primary key,
  at timestamptz not null,
  organisation text not null,
  client text not null,
  request text not null,
  method text not null,
  -- As the API's document writes it, such as /v1/cases/{case_id}.
  route text not null,
  status integer not null,
  -- Of the first refusal, which decided the status.
  code text,
  duration_ms integer not null check (duration_ms >= 0)
);
create index requests_of on app.requests (organisation, id desc);
create index requests_named on app.requests (organisation, request);
create index requests_by_moment on app.requests (at);

alter table app.client_keys enable row level security;
alter table app.client_keys force row level security;
alter table app.requests enable row level security;
alter table app.requests force row level security;

-- An organisation sees its own machines and keys, and changes its keys; the machines themselves the agency puts.
create policy own_clients on app.clients for select using (
  (select app.kind()) in ('bank', 'firm') and organisation = (select app.party()));
create policy of_the_house on app.client_keys using ((select app.is_house()));
create policy of_own_clients on app.client_keys using (
  (select app.kind()) in ('bank', 'firm') and exists (select 1 from app.clients c where c.id = client));

create policy of_the_system on app.requests using ((select app.kind()) = 'system');
create policy own_requests on app.requests for select using (
  (select app.kind()) in ('bank', 'firm') and organisation = (select app.party()));

-- A line says what was; it goes when it has been kept long enough.
revoke update on app.requests from tech_guarantee_app;
grant delete on app.requests to tech_guarantee_app;
