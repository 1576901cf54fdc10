-- The tables of a case from its draft to its certificate, with the second lock: constraints that refuse what the core
-- refuses, and row-level security that shows each organisation its own rows alone.
-- Every transaction of the service sets app.kind (system, agency, appraiser, bank, firm, public), app.party (the
-- organisation's id) and app.person; without them nothing is visible.

create schema app;

create function app.kind() returns text language sql stable as $$ select coalesce(current_setting('app.kind', true), '') $$;
create function app.party() returns text language sql stable as $$ select coalesce(current_setting('app.party', true), '') $$;
create function app.person() returns text language sql stable as $$ select coalesce(current_setting('app.person', true), '') $$;

-- Who there is -------------------------------------------------------------------------------------------------------

create table app.organisations (
  id text primary key check (id ~ '^(firm|bank|agency|office)-[0-9a-z-]{3,40}$'),
  kind text not null check (kind in ('firm', 'bank', 'agency', 'office')),
  parent text references app.organisations (id),
  is_sandbox boolean not null default false,
  names jsonb not null,
  created_at timestamptz not null default now()
);

create table app.persons (
  id text primary key check (id ~ '^person-[0-9a-z-]{3,40}$'),
  subject text not null unique,
  names jsonb not null,
  appraiser_grade text check (appraiser_grade in ('1', '2', '3')),
  created_at timestamptz not null default now(),
  erased_at timestamptz
);

-- A role is read with every request, so that a change takes effect at once.
create table app.memberships (
  person text not null references app.persons (id),
  organisation text not null references app.organisations (id),
  role text not null check (role in ('sme', 'bank', 'appraiser', 'officer', 'branch_head', 'regional_head',
    'committee_member', 'claims', 'finance', 'risk_officer', 'auditor', 'admin')),
  since timestamptz not null default now(),
  until timestamptz,
  delegated_by text references app.persons (id),
  primary key (person, organisation, role)
);

-- A machine of a bank that gets its tokens by client credentials.
create table app.clients (
  id text primary key,
  organisation text not null references app.organisations (id),
  jwks jsonb not null,
  is_active boolean not null default true,
  created_at timestamptz not null default now()
);

-- A case ---------------------------------------------------------------------------------------------------------------

create table app.cases (
  id uuid primary key,
  firm text not null references app.organisations (id),
  bank text not null references app.organisations (id),
  office text not null references app.organisations (id),
  is_sandbox boolean not null default false,
  state text not null check (state in ('drafted', 'submitted', 'accepted', 'assigned', 'marked', 'recommended', 'reviewed',
    'referred', 'approved', 'declined', 'noticed', 'withdrawn')),
  version integer not null default 1 check (version > 0),
  content jsonb not null,
  names jsonb not null,
  consent text,
  asked_by text not null check (asked_by in ('firm', 'bank')),
  holder text references app.persons (id),
  due_on date,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index cases_by_firm on app.cases (firm, id);
create index cases_by_bank on app.cases (bank, id);
create index cases_by_office on app.cases (office, state, id);

create table app.case_events (
  case_id uuid not null references app.cases (id),
  sequence integer not null check (sequence > 0),
  type text not null,
  body jsonb not null,
  person text,
  at timestamptz not null default now(),
  primary key (case_id, sequence)
);

create table app.assignments (
  case_id uuid not null references app.cases (id),
  appraiser text not null references app.persons (id),
  assigned_at timestamptz not null default now(),
  draw text not null,
  ended_at timestamptz,
  primary key (case_id, appraiser)
);

create table app.sheets (
  id uuid primary key,
  case_id uuid not null references app.cases (id),
  appraiser text not null references app.persons (id),
  body jsonb not null,
  digest text not null,
  signed_at timestamptz not null default now(),
  superseded_at timestamptz
);
create unique index one_signed_sheet on app.sheets (case_id, appraiser) where superseded_at is null;

create table app.decisions (
  id uuid primary key,
  case_id uuid not null references app.cases (id),
  record text not null,
  digest text not null unique,
  facts jsonb not null,
  editions jsonb not null,
  grade text not null,
  recommended text not null check (recommended in ('approve', 'refer', 'decline')),
  amount numeric(18) not null check (amount >= 0),
  level text not null,
  quorum integer not null check (quorum > 0),
  memo text,
  memo_by text references app.persons (id),
  outcome text check (outcome in ('approved', 'declined')),
  decided_at timestamptz,
  made_at timestamptz not null default now(),
  superseded_by uuid references app.decisions (id)
);
create index decisions_by_case on app.decisions (case_id, made_at);

create table app.signatures (
  decision uuid not null references app.decisions (id),
  person text not null references app.persons (id),
  role text not null,
  verdict text not null check (verdict in ('approve', 'decline')),
  override_reason text,
  delegated_by text references app.persons (id),
  signed_at timestamptz not null default now(),
  primary key (decision, person)
);

-- Outcomes of decisions, from the start: what came of what was recommended.
create table app.outcomes (
  id uuid primary key,
  decision uuid not null references app.decisions (id),
  day date not null,
  kind text not null,
  amount numeric(18) not null,
  source text not null
);

-- Limits: the database is the lock -------------------------------------------------------------------------------------

create table app.limits (
  scope text not null check (scope in ('firm', 'group', 'programme', 'pact', 'sector', 'fund')),
  code text not null,
  key text not null,
  cap numeric(18) not null check (cap >= 0),
  used numeric(18) not null default 0 check (used >= 0),
  reserved numeric(18) not null default 0 check (reserved >= 0),
  version bigint not null default 1,
  primary key (scope, code, key),
  constraint within_cap check (used + reserved <= cap)
);

create table app.reservations (
  decision uuid not null references app.decisions (id),
  scope text not null,
  code text not null,
  key text not null,
  amount numeric(18) not null check (amount > 0),
  state text not null default 'pending' check (state in ('pending', 'posted', 'voided', 'expired')),
  expires_on date not null,
  made_at timestamptz not null default now(),
  primary key (decision, scope, code, key),
  foreign key (scope, code, key) references app.limits (scope, code, key)
);

-- Facts gathered, papers, certificates ---------------------------------------------------------------------------------

create table app.gathered_facts (
  id uuid primary key,
  case_id uuid not null references app.cases (id),
  fact text not null,
  value jsonb,
  source text not null,
  as_of date,
  valid_until date,
  consent text,
  state text not null check (state in ('known', 'unavailable')),
  attempts integer not null default 1,
  at timestamptz not null default now()
);
create index gathered_by_case on app.gathered_facts (case_id, fact, at);

create table app.papers (
  id uuid primary key,
  case_id uuid not null references app.cases (id),
  type text not null,
  name text not null,
  media_type text,
  size bigint check (size >= 0),
  digest text,
  state text not null default 'receiving' check (state in ('receiving', 'kept', 'refused', 'erased')),
  refusal text,
  uploaded_by text,
  keep_until date,
  created_at timestamptz not null default now()
);

create table app.paper_parts (
  paper uuid not null references app.papers (id),
  part integer not null check (part >= 0),
  bytes bytea not null check (length(bytes) <= 4194304),
  primary key (paper, part)
);

create table app.certificate_serials (
  year integer not null,
  series integer not null,
  last integer not null check (last between 0 and 9999999),
  primary key (year, series)
);

create table app.certificates (
  number text primary key,
  case_id uuid not null references app.cases (id),
  decision uuid not null references app.decisions (id),
  language text not null check (language in ('ko', 'en', 'zh')),
  state text not null check (state in ('ordered', 'issued', 'revoked', 'superseded')),
  bytes bytea,
  digest text,
  issued_at timestamptz,
  valid_until date,
  revoked_at timestamptz,
  reason text,
  superseded_by text references app.certificates (number),
  check ((state = 'ordered') = (bytes is null)),
  check ((state = 'revoked') = (revoked_at is not null and reason is not null))
);
create index certificates_by_case on app.certificates (case_id);

-- Requests done once, and who did what ---------------------------------------------------------------------------------

create table app.idempotency (
  principal text not null,
  key text not null check (length(key) between 1 and 255),
  request_digest text not null,
  status integer not null,
  headers jsonb not null,
  body text not null,
  made_at timestamptz not null default now(),
  primary key (principal, key)
);

create table app.audit_leaves (
  sequence bigint generated always as identity primary key,
  at timestamptz not null default now(),
  person text not null,
  organisation text not null,
  action text not null,
  subject text not null,
  reason text,
  body text not null,
  hash bytea
);

-- The tree over the leaves: its hashes by level and place, and the heads signed.
create table app.audit_nodes (
  level integer not null,
  place bigint not null,
  hash bytea not null,
  primary key (level, place)
);
create table app.audit_order (
  leaf_index bigint primary key,
  sequence bigint not null unique references app.audit_leaves (sequence),
  hash bytea not null
);
create table app.audit_heads (
  size bigint primary key,
  root bytea not null,
  signed text not null,
  at timestamptz not null default now()
);

create table app.oidc_payloads (
  kind text not null,
  id text not null,
  payload jsonb not null,
  grant_id text,
  user_code text,
  uid text,
  consumed_at timestamptz,
  expires_at timestamptz,
  primary key (kind, id)
);
create index oidc_by_grant on app.oidc_payloads (grant_id);
create index oidc_by_uid on app.oidc_payloads (uid);

-- The guarded function: reserves a decision's amounts in all its limits or in none, hot rows locked last ------------------

-- Null, or the first limit that refused as scope:code:key (no such limit, cap reached, or not the version that was read);
-- then nothing of the reservation stays, also where the caller keeps the transaction.
create function app.reserve(p_decision uuid, p_expires date, p_wanted jsonb) returns text language plpgsql as $$
declare
  wanted record;
  refused text;
begin
  -- In one order for everybody, so that two reservations never wait for each other.
  for wanted in
    select w.scope, w.code, w.key, w.amount::numeric(18) as amount, w.version::bigint as version
    from jsonb_to_recordset(p_wanted) as w(scope text, code text, key text, amount text, version text)
    order by array_position(array['firm', 'group', 'programme', 'sector', 'pact', 'fund'], w.scope), w.code, w.key
  loop
    update app.limits
      set reserved = reserved + wanted.amount, version = version + 1
      where scope = wanted.scope and code = wanted.code and key = wanted.key
        and used + reserved + wanted.amount <= cap
        and (wanted.version is null or version = wanted.version);
    if not found then
      refused := wanted.scope || ':' || wanted.code || ':' || wanted.key;
      raise exception 'limit refused' using errcode = 'LR001';
    end if;
    insert into app.reservations (decision, scope, code, key, amount, expires_on)
      values (p_decision, wanted.scope, wanted.code, wanted.key, wanted.amount, p_expires);
  end loop;
  return null;
exception when sqlstate 'LR001' then
  return refused;
end $$;

-- Ends pending reservations of a decision: posted when the guarantee is issued, voided when it is not, expired by day.
create function app.end_reservations(p_decision uuid, p_state text) returns integer language plpgsql as $$
declare
  ended integer := 0;
  one record;
begin
  if p_state is null or p_state not in ('posted', 'voided', 'expired') then
    raise exception 'a reservation ends posted, voided or expired, not %', p_state using errcode = '22023';
  end if;
  for one in
    select * from app.reservations where decision = p_decision and state = 'pending'
    order by array_position(array['firm', 'group', 'programme', 'sector', 'pact', 'fund'], scope), code, key
    for update
  loop
    update app.limits
      set reserved = reserved - one.amount,
          used = used + case when p_state = 'posted' then one.amount else 0 end,
          version = version + 1
      where scope = one.scope and code = one.code and key = one.key;
    if not found then
      raise exception 'the limit of a reservation cannot be seen' using errcode = '23001';
    end if;
    update app.reservations set state = p_state
      where decision = one.decision and scope = one.scope and code = one.code and key = one.key;
    ended := ended + 1;
  end loop;
  return ended;
end $$;
create index reservations_by_day on app.reservations (expires_on) where state = 'pending';

-- What may never change ------------------------------------------------------------------------------------------------

create function app.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% of % is not allowed: it is kept as it was written', tg_op, tg_table_name using errcode = '23001';
end $$;

create trigger kept before update or delete on app.case_events for each row execute function app.refuse_change();
create trigger kept before update or delete on app.signatures for each row execute function app.refuse_change();
create trigger kept before update or delete on app.idempotency for each row execute function app.refuse_change();
create trigger kept before delete on app.decisions for each row execute function app.refuse_change();
create trigger kept before delete on app.sheets for each row execute function app.refuse_change();
create trigger kept before delete on app.audit_leaves for each row execute function app.refuse_change();
create trigger kept before update or delete on app.audit_order for each row execute function app.refuse_change();
create trigger kept before update or delete on app.audit_heads for each row execute function app.refuse_change();

create function app.keep_decision() returns trigger language plpgsql as $$
begin
  if (new.id, new.case_id, new.record, new.digest, new.facts, new.editions, new.grade, new.recommended, new.amount,
      new.level, new.quorum, new.made_at)
     is distinct from
     (old.id, old.case_id, old.record, old.digest, old.facts, old.editions, old.grade, old.recommended, old.amount,
      old.level, old.quorum, old.made_at)
     or (old.outcome is not null and (new.outcome, new.decided_at, new.memo, new.memo_by)
      is distinct from (old.outcome, old.decided_at, old.memo, old.memo_by)) then
    raise exception 'a decision is kept as it was made' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.decisions for each row execute function app.keep_decision();

create function app.keep_sheet() returns trigger language plpgsql as $$
begin
  if (new.id, new.case_id, new.appraiser, new.body, new.digest, new.signed_at)
     is distinct from (old.id, old.case_id, old.appraiser, old.body, old.digest, old.signed_at)
     or (old.superseded_at is not null and new.superseded_at is distinct from old.superseded_at) then
    raise exception 'a signed sheet is kept as it was signed' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.sheets for each row execute function app.keep_sheet();

-- Nobody signs what they prepared: neither the memo's author, nor an appraiser of the case, nor whoever opened it.
create function app.refuse_self_approval() returns trigger language plpgsql as $$
begin
  if exists (select 1 from app.decisions d where d.id = new.decision and d.memo_by = new.person)
     or exists (select 1 from app.decisions d join app.sheets s on s.case_id = d.case_id
                where d.id = new.decision and s.appraiser = new.person)
     or exists (select 1 from app.decisions d join app.case_events e on e.case_id = d.case_id
                where d.id = new.decision and e.sequence = 1 and e.person = new.person)
     or new.delegated_by is not null and exists (select 1 from app.decisions d
                where d.id = new.decision and d.memo_by = new.delegated_by) then
    raise exception 'nobody signs what they prepared' using errcode = '23001', constraint = 'no_self_approval';
  end if;
  return new;
end $$;
create trigger no_self_approval before insert on app.signatures for each row execute function app.refuse_self_approval();

-- Row-level security stands in 0002-rows-and-grants.sql.
