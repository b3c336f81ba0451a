DROP TABLE reference;
DROP TABLE statement;
