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
alter table app.guarantees alter column promised set not null;

grant execute on all functions in schema app to tech_guarantee_app;
