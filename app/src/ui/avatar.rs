//! A person's initials on a colour of their own. Decoration: the name always stands beside it.

use crate::prelude::*;

#[component]
pub fn Avatar(
    #[prop(into)] name: String,
    #[prop(default = "av")] class: &'static str,
) -> impl IntoView {
    view! { <span class=class data-hull=hull(&name) aria-hidden="true">{initials(&name)}</span> }
}

fn initials(name: &str) -> String {
    let mut words = name
        .split_whitespace()
        .filter_map(|word| word.chars().next());
    let first = words.next();
    let last = words.next_back();
    first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect()
}

/// One of eight colours, the same for a name everywhere.
fn hull(name: &str) -> String {
    let sum = name.bytes().fold(7u32, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u32::from(byte))
    });
    (sum % 8 + 1).to_string()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn first_and_last() {
        assert_eq!(initials("Maeve Anne Brennan"), "MB");
        assert_eq!(initials("Łucja"), "Ł");
        assert_eq!(initials(""), "");
    }
}
