-- Joint guarantors are bound by the agreement, not by the claim: they are recorded before the letter, which names them,
-- and the file of a claim finds them there.
alter table app.obligors drop constraint obligors_guarantee_fkey;
alter table app.obligors add constraint obligors_of_guarantee foreign key (guarantee) references app.guarantees (id);
