//! The only way to write a form: the same fields, bytes and answers with JavaScript and without.
//!
//! Without it the browser posts; the server answers with the page again, and what was typed, its refusals and its toast
//! come back through [`Again`]. With it the very same body is posted from here, outside of any page's life, so that
//! leaving the page cancels nothing. (Not `<ActionForm>`: it would send another body, without the change's key, and
//! give the browser code for each function; see docs/decisions.)

use std::collections::HashMap;

use crate::prelude::*;
use domain::refusal::{FieldRefusal, Refused};
use leptos::context::Provider;
use serde::{Deserialize, Serialize};

use super::icon::{Icon, Mark};
use crate::answer::Answer;
use crate::send;
use crate::words;

/// The answer to a form that was sent without JavaScript: read once, by its sender, on the page it came from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Again {
    pub endpoint: String,
    /// Which of several forms of one address.
    #[serde(default)]
    pub form: String,
    #[serde(default)]
    pub refused: Option<Refused>,
    #[serde(default)]
    pub answer: Option<Answer>,
    /// What was typed. Passwords are not kept.
    #[serde(default)]
    pub typed: HashMap<String, String>,
}

/// The text of [`Again`] as the page holds it: what reads it is no part of the first file.
#[derive(Clone)]
pub struct CameBack(pub String);

impl Again {
    /// What came back with this page, if anything did.
    pub fn here() -> Option<Self> {
        crate::json::from_str(&use_context::<CameBack>()?.0).ok()
    }

    /// Whether it is the answer to this form, also where it asked what would be.
    pub fn is_of(&self, to: &str, name: &str) -> bool {
        self.form == name && (self.endpoint == to || self.endpoint.starts_with(ASKS))
    }

    /// What was typed stays: it was refused, or only asked what would be.
    pub fn stays(&self) -> bool {
        self.refused.is_some() || self.shown().is_some()
    }

    fn shown(&self) -> Option<&String> {
        self.answer.as_ref()?.shows.as_ref()
    }
}

/// Whether a form of this name came back refused: the `<details>` that it stands in is open then.
pub fn came_back(form: &str) -> bool {
    Again::here().is_some_and(|again| again.form == form && again.refused.is_some())
}

/// Addresses that only ask what would be begin so.
const ASKS: &str = "/do/plan/show_";

/// How a form with a file is sent.
pub const FILES: &str = "multipart/form-data";

/// What the fields of one form share.
#[derive(Clone, Copy)]
pub struct Sending {
    name: StoredValue<String>,
    refused: RwSignal<Option<Refused>>,
    /// What would be, where that was asked.
    shown: RwSignal<Option<String>>,
    typed: StoredValue<HashMap<String, String>>,
    pub busy: RwSignal<bool>,
    /// Of a form with files that is on its way: how much of it, in per cent.
    pub sent: RwSignal<Option<u32>>,
}

impl Sending {
    pub(crate) fn refusal(&self, field: &str) -> Option<FieldRefusal> {
        match self.refused.get() {
            Some(Refused::Invalid { fields }) => fields.into_iter().find(|f| f.field == field),
            Some(Refused::Stale { field: stale, .. }) if stale == field => Some(FieldRefusal {
                field: stale,
                code: domain::refusal::Code::ChangedSince,
                arg: String::new(),
            }),
            _ => None,
        }
    }

    pub(crate) fn id(&self, field: &str) -> String {
        format!("{}-{field}", self.name.get_value())
    }

    /// Whether a box is ticked to begin with.
    pub(crate) fn ticked(&self, field: &str, given: bool) -> bool {
        self.typed.with_value(|typed| {
            if typed.is_empty() {
                given
            } else {
                typed.contains_key(field)
            }
        })
    }

    /// What a field begins with: what was typed before a refusal, else what it is given.
    pub(crate) fn value(&self, field: &str, given: String) -> String {
        self.typed
            .with_value(|typed| typed.get(field).cloned())
            .unwrap_or(given)
    }
}

/// What a page does with a form's answers. All optional: a form works without.
#[derive(Clone, Copy, Default)]
pub struct Then {
    /// At once, before anything is sent: an optimistic change shows.
    pub sent: Option<Callback<()>>,
    pub answered: Option<Callback<Answer>>,
    /// Rolls an optimistic change back.
    pub refused: Option<Callback<Refused>>,
    /// At once as well, with what the form holds: names without their `form[]`, and the address it goes to as `/`.
    pub with: Option<Callback<Vec<(String, String)>>>,
    /// Empties the form after a success.
    pub clears: bool,
    /// Folds the `<details>` it stands in after a success, and gives the focus back to its summary.
    pub folds: bool,
    /// A form of many small marks: the next one is sent while the last is on its way, as a change of its own.
    pub many: bool,
}

#[component]
pub fn Form(
    /// The change's address, `/do/<area>/<verb>`.
    to: &'static str,
    /// Tells forms of one address on one page apart.
    #[prop(into)]
    name: String,
    #[prop(optional)] class: &'static str,
    /// For buttons elsewhere that send it.
    #[prop(optional, into)]
    id: Option<String>,
    #[prop(optional)] then: Then,
    /// `multipart/form-data` for a form with a file; its answer comes by the same way (docs/decisions/0008).
    #[prop(optional)]
    enctype: Option<&'static str>,
    /// Whether a refusal is shown above the fields; forms in rows show it in their own way.
    #[prop(default = true)]
    summary: bool,
    children: Children,
) -> impl IntoView {
    let again = Again::here()
        .filter(|again| again.is_of(to, &name))
        .unwrap_or_default();
    let sending = Sending {
        name: StoredValue::new(name.clone()),
        refused: RwSignal::new(again.refused.clone()),
        shown: RwSignal::new(again.shown().cloned()),
        typed: StoredValue::new(if again.stays() {
            again.typed
        } else {
            HashMap::new()
        }),
        busy: RwSignal::new(false),
        sent: RwSignal::new(None),
    };
    // Rendered on both sides; what counts is what stands in the document when it is sent.
    let key = send::fresh_key();
    let place = NodeRef::<leptos::html::Form>::new();
    let submit = submit(to, place, sending, then);
    // `novalidate`: judged in one place, in words beside the field; a browser's own check would stop a plain form
    // before it can be answered so.
    view! {
        <form novalidate node_ref=place id=id class=class method="post" action=to enctype=enctype on:submit=submit aria-busy=move || sending.busy.get().then_some("true")>
            <input type="hidden" name="_key" value=key />
            <input type="hidden" name="_form" value=name />
            {summary.then(|| view! { <Summary sending=sending /> })}
            <Provider value=sending>{children()}</Provider>
        </form>
    }
    .into_any()
}

/// Sends the form's own bytes from here and does what the answer says.
#[cfg(feature = "hydrate")]
fn submit(
    to: &'static str,
    place: NodeRef<leptos::html::Form>,
    sending: Sending,
    then: Then,
) -> impl FnMut(web_sys::SubmitEvent) + 'static {
    use wasm_bindgen::JsValue;

    let (toasts, live) = (
        use_context::<super::toast::Toasts>(),
        use_context::<crate::live::Live>(),
    );
    let navigate = leptos_router::hooks::use_navigate();
    move |event| {
        event.prevent_default();
        let Some(form) = place.get_untracked() else {
            return;
        };
        if sending.busy.get_untracked() && !then.many {
            return;
        }
        let Ok(data) = web_sys::FormData::new_with_form(&form) else {
            return;
        };
        let pressed = pressed(&event, &data);
        // Asked what would be: nothing shows at once but the answer.
        let asks = pressed.as_deref().is_some_and(|to| to.starts_with(ASKS));
        let then = if asks { Then::default() } else { then };
        let to = pressed.unwrap_or_else(|| to.to_owned());
        let has_files = form.enctype() == FILES;
        let body: JsValue = if has_files {
            data.into()
        } else {
            match web_sys::UrlSearchParams::new_with_str_sequence_sequence(&JsValue::from(data)) {
                Ok(fields) => fields.into(),
                Err(_) => return,
            }
        };
        if then.many {
            renew(&form, false);
        } else {
            sending.busy.set(true);
        }
        if let Some(sent) = then.sent {
            sent.run(());
        }
        if let Some(with) = then.with {
            let mut held = held(&body);
            held.push(("/".into(), to.clone()));
            with.run(held);
        }
        let navigate = navigate.clone();
        let on_its_way = toasts.map(|toasts| toasts.begins());
        leptos::task::spawn_local(async move {
            let _on_its_way = on_its_way;
            let outcome = if has_files {
                let told = move |per_cent| _ = sending.sent.try_set(Some(per_cent));
                let outcome = send::upload(&to, &body, told).await;
                let _ = sending.sent.try_set(None);
                outcome
            } else {
                send::post(&to, &body).await
            };
            let _ = sending.busy.try_set(false);
            match outcome {
                Ok(Answer {
                    shows: Some(text), ..
                }) => {
                    let _ = sending.refused.try_set(None);
                    let _ = sending.shown.try_set(Some(text));
                    focus_summary(&form);
                }
                Ok(answer) => {
                    // Who one is has changed: a fresh document, with nothing of before. Nothing here is asked again.
                    if let (Some(goto), None) = (&answer.goto, answer.seq) {
                        let _ = location().set_href(goto);
                        return;
                    }
                    let _ = sending.refused.try_set(None);
                    let _ = sending.shown.try_set(None);
                    renew(&form, then.clears);
                    if then.folds {
                        fold(&form);
                    }
                    if let Some(toasts) = toasts {
                        toasts.tell(&answer);
                    }
                    if let Some(answered) = then.answered {
                        let _ = answered.try_run(answer.clone());
                    }
                    if let Some(live) = live {
                        live.changed();
                    }
                    if let Some(goto) = answer.goto {
                        navigate(&goto, Default::default());
                    }
                }
                Err(refused) => {
                    match (then.refused, toasts) {
                        (Some(callback), _) => _ = callback.try_run(refused.clone()),
                        (None, Some(toasts)) if !matches!(refused, Refused::Invalid { .. }) => {
                            toasts.refuse(refused.clone())
                        }
                        _ => {}
                    }
                    let _ = sending.shown.try_set(None);
                    let _ = sending.refused.try_set(Some(refused));
                    focus_summary(&form);
                }
            }
        });
    }
}

#[cfg(not(feature = "hydrate"))]
fn submit(
    _: &'static str,
    _: NodeRef<leptos::html::Form>,
    _: Sending,
    _: Then,
) -> impl FnMut(leptos::ev::SubmitEvent) + 'static {
    |_| {}
}

/// The button that sent the form says its part, as it does in a plain form: its name and value, and its own address.
#[cfg(feature = "hydrate")]
fn pressed(event: &web_sys::SubmitEvent, data: &web_sys::FormData) -> Option<String> {
    let button = event.submitter()?;
    if let (Some(name), Some(value)) = (button.get_attribute("name"), button.get_attribute("value"))
    {
        let _ = data.append_with_str(&name, &value);
    }
    button.get_attribute("formaction")
}

/// What the form holds, by its fields' own names.
#[cfg(feature = "hydrate")]
fn held(body: &wasm_bindgen::JsValue) -> Vec<(String, String)> {
    let pair = |pair: wasm_bindgen::JsValue| {
        let pair = js_sys::Array::from(&pair);
        let name = pair.get(0).as_string()?;
        let name = name.strip_prefix("form[")?.strip_suffix(']')?;
        Some((name.to_owned(), pair.get(1).as_string()?))
    };
    js_sys::try_iter(body)
        .ok()
        .flatten()
        .map(|pairs| pairs.flatten().filter_map(pair).collect())
        .unwrap_or_default()
}

#[cfg(feature = "hydrate")]
fn fold(form: &web_sys::HtmlFormElement) {
    use wasm_bindgen::JsCast;
    let Some(details) = form.closest("details").ok().flatten() else {
        return;
    };
    let _ = details.remove_attribute("open");
    let summary = details.query_selector("summary").ok().flatten();
    if let Some(summary) = summary.and_then(|s| s.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = summary.focus();
    }
}

/// A change was made: the next one from this form is another, with a key and ids of its own.
#[cfg(feature = "hydrate")]
fn renew(form: &web_sys::HtmlFormElement, clears: bool) {
    use wasm_bindgen::JsCast;
    if clears {
        form.reset();
    }
    let Ok(made) = form.query_selector_all("input[name='_key'], input[data-fresh]") else {
        return;
    };
    for n in 0..made.length() {
        if let Some(input) = made
            .get(n)
            .and_then(|node| node.dyn_into::<web_sys::HtmlInputElement>().ok())
        {
            input.set_value(&send::fresh_key());
        }
    }
}

#[cfg(feature = "hydrate")]
fn focus_summary(form: &web_sys::HtmlFormElement) {
    use wasm_bindgen::JsCast;
    let form = form.clone();
    let _ = request_animation_frame(move || {
        if let Some(summary) = form
            .query_selector(".summary")
            .ok()
            .flatten()
            .and_then(|e| e.dyn_into::<web_sys::HtmlElement>().ok())
        {
            let _ = summary.focus();
        }
    });
}

/// What is wrong, above the fields, with links to them. Takes the focus after a failed send; so does what was asked for.
#[component]
fn Summary(sending: Sending) -> impl IntoView {
    view! {
        {move || sending.shown.get().map(|text| view! { <p class="summary shown" role="status" tabindex="-1" autofocus>{text}</p> })}
        {move || sending.refused.get().map(|refused| {
            let id = sending.id("summary");
            let named_by = id.clone();
            let list = match &refused {
                Refused::Invalid { fields } if !fields.is_empty() => view! {
                    <ul>
                        {fields.iter().map(|f| view! { <li><a href=format!("#{}", sending.id(&f.field))>{words::code(f.code, &f.arg)}</a></li> }).collect_view()}
                    </ul>
                }.into_any(),
                other => view! { <p>{words::refused(other)}</p> }.into_any(),
            };
            let again = matches!(refused, Refused::Busy { .. } | Refused::Down { .. } | Refused::Unreachable | Refused::Failed { .. });
            view! {
                <div class="summary" role="alert" tabindex="-1" autofocus aria-labelledby=named_by>
                    <h2 id=id><Mark name="obstacle" />{words::refused_title(&refused)}</h2>
                    {list}
                    {again.then(|| view! { <button class="lk" type="submit">{words::retry()}</button> })}
                </div>
            }
        })}
    }
    .into_any()
}

/// A field with its label, hint and message.
#[component]
pub fn Field(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] rows: Option<u32>,
    #[prop(optional, into)] placeholder: Option<String>,
    /// The label is for the ear only.
    #[prop(optional)]
    bare: bool,
    /// Where one begins to type.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let sending = expect_context::<Sending>();
    let id = sending.id(name);
    let (hint_id, error_id) = (format!("{id}-h"), format!("{id}-e"));
    let invalid = move || sending.refusal(name).is_some().then_some("true");
    let described = {
        let (hint_id, error_id, has_hint) = (hint_id.clone(), error_id.clone(), hint.is_some());
        move || match (has_hint, sending.refusal(name).is_some()) {
            (true, true) => Some(format!("{error_id} {hint_id}")),
            (true, false) => Some(hint_id.clone()),
            (false, true) => Some(error_id.clone()),
            (false, false) => None,
        }
    };
    let value = sending.value(name, value);
    let field = format!("form[{name}]");
    let control = match rows {
        Some(rows) => view! {
            <textarea class="in" id=id.clone() name=field rows=rows placeholder=placeholder aria-invalid=invalid aria-describedby=described>{value}</textarea>
        }
        .into_any(),
        None => view! {
            <input class="in" id=id.clone() name=field type=kind value=value autocomplete=autocomplete autofocus=first placeholder=placeholder aria-invalid=invalid aria-describedby=described />
        }
        .into_any(),
    };
    view! {
        <div class="f">
            <label for=id class:vh=bare>{label}</label>
            {control}
            {move || sending.refusal(name).map(|f| view! { <span class="err" id=error_id.clone()><Mark name="obstacle" />{words::code(f.code, &f.arg)}</span> })}
            {hint.map(|hint| view! { <span class="hint" id=hint_id>{hint}</span> })}
        </div>
    }
    .into_any()
}

/// A file. What was chosen cannot come back with a refusal: no browser allows it.
#[component]
pub fn FileField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] hint: String,
    /// Endings and types that the browser offers first.
    accept: &'static str,
    /// Several at once, each of at most so many bytes: a larger one is refused before it is sent.
    #[prop(optional)]
    several: Option<u64>,
) -> impl IntoView {
    let sending = expect_context::<Sending>();
    let id = sending.id(name);
    let (hint_id, error_id) = (format!("{id}-h"), format!("{id}-e"));
    let described = {
        let (hint_id, error_id) = (hint_id.clone(), error_id.clone());
        move || match sending.refusal(name) {
            Some(_) => format!("{error_id} {hint_id}"),
            None => hint_id.clone(),
        }
    };
    view! {
        <div class="f">
            <label for=id.clone()>{label}</label>
            <input class="in in-file" id=id name=format!("form[{name}]") type="file" accept=accept multiple=several.is_some() on:change=move |event| refuse_larger(&event, several, sending, name) aria-invalid=move || sending.refusal(name).is_some().then_some("true") aria-describedby=described />
            {move || sending.refusal(name).map(|f| view! { <span class="err" id=error_id.clone()><Mark name="obstacle" />{words::code(f.code, &f.arg)}</span> })}
            <span class="hint" id=hint_id>{hint}</span>
        </div>
    }
    .into_any()
}

/// Refuses what is chosen and too large, by its name.
#[cfg(feature = "hydrate")]
fn refuse_larger(event: &web_sys::Event, most: Option<u64>, sending: Sending, field: &'static str) {
    let Some(most) = most else { return };
    let input = event_target::<web_sys::HtmlInputElement>(event);
    let files = input.files();
    let all = files
        .iter()
        .flat_map(|files| (0..files.length()).filter_map(move |n| files.get(n)));
    let larger = all.into_iter().find(|file| file.size() > most as f64);
    if larger.is_some() {
        input.set_value("");
    }
    let code = domain::refusal::Code::FileNamedTooLarge;
    let refused = larger.map(|file| Refused::field_with(field, code, file.name()));
    sending.refused.set(refused);
}

#[cfg(not(feature = "hydrate"))]
fn refuse_larger(_: &web_sys::Event, _: Option<u64>, _: Sending, _: &'static str) {}

/// A choice out of a few.
#[component]
pub fn Select(
    name: &'static str,
    #[prop(into)] label: String,
    /// Value and words of each.
    options: Vec<(String, String)>,
    #[prop(optional, into)] value: String,
    #[prop(optional)] bare: bool,
) -> impl IntoView {
    let sending = expect_context::<Sending>();
    let id = sending.id(name);
    let error_id = format!("{id}-e");
    let chosen = sending.value(name, value);
    let described = {
        let error_id = error_id.clone();
        move || sending.refusal(name).map(|_| error_id.clone())
    };
    view! {
        <div class="f">
            <label for=id.clone() class:vh=bare>{label}</label>
            <span class="sel-w">
                <select class="in" id=id name=format!("form[{name}]") aria-invalid=move || sending.refusal(name).is_some().then_some("true") aria-describedby=described>
                    {options.into_iter().map(|(value, words)| view! { <option value=value.clone() selected=value == chosen>{words}</option> }).collect_view()}
                </select>
                <Icon name="chevron-down" />
            </span>
            {move || sending.refusal(name).map(|f| view! { <span class="err" id=error_id.clone()><Mark name="obstacle" />{words::code(f.code, &f.arg)}</span> })}
        </div>
    }
    .into_any()
}

/// A value that travels with the form unseen.
#[component]
pub fn Hidden(name: &'static str, #[prop(into)] value: String) -> impl IntoView {
    view! { <input type="hidden" name=format!("form[{name}]") value=value /> }
}

/// The id of a thing about to be made, chosen here.
#[component]
pub fn FreshId() -> impl IntoView {
    view! { <input type="hidden" name="form[id]" value=send::fresh_key() data-fresh="" /> }
}

/// The button that sends. Busy keeps its width and its words.
#[component]
pub fn Submit(
    #[prop(into)] label: String,
    #[prop(default = "b b-p")] class: &'static str,
) -> impl IntoView {
    let sending = expect_context::<Sending>();
    view! { <button class=class class:is-busy=move || sending.busy.get() type="submit">{label}</button> }
}

/// The code of a link. Filled in from the link where the page is awake; typed or pasted where it is not.
#[component]
pub fn CodeField(code: RwSignal<String>) -> impl IntoView {
    let sending = expect_context::<Sending>();
    let id = sending.id("code");
    let filler = id.clone();
    Effect::new(move |_| {
        let code = code.get();
        #[cfg(feature = "hydrate")]
        if !code.is_empty() {
            use wasm_bindgen::JsCast;
            if let Some(input) = document()
                .get_element_by_id(&filler)
                .and_then(|e| e.dyn_into::<web_sys::HtmlInputElement>().ok())
            {
                input.set_value(&code);
            }
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = (code, &filler);
    });
    view! { <Field name="code" label=words::code_field() hint=words::code_hint() autocomplete="one-time-code" /> }
}

/// The person's time zone, as their device has it; UTC where it cannot say.
#[component]
pub fn ZoneField() -> impl IntoView {
    let place = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        if let Some(input) = place.get() {
            let format =
                js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
            let zone = js_sys::Reflect::get(
                &format.resolved_options(),
                &wasm_bindgen::JsValue::from_str("timeZone"),
            )
            .ok()
            .and_then(|z| z.as_string());
            input.set_value(&zone.unwrap_or_default());
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = place;
    });
    view! { <input type="hidden" name="form[zone]" value="" node_ref=place /> }
}
