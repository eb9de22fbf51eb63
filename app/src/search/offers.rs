//! What the palette offers: from the device at once ([`device`]), from the server then ([`found`]).

mod device;
mod found;

#[cfg(feature = "hydrate")]
pub use device::tabs;
pub use device::{acts, begins, places, went};
pub use found::{named, search_page, written};

use crate::ui::keys::registry::Action;

/// In this order they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Do,
    GoTo,
    Written,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Leads {
    To(String),
    /// Does what this key does.
    Key(&'static str),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    pub group: Group,
    pub icon: &'static str,
    /// A topmark stands for what it is, instead of the icon.
    pub mark: Option<&'static str>,
    /// In pieces; every other one was looked for.
    pub title: Vec<String>,
    pub note: String,
    pub leads: Leads,
    /// The action whose key does the same.
    pub key: Option<&'static str>,
}

impl Offer {
    fn to(icon: &'static str, title: String, href: String) -> Self {
        Self {
            group: Group::GoTo,
            icon,
            mark: None,
            title: vec![title],
            note: String::new(),
            leads: Leads::To(href),
            key: None,
        }
    }

    fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    fn by(mut self, key: &'static str) -> Self {
        self.key = Some(key);
        self
    }

    fn does(action: &'static Action, title: String) -> Self {
        Self {
            group: Group::Do,
            icon: device::icon_of(action.id),
            mark: None,
            title: vec![title],
            note: String::new(),
            leads: Leads::Key(action.id),
            key: Some(action.id),
        }
    }

    /// Its place in the document.
    pub fn id(&self) -> String {
        match &self.leads {
            Leads::To(href) => format!("pal-{}", href.replace([' ', '"'], "-")),
            Leads::Key(id) => format!("pal-{id}"),
        }
    }

    /// Whether each of these words begins a word of it.
    pub fn fits(&self, asked: &[String]) -> bool {
        let text = folded(&format!("{} {}", self.title.concat(), self.note));
        let begins = |word: &String| {
            text.match_indices(word.as_str()).any(|(at, _)| {
                let before = text[..at].chars().next_back();
                before.is_none_or(|before| !before.is_alphanumeric())
            })
        };
        asked.iter().all(begins)
    }
}

/// What was typed, as words.
pub fn asked(typed: &str) -> Vec<String> {
    folded(typed)
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

/// Without case and accents, by the browser's own tables.
fn folded(text: &str) -> String {
    #[cfg(feature = "hydrate")]
    let text = {
        let apart = js_sys::JsString::from(text).normalize("NFD");
        let mut apart = String::from(apart);
        apart.retain(|c| !matches!(c, '\u{300}'..='\u{36f}'));
        apart
    };
    text.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::super::jump::On;
    use super::*;
    use crate::ui::keys::At;
    use crate::ui::shell::Around;

    fn around() -> Around {
        Around {
            workspace: "north".into(),
            workspace_name: "North".into(),
            name: "Mo".into(),
            member: "1".into(),
            session: "2".into(),
            projects: vec![(
                "NGT".into(),
                "Northgate website".into(),
                None,
                "planned".into(),
            )],
            sees_people: true,
            manages_clients: true,
            creates_projects: true,
            invites: true,
            keeps_day: true,
            unread: 0,
        }
    }

    fn titles(offers: &[Offer]) -> Vec<String> {
        offers.iter().map(|offer| offer.title.concat()).collect()
    }

    #[test]
    fn every_word_begins_a_word_of_an_offer() {
        let fits = |typed: &str| {
            let asked = asked(typed);
            let mut all = begins(&around());
            all.extend(places(&around()));
            all.retain(|offer| offer.fits(&asked));
            titles(&all)
        };
        assert_eq!(fits("WEB north"), ["Northgate website"]);
        assert_eq!(fits("ngt"), ["Northgate website"]);
        assert_eq!(fits("new cl"), ["New client"]);
        assert_eq!(fits("my work"), ["My work", "Calendar of my work"]);
        assert!(fits("ebsite").is_empty());
        assert!(fits("website gone").is_empty());
    }

    #[test]
    fn what_one_may_not_is_not_offered() {
        let reader = Around {
            sees_people: false,
            manages_clients: false,
            creates_projects: false,
            invites: false,
            keeps_day: false,
            ..around()
        };
        assert!(begins(&reader).is_empty());
        let places = titles(&places(&reader));
        assert!(places.contains(&"My work".to_owned()));
        for place in ["Today", "People", "Time away", "Clients"] {
            assert!(!places.contains(&place.to_owned()), "{place}");
        }
        let acts = titles(&acts(&[], None, &reader, (false, false)));
        assert_eq!(acts, ["See all keys"]);
    }

    #[test]
    fn what_acts_on_a_row_is_not_what_acts_on_an_open_task() {
        let on = |is_row, may_edit| On {
            code: "NGT-42".into(),
            is_row,
            may_edit,
        };
        let acts = |on: On| {
            let places = [At::List, At::Task];
            titles(&acts(&places, Some(&on), &around(), (true, false)))
        };
        let row = acts(on(true, true));
        assert_eq!(row[0], "Edit the title of NGT-42");
        assert!(row.contains(&"Select NGT-42".to_owned()));
        assert!(row.contains(&"Take the last change back".to_owned()));
        assert!(!row.contains(&"Do again what was taken back".to_owned()));
        // Nothing carries it about in a list.
        assert!(!row.contains(&"Move NGT-42".to_owned()));
        let open = acts(on(false, true));
        assert!(open.contains(&"Assign NGT-42".to_owned()));
        assert!(!open.contains(&"Select NGT-42".to_owned()));
        assert_eq!(acts(on(true, false))[0], "Find by title or key");
    }

    #[test]
    fn what_is_typed_is_written_into_an_address_as_it_is() {
        let offer = search_page(&around(), "a&b Łódź");
        let to = "/north/search?q=a%26b%20%C5%81%C3%B3d%C5%BA";
        assert_eq!(offer.leads, Leads::To(to.into()));
    }
}
