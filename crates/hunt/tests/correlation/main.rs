//! Correlations: by cases that people can read (testdata/correlation), and against a plain reference on hits made by chance.

mod by_chance;
mod cases;
mod limits;
mod reference;
