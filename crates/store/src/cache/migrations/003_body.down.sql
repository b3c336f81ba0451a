DROP TABLE receipt;
DROP TABLE body;
