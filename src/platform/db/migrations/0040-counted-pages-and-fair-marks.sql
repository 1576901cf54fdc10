-- How many pages a paper has, so that evidence beyond its last page is refused. Null where it cannot be told: of papers
-- kept before they were counted, of texts and tables, and of a PDF whose page tree does not add up.
alter table app.papers add column pages integer check (pages > 0);

-- Severities as policy reads them, measured of the sheets signed by the end of a month, and what marks stand for by them.
alter table app.panel_figures drop constraint panel_figures_what_check;
alter table app.panel_figures add constraint panel_figures_what_check check (what in ('agreement', 'severity', 'fair'));
