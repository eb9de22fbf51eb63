//! Texts of searching.

use super::say;

words! {
    search => "Search";
    search_or_jump => "Search or jump";
    look_for => "Words, a beginning, or a key such as NGT-42";
    how => "Titles, descriptions and comments of everything you may see. Accents and capitals do not matter.";
    found_for(asked: &str) => "Search: {asked}";
    nothing => "Nothing has all these words.";
    nothing_text => "Try fewer of them, or only their beginnings.";
    go_to => "Go to";
    said_and_written => "Said and written";
    more => "There is more. Another word would narrow it.";
    on(title: &str) => "on {title}";
}
