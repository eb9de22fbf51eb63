//! Names to mention, offered while one types after an `@`. An enhancement: a name that is typed works as well.

use crate::prelude::*;

use crate::words;

/// Names shown at once.
#[cfg(feature = "hydrate")]
const SHOWN: usize = 6;

/// Stands around a text field and hears what is typed in it.
#[component]
pub fn Suggest(people: Vec<String>, id: String, children: Children) -> impl IntoView {
    let found = RwSignal::new(Vec::<String>::new());
    let chosen = RwSignal::new(0_usize);
    let list = StoredValue::new(id);
    let option = move |n: usize| format!("{}-{n}", list.get_value());
    #[cfg(feature = "hydrate")]
    let typing = typing::Typing {
        people: StoredValue::new(people),
        list,
        found,
        chosen,
    };
    #[cfg(not(feature = "hydrate"))]
    let _ = people;
    let heard = move |_event: leptos::ev::Event| {
        #[cfg(feature = "hydrate")]
        typing.look(&_event);
    };
    let pressed = move |_event: leptos::ev::KeyboardEvent| {
        #[cfg(feature = "hydrate")]
        typing.key(&_event);
    };
    let left = move |_: leptos::ev::FocusEvent| found.set(vec![]);
    let taken = move |_event: leptos::ev::MouseEvent, _n: usize| {
        #[cfg(feature = "hydrate")]
        typing.press(&_event, _n);
    };
    view! {
        <div class="suggest" on:input=heard on:keydown=pressed on:focusout=left>
            {children()}
            <Show when=move || found.with(|f| !f.is_empty())>
                <ul class="menu" role="listbox" id=list.get_value() aria-label=words::plan::mention()>
                    {move || found.get().into_iter().enumerate().map(|(n, name)| view! {
                        // Pressed before the field loses the focus.
                        <li role="option" id=option(n) aria-selected=move || (chosen.get() == n).to_string() on:mousedown=move |event| taken(event, n)>{name}</li>
                    }).collect_view()}
                </ul>
            </Show>
        </div>
    }
    .into_any()
}

#[cfg(feature = "hydrate")]
mod typing {
    use crate::prelude::*;
    use wasm_bindgen::JsCast;
    use web_sys::{Event, HtmlTextAreaElement, KeyboardEvent, MouseEvent};

    use super::SHOWN;

    #[derive(Clone, Copy)]
    pub struct Typing {
        pub people: StoredValue<Vec<String>>,
        pub list: StoredValue<String>,
        pub found: RwSignal<Vec<String>>,
        pub chosen: RwSignal<usize>,
    }

    impl Typing {
        /// Looks for names that go on as what stands behind the last `@`.
        pub fn look(self, event: &Event) {
            let Some(area) = area(event.target()) else {
                return;
            };
            let wanted = begun(&area).map(|(_, begun)| begun.to_lowercase());
            let fits = |name: &&String| {
                let name = name.to_lowercase();
                wanted.as_ref().is_some_and(|wanted| {
                    name.starts_with(wanted.as_str())
                        || name
                            .split(' ')
                            .any(|part| part.starts_with(wanted.as_str()))
                })
            };
            let names = self
                .people
                .with_value(|p| p.iter().filter(fits).take(SHOWN).cloned().collect());
            self.found.set(names);
            self.chosen.set(0);
            self.describe(&area);
        }

        pub fn key(self, event: &KeyboardEvent) {
            let count = self.found.with_untracked(Vec::len);
            let Some(area) = area(event.target()).filter(|_| count > 0) else {
                return;
            };
            let now = self.chosen.get_untracked();
            match event.key().as_str() {
                "ArrowDown" => self.chosen.set((now + 1) % count),
                "ArrowUp" => self.chosen.set((now + count - 1) % count),
                "Enter" | "Tab" => self.take(&area, now),
                "Escape" => self.found.set(vec![]),
                _ => return,
            }
            event.prevent_default();
            self.describe(&area);
        }

        pub fn press(self, event: &MouseEvent, n: usize) {
            event.prevent_default();
            let area = event
                .target()
                .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
                .and_then(|e| e.closest(".suggest").ok().flatten())
                .and_then(|e| e.query_selector("textarea").ok().flatten())
                .and_then(|e| e.dyn_into::<HtmlTextAreaElement>().ok());
            if let Some(area) = area {
                self.take(&area, n);
                self.describe(&area);
            }
        }

        /// Puts the name in place of what was begun.
        fn take(self, area: &HtmlTextAreaElement, n: usize) {
            let name = self.found.with_untracked(|found| found.get(n).cloned());
            let (Some(name), Some((at, begun))) = (name, begun(area)) else {
                return;
            };
            let text: Vec<u16> = area.value().encode_utf16().collect();
            let end = at + 1 + begun.encode_utf16().count();
            let put: Vec<u16> = format!("@{name} ").encode_utf16().collect();
            let whole = [&text[..at], &put[..], text.get(end..).unwrap_or_default()].concat();
            area.set_value(&String::from_utf16_lossy(&whole));
            let caret = u32::try_from(at + put.len()).ok();
            let _ = area.set_selection_start(caret);
            let _ = area.set_selection_end(caret);
            self.found.set(vec![]);
        }

        /// Tells the ear which name is chosen.
        fn describe(self, area: &HtmlTextAreaElement) {
            if self.found.with_untracked(Vec::is_empty) {
                let _ = area.remove_attribute("aria-activedescendant");
                let _ = area.remove_attribute("aria-controls");
                return;
            }
            let list = self.list.get_value();
            let option = format!("{list}-{}", self.chosen.get_untracked());
            let _ = area.set_attribute("aria-controls", &list);
            let _ = area.set_attribute("aria-activedescendant", &option);
        }
    }

    fn area(target: Option<web_sys::EventTarget>) -> Option<HtmlTextAreaElement> {
        target?.dyn_into().ok()
    }

    /// Where the `@` before the caret stands, in UTF-16, and what was typed since.
    fn begun(area: &HtmlTextAreaElement) -> Option<(usize, String)> {
        let caret = usize::try_from(area.selection_start().ok()??).ok()?;
        let text: Vec<u16> = area.value().encode_utf16().collect();
        let before = String::from_utf16_lossy(text.get(..caret)?);
        let (rest, begun) = before.rsplit_once('@')?;
        let own_word = !rest.chars().next_back().is_some_and(char::is_alphanumeric);
        let short = begun.chars().count() <= 40 && !begun.contains('\n');
        (own_word && short).then(|| (rest.encode_utf16().count(), begun.to_owned()))
    }
}
