-- Regions: offices lie in a region, a regional head sees the cases of its offices, a committee those put before it, a
-- branch its own. Until here everybody of the agency saw every row; now the second lock knows their roles too (app.roles,
-- set with every transaction, comma-separated), and gives each no more than the access table does.

alter table app.organisations drop constraint organisations_id_check, drop constraint organisations_kind_check;
alter table app.organisations
  add constraint organisations_id_check check (id ~ '^(firm|bank|agency|region|office)-[0-9a-z-]{3,40}$'),
  add constraint organisations_kind_check check (kind in ('firm', 'bank', 'agency', 'region', 'office'));
create index organisations_below on app.organisations (parent) where parent is not null;

-- An office lies in a region or in the agency, a region in the agency; nothing else lies in anything.
create function app.refuse_unfit_parent() returns trigger language plpgsql as $$
declare above text;
begin
  select kind into above from app.organisations where id = new.parent;
  if not (new.kind = 'office' and above in ('region', 'agency') or new.kind = 'region' and above = 'agency') then
    raise exception '% does not lie in %', new.kind, coalesce(above, 'nothing') using errcode = '23001', constraint = 'parent_fits';
  end if;
  return new;
end $$;
create trigger parent_fits before insert or update of parent, kind on app.organisations
  for each row when (new.parent is not null) execute function app.refuse_unfit_parent();

create function app.region_of(p_office text) returns text language sql stable as $$
  select r.id from app.organisations o join app.organisations r on r.id = o.parent and r.kind = 'region'
  where o.id = p_office $$;

-- Before the committee ------------------------------------------------------------------------------------------------

-- An approver or the officer puts what stands before the committee though a lower level could sign it: an override.
alter table app.decisions add column is_put_before_committee boolean not null default false;

-- Kept beside the case: the policy of cases cannot ask for decisions, whose policy asks for cases.
alter table app.cases add column is_before_committee boolean not null default false;

create function app.is_for_committee(p_case uuid) returns boolean language sql stable as $$
  select exists (select 1 from app.decisions d where d.case_id = p_case and d.superseded_by is null
    and (d.level = 'head_office_committee' or d.is_put_before_committee)) $$;

create function app.tell_committee() returns trigger language plpgsql as $$
begin
  update app.cases c set is_before_committee = app.is_for_committee(c.id)
    where c.id = new.case_id and c.is_before_committee <> app.is_for_committee(c.id);
  return null;
end $$;
create trigger tells_committee after insert or update of superseded_by, is_put_before_committee on app.decisions
  for each row execute function app.tell_committee();

create index cases_before_committee on app.cases (id) where is_before_committee;
update app.cases c set is_before_committee = true where app.is_for_committee(c.id);

-- Who sees which row ------------------------------------------------------------------------------------------------------

create function app.roles() returns text[] language sql stable as
  $$ select string_to_array(coalesce(current_setting('app.roles', true), ''), ',') $$;

-- The service itself, and roles of the agency whose work is on all cases.
create function app.sees_all_cases() returns boolean language sql stable as
  $$ select app.kind() = 'system'
    or app.kind() = 'agency' and app.roles() && array['claims', 'finance', 'risk_officer', 'auditor'] $$;
create function app.acts_as(variadic p_roles text[]) returns boolean language sql stable as
  $$ select app.kind() = 'agency' and app.roles() && p_roles $$;

-- The cases somebody is drawn for. Assignments are seen with their case and cases with their assignment: the one of the
-- two that would ask for ever asks as the system.
create function app.cases_assigned() returns setof uuid language plpgsql stable as $$
declare v_kind text := app.kind();
begin
  perform set_config('app.kind', 'system', true);
  return query select a.case_id from app.assignments a where a.appraiser = app.person() and a.ended_at is null;
  perform set_config('app.kind', v_kind, true);
end $$;

drop policy own_cases on app.cases;
create policy own_cases on app.cases
  using (
    (select app.sees_all_cases())
    or ((select app.acts_as('officer', 'branch_head')) and office = (select app.party()))
    or ((select app.acts_as('officer')) and holder = (select app.person()))
    or ((select app.acts_as('regional_head')) and office in (select o.id from app.organisations o
        join app.organisations r on r.id = o.parent and r.kind = 'region' where o.parent = (select app.party())))
    or ((select app.acts_as('committee_member')) and is_before_committee)
    or ((select app.kind()) = 'bank' and bank = (select app.party()))
    or ((select app.kind()) = 'firm' and firm = (select app.party()))
    or ((select app.kind() = 'appraiser' or app.acts_as('appraiser')) and id in (select app.cases_assigned()))
  );

-- What hangs on a case asks by a function: written into each policy, the policy of cases would be planned with every query
-- of them anew, for longer than the query takes.
create function app.sees_case(p_case uuid) returns boolean language plpgsql stable as
  $$ begin return exists (select 1 from app.cases c where c.id = p_case); end $$;
create function app.sees_decision(p_decision uuid) returns boolean language plpgsql stable as
  $$ begin return exists (select 1 from app.decisions d where d.id = p_decision); end $$;
create function app.sees_paper(p_paper uuid) returns boolean language plpgsql stable as
  $$ begin return exists (select 1 from app.papers p where p.id = p_paper); end $$;

drop policy own_assignments on app.assignments;
create policy own_assignments on app.assignments
  using (
    (select app.sees_all_cases())
    or ((select app.kind()) = 'appraiser' and appraiser = (select app.person()))
    or ((select app.kind()) = 'agency' and app.sees_case(case_id))
  )
  with check (
    (select app.sees_all_cases())
    or ((select app.kind()) = 'agency' and app.sees_case(case_id))
  );

do $$
declare t text;
begin
  foreach t in array array['case_events', 'decisions', 'gathered_facts', 'papers', 'certificates', 'sheets'] loop
    execute format('drop policy of_own_cases on app.%I', t);
    execute format('create policy of_own_cases on app.%I
      using ((select app.sees_all_cases()) or app.sees_case(case_id))', t);
  end loop;
  foreach t in array array['signatures', 'outcomes', 'reservations'] loop
    execute format('drop policy of_own_decisions on app.%I', t);
    execute format('create policy of_own_decisions on app.%I for select
      using ((select app.sees_all_cases()) or app.sees_decision(decision))', t);
    execute format('drop policy written_by_the_house on app.%I', t);
    execute format('create policy written_by_the_house on app.%I
      using ((select app.sees_all_cases())
        or ((select app.is_house()) and app.sees_decision(decision)))', t);
  end loop;
end $$;
drop policy of_own_papers on app.paper_parts;
create policy of_own_papers on app.paper_parts
  using ((select app.sees_all_cases()) or app.sees_paper(paper));

-- The log names cases of every region.
drop policy read_by_the_house on app.audit_leaves;
create policy read_by_auditors on app.audit_leaves for select
  using ((select app.kind() = 'system' or app.acts_as('auditor')));

grant execute on all functions in schema app to tech_guarantee_app;
