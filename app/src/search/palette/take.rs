//! Doing what an offer says.

use crate::prelude::*;
use leptos_router::NavigateOptions;

use super::super::jump::Jump;
use super::super::offers::{Leads, Offer};
use crate::ui::keys::Keys;
#[cfg(feature = "hydrate")]
use crate::ui::keys::registry::ACTIONS;

/// Does what an offer says.
#[derive(Clone, Copy)]
pub struct Take {
    jump: Jump,
    keys: Keys,
    navigate: StoredValue<Navigate, LocalStorage>,
}

type Navigate = std::rc::Rc<dyn Fn(&str)>;

pub fn taker(jump: Jump) -> Take {
    let navigate = leptos_router::hooks::use_navigate();
    let navigate: Navigate = std::rc::Rc::new(move |to| navigate(to, NavigateOptions::default()));
    Take {
        jump,
        keys: expect_context(),
        navigate: StoredValue::new_local(navigate),
    }
}

impl Take {
    pub fn now(self, offer: Offer, in_new_tab: bool) {
        let frame = self.jump.frame.get_value();
        frame.with(|| self.follow(offer.leads, in_new_tab));
        self.jump.open.set(false);
    }

    fn follow(self, leads: Leads, in_new_tab: bool) {
        match leads {
            Leads::To(href) if in_new_tab => {
                let _ = window().open_with_url_and_target(&href, "_blank");
            }
            Leads::To(href) => {
                let navigate = self.navigate.get_value();
                navigate(&href);
                #[cfg(feature = "hydrate")]
                if let Some((_, place)) = href.split_once('#') {
                    reach(place.to_owned(), 30);
                }
            }
            Leads::Key(id) => {
                #[cfg(feature = "hydrate")]
                act(self, id);
                #[cfg(not(feature = "hydrate"))]
                let _ = (id, self.keys);
            }
        }
    }
}

/// The dialog gives the focus back first; a row that was drawn anew meanwhile gets it again.
#[cfg(feature = "hydrate")]
fn act(take: Take, id: &'static str) {
    use wasm_bindgen::JsCast;
    let on = take.jump.on.get_untracked().filter(|on| on.is_row);
    let act = move || {
        if let Some(on) = on {
            let title = format!("main [data-code='{}'] a.t", on.code);
            let lost = document()
                .active_element()
                .is_none_or(|at| matches!(at.closest("main [data-code]"), Ok(None)));
            let title = document().query_selector(&title).ok().flatten();
            let title = title.filter(|_| lost);
            if let Some(title) = title.and_then(|t| t.dyn_into::<web_sys::HtmlElement>().ok()) {
                let _ = title.focus();
            }
        }
        if let Some(action) = ACTIONS.iter().find(|action| action.id == id) {
            take.keys.act(action);
        }
    };
    let _ = request_animation_frame(move || _ = request_animation_frame(act));
}

/// A place on a page that is still on its way: in sight, with the focus where it takes one.
#[cfg(feature = "hydrate")]
fn reach(place: String, tries: u32) {
    use wasm_bindgen::JsCast;
    let look = move || match document().get_element_by_id(&place) {
        Some(at) => {
            at.scroll_into_view();
            if let Ok(at) = at.dyn_into::<web_sys::HtmlElement>() {
                let _ = at.focus();
            }
        }
        None if tries > 0 => reach(place, tries - 1),
        None => {}
    };
    let _ = set_timeout(look, std::time::Duration::from_millis(100));
}
