-- Webhooks: what banks and firms are told, where they want to be told it, and what came of each try. A message is written in
-- the transaction of what it tells (app.tell), with a delivery for each endpoint that wants it.

create table app.webhook_endpoints (
  id uuid primary key,
  organisation text not null references app.organisations (id),
  url text not null check (length(url) between 10 and 500),
  description text not null default '' check (length(description) <= 200),
  -- Empty: all of them.
  types text[] not null,
  scheme text not null check (scheme in ('v1', 'v1a')),
  -- Sealed under a key of the key folder; gone with the endpoint.
  secret bytea,
  -- The public half, as a receiver is given it; of v1a alone.
  public_key text,
  -- The secret before the last rotation: both sign until that moment.
  previous_secret bytea,
  previous_until timestamptz,
  state text not null default 'active' check (state in ('active', 'paused', 'disabled', 'erased')),
  disabled_because text check (disabled_because in ('gone', 'failing')),
  -- The first failure since the last success.
  failing_since timestamptz,
  -- Asked to be left alone until then.
  resting_until timestamptz,
  version integer not null default 1,
  created_by text not null,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  constraint secret_until_erased check ((state = 'erased') = (secret is null)),
  constraint previous_whole check ((previous_secret is null) = (previous_until is null)),
  constraint public_key_of_v1a check ((scheme = 'v1a') = (public_key is not null)),
  constraint disabled_with_reason check ((state = 'disabled') = (disabled_because is not null))
);
create index webhook_endpoints_of on app.webhook_endpoints (organisation) where state <> 'erased';

create table app.webhook_messages (
  -- The order in which they are sent, within one order_key.
  sequence bigint generated always as identity primary key,
  id uuid not null unique default gen_random_uuid(),
  organisation text not null references app.organisations (id),
  type text not null,
  subject text not null,
  order_key text not null,
  -- The text that is sent; never a person's data.
  data text not null,
  at timestamptz not null default now(),
  -- A test message is for one endpoint alone.
  endpoint uuid references app.webhook_endpoints (id)
);
create index webhook_messages_of on app.webhook_messages (organisation, sequence);
create index webhook_messages_by_age on app.webhook_messages (at);

create table app.webhook_deliveries (
  endpoint uuid not null references app.webhook_endpoints (id),
  message bigint not null references app.webhook_messages (sequence) on delete cascade,
  order_key text not null,
  state text not null default 'pending' check (state in ('pending', 'delivered', 'given_up', 'ended')),
  -- Tries since it was last put in.
  attempts integer not null default 0,
  due_at timestamptz not null,
  -- Who is sending it now; one who does not come back is waited for until then.
  lease uuid,
  leased_until timestamptz,
  ended_at timestamptz,
  primary key (endpoint, message),
  constraint lease_whole check ((lease is null) = (leased_until is null)),
  constraint pending_or_ended check ((state = 'pending') = (ended_at is null))
);
create index webhook_deliveries_in_line on app.webhook_deliveries (endpoint, order_key, message) where state = 'pending';
create index webhook_deliveries_due on app.webhook_deliveries (endpoint, due_at) where state = 'pending';
create index webhook_deliveries_of on app.webhook_deliveries (message);

create table app.webhook_attempts (
  id bigint generated always as identity primary key,
  endpoint uuid not null,
  message bigint not null,
  at timestamptz not null,
  duration_ms integer not null,
  -- Null where there was no answer; then `problem` says why.
  status integer,
  problem text,
  -- The first bytes of the answer, as text.
  answer text,
  foreign key (endpoint, message) references app.webhook_deliveries (endpoint, message) on delete cascade
);
create index webhook_attempts_of on app.webhook_attempts (endpoint, message, id);

-- Who sees which row: an organisation its own, and the service, which sends.
do $$
declare t text;
begin
  foreach t in array array['webhook_endpoints', 'webhook_messages', 'webhook_deliveries', 'webhook_attempts'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy of_the_system on app.%I using ((select app.kind()) = ''system'')', t);
  end loop;
end $$;

create policy own_endpoints on app.webhook_endpoints using (
  (select app.kind()) in ('bank', 'firm') and organisation = (select app.party()));
create policy own_messages on app.webhook_messages for select using (
  (select app.kind()) in ('bank', 'firm') and organisation = (select app.party()));
create policy of_own_endpoints on app.webhook_deliveries using (
  (select app.kind()) in ('bank', 'firm') and exists (select 1 from app.webhook_endpoints e where e.id = endpoint));
create policy of_own_endpoints on app.webhook_attempts for select using (
  (select app.kind()) in ('bank', 'firm') and exists (select 1 from app.webhook_endpoints e where e.id = endpoint));

-- Tells organisations something, in the transaction of what is told: a message each, and a delivery for each endpoint that
-- wants the type. Messages of one order_key are sent in the order in which they are told here: whoever tells holds the row
-- they tell of, so that no two of them are told at once.
create function app.tell(p_organisations text[], p_type text, p_subject text, p_order text, p_data text, p_endpoint uuid)
returns void language plpgsql as $$
declare v_kind text := app.kind();
begin
  -- Who acts need not see where others want to be told of it.
  perform set_config('app.kind', 'system', true);
  with told as (
    insert into app.webhook_messages (organisation, type, subject, order_key, data, endpoint)
      select o.id, p_type, p_subject, p_order, p_data, p_endpoint
      from unnest(p_organisations) with ordinality as o(id, place) order by o.place
      returning sequence, organisation, order_key, at
  )
  insert into app.webhook_deliveries (endpoint, message, order_key, due_at)
    select e.id, t.sequence, t.order_key, t.at
    from told t join app.webhook_endpoints e on e.organisation = t.organisation
    where e.state in ('active', 'paused')
      and (e.id = p_endpoint or p_endpoint is null and (e.types = '{}' or p_type = any (e.types)));
  perform set_config('app.kind', v_kind, true);
end $$;

grant execute on all functions in schema app to tech_guarantee_app;
-- What is older than it is kept for goes, deliveries and tries with it.
grant delete on app.webhook_messages to tech_guarantee_app;
