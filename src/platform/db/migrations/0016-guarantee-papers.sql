-- The papers of guarantees: letters, their amendments and statements. Ordered whole, as the text of what they say; drawn
-- and sealed by a job; acknowledged by the creditor under the digest of the sealed file. A sealed one never changes.

create table app.guarantee_papers (
  number text primary key check (number ~ '^[0-9]{4}-[0-9]{4}-[0-9]{7}-[0-9]{2}$'),
  kind text not null check (kind in ('letter', 'amendment', 'claim_settlement', 'fee_notice', 'yearly_balance',
    'monthly_statement')),
  -- Null for what a creditor is told of all its guarantees together.
  guarantee uuid references app.guarantees (id),
  bank text not null references app.organisations (id),
  firm text references app.organisations (id),
  is_sandbox boolean not null,
  language text not null check (language in ('ko', 'en', 'zh')),
  -- What it is of: a letter's notice, the sequence of an amendment's event, a statement's own content by digest.
  of text not null,
  amends text references app.guarantee_papers (number),
  -- What it says, and the names printed beside the ids, as they were when it was ordered.
  body jsonb not null,
  printed jsonb not null,
  state text not null check (state in ('ordered', 'issued', 'revoked')),
  issued_on date not null,
  bytes bytea,
  digest text check (digest ~ '^sha256:[0-9a-f]{64}$'),
  issued_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  revoked_at timestamptz,
  reason text,
  check ((guarantee is null) = (firm is null)),
  check ((kind in ('yearly_balance', 'monthly_statement')) = (guarantee is null)),
  check ((kind = 'amendment') = (amends is not null)),
  check ((state = 'ordered') = (bytes is null)),
  check ((bytes is null) = (digest is null) and (bytes is null) = (issued_at is null)),
  check ((acknowledged_at is null) = (acknowledged_by is null)),
  check (acknowledged_at is null or bytes is not null),
  check ((state = 'revoked') = (revoked_at is not null and reason is not null))
);
-- One paper of one thing in one language, unless the one before was revoked.
create unique index guarantee_papers_once on app.guarantee_papers
  (kind, bank, coalesce(guarantee::text, ''), of, language) where state <> 'revoked';
create index guarantee_papers_by_guarantee on app.guarantee_papers (guarantee, number) where guarantee is not null;
create index guarantee_papers_by_bank on app.guarantee_papers (bank, number);
create index guarantee_papers_by_firm on app.guarantee_papers (firm, number) where firm is not null;
create index guarantee_papers_amending on app.guarantee_papers (amends) where amends is not null;
create index guarantee_papers_to_draw on app.guarantee_papers (number) where state = 'ordered';

create function app.keep_guarantee_paper() returns trigger language plpgsql as $$
begin
  if (new.number, new.kind, new.guarantee, new.bank, new.firm, new.is_sandbox, new.language, new.of, new.amends, new.body,
      new.printed, new.issued_on)
     is distinct from (old.number, old.kind, old.guarantee, old.bank, old.firm, old.is_sandbox, old.language, old.of,
      old.amends, old.body, old.printed, old.issued_on)
     or (old.bytes is not null and (new.bytes, new.digest, new.issued_at)
       is distinct from (old.bytes, old.digest, old.issued_at))
     or (old.acknowledged_at is not null and (new.acknowledged_at, new.acknowledged_by)
       is distinct from (old.acknowledged_at, old.acknowledged_by))
     or (old.state = 'revoked' and (new.state, new.revoked_at, new.reason)
       is distinct from (old.state, old.revoked_at, old.reason))
     or (old.state = 'issued' and new.state = 'ordered') then
    raise exception 'a paper of a guarantee is kept as it was issued' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.guarantee_papers for each row
  execute function app.keep_guarantee_paper();
create trigger kept before delete on app.guarantee_papers for each row execute function app.refuse_change();

alter table app.guarantee_papers enable row level security;
alter table app.guarantee_papers force row level security;
-- Whoever asks, it is the service that writes, after it has asked whether they may.
create policy written_by_the_system on app.guarantee_papers
  using ((select app.kind()) = 'system') with check ((select app.kind()) = 'system');
create policy own_papers on app.guarantee_papers for select
  using (
    (select app.sees_all_cases())
    or ((select app.kind()) = 'bank' and bank = (select app.party()))
    or ((select app.kind()) = 'firm' and firm = (select app.party()))
    or ((select app.acts_as('officer', 'branch_head', 'regional_head', 'committee_member'))
      and guarantee is not null and app.sees_guarantee(guarantee))
  );

grant select, insert, update on app.guarantee_papers to tech_guarantee_app;
grant execute on function app.keep_guarantee_paper() to tech_guarantee_app;
