DROP TABLE receipt;
DROP TABLE body_total;
DROP TABLE body_aged;
DROP TABLE body_fresh;
DROP TABLE body;
