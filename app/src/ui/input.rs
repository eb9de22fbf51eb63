//! Fields as data: what a small form holds, so that many forms are one piece of code in the browser.

use crate::prelude::*;

use super::form::{Field, FreshId, Hidden, Select, Sending, Submit};
use super::icon::{Icon, Mark};
use crate::words;

#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    Hidden(&'static str, String),
    /// The id of what is about to be made.
    Fresh,
    Line(Line),
    /// Many lines.
    Text(Line),
    /// One of a few: value and words of each.
    Choice(Line, Vec<(String, String)>),
    /// A day in words ("friday", "+3d") or figures, perhaps with a time; the native calendar beside it as help.
    Date(Line),
    /// Ticked until it is unticked: the name, and words.
    Tick(&'static str, String),
    /// Several of a few: what the group is called by, its words, and each with its own name.
    Ticks(&'static str, String, Vec<(&'static str, String, bool)>),
    /// A sentence between fields.
    Note(String),
    /// One of a few, each a button that sends: the name, and of each value, words and mark. The second is in force.
    Press(&'static str, String, Vec<(String, String, &'static str)>),
    /// The button that sends, in these words.
    Send(String),
    /// The same beside one that asks elsewhere, at this address and in these words.
    SendOr(String, &'static str, String),
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    pub name: &'static str,
    pub label: String,
    pub value: String,
    pub hint: String,
}

impl Line {
    pub fn new(name: &'static str, label: String, value: impl Into<String>) -> Self {
        Self {
            name,
            label,
            value: value.into(),
            hint: String::new(),
        }
    }

    #[must_use]
    pub fn hint(self, hint: String) -> Self {
        Self { hint, ..self }
    }
}

/// Draws fields inside a `<Form>`.
pub fn inputs(of: Vec<Input>) -> AnyView {
    of.into_iter().map(input).collect_view().into_any()
}

fn input(of: Input) -> AnyView {
    match of {
        Input::Hidden(name, value) => view! { <Hidden name=name value=value /> }.into_any(),
        Input::Fresh => view! { <FreshId /> }.into_any(),
        Input::Line(line) => field(line, None),
        Input::Text(line) => field(line, Some(4)),
        Input::Choice(line, options) => {
            view! { <Select name=line.name label=line.label options=options value=line.value /> }
                .into_any()
        }
        Input::Date(line) => view! { <DateField line=line /> }.into_any(),
        Input::Tick(name, label) => view! {
            <label class="rowck"><input class="ck" type="checkbox" name=format!("form[{name}]") value="on" checked /><span>{label}</span></label>
        }
        .into_any(),
        Input::Ticks(name, label, boxes) => ticks(name, label, boxes),
        Input::Note(text) => view! { <p class="hint">{text}</p> }.into_any(),
        Input::Press(name, chosen, options) => press(name, &chosen, options),
        Input::Send(label) => {
            view! { <div class="form-a"><Submit label=label class="b b-s" /></div> }.into_any()
        }
        Input::SendOr(label, to, other) => view! {
            <div class="form-a"><Submit label=label class="b b-s" /><button class="b b-s b-q" type="submit" formaction=to>{other}</button></div>
        }
        .into_any(),
    }
}

fn field(line: Line, rows: Option<u32>) -> AnyView {
    let hint = Some(line.hint).filter(|hint| !hint.is_empty());
    match (hint, rows) {
        (Some(hint), Some(rows)) => {
            view! { <Field name=line.name label=line.label value=line.value hint=hint rows=rows /> }
                .into_any()
        }
        (Some(hint), None) => {
            view! { <Field name=line.name label=line.label value=line.value hint=hint /> }
                .into_any()
        }
        (None, Some(rows)) => {
            view! { <Field name=line.name label=line.label value=line.value rows=rows /> }
                .into_any()
        }
        (None, None) => {
            view! { <Field name=line.name label=line.label value=line.value /> }.into_any()
        }
    }
}

fn ticks(name: &str, label: String, boxes: Vec<(&'static str, String, bool)>) -> AnyView {
    let sending = expect_context::<Sending>();
    let id = sending.id(name);
    let one = |(name, label, on): (&'static str, String, bool)| {
        let on = sending.ticked(name, on);
        view! { <label class="rowck"><input class="ck" type="checkbox" name=format!("form[{name}]") value="on" checked=on /><span>{label}</span></label> }
    };
    view! { <fieldset class="f ticks" id=id><legend>{label}</legend>{boxes.into_iter().map(one).collect_view()}</fieldset> }
        .into_any()
}

fn press(
    name: &'static str,
    chosen: &str,
    options: Vec<(String, String, &'static str)>,
) -> AnyView {
    let field = format!("form[{name}]");
    let sending = expect_context::<Sending>();
    let button = |(value, words, mark): (String, String, &'static str)| {
        let current = (value == chosen).then_some("true");
        view! {
            <button class="opt-b" type="submit" name=field.clone() value=value aria-current=current aria-disabled=move || sending.busy.get().then_some("true")>
                {(!mark.is_empty()).then(|| view! { <Mark name=mark /> })}
                <span>{words}</span>
                {current.map(|_| view! { <Icon name="check" /> })}
            </button>
        }
    };
    view! { <div class="opts">{options.into_iter().map(button).collect_view()}</div> }.into_any()
}

/// A day: typed, with the native calendar beside it where the page is awake.
#[component]
pub fn DateField(line: Line) -> impl IntoView {
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    let pick = move |ev: leptos::ev::Event| {
        let picked = event_target_value(&ev);
        #[cfg(feature = "hydrate")]
        {
            use wasm_bindgen::JsCast;
            let typed = event_target::<web_sys::Element>(&ev)
                .closest(".date")
                .ok()
                .flatten()
                .and_then(|e| e.query_selector("input.in").ok().flatten())
                .and_then(|e| e.dyn_into::<web_sys::HtmlInputElement>().ok());
            if let Some(typed) = typed.filter(|_| !picked.is_empty()) {
                typed.set_value(&picked);
                let _ = typed.focus();
            }
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = picked;
    };
    let calendar = words::task::calendar_for(&line.label);
    view! {
        <div class="date">
            {field(line, None)}
            {move || awake.get().then(|| view! {
                <label class="date-n"><span class="vh">{calendar.clone()}</span><Icon name="calendar" /><input type="date" on:change=pick /></label>
            })}
        </div>
    }
    .into_any()
}
