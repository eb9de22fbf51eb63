//! `/`: the workspaces of whoever is signed in. With one, the server leads straight there.

use crate::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::{LazyRoute, lazy_route};

use super::{Threshold, api};
use crate::ui::page::{Loading, load, loaded};
use crate::words;

pub struct HomePage {
    homes: Loading,
}

#[lazy_route]
impl LazyRoute for HomePage {
    fn data() -> Self {
        Self {
            homes: load("/do/account/homes", || [], |[]| api::homes()),
        }
    }

    fn view(this: Self) -> AnyView {
        loaded(this.homes, |homes: Vec<(String, String)>| {
            if let [(slug, _)] = homes.as_slice() {
                return view! { <Redirect path=format!("/{slug}") /> }.into_any();
            }
            let (title, lead) = if homes.is_empty() { (words::no_home_title(), words::no_home_text()) } else { (words::homes_title(), String::new()) };
            view! {
                <Threshold title=title lead=lead>
                    <ul class="rows">
                        {homes.into_iter().map(|(slug, name)| view! { <li class="proj"><div class="t"><a href=format!("/{slug}")>{name}</a></div></li> }).collect_view()}
                    </ul>
                </Threshold>
            }
            .into_any()
        })
        .into_any()
    }
}
