-- How texts are compared: without upper case, and Greek without tonos, for nobody types it in capitals. Other accents
-- tell letters from each other: `å` is not `a`.
CREATE FUNCTION segment.fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN translate(lower(value), 'άέήίόύώϊϋΐΰς', 'αεηιουωιυιυσ');
