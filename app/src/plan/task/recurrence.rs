//! How it comes again: said among its facts, with the next days; in its form they are shown before they are kept.

use std::sync::Arc;

use crate::prelude::*;

use super::api::Task;
use super::facts::of;
use crate::ui::fact::{Fact, Shown};
use crate::ui::input::{Input, Line};
use crate::words::recurrence as w;

const UNITS: [&str; 7] = [
    "day",
    "week",
    "month_day",
    "month_weekday",
    "done_day",
    "done_week",
    "done_month",
];
/// The fields that say a weekday, from Monday on.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

pub fn fact(task: RwSignal<Task>) -> AnyView {
    let shown: Shown = Arc::new(move || task.with(value));
    let form = Memo::new(move |_| task.with(form));
    view! { <Fact term=w::repeats() name="repeats" to="/do/plan/set_recurrence" shown=shown form=form /> }
        .into_any()
}

fn value(task: &Task) -> AnyView {
    let said = task.repeats.said.clone();
    if said.is_empty() {
        return view! { <span class="q">{w::never()}</span> }.into_any();
    }
    let next = task.repeats.next.clone();
    view! { <span>{said}</span>" "<span class="q">{next}</span> }.into_any()
}

fn form(task: &Task) -> Vec<Input> {
    if !task.may_edit {
        return vec![];
    }
    let now = &task.repeats;
    let named = |codes: &[&str], words: fn(&str) -> String| -> Vec<(String, String)> {
        codes
            .iter()
            .map(|code| ((*code).to_owned(), words(code)))
            .collect()
    };
    let mut units = named(&UNITS, w::unit);
    if !now.said.is_empty() {
        units.extend(named(&["never"], w::unit));
    }
    let days = DAYS.iter().zip(1..).map(|(name, number): (_, usize)| {
        let on = now.on.contains(&number.to_string());
        (*name, w::weekday_name(number), on)
    });
    let weekdays = (1..=7).map(|number| (number.to_string(), w::weekday_name(number)));
    let line = |name, label, value: &str| Line::new(name, label, value);
    let mut inputs = of(task);
    inputs.extend([
        Input::Hidden("was", now.was.clone()),
        Input::Choice(line("unit", w::how(), &now.unit), units),
        Input::Line(line("every", w::every(), &now.every).hint(w::every_hint())),
        Input::Ticks("days", w::on_these(), days.collect()),
        Input::Line(
            line("month_day", w::day_of_month(), &now.month_day).hint(w::day_of_month_hint()),
        ),
        Input::Choice(
            line("nth", w::which(), &now.nth),
            named(&["1", "2", "3", "4", "-1"], w::place_in_month),
        ),
        Input::Choice(
            line("weekday", w::weekday(), &now.weekday),
            weekdays.collect(),
        ),
        Input::Choice(
            line("days_off", w::on_days_off(), &now.days_off),
            named(&["keep", "later", "leave_out"], w::days_off),
        ),
        Input::Date(line("until", w::until(), &now.until).hint(w::until_hint())),
        Input::Line(line("times", w::times(), &now.times).hint(w::times_hint())),
        Input::Note(w::goes_along()),
        Input::SendOr(w::set_it(), "/do/plan/show_recurrence", w::show_days()),
    ]);
    inputs
}
