-- A sealed certificate never changes and a revoked one stays revoked; of papers, what the store needs beside their parts.

-- The legal day that is printed, fixed with the order: the moment of drawing may already be another day.
alter table app.certificates add column issued_on date not null;

create function app.keep_certificate() returns trigger language plpgsql as $$
begin
  if new.number <> old.number or new.case_id <> old.case_id or new.decision <> old.decision or new.language <> old.language
     or new.issued_on <> old.issued_on
     or (old.bytes is not null and (new.bytes is distinct from old.bytes or new.digest is distinct from old.digest
         or new.issued_at is distinct from old.issued_at or new.valid_until is distinct from old.valid_until))
     or (old.state = 'revoked' and (new.state <> 'revoked' or new.revoked_at <> old.revoked_at or new.reason <> old.reason))
     or (old.state = 'superseded' and new.state not in ('superseded', 'revoked'))
     or (old.state = 'issued' and new.state = 'ordered')
     or (old.superseded_by is not null and new.superseded_by is distinct from old.superseded_by) then
    raise exception 'a certificate is kept as it was issued' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.certificates for each row execute function app.keep_certificate();
create trigger kept before delete on app.certificates for each row execute function app.refuse_change();

-- What was declared before the first part came, and when the paper was kept.
alter table app.papers
  add column declared_size bigint check (declared_size between 1 and 20971520),
  add column declared_digest text check (declared_digest ~ '^sha256:[0-9a-f]{64}$'),
  add column kept_at timestamptz,
  add column erased_at timestamptz;
create index papers_by_case on app.papers (case_id, id);
create index papers_to_end on app.papers (keep_until) where state in ('receiving', 'kept');

-- A kept paper is evidence: its digest stays for good, its bytes and its name until it is erased.
create function app.keep_paper() returns trigger language plpgsql as $$
begin
  if new.id <> old.id or new.case_id <> old.case_id or new.type <> old.type
     or (old.state = 'kept' and (new.digest is distinct from old.digest or new.size is distinct from old.size
         or new.state not in ('kept', 'erased')))
     or (old.state = 'erased' and (new.state <> 'erased' or new.digest is distinct from old.digest))
     or (old.state = 'refused' and new.state not in ('refused', 'erased')) then
    raise exception 'a paper is kept as it came' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.papers for each row execute function app.keep_paper();
create trigger kept before delete on app.papers for each row execute function app.refuse_change();

create function app.keep_part() returns trigger language plpgsql as $$
declare standing text;
begin
  select state into standing from app.papers where id = coalesce(new.paper, old.paper);
  if (tg_op = 'DELETE' and standing = 'kept') or (tg_op <> 'DELETE' and standing <> 'receiving') then
    raise exception 'the bytes of a paper are kept as they came' using errcode = '23001';
  end if;
  return coalesce(new, old);
end $$;
create trigger kept_bytes before insert or update or delete on app.paper_parts for each row execute function app.keep_part();
