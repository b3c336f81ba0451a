DROP TABLE flaw;
DROP TABLE checked;
