-- Who is spared although the selection has them: those who were written to in the last days, those of other countries,
-- those of a quiet list.
ALTER TABLE campaign.campaign
    ADD COLUMN pause_days     smallint NOT NULL DEFAULT 0 CHECK (pause_days BETWEEN 0 AND 365),
    ADD COLUMN countries      text[] NOT NULL DEFAULT '{}',
    ADD COLUMN quiet_segment  bigint;
