//! The day as a scale of hours: when the person works, what has a time of day, and where nothing has.

use serde::{Deserialize, Serialize};

/// Minutes without anything set that are worth showing.
pub const STRETCH: i64 = 90;
/// The day when nothing else is known: eight to six.
pub const USUAL: (i64, i64) = (8 * 60, 18 * 60);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Something with a time of day.
    Moment,
    Away,
    /// Nothing in Daymark has a time here; what stands in other calendars nobody has told it.
    Unset,
}

/// Something on the band, in minutes after midnight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub what: What,
    pub from: i64,
    pub to: i64,
    pub title: String,
    /// Where it leads; empty: nowhere.
    pub code: String,
    /// Whether there is room for its words; else only for its bar.
    pub is_labelled: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// Whole hours, in minutes after midnight.
    pub from: i64,
    pub to: i64,
    /// The person's own hours, pieces of them, where they are known.
    pub items: Vec<Item>,
}

/// `hours`: when the person works on this day, if known. `now` in minutes, on the day itself.
pub fn band(hours: &[(i64, i64)], now: Option<i64>, items: Vec<Item>) -> Band {
    let begins = hours.iter().map(|h| h.0).min().unwrap_or(USUAL.0);
    let ends = hours.iter().map(|h| h.1).max().unwrap_or(USUAL.1);
    let inside = items.iter().filter(|item| item.what == What::Moment);
    let first = inside.clone().map(|item| item.from).min().unwrap_or(begins);
    let last = inside.map(|item| item.to).max().unwrap_or(ends);
    let from = begins.min(first).clamp(0, 1380) / 60 * 60;
    let to = (ends.max(last).clamp(from + 60, 1440) + 59) / 60 * 60;
    let mut items: Vec<Item> = items
        .into_iter()
        .map(|item| Item {
            from: item.from.clamp(from, to),
            to: item.to.clamp(from, to),
            ..item
        })
        .collect();
    items.extend(unset(begins.max(from), ends.min(to), now, &items));
    items.sort_by_key(|item| (item.from, item.to));
    label(&mut items, from, to - from);
    Band { from, to, items }
}

/// Stretches of the rest of one's day without anything set.
fn unset(begins: i64, ends: i64, now: Option<i64>, items: &[Item]) -> Vec<Item> {
    let mut taken: Vec<(i64, i64)> = items.iter().map(|item| (item.from, item.to)).collect();
    taken.sort_unstable();
    taken.push((ends, ends));
    let mut at = now.map_or(begins, |now| now.max(begins));
    let mut found = Vec::new();
    for (from, to) in taken {
        let from = from.min(ends);
        if from - at >= STRETCH {
            found.push(Item {
                what: What::Unset,
                from: at,
                to: from,
                title: String::new(),
                code: String::new(),
                is_labelled: true,
            });
        }
        at = at.max(to);
    }
    found
}

/// Words take about an eighth of the band; where two would meet, the later one keeps only its bar. In its last tenth
/// they move to the left of their place, at its very end by all of their width, so that they stay on the page.
fn label(items: &mut [Item], first: i64, span: i64) {
    let width = span / 8;
    let mut free = i64::MIN;
    for item in items {
        let into_last_tenth = (item.from - first) * 10 - span * 9;
        let words = item.from - (width * into_last_tenth / span.max(1)).clamp(0, width);
        item.is_labelled = words >= free;
        if item.is_labelled {
            free = words + width;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_on_the_page_and_meet_no_others() {
        let labelled = |moments: &[i64]| {
            let items = moments.iter().copied().map(moment).collect();
            let band = band(&[(480, 1080)], Some(1080), items);
            let moments = band.items.iter().filter(|item| item.what == What::Moment);
            moments.map(|item| item.is_labelled).collect::<Vec<_>>()
        };
        // At a quarter to five, and at the end of the day, whose words would stand where those of the other do.
        assert_eq!(labelled(&[1005, 1080]), [true, false]);
        assert_eq!(labelled(&[900, 1080]), [true, true]);
        assert_eq!(labelled(&[600, 675]), [true, true]);
        assert_eq!(labelled(&[600, 674]), [true, false]);
    }

    fn moment(at: i64) -> Item {
        Item {
            what: What::Moment,
            from: at,
            to: at,
            title: "Due".into(),
            code: "NGT-1".into(),
            is_labelled: true,
        }
    }

    fn stretches(band: &Band) -> Vec<(i64, i64)> {
        let unset = band.items.iter().filter(|i| i.what == What::Unset);
        unset.map(|i| (i.from, i.to)).collect()
    }

    #[test]
    fn hours_are_the_persons_own() {
        let usual = band(&[], None, vec![]);
        assert_eq!((usual.from, usual.to), (480, 1080));
        let own = band(&[(570, 780), (840, 1050)], None, vec![]);
        assert_eq!((own.from, own.to), (540, 1080));
        // What has a time outside of them is on the band all the same.
        let late = band(&[(540, 1020)], None, vec![moment(1290)]);
        assert_eq!((late.from, late.to), (540, 1320));
    }

    #[test]
    fn stretches_lie_between_what_is_set_and_after_now() {
        let day = band(&[(540, 1020)], Some(600), vec![moment(660), moment(900)]);
        assert_eq!(stretches(&day), [(660, 900), (900, 1020)]);
        // Less than an hour and a half is not worth a line.
        assert_eq!(stretches(&band(&[(540, 1020)], Some(960), vec![])), []);
        assert_eq!(
            stretches(&band(&[(540, 1020)], None, vec![])),
            [(540, 1020)]
        );
    }

    #[test]
    fn words_never_lie_on_each_other() {
        let close = band(
            &[(480, 1080)],
            Some(1080),
            vec![moment(600), moment(610), moment(700)],
        );
        let labelled: Vec<bool> = close.items.iter().map(|i| i.is_labelled).collect();
        assert_eq!(labelled, [true, false, true]);
    }

    #[test]
    fn a_night_shift_and_midnight_stay_on_the_band() {
        let night = band(&[(1320, 1800)], None, vec![moment(5)]);
        assert_eq!((night.from, night.to), (0, 1440));
    }
}
