DROP TABLE finding_lost;
DROP TABLE finding_release;
DROP TABLE finding_act;
DROP TABLE finding_host;
DROP TABLE finding_day;
DROP TABLE finding_origin;
DROP TABLE finding_record;
DROP TABLE finding;
