-- Who saw what of a case before others: each reading of marks, grades, scores and what was recommended, each refusal of
-- one, and what is reported of them month by month. Nothing of it is changed afterwards.

create table app.readings (
  place bigint generated always as identity primary key,
  at timestamptz not null,
  person text not null,
  organisation text not null,
  kind text not null,
  roles text[] not null,
  -- Of the access table, and how the reader stood to the case at that moment.
  action text not null,
  relations text[] not null,
  route text not null,
  request text not null,
  outcome text not null check (outcome in ('shown', 'withheld', 'refused')),
  -- What was shown; of a refusal or what was withheld, what was asked for.
  fields text[] not null,
  -- As it was named by who asked; and what it was found to be of, where there is such a case.
  subject text not null,
  case_id uuid,
  decision uuid,
  is_sandbox boolean not null,
  -- Whether what was decided had been told to the firm and the bank by then: noticed, certified, or guaranteed on.
  is_issued boolean not null,
  -- Why it was theirs to read: by their ordinary duty, by what they did in the same request, or by the reason they gave.
  ground text not null check (ground in ('duty', 'deed', 'reason', 'none')),
  reason text,
  codes text[] not null,
  constraint reason_whole check ((ground = 'reason') <= (reason is not null)),
  constraint refused_whole check ((outcome = 'refused') = (cardinality(codes) > 0))
);
create index readings_by_moment on app.readings (at);
create index readings_by_case on app.readings (case_id, place);

create table app.reading_reports (
  -- The month told of, in the legal zone.
  month text primary key check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  made_by text not null,
  made_at timestamptz not null,
  body text not null,
  digest text not null check (digest ~ '^sha256:[0-9a-f]{64}$')
);

create table app.panel_figures (
  -- Figures of the panel as they stood when a month was over, by what they are of.
  month text not null check (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  what text not null check (what in ('agreement', 'severity')),
  made_at timestamptz not null,
  body text not null,
  digest text not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
  primary key (month, what)
);

-- What a reading is of, how a person stands to it, and whether it was issued; asked as the system, since a stranger's
-- asking is kept as well. `p`: person, party, kind, case, decision, guarantee, certificate, guarantee_paper.
create function app.reading_standing(p jsonb)
  returns table (case_id uuid, decision uuid, is_sandbox boolean, relations text[], is_issued boolean)
  language sql stable as $$
  with named as (
    select coalesce(d.case_id, g.case_id, t.case_id, q.case_id, (p ->> 'case')::uuid) as case_id,
      coalesce(d.id, g.decision, t.decision, q.decision) as decision
    from (select 1) as one
      left join app.decisions d on d.id = (p ->> 'decision')::uuid
      left join app.guarantees g on g.id = (p ->> 'guarantee')::uuid
      left join app.certificates t on t.number = p ->> 'certificate'
      left join app.guarantee_papers w on w.number = p ->> 'guarantee_paper'
      left join app.guarantees q on q.id = w.guarantee
  )
  select c.id, n.decision, c.is_sandbox,
    array_remove(array[
      case when (p ->> 'kind' = 'firm' and c.firm = p ->> 'party') or (p ->> 'kind' = 'bank' and c.bank = p ->> 'party')
        then 'own' end,
      case when exists (select 1 from app.assignments a
          where a.case_id = c.id and a.appraiser = p ->> 'person' and a.ended_at is null) then 'assigned' end,
      case when p ->> 'kind' = 'agency' and c.office = p ->> 'party' then 'office' end,
      case when p ->> 'kind' = 'agency' and c.holder = p ->> 'person' then 'holder' end,
      case when p ->> 'kind' = 'agency' and app.region_of(c.office) = p ->> 'party' then 'region' end,
      case when p ->> 'kind' = 'agency' and c.is_before_committee then 'committee' end], null),
    case when n.decision is null then c.state = 'noticed'
      else exists (select 1 from app.case_events e where e.case_id = c.id and e.type = 'noticed'
          and e.body ->> 'decision' = n.decision::text)
        or exists (select 1 from app.guarantees g where g.decision = n.decision)
        or exists (select 1 from app.certificates t where t.decision = n.decision and t.state <> 'ordered') end
  from named n join app.cases c on c.id = n.case_id
$$;

-- Keeps readings of one request. `p`: at, person, party, kind, roles, action, route, request, outcome, reason, codes,
-- and `items`: the ids of each, its fields, its subject as named, and its ground.
create function app.keep_readings(p jsonb) returns void language plpgsql as $$
declare v_kind text := app.kind();
begin
  perform set_config('app.kind', 'system', true);
  insert into app.readings (at, person, organisation, kind, roles, action, relations, route, request, outcome, fields,
      subject, case_id, decision, is_sandbox, is_issued, ground, reason, codes)
    select (p ->> 'at')::timestamptz, p ->> 'person', p ->> 'party', p ->> 'kind',
      array(select jsonb_array_elements_text(p -> 'roles')), p ->> 'action', coalesce(s.relations, '{}'), p ->> 'route',
      p ->> 'request', p ->> 'outcome', array(select jsonb_array_elements_text(i.item -> 'fields')),
      i.item ->> 'subject', s.case_id, s.decision, coalesce(s.is_sandbox, false), coalesce(s.is_issued, false),
      i.item ->> 'ground', case when i.item ->> 'ground' = 'reason' then p ->> 'reason' end,
      array(select jsonb_array_elements_text(p -> 'codes'))
    from jsonb_array_elements(p -> 'items') with ordinality as i(item, place)
      left join lateral app.reading_standing(p || i.item) s on true
    order by i.place;
  perform set_config('app.kind', v_kind, true);
end $$;

create trigger kept before update or delete on app.readings for each row execute function app.refuse_change();
create trigger kept before update or delete on app.reading_reports for each row execute function app.refuse_change();
create trigger kept before update or delete on app.panel_figures for each row execute function app.refuse_change();

do $$
declare t text;
begin
  foreach t in array array['readings', 'reading_reports', 'panel_figures'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy written_by_the_system on app.%I for insert
      with check ((select app.kind()) = ''system'')', t);
  end loop;
end $$;
create policy read_by_risk on app.readings for select
  using ((select app.kind() = 'system' or app.acts_as('risk_officer', 'auditor')));
create policy read_by_risk on app.reading_reports for select
  using ((select app.kind() = 'system' or app.acts_as('risk_officer', 'auditor')));
create policy read_by_risk on app.panel_figures for select
  using ((select app.kind() = 'system' or app.acts_as('risk_officer', 'auditor')));

revoke update on app.readings, app.reading_reports, app.panel_figures from tech_guarantee_app;
grant execute on all functions in schema app to tech_guarantee_app;
