-- How many pages a paper has, so that evidence beyond its last page is refused. Null where it cannot be told: of papers
-- kept before they were counted, of texts and tables, and of a PDF whose page tree does not add up.
alter table app.papers add column pages integer check (pages > 0);
