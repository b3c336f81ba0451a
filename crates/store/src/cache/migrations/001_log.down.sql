DROP TABLE spoken;
DROP TABLE stretch;
DROP TABLE quote;
DROP TABLE log;
