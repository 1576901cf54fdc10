-- With whom a task lies: with its holder for as long as they have its role, officers and heads of branches in the office
-- of the guarantee. An officer's who has left is the head's of the office; anybody else's is everybody's of the role.
create function app.task_lies_with(p_holder text, p_role text, p_office text, p_at timestamptz)
  returns table (holder text, role text) language sql stable as $$
  select h.holder,
    case when p_role = 'officer' and p_holder is not null and h.holder is null then 'branch_head' else p_role end
  from (select (
    select m.person from app.memberships m
    where m.person = p_holder and m.role = p_role and (m.until is null or m.until > p_at)
      and (p_role not in ('officer', 'branch_head') or m.organisation = p_office)
    limit 1) as holder) h
$$;
