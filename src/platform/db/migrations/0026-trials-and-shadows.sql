-- Trial cases that belong to editions of the rules, what came of running them, and challengers that follow decisions in
-- shadow. What is kept here says something about rules; no case, decision or limit is read or written by it otherwise.

-- A case as it stands from a version on; one that is taken out is a version without a body.
create table app.rule_trials (
  id uuid primary key,
  kind text not null,
  edition text not null check (edition ~ '^[0-9]{4}-[0-9]{2}(\.[0-9]+)?$'),
  code text not null,
  version integer not null check (version >= 1),
  body json,
  digest text check (digest ~ '^sha256:[0-9a-f]{64}$'),
  person text not null,
  at timestamptz not null,
  constraint trial_once unique (kind, edition, code, version),
  constraint body_whole check ((body is null) = (digest is null))
);

create table app.rule_trial_results (
  id uuid primary key,
  kind text not null,
  edition text not null,
  -- Of the numbers of the edition, and of the cases that were run.
  digest text not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
  cases_digest text not null check (cases_digest ~ '^sha256:[0-9a-f]{64}$'),
  run uuid not null unique references app.runs (id),
  outcome text not null check (outcome in ('passed', 'failed')),
  report jsonb not null,
  at timestamptz not null default now()
);
create index rule_trial_results_by_digest on app.rule_trial_results (digest, id);

-- A challenger keeps its texts: a draft that is changed afterwards is another one.
create table app.rule_shadows (
  id uuid primary key,
  kind text not null,
  edition text not null,
  digest text not null check (digest ~ '^sha256:[0-9a-f]{64}$'),
  numbers json not null,
  words json not null,
  reason text not null,
  started_by text not null,
  started_at timestamptz not null,
  stopped_by text,
  stopped_at timestamptz check (stopped_at >= started_at),
  constraint stopped_whole check ((stopped_by is null) = (stopped_at is null))
);
create unique index rule_shadows_standing on app.rule_shadows (kind) where stopped_at is null;

create table app.rule_shadow_results (
  shadow uuid not null references app.rule_shadows (id),
  decision uuid not null references app.decisions (id),
  followed_at timestamptz not null,
  champion jsonb,
  challenger jsonb,
  differs text[],
  -- Why it could not be compared, where it could not.
  fault text,
  compared_at timestamptz,
  primary key (shadow, decision),
  constraint compared_whole check (
    (compared_at is null) = (differs is null and fault is null)
    and (differs is null) = (champion is null) and (champion is null) = (challenger is null)
    and (differs is null or fault is null))
);
create index rule_shadow_results_waiting on app.rule_shadow_results (decision) where compared_at is null;

-- The cases of an edition are those it is proposed with: from then on they stay. Two who change them at once are
-- answered one after the other.
create function app.hold_rule_trials(p_kind text, p_edition text) returns void language sql as
  $$ select pg_advisory_xact_lock(hashtextextended('rule trials ' || p_kind || ' ' || p_edition, 0)) $$;
create function app.keep_rule_trial() returns trigger language plpgsql as $$
begin
  perform app.hold_rule_trials(new.kind, new.edition);
  if not exists (select 1 from app.rule_editions e where e.kind = new.kind and e.edition = new.edition
      and e.state in ('draft', 'checked', 'rejected')) then
    raise exception 'the trial cases of an edition that is no draft stay' using errcode = '23001';
  end if;
  if new.version <> 1 + coalesce((select max(t.version) from app.rule_trials t
      where t.kind = new.kind and t.edition = new.edition and t.code = new.code), 0) then
    raise exception 'a trial case counts its versions' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger counted before insert on app.rule_trials for each row execute function app.keep_rule_trial();

create function app.keep_rule_shadow() returns trigger language plpgsql as $$
begin
  if old.stopped_at is not null
     or (new.id, new.kind, new.edition, new.digest, new.numbers::text, new.words::text, new.reason, new.started_by,
         new.started_at)
        is distinct from (old.id, old.kind, old.edition, old.digest, old.numbers::text, old.words::text, old.reason,
         old.started_by, old.started_at) then
    raise exception 'a challenger is kept as it was put on, and stopped once' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.rule_shadows for each row execute function app.keep_rule_shadow();

create function app.keep_rule_shadow_result() returns trigger language plpgsql as $$
begin
  if old.compared_at is not null
     or (new.shadow, new.decision, new.followed_at) is distinct from (old.shadow, old.decision, old.followed_at) then
    raise exception 'a comparison is kept as it was made' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.rule_shadow_results
  for each row execute function app.keep_rule_shadow_result();

create trigger kept before update or delete on app.rule_trials for each row execute function app.refuse_change();
create trigger kept before update or delete on app.rule_trial_results for each row execute function app.refuse_change();
create trigger kept before delete on app.rule_shadows for each row execute function app.refuse_change();
create trigger kept before delete on app.rule_shadow_results for each row execute function app.refuse_change();

-- While a challenger is on, each decision that counts is put down to be compared, in the decision's own transaction. While
-- none is, this is one look into an index without entries.
create function app.follow_decision() returns trigger language plpgsql as $$
declare v_kind text := app.kind();
begin
  perform set_config('app.kind', 'system', true);
  if exists (select 1 from app.rule_shadows s where s.stopped_at is null) then
    insert into app.rule_shadow_results (shadow, decision, followed_at)
      select s.id, new.id, new.made_at
      from app.rule_shadows s join app.cases c on c.id = new.case_id and not c.is_sandbox
      where s.stopped_at is null;
  end if;
  perform set_config('app.kind', v_kind, true);
  return null;
end $$;
create trigger followed after insert on app.decisions for each row execute function app.follow_decision();

-- Whether somebody worked on a decision's case: officer, appraiser or signatory of it.
create function app.worked_on(p_decision uuid) returns boolean language plpgsql stable as $$
begin
  return exists (select 1 from app.decisions d join app.cases c on c.id = d.case_id
    where d.id = p_decision and (c.holder = app.person()
      or exists (select 1 from app.case_events e where e.case_id = c.id and e.person = app.person())
      or exists (select 1 from app.assignments a where a.case_id = c.id and a.appraiser = app.person())
      or exists (select 1 from app.signatures g where g.decision = d.id and g.person = app.person())));
end $$;

do $$
declare t text;
begin
  foreach t in array array['rule_trials', 'rule_trial_results', 'rule_shadows', 'rule_shadow_results'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy written_by_the_system on app.%I
      using ((select app.kind()) = ''system'') with check ((select app.kind()) = ''system'')', t);
  end loop;
end $$;
create policy read_by_the_house on app.rule_trials for select
  using ((select app.acts_as('risk_officer', 'committee_member', 'auditor')));
create policy read_by_the_house on app.rule_trial_results for select
  using ((select app.acts_as('risk_officer', 'committee_member', 'auditor')));
-- A challenger is seen by nobody whose work it could sway: not by parties, appraisers and officers, and of a case they
-- worked on not by others either.
create policy read_by_risk on app.rule_shadows for select using ((select app.acts_as('risk_officer', 'auditor')));
create policy read_by_risk on app.rule_shadow_results for select
  using ((select app.acts_as('risk_officer', 'auditor')) and not app.worked_on(decision));

revoke update on app.rule_trials, app.rule_trial_results from tech_guarantee_app;
grant execute on all functions in schema app to tech_guarantee_app;
