DROP TABLE fresh;
DROP TABLE reference_aged;
DROP TABLE reference_fresh;
DROP TABLE id_aged;
DROP TABLE id_fresh;
DROP TABLE statement;
