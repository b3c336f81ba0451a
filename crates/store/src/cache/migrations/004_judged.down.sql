DROP TABLE judged;
