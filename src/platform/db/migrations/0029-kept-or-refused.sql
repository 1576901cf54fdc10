-- A step or a recommendation is the last that a request asks for: what keeps it is sent with COMMIT, and nobody waits for
-- its answer, so that the rows it shares with others are held no longer than the server needs. What stands against it is
-- then an error, which undoes the transaction.
create function app.kept_or_refused(p_against text) returns void language plpgsql as $$
begin
  if p_against is not null then
    raise exception using errcode = 'TG020', message = p_against;
  end if;
end $$;

-- What was decided of a guarantee stands in its row as well: a step shows what may be done next, and would else have to
-- read the record of the decision, tens of kilobytes, while it holds what others wait for.
create function app.promised_by(p_record text) returns json language sql immutable as $$
  select json_build_object(
    'scoring', json_build_object('grade', p_record::json -> 'scoring' -> 'grade'),
    'decision', json_build_object('programme', p_record::json -> 'decision' -> 'programme',
      'terms', p_record::json -> 'decision' -> 'terms')) $$;
alter table app.guarantees add column promised json;
update app.guarantees g set promised = app.promised_by(d.record) from app.decisions d where d.id = g.decision;
create function app.fill_promised() returns trigger language plpgsql as $$
begin
  new.promised := (select app.promised_by(d.record) from app.decisions d where d.id = new.decision);
  return new;
end $$;
create trigger fills_promised before insert on app.guarantees for each row execute function app.fill_promised();

-- As before, but an account that stands is moved by one statement, and a new one is made with what moves it.
create or replace function app.keep_entries(p jsonb, p_at timestamptz) returns void language plpgsql as $$
declare
  entry jsonb;
  one record;
  v_written integer;
  v_is_played boolean;
begin
  for entry in select * from jsonb_array_elements(p) loop
    insert into app.ledger_entries (id, day, event, guarantee, reference, digest, at)
      values (entry ->> 'id', (entry ->> 'day')::date, entry ->> 'event', (entry ->> 'guarantee')::uuid,
        entry ->> 'reference', entry ->> 'digest', p_at)
      on conflict (id) do nothing;
    if not found then
      perform 1 from app.ledger_entries where id = entry ->> 'id' and digest = entry ->> 'digest';
      if not found then
        raise exception using errcode = 'TG012', message = 'entry ' || (entry ->> 'id');
      end if;
      continue;
    end if;
    select coalesce(bool_or(is_sandbox), false) into v_is_played from app.guarantees
      where id = (entry ->> 'guarantee')::uuid;
    if v_is_played then
      entry := app.played_entry(entry);
    end if;
    -- A transfer may come further than it was; another one under its id is another thing.
    insert into app.ledger_transfers as stands (id, entry, guarantee, debit_kind, debit_of, credit_kind, credit_of, amount,
        status, posted, expires_on, restates)
      select t.id, entry ->> 'id', (entry ->> 'guarantee')::uuid, t.debit_kind, t.debit_of, t.credit_kind, t.credit_of,
        t.amount, t.status, t.posted, t.expires_on, t.restates
      from jsonb_to_recordset(entry -> 'transfers') as t(id text, debit_kind text, debit_of text, credit_kind text,
        credit_of text, amount numeric, status text, posted numeric, expires_on date, restates text)
      on conflict (id) do update set status = excluded.status, posted = excluded.posted
        where (stands.guarantee, stands.debit_kind, stands.debit_of, stands.credit_kind, stands.credit_of, stands.amount)
          is not distinct from (excluded.guarantee, excluded.debit_kind, excluded.debit_of, excluded.credit_kind,
            excluded.credit_of, excluded.amount);
    get diagnostics v_written = row_count;
    if v_written <> jsonb_array_length(entry -> 'transfers') then
      raise exception using errcode = 'TG012', message = 'entry ' || (entry ->> 'id');
    end if;
    -- The accounts of the fund are everybody's: they come last.
    for one in
      select * from jsonb_to_recordset(entry -> 'balances') as b(kind text, of text, guarantee uuid,
        debits_posted numeric, credits_posted numeric, debits_pending numeric, credits_pending numeric)
      order by b.guarantee is null, b.kind, b.of
    loop
      update app.ledger_balances
        set debits_posted = debits_posted + one.debits_posted, credits_posted = credits_posted + one.credits_posted,
            debits_pending = debits_pending + one.debits_pending, credits_pending = credits_pending + one.credits_pending
        where kind = one.kind and of = one.of;
      continue when found;
      insert into app.ledger_balances (kind, of, guarantee, debits_posted, credits_posted, debits_pending,
          credits_pending)
        values (one.kind, one.of, one.guarantee, one.debits_posted, one.credits_posted, one.debits_pending,
          one.credits_pending)
        on conflict do nothing;
      continue when found;
      -- Somebody else has just made it.
      update app.ledger_balances
        set debits_posted = debits_posted + one.debits_posted, credits_posted = credits_posted + one.credits_posted,
            debits_pending = debits_pending + one.debits_pending, credits_pending = credits_pending + one.credits_pending
        where kind = one.kind and of = one.of;
    end loop;
  end loop;
exception when check_violation then
  if sqlerrm like '%not_overdrawn%' then
    raise exception using errcode = 'TG012', message = 'overdrawn ' || coalesce(one.kind, '') || ':' || coalesce(one.of, '');
  end if;
  raise;
end $$;

-- As before, but what was reserved is written in one statement, before the limits that others wait for.
create or replace function app.keep_use(p_decision uuid, p_step text, p_before numeric, p_held numeric) returns void
  language plpgsql as $$
declare
  v_held app.reservations[] := array(
    select r from app.reservations r where r.decision = p_decision and r.state in ('pending', 'posted')
      order by array_position(array['firm', 'group', 'programme', 'sector', 'pact', 'fund'], r.scope), r.code, r.key);
  one app.reservations;
begin
  if p_step = 'signed' or p_held = 0 then
    update app.reservations
      set state = case p_step when 'signed' then 'posted' when 'lapsed' then 'expired' else 'voided' end
      where decision = p_decision and state = 'pending';
  end if;
  foreach one in array v_held loop
    if one.state = 'posted' then
      continue when p_held = p_before;
      update app.limits set used = used + p_held - p_before, version = version + 1
        where scope = one.scope and code = one.code and key = one.key
          and (p_held <= p_before or used + reserved + p_held - p_before <= cap);
      if not found then
        raise exception using errcode = 'TG012', message = 'limit ' || one.scope || ':' || one.code || ':' || one.key;
      end if;
    elsif p_step = 'signed' then
      update app.limits set reserved = reserved - one.amount, used = used + p_held, version = version + 1
        where scope = one.scope and code = one.code and key = one.key;
    elsif p_held = 0 then
      update app.limits set reserved = reserved - one.amount, version = version + 1
        where scope = one.scope and code = one.code and key = one.key;
    end if;
  end loop;
end $$;

grant execute on all functions in schema app to tech_guarantee_app;
