-- The audit log is joined to its tree in batches: a leaf waits without a hash, is given one once, and never changes.
-- Waiting leaves are found by their missing hash and not by a last sequence: sequences are drawn before their transactions
-- end, so a later one may be seen first, and whoever goes on from the last one seen would skip the earlier for ever.

create index audit_waiting on app.audit_leaves (sequence) where hash is null;

create function app.keep_leaf() returns trigger language plpgsql as $$
begin
  if old.hash is not null or new.hash is null
     or (new.sequence, new.at, new.person, new.organisation, new.action, new.subject, new.body)
        is distinct from (old.sequence, old.at, old.person, old.organisation, old.action, old.subject, old.body)
     or new.reason is distinct from old.reason then
    raise exception 'a leaf of the audit log is kept as it was written' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.audit_leaves for each row execute function app.keep_leaf();
create trigger kept before update or delete on app.audit_nodes for each row execute function app.refuse_change();
