-- What banks send about the loans under guarantee, a month at a time, and claims and recoveries many at once: the file as it
-- came, its rows, what is wrong with them, where they differ from the books, what was told again, and what was asked to be
-- corrected. Nothing that was told is changed: a month told again is another report in the place of the one before.

create table app.reports (
  id uuid primary key,
  kind text not null check (kind in ('utilisation', 'claims', 'recoveries')),
  -- The bank; of recoveries, the office of the agency whose claims desk sends them.
  sender text not null references app.organisations (id),
  is_sandbox boolean not null,
  month text check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  version integer not null check (version > 0),
  state text not null check (state in ('receiving', 'received', 'checked', 'accepted', 'refused', 'superseded')),
  name text not null,
  size integer not null check (size between 1 and 67108864),
  digest text not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
  format text check (format in ('csv', 'json', 'xlsx')),
  encoding text check (encoding in ('utf-8', 'euc-kr')),
  row_count integer,
  problem_count integer,
  difference_count integer,
  -- The report of the month that stood when this one was checked, and takes whose place.
  restates uuid references app.reports (id),
  -- Rows the bank left out when it accepted.
  left_out integer[] not null default '{}',
  -- Why it was refused: by a person in words, by the reading as codes with places.
  refusal jsonb,
  sent_by text not null,
  sent_at timestamptz not null,
  received_at timestamptz,
  checked_at timestamptz,
  decided_by text,
  decided_at timestamptz,
  carried_at timestamptz,
  check ((kind = 'utilisation') = (month is not null)),
  check (state <> 'accepted' or decided_by is not null)
);
create index reports_by_sender on app.reports (sender, id);
create unique index report_versions on app.reports (sender, kind, coalesce(month, digest), version);
-- One report of a month stands, and the same file is taken once.
create unique index report_standing on app.reports (sender, month) where kind = 'utilisation' and state = 'accepted';
create unique index report_once on app.reports (sender, kind, coalesce(month, ''), digest)
  where state not in ('refused', 'superseded');

create table app.report_parts (
  report uuid not null references app.reports (id),
  part integer not null check (part between 0 and 15),
  bytes bytea not null check (length(bytes) between 1 and 4194304),
  primary key (report, part)
);

create table app.report_rows (
  report uuid not null references app.reports (id),
  place integer not null check (place > 0),
  guarantee text not null,
  loan text,
  outstanding numeric(18) check (outstanding >= 0),
  drawn numeric(18) check (drawn >= 0),
  repaid numeric(18) check (repaid >= 0),
  rate text,
  arrears_since date,
  state text,
  fee_paid numeric(18) check (fee_paid >= 0),
  fee_paid_on date,
  -- Of claims and recoveries: the rest of the row.
  body jsonb,
  -- Whether something is to be done for the row once the report is accepted, and what came of it, once.
  is_due boolean not null default false,
  outcome text,
  outcome_detail jsonb,
  released numeric(18) not null default 0 check (released >= 0),
  primary key (report, place)
);
create index report_rows_by_guarantee on app.report_rows (report, guarantee);
create index report_rows_due on app.report_rows (report, place) where is_due and outcome is null;

create table app.report_problems (
  report uuid not null references app.reports (id),
  sequence integer not null,
  place integer not null,
  column_key text not null,
  code text not null,
  value text not null,
  due text not null,
  primary key (report, sequence)
);
create index report_problems_by_row on app.report_problems (report, place);

create table app.report_differences (
  report uuid not null references app.reports (id),
  sequence integer not null,
  place integer,
  guarantee text not null,
  column_key text not null,
  kind text not null,
  expected text not null,
  reported text not null,
  difference numeric(19),
  deed text not null,
  primary key (report, sequence)
);

-- What a month told again changed.
create table app.report_changes (
  report uuid not null references app.reports (id),
  sequence integer not null,
  guarantee text not null,
  column_key text not null,
  before text,
  after text,
  primary key (report, sequence)
);

create table app.report_corrections (
  id uuid primary key,
  report uuid not null references app.reports (id),
  place integer not null,
  guarantee text not null,
  -- Who asks: the bank, or the agency.
  side text not null check (side in ('bank', 'agency')),
  asked_by text not null,
  reason text not null,
  asked_at timestamptz not null,
  state text not null check (state in ('open', 'answered', 'declined', 'withdrawn')),
  answered_by uuid references app.reports (id),
  closed_by text,
  closed_reason text,
  closed_at timestamptz,
  check ((state = 'open') = (closed_at is null)),
  check ((state = 'answered') = (answered_by is not null))
);
create index report_corrections_by_report on app.report_corrections (report, id);
create index report_corrections_open on app.report_corrections (guarantee) where state = 'open';

-- What was sent stays as it was sent; once accepted or refused, a report is only ever put in the place of.
create function app.keep_report() returns trigger language plpgsql as $$
begin
  if (new.id, new.kind, new.sender, new.is_sandbox, new.month, new.version, new.size, new.digest, new.sent_by, new.sent_at)
     is distinct from
     (old.id, old.kind, old.sender, old.is_sandbox, old.month, old.version, old.size, old.digest, old.sent_by, old.sent_at)
     or old.state = 'accepted' and new.state not in ('accepted', 'superseded')
     or old.state in ('refused', 'superseded') and new.state <> old.state
     or old.state <> 'receiving' and new.state = 'receiving'
     or old.decided_at is not null
       and (new.decided_at, new.decided_by, new.left_out) is distinct from (old.decided_at, old.decided_by, old.left_out) then
    raise exception 'a report is kept as it was sent' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.reports for each row execute function app.keep_report();
create trigger kept before delete on app.reports for each row execute function app.refuse_change();

create function app.keep_report_part() returns trigger language plpgsql as $$
begin
  if (select state from app.reports where id = coalesce(new.report, old.report)) <> 'receiving' then
    raise exception 'the bytes of a report are kept as they came' using errcode = '23001';
  end if;
  return coalesce(new, old);
end $$;
create trigger kept_bytes before insert or update or delete on app.report_parts
  for each row execute function app.keep_report_part();

-- What a row was told as stays; what came of it is written once.
create function app.keep_report_row() returns trigger language plpgsql as $$
begin
  if (new.report, new.place, new.guarantee, new.loan, new.outstanding, new.drawn, new.repaid, new.rate)
     is distinct from (old.report, old.place, old.guarantee, old.loan, old.outstanding, old.drawn, old.repaid, old.rate)
     or (new.arrears_since, new.state, new.fee_paid, new.fee_paid_on, new.body)
     is distinct from (old.arrears_since, old.state, old.fee_paid, old.fee_paid_on, old.body)
     or old.outcome is not null then
    raise exception 'a row is kept as it was told' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.report_rows for each row execute function app.keep_report_row();
create trigger kept before delete on app.report_rows for each row execute function app.refuse_change();
create trigger kept before update or delete on app.report_problems for each row execute function app.refuse_change();
create trigger kept before update or delete on app.report_differences for each row execute function app.refuse_change();
create trigger kept before update or delete on app.report_changes for each row execute function app.refuse_change();
create trigger kept before delete on app.report_corrections for each row execute function app.refuse_change();

-- A bank sees its own reports, of the agency whoever works on all guarantees; the service writes, whoever acts.
do $$
declare t text;
begin
  foreach t in array array['reports', 'report_parts', 'report_rows', 'report_problems', 'report_differences',
    'report_changes', 'report_corrections'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy written_by_the_system on app.%I
      using ((select app.kind()) = ''system'') with check ((select app.kind()) = ''system'')', t);
  end loop;
end $$;
create policy own_reports on app.reports for select
  using ((select app.sees_all_cases()) or ((select app.kind()) = 'bank' and sender = (select app.party())));
create function app.sees_report(p_report uuid) returns boolean language plpgsql stable as
  $$ begin return exists (select 1 from app.reports r where r.id = p_report); end $$;
do $$
declare t text;
begin
  foreach t in array array['report_parts', 'report_rows', 'report_problems', 'report_differences', 'report_changes',
    'report_corrections'] loop
    execute format('create policy of_own_reports on app.%I for select
      using ((select app.sees_all_cases()) or app.sees_report(report))', t);
  end loop;
end $$;

grant execute on all functions in schema app to tech_guarantee_app;
