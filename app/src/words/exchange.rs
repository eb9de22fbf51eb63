//! Texts of files that come in and go out.

use super::say;

words! {}
