DROP TABLE attempt;
DROP TABLE token;
DROP TABLE operator;
