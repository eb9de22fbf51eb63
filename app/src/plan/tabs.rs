//! The parts of a project, as links. Only those that exist, and that are the reader's to open.

use crate::prelude::*;

use crate::words::plan as words;

/// A part of a project, with its address below the project's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Overview,
    Backlog,
    Board,
    List,
    Calendar,
    Settings,
}

impl Tab {
    fn address(self, workspace: &str, key: &str) -> String {
        match self {
            Self::Overview => format!("/{workspace}/p/{key}/overview"),
            Self::Backlog => format!("/{workspace}/p/{key}/backlog"),
            Self::Board => format!("/{workspace}/p/{key}/board"),
            Self::List => format!("/{workspace}/p/{key}"),
            Self::Calendar => format!("/{workspace}/p/{key}/calendar"),
            Self::Settings => format!("/{workspace}/p/{key}/settings"),
        }
    }

    fn words(self) -> String {
        match self {
            Self::Overview => words::overview(),
            Self::Backlog => words::project_backlog(),
            Self::Board => words::project_board(),
            Self::List => words::project_list(),
            Self::Calendar => words::project_calendar(),
            Self::Settings => words::project_settings(),
        }
    }
}

/// The part of a project that opens first by how it is worked, behind its address; nothing: the usual one.
pub fn first(method: &str) -> &'static str {
    match method {
        "iterative" => "/backlog",
        "flow" => "/board",
        _ => "",
    }
}

/// Stands in the head of each of a project's pages.
#[component]
pub fn ProjectTabs(
    #[prop(into)] workspace: String,
    #[prop(into)] key: String,
    /// The part that the page is.
    here: Tab,
    /// Whether the reader may change the project's settings.
    manages: bool,
) -> impl IntoView {
    let tabs = [
        Tab::Overview,
        Tab::Backlog,
        Tab::Board,
        Tab::List,
        Tab::Calendar,
        Tab::Settings,
    ]
    .into_iter()
    .filter(|tab| *tab != Tab::Settings || manages);
    view! {
        <nav class="tabs" aria-label=words::project_parts()>
            {tabs.map(|tab| view! {
                <a href=tab.address(&workspace, &key) aria-current=(tab == here).then_some("page")>{tab.words()}</a>
            }).collect_view()}
        </nav>
    }
    .into_any()
}
