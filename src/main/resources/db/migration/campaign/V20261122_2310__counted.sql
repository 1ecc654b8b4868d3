-- Whether clicks on the links of the text are counted.
ALTER TABLE campaign.campaign ADD COLUMN counted boolean NOT NULL DEFAULT false;
