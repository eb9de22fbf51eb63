//! Texts of weeks, time away and capacity.

use super::say;

words! {}
