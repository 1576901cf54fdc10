-- A connection plans the statements of a function once, maybe while the book is short, and reads all of a table ever
-- after. What a signing reads is looked up by its key however short the book was: the fees of one guarantee, and the
-- guarantees, accounts and reservations of the few that are signed together.
alter function app.hold_guarantee(uuid) set enable_seqscan = off;
alter function app.keep_signings(jsonb[]) set enable_hashjoin = off;
alter function app.keep_signings(jsonb[]) set enable_mergejoin = off;
