-- Who sees which row, and what the service's role may do with each table. The second lock behind the access table: a
-- mistake in a query shows nothing of somebody else's.
--
-- app.kind says who acts: system (jobs, and work of the house itself), agency (its offices), appraiser, bank, firm, public.
-- Security is forced, so that it holds for the owner of the tables too. A later table with rows of cases needs both lines
-- (enable, force) and a policy; test/db/rows.test.ts finds one without.
--
-- Where the house itself writes inside a bank's or a firm's request (the sandbox that plays officers and appraisers, a
-- certificate looked up by number for the public), the service says so: asSystem of platform/db/elevated.ts.
--
-- The settings are read once per statement (a select in brackets), not once per row.

create function app.is_house() returns boolean language sql stable as $$ select app.kind() in ('system', 'agency') $$;

do $$
declare t text;
begin
  foreach t in array array['cases', 'case_events', 'assignments', 'sheets', 'decisions', 'signatures', 'outcomes', 'limits',
    'reservations', 'gathered_facts', 'papers', 'paper_parts', 'certificates', 'certificate_serials', 'idempotency',
    'audit_leaves', 'clients', 'oidc_payloads'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
  end loop;
end $$;

-- A case: the agency's all, a bank's and a firm's own, an appraiser's while they are assigned to it.
create policy own_cases on app.cases
  using (
    (select app.is_house())
    or ((select app.kind()) = 'bank' and bank = (select app.party()))
    or ((select app.kind()) = 'firm' and firm = (select app.party()))
    or ((select app.kind()) = 'appraiser'
        and id in (select a.case_id from app.assignments a where a.appraiser = (select app.person()) and a.ended_at is null))
  );

-- An assignment never asks for its case: the two would ask each other without end. Who appraises is not told the parties.
create policy own_assignments on app.assignments
  using ((select app.is_house()) or ((select app.kind()) = 'appraiser' and appraiser = (select app.person())))
  with check ((select app.is_house()));

-- What hangs on a case is seen with it.
do $$
declare t text;
begin
  foreach t in array array['case_events', 'decisions', 'gathered_facts', 'papers', 'certificates', 'sheets'] loop
    execute format('create policy of_own_cases on app.%I
      using ((select app.is_house()) or exists (select 1 from app.cases c where c.id = case_id))', t);
  end loop;
  foreach t in array array['signatures', 'outcomes', 'reservations'] loop
    execute format('create policy of_own_decisions on app.%I for select
      using ((select app.is_house()) or exists (select 1 from app.decisions d where d.id = decision))', t);
    execute format('create policy written_by_the_house on app.%I
      using ((select app.is_house())) with check ((select app.is_house()))', t);
  end loop;
end $$;
create policy of_own_papers on app.paper_parts
  using ((select app.is_house()) or exists (select 1 from app.papers p where p.id = paper));

-- Banks and firms never mark; an appraiser signs in their own name and sees no colleague's sheet.
create policy marked_by_appraisers on app.sheets as restrictive
  using ((select app.kind()) <> 'appraiser' or appraiser = (select app.person()))
  with check ((select app.is_house()) or ((select app.kind()) = 'appraiser' and appraiser = (select app.person())));

-- What is recommended, decided and issued is written by the house.
create policy decided_by_the_house on app.decisions as restrictive for insert with check ((select app.is_house()));
create policy changed_by_the_house on app.decisions as restrictive for update using ((select app.is_house()));
create policy issued_by_the_house on app.certificates as restrictive for insert with check ((select app.is_house()));
create policy changed_by_the_house on app.certificates as restrictive for update using ((select app.is_house()));

-- Limits tell what others have used of them.
create policy of_the_house on app.limits using ((select app.is_house()));
create policy of_the_house on app.certificate_serials using ((select app.is_house()));
create policy of_the_house on app.clients using ((select app.is_house()));
create policy of_the_system on app.oidc_payloads using ((select app.kind()) = 'system');

-- A kept answer is given back to nobody but who asked.
create policy own_answers on app.idempotency
  using (
    (select app.kind()) = 'system'
    or principal = (select app.kind() || ':' || app.party() || ':' || app.person())
  );

-- Everybody's deeds are written; the house reads them.
create policy written_by_all on app.audit_leaves for insert with check ((select app.kind()) <> '');
create policy read_by_the_house on app.audit_leaves for select using ((select app.is_house()));
create policy hashed_by_the_system on app.audit_leaves for update using ((select app.kind()) = 'system');

-- Grants: nothing can be emptied, and only what must be can be changed or deleted -----------------------------------------

revoke all on schema app from public;
grant usage on schema app to tech_guarantee_app;
grant execute on all functions in schema app to tech_guarantee_app;

grant select, insert, update on
  app.organisations, app.persons, app.memberships, app.clients, app.cases, app.assignments, app.sheets, app.decisions,
  app.limits, app.reservations, app.gathered_facts, app.papers, app.certificate_serials, app.certificates
  to tech_guarantee_app;
grant select, insert on
  app.case_events, app.signatures, app.outcomes, app.idempotency, app.audit_leaves, app.audit_order, app.audit_heads
  to tech_guarantee_app;
grant update (hash) on app.audit_leaves to tech_guarantee_app;
grant select, insert, update, delete on app.paper_parts, app.oidc_payloads, app.audit_nodes to tech_guarantee_app;

-- Tables of later migrations: rows may be read and written, and deleted where a migration says so.
alter default privileges in schema app grant select, insert, update on tables to tech_guarantee_app;
alter default privileges in schema app grant usage on sequences to tech_guarantee_app;

-- Jobs live in a schema that the service's role owns, and it owns nothing else.
create schema pgboss authorization tech_guarantee_app;
