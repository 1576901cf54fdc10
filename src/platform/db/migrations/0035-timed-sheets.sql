-- When the draft of a sheet was opened, so that a sheet signed sooner than it could be read is seen. Null for a sheet
-- that was not drafted here, and for a correction, which marks only a part anew.
alter table app.sheet_drafts add column opened_at timestamptz not null default now();
alter table app.sheets add column drafted_at timestamptz;
