-- Which of the saves of the page `edit` this is. One that was sent before it and is worked on after it is too late: it would
-- put older words in the place of newer ones.
ALTER TABLE campaign.campaign ADD COLUMN turn bigint NOT NULL DEFAULT 0;
