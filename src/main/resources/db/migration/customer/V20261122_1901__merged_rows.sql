-- The number a row had when its customer has become a part of another one, whose number it has now.
ALTER TABLE customer.staged_row ADD merged_from text COLLATE "C";
