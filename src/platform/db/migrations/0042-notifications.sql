-- What each person is told of, whether it is mailed too, and where.

create table app.notifications (
  id uuid primary key,
  person text not null references app.persons (id),
  -- Through which membership: who leaves an organisation leaves what was told there behind.
  organisation text not null references app.organisations (id),
  kind text not null,
  -- What it is about: `case:<id>`, `guarantee:<id>`.
  subject text not null,
  -- Which time of several: a place in the log, a message of the outbox, a deadline.
  occurrence text not null,
  -- Within the console.
  path text not null check (path ~ '^/[a-z0-9/_-]*$'),
  at timestamptz not null default now(),
  read_at timestamptz,
  constraint told_once unique (person, organisation, kind, subject, occurrence)
);
create index notifications_of on app.notifications (person, organisation, id desc);
create index notifications_unread on app.notifications (person, organisation) where read_at is null;
create index notifications_by_age on app.notifications (at);
create index notifications_by_subject on app.notifications (kind, subject);

-- How far the log has been read. What was before is not told any more.
create table app.notification_place (
  source text primary key check (source = 'log'),
  next bigint not null
);
insert into app.notification_place (source, next)
  select 'log', coalesce(max(leaf_index) + 1, 0) from app.audit_order;

-- A message of the outbox is also told to the people of the organisation, once.
alter table app.webhook_messages add column is_told_to_people boolean not null default true;
alter table app.webhook_messages alter column is_told_to_people set default false;
create index webhook_messages_untold on app.webhook_messages (sequence) where not is_told_to_people;

create table app.mail_settings (
  person text primary key references app.persons (id),
  language text not null default 'ko' check (language in ('ko', 'en', 'zh')),
  -- Kinds the person wants no mail of.
  unmailed text[] not null default '{}',
  -- Where mail goes: confirmed by a code that was mailed there.
  address text,
  asked_address text,
  -- Sealed by a key outside the database.
  code bytea,
  asked_at timestamptz,
  tries integer not null default 0,
  constraint asked_whole check ((asked_address is null) = (code is null) and (asked_address is null) = (asked_at is null))
);

create table app.mails (
  id uuid primary key,
  person text not null references app.persons (id),
  -- Null where it carries the code that confirms an address.
  notification uuid references app.notifications (id) on delete cascade,
  kind text not null,
  state text not null default 'pending' check (state in ('pending', 'sent', 'refused', 'given_up', 'dropped')),
  attempts integer not null default 0,
  -- The last answer of the mail server, where it gave one.
  status integer,
  problem text,
  made_at timestamptz not null default now(),
  ended_at timestamptz,
  constraint ended_whole check ((state = 'pending') = (ended_at is null))
);
create index mails_of_notification on app.mails (notification);
create index mails_failed on app.mails (id desc) where state in ('refused', 'given_up');

do $$
declare t text;
begin
  foreach t in array array['notifications', 'notification_place', 'mail_settings', 'mails'] loop
    execute format('alter table app.%I enable row level security', t);
    execute format('alter table app.%I force row level security', t);
    execute format('create policy of_the_system on app.%I using ((select app.kind()) = ''system'')', t);
  end loop;
end $$;

-- Each reads their own, as the member they were told as, and says that it is read.
create policy own_notifications on app.notifications for select using (
  person = (select app.person()) and organisation = (select app.party()));
create policy own_marks on app.notifications for update using (
  person = (select app.person()) and organisation = (select app.party()));
create policy own_settings on app.mail_settings for select using (person = (select app.person()));
-- Whoever runs the house sees what could not be delivered, never what it said or where it went.
create policy failed_mails on app.mails for select using (
  (select app.acts_as('admin', 'auditor')) and state in ('refused', 'given_up'));

revoke update on app.notifications from tech_guarantee_app;
grant update (read_at) on app.notifications to tech_guarantee_app;
grant delete on app.notifications to tech_guarantee_app;

-- Who is erased is told nothing more, and their address goes.
grant delete on app.mail_settings, app.mails to tech_guarantee_app;
create function app.forget_mail() returns trigger language plpgsql as $$
declare v_kind text := app.kind();
begin
  perform set_config('app.kind', 'system', true);
  delete from app.mails where person = new.id;
  delete from app.notifications where person = new.id;
  delete from app.mail_settings where person = new.id;
  perform set_config('app.kind', v_kind, true);
  return new;
end $$;
grant execute on function app.forget_mail() to tech_guarantee_app;
create trigger forgets_mail after update of erased_at on app.persons for each row
  when (new.erased_at is not null and old.erased_at is null) execute function app.forget_mail();
