//! Texts of projects, tasks and their links.

use super::say;

words! {}
