-- Recourse: who owes the fund what it paid, until when each can be pursued, what of theirs is attached, and what was
-- agreed with them. Obligors are ids of organisations and persons, never names. What was owed and what came in stands
-- in the books and the events of the guarantee, and nowhere else.

create table app.recourses (
  guarantee uuid primary key references app.guarantees (id),
  -- What the claim stands on where no court has fixed it, and from when it could be pursued.
  basis text not null check (basis in ('civil', 'commercial')),
  accrued_on date not null,
  -- Whose task it is.
  holder text not null,
  opened_by text not null,
  opened_at timestamptz not null default now()
);

create table app.obligors (
  id uuid primary key,
  guarantee uuid not null references app.recourses (guarantee),
  -- In the order in which they were told of: heirs' parts are cut in it.
  place integer not null check (place > 0),
  party text not null check (party ~ '^(firm|bank|person)-[0-9a-z-]{3,40}$'),
  role text not null check (role in ('debtor', 'joint_guarantor')),
  successor_of uuid references app.obligors (id),
  succession text check (succession in ('merger', 'inheritance', 'discharging_assumption', 'joining_assumption')),
  share_over integer not null check (share_over > 0),
  share_under integer not null check (share_under between share_over and 1000000),
  limit_amount numeric(18) check (limit_amount > 0),
  since date not null,
  until date,
  ending text check (ending in ('paid', 'released', 'restart_relief', 'renounced', 'barred', 'succeeded')),
  reliefs jsonb not null default '[]',
  -- The last day on which something helps against this one; null where nothing presses.
  act_by date,
  unique (guarantee, place),
  constraint succeeds check ((successor_of is null) = (succession is null)),
  constraint ends check ((until is null) = (ending is null) and (until is null or until >= since))
);
create index obligors_by_party on app.obligors (party);
create index obligors_pressing on app.obligors (act_by, id) where act_by is not null and until is null;

create table app.limitation_steps (
  id uuid primary key,
  guarantee uuid not null references app.recourses (guarantee),
  obligor uuid not null references app.obligors (id),
  type text not null check (type in ('demand', 'suit', 'payment_order', 'bankruptcy_claim', 'acknowledgement',
    'suspension')),
  on_day date not null,
  ground text check (ground in ('inheritance', 'calamity')),
  ended_on date check (ended_on >= on_day),
  ended_how text check (ended_how in ('fixed', 'failed')),
  -- The paper or the court's number.
  reference text not null,
  person text not null,
  at timestamptz not null default now(),
  constraint suspends check ((type = 'suspension') = (ground is not null)),
  constraint ends check (type not in ('demand', 'acknowledgement') or ended_on is null)
);
create index limitation_steps_by_guarantee on app.limitation_steps (guarantee, id);

create table app.attachments (
  id uuid primary key,
  guarantee uuid not null references app.recourses (guarantee),
  obligor uuid not null references app.obligors (id),
  kind text not null check (kind in ('provisional_attachment', 'disposal_prohibition', 'attachment')),
  asset text not null check (asset in ('real_estate', 'vehicle', 'machinery', 'deposit', 'receivable', 'shares',
    'intellectual_property', 'other')),
  place text not null,
  court text not null,
  case_number text not null,
  on_day date not null,
  rank integer not null check (rank > 0),
  value numeric(18) not null check (value >= 0),
  auction_on date,
  suit_on date,
  released_on date check (released_on >= on_day),
  release text check (release in ('realised', 'satisfied', 'cancelled_on_request', 'cancelled_as_unlawful')),
  person text not null,
  at timestamptz not null default now(),
  constraint releases check ((released_on is null) = (release is null))
);
create index attachments_by_guarantee on app.attachments (guarantee, id);

create table app.settlement_plans (
  id uuid primary key,
  guarantee uuid not null references app.recourses (guarantee),
  -- With whom it was agreed: it acknowledges the debt.
  obligor uuid not null references app.obligors (id),
  agreed_on date not null,
  level text not null,
  approved_by text not null,
  resolution text not null,
  reduction numeric(18) not null check (reduction >= 0),
  instalments jsonb not null,
  person text not null,
  at timestamptz not null default now(),
  constraint four_eyes check (approved_by <> person)
);
create index settlement_plans_by_guarantee on app.settlement_plans (guarantee, id);

-- From whom a recovery came, which the books need not know and the clock and the limits of obligors do.
create table app.recovery_payers (
  guarantee uuid not null references app.recourses (guarantee),
  sequence integer not null,
  obligor uuid not null references app.obligors (id),
  primary key (guarantee, sequence),
  foreign key (guarantee, sequence) references app.guarantee_events (guarantee, sequence)
);

-- What the day brought up, once each: told to whose task it is.
create table app.recourse_warnings (
  guarantee uuid not null references app.recourses (guarantee),
  -- The obligor, attachment or plan it is about.
  subject uuid not null,
  what text not null check (what in ('limitation', 'suit', 'auction', 'instalment')),
  due_on date not null,
  holder text not null,
  told_on date not null,
  primary key (subject, what, due_on)
);
create index recourse_warnings_by_holder on app.recourse_warnings (holder, due_on);

-- What was agreed, and from whom what came, is kept as it was written; nothing of recourse is taken away.
create trigger kept before update or delete on app.settlement_plans for each row execute function app.refuse_change();
create trigger kept before update or delete on app.recovery_payers for each row execute function app.refuse_change();
create trigger kept before update or delete on app.recourse_warnings for each row execute function app.refuse_change();
do $$
declare t text;
begin
  foreach t in array array['recourses', 'obligors', 'limitation_steps', 'attachments'] loop
    execute format('create trigger kept before delete on app.%I for each row execute function app.refuse_change()', t);
  end loop;
end $$;

-- Who sees which row: those of the agency whose work is on all cases; claims alone write. No firm and no bank sees any.
do $$
declare t text;
begin
  foreach t in array array['recourses', 'obligors', 'limitation_steps', 'attachments', 'settlement_plans',
    'recovery_payers', 'recourse_warnings'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy read_by_the_house on app.%I for select using ((select app.sees_all_cases()))', t);
    execute format('create policy written_by_claims on app.%I
      using ((select app.kind()) = ''system'' or (select app.acts_as(''claims'')))
      with check ((select app.kind()) = ''system'' or (select app.acts_as(''claims'')))', t);
  end loop;
end $$;

revoke update on app.settlement_plans, app.recovery_payers, app.recourse_warnings from tech_guarantee_app;
