-- What came in from outside under a reference is posted once: recoveries and prices of a guarantee, contributions of a
-- bank. Whoever writes it, and however many at once, the second finds the first here.

create table app.money_references (
  kind text not null check (kind in ('recovered', 'contribution')),
  -- The guarantee, or the bank.
  of text not null,
  reference text not null,
  -- The entry or payment it was posted by.
  stands text not null,
  primary key (kind, of, reference)
);
-- Of what was posted twice before this was refused the first stands here; the books keep both.
insert into app.money_references (kind, of, reference, stands)
  select distinct on (guarantee, reference) 'recovered', guarantee::text, reference, id
  from app.ledger_entries where event = 'recovered' and guarantee is not null order by guarantee, reference, place;
insert into app.money_references (kind, of, reference, stands)
  select distinct on (bank, reference) 'contribution', bank, reference, id::text
  from app.contribution_payments order by bank, reference, at, id;

alter table app.money_references enable row level security;
alter table app.money_references force row level security;
create policy written_by_the_system on app.money_references
  using ((select app.kind()) = 'system') with check ((select app.kind()) = 'system');
create trigger kept before update or delete on app.money_references
  for each row execute function app.refuse_change();

create function app.keep_reference(p_kind text, p_of text, p_reference text, p_stands text) returns void
  language plpgsql as $$
begin
  insert into app.money_references (kind, of, reference, stands) values (p_kind, p_of, p_reference, p_stands)
    on conflict do nothing;
  if not found then
    raise exception using errcode = 'TG012', message = 'received ' || p_reference;
  end if;
end $$;
create function app.recovered_once() returns trigger language plpgsql as $$
begin
  perform app.keep_reference('recovered', new.guarantee::text, new.reference, new.id);
  return new;
end $$;
create trigger comes_in_once after insert on app.ledger_entries for each row
  when (new.event = 'recovered' and new.guarantee is not null) execute function app.recovered_once();
create function app.contributed_once() returns trigger language plpgsql as $$
begin
  perform app.keep_reference('contribution', new.bank, new.reference, new.id::text);
  return new;
end $$;
create trigger comes_in_once after insert on app.contribution_payments for each row
  execute function app.contributed_once();

grant select, insert on app.money_references to tech_guarantee_app;
grant execute on all functions in schema app to tech_guarantee_app;

-- What a month told again says was released too much, and a person has restored: it is a difference no more.
create table app.report_restorations (
  report uuid not null,
  sequence integer not null,
  guarantee uuid not null references app.guarantees (id),
  amount numeric(18) not null check (amount > 0),
  reason text not null,
  person text not null,
  at timestamptz not null,
  primary key (report, sequence),
  foreign key (report, sequence) references app.report_differences (report, sequence)
);
create index report_restorations_by_guarantee on app.report_restorations (guarantee);
create index report_differences_to_restore on app.report_differences (guarantee, report) where deed = 'restore';
alter table app.report_restorations enable row level security;
alter table app.report_restorations force row level security;
create policy written_by_the_system on app.report_restorations
  using ((select app.kind()) = 'system') with check ((select app.kind()) = 'system');
create policy of_own_reports on app.report_restorations for select
  using ((select app.sees_all_cases()) or app.sees_report(report));
create trigger kept before update or delete on app.report_restorations
  for each row execute function app.refuse_change();
grant select, insert on app.report_restorations to tech_guarantee_app;

-- The file of a report is erased when its years are over, once; what was told in it stays as rows, and its digest.
alter table app.reports add column erased_at timestamptz;
create index reports_receiving on app.reports (sent_at) where state = 'receiving';
create index reports_with_bytes on app.reports ((coalesce(decided_at, checked_at, received_at, sent_at)))
  where erased_at is null and state not in ('receiving', 'received');
create or replace function app.keep_report() returns trigger language plpgsql as $$
begin
  if (new.id, new.kind, new.sender, new.is_sandbox, new.month, new.version, new.size, new.digest, new.sent_by, new.sent_at)
     is distinct from
     (old.id, old.kind, old.sender, old.is_sandbox, old.month, old.version, old.size, old.digest, old.sent_by, old.sent_at)
     or old.state = 'accepted' and new.state not in ('accepted', 'superseded')
     or old.state in ('refused', 'superseded') and new.state <> old.state
     or old.state <> 'receiving' and new.state = 'receiving'
     or old.erased_at is not null and new.erased_at is distinct from old.erased_at
     or new.erased_at is not null and new.state in ('receiving', 'received')
     or old.decided_at is not null
       and (new.decided_at, new.decided_by, new.left_out) is distinct from (old.decided_at, old.decided_by, old.left_out) then
    raise exception 'a report is kept as it was sent' using errcode = '23001';
  end if;
  return new;
end $$;
create or replace function app.keep_report_part() returns trigger language plpgsql as $$
declare
  r app.reports;
begin
  select * into r from app.reports where id = coalesce(new.report, old.report);
  if r.state <> 'receiving' and not (tg_op = 'DELETE' and r.erased_at is not null) then
    raise exception 'the bytes of a report are kept as they came' using errcode = '23001';
  end if;
  return coalesce(new, old);
end $$;
grant delete on app.report_parts to tech_guarantee_app;
