//! The beacon: a tapered band a step, and the page's index. Painted from the top as the day is done.

use crate::prelude::*;

use super::api::Step;
use super::step::Painted;
use crate::words::day as words;

#[component]
pub fn Beacon(steps: Signal<Vec<Step>>) -> impl IntoView {
    let painted = expect_context::<Painted>();
    let is_done = move |step: &Step| painted.of(&step.code).unwrap_or(step.done.is_some());
    let now = move || steps.with(|steps| steps.iter().position(|step| !is_done(step)));
    let count = steps.with_untracked(Vec::len);
    let bands = (0..count).map(|index| {
        let step = Memo::new(move |_| steps.with(|steps| steps.get(index).cloned()));
        let code = step.with_untracked(|step| {
            step.as_ref()
                .map(|step| step.code.clone())
                .unwrap_or_default()
        });
        let done = move || step.with(|step| step.as_ref().is_some_and(is_done));
        let fresh =
            move || step.with(|step| step.as_ref().is_some_and(|step| step.fresh.is_some()));
        let is_now = move || now() == Some(index);
        let small = move || {
            step.get().map(|step| match (is_done(&step), step.fresh) {
                (true, _) => words::done_small(),
                (_, Some(fresh)) => fresh,
                _ => step.small,
            })
        };
        view! {
            <li class:is-done=done class:is-now=is_now class:is-fresh=fresh>
                <a href=format!("#{code}") aria-current=move || is_now().then_some("step")>
                    <svg viewBox="0 0 44 44" aria-hidden="true"><path d=shape(index) /></svg>
                    <span><b>{words::step(&code)}</b>" "<small>{small}</small></span>
                </a>
            </li>
        }
        .into_any()
    });
    view! {
        <nav class="beacon" aria-label=words::steps()>
            <svg class="bk-top" viewBox="0 0 44 30" aria-hidden="true"><path d="M22 2 33 21H11z" /><path class="bk-rod" d="M22 21v9" /></svg>
            <ol>{bands.collect_view()}</ol>
            <svg class="bk-base" viewBox="0 0 44 8" aria-hidden="true"><path d="M0 4c3.7 0 3.7-3 7.3-3s3.7 3 7.4 3 3.6-3 7.3-3 3.7 3 7.3 3 3.7-3 7.4-3S40.3 4 44 4" /></svg>
        </nav>
    }
    .into_any()
}

/// Half-width `8 + 1.45 n` at the top, 1.45 more at the foot.
fn shape(index: usize) -> String {
    let top = 8.0 + 1.45 * index as f64;
    let foot = top + 1.45;
    format!(
        "M{:.2} 1.5h{:.2}L{:.2} 42.5H{:.2}z",
        22.0 - top,
        2.0 * top,
        22.0 + foot,
        22.0 - foot
    )
}
