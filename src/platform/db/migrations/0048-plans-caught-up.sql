-- Until when the oldest open instalment of a plan keeps it, as of an obligor until when to act: who was warned of an
-- instalment that has come in since is not told of it again. All else of a plan stays as it was agreed.
alter table app.settlement_plans add column keep_by date;
drop trigger kept on app.settlement_plans;
create trigger kept before delete on app.settlement_plans for each row execute function app.refuse_change();
create function app.keep_settlement_plan() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - 'keep_by' is distinct from to_jsonb(old) - 'keep_by' then
    raise exception 'a plan is kept as it was agreed' using errcode = '23001';
  end if;
  return new;
end $$;
create trigger kept_content before update on app.settlement_plans for each row execute function app.keep_settlement_plan();
grant update (keep_by) on app.settlement_plans to tech_guarantee_app;
