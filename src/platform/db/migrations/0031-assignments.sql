-- An assignment until it ends: why it was drawn and in whose place, until when a sheet is due, whether it was refused and
-- why, and how it ended. Rows of before keep what they say; they have no day, so nobody is replaced for it.
alter table app.assignments
  add column purpose text not null default 'panel' check (purpose in ('panel', 'replacement', 'committee')),
  add column replaces text references app.persons (id),
  add column due_on date,
  add column refused_at timestamptz,
  add column refused_because text check (refused_because in ('conflict', 'no_time', 'illness', 'other')),
  add column refused_reason text,
  add column ended_because text check (ended_because in ('refused', 'overdue', 'objection')),
  add constraint replacement_of_somebody check ((purpose = 'replacement') = (replaces is not null)),
  add constraint refused_with_a_reason check ((refused_at is null) = (refused_because is null)
    and (refused_at is null) = (refused_reason is null)),
  add constraint ended_for_something check (ended_because is null or ended_at is not null);
create index assignments_of_appraiser on app.assignments (appraiser) where ended_at is null;
create index assignments_refused on app.assignments (appraiser, refused_at) where refused_at is not null;

-- What was drawn stays as it was drawn, and what was refused or ended is not taken back.
create function app.keep_assignment() returns trigger language plpgsql as $$
begin
  if (new.case_id, new.appraiser, new.assigned_at, new.draw, new.purpose, new.replaces, new.due_on)
     is distinct from
     (old.case_id, old.appraiser, old.assigned_at, old.draw, old.purpose, old.replaces, old.due_on)
     or (old.refused_at is not null and (new.refused_at, new.refused_because, new.refused_reason)
      is distinct from (old.refused_at, old.refused_because, old.refused_reason))
     or (old.ended_at is not null and (new.ended_at, new.ended_because)
      is distinct from (old.ended_at, old.ended_because)) then
    raise exception 'an assignment is kept as it was drawn' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.assignments for each row execute function app.keep_assignment();
create trigger kept before delete on app.assignments for each row execute function app.refuse_change();
