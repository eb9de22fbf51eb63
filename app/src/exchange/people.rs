//! Who of the file is who here: proposed, never merged, decided by a person.

use crate::prelude::*;
use domain::exchange::start::NOBODY;

use super::api::{Choices, Person};
use crate::ui::form::Sending;
use crate::ui::icon::{Icon, Mark};
use crate::words::{self, exchange as said};

/// Members offered for everybody; in a larger house only those who could be meant.
const OFFERED: usize = 200;

#[component]
pub fn People(choices: Choices) -> impl IntoView {
    let Choices {
        people,
        members,
        more,
        ..
    } = choices;
    let nobody = people.is_empty();
    view! {
        <fieldset class="imp-people">
            <legend>{said::import_people()}</legend>
            <p class="hint">{if nobody { said::import_people_none() } else { said::import_people_text() }}</p>
            {people.into_iter().map(|person| {
                let options = options(&person, &members);
                view! { <Who person=person options=options /> }
            }).collect_view()}
            {(more > 0).then(|| view! { <p class="hint">{said::import_more_people(more)}</p> })}
        </fieldset>
    }
    .into_any()
}

/// Candidates first, then everybody, then nobody.
fn options(person: &Person, members: &[(String, String)]) -> Vec<(String, String)> {
    let is_candidate = |id: &String| person.candidates.contains(id);
    let mut options = Vec::new();
    if person.chosen.is_empty() {
        options.push((String::new(), said::import_ask()));
    }
    options.extend(members.iter().filter(|(id, _)| is_candidate(id)).cloned());
    options.push((NOBODY.to_owned(), said::import_nobody()));
    if members.len() <= OFFERED {
        options.extend(members.iter().filter(|(id, _)| !is_candidate(id)).cloned());
    }
    options
}

#[component]
fn Who(person: Person, options: Vec<(String, String)>) -> impl IntoView {
    let sending = expect_context::<Sending>();
    let field = format!("people][{}", person.uid);
    let id = sending.id(&format!("people-{}", person.uid));
    let error_id = format!("{id}-e");
    let chosen = sending.value(&field, person.chosen.clone());
    let refusal = {
        let field = field.clone();
        Signal::derive(move || sending.refusal(&field))
    };
    let described = {
        let error_id = error_id.clone();
        move || refusal.get().map(|_| error_id.clone())
    };
    view! {
        <div class="f imp-who">
            <label for=id.clone()>
                <b>{person.name}</b>
                <small>{person.email}" "{person.twice.then(|| view! { <span class="num">{said::import_person_number(person.uid)}</span>" " })}<span class="num">{said::import_person_tasks(person.assignments)}</span></small>
            </label>
            <span class="sel-w">
                <select class="in" id=id name=format!("form[{field}]") aria-invalid=move || refusal.get().is_some().then_some("true") aria-describedby=described>
                    {options.into_iter().map(|(value, name)| view! { <option value=value.clone() selected=value == chosen>{name}</option> }).collect_view()}
                </select>
                <Icon name="chevron-down" />
            </span>
            {move || refusal.get().map(|f| view! { <span class="err" id=error_id.clone()><Mark name="obstacle" />{words::code(f.code, &f.arg)}</span> })}
        </div>
    }
    .into_any()
}
