//! Texts of Today, My day and the log.

use super::say;

words! {}
