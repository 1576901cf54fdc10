-- Files of patent offices read for a case: each is a kept paper, and what was read of it stands beside it under the
-- paper's digest. What an officer answered to a question about a right stands for good, with the reason.

create table app.right_files (
  id uuid primary key,
  case_id uuid not null references app.cases (id),
  paper uuid not null references app.papers (id),
  digest text not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
  kind text not null,
  -- For which day the file was drawn, and the edition it was read by.
  drawn_on date not null,
  edition text not null,
  rights json not null,
  left_out json not null,
  filed_by text not null,
  filed_at timestamptz not null,
  unique (case_id, digest)
);
create index right_files_by_paper on app.right_files (paper);
create trigger kept before update on app.right_files for each row execute function app.refuse_change();

create table app.right_answers (
  id uuid primary key,
  case_id uuid not null references app.cases (id),
  -- The right, the question's code and the references it is about, as the standing names them.
  right_key text not null,
  code text not null,
  about text not null,
  verdict text not null check (verdict in ('confirmed', 'dismissed')),
  reason text not null,
  answered_by text not null,
  answered_at timestamptz not null,
  unique (case_id, right_key, code, about)
);
create trigger kept before update or delete on app.right_answers for each row execute function app.refuse_change();

-- What was read of a paper goes with the paper, and not before.
create function app.end_right_files() returns trigger language plpgsql as $$
begin
  delete from app.right_files where paper = new.id;
  return new;
end $$;
create trigger ends_right_files after update of state on app.papers for each row
  when (old.state = 'kept' and new.state = 'erased') execute function app.end_right_files();
create function app.keep_right_file() returns trigger language plpgsql as $$
begin
  if exists (select 1 from app.papers p where p.id = old.paper and p.state = 'kept') then
    raise exception 'what was read of a paper is kept as long as the paper' using errcode = '23001';
  end if;
  return old;
end $$;
create trigger kept_with_paper before delete on app.right_files for each row execute function app.keep_right_file();

alter table app.right_files enable row level security;
alter table app.right_files force row level security;
alter table app.right_answers enable row level security;
alter table app.right_answers force row level security;
create policy of_own_cases on app.right_files using ((select app.sees_all_cases()) or app.sees_case(case_id));
create policy of_own_cases on app.right_answers using ((select app.sees_all_cases()) or app.sees_case(case_id));
-- Who asked for the guarantee does not answer what is unclear about the right.
create policy answered_by_the_agency on app.right_answers as restrictive for insert
  with check ((select app.kind()) in ('agency', 'system'));

grant delete on app.right_files to tech_guarantee_app;
grant execute on all functions in schema app to tech_guarantee_app;
