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
