//! The table of weeks and days. A task stands once in each of its weeks, in the cell of its first day there, and is drawn
//! over the others; on a narrow page the days are a list. A day leads to the list of what lies on it.

use crate::prelude::*;
use chrono::NaiveDate;
use leptos::{LazyViewError, lazy};

use super::Entry;
use super::act;
use super::state::{Bar, Day, State, Week};
use crate::plan::list::query::{MOVE, OPEN, Query};
use crate::ui::icon::{Icon, still};
use crate::words;

#[lazy(fallible)]
pub fn grid(state: State, query: Memo<Query>, path: String) -> Result<AnyView, LazyViewError> {
    Ok(view! { <Grid state=state query=query path=path /> }.into_any())
}

#[component]
fn Grid(state: State, query: Memo<Query>, path: String) -> impl IntoView {
    let path = StoredValue::new(path);
    let table = NodeRef::<leptos::html::Table>::new();
    let act = act::of(state, query, path);
    let heads = (0..7).map(|n| {
        let (short, rest) = words::calendar::weekday(n);
        view! { <th scope="col">{short}<span class="vh">{rest}</span></th> }
    });
    let by_week = move || state.weeks.with(|weeks| weeks.len() == 1);
    view! {
        <table class="cal" class:is-week=by_week node_ref=table aria-describedby="cal-keys"
            on:click=act.pressed on:keydown=act.key on:dragstart=act.begins on:dragover=act.over on:drop=act.dropped on:dragend=act.ends>
            <thead>
                <tr>
                    <th class="cal-wk" scope="col"><span class="vh">{words::calendar::week_column()}</span></th>
                    {heads.collect_view()}
                </tr>
            </thead>
            <tbody>
                <For each=move || state.weeks.with(|weeks| weeks.iter().map(|week| week.monday).collect::<Vec<_>>()) key=|monday| *monday let:monday>
                    {week(state, query, path, monday)}
                </For>
            </tbody>
        </table>
        <p class="vh" id="cal-keys">{words::calendar::keys()}</p>
    }
    .into_any()
}

fn week(state: State, query: Memo<Query>, path: StoredValue<String>, monday: NaiveDate) -> AnyView {
    let of = move |week: &Vec<Week>| week.iter().find(|week| week.monday == monday).cloned();
    let shown = Memo::new(move |_| state.weeks.with(of).unwrap_or_default());
    let (_, leaf) = domain::plan::month::Leaf::week(monday).address();
    let to = move || {
        query.with(|q| path.with_value(|path| q.with("month", "").with("week", &leaf).at(path)))
    };
    let (short, rest) = words::calendar::week_short(monday);
    let days = (0..7).map(|n| {
        let of = move |week: &Week| week.days.get(n).cloned().unwrap_or_default();
        day(state, query, path, Memo::new(move |_| shown.with(of)))
    });
    view! {
        <tr style=move || format!("--lines:{}", shown.with(|week| week.lines))>
            <th class="cal-wk" scope="row"><a href=to data-noscroll="">{short}<span class="vh">{rest}</span></a></th>
            {days.collect_view()}
        </tr>
    }
    .into_any()
}

fn day(state: State, query: Memo<Query>, path: StoredValue<String>, day: Memo<Day>) -> AnyView {
    let date = day.with_untracked(|day| day.day);
    let (weekday, month) = words::calendar::day(date);
    let list = move || query.with(|q| path.with_value(|path| on_day(q, path, date)));
    let is_target = move || {
        state
            .moving
            .with(|moving| moving.as_ref().is_some_and(|moving| moving.to == date))
    };
    let is = move |what: fn(&Day) -> bool| move || day.with(what);
    let off = move || {
        day.with(|day| match day.off.as_deref() {
            None => ().into_any(),
            Some("") => {
                view! { <span class="vh">", "{words::calendar::no_work()}</span> }.into_any()
            }
            Some(name) => view! { <span class="cal-off">{name.to_owned()}</span> }.into_any(),
        })
    };
    let more = move || {
        let more = day.with(|day| day.more);
        (more > 0)
            .then(|| view! { <a class="cal-m" href=list>{words::calendar::more_on(more)}</a> })
    };
    view! {
        <td class="cal-day" data-day=date.to_string() class:is-out=is(|d| !d.own) class:is-off=is(|d| d.off.is_some()) class:is-today=is(|d| d.is_today)
            class:is-empty=is(|d| d.bars.is_empty() && d.more == 0) class:is-named=is(|d| d.off.as_ref().is_some_and(|name| !name.is_empty())) class:is-target=is_target>
            <div class="cal-h">
                <a class="cal-n" href=list aria-current=move || day.with(|d| d.is_today.then_some("date"))>
                    <span class="cal-x">{weekday}" "</span><span class="num">{chrono::Datelike::day(&date).to_string()}</span><span class="cal-x">" "{month}</span>
                </a>
                {move || day.with(|d| d.is_today).then(|| view! { <b class="cal-now">{words::calendar::today()}</b> })}
                {off}
            </div>
            <ul class="cal-l">
                <For each=move || day.with(|day| day.bars.clone()) key=Bar::clone let:bar>
                    {task(state, query, path, bar)}
                </For>
            </ul>
            {more}
        </td>
    }
    .into_any()
}

/// The list of what lies on a day, by the same filter.
fn on_day(query: &Query, path: &str, day: NaiveDate) -> String {
    let query = query.with("month", "").with("week", "");
    query
        .with("day", &day.to_string())
        .at(path.trim_end_matches("/calendar"))
}

fn task(state: State, query: Memo<Query>, path: StoredValue<String>, bar: Bar) -> AnyView {
    let Bar {
        entry,
        line,
        days,
        before,
        after,
    } = bar;
    let (workspace, today) = state
        .shown
        .with_untracked(|shown| (shown.workspace.clone(), shown.today));
    let href = format!("/{workspace}/t/{}", entry.code);
    let open = {
        let code = entry.code.clone();
        move || query.with(|q| q.get(OPEN) == code)
    };
    let more = entry.may_edit.then(|| {
        let code = entry.code.clone();
        let to = move || {
            let to = query.with(|q| path.with_value(|path| q.with(MOVE, &code).at(path)));
            format!("{to}#move-task-day")
        };
        let label = words::calendar::move_task(&entry.title);
        view! { <a class="ib ib-s more" href=to data-noscroll="" aria-label=label.clone() title=label><Icon name="ellipsis" /></a> }
    });
    let time = (days == 1 || !after)
        .then_some(entry.due.time)
        .flatten()
        .map(|time| view! { <span class="num cal-t">{words::dates::time(time)}</span>" " });
    let draggable = if entry.may_edit { "true" } else { "false" };
    let (done, late, milestone) = (entry.done(), entry.late, entry.milestone);
    let project = (!entry.project.is_empty())
        .then(|| view! { <small class="cal-p">{entry.project.clone()}</small> });
    view! {
        <li class="cal-b" class:is-span={days > 1 || before || after} class:is-before=before class:is-after=after class:is-done=done class:is-late=late class:is-open=open
            data-code=entry.code.clone() data-edit=entry.may_edit.then_some("") data-days=days.to_string() style=format!("--line:{line};--days:{days}")>
            {still(entry.mark())}
            <a class="t" href=href draggable=draggable>
                {time}{entry.title.clone()}
                {milestone.then(|| view! { <span class="vh">", "{words::task::milestone()}</span> })}
                {done.then(|| view! { <span class="vh">{words::calendar::is_done()}</span> })}
                {late.then(|| view! { <span class="cal-late">{words::calendar::is_late()}</span> })}
            </a>
            <small class="num">{entry.code.clone()}</small>
            {project}
            {spanning(&entry, before, today)}
            {more}
        </li>
    }
    .into_any()
}

/// From which day to which, where it is more than one: the bar says it to the eye, these words to the ear, and on a
/// narrow page to everyone.
fn spanning(entry: &Entry, before: bool, today: NaiveDate) -> AnyView {
    let (first, last) = entry.days();
    if first == last {
        return ().into_any();
    }
    let day = |day| words::dates::day_in_a_sentence(day, today);
    let from = before.then(|| words::calendar::from_day(&day(first)));
    view! { <small class="cal-span">{from}" "{words::calendar::to_day(&day(last))}</small> }
        .into_any()
}
