-- Limits of an app's logins; NULL: the default of the service.
ALTER TABLE apps ADD COLUMN connections_app integer, ADD COLUMN logins_app integer;
