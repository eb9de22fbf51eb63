//! "Search or jump" in the frame: Ctrl/⌘K, or the way of that name, opens the palette over the page. Only its field is
//! here; what it offers is fetched when it first opens ([`Palette`]).

use crate::prelude::*;
use leptos::ev::KeyboardEvent;

use super::palette::Palette;
use crate::lazy::later;
use crate::ui::icon::Icon;
use crate::ui::keys::{At, on_key};
use crate::ui::modal::Modal;
#[cfg(feature = "hydrate")]
use crate::ui::shell::Around;
use crate::words;
use crate::words::search as w;

/// The task that had the focus when the palette was opened.
#[derive(Clone, Debug, PartialEq)]
pub struct On {
    pub code: String,
    /// It is a row, a card or a bar of the page; otherwise it is open itself.
    pub is_row: bool,
    pub may_edit: bool,
}

#[derive(Clone, Copy)]
pub struct Jump {
    pub open: RwSignal<bool>,
    pub typed: RwSignal<String>,
    pub on: RwSignal<Option<On>>,
    /// The place in the document of the offer that Enter would take; none while there is none.
    pub at: RwSignal<Option<String>>,
    /// What the offers do with a key.
    pub hear: StoredValue<Option<Callback<KeyboardEvent>>>,
    /// Whose is what an offer puts off: it outlives the palette, which closes at once.
    pub frame: StoredValue<Owner>,
}

impl Jump {
    pub fn closed() -> Self {
        Self {
            open: RwSignal::new(false),
            typed: RwSignal::new(String::new()),
            on: RwSignal::new(None),
            at: RwSignal::new(None),
            hear: StoredValue::new(None),
            frame: StoredValue::new(Owner::current().unwrap_or_default()),
        }
    }

    /// The way to it: where the page is awake, the palette; asleep, or with a modifier, a link is a link.
    pub fn pressed(self, ev: &leptos::ev::MouseEvent) {
        let plain = !(ev.ctrl_key() || ev.meta_key() || ev.shift_key() || ev.alt_key());
        if plain {
            ev.prevent_default();
            self.show();
        }
    }

    fn show(self) {
        #[cfg(feature = "hydrate")]
        self.on.set(focused());
        self.typed.set(String::new());
        self.at.set(None);
        self.open.set(true);
    }
}

/// The task of the row that has the focus, else the one that is open.
#[cfg(feature = "hydrate")]
fn focused() -> Option<On> {
    let found = |what: &str| document().query_selector(what).ok().flatten();
    let row = document()
        .active_element()
        .and_then(|at| at.closest("main [data-code]").ok().flatten());
    if let Some(row) = row {
        return Some(On {
            code: row.get_attribute("data-code")?,
            is_row: true,
            may_edit: row.has_attribute("data-edit"),
        });
    }
    let drawer = found(".drawer[aria-label]").and_then(|at| at.get_attribute("aria-label"));
    let path = location().pathname().unwrap_or_default();
    let mut parts = path.split('/').skip(2);
    let mut page = || (parts.next() == Some("t")).then(|| parts.next().map(str::to_owned));
    let code = drawer.or_else(|| page().flatten())?;
    let may_edit = found("#status > dd > details").is_some();
    Some(On {
        code,
        is_row: false,
        may_edit,
    })
}

/// Stands once in the frame.
#[component]
pub fn Jumper(jump: Jump) -> impl IntoView {
    provide_context(jump);
    on_key(At::Everywhere, move |key| {
        let opens = key == "Ctrl K";
        if opens {
            jump.show();
        }
        opens
    });
    #[cfg(feature = "hydrate")]
    note_where_one_goes();
    view! { <Modal open=jump.open class="pal" label=w::search_or_jump() show=inside /> }.into_any()
}

/// What is open for a moment is where one went.
#[cfg(feature = "hydrate")]
fn note_where_one_goes() {
    let around = expect_context::<RwSignal<Around>>();
    let (workspace, member) = around.with_untracked(|a| (a.workspace.clone(), a.member.clone()));
    let names = StoredValue::new((workspace, member));
    let here = leptos_router::hooks::use_location();
    Effect::new(move |_| {
        here.pathname.track();
        here.search.track();
        let note = move || {
            names.try_with_value(|(workspace, member)| super::went::note(workspace, member));
        };
        let _ = set_timeout(note, std::time::Duration::from_millis(700));
    });
}

fn inside() -> AnyView {
    let jump = expect_context::<Jump>();
    let field = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = field;
    });
    let hear = move |ev: KeyboardEvent| {
        // Again while it is open is not the browser's own search.
        if (ev.ctrl_key() || ev.meta_key()) && ev.key().eq_ignore_ascii_case("k") {
            ev.prevent_default();
        }
        if let Some(hear) = jump.hear.get_value() {
            let _ = hear.try_run(ev);
        }
    };
    view! {
        <div class="pal-in">
            <Icon name="search" />
            <input type="text" role="combobox" aria-label=w::search_or_jump() aria-autocomplete="list" aria-controls="pal-l" maxlength="200" autocomplete="off" autocapitalize="off" spellcheck="false" node_ref=field
                aria-expanded=move || if jump.at.with(Option::is_some) { "true" } else { "false" }
                aria-activedescendant=move || jump.at.get()
                prop:value=move || jump.typed.get() on:input=move |ev| jump.typed.set(event_target_value(&ev)) on:keydown=hear />
            <button class="ib" type="button" aria-label=words::close() title=words::close() on:click=move |_| jump.open.set(false)><Icon name="x" /></button>
        </div>
        {later::<Palette>()}
    }
    .into_any()
}
