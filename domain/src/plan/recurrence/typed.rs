//! What a form says of how a task comes again. What its unit has no use for is not read.

use chrono::{Datelike, NaiveDate, Weekday};

use super::{DaysOff, INTERVAL, Pattern, Rule, Step, TIMES};
use crate::access::coded;
use crate::form::SetRecurrence;
use crate::refusal::{Bad, Check, Code, Refused};
use crate::time;

coded!(
    /// What is counted, and how.
    Unit {
        Never = "never",
        Day = "day",
        Week = "week",
        OnDay = "month_day",
        OnWeekday = "month_weekday",
        DoneDay = "done_day",
        DoneWeek = "done_week",
        DoneMonth = "done_month",
    }
);

impl Unit {
    /// What a form shows of a rule.
    pub fn of(rule: Option<&Rule>) -> Self {
        match rule.map(|rule| &rule.pattern) {
            None => Self::Never,
            Some(Pattern::Daily) => Self::Day,
            Some(Pattern::Weekly(_)) => Self::Week,
            Some(Pattern::OnDay(_)) => Self::OnDay,
            Some(Pattern::OnWeekday(..)) => Self::OnWeekday,
            Some(Pattern::AfterDone(Step::Day)) => Self::DoneDay,
            Some(Pattern::AfterDone(Step::Week)) => Self::DoneWeek,
            Some(Pattern::AfterDone(Step::Month)) => Self::DoneMonth,
        }
    }
}

/// Reads a form for a task that lies on `day`: on which days, where that is left open, is as it is there. None: it does
/// not come again.
pub fn rule(
    form: &SetRecurrence,
    day: NaiveDate,
    today: NaiveDate,
) -> Result<Option<Rule>, Refused> {
    let unit =
        Unit::parse(form.unit.trim()).map_err(|bad| Refused::field_with("unit", bad.0, bad.1))?;
    if unit == Unit::Never {
        return Ok(None);
    }
    let mut check = Check::default();
    let interval = check.take("every", number(&form.every, INTERVAL, Some(1)));
    let pattern = pattern(form, unit, day, &mut check);
    let days_off = check.take("days_off", days_off(&form.days_off, unit));
    let until = check.take("until", until(&form.until, day, today));
    let times = check.take("times", times(&form.times));
    let (Some(interval), Some(pattern), Some(days_off), Some(until), Some(times)) =
        (interval, pattern, days_off, until, times)
    else {
        return Err(check.refused());
    };
    Ok(Some(Rule {
        pattern,
        interval,
        days_off,
        until,
        times,
    }))
}

/// A rule of which no day is left would be none.
pub fn never_comes() -> Refused {
    Refused::field("unit", Code::NoDayLeft)
}

fn pattern(form: &SetRecurrence, unit: Unit, day: NaiveDate, check: &mut Check) -> Option<Pattern> {
    Some(match unit {
        Unit::Never => return None,
        Unit::Day => Pattern::Daily,
        Unit::Week => Pattern::Weekly(weekdays(form, day)),
        Unit::OnDay => {
            Pattern::OnDay(check.take("month_day", number(&form.month_day, 31, Some(day.day())))?)
        }
        Unit::OnWeekday => {
            let nth = check.take("nth", nth(&form.nth));
            let weekday = check.take("weekday", weekday(&form.weekday));
            Pattern::OnWeekday(nth?, weekday?)
        }
        Unit::DoneDay => Pattern::AfterDone(Step::Day),
        Unit::DoneWeek => Pattern::AfterDone(Step::Week),
        Unit::DoneMonth => Pattern::AfterDone(Step::Month),
    })
}

fn weekdays(form: &SetRecurrence, day: NaiveDate) -> Vec<Weekday> {
    use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    let of = [
        (Mon, &form.mon),
        (Tue, &form.tue),
        (Wed, &form.wed),
        (Thu, &form.thu),
        (Fri, &form.fri),
        (Sat, &form.sat),
        (Sun, &form.sun),
    ];
    let ticked = of.iter().filter(|(_, ticked)| !ticked.trim().is_empty());
    let on: Vec<_> = ticked.map(|(day, _)| *day).collect();
    if on.is_empty() {
        vec![day.weekday()]
    } else {
        on
    }
}

fn nth(text: &str) -> Result<i8, Bad> {
    match text.trim() {
        "1" => Ok(1),
        "2" => Ok(2),
        "3" => Ok(3),
        "4" => Ok(4),
        "-1" => Ok(-1),
        _ => Err(Code::NotAChoice.into()),
    }
}

/// 1 is Monday.
fn weekday(text: &str) -> Result<Weekday, Bad> {
    let number = text.trim().parse::<u8>().ok();
    let day = number.and_then(|number| Weekday::try_from(number.checked_sub(1)?).ok());
    day.ok_or(Code::NotAChoice.into())
}

/// After completion there is none to leave out: it would never come.
fn days_off(text: &str, unit: Unit) -> Result<DaysOff, Bad> {
    let days_off = match text.trim() {
        "" => DaysOff::Keep,
        text => DaysOff::parse(text)?,
    };
    let after_done = matches!(unit, Unit::DoneDay | Unit::DoneWeek | Unit::DoneMonth);
    if after_done && days_off == DaysOff::LeaveOut {
        Err(Code::NothingToLeaveOut.into())
    } else {
        Ok(days_off)
    }
}

fn until(text: &str, day: NaiveDate, today: NaiveDate) -> Result<Option<NaiveDate>, Bad> {
    let until = time::when(text, today)?.map(|when| when.day);
    match until {
        Some(until) if until <= day => Err(Code::EndsBeforeItBegins.into()),
        until => Ok(until),
    }
}

/// One would be the one that is there.
fn times(text: &str) -> Result<Option<u32>, Bad> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let times = number(text, TIMES, None)?;
    if times < 2 {
        return Err(Bad(Code::NotInRange, format!("2 and {TIMES}")));
    }
    Ok(Some(times))
}

fn number(text: &str, most: u32, unsaid: Option<u32>) -> Result<u32, Bad> {
    let text = text.trim();
    if let (true, Some(unsaid)) = (text.is_empty(), unsaid) {
        return Ok(unsaid);
    }
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let number = digits.then(|| text.parse::<u32>().ok()).flatten();
    number
        .filter(|n| (1..=most).contains(n))
        .ok_or_else(|| Bad(Code::NotInRange, format!("1 and {most}")))
}
