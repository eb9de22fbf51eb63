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
    group_do => "Do";
    results => "What it finds";
    nothing_fits => "Nothing fits.";
    searching => "Searching";
    no_answer => "The search did not answer. What is here is from this device.";
    so_many(n: usize) => "{n} to choose from";
    one => "1 to choose from";
    search_for(asked: &str) => "Search for “{asked}”";
    to_move => "move";
    to_choose => "do it";
    in_new_tab => "in a new tab";
    my_calendar => "Calendar of my work";
    all_calendar => "Calendar of all tasks";
    on(title: &str) => "on {title}";
}
