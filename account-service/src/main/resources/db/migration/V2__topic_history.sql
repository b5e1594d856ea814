-- Members of a topic do not read what was said before they joined.
ALTER TABLE apps ADD COLUMN topic_history_from_joining boolean NOT NULL DEFAULT false;
